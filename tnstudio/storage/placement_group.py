"""Where the cores of layers were placed: to a group and back."""

from types import SimpleNamespace

import h5py
import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import SIZES, Limit
from tnstudio.storage import writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.reading import Part
from tnstudio.texts import tr

_SIDES = {size.symbol: size.high for size in SIZES}
_CORES = Limit("cores", "", 0, _SIDES["grid_rows"] * _SIDES["grid_columns"], "")
_PLACES = (
    Column("chip_row", np.int64, ("core",), "row on the chip, layer after layer"),
    Column("chip_column", np.int64, ("core",), "column on the chip"),
)

Placement = tuple[tuple[int, int], ...]


def write_placement(parent: h5py.Group, placement: Placement | None) -> None:
    """Write a placement, valid or not, if there is one.

    Raises
    ------
    TNStudioError
        If a number is too large.
    """
    if placement is None:
        return
    group = writing.element(
        parent, "placement", "placement", "where the cores of the layers are"
    )
    try:
        row, column = np.array(placement, np.int64).reshape(-1, 2).T
    except OverflowError as error:
        raise TNStudioError(
            tr("A place is too large: {error}", error=error), str(group.name)
        ) from error
    writing.integer(group, "cores", len(placement))
    write_columns(group, _PLACES, SimpleNamespace(chip_row=row, chip_column=column))


def read_placement(parent: Part) -> Placement | None:
    """Read a placement; None if there is none, or, with a report, if it is wrong.

    Whether it suits the layers is not judged: a design may be unfinished.
    """
    if not parent.has("placement"):
        return None
    before = len(parent.report)
    part = parent.element("placement", "placement")
    if part is None:
        return None
    counts = {"core": part.integer("cores", _CORES)}
    columns = read_columns(part, _PLACES, counts)
    if len(parent.report) > before:
        return None
    return tuple(zip(*(columns[c.name].tolist() for c in _PLACES), strict=True))

"""Tables of arrays: what each is called, holds and means, for both directions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.storage import writing
from tnstudio.storage.reading import Part
from tnstudio.texts import tr


@dataclass(frozen=True, slots=True)
class Column:
    """One array of a value, of the same name in value and file.

    Attributes
    ----------
    axes : tuple of str
        What each axis counts; `read_columns` is told how many there are.
    low, high : float or None
        The range that `read_columns` checks; None if another rule does.
    may_be_nan : bool
        Whether NaN ("not measured") is allowed beside the range.
    packing : int
        Effort of the compression, 1 (quick) to 9.
    """

    name: str
    dtype: npt.DTypeLike
    axes: tuple[str, ...]
    meaning: str
    unit: str = "1"
    low: float | None = None
    high: float | None = None
    may_be_nan: bool = False
    packing: int = writing.USUAL_PACKING


def write_columns(
    group: h5py.Group, columns: tuple[Column, ...], value: object
) -> None:
    """Write the arrays of a value."""
    for column in columns:
        values = getattr(value, column.name)
        writing.array(group, column.name, values, notes_of(column), column.packing)


def notes_of(column: Column) -> dict[str, str]:
    """Return what the file says about an array, for readers."""
    return {
        "meaning": column.meaning,
        "unit": column.unit,
        "axes": " × ".join(column.axes),
    }


def read_columns(
    part: Part, columns: tuple[Column, ...], counts: Mapping[str, int]
) -> dict[str, npt.NDArray[Any]]:
    """Read arrays; what is wrong goes into the report.

    Parameters
    ----------
    counts : mapping of str to int
        The length of each axis.
    """
    return {column.name: _read_column(part, column, counts) for column in columns}


def _read_column(
    part: Part, column: Column, counts: Mapping[str, int]
) -> npt.NDArray[Any]:
    shape = tuple(counts[axis] for axis in column.axes)
    before = len(part.report)
    values = part.array(column.name, column.dtype, shape)
    if column.low is None or column.high is None or len(part.report) > before:
        return values
    # Written so that NaN is out of every range.
    within = (values >= column.low) & (values <= column.high)
    if column.may_be_nan:
        within |= np.isnan(values)
    wrong = int(values.size - np.count_nonzero(within))
    if wrong:
        first = np.unravel_index(int(np.argmin(within)), shape)
        where = ", ".join(
            f"{axis} {int(k)}" for axis, k in zip(column.axes, first, strict=True)
        )
        part.report.add(
            f"{part.place}/{column.name}",
            tr(
                "{number} values are out of range, the first ({place}) is {value}",
                number=wrong,
                place=where,
                value=values[first],
            ),
            f"{column.low:g} to {column.high:g}",
        )
    return values

"""Free cores in the file: `Circuit` to groups and back.

The arrays of all cores are stored joined, as those of a chip are.
"""

from types import SimpleNamespace
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_arrays import extent_of_circuit, joined, split
from tnstudio.model.circuit_rules import check_layout
from tnstudio.model.hardware import SIZES, Hardware, Limit
from tnstudio.model.network import MOST_CLASSES
from tnstudio.model.problems import check_hardware
from tnstudio.model.program import InputLines, OutputLines
from tnstudio.model.program_arrays import Extent, counts_of
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.program_group import GROUPS, columns_of
from tnstudio.storage.reading import Part
from tnstudio.storage.stimulus_group import read_stimuli, write_stimuli
from tnstudio.texts import tr

_SIDES = {size.symbol: size.high for size in SIZES}
_CORES = Limit("cores", "", 0, _SIDES["grid_rows"] * _SIDES["grid_columns"], "")
_COUNTS = ("input_lines", "connections", "output_lines")
_NAMES = {
    "core_names": ("what each core is called", "core"),
    "line_names": ("what each input line is called; empty: nothing", "input line"),
    "output_names": ("what each output line is called; empty: nothing", "output line"),
    "class_names": ("what output lines vote for", "class"),
}
_PLACES = (
    Column("chip_row", np.int64, ("core",), "row on the chip"),
    Column("chip_column", np.int64, ("core",), "column on the chip"),
)
_OF_CORES = ("neurons", "routes")
_OF_LINES = ("inputs", "outputs")


def write_circuit(parent: h5py.Group, circuit: Circuit, hardware: Hardware) -> None:
    """Write free cores, valid or not, if only they have the chip's sizes.

    Raises
    ------
    TNStudioError
        If the arrays of a core are not of the chip's sizes.
    """
    _require_layout(circuit, hardware)
    group = writing.element(
        parent, "circuit", "circuit", "cores that were built one by one"
    )
    extent = extent_of_circuit(circuit)
    writing.integer(group, "cores", extent.cores)
    for name in _COUNTS:
        writing.integer(group, name, getattr(extent, name))
    writing.integers(group, "input_shape", circuit.input_shape)
    for name, (meaning, axis) in _NAMES.items():
        writing.names(group, name, _names(circuit, name), meaning, axis)
    arrays = joined(circuit, hardware)
    write_columns(group, columns_of(""), SimpleNamespace(**arrays[""]))
    write_columns(group, _PLACES, _places(circuit, f"{group.name}/chip_row"))
    for name in _OF_CORES:
        part = writing.element(group, name, name, GROUPS[name])
        write_columns(part, columns_of(name), SimpleNamespace(**arrays[name]))
    for name in _OF_LINES:
        part = writing.element(group, name, name, GROUPS[name])
        write_columns(part, columns_of(name), getattr(circuit, name))
    write_stimuli(group, circuit.stimuli)


def read_circuit(parent: Part, hardware: Hardware) -> Circuit | None:
    """Read free cores; None, and a report, if types or sizes are wrong.

    Values are not judged: a design may be unfinished.
    """
    before = len(parent.report)
    part = parent.element("circuit", "circuit")
    if part is None:
        return None
    extent = _read_extent(part)
    names = {name: part.names(name, _most(name, extent)) for name in _NAMES}
    for problem in check_hardware(hardware):
        part.report.add(part.place, problem.message, problem.hint)
    if len(names["core_names"]) != extent.cores:
        part.report.add(
            f"{part.place}/core_names",
            tr(
                "{names} names for {cores} cores",
                names=len(names["core_names"]),
                cores=extent.cores,
            ),
        )
    if len(parent.report) > before:
        return None
    arrays = _read_arrays(part, hardware, extent)
    stimuli = read_stimuli(part)
    if len(parent.report) > before:
        return None
    spots = (arrays["places"][column.name].tolist() for column in _PLACES)
    return Circuit(
        cores=split(
            {name: arrays[name] for name in ("", *_OF_CORES)},
            names["core_names"],
            list(zip(*spots, strict=True)),
        ),
        inputs=InputLines(**arrays["inputs"]),
        outputs=OutputLines(**arrays["outputs"]),
        line_names=names["line_names"],
        output_names=names["output_names"],
        stimuli=stimuli,
        input_shape=extent.input_shape,
        class_names=names["class_names"],
    )


def _read_extent(part: Part) -> Extent:
    rows, columns, channels = part.integers("input_shape", schema.INTEGER, count=3)
    return Extent(
        cores=part.integer("cores", _CORES),
        classes=0,
        copies=1,
        input_shape=(rows, columns, channels),
        **{name: part.integer(name, schema.COUNT) for name in _COUNTS},
    )


def _read_arrays(
    part: Part, hardware: Hardware, extent: Extent
) -> dict[str, dict[str, npt.NDArray[Any]]]:
    counts = counts_of(hardware, extent)
    arrays = {
        "": read_columns(part, columns_of(""), counts),
        "places": read_columns(part, _PLACES, counts),
    }
    for name in (*_OF_CORES, *_OF_LINES):
        group = part.element(name, name)
        if group is not None:
            arrays[name] = read_columns(group, columns_of(name), counts)
    return arrays


def _most(name: str, extent: Extent) -> int:
    """Return how many names there can be."""
    most = {
        "core_names": extent.cores,
        "line_names": extent.input_lines,
        "output_names": extent.output_lines,
        "class_names": MOST_CLASSES,
    }
    return most[name]


def _names(circuit: Circuit, name: str) -> tuple[str, ...]:
    if name == "core_names":
        return tuple(core.name for core in circuit.cores)
    names: tuple[str, ...] = getattr(circuit, name)
    return names


def _places(circuit: Circuit, place: str) -> SimpleNamespace:
    try:
        return SimpleNamespace(
            chip_row=np.array([core.chip_row for core in circuit.cores], np.int64),
            chip_column=np.array(
                [core.chip_column for core in circuit.cores], np.int64
            ),
        )
    except OverflowError as error:
        raise TNStudioError(
            tr("A place is too large: {error}", error=error), place
        ) from error


def _require_layout(circuit: Circuit, hardware: Hardware) -> None:
    for problem in check_layout(circuit, hardware):
        if problem.code == "core-size":
            raise TNStudioError(problem.message, problem.place, problem.hint)

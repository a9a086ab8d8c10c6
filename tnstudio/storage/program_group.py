"""A chip in the file: `ChipProgram` to groups and back."""

from typing import Any

import h5py
import numpy.typing as npt

from tnstudio.model.hardware import Hardware
from tnstudio.model.network import MOST_CLASSES
from tnstudio.model.problems import Problem
from tnstudio.model.program import (
    ChipProgram,
    CorePlaces,
    InputLines,
    NeuronArrays,
    OutputLines,
    Routes,
)
from tnstudio.model.program_arrays import (
    ARRAYS,
    ArrayRule,
    Extent,
    counts_of,
    extent_of,
)
from tnstudio.model.program_rules import LATENCY, check_extent, check_program
from tnstudio.model.records import SEED
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.hardware_group import read_hardware, write_hardware
from tnstudio.storage.reading import Part

GROUPS = {
    "neurons": "parameters of the neurons",
    "routes": "where each neuron's spike goes",
    "inputs": "lines into the chip and the axons they feed",
    "outputs": "lines out of the chip",
    "places": "where each core comes from and sits",
}
"""The groups of a chip's arrays, and what they are."""

_COUNTS = ("cores", "input_lines", "connections", "output_lines", "copies")

_Arrays = dict[str, npt.NDArray[Any]]


def _column(rule: ArrayRule) -> Column:
    """Return the column of an array; `check_program` has the ranges."""
    return Column(rule.name, rule.dtype, rule.axes, rule.meaning)


def columns_of(group: str) -> tuple[Column, ...]:
    """Return the arrays of a group of a chip; of the chip itself for ``""``."""
    return tuple(_column(rule) for rule in ARRAYS if rule.group == group)


def write_program(parent: h5py.Group, program: ChipProgram) -> None:
    """Write a chip."""
    group = writing.element(
        parent, "program", "chip-program", "what the chip is loaded with"
    )
    writing.text(group, "name", program.name)
    writing.integer(group, "latency", program.latency)
    writing.integer(group, "seed", program.seed)
    writing.integers(group, "input_shape", program.input_shape)
    extent = extent_of(program)
    for name in _COUNTS:
        writing.integer(group, name, getattr(extent, name))
    writing.names(
        group, "class_names", program.class_names, "what output lines vote for", "class"
    )
    write_hardware(group, program.hardware)
    write_columns(group, columns_of(""), program)
    for name, meaning in GROUPS.items():
        part = writing.element(group, name, name, meaning)
        write_columns(part, columns_of(name), getattr(program, name))


def read_program(parent: Part) -> ChipProgram | None:
    """Read a chip; None, and a report, if anything is wrong with it."""
    before = len(parent.report)
    part = parent.element("program", "chip-program")
    if part is None:
        return None
    name = part.text("name")
    latency, seed = part.integer("latency", LATENCY), part.integer("seed", SEED)
    class_names = part.names("class_names", MOST_CLASSES)
    hardware = read_hardware(part)
    extent = _read_extent(part, len(class_names))
    if len(parent.report) > before or hardware is None:
        return None
    arrays = _read_arrays(part, hardware, extent)
    if len(parent.report) > before:
        return None
    program = ChipProgram(
        name=name,
        hardware=hardware,
        axon_types=arrays[""]["axon_types"],
        synapses=arrays[""]["synapses"],
        neurons=NeuronArrays(**arrays["neurons"]),
        routes=Routes(**arrays["routes"]),
        inputs=InputLines(**arrays["inputs"]),
        outputs=OutputLines(**arrays["outputs"]),
        places=CorePlaces(**arrays["places"]),
        input_shape=extent.input_shape,
        class_names=class_names,
        latency=latency,
        copies=extent.copies,
        seed=seed,
    )
    _report(part, check_program(program))
    return None if len(parent.report) > before else program


def _read_extent(part: Part, classes: int) -> Extent:
    counts = {name: part.integer(name, schema.COUNT) for name in _COUNTS}
    rows, columns, channels = part.integers("input_shape", schema.POSITIVE, count=3)
    return Extent(classes=classes, input_shape=(rows, columns, channels), **counts)


def _read_arrays(part: Part, hardware: Hardware, extent: Extent) -> dict[str, _Arrays]:
    """Read all arrays, if the sizes they must have are sound."""
    problems = tuple(check_extent(hardware, extent))
    _report(part, problems)
    if problems:
        return {}
    counts = counts_of(hardware, extent)
    arrays = {"": read_columns(part, columns_of(""), counts)}
    for name in GROUPS:
        group = part.element(name, name)
        if group is not None:
            arrays[name] = read_columns(group, columns_of(name), counts)
    return arrays


def _report(part: Part, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        inside = "" if problem.place == "program" else f"/{problem.place}"
        part.report.add(part.place + inside, problem.message, problem.hint)

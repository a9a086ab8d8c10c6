"""Rules of a chip program: what no chip could be loaded with, and where."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import Hardware, Limit
from tnstudio.model.network import MOST_INPUT_ELEMENTS
from tnstudio.model.problems import Problem, check_hardware
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.program_arrays import (
    ARRAYS,
    ArrayRule,
    Extent,
    counts_of,
    extent_of,
)
from tnstudio.model.records import SEED
from tnstudio.texts import marked, plural, tr

LATENCY = Limit("latency", "", 0, 2**31 - 1, "this program")
_MOST_LINES = 2**31 - 1
_Arrays = dict[ArrayRule, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a program and, if it is one of a core's, the first such core."""

    problem: Problem
    core: int = NONE


def check_program(program: ChipProgram) -> tuple[Problem, ...]:
    """Return every problem of a chip program; () if there is none.

    When sizes, types or shapes are wrong, only those are reported: values can
    be judged once the arrays are what they should be.

    Returns
    -------
    tuple of Problem
        Their places are ``hardware``, ``program`` or the array, such as
        ``routes/delay``.
    """
    return tuple(finding.problem for finding in find_problems(program))


def find_problems(program: ChipProgram) -> tuple[Finding, ...]:
    """Return every problem of a chip program with the core that it is on.

    What is reported is told by `check_program`.
    """
    extent, places = extent_of(program), program.places
    problems = check_sizes(program, extent)
    if problems:
        return tuple(Finding(problem) for problem in problems)
    width = program.hardware.grid_columns
    return (
        *find_value_problems(program, extent, range(program.cores)),
        *find_shared_places(places.chip_row, places.chip_column, width),
    )


def check_sizes(program: ChipProgram, extent: Extent) -> tuple[Problem, ...]:
    """Check how much there is of everything, and all types and shapes.

    Parameters
    ----------
    extent : Extent
        Of the whole chip; the program may have but some of its cores.
    """
    counts = counts_of(program.hardware, replace(extent, cores=program.cores))
    arrays = {rule: _array(program, rule) for rule in ARRAYS}
    return (
        *check_extent(program.hardware, extent),
        *_check_number(marked("latency"), program.latency, LATENCY),
        *_check_number(marked("seed"), program.seed, SEED),
        *_check_layout(arrays, counts),
    )


def find_value_problems(
    program: ChipProgram, extent: Extent, numbers: Sequence[int]
) -> Iterator[Finding]:
    """Judge the values of arrays that have the right types and shapes.

    Parameters
    ----------
    extent : Extent
        Of the whole chip; the program may have but some of its cores.
    numbers : sequence of int
        The number on the whole chip of each core of the program.

    Yields
    ------
    Finding
        With the number of the core on the whole chip.
    """
    counts = counts_of(program.hardware, extent)
    for rule in ARRAYS:
        yield from _check_values(rule, _array(program, rule), counts, numbers)
    yield from _check_padding(program, numbers)
    yield from _check_masks(program, numbers)
    yield from _check_targets(program, numbers)


def check_extent(hardware: Hardware, extent: Extent) -> Iterator[Problem]:
    """Check the sizes that the shapes of all arrays follow from.

    Yields
    ------
    Problem
        With place ``hardware`` or ``program``.
    """
    yield from check_hardware(hardware)
    cores = Limit("number of cores", "", 1, max(1, hardware.cores), "the chip's grid")
    copies = Limit("number of copies", "", 1, cores.high, "one core each at least")
    lines = Limit("", "", 0, _MOST_LINES, "32-bit indices")
    yield from _check_number(marked("number of cores"), extent.cores, cores)
    yield from _check_number(marked("number of copies"), extent.copies, copies)
    yield from _check_number(marked("number of input lines"), extent.input_lines, lines)
    yield from _check_number(marked("number of connections"), extent.connections, lines)
    yield from _check_number(
        marked("number of output lines"), extent.output_lines, lines
    )
    shape = extent.input_shape
    if min(shape) < 1 or math.prod(shape) > MOST_INPUT_ELEMENTS:
        yield Problem(
            "program-input",
            "program",
            tr("The input is {size}", size=" × ".join(map(str, shape))),
            tr(
                "give rows, columns and channels of at least 1, at most "
                "{most} elements",
                most=MOST_INPUT_ELEMENTS,
            ),
        )


def _check_number(name: str, value: int, limit: Limit) -> Iterator[Problem]:
    if not limit.holds(value):
        yield Problem(
            "program-number",
            "program",
            tr("The {name} is {value}", name=tr(name), value=value),
            tr("choose {low} to {high}", low=limit.low, high=limit.high),
        )


def _array(program: ChipProgram, rule: ArrayRule) -> npt.NDArray[Any]:
    owner = getattr(program, rule.group) if rule.group else program
    values: npt.NDArray[Any] = getattr(owner, rule.name)
    return values


def _check_layout(arrays: _Arrays, counts: Mapping[str, int]) -> Iterator[Problem]:
    for rule, values in arrays.items():
        expected, shape = np.dtype(rule.dtype), rule.shape(counts)
        if values.dtype != expected:
            yield Problem(
                "array-type",
                rule.place,
                tr("The values are {type}", type=values.dtype),
                tr("give {type}", type=expected),
            )
        if values.shape != shape:
            yield Problem(
                "array-shape",
                rule.place,
                tr("The shape is {shape}", shape=values.shape),
                f"{tr('give {shape}', shape=shape)}: {' × '.join(rule.axes)}",
            )


def _check_values(
    rule: ArrayRule,
    values: npt.NDArray[Any],
    counts: Mapping[str, int],
    numbers: Sequence[int],
) -> Iterator[Finding]:
    ends = rule.range(counts)
    if ends is None or not values.size:
        return
    low, high = ends
    if low <= int(values.min()) and int(values.max()) <= high:
        return
    wrong = (values < low) | (values > high)
    first = np.unravel_index(int(np.argmax(wrong)), values.shape)
    where = _where(rule.axes, first, numbers)
    problem = Problem(
        "value-range",
        rule.place,
        plural(
            "{number} value is out of range, the first, {where}, is {value}",
            "{number} values are out of range, the first, {where}, is {value}",
            int(np.count_nonzero(wrong)),
            where=where,
            value=values[first],
        ),
        tr("choose {low} to {high}", low=low, high=high)
        if low <= high
        else tr("there is nothing to choose"),
    )
    yield Finding(problem, numbers[int(first[0])] if rule.axes[0] == "core" else NONE)


def _check_padding(program: ChipProgram, numbers: Sequence[int]) -> Iterator[Finding]:
    """Check that the bits after the last neuron are off: nobody masks them."""
    used = program.hardware.neurons % 8
    if not used:
        return
    wrong = (program.synapses[:, :, -1] >> used) != 0
    if wrong.any():
        row, axon = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        core = numbers[int(row)]
        problem = Problem(
            "synapse-padding",
            "synapses",
            tr(
                "Core {core}, axon {axon} has synapses of neurons beyond the last",
                core=core,
                axon=axon,
            ),
            tr("leave the bits after the last neuron 0"),
        )
        yield Finding(problem, core)


def _check_masks(program: ChipProgram, numbers: Sequence[int]) -> Iterator[Finding]:
    """Check that the bits of every threshold mask are the lowest ones."""
    mask = program.neurons.threshold_mask
    wrong = (mask & (mask + 1)) != 0
    if wrong.any():
        problem = Problem(
            "mask-gap",
            "neurons/threshold_mask",
            plural(
                "{number} value is not of the form 2^k - 1, the first is {where}",
                "{number} values are not of the form 2^k - 1, the first is {where}",
                int(np.count_nonzero(wrong)),
                where=_first_neuron(wrong, numbers),
            ),
            tr("choose 0, 1, 3, 7, 15 and so on"),
        )
        yield Finding(problem, _first_core(wrong, numbers))


def _check_targets(program: ChipProgram, numbers: Sequence[int]) -> Iterator[Finding]:
    """Check that a neuron has a whole target, and only one."""
    routes = program.routes
    half = (routes.core == NONE) != (routes.axon == NONE)
    if half.any():
        problem = Problem(
            "target-half",
            "routes/axon",
            plural(
                "{number} value is without either core or axon, the first is {where}",
                "{number} values are without either core or axon, the first is {where}",
                int(np.count_nonzero(half)),
                where=_first_neuron(half, numbers),
            ),
            tr("give both or neither"),
        )
        yield Finding(problem, _first_core(half, numbers))
    both = (routes.core != NONE) & (routes.line != NONE)
    if both.any():
        problem = Problem(
            "target-and-line",
            "routes/line",
            plural(
                "{number} value is of a neuron that has a target axon too, the first "
                "is {where}",
                "{number} values are of a neuron that has a target axon too, the first "
                "is {where}",
                int(np.count_nonzero(both)),
                where=_first_neuron(both, numbers),
            ),
            tr("a neuron sends its spike to one place"),
        )
        yield Finding(problem, _first_core(both, numbers))


def find_shared_places(
    rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], width: int
) -> Iterator[Finding]:
    """Check that no two cores are at the same place of a chip so many columns wide."""
    spot = rows.astype(np.int64) * width + columns
    order = np.argsort(spot, kind="stable")
    shared = np.flatnonzero(np.diff(spot[order]) == 0)
    if shared.size:
        first, second = order[shared[0]], order[shared[0] + 1]
        problem = Problem(
            "place-shared",
            "places/chip_row",
            tr(
                "Cores {first} and {second} are both at row {row}, "
                "column {column} of the chip",
                first=first,
                second=second,
                row=rows[first],
                column=columns[first],
            ),
            tr("give each core its own place"),
        )
        yield Finding(problem, int(second))


def _first_neuron(wrong: npt.NDArray[np.bool_], numbers: Sequence[int]) -> str:
    first = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
    return _where(("core", "neuron"), first, numbers)


def _first_core(wrong: npt.NDArray[np.bool_], numbers: Sequence[int]) -> int:
    return numbers[int(np.argmax(wrong.any(axis=1)))]


def _where(
    axes: tuple[str, ...], index: tuple[np.intp, ...], numbers: Sequence[int]
) -> str:
    named = [int(k) for k in index]
    if axes[0] == "core":
        named[0] = numbers[named[0]]
    return ", ".join(map(numbered_axis, axes, named))


def numbered_axis(axis: str, number: int) -> str:
    """Return what a message calls one core, axon or other place along an axis."""
    return f"{tr(axis)} {number}"

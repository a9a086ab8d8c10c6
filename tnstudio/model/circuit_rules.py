"""Rules of a circuit: what no chip could be loaded with, and on which core."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_arrays import (
    CORE_ARRAYS,
    extent_of_circuit,
    program_of,
    spots_of,
)
from tnstudio.model.core_extremes import Layout, extremes_of_cores, layout_of_core
from tnstudio.model.hardware import Hardware
from tnstudio.model.problems import Problem, check_hardware
from tnstudio.model.program import NONE
from tnstudio.model.program_arrays import Extent, counts_of
from tnstudio.model.program_rules import (
    Finding,
    check_sizes,
    find_shared_places,
    find_value_problems,
    numbered_axis,
)
from tnstudio.model.stimulus_rules import check_stimuli
from tnstudio.texts import marked, tr

VALUE_WORDS = {
    "axon_types": marked("Axon type"),
    "synapses": marked("Synapses"),
    "neurons/strengths": marked("Strength"),
    "neurons/leak": marked("Leak"),
    "neurons/threshold": marked("Threshold"),
    "neurons/negative_threshold": marked("Negative threshold"),
    "neurons/threshold_mask": marked("Threshold mask"),
    "neurons/reset_mode": marked("Reset mode"),
    "neurons/reset_value": marked("Reset value"),
    "neurons/initial_potential": marked("Initial potential"),
    "routes/core": marked("Target core"),
    "routes/axon": marked("Target axon"),
    "routes/delay": marked("Delay"),
    "routes/line": marked("Output line"),
}
"""What the values of a core's arrays are called, by the array's place."""

_AXON_TYPES = [rule.name for rule in CORE_ARRAYS].index("axon_types")

_INPUT_NAMES = marked("{names} line names for {lines} lines")
_OUTPUT_NAMES = marked("{names} output names for {lines} lines")

_PLACES = {"program": "network"}
"""Places of a program's problems that are called otherwise in a network."""


@lru_cache(maxsize=1)
def check_circuit(circuit: Circuit, hardware: Hardware) -> tuple[Problem, ...]:
    """Return every problem of a circuit on this chip; () if there is none.

    When the arrays of a core have the wrong type or shape, those of all cores
    are not judged further.

    Returns
    -------
    tuple of Problem
        Their places are ``hardware``, ``network``, ``core 3 (name)``,
        ``inputs/line`` and the like, or ``stimulus 2``.
    """
    problems = [*check_hardware(hardware), *check_layout(circuit, hardware)]
    if not problems:
        found = _find(circuit, hardware)
        problems += [_told_of_core(finding, circuit) for finding in found]
    elements = circuit.inputs.element
    return (
        *problems,
        *_check_names(_INPUT_NAMES, circuit.line_names, circuit.input_lines),
        *_check_names(_OUTPUT_NAMES, circuit.output_names, circuit.output_lines),
        *check_stimuli(
            circuit.stimuli, circuit.input_lines, carries=bool((elements >= 0).any())
        ),
    )


def check_layout(circuit: Circuit, hardware: Hardware) -> Iterator[Problem]:
    """Check that every core has the hardware's sizes, and there are cores.

    Yields
    ------
    Problem
        With place ``network`` or that of a core: the first thing that is wrong
        with it.
    """
    if not circuit.cores:
        yield Problem(
            "no-cores", "network", tr("There are no cores yet"), tr("add a core")
        )
    wanted = layout_for(hardware)
    rows, columns = hardware.grid_rows - 1, hardware.grid_columns - 1
    for index, core in enumerate(circuit.cores):
        # Not `holds`: this is asked of thousands of cores after every edit.
        if not (0 <= core.chip_row <= rows and 0 <= core.chip_column <= columns):
            yield Problem(
                "core-off-chip",
                place_of(circuit, index),
                tr(
                    "It is at row {row}, column {column}",
                    row=core.chip_row,
                    column=core.chip_column,
                ),
                tr(
                    "the chip has rows 0 to {last_row}, columns 0 to {last_column}",
                    last_row=rows,
                    last_column=columns,
                ),
            )
        if layout_of_core(core) != wanted:
            yield _wrong_size(circuit, index, wanted)


def fits(core: FreeCore, hardware: Hardware) -> bool:
    """Tell whether a core has the sizes of a chip, and only axon types of it.

    If so it can be drawn and edited, whatever else may be wrong with it.
    """
    if layout_of_core(core) != layout_for(hardware):
        return False
    highest = int(extremes_of_cores([core])[0][1][_AXON_TYPES])
    return highest < hardware.axon_types


@lru_cache(maxsize=16)
def layout_for(hardware: Hardware) -> Layout:
    """Return the types and shapes that a chip asks of its cores' arrays."""
    counts = counts_of(hardware, Extent(1, 0, 0, 0, 0, 1, (1, 1, 1)))
    return tuple((np.dtype(rule.dtype), rule.shape(counts)) for rule in CORE_ARRAYS)


def _wrong_size(circuit: Circuit, index: int, wanted: Layout) -> Problem:
    """Tell the first array of a core that is of the wrong type or shape."""
    found = layout_of_core(circuit.cores[index])
    rule, (is_dtype, is_shape), (dtype, shape) = next(
        row for row in zip(CORE_ARRAYS, found, wanted, strict=True) if row[1] != row[2]
    )
    return Problem(
        "core-size",
        place_of(circuit, index),
        tr(
            "{array} is {dtype} of shape {shape}",
            array=rule.place,
            dtype=is_dtype,
            shape=is_shape,
        ),
        tr(
            "give {dtype} of shape {shape}: build the core for this chip",
            dtype=dtype,
            shape=shape,
        ),
    )


def _find(circuit: Circuit, hardware: Hardware) -> tuple[Finding, ...]:
    """Judge all values; only cores with something wrong are looked at again."""
    extent = extent_of_circuit(circuit)
    suspects = _suspects(circuit, hardware)
    cores = tuple(circuit.cores[k] for k in suspects)
    part = program_of(replace(circuit, cores=cores), hardware, name="", seed=0)
    problems = check_sizes(part, extent)
    if problems:
        return tuple(Finding(problem) for problem in problems)
    rows, columns = spots_of(circuit)
    return (
        *find_value_problems(part, extent, suspects),
        *find_shared_places(rows, columns, hardware.grid_columns),
    )


def _suspects(circuit: Circuit, hardware: Hardware) -> list[int]:
    """Return the cores that break some rule."""
    if not circuit.cores:
        return []
    counts = counts_of(hardware, extent_of_circuit(circuit))
    ends = [rule.range(counts) or _ANYTHING for rule in CORE_ARRAYS]
    low, high = np.array(ends, np.int64).T
    least, most, is_odd = (
        np.array(found) for found in zip(*extremes_of_cores(circuit.cores), strict=True)
    )
    wrong = (least < low).any(axis=1) | (most > high).any(axis=1) | is_odd
    suspects: list[int] = np.flatnonzero(wrong).tolist()
    return suspects


_ANYTHING = (-(2**63), 2**63 - 1)


def place_of(circuit: Circuit, index: int) -> str:
    """Return what a core is called as the place of a problem."""
    name = circuit.cores[index].name
    return f"core {index} ({name})" if name else f"core {index}"


def _told_of_core(finding: Finding, circuit: Circuit) -> Problem:
    problem = finding.problem
    if finding.core == NONE:
        return replace(problem, place=_PLACES.get(problem.place, problem.place))
    place = place_of(circuit, finding.core)
    # Whose it is has been said.
    message = problem.message.replace(f"{numbered_axis('core', finding.core)}, ", "")
    word = VALUE_WORDS.get(problem.place)
    message = f"{tr(word)}: {message}" if word else message
    return replace(problem, place=place, message=message)


def _check_names(text: str, names: tuple[str, ...], lines: int) -> Iterator[Problem]:
    if len(names) not in (0, lines):
        yield Problem(
            "line-names",
            "network",
            tr(text, names=len(names), lines=lines),
            tr("give one for each line, or none"),
        )

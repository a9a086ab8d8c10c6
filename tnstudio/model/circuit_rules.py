"""Rules of a circuit: what no chip could be loaded with, and on which core."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_arrays import (
    CORE_ARRAYS,
    array_of_core,
    extent_of_circuit,
    program_of,
)
from tnstudio.model.hardware import Hardware, Limit
from tnstudio.model.problems import Problem, check_hardware
from tnstudio.model.program import NONE
from tnstudio.model.program_arrays import counts_of
from tnstudio.model.program_rules import Finding, find_problems
from tnstudio.model.stimulus_rules import check_stimuli

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
        program = program_of(circuit, hardware, name="", seed=0)
        found = find_problems(program)
        problems += [_told_of_core(finding, circuit) for finding in found]
    elements = circuit.inputs.element
    return (
        *problems,
        *_check_names("line", circuit.line_names, circuit.input_lines),
        *_check_names("output", circuit.output_names, circuit.output_lines),
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
        yield Problem("no-cores", "network", "There are no cores yet", "add a core")
    extent = replace(extent_of_circuit(circuit), cores=1)
    counts = counts_of(hardware, extent)
    wanted = [(rule, np.dtype(rule.dtype), rule.shape(counts)) for rule in CORE_ARRAYS]
    rows = Limit("row", "", 0, hardware.grid_rows - 1, "")
    columns = Limit("column", "", 0, hardware.grid_columns - 1, "")
    for index, core in enumerate(circuit.cores):
        if not (rows.holds(core.chip_row) and columns.holds(core.chip_column)):
            yield Problem(
                "core-off-chip",
                place_of(circuit, index),
                f"It is at row {core.chip_row}, column {core.chip_column}",
                f"the chip has rows 0 to {rows.high}, columns 0 to {columns.high}",
            )
        for rule, dtype, shape in wanted:
            values = array_of_core(core, rule)
            if values.shape != shape or values.dtype != dtype:
                yield Problem(
                    "core-size",
                    place_of(circuit, index),
                    f"{rule.place} is {values.dtype} of shape {values.shape}",
                    f"give {dtype} of shape {shape}: build the core for this chip",
                )
                break


def place_of(circuit: Circuit, index: int) -> str:
    """Return what a core is called in messages."""
    name = circuit.cores[index].name
    return f"core {index} ({name})" if name else f"core {index}"


def use_of_core(core: FreeCore) -> tuple[int, int]:
    """Return a core's axons with a synapse, and its neurons in use.

    A neuron is in use if it has a synapse, a target or an output line.
    """
    routes = core.routes
    axons = int(np.count_nonzero(core.synapses[0].any(axis=1)))
    reached = np.bitwise_or.reduce(core.synapses[0], axis=0)
    neurons = routes.core.shape[1]
    used = np.unpackbits(reached, count=neurons, bitorder="little").astype(np.bool_)
    used |= (routes.core[0] != NONE) | (routes.line[0] != NONE)
    return axons, int(np.count_nonzero(used))


def fan_out_of_core(core: FreeCore) -> int:
    """Return how many neurons of a core have a target axon."""
    return int(np.count_nonzero(core.routes.core != NONE))


def _told_of_core(finding: Finding, circuit: Circuit) -> Problem:
    problem = finding.problem
    if finding.core == NONE:
        return replace(problem, place=_PLACES.get(problem.place, problem.place))
    place = place_of(circuit, finding.core)
    return replace(problem, place=place, message=f"{problem.place}: {problem.message}")


def _check_names(kind: str, names: tuple[str, ...], lines: int) -> Iterator[Problem]:
    if len(names) not in (0, lines):
        yield Problem(
            "line-names",
            "network",
            f"{len(names)} {kind} names for {lines} lines",
            "give one for each line, or none",
        )

"""The lines of a circuit: what they are called, and what they feed."""

from dataclasses import replace

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import Place
from tnstudio.texts import tr


def feeds(circuit: Circuit, line: int, target: Place) -> bool:
    """Tell whether an input line feeds an axon (core, axon)."""
    inputs = circuit.inputs
    same = (inputs.line == line) & (inputs.core == target[0])
    return bool((same & (inputs.axon == target[1])).any())


def unfeed(circuit: Circuit, line: int, target: Place) -> Circuit:
    """Let an input line feed an axon no longer; it may feed others still.

    Raises
    ------
    TNStudioError
        If it does not feed this axon.
    """
    if not feeds(circuit, line, target):
        raise TNStudioError(
            tr(
                "Input line {line} does not feed axon {axon} of core {core}",
                line=line,
                axon=target[1],
                core=target[0],
            ),
            hint=tr("choose one that it feeds"),
        )
    old = circuit.inputs
    cut = (old.line == line) & (old.core == target[0]) & (old.axon == target[1])
    inputs = replace(
        old,
        line=frozen(old.line[~cut], np.int32),
        core=frozen(old.core[~cut], np.int32),
        axon=frozen(old.axon[~cut], np.int32),
    )
    return replace(circuit, inputs=inputs)


def name_of_input(circuit: Circuit, line: int) -> str:
    """Return what an input line is called; its number if it has no name."""
    return _name(circuit.line_names, line) or tr("input {number}", number=line)


def name_of_output(circuit: Circuit, line: int) -> str:
    """Return what an output line is called; its number if it has no name."""
    return _name(circuit.output_names, line) or tr("output {number}", number=line)


def _name(names: tuple[str, ...], line: int) -> str:
    # A file may come with fewer names than lines: that is a problem of its own.
    return names[line] if line < len(names) else ""


def rename_input(circuit: Circuit, line: int, name: str) -> Circuit:
    """Call an input line something else.

    Raises
    ------
    TNStudioError
        If there is no such line.
    """
    names = _renamed(circuit.line_names, circuit.input_lines, line, name)
    return replace(circuit, line_names=names)


def rename_output(circuit: Circuit, line: int, name: str) -> Circuit:
    """Call an output line something else.

    Raises
    ------
    TNStudioError
        If there is no such line.
    """
    names = _renamed(circuit.output_names, circuit.output_lines, line, name)
    return replace(circuit, output_names=names)


def _renamed(
    names: tuple[str, ...], lines: int, line: int, name: str
) -> tuple[str, ...]:
    if not 0 <= line < lines:
        hint = (
            tr("choose 0 to {high}", high=lines - 1)
            if lines
            else tr("there is none yet")
        )
        raise TNStudioError(tr("There is no line {line}", line=line), hint=hint)
    changed = [*names, *[""] * (lines - len(names))]
    changed[line] = name
    return tuple(changed) if any(changed) else ()

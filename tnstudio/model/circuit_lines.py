"""The lines of a circuit: what they are called, feed, and what drives them."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import Place
from tnstudio.model.stimulus import ImageSpikes, PatternSpikes, Stimulus


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
            f"Input line {line} does not feed axon {target[1]} of core {target[0]}",
            hint="choose one that it feeds",
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
    return _name(circuit.line_names, line, "input")


def name_of_output(circuit: Circuit, line: int) -> str:
    """Return what an output line is called; its number if it has no name."""
    return _name(circuit.output_names, line, "output")


def _name(names: tuple[str, ...], line: int, kind: str) -> str:
    # A file may come with fewer names than lines: that is a problem of its own.
    return (names[line] if line < len(names) else "") or f"{kind} {line}"


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
        hint = f"choose 0 to {lines - 1}" if lines else "there is none yet"
        raise TNStudioError(f"There is no line {line}", hint=hint)
    changed = [*names, *[""] * (lines - len(names))]
    changed[line] = name
    return tuple(changed) if any(changed) else ()


# -- What drives a line


def stimulus_of(circuit: Circuit, line: int) -> Stimulus | None:
    """Return the first generator of spikes on an input line; None without one.

    Images count for every line that carries an element of theirs.
    """
    for stimulus in circuit.stimuli:
        if _drives(stimulus, circuit, line):
            return stimulus
    return None


def _drives(stimulus: Stimulus, circuit: Circuit, line: int) -> bool:
    if isinstance(stimulus, ImageSpikes):
        return int(circuit.inputs.element[line]) >= 0
    if isinstance(stimulus, PatternSpikes):
        return bool((stimulus.lines == line).any())
    return stimulus.line == line


def ticks_on(stimulus: PatternSpikes, line: int) -> tuple[int, ...]:
    """Return the ticks in which a pattern has a spike on a line."""
    ticks: list[int] = stimulus.ticks[stimulus.lines == line].tolist()
    return tuple(ticks)


def pattern_on(line: int, ticks: Iterable[int], period: int = 0) -> PatternSpikes:
    """Return a pattern of spikes on one line; what has no place in it is left out.

    Parameters
    ----------
    ticks : iterable of int
        In any order.
    period : int
        After so many ticks it starts over; 0: never.
    """
    kept = sorted(
        {tick for tick in ticks if tick >= 0 and (not period or tick < period)}
    )
    return PatternSpikes(
        frozen(kept, np.int64), frozen([line] * len(kept), np.int32), period
    )


def set_stimulus(circuit: Circuit, line: int, new: Stimulus | None) -> Circuit:
    """Let one generator, or none, drive an input line in place of all before.

    Images stay: they are of many lines. So do the spikes of a pattern on other
    lines.

    Raises
    ------
    TNStudioError
        If there is no such line.
    """
    if not 0 <= line < circuit.input_lines:
        raise TNStudioError(f"There is no input line {line}", hint="add one")
    kept: list[Stimulus] = []
    place = len(circuit.stimuli)
    for index, stimulus in enumerate(circuit.stimuli):
        rest = _without_line(stimulus, line)
        if rest is not stimulus:
            place = min(place, index)
        if rest is not None:
            kept.append(rest)
    if new is not None:
        kept.insert(place, new)
    return replace(circuit, stimuli=tuple(kept))


def _without_line(stimulus: Stimulus, line: int) -> Stimulus | None:
    """Return what is left of a generator without a line; itself if all is."""
    if isinstance(stimulus, ImageSpikes):
        return stimulus
    if not isinstance(stimulus, PatternSpikes):
        return None if stimulus.line == line else stimulus
    others = stimulus.lines != line
    if others.all():
        # An empty pattern drives no line; it stays for whoever fills it.
        return stimulus
    if not others.any():
        return None
    ticks = frozen(stimulus.ticks[others], np.int64)
    return replace(
        stimulus, ticks=ticks, lines=frozen(stimulus.lines[others], np.int32)
    )

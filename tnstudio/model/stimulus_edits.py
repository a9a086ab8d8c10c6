"""Stimulus generators of a circuit: what drives a line, changed and typed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.stimulus import (
    FOREVER,
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.model.stimulus_rules import check_stimuli
from tnstudio.texts import marked, tr

KINDS: dict[type[Stimulus], str] = {
    SingleSpike: marked("single spike"),
    RegularSpikes: marked("regular spikes"),
    PoissonSpikes: marked("Poisson spikes"),
    PatternSpikes: marked("pattern"),
    ImageSpikes: marked("images of a data set"),
}
"""What each kind of generator is called."""

MOST_TYPED = 500
"""Spikes of a pattern that are shown as a text to edit."""

FIRST_PERIOD, FIRST_PROBABILITY, FIRST_SOURCE = 10, 0.1, "mnist"


def of_kind(kind: type[Stimulus], line: int, old: Stimulus | None = None) -> Stimulus:
    """Return a generator of a kind, on a line, like an older one where they agree.

    Parameters
    ----------
    old : Stimulus, optional
        Gives what both kinds have: the first tick and the end.
    """
    first = getattr(old, "first", getattr(old, "tick", 0))
    end = getattr(old, "end", FOREVER)
    if kind is SingleSpike:
        return SingleSpike(line, first)
    if kind is RegularSpikes:
        return RegularSpikes(line, FIRST_PERIOD, first, end)
    if kind is PoissonSpikes:
        return PoissonSpikes(line, FIRST_PROBABILITY, first, end)
    if kind is PatternSpikes:
        return pattern([(first, line)])
    return ImageSpikes(FIRST_SOURCE)


def on_line(stimulus: Stimulus, line: int) -> Stimulus:
    """Return a generator on another line; one that may be on many as it is."""
    if isinstance(stimulus, PatternSpikes | ImageSpikes):
        return stimulus
    return replace(stimulus, line=line)


def require_stimulus(stimulus: Stimulus, lines: int) -> None:
    """Raise an error unless a circuit with so many lines may have a generator.

    Raises
    ------
    TNStudioError
        With the first thing that is wrong.
    """
    for problem in check_stimuli((stimulus,), lines, carries=True):
        raise TNStudioError(problem.message, hint=problem.hint)


def with_stimulus(circuit: Circuit, index: int, stimulus: Stimulus) -> Circuit:
    """Put a generator in the place of another.

    Raises
    ------
    TNStudioError
        If there is no such generator, or it breaks a rule.
    """
    count = len(circuit.stimuli)
    if not 0 <= index < count:
        hint = (
            tr("choose 0 to {high}", high=count - 1)
            if count
            else tr("there is none yet")
        )
        raise TNStudioError(tr("There is no stimulus {index}", index=index), hint=hint)
    require_stimulus(stimulus, circuit.input_lines)
    stimuli = list(circuit.stimuli)
    stimuli[index] = stimulus
    return replace(circuit, stimuli=tuple(stimuli))


# -- What drives a line


def stimulus_of(circuit: Circuit, line: int) -> Stimulus | None:
    """Return the first generator of spikes on an input line; None without one.

    Images count for every line that carries an element of theirs.
    """
    return next(iter(stimuli_of(circuit, line)), None)


def stimuli_of(circuit: Circuit, line: int) -> tuple[Stimulus, ...]:
    """Return all generators of spikes on an input line, in their order."""
    return tuple(one for one in circuit.stimuli if _drives(one, circuit, line))


def _drives(stimulus: Stimulus, circuit: Circuit, line: int) -> bool:
    if isinstance(stimulus, ImageSpikes):
        return int(circuit.inputs.element[line]) >= 0
    if isinstance(stimulus, PatternSpikes):
        return bool((stimulus.lines == line).any())
    return stimulus.line == line


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
        raise TNStudioError(
            tr("There is no input line {line}", line=line), hint=tr("add one")
        )
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


# -- Patterns


def pattern(spikes: Sequence[tuple[int, int]], period: int = 0) -> PatternSpikes:
    """Return the pattern of some spikes, each a tick and a line.

    Raises
    ------
    TNStudioError
        If a tick or a line is no whole number.
    """
    told = np.array(sorted(set(spikes)))
    if told.size and told.dtype.kind not in "iu":
        raise TNStudioError(
            tr("Ticks and lines of the pattern are {dtype}", dtype=told.dtype),
            hint=tr("give whole numbers"),
        )
    ordered = told.astype(np.int64).reshape(-1, 2)
    return PatternSpikes(
        frozen(ordered[:, 0], np.int64), frozen(ordered[:, 1], np.int32), period
    )


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
    last = period if period else FOREVER
    return pattern([(tick, line) for tick in ticks if 0 <= tick < last], period)


def pattern_text(stimulus: PatternSpikes) -> str:
    """Return a pattern as users type it: ``tick:line`` for each spike."""
    pairs = zip(stimulus.ticks.tolist(), stimulus.lines.tolist(), strict=True)
    return " ".join(f"{tick}:{line}" for tick, line in pairs)


def pattern_from(text: str, period: int) -> PatternSpikes:
    """Read a pattern as users type it.

    Raises
    ------
    TNStudioError
        If the text is none.
    """
    spikes = []
    for word in text.replace(",", " ").split():
        tick, colon, line = word.partition(":")
        if not (colon and _is_number(tick) and _is_number(line)):
            raise TNStudioError(
                tr("“{word}” is no spike", word=word),
                hint=tr("type tick:line, such as 5:0"),
            )
        spikes.append((int(tick), int(line)))
    return pattern(spikes, period)


def _is_number(text: str) -> bool:
    # No more digits than a line or a tick may have.
    return text.isascii() and text.isdigit() and len(text) <= 9

"""What stimulus generators do, in words."""

from tnstudio.app.wording import counted, listed
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
from tnstudio.model.stimulus_edits import stimuli_of, ticks_on

_MOST_TICKS = 4
"""Of a pattern that are told one by one."""


def stimulus_told(stimulus: Stimulus | None) -> str:
    """Return what a generator does, e.g. ``a spike every 5 ticks``."""
    if stimulus is None:
        return "no stimulus"
    if isinstance(stimulus, SingleSpike):
        return f"one spike, at tick {stimulus.tick}"
    if isinstance(stimulus, RegularSpikes):
        return f"a spike every {counted(stimulus.period, 'tick')}{_span(stimulus)}"
    if isinstance(stimulus, PoissonSpikes):
        share = f"{stimulus.probability:.3g}"
        return f"random spikes, {share} per tick{_span(stimulus)}"
    if isinstance(stimulus, ImageSpikes):
        return f"images of {stimulus.source}"
    return f"a pattern of {counted(len(stimulus.ticks), 'spike')}{_again(stimulus)}"


def line_told(circuit: Circuit, line: int) -> str:
    """Return what drives an input line, e.g. ``a pattern: ticks 2 and 5``."""
    found = stimuli_of(circuit, line)
    return "; ".join(_told_on(one, line) for one in found) or stimulus_told(None)


def _told_on(stimulus: Stimulus, line: int) -> str:
    """Return what a generator does on one line: of a pattern only this part."""
    if not isinstance(stimulus, PatternSpikes):
        return stimulus_told(stimulus)
    ticks = ticks_on(stimulus, line)
    if len(ticks) > _MOST_TICKS:
        return f"a pattern of {counted(len(ticks), 'spike')}{_again(stimulus)}"
    which = "tick" if len(ticks) == 1 else "ticks"
    return f"a pattern: {which} {listed([f'{t}' for t in ticks])}{_again(stimulus)}"


def _again(stimulus: PatternSpikes) -> str:
    return f", every {stimulus.period} ticks" if stimulus.period else ""


def _span(stimulus: RegularSpikes | PoissonSpikes) -> str:
    """Return the ticks between which there are spikes, unless it is always."""
    first = f", from tick {stimulus.first}" if stimulus.first else ""
    return first + (f", before tick {stimulus.end}" if stimulus.end < FOREVER else "")

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
from tnstudio.texts import plural, tr

_MOST_TICKS = 4
"""Of a pattern that are told one by one."""


def stimulus_told(stimulus: Stimulus | None) -> str:
    """Return what a generator does, e.g. ``a spike every 5 ticks``."""
    if stimulus is None:
        return tr("no stimulus")
    if isinstance(stimulus, SingleSpike):
        return tr("one spike, at tick {tick}", tick=stimulus.tick)
    if isinstance(stimulus, RegularSpikes):
        every = counted(stimulus.period, "tick")
        return _between(tr("a spike every {ticks}", ticks=every), stimulus)
    if isinstance(stimulus, PoissonSpikes):
        share = f"{stimulus.probability:.3g}"
        return _between(tr("random spikes, {share} per tick", share=share), stimulus)
    if isinstance(stimulus, ImageSpikes):
        return tr("images of {source}", source=stimulus.source)
    return _again(_of_spikes(len(stimulus.ticks)), stimulus)


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
        return _again(_of_spikes(len(ticks)), stimulus)
    told = plural(
        "a pattern: tick {ticks}",
        "a pattern: ticks {ticks}",
        len(ticks),
        ticks=listed([f"{t}" for t in ticks]),
    )
    return _again(told, stimulus)


def _of_spikes(count: int) -> str:
    return tr("a pattern of {spikes}", spikes=counted(count, "spike"))


def _again(told: str, stimulus: PatternSpikes) -> str:
    """Add after how many ticks a pattern starts over, if it does."""
    if not stimulus.period:
        return told
    return tr("{spikes}, every {period} ticks", spikes=told, period=stimulus.period)


def _between(told: str, stimulus: RegularSpikes | PoissonSpikes) -> str:
    """Add the ticks between which there are spikes, unless it is always."""
    if stimulus.first:
        told = tr("{spikes}, from tick {tick}", spikes=told, tick=stimulus.first)
    if stimulus.end < FOREVER:
        told = tr("{spikes}, before tick {tick}", spikes=told, tick=stimulus.end)
    return told

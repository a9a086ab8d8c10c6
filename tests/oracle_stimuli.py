"""Stimulus generators in plain Python: no kernel, no NumPy arithmetic."""

from fractions import Fraction
from math import floor

from tests.oracle_encoders import squares
from tnstudio.model.stimulus import (
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.randomness import stream_key


def poisson_key(seed, line, k):
    """Key of the k-th Poisson generator of a line."""
    base = int(stream_key(seed, "stimulus"))
    number = line * 2**20 + k
    return squares(base, 2 * number) << 32 | squares(base, 2 * number + 1) | 1


def spikes(stimuli, lines, seed, first_tick, rows):
    """Return 0 and 1 for each tick and line."""
    table = []
    for tick in range(first_tick, first_tick + rows):
        row = [0] * lines
        seen = [0] * lines
        for stimulus in stimuli:
            for line in lines_that_spike(stimulus, seed, seen, tick):
                row[line] = 1
        table.append(row)
    return table


def lines_that_spike(stimulus, seed, seen, tick):
    """Return the lines that one generator makes spike in a tick."""
    if isinstance(stimulus, PatternSpikes):
        t = tick % stimulus.period if stimulus.period else tick
        pairs = zip(stimulus.ticks.tolist(), stimulus.lines.tolist(), strict=True)
        return [line for when, line in pairs if when == t]
    if isinstance(stimulus, SingleSpike):
        return [stimulus.line] if tick == stimulus.tick else []
    line, within = stimulus.line, stimulus.first <= tick < stimulus.end
    if isinstance(stimulus, RegularSpikes):
        comes = within and (tick - stimulus.first) % stimulus.period == 0
        return [line] if comes else []
    assert isinstance(stimulus, PoissonSpikes)
    key = poisson_key(seed, line, seen[line])
    seen[line] += 1
    below = squares(key, tick) < floor(Fraction(stimulus.probability) * 2**32)
    return [line] if within and below else []

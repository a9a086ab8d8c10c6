"""Inputs to try a neuron with, as the ticks of spikes on each of its lines."""

from dataclasses import dataclass
from enum import StrEnum

from tnstudio.model.presets import Preset

ONSET = 10
"""The tick of the first spike."""

STEP_TICKS = 80
"""How long a step lasts."""


class DriveKind(StrEnum):
    """What comes in."""

    OWN = "own input"
    SILENCE = "no input"
    SINGLE = "one spike"
    PAIR = "two spikes"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Drive:
    """An input on one line.

    Attributes
    ----------
    line : int
        Of the preset, or the axon type of a neuron.
    every : int
        Ticks between the two spikes of a pair, or any two of a step; >= 1.
    """

    kind: DriveKind = DriveKind.STEP
    line: int = 0
    every: int = 1


Trains = tuple[tuple[int, ...], ...]
"""The ticks of the spikes on each line."""


def trains_of(drive: Drive) -> Trains:
    """Return the spikes of a drive; its own input is none of its own."""
    ends = {
        DriveKind.SINGLE: ONSET + 1,
        DriveKind.PAIR: ONSET + drive.every + 1,
        DriveKind.STEP: ONSET + STEP_TICKS,
    }
    spikes = tuple(range(ONSET, ends.get(drive.kind, 0), drive.every))
    return (*((),) * drive.line, spikes)


@dataclass(frozen=True, slots=True)
class Showing:
    """An input that shows what a preset does, and for how long to look."""

    trains: Trains
    ticks: int = 120


_STEADY = tuple(range(ONSET, ONSET + STEP_TICKS))
_PULSE = (ONSET,)

_SHOWINGS = {
    "memoryless binary": Showing(((10, 30, 50), (30,), (50, 70), (70, 90)), 110),
    "tonic spiking": Showing((), 60),
    "tonic spiking, uneven steps": Showing((), 60),
    "tonic spiking, driven": Showing((_STEADY,)),
    "phasic bursting": Showing((_PULSE,), 160),
    "tonic bursting": Showing((), 260),
    "bistability": Showing((_PULSE, (110,)), 160),
    "integrator": Showing((tuple(range(10, 60, 2)) + tuple(range(60, 110, 5)),)),
    "leaky integrator": Showing(((10, 13, 40, 46, 80, 82),), 100),
    "class 2 excitable": Showing(
        (tuple(range(10, 50, 3)) + tuple(range(60, 100, 2)),), 110
    ),
    "stochastic (Bernoulli)": Showing((), 120),
    "unreliable synapse": Showing((tuple(range(10, 110, 5)),)),
    "irregular spiking": Showing((), 200),
    "phasic spiking": Showing(((*range(10, 40), *range(60, 80)),), 100),
    "spike frequency adaptation": Showing((_STEADY,)),
    "spike latency": Showing(((10,), (50,), (90,)), 120),
    "subthreshold oscillation": Showing((), 60),
    "resonator": Showing(((10, 14, 40, 48, 80, 92),), 110),
    "rebound spike": Showing(((10, 50),), 80),
    "threshold variability": Showing(((20, 50), (48,)), 80),
    "inhibition-induced spiking": Showing((tuple(range(10, 60)),), 90),
    "depolarising after-potential": Showing(((10, 40),), 60),
}


def showing_of(preset: Preset) -> Showing:
    """Return an input for which a preset shows its behaviour."""
    return _SHOWINGS.get(preset.name, Showing((_STEADY,)))

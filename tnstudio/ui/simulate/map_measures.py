"""What the cores of a map are coloured by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.frame import Frame
from tnstudio.simulation.energy import FIT_0V8
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.chip_map import Palette, counts_palette
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.widgets.colour_ramps import diverging, mix

Values = npt.NDArray[np.float64]

MOST_FRAMES = 8
"""Of the ticks since the last drawing; there are more only if drawing is late."""

STEPS = (1.0, 2.0, 5.0, 10.0)
"""A scale ends at one of these times a power of ten: it rarely changes."""

SIGNED_SHADES = 63


@dataclass(frozen=True, slots=True)
class Measure:
    """A number for each core.

    Attributes
    ----------
    name : str
    title : str
        What users choose.
    unit : str
        What stands behind a value.
    tip : str
    palette : callable
    is_signed : bool
        Whether the scale goes as far below 0 as above it.
    counts : bool
        Whether synaptic events must be counted for it.
    """

    name: str
    title: str
    unit: str
    tip: str
    palette: Palette
    is_signed: bool = False
    counts: bool = False


def _signed_palette(colours: Colours) -> Sequence[str]:
    middle = mix(colours.raised, colours.muted, 0.15)
    return diverging(colours.negative, middle, colours.positive, SIGNED_SHADES)


SPIKES = Measure(
    "spikes",
    tr("Spikes"),
    tr("% of neurons per tick"),
    tr("The share of a core's neurons in use that fire in a tick"),
    counts_palette,
)
EVENTS = Measure(
    "events",
    tr("Synaptic events"),
    tr("synaptic events per tick"),
    tr("Pairs of an active axon and a closed synapse of it"),
    counts_palette,
    counts=True,
)
POTENTIAL = Measure(
    "potential",
    tr("Mean V"),
    tr("mean V"),
    tr(
        "The mean membrane potential of a core's neurons in use after the tick; those "
        "that are reset in every tick are at 0"
    ),
    _signed_palette,
    is_signed=True,
)
ENERGY = Measure(
    "energy",
    tr("Energy"),
    tr("nJ per tick ({name})", name=FIT_0V8.name),
    tr(
        "An estimate, {operating_point}; {source}",
        operating_point=tr(FIT_0V8.operating_point),
        source=tr(FIT_0V8.source),
    ),
    counts_palette,
    counts=True,
)

MEASURES = (SPIKES, EVENTS, POTENTIAL, ENERGY)


@dataclass(frozen=True, eq=False, slots=True)
class MapReading:
    """The numbers of a map.

    Attributes
    ----------
    measure : Measure
    values : float64 array, shape (cores,)
    top : float
        Where the scale ends.
    first, ticks : int
        The ticks that they are the mean of.
    """

    measure: Measure
    values: Values
    top: float
    first: int
    ticks: int

    @property
    def levels(self) -> Values:
        """The values on the scale, 0..1."""
        if self.measure.is_signed:
            return np.asarray(np.clip(0.5 + self.values / (2 * self.top), 0.0, 1.0))
        return np.asarray(np.clip(self.values / self.top, 0.0, 1.0))


class MapMeter:
    """Reads measures of the ticks since the last drawing.

    Parameters
    ----------
    cores : ChipCores
    """

    def __init__(self, cores: ChipCores) -> None:
        self._used = np.maximum(1, cores.used)
        neurons = cores.program.hardware.neurons
        self._in_use = np.arange(neurons) < self._used[:, None]
        self._all_in_use = bool(self._in_use.all())
        self._frames: list[Frame] = []
        self._is_drawn = False

    @property
    def has_ticks(self) -> bool:
        """Whether there is anything to read."""
        return bool(self._frames)

    def clear(self) -> None:
        """Forget all ticks."""
        self._frames = []

    def keep(self, frame: Frame, *, seen: bool) -> None:
        """Take a frame; without anybody to see it, it is the only one."""
        follows = (
            self._frames and frame.recording.first_tick == self._frames[-1].tick + 1
        )
        if self._is_drawn or not follows or not seen:
            self._frames = []
        self._frames = [*self._frames[1 - MOST_FRAMES :], frame]
        self._is_drawn = False

    def read(self, measure: Measure) -> MapReading | None:
        """Return what there is since the last drawing; None if it is not counted."""
        frames = self._frames
        self._is_drawn = True
        last = frames[-1]
        if measure.is_signed:
            v = self._mean_potentials(last)
            return MapReading(measure, v, _top(v), last.tick, 1)
        if measure.counts:
            frames = [frame for frame in frames if frame.seen.counts is not None]
            if not frames:
                return None
        ticks = sum(frame.recording.ticks for frame in frames)
        sums = [self._sums(measure, frame) for frame in frames]
        values: Values = np.sum(sums, axis=0) / ticks
        if measure is ENERGY:
            values = 1e9 * (
                FIT_0V8.core_tick.high + values * FIT_0V8.synaptic_event.high
            )
        elif measure is SPIKES:
            values = 100.0 * values / self._used
        first = frames[0].recording.first_tick
        return MapReading(measure, values, _top(values), first, ticks)

    def _sums(self, measure: Measure, frame: Frame) -> Values:
        """Return spikes or synaptic events of the frame's ticks, by core."""
        if not measure.counts or frame.seen.counts is None:
            spikes = np.bitwise_count(frame.recording.spikes)
            return spikes.sum(axis=(0, 2), dtype=np.float64)
        return frame.seen.counts.events_of_core.astype(np.float64)

    def _mean_potentials(self, frame: Frame) -> Values:
        v = frame.potentials
        used = v if self._all_in_use else np.where(self._in_use, v, 0)
        sums: Values = used.sum(axis=1, dtype=np.float64)
        return sums / self._used


def _top(values: Values) -> float:
    """Return where a scale ends that all values are on."""
    most = float(np.abs(values).max(initial=0.0))
    if most <= 0:
        return 1.0
    unit = 10.0 ** np.floor(np.log10(most))
    # A hair below: 0.3 / 0.1 is more than 3.
    found = next((step for step in STEPS if step * unit >= most * (1 - 1e-9)), 10.0)
    return float(found * unit)

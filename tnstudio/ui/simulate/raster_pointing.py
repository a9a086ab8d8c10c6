"""What is at a place of a raster."""

from dataclasses import dataclass

import numpy as np

from tnstudio.app.recalled_spikes import KnownSpikes
from tnstudio.simulation.packing import unpack
from tnstudio.simulation.spike_record import Pooled
from tnstudio.texts import tr
from tnstudio.ui.simulate.raster_lanes import LANE_SHARE, Lanes

FORGOTTEN = tr("only the overview is kept of so old ticks; zoom in to see them again")


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """What a raster shows.

    Attributes
    ----------
    known : KnownSpikes
    lanes : Lanes
    on_show : range
        The lanes that are not scrolled away.
    pooled : Pooled
        The spikes of their cores.
    end : int
        The tick after the last one that is recorded.
    rows : int
        Rows of pixels of a lane.
    """

    known: KnownSpikes
    lanes: Lanes
    on_show: range
    pooled: Pooled
    end: int
    rows: int

    def core_at(self, lane: int) -> int | None:
        """Return the core that has a lane; None if it is not on show."""
        return self.lanes.shown[lane] if lane in self.on_show else None

    def spike_at(self, tick: int, lane: int, share: float) -> tuple[int, int] | None:
        """Return tick and neuron at a place, those of a spike if one is there.

        Parameters
        ----------
        tick : int
        lane : int
        share : float
            How far down the lane, 0..1.
        """
        core = self.core_at(lane)
        if core is None or not 0 <= tick < self.end:
            return None
        neurons = self.lanes.neurons_at(core, share / LANE_SHARE, self.rows)
        if not neurons:
            return None
        return self._nearest(core, tick, neurons) or (tick, neurons[0])

    def about(self, tick: int, lane: int, share: float) -> str:
        """Say what is at a place; nothing beside the lanes."""
        core = self.core_at(lane)
        if core is None:
            return ""
        cores, found = self.lanes.cores, self.spike_at(tick, lane, share)
        if found is None:
            return cores.name(core)
        tick, neuron = found
        if not self.known.knows(core, tick):
            return tr(
                "tick {tick}, {core}: {forgotten}",
                tick=tick,
                core=cores.name(core),
                forgotten=FORGOTTEN,
            )
        fired = self.known.fired(core, neuron, tick)
        return tr(
            "tick {tick}, core {core}, {neuron}: {state}",
            tick=tick,
            core=core,
            neuron=cores.neuron_text(core, neuron),
            state=tr("spike") if fired else tr("silent"),
        )

    def _nearest(
        self, core: int, tick: int, neurons: list[int]
    ) -> tuple[int, int] | None:
        """Return a spike behind the pixel pointed at."""
        pooled = self.pooled
        if tick < pooled.first_tick:
            return None
        column = (tick - pooled.first_tick) // pooled.step
        first = pooled.first_tick + column * pooled.step
        first, words = self.known.words(core, first, min(self.end, first + pooled.step))
        bits = unpack(words, self.known.record.neurons)[:, neurons]
        if not bits.any():
            return None
        row, found = np.argwhere(bits)[0]
        return first + int(row), neurons[int(found)]

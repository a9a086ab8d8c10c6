"""The spikes of a run of ticks, to be looked up by who fired."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import ChipProgram
from tnstudio.simulation.recording import Events
from tnstudio.simulation.soundness import require_lines

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Trains:
    """The spikes of many sources, those of one side by side.

    Attributes
    ----------
    first_tick, ticks : int
        The ticks that are known.
    keys : int64 array, shape (spikes,)
        ``source * ticks + tick - first_tick``, ascending.
    """

    first_tick: int
    ticks: int
    keys: Indices

    def within(
        self, sources: Indices, first: Indices, last: Indices
    ) -> tuple[Indices, Indices]:
        """Return the spikes of each source in its range of ticks.

        Parameters
        ----------
        sources : int64 array, shape (n,)
        first, last : int64 arrays, shape (n,)
            The ranges, both ends included; they may reach beyond what is known.

        Returns
        -------
        which, tick : int64 arrays, shape (spikes,)
            The place in `sources`, ascending, and the tick, ascending for each.
        """
        start = self._places(sources, first)
        count = np.maximum(self._places(sources, last + 1) - start, 0)
        which = np.repeat(np.arange(len(sources)), count)
        ahead = np.cumsum(count) - count
        place = np.arange(len(which)) + np.repeat(start - ahead, count)
        tick = self.keys[place] - sources[which] * self.ticks + self.first_tick
        return which, tick

    def _places(self, sources: Indices, ticks: Indices) -> Indices:
        """Return where the spikes of each source from a tick on begin."""
        row = np.clip(ticks - self.first_tick, 0, self.ticks)
        return np.searchsorted(self.keys, sources * self.ticks + row)


@dataclass(frozen=True, eq=False, slots=True)
class SpikeLog:
    """What neurons and input lines did in a run of ticks.

    Attributes
    ----------
    neurons : Trains
        Neuron j of core c is source ``c * neurons per core + j``.
    lines : Trains
    """

    neurons: Trains
    lines: Trains

    @property
    def first_tick(self) -> int:
        """The first tick that is known."""
        return self.neurons.first_tick

    @property
    def last_tick(self) -> int:
        """The last tick that is known."""
        return self.neurons.first_tick + self.neurons.ticks - 1


def spike_log(
    program: ChipProgram,
    first_tick: int,
    events: Events,
    lines: npt.NDArray[np.uint8 | np.bool_],
) -> SpikeLog:
    """Make the spikes of a run of ticks ready to be looked up.

    Parameters
    ----------
    first_tick : int
    events : Events
        All spikes of these ticks.
    lines : uint8 or bool array, shape (ticks, input lines)
        The input spikes of these ticks.

    Raises
    ------
    TNStudioError
        If the array has another number of lines than the program.
    """
    tick, line = np.nonzero(require_lines(program, lines))
    source = events.core.astype(np.int64) * program.hardware.neurons + events.neuron
    return SpikeLog(
        _trains(first_tick, len(lines), source, events.tick - np.int64(first_tick)),
        _trains(first_tick, len(lines), line, tick),
    )


def _trains(first_tick: int, ticks: int, source: Indices, row: Indices) -> Trains:
    return Trains(first_tick, ticks, np.sort(source * ticks + row))

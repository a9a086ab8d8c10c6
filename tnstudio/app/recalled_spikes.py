"""Old spikes that memory no longer holds, computed once more."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.spike_record import Pooled, SpikeRecord
from tnstudio.simulation.tables import words_for
from tnstudio.simulation.timeline import Replayed, Timeline

MOST_TICKS = 50_000
"""That are computed again at once: a second for 30 cores."""

MOST_BYTES = 2**26
"""Of what is computed again: few ticks of many cores, many ticks of few."""

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False, slots=True)
class RecalledSpikes:
    """The spikes of some cores in some ticks.

    Attributes
    ----------
    cores : tuple of int
    first : int
        The first of the ticks.
    words : uint64 array, shape (ticks, cores, words per core)
        Packed as in `Recording`.
    cuts : int
        How often the record had been cut by then: when it is cut once more,
        these spikes may be void.
    """

    cores: tuple[int, ...]
    first: int
    words: Words
    cuts: int

    @property
    def end(self) -> int:
        """The tick after the last one."""
        return self.first + len(self.words)

    def of_core(self, core: int, first: int, end: int) -> Words:
        """Return a core's packed spikes in some of the ticks."""
        rows = self.words[max(0, first - self.first) : max(0, end - self.first)]
        return rows[:, self.cores.index(core)]


def most_ticks(cores: int, words_per_core: int) -> int:
    """Return how many ticks of so many cores are computed again at once."""
    return min(MOST_TICKS, MOST_BYTES // max(1, 8 * cores * words_per_core))


def recalling_spikes(
    timeline: Timeline, cores: Sequence[int], first: int, end: int, cuts: int
) -> Generator[Replayed, None, RecalledSpikes]:
    """Run some recorded ticks again and keep what some cores did; closable.

    The timeline is at its tick again when the generator has ended or is closed.

    Parameters
    ----------
    cores : sequence of int
    first, end : int
        Ticks that are recorded; `end` is not included.
    cuts : int
        See `RecalledSpikes`.

    Returns
    -------
    generator of Replayed
        How many of these ticks have been run; `RecalledSpikes` as its result.
    """
    kept: list[Words] = []
    chosen = np.array(cores, np.intp)
    done = 0
    with closing(timeline.retelling(first, end)) as pieces:
        for piece in pieces:
            if piece is not None:
                kept.append(piece.spikes[:, chosen])
                done += piece.ticks
            yield Replayed(done, max(1, end - first))
    shape = 0, len(chosen), words_for(timeline.program.hardware.neurons)
    words = np.concatenate(kept) if kept else np.zeros(shape, np.uint64)
    return RecalledSpikes(tuple(cores), first, words, cuts)


def missing_ticks(pooled: Pooled, end: int) -> tuple[int, int]:
    """Return the ticks of those columns that are not exact.

    Parameters
    ----------
    pooled : Pooled
    end : int
        The end of the record: the last column may reach beyond it.

    Returns
    -------
    int, int
        The first tick and the one after the last; the same if there are none.
    """
    start, step = pooled.first_tick, pooled.step
    behind = -(-(pooled.exact_from - start) // step)
    behind = min(max(0, behind), pooled.words.shape[1])
    return start, max(start, min(end, start + step * behind))


class KnownSpikes:
    """What is known of a run: its record, and what was computed again of it.

    Parameters
    ----------
    record : SpikeRecord
    """

    def __init__(self, record: SpikeRecord) -> None:
        self.record = record
        self._recalled: RecalledSpikes | None = None

    @property
    def recalled(self) -> RecalledSpikes | None:
        """What was computed again, unless it is void by now."""
        found = self._recalled
        if found is not None and found.cuts != self.record.cuts:
            self._recalled = found = None
        return found

    def take(self, recalled: RecalledSpikes) -> None:
        """Know these spikes, too, instead of those computed before."""
        self._recalled = recalled

    def knows(self, core: int, tick: int) -> bool:
        """Tell whether it is known which neurons fired in a tick."""
        return tick >= self.record.first or self._recalls((core,), tick, tick + 1)

    def words(self, core: int, first: int, end: int) -> tuple[int, Words]:
        """Return packed spikes of ticks as far as they are known, and the first.

        Returns
        -------
        int and uint64 array, shape (ticks, words per core)
        """
        recalled = self.recalled
        if recalled is not None and self._recalls((core,), first, end):
            return first, recalled.of_core(core, first, end)
        first = max(first, self.record.first)
        return first, self.record.words(core, first, end)

    def fired(self, core: int, neuron: int, tick: int) -> bool:
        """Tell whether a neuron fired in a tick; False if that is not known."""
        _, found = self.words(core, tick, tick + 1)
        return bool(len(found)) and bool(
            int(found[0, neuron // 64]) >> (neuron % 64) & 1
        )

    def pooled(self, cores: Sequence[int], first: int, end: int, step: int) -> Pooled:
        """Return columns as `SpikeRecord.pooled_by` does, exact where possible."""
        pooled = self.record.pooled_by(cores, first, end, step)
        start, stop = missing_ticks(pooled, self.record.end)
        if start >= stop or not self._recalls(cores, start, stop):
            return pooled
        words = pooled.words.copy()
        for k, core in enumerate(cores):
            _, rows = self.words(core, start, stop)
            edges = np.arange(0, len(rows), step)
            words[k, : len(edges)] = np.bitwise_or.reduceat(rows, edges, axis=0)
        return replace(pooled, words=words, exact_from=start, known_from=start)

    def _recalls(self, cores: Sequence[int], first: int, end: int) -> bool:
        found = self.recalled
        return (
            found is not None
            and found.first <= first
            and end <= found.end
            and set(cores) <= set(found.cores)
        )

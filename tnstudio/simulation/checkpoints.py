"""Which moments of a run are kept, so that any tick is soon run again.

Checkpoints are taken at multiples of a spacing, all counted from the first
tick. With room for C of them after n ticks there are three kinds:

- *recent*: over the last R = `RECENT` ticks every d ticks, where d is the least
  `SPACING` · 2^j that takes at most M = 3/4 C of the room;
- *far*: over all ticks before those every f ticks, where f is the least
  d · 2^k for which what the other kinds leave, F, is room enough;
- *near*: the last C / 8 multiples of d before the tick at which the chip is
  now, so that stepping back through the far past is as quick as elsewhere.

So at most d ticks have to be run again to reach one of the last R ticks, with
d = `SPACING` or d < 2 R / (M - 1), and at most f to reach any other, with f = d
or f <= 2 (n - R) / F. Since all spacings are doublings, n only ever makes
checkpoints superfluous; none is missed later. After ticks were cut off, what
was far stays sparse until it is run again.

A full chip takes about 7 MB a checkpoint. In 256 MiB that makes d = 512 and,
after 100,000 ticks, f = 8192. 30 cores take 47 kB: d = 256 and f = 256.
"""

from bisect import bisect_right, insort
from dataclasses import dataclass
from typing import Self

from tnstudio.simulation.snapshot import Snapshot

SPACING = 256
"""Least ticks between checkpoints: taking one is then under 2 % of the run."""

RECENT = 10_000
"""Ticks before the end that are reached quickly whatever the length of the run."""

LEAST, MOST = 4, 1024
"""Checkpoints that are kept at least, whatever the budget, and at most."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Which ticks are worth a checkpoint; ticks count from the first.

    Attributes
    ----------
    ticks : int
        Length of the run, n.
    recent, far : int
        Ticks between checkpoints in the recent and in the far past, d and f.
    near : int
        Number of checkpoints kept before where the chip is now.
    """

    ticks: int
    recent: int
    far: int
    near: int

    @classmethod
    def of(cls, ticks: int, capacity: int) -> Self:
        """Return the spacing of a run with room for so many checkpoints."""
        near = max(1, capacity // 8)
        most_recent = min(3 * capacity // 4, capacity - near - 1)
        recent = SPACING
        while _recent_count(ticks, recent) > most_recent:
            recent *= 2
        room = capacity - near - _recent_count(ticks, recent)
        far = recent
        while max(0, ticks - RECENT) // far + 1 > room:
            far *= 2
        return cls(ticks, recent, far, near)

    def wants(self, tick: int, here: int) -> bool:
        """Tell whether a tick is worth a checkpoint when the chip is at `here`."""
        if tick % self.far == 0 and tick <= max(0, self.ticks - RECENT):
            return True
        if tick % self.recent:
            return False
        # One more than the last ticks hold: those after it start there.
        is_recent = tick > self.ticks - RECENT - self.recent
        return is_recent or here - self.near * self.recent < tick <= here


def _recent_count(ticks: int, spacing: int) -> int:
    """Return how many multiples the last ticks have at most, and one before."""
    return -(-min(ticks, RECENT) // spacing) + 1


class Checkpoints:
    """Snapshots of a run, thinned out to fit into a budget.

    Parameters
    ----------
    first : Snapshot
        Where the run starts; always kept. The others take as much memory.
    budget_bytes : int
        Memory for all of them; there is always room for `LEAST`.
    """

    def __init__(self, first: Snapshot, budget_bytes: int) -> None:
        self.first = first.tick
        self.capacity = min(MOST, max(LEAST, budget_bytes // max(1, first.nbytes)))
        self._kept = {first.tick: first}
        self._ticks = [first.tick]

    @property
    def ticks(self) -> tuple[int, ...]:
        """The ticks of all that are kept, sorted."""
        return tuple(self._ticks)

    @property
    def nbytes(self) -> int:
        """Memory that they take."""
        return sum(snapshot.nbytes for snapshot in self._kept.values())

    def wants(self, tick: int, end: int) -> bool:
        """Tell whether the moment before `tick` is worth keeping.

        Parameters
        ----------
        tick : int
            Where the chip is.
        end : int
            The tick after the last one recorded.
        """
        if tick in self._kept or (tick - self.first) % SPACING:
            return False
        return self._spacing(end).wants(tick - self.first, tick - self.first)

    def add(self, snapshot: Snapshot, end: int) -> None:
        """Keep the moment where the chip is; drop others if there is no room."""
        if len(self._ticks) >= self.capacity:
            self._thin_out(self._spacing(end), snapshot.tick)
        insort(self._ticks, snapshot.tick)
        self._kept[snapshot.tick] = snapshot

    def latest(self, tick: int) -> Snapshot:
        """Return the last one at `tick` or before; `tick` is not before the first."""
        return self._kept[self._ticks[bisect_right(self._ticks, tick) - 1]]

    def cut(self, tick: int) -> None:
        """Forget the moments after `tick`."""
        count = bisect_right(self._ticks, tick)
        for later in self._ticks[count:]:
            del self._kept[later]
        del self._ticks[count:]

    def _spacing(self, end: int) -> Spacing:
        return Spacing.of(end - self.first, self.capacity)

    def _thin_out(self, spacing: Spacing, here: int) -> None:
        first = self.first
        self._ticks = [
            tick for tick in self._ticks if spacing.wants(tick - first, here - first)
        ]
        self._kept = {tick: self._kept[tick] for tick in self._ticks}

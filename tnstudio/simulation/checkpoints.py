"""Which moments of a run are kept, so that any tick is soon run again.

Checkpoints are taken at multiples of a spacing, all counted from the first
tick. With room for C of them after n ticks there are three kinds:

- *recent*: over the last R = `RECENT` ticks every d ticks, where d is the least
  `SPACING` · 2^j that takes at most M = 3/4 C of the room;
- *far*: over all ticks before those every f ticks, where f is the least
  d · 2^k for which what the other kinds leave, F, is room enough;
- *near*: on the way to a tick, the last multiples before it of `NEAREST`,
  4 `NEAREST`, 16 `NEAREST` …, C / 8 of them and at most `MOST_NEAR`.

So at most d ticks have to be run again to reach one of the last R ticks, with
d = `SPACING` or d < 2 R / (M - 1), and at most f to reach any other, with f = d
or f <= 2 (n - R) / F. Since all spacings are doublings, n only ever makes
checkpoints superfluous; none is missed later. After ticks were cut off, what
was far stays sparse until it is run again.

Near ones are for stepping back: most steps run at most `NEAREST` ticks again,
one of `NEAREST` takes 4 `NEAREST`, one of 4 `NEAREST` takes 16 `NEAREST` and so
on. With m near ones that is `NEAREST` + 4 (m - 1) ticks a step on the whole, and
d or f ticks for the first step and after every 4^(m - 1) `NEAREST`.

A full chip takes 6.4 MB a checkpoint. In 384 MiB that makes d = 256 and, after
100,000 ticks, f = 8192; in 256 MiB d = 512. 30 cores take 47 kB: d = f = 256.
"""

from bisect import bisect_right, insort
from dataclasses import dataclass
from typing import Self

from tnstudio.simulation.snapshot import Snapshot

SPACING = 256
"""Least ticks between checkpoints: taking one is then under 2 % of the run."""

RECENT = 10_000
"""Ticks before the end that are reached quickly whatever the length of the run."""

NEAREST = 16
"""Ticks to run again for most steps back."""

MOST_NEAR = 8

LEAST, MOST = 4, 1024
"""Checkpoints that are kept at least, whatever the budget, and at most."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """How far apart checkpoints are; ticks count from the first.

    Attributes
    ----------
    ticks : int
        Length of the run, n.
    recent, far : int
        Ticks between checkpoints in the recent and in the far past, d and f.
    """

    ticks: int
    recent: int
    far: int

    @classmethod
    def of(cls, ticks: int, capacity: int) -> Self:
        """Return the spacing of a run with room for so many checkpoints."""
        near = near_count(capacity)
        most_recent = min(3 * capacity // 4, capacity - near - 1)
        recent = SPACING
        while _recent_count(ticks, recent) > most_recent:
            recent *= 2
        room = capacity - near - _recent_count(ticks, recent)
        far = recent
        while max(0, ticks - RECENT) // far + 1 > room:
            far *= 2
        return cls(ticks, recent, far)

    def wants(self, tick: int) -> bool:
        """Tell whether a tick is worth a checkpoint."""
        if tick <= max(0, self.ticks - RECENT) and tick % self.far == 0:
            return True
        # One more than the last ticks hold: those after it start there.
        is_recent = tick > self.ticks - RECENT - self.recent
        return is_recent and tick % self.recent == 0


def near_count(capacity: int) -> int:
    """Return how many near checkpoints there are with room for so many in all."""
    return min(MOST_NEAR, max(1, capacity // 8))


def near_ticks(here: int, count: int) -> frozenset[int]:
    """Return the ticks before `here` to be kept nearby; ticks as in `Spacing`."""
    sizes = (NEAREST * 4**scale for scale in range(count))
    return frozenset((here - 1) // size * size for size in sizes)


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
        self._near: frozenset[int] = frozenset()
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

    def approach(self, here: int) -> None:
        """Prepare for a way to `here`: other ticks than before are near."""
        self._near = near_ticks(here - self.first, near_count(self.capacity))

    def next_stop(self, tick: int) -> int:
        """Return the first tick after `tick` that may be wanted."""
        tick -= self.first
        regular = tick // SPACING * SPACING + SPACING
        return self.first + min([regular, *(t for t in self._near if t > tick)])

    def wants(self, tick: int, end: int) -> bool:
        """Tell whether the moment before `tick` is worth keeping.

        Parameters
        ----------
        tick : int
            From the first to `end`.
        end : int
            The tick after the last one recorded.
        """
        return tick not in self._kept and self._is_worth(tick, self._spacing(end))

    def add(self, snapshot: Snapshot, end: int) -> None:
        """Keep a moment that is wanted; drop others if there is no room."""
        if len(self._ticks) >= self.capacity:
            spacing = self._spacing(end)
            self._ticks = [t for t in self._ticks if self._is_worth(t, spacing)]
            self._kept = {tick: self._kept[tick] for tick in self._ticks}
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

    def _is_worth(self, tick: int, spacing: Spacing) -> bool:
        tick -= self.first
        return tick in self._near or spacing.wants(tick)

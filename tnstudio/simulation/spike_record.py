"""The spikes of a run of any length, within a budget, to be looked at.

Every tick is kept (`tnstudio.simulation.spike_store`), and beside it, at coarser
*levels*, which neurons spiked at all in 16, 256 and 4096 ticks. A picture of a
million ticks is made of some thousand rows of the level that fits it, and no spike
is lost in it. Each level has a share of the budget; where a fine level no longer
reaches back, a coarser one does.

One thread may write while another reads.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.activity import Activity
from tnstudio.simulation.packing import read_only
from tnstudio.simulation.recording import Events, Recording
from tnstudio.simulation.recording_budget import BUDGET_BYTES
from tnstudio.simulation.recording_kernels import merge_rows
from tnstudio.simulation.spike_store import SpikeStore
from tnstudio.simulation.tables import words_for

FACTOR = 16
"""Ticks of one level that are one of the next."""

SHARES = (0.65, 0.22, 0.09, 0.04)
"""Of the budget, for each level."""

Words = npt.NDArray[np.uint64]
Recall = Callable[[int, int], Iterable[Words]]
"""Gives the packed spikes of ticks that are here no more, in pieces of shape (ticks,
cores, words)."""


@dataclass(frozen=True, eq=False, slots=True)
class Pooled:
    """Which neurons spiked in columns of a few ticks each.

    Attributes
    ----------
    first_tick : int
        Of the first column.
    step : int
        Ticks of each column.
    words : uint64 array, shape (cores, columns, words per core)
        Packed as in `Recording`: a bit is 1 if the neuron spiked in any of the
        column's ticks.
    exact_from, known_from : int
        From the first tick on, columns hold just their own ticks; from the second
        on to there, they stand for wider ones. Earlier columns are empty.
    """

    first_tick: int
    step: int
    words: Words
    exact_from: int
    known_from: int


class SpikeRecord:
    """All spikes of a run from tick 0 on, the newest ones tick by tick.

    Parameters
    ----------
    cores, neurons : int
        Cores, and neurons per core.
    budget_bytes : int
        Memory for spikes. When a level's share is used up, its oldest ticks go.

    Attributes
    ----------
    activity : Activity
    cuts : int
        How often ticks were cut off: what was known of them is void then.
    """

    def __init__(
        self, cores: int, neurons: int, budget_bytes: int = BUDGET_BYTES
    ) -> None:
        self.cores = cores
        self.neurons = neurons
        self.budget_bytes = budget_bytes
        self.activity = Activity()
        self.cuts = 0
        self._lock = Lock()
        self._shape = cores, words_for(neurons)
        self._levels = [
            SpikeStore(cores, neurons, round(share * budget_bytes)) for share in SHARES
        ]
        # What each level's last row, which is not full yet, has of the level below.
        self._open = [np.zeros(self._shape, np.uint64) for _ in SHARES]

    @property
    def first(self) -> int:
        """The first tick of which all spikes are here."""
        return self._levels[0].complete_from

    @property
    def end(self) -> int:
        """One after the newest tick."""
        return self._levels[0].end_tick

    @property
    def nbytes(self) -> int:
        """Memory that the spikes take."""
        return sum(level.nbytes for level in self._levels)

    def resize(self, budget_bytes: int) -> None:
        """Have another budget from now on; what does not fit goes at once."""
        with self._lock:
            self.budget_bytes = budget_bytes
            for share, level in zip(SHARES, self._levels, strict=True):
                level.resize(round(share * budget_bytes))

    def append(self, recording: Recording) -> None:
        """Add the ticks that follow.

        Raises
        ------
        TNStudioError
            If the recording is of another chip or does not begin at `end`.
        """
        with self._lock:
            first = self.end
            self._levels[0].append(recording)
            self.activity.append(recording)
            self._coarsen(first, recording.spikes)

    def cut(self, tick: int, recall: Recall | None = None) -> None:
        """Forget this tick and all after it; it becomes the next one.

        Parameters
        ----------
        tick : int
        recall : callable, optional
            Is asked for earlier ticks that are here no more, 4095 at most; without
            it their spikes are missing from the overview.
        """
        if tick >= self.end:
            return
        # Who reads must not wait for what is recalled.
        rests = [self._rest(k, tick, recall) for k in range(1, len(self._levels))]
        with self._lock:
            self.cuts += 1
            for level, store in enumerate(self._levels):
                row = tick // FACTOR**level
                if row < store.end_tick:
                    store.cut(row)
            self.activity.cut(tick)
            self._open[1:] = rests

    def words(self, core: int, first: int, end: int) -> Words:
        """Return a core's spikes in those of some ticks that are here, packed.

        Returns
        -------
        uint64 array, shape (ticks, words per core)
        """
        with self._lock:
            return self._levels[0].words_of((core,), first, end)[:, 0]

    def events(
        self, first: int, end: int, cores: Sequence[int] | None = None
    ) -> Events:
        """Return the spikes of ticks; see `SpikeStore.events`."""
        with self._lock:
            return self._levels[0].events(first, end, cores)

    def fired(self, core: int, neuron: int, tick: int) -> bool:
        """Tell whether a neuron fired in a tick; False if the tick is not here."""
        found = self.words(core, tick, tick + 1)
        return bool(len(found)) and bool(
            int(found[0, neuron // 64]) >> (neuron % 64) & 1
        )

    def pooled(
        self, cores: Sequence[int], first: int, end: int, columns: int
    ) -> Pooled:
        """Return what some cores did in some ticks, in at most so many columns.

        Columns start at multiples of their width, so that a picture that moves on
        does not flicker: the first may start before `first`, the last end after
        `end`.

        Parameters
        ----------
        cores : sequence of int
        first, end : int
            Ticks; `end` is not included.
        columns : int
            At least 2.
        """
        first, end = max(0, first), min(end, self.end)
        return self.pooled_by(cores, first, end, column_ticks(end - first, columns))

    def pooled_by(
        self, cores: Sequence[int], first: int, end: int, step: int
    ) -> Pooled:
        """Return what some cores did, in columns of so many ticks.

        Parameters
        ----------
        cores, first, end
            As for `pooled`.
        step : int
            A number that `column_ticks` gives.
        """
        with self._lock:
            first, end = max(0, first), min(end, self.end)
            level = _level(step)
            start = first // step * step
            count = max(0, -(-(end - start) // step))
            starts = start + step * np.arange(count)
            words = np.zeros((count, len(cores), self._shape[1]), np.uint64)
            done = count
            known = [self._known_from(k) for k in range(len(self._levels))]
            for k in range(level, len(self._levels)):
                # A column that is known in part only is for the next level.
                is_last = k + 1 == len(self._levels)
                edges = starts + step - 1 if is_last else starts
                begin = int(np.searchsorted(edges, known[k]))
                if begin < done:
                    part = starts[begin:done]
                    words[begin:done] = self._columns(k, cores, part, step)
                    done = begin
            return Pooled(
                start, step, words.swapaxes(0, 1), known[level], min(known[level:])
            )

    def _known_from(self, level: int) -> int:
        unit: int = FACTOR**level
        return self._levels[level].complete_from * unit

    def _columns(
        self,
        level: int,
        cores: Sequence[int],
        starts: npt.NDArray[np.int64],
        step: int,
    ) -> Words:
        """Return what happened in columns of a level; its rows may be wider."""
        unit = FACTOR**level
        low = int(starts[0]) // unit
        high = -(-(int(starts[-1]) + step) // unit)
        rows, first = self._rows(level, cores, low, high)
        at = np.clip(starts // unit - first, 0, len(rows) - 1)
        merged: Words = (
            rows[at] if unit >= step else np.bitwise_or.reduceat(rows, at, axis=0)
        )
        return merged

    def _rows(
        self, level: int, cores: Sequence[int], low: int, high: int
    ) -> tuple[Words, int]:
        """Return those of a level's rows that are here, and which is the first."""
        store = self._levels[level]
        rows = store.words_of(cores, low, high)
        first = max(low, store.complete_from)
        if level and high > store.end_tick:
            last = np.bitwise_or.reduce(self._open[1 : level + 1])[list(cores)]
            rows = np.concatenate([rows, last[None]])
            first = min(first, store.end_tick)
        return rows, first

    def _coarsen(self, first: int, rows: Words) -> None:
        """Merge new rows of each level into rows of the next."""
        for level in range(1, len(self._levels)):
            at = first % FACTOR
            full = (at + len(rows)) // FACTOR
            merged = np.zeros((full + 1, *self._shape), np.uint64)
            merged[0] = self._open[level]
            _merge(rows, at, merged)
            self._open[level] = merged[full].copy()
            first, rows = first // FACTOR, read_only(merged[:full])
            if not full:
                return
            self._levels[level].append(
                Recording(first, self.neurons, rows, np.zeros((full, 0), np.uint8))
            )

    def _rest(self, level: int, tick: int, recall: Recall | None) -> Words:
        """Return what a level's last row has of the level below, up to a tick."""
        unit = FACTOR ** (level - 1)
        low, high = tick // unit // FACTOR * FACTOR, tick // unit
        below = self._levels[level - 1]
        merged = np.zeros((1, *self._shape), np.uint64)
        with self._lock:
            missing = min(high, max(low, below.complete_from))
            if missing < high:
                _merge(below.words(missing, high), 0, merged, whole=True)
        if low < missing and recall is not None:
            for words in recall(low * unit, missing * unit):
                _merge(words, 0, merged, whole=True)
        rest: Words = merged[0]
        return rest


def column_ticks(ticks: int, columns: int) -> int:
    """Return how many ticks each of at most so many columns has to stand for.

    Parameters
    ----------
    ticks : int
    columns : int
        At least 2.
    """
    # One column more is needed where the first one does not start a column.
    least = -(-max(1, ticks) // max(1, columns - 1))
    unit: int = FACTOR ** _level(least)
    return -(-least // unit) * unit


def _level(step: int) -> int:
    """Return the coarsest level whose rows are no wider than so many ticks."""
    level = 0
    while level + 1 < len(SHARES) and FACTOR ** (level + 1) <= step:
        level += 1
    return level


def _merge(rows: Words, at: int, merged: Words, *, whole: bool = False) -> None:
    """Merge rows into groups of `FACTOR`, or all of them into one."""
    width = math.prod(merged.shape[1:])
    flat = np.ascontiguousarray(rows).reshape(len(rows), width)
    factor = max(1, len(rows)) if whole else FACTOR
    # Words wrap around by design; only interpreted kernels would warn.
    with np.errstate(over="ignore"):
        merge_rows(read_only(flat), at, factor, merged.reshape(len(merged), width))

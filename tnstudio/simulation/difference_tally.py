"""The spikes of two runs, compared while they go on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.differences import Divergence, first_divergence
from tnstudio.simulation.recording import Events, Recording, events_of, joined_events

MOST_EVENTS = 50_000
"""Spikes of each run that the other one has not, listed one by one."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Differences:
    """What two runs had in common, and what not.

    Attributes
    ----------
    first_tick, ticks : int
        The first of the compared ticks and how many there are.
    first : Divergence or None
        Where they part first; None if they are the same.
    by_tick : int64 array, shape (ticks, 3)
        Spikes only in the first, only in the second, in both.
    by_core : int64 array, shape (cores, 3)
    only_a, only_b : Events
        The spikes that only one has, up to `listed_end`.
    listed_end : int
        The tick from which on spikes are only counted.
    """

    first_tick: int
    ticks: int
    first: Divergence | None
    by_tick: Counts
    by_core: Counts
    only_a: Events
    only_b: Events
    listed_end: int

    @property
    def end(self) -> int:
        """The tick after the last one."""
        return self.first_tick + self.ticks

    @property
    def counts(self) -> tuple[int, int, int]:
        """Spikes only in the first run, only in the second, in both."""
        only_a, only_b, both = self.by_core.sum(axis=0).tolist()
        return only_a, only_b, both


class DifferenceTally:
    """Compares two runs, some ticks at a time.

    Parameters
    ----------
    first_tick : int
        The first tick to be compared.
    cores : int
    most_events : int
        As `MOST_EVENTS`. Ticks are listed as a whole or not at all.
    """

    def __init__(
        self, first_tick: int, cores: int, most_events: int = MOST_EVENTS
    ) -> None:
        self._first_tick = self._end = first_tick
        self._most = most_events
        self._first: Divergence | None = None
        self._by_tick: list[npt.NDArray[np.int32]] = []
        self._by_core = np.zeros((cores, 3), np.int64)
        self._events: tuple[list[Events], list[Events]] = ([], [])
        self._listed = [0, 0]
        self._listed_end: int | None = None

    def add(self, a: Recording, b: Recording) -> None:
        """Compare the ticks that follow, the same ones of both.

        Raises
        ------
        TNStudioError
            If the recordings are of chips of different size.
        """
        if self._first is None:
            self._first = first_divergence(a, b)
        only = a.spikes & ~b.spikes, b.spikes & ~a.spikes
        both = a.spikes & b.spikes
        counts = np.stack(
            [
                np.bitwise_count(words).sum(axis=2, dtype=np.int32)
                for words in (*only, both)
            ],
            axis=2,
        )
        by_tick = counts.sum(axis=1, dtype=np.int32)
        self._by_tick.append(by_tick)
        self._by_core += counts.sum(axis=0, dtype=np.int64)
        if self._listed_end is None:
            self._list(only, by_tick)
        self._end += a.ticks

    def differences(self) -> Differences:
        """Return what was found so far."""
        by_tick = np.concatenate([np.zeros((0, 3), np.int32), *self._by_tick])
        end = self._end if self._listed_end is None else self._listed_end
        return Differences(
            self._first_tick,
            self._end - self._first_tick,
            self._first,
            by_tick.astype(np.int64),
            self._by_core.copy(),
            joined_events(self._events[0]),
            joined_events(self._events[1]),
            end,
        )

    def _list(
        self,
        only: tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]],
        by_tick: npt.NDArray[np.int32],
    ) -> None:
        """List the spikes of as many ticks as there is room for."""
        sums = self._listed + np.cumsum(by_tick[:, :2], axis=0, dtype=np.int64)
        full = (sums > self._most).any(axis=1)
        fitting = int(np.argmax(full)) if full.any() else len(by_tick)
        if fitting < len(by_tick):
            self._listed_end = self._end + fitting
        if fitting:
            self._listed = sums[fitting - 1].tolist()
            for events, words in zip(self._events, only, strict=True):
                events.append(events_of(words[:fitting], self._end))

"""All spikes of a long run, in little memory.

Ticks are kept in blocks. A block is either *dense*, one bit a neuron as the
simulator has them, or *sparse*, 16 bits a spike: the neurons of a tick, 64
bits a word, are divided into pages of `PAGE` words, and a spike is its place
in its page. Whichever is smaller is taken: sparse below four spikes a word. A
full chip at 20 Hz, 20,000 spikes a tick, takes 40 kB a tick instead of 131.
The newest ticks wait, dense, until they fill a block.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.simulation.packing import read_only
from tnstudio.simulation.recording import (
    Events,
    Recording,
    events_of,
    joined_events,
    spikes_per_tick,
)
from tnstudio.simulation.recording_kernels import (
    PAGE,
    pack_places,
    spread_cores,
    spread_places,
)
from tnstudio.simulation.tables import words_for

BUDGET_BYTES = 2**28
"""256 MiB: 6,700 ticks of a full chip at 20 Hz, days of a small network."""

BLOCK_BYTES = 2**20
"""How much the dense ticks of a block take: eight ticks of a full chip."""

Words = npt.NDArray[np.uint64]
Sink = Callable[[int, int, Events], None]
"""Takes the first tick, the end tick and the spikes of what memory drops."""


@dataclass(frozen=True, eq=False, slots=True)
class _Slots:
    """Some cores, and where each of all cores is among them; -1 if it is not."""

    cores: npt.NDArray[np.int64]
    slot: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class _Dense:
    """Packed spikes, shape (ticks, words)."""

    first_tick: int
    words: Words

    @property
    def ticks(self) -> int:
        return len(self.words)

    @property
    def nbytes(self) -> int:
        return self.words.nbytes

    def spread(self, first: int, end: int, _: npt.NDArray[np.uint8]) -> Words:
        """Return the words of ticks counted from the block's first."""
        return self.words[first:end]

    def spread_cores(self, first: int, end: int, slots: _Slots) -> Words:
        """Return the words of chosen cores in ticks counted from the first."""
        rows = self.words[first:end].reshape(end - first, len(slots.slot), -1)
        return rows[:, slots.cores]

    def per_tick(self) -> npt.NDArray[np.int64]:
        return spikes_per_tick(self.words)

    def up_to(self, ticks: int) -> "_Dense":
        return _Dense(self.first_tick, self.words[:ticks].copy())


@dataclass(frozen=True, eq=False, slots=True)
class _Sparse:
    """Places as `pack_places` lists them."""

    first_tick: int
    width: int
    starts: npt.NDArray[np.int64]
    places: npt.NDArray[np.uint16]

    @property
    def pages(self) -> int:
        return -(-self.width // PAGE)

    @property
    def ticks(self) -> int:
        return (len(self.starts) - 1) // self.pages

    @property
    def nbytes(self) -> int:
        return self.starts.nbytes + self.places.nbytes

    def spread(self, first: int, end: int, wanted: npt.NDArray[np.uint8]) -> Words:
        """Return the words of ticks counted from the block's first.

        Pages that are not wanted are left empty.
        """
        words = np.zeros((end - first, self.width), np.uint64)
        starts = self.starts[first * self.pages : end * self.pages + 1]
        spread_places(read_only(starts), read_only(self.places), wanted, words)
        return words

    def spread_cores(self, first: int, end: int, slots: _Slots) -> Words:
        """Return the words of chosen cores in ticks counted from the first."""
        per_core = self.width // len(slots.slot)
        words = np.zeros((end - first, len(slots.cores) * per_core), np.uint64)
        starts = read_only(self.starts[first * self.pages : end * self.pages + 1])
        # Words wrap around by design; only interpreted kernels would warn.
        with np.errstate(over="ignore"):
            spread_cores(
                starts,
                read_only(self.places),
                self.pages,
                read_only(slots.slot),
                per_core,
                words,
            )
        return words.reshape(end - first, len(slots.cores), per_core)

    def per_tick(self) -> npt.NDArray[np.int64]:
        counts: npt.NDArray[np.int64] = np.diff(self.starts[:: self.pages])
        return counts

    def up_to(self, ticks: int) -> "_Sparse":
        starts = self.starts[: ticks * self.pages + 1].copy()
        places = self.places[: starts[-1]].copy()
        return _Sparse(self.first_tick, self.width, starts, places)


_Block = _Dense | _Sparse


def _block(first_tick: int, words: Words) -> _Block:
    """Store packed spikes, (ticks, words), in the smaller of the two ways."""
    ticks, width = words.shape
    spikes = int(spikes_per_tick(words).sum())
    starts = np.empty(ticks * -(-width // PAGE) + 1, np.int64)
    if starts.nbytes + 2 * spikes >= words.nbytes:
        return _Dense(first_tick, words.copy())
    places = np.empty(spikes, np.uint16)
    # Words wrap around by design; only interpreted kernels would warn.
    with np.errstate(over="ignore"):
        pack_places(read_only(words), starts, places)
    return _Sparse(first_tick, width, starts, places)


class SpikeStore:
    """The spikes of a chip's last ticks, as many as the budget holds.

    Parameters
    ----------
    cores, neurons : int
        Cores, and neurons per core.
    budget_bytes : int
        Memory for spikes. When it is used up, the oldest blocks go.
    sink : callable, optional
        Is given what goes: first tick, end tick and spikes. After a `cut` it
        may be given the same ticks once more, with other spikes, which then
        hold, as nothing does that it was given of later ticks.
    first_tick : int
        The tick of the first recording.
    block_bytes : int
        How much the dense ticks of a block take; a block has one tick at least.
    """

    def __init__(
        self,
        cores: int,
        neurons: int,
        budget_bytes: int = BUDGET_BYTES,
        sink: Sink | None = None,
        first_tick: int = 0,
        block_bytes: int = BLOCK_BYTES,
    ) -> None:
        self.cores = cores
        self.neurons = neurons
        self.budget_bytes = budget_bytes
        self._sink = sink
        self._words_per_core = words_for(neurons)
        self._width = cores * self._words_per_core
        self._blocks: list[_Block] = []
        self._blocks_bytes = 0
        # The newest ticks; rows from `_waiting` on are not yet in use.
        rows = max(1, block_bytes // (8 * self._width))
        self._newest = np.empty((rows, self._width), np.uint64)
        self._waiting = 0
        self._end = self._complete_from = first_tick

    @property
    def complete_from(self) -> int:
        """The first tick of which all spikes are here."""
        return self._complete_from

    @property
    def end_tick(self) -> int:
        """The tick that is to be appended next."""
        return self._end

    @property
    def nbytes(self) -> int:
        """Memory that the spikes take, at most the budget."""
        return self._blocks_bytes + self._waiting * self._newest.itemsize * self._width

    def resize(self, budget_bytes: int) -> None:
        """Have another budget from now on; what does not fit goes at once."""
        self.budget_bytes = budget_bytes
        self._keep_to_budget()

    def append(self, recording: Recording) -> None:
        """Add the ticks that follow.

        Raises
        ------
        TNStudioError
            If the recording is of another chip or does not begin at `end_tick`.
        Exception
            What the sink raises. The recording is here then, and so is all that
            the sink did not take, beyond the budget until a later `append`.
        """
        self._require_next(recording)
        words = recording.spikes.reshape(recording.ticks, self._width)
        while len(words):
            taken = min(len(words), len(self._newest) - self._waiting)
            self._newest[self._waiting : self._waiting + taken] = words[:taken]
            self._waiting += taken
            self._end += taken
            words = words[taken:]
            if self._waiting == len(self._newest):
                self._close_block()
        self._keep_to_budget()

    def cut(self, tick: int) -> None:
        """Forget this tick and all after it; it becomes the next one.

        Raises
        ------
        TNStudioError
            If the tick has not been reached.
        """
        if not 0 <= tick <= self._end:
            raise TNStudioError(
                f"The recording ends at tick {self._end}",
                f"tick {tick}",
                "cut it at an earlier tick",
            )
        self._waiting = max(0, self._waiting - (self._end - tick))
        while self._blocks and self._blocks[-1].first_tick >= tick:
            self._blocks_bytes -= self._blocks.pop().nbytes
        if self._blocks:
            last = self._blocks[-1]
            if last.first_tick + last.ticks > tick:
                self._blocks[-1] = last.up_to(tick - last.first_tick)
                self._blocks_bytes += self._blocks[-1].nbytes - last.nbytes
        self._end = tick
        self._complete_from = min(self._complete_from, tick)

    def words(self, first: int, end: int) -> Words:
        """Return packed spikes of ticks, as in `Recording`, from first to end.

        Ticks that are not here are left out at either side.

        Returns
        -------
        uint64 array, shape (ticks, cores, ceil(neurons / 64))
        """
        empty = np.empty((0, self.cores, self._words_per_core), np.uint64)
        pieces = [words for _, words in self._pieces(first, end, self._all_pages())]
        return np.concatenate([empty, *pieces])

    def words_of(self, cores: Sequence[int], first: int, end: int) -> Words:
        """Return packed spikes of some cores, each named once, from first to end.

        Ticks that are not here are left out at either side.

        Returns
        -------
        uint64 array, shape (ticks, len(cores), ceil(neurons / 64))
        """
        chosen = np.array(cores, np.int64)
        slot = np.full(self.cores, -1, np.int32)
        slot[chosen] = np.arange(len(chosen))
        slots = _Slots(chosen, slot)
        empty = np.empty((0, len(chosen), self._words_per_core), np.uint64)
        pieces = [
            block.spread_cores(low, high, slots)
            for block, low, high in self._parts(first, end)
        ]
        return np.concatenate([empty, *pieces])

    def events(
        self, first: int, end: int, cores: Collection[int] | None = None
    ) -> Events:
        """Return the spikes of ticks, from first to end, sorted.

        Parameters
        ----------
        first, end : int
            `end` is not included; ticks that are not here have no spikes.
        cores : collection of int, optional
            Only these cores.

        Raises
        ------
        TNStudioError
            If there is no such core.
        """
        for index in cores or ():
            if not 0 <= index < self.cores:
                raise TNStudioError(
                    f"There is no core {index}", hint=f"choose 0 to {self.cores - 1}"
                )
        chosen = None if cores is None else np.unique(np.array([*cores], np.int64))
        wanted = self._all_pages() if chosen is None else self._pages_of(chosen)
        pieces = []
        for tick, words in self._pieces(first, end, wanted):
            if chosen is None:
                pieces.append(events_of(words, tick))
            else:
                events = events_of(words[:, chosen], tick)
                core = chosen[events.core].astype(np.int32)
                pieces.append(events._replace(core=core))
        return joined_events(pieces)

    def per_tick(self, first: int, end: int) -> npt.NDArray[np.int64]:
        """Count the spikes of each tick, from first to end; 0 if it is not here."""
        counts = np.zeros(max(0, end - first), np.int64)
        for block, low, high in self._parts(first, end):
            tick = block.first_tick + low - first
            counts[tick : tick + high - low] = block.per_tick()[low:high]
        return counts

    def per_core(self, first: int, end: int) -> npt.NDArray[np.int64]:
        """Count the spikes of each core over the ticks from first to end."""
        counts = np.zeros(self.cores, np.int64)
        for _, words in self._pieces(first, end, self._all_pages()):
            counts += np.bitwise_count(words).sum(axis=(0, 2), dtype=np.int64)
        return counts

    def _require_next(self, recording: Recording) -> None:
        shape = (recording.ticks, self.cores, self._words_per_core)
        if recording.spikes.shape != shape or recording.neurons != self.neurons:
            raise TNStudioError(
                "The recording is of a chip with other cores",
                f"tick {recording.first_tick}",
                "begin a new recording",
            )
        if recording.first_tick != self._end:
            raise TNStudioError(
                f"The recording goes on at tick {self._end}",
                f"tick {recording.first_tick}",
                "cut it where the chip went back to",
            )

    def _close_block(self) -> None:
        """Turn the newest ticks into a block."""
        first = self._end - self._waiting
        block = _block(first, self._newest[: self._waiting])
        self._waiting = 0
        self._blocks.append(block)
        self._blocks_bytes += block.nbytes

    def _keep_to_budget(self) -> None:
        while self.nbytes > self.budget_bytes:
            if self._blocks:
                self._drop_oldest()
            else:
                self._close_block()

    def _drop_oldest(self) -> None:
        block = self._blocks[0]
        end = block.first_tick + block.ticks
        if self._sink is not None:
            words = block.spread(0, block.ticks, self._all_pages())
            events = events_of(self._by_core(words), block.first_tick)
            self._sink(block.first_tick, end, events)
        del self._blocks[0]
        self._blocks_bytes -= block.nbytes
        self._complete_from = end

    def _parts(self, first: int, end: int) -> Iterator[tuple[_Block, int, int]]:
        """Find the blocks that have ticks from first to end, and which of theirs."""
        newest = _Dense(self._end - self._waiting, self._newest[: self._waiting])
        start = bisect_right(self._blocks, first, key=lambda block: block.first_tick)
        for block in (*islice(self._blocks, max(0, start - 1), None), newest):
            if block.first_tick >= end:
                return
            low = max(0, first - block.first_tick)
            high = min(block.ticks, end - block.first_tick)
            if low < high:
                yield block, low, high

    def _pieces(
        self, first: int, end: int, wanted: npt.NDArray[np.uint8]
    ) -> Iterator[tuple[int, Words]]:
        """Yield the first tick and the words of each block's part."""
        for block, low, high in self._parts(first, end):
            words = block.spread(low, high, wanted)
            yield block.first_tick + low, self._by_core(words)

    def _by_core(self, words: Words) -> Words:
        return words.reshape(len(words), self.cores, self._words_per_core)

    def _all_pages(self) -> npt.NDArray[np.uint8]:
        return np.ones(-(-self._width // PAGE), np.uint8)

    def _pages_of(self, cores: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """Tell which pages hold neurons of these cores."""
        wanted = np.zeros(-(-self._width // PAGE), np.uint8)
        first = cores * self._words_per_core
        # A core of up to 1024 neurons lies in two pages at most.
        wanted[first // PAGE] = 1
        wanted[(first + self._words_per_core - 1) // PAGE] = 1
        return wanted

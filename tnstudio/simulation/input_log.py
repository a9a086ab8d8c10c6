"""The input spikes of a run, kept so that any part of it can be run again.

Ticks are kept in blocks of packed bits. A full block is squeezed: of its bytes
those that are 0 are left out and one bit per byte tells which; what these bits
leave is squeezed in turn, as long as it gets smaller. With 0.1 % to 10 % of the
lines spiking that is about as small as zlib's level 1 makes it, and four times
as fast: a tick of 30 cores takes 15 µs, zlib alone would add up to 10 µs.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError

BLOCK_BYTES = 2**18
"""Most bytes of a block before it is squeezed; one tick may have more."""

MOST_BLOCK_TICKS = 4096

_Octets = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class _Squeezed:
    """Bytes without zeros.

    Attributes
    ----------
    layers : tuple of (int, uint8 array)
        How many bytes there were and those that are not 0: of the data, then
        of the bits that tell which bytes of the layer above are not 0.
    rest : uint8 array
        The bits below the last layer; without layers the data themselves.
    """

    layers: tuple[tuple[int, _Octets], ...]
    rest: _Octets

    @property
    def nbytes(self) -> int:
        return self.rest.nbytes + sum(values.nbytes for _, values in self.layers)


def _squeezed(octets: _Octets) -> _Squeezed:
    layers: list[tuple[int, _Octets]] = []
    while True:
        filled = octets != 0
        bits = -(-octets.size // 8)
        if np.count_nonzero(filled) + bits >= octets.size:
            return _Squeezed(tuple(layers), octets.copy())
        layers.append((octets.size, octets[filled]))
        octets = np.packbits(filled)


def _restored(block: _Squeezed) -> _Octets:
    octets = block.rest
    for size, values in reversed(block.layers):
        filled = np.unpackbits(octets, count=size).view(np.bool_)
        octets = np.zeros(size, np.uint8)
        octets[filled] = values
    return octets


class InputLog:
    """Input spikes by tick: appended at the end, read anywhere, cut anywhere.

    Parameters
    ----------
    lines : int
        Number of input lines.
    first : int
        The tick of the first row to come.
    """

    def __init__(self, lines: int, first: int = 0) -> None:
        self.lines = lines
        self.first = first
        self._row_bytes = -(-lines // 8)
        most = BLOCK_BYTES // max(1, self._row_bytes)
        self._block_ticks = max(1, min(MOST_BLOCK_TICKS, most))
        self._blocks: list[_Squeezed] = []
        self._open = np.zeros((self._block_ticks, self._row_bytes), np.uint8)
        self._in_open = 0
        self._last_read: tuple[_Squeezed, _Octets] | None = None

    @property
    def end(self) -> int:
        """The tick after the last one."""
        return self.first + len(self._blocks) * self._block_ticks + self._in_open

    @property
    def nbytes(self) -> int:
        """Memory that the spikes take."""
        return self._open.nbytes + sum(block.nbytes for block in self._blocks)

    def append(self, rows: npt.NDArray[np.uint8 | np.bool_]) -> None:
        """Add ticks at the end.

        Parameters
        ----------
        rows : uint8 or bool array, shape (ticks, lines)
            Everything but 0 is a spike.

        Raises
        ------
        TNStudioError
            If the rows have another number of lines.
        """
        if rows.ndim != 2 or rows.shape[1] != self.lines:
            raise TNStudioError(
                f"The input spikes have shape {rows.shape}, not (ticks, {self.lines})",
                f"tick {self.end}",
                "give one column for each input line",
            )
        packed = np.packbits(rows, axis=1)
        while len(packed):
            room = self._block_ticks - self._in_open
            fitting, packed = packed[:room], packed[room:]
            self._open[self._in_open : self._in_open + len(fitting)] = fitting
            self._in_open += len(fitting)
            if self._in_open == self._block_ticks:
                self._blocks.append(_squeezed(self._open.reshape(-1)))
                self._in_open = 0

    def rows(self, first: int, stop: int) -> npt.NDArray[np.uint8]:
        """Return the ticks from `first` to before `stop`, shape (ticks, lines).

        Raises
        ------
        TNStudioError
            If they are not all recorded.
        """
        if not self.first <= first <= stop <= self.end:
            raise TNStudioError(
                f"The input of ticks {first} to {stop} is not recorded",
                "",
                f"ask for ticks from {self.first} to {self.end}",
            )
        low, high = first - self.first, stop - self.first
        packed = np.empty((high - low, self._row_bytes), np.uint8)
        done = low
        while done < high:
            number, row = divmod(done, self._block_ticks)
            ticks = min(high - done, self._block_ticks - row)
            packed[done - low :][:ticks] = self._block(number)[row : row + ticks]
            done += ticks
        return np.unpackbits(packed, axis=1, count=self.lines)

    def cut(self, tick: int) -> None:
        """Forget `tick` and all after it.

        Raises
        ------
        TNStudioError
            If nothing is recorded up to there.
        """
        if not self.first <= tick <= self.end:
            raise TNStudioError(
                f"The input cannot be cut at tick {tick}",
                "",
                f"cut from {self.first} to {self.end}",
            )
        number, rows = divmod(tick - self.first, self._block_ticks)
        if number < len(self._blocks):
            self._open[:] = self._block(number)
            del self._blocks[number:]
        self._in_open = rows

    def copy(self) -> Self:
        """Return a log of the same ticks that goes on by itself.

        The full blocks are shared.
        """
        other = type(self)(self.lines, self.first)
        other._blocks = self._blocks.copy()  # noqa: SLF001 (the same class)
        other._open[:] = self._open  # noqa: SLF001
        other._in_open = self._in_open  # noqa: SLF001
        return other

    def _block(self, number: int) -> _Octets:
        """Return a block's packed rows; the one read last is at hand."""
        if number == len(self._blocks):
            return self._open
        block = self._blocks[number]
        if self._last_read is None or self._last_read[0] is not block:
            shape = self._block_ticks, self._row_bytes
            self._last_read = block, _restored(block).reshape(shape)
        return self._last_read[1]

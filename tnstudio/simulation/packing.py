"""Rows of bits as words of 64, lowest bit first."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.tables import WORD, words_for


def pack(bits: npt.NDArray[np.uint8 | np.bool_]) -> npt.NDArray[np.uint64]:
    """Pack the bits of each row into words; everything but 0 is a 1."""
    octets = np.packbits(bits, axis=1, bitorder="little")
    padded = np.zeros((len(bits), words_for(bits.shape[1]) * WORD // 8), np.uint8)
    padded[:, : octets.shape[1]] = octets
    return padded.view("<u8").astype(np.uint64, copy=False)


def unpack(words: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.bool_]:
    """Unpack the words of each row into so many bits, shape (rows, count)."""
    octets = np.ascontiguousarray(words, "<u8").view(np.uint8)
    bits = np.unpackbits(octets, axis=1, count=count, bitorder="little")
    return bits.view(np.bool_)


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a contiguous array that cannot be written to, a view if possible.

    Kernels are compiled once more for read-only arrays; those that only read
    their input are always given it so.
    """
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view

"""Small sums and turns of bits that several kernels share."""

import numpy as np
import numpy.typing as npt

from tnstudio.jit import inner_kernel, kernel

_PAIRS = np.uint64(0x5555555555555555)
_QUADS = np.uint64(0x3333333333333333)
_NIBBLES = np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x0101010101010101)
_TOP_BYTE = np.uint64(56)
_HALF = np.uint64(0x00000000FFFFFFFF)


@inner_kernel
def popcount(x: np.uint64) -> np.uint64:
    """Count the ones of a word; compilers know this form as one instruction."""
    x = x - ((x >> np.uint64(1)) & _PAIRS)
    x = (x & _QUADS) + ((x >> np.uint64(2)) & _QUADS)
    x = (x + (x >> np.uint64(4))) & _NIBBLES
    return (x * _BYTES) >> _TOP_BYTE


@inner_kernel
def saturated(v: np.int32, low: np.int32, high: np.int32) -> np.int32:
    """Keep V within its register."""
    return np.int32(min(max(v, low), high))


@inner_kernel
def by_chance(strength: np.int32, rho: np.int32) -> np.int32:
    """Return F(x) sgn(x) of a strength or leak x; F(x) = 1 if |x| >= ρ (C13)."""
    sign = np.int32(np.int32(strength > 0) - np.int32(strength < 0))
    return np.int32(sign * np.int32(abs(strength) >= rho))


@kernel
def transpose(block: npt.NDArray[np.uint64]) -> None:
    """Swap rows and columns of 64 × 64 bits, in halves of halves."""
    width = 32
    mask = _HALF
    while width > 0:
        shift = np.uint64(width)
        for start in range(0, 64, 2 * width):
            for k in range(start, start + width):
                swap = ((block[k] >> shift) ^ block[k + width]) & mask
                block[k] ^= swap << shift
                block[k + width] ^= swap
        width //= 2
        mask ^= mask << np.uint64(width)

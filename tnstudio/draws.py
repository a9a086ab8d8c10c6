"""Counter-based random draws for kernels.

A draw depends on its key and its counter only, never on what was drawn
before: a result is the same for any number of threads, any chunking of ticks
and any starting tick.

The generator is *Squares* with four rounds and 32-bit output: B. Widynski,
"Squares: A Fast Counter-Based RNG", arXiv:2004.06278 (2020), algorithm 1.
"""

import numpy as np

from tnstudio.jit import inner_kernel

_HALF = np.uint64(32)


@inner_kernel
def draw(key: np.uint64, counter: np.uint64) -> np.uint64:
    """Return the 32-bit number of a counter, 0..2^32 - 1, held in 64 bits.

    Parameters
    ----------
    key : uint64
        From `tnstudio.randomness.stream_key`.
    counter : uint64
        Which draw of the stream.
    """
    x = counter * key
    y = x
    z = y + key
    x = x * x + y
    x = (x >> _HALF) | (x << _HALF)
    x = x * x + z
    x = (x >> _HALF) | (x << _HALF)
    x = x * x + y
    x = (x >> _HALF) | (x << _HALF)
    return (x * x + z) >> _HALF

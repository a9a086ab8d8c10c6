"""Named streams of random numbers, all from one project seed.

Everything random in the program asks for a stream by name, so that adding a
draw in one place never changes the numbers of another.
"""

import zlib

import numpy as np


def _sequence(seed: int, names: tuple[str | int, ...]) -> np.random.SeedSequence:
    key = tuple(zlib.crc32(str(name).encode()) for name in names)
    return np.random.SeedSequence(seed, spawn_key=key)


def generator(seed: int, *names: str | int) -> np.random.Generator:
    """Return the generator of a named stream.

    Parameters
    ----------
    seed : int
        The project's seed, >= 0.
    *names : str or int
        What the numbers are for, e.g. ``("features", layer)``.
    """
    return np.random.Generator(np.random.PCG64(_sequence(seed, names)))


def stream_key(seed: int, *names: str | int) -> np.uint64:
    """Return the key of a named stream of counter-based draws.

    The key is odd, with well-mixed digits, as `tnstudio.draws.draw` wants it.
    """
    word = np.uint64(_sequence(seed, names).generate_state(1, np.uint64)[0])
    return word | np.uint64(1)

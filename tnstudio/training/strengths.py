"""Axon types and synaptic strengths, fixed before training (E15 §3.4).

The types are spread evenly over a core's axons; each neuron distributes its
strengths over the types, and all distinct arrangements occur equally often
over a core's neurons: 6 for {-1, -1, 1, 1}, 24 for {-2, -1, 1, 2}. Any two
columns of the strength matrix then differ as much as the constraint allows,
and each neuron's strengths sum to zero (E15, equation 5).
"""

from collections import Counter
from itertools import permutations
from math import factorial, prod

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen

MOST_ARRANGEMENTS = 5040
"""Arrangements that are listed: all of 7 axon types; more than a core has neurons."""


def spread_axon_types(
    axons: int, types: int, random: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """Give each type to equally many axons, in random order.

    Random, because neighbouring pixels are alike: types in a regular pattern
    would leave each neuron with stripes of one sign over its window.

    Returns
    -------
    uint8 array, shape (axons,)
        Counts of any two types differ by at most 1.
    """
    return frozen(random.permutation(np.arange(axons) % types), np.uint8)


def arrange_strengths(
    strengths: tuple[int, ...], neurons: int, random: np.random.Generator
) -> npt.NDArray[np.int16]:
    """Give each neuron one arrangement of the strengths over the types.

    Returns
    -------
    int16 array, shape (types, neurons)
        Counts of any two arrangements differ by at most 1, unless there are
        more than `MOST_ARRANGEMENTS`: then each neuron's is drawn by itself.
    """
    if _count_arrangements(strengths) > MOST_ARRANGEMENTS:
        drawn = [random.permutation(strengths) for _ in range(neurons)]
        return frozen(np.array(drawn).reshape(neurons, len(strengths)).T, np.int16)
    arrangements = np.array(sorted(set(permutations(strengths))), np.int16)
    order = random.permutation(np.arange(neurons) % len(arrangements))
    return frozen(arrangements[order].T, np.int16)


def _count_arrangements(strengths: tuple[int, ...]) -> int:
    """Return how many distinct orders the strengths have."""
    repeats = (factorial(count) for count in Counter(strengths).values())
    return factorial(len(strengths)) // prod(repeats)

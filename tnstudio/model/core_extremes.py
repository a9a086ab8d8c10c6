"""What the rules ask about one core, found once for each core.

Nearly all cores of a large chip are right and stay as they are: their least and
largest values tell so without another look at their arrays.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.model.circuit import FreeCore
from tnstudio.model.circuit_arrays import CORE_ARRAYS, array_of_core
from tnstudio.model.once_per_core import once_per_core
from tnstudio.model.program import NONE

Layout = tuple[tuple[np.dtype[Any], tuple[int, ...]], ...]
"""Type and shape of each array of a core, in the order of `CORE_ARRAYS`."""

Extremes = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], bool]

_NOTHING = (2**62, -(2**62))
"""The least and the largest of no values: within every range."""


@once_per_core
def layout_of_core(core: FreeCore) -> Layout:
    """Return the types and shapes of a core's arrays."""
    arrays = (array_of_core(core, rule) for rule in CORE_ARRAYS)
    return _the_same(tuple((values.dtype, values.shape) for values in arrays))


@lru_cache(maxsize=64)
def _the_same(layout: Layout) -> Layout:
    """Return one object for equal layouts: most cores have the same."""
    return layout


@once_per_core
def extremes_of_core(core: FreeCore) -> Extremes:
    """Return what a core's values are at the ends, and whether they are at odds.

    The arrays must have the right types and shapes.

    Returns
    -------
    int64 array, shape (core arrays,)
        The least value of each array, in the order of `CORE_ARRAYS`.
    int64 array, shape (core arrays,)
        The largest value of each.
    bool
        Whether some threshold mask has a gap, some target is but half of one or
        one too many, or there are synapses beyond the last neuron.
    """
    ends = [_ends(array_of_core(core, rule)) for rule in CORE_ARRAYS]
    least, most = np.array(ends, np.int64).T
    return least, most, _is_odd(core)


def _ends(values: npt.NDArray[Any]) -> tuple[int, int]:
    return (int(values.min()), int(values.max())) if values.size else _NOTHING


def _is_odd(core: FreeCore) -> bool:
    mask, routes = core.neurons.threshold_mask, core.routes
    used = mask.shape[1] % 8
    reaches = routes.core != NONE
    return bool(
        (mask & (mask + 1)).any()
        or (reaches != (routes.axon != NONE)).any()
        or (reaches & (routes.line != NONE)).any()
        or (used and (core.synapses[..., -1] >> used).any())
    )

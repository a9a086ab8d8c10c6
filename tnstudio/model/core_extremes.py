"""What the rules ask about one core, found once for each core.

Nearly all cores of a large chip are right and stay as they are: their least and
largest values tell so without another look at their arrays.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from tnstudio.model.circuit import FreeCore
from tnstudio.model.circuit_arrays import CORE_ARRAYS, array_of_core
from tnstudio.model.once_per_core import once_per_core
from tnstudio.model.program import NONE

Layout = tuple[tuple[np.dtype[Any], tuple[int, ...]], ...]
"""Type and shape of each array of a core, in the order of `CORE_ARRAYS`."""

Extremes = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], bool]
"""Least and largest value of each array, and whether values are at odds."""

_known: WeakKeyDictionary[FreeCore, Extremes] = WeakKeyDictionary()


@once_per_core
def layout_of_core(core: FreeCore) -> Layout:
    """Return the types and shapes of a core's arrays."""
    arrays = (array_of_core(core, rule) for rule in CORE_ARRAYS)
    return _the_same(tuple((values.dtype, values.shape) for values in arrays))


@lru_cache(maxsize=64)
def _the_same(layout: Layout) -> Layout:
    """Return one object for equal layouts: most cores have the same."""
    return layout


def extremes_of_cores(cores: Sequence[FreeCore]) -> list[Extremes]:
    """Return what the values of cores are at the ends, and whether they are at odds.

    The arrays must all have the same types and shapes. Cores that were not asked
    about before are looked at together: a chip that was just opened has thousands.

    Returns
    -------
    list of (int64 array, int64 array, bool)
        Of each core the least and the largest value of each array, both of shape
        (core arrays,) in the order of `CORE_ARRAYS`, 0 for bits; and whether some
        threshold mask has a gap, some target is but half of one or one too many, or
        there are synapses beyond the last neuron.
    """
    found = [_known.get(core) for core in cores]
    new = [core for core, one in zip(cores, found, strict=True) if one is None]
    for core, extremes in zip(new, _extremes(new), strict=True):
        _known[core] = extremes
    return [one or _known[core] for core, one in zip(cores, found, strict=True)]


def _extremes(cores: Sequence[FreeCore]) -> Iterator[Extremes]:
    if not cores:
        return
    least = np.zeros((len(cores), len(CORE_ARRAYS)), np.int64)
    most = np.zeros_like(least)
    for column, rule in enumerate(CORE_ARRAYS):
        if rule.values is None:
            continue
        values = np.concatenate([array_of_core(core, rule) for core in cores])
        flat = values.reshape(len(cores), -1)
        least[:, column], most[:, column] = flat.min(axis=1), flat.max(axis=1)
    yield from zip(least, most, _are_odd(cores).tolist(), strict=True)


def _are_odd(cores: Sequence[FreeCore]) -> npt.NDArray[np.bool_]:
    mask = np.concatenate([core.neurons.threshold_mask for core in cores])
    to_core, axon, line = (
        np.concatenate([getattr(core.routes, name) for core in cores]) != NONE
        for name in ("core", "axon", "line")
    )
    odd: npt.NDArray[np.bool_] = (
        ((mask & (mask + 1)) != 0) | (to_core != axon) | (to_core & line)
    ).any(axis=1)
    used = mask.shape[1] % 8
    if used:
        last = np.concatenate([core.synapses[..., -1] for core in cores])
        odd |= ((last >> used) != 0).any(axis=1)
    return odd

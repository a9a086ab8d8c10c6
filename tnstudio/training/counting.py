"""How the parameters of a layer are distributed, in exact counts."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from tnstudio.model.trained import TrainedCore
from tnstudio.training.count_kernels import LANES, count_synapses

Counts = npt.NDArray[np.int64]


def synapse_counts(
    cores: Iterable[TrainedCore], strongest: int, bins: int
) -> tuple[Counts, Counts]:
    """Count c̃ and c̃ s of all synapses of some cores.

    Parameters
    ----------
    cores : iterable of TrainedCore
    strongest : int
        S, none of their absolute strengths above it, >= 1.
    bins : int
        A power of two, >= 2.

    Returns
    -------
    int64 array, shape (bins,)
        Of c̃, from 0 to 1; a bin has its lower edge, the last one both. What is
        no number in this range is counted nowhere.
    int64 array, shape (bins,)
        Of c̃ s, from -S to S.
    """
    of_c, of_weights = np.zeros((2, LANES, bins + 1), np.int64)
    for core in cores:
        count_synapses(
            core.probabilities,
            core.axon_types,
            core.strengths,
            strongest,
            of_c,
            of_weights,
        )
    return of_c[:, :bins].sum(axis=0), of_weights[:, :bins].sum(axis=0)

"""From format 1, whose neurons were deterministic, to format 2."""

from typing import Any

import h5py
import numpy as np

from tnstudio.storage import writing
from tnstudio.storage.claims import storage_problem


def add_stochastic_modes(file: h5py.File) -> None:
    """Add the arrays of the stochastic modes to the chip, all of them off.

    What is missing or wrong in the file is left to the reader, which reports it.
    """
    neurons = own_member(own_member(file, "program"), "neurons")
    strengths, leak = own_member(neurons, "strengths"), own_member(neurons, "leak")
    if not (_has_axes(strengths, 3) and _has_axes(leak, 2)):
        return
    for name, dtype, shape in (
        ("stochastic_synapses", np.bool_, strengths.shape),
        ("stochastic_leak", np.bool_, leak.shape),
        ("threshold_mask", np.int32, leak.shape),
    ):
        if name in neurons:
            del neurons[name]
        writing.array(neurons, name, np.zeros(shape, dtype), {})
    neurons.attrs["version"] = np.int64(2)


def own_member(group: Any, name: str) -> Any:
    """Return a member that is part of this very file; None if there is none.

    The link is looked at before the thing: no other file is ever opened.
    """
    if not isinstance(group, h5py.Group):
        return None
    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        return None
    return group[name]


def _has_axes(item: Any, axes: int) -> bool:
    """Tell whether this is an array of so many axes that its bytes can back."""
    return (
        isinstance(item, h5py.Dataset)
        and item.ndim == axes
        and storage_problem(item) is None
    )

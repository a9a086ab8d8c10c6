"""Matrices of whole numbers as axon types and strengths.

A neuron has one strength for each axon type, and an axon has one type for all
neurons of its core. So a matrix fits a core as it is if its columns fall into as
many groups as there are types, in each of which no row has two values but 0. If
not, a column is put on several axons, one for each type that it needs, as E16
(Esser et al. 2016) does with pairs of axons for weights of ±1.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """A matrix on a core.

    Attributes
    ----------
    columns, types : int64 arrays, shape (axons,)
        The column of the matrix that each axon carries, and its type.
    strengths : int64 array, shape (types, rows)
    synapses : bool array, shape (axons, rows)
    """

    columns: npt.NDArray[np.int64]
    types: npt.NDArray[np.int64]
    strengths: Weights
    synapses: npt.NDArray[np.bool_]


def most_values(weights: Weights) -> tuple[int, int]:
    """Return the row with the most different values but 0, and how many it has."""
    counts = [np.unique(row[row != 0]).size for row in weights]
    row = int(np.argmax(counts)) if counts else 0
    return row, counts[row] if counts else 0


def fit(weights: Weights, types: int) -> Fit | None:
    """Put a matrix of shape (rows, columns) on axons.

    None if a row has more values than there are types. Columns of zeros get no axon.
    """
    used = np.flatnonzero(weights.any(axis=0))
    grouped = _grouped(weights[:, used], types)
    if grouped is not None:
        kinds, strengths = grouped
        return Fit(used, kinds, strengths, (weights[:, used] != 0).T)
    return _split(weights, types)


def _grouped(
    weights: Weights, types: int
) -> tuple[npt.NDArray[np.int64], Weights] | None:
    """Give each column the first type that it agrees with; None if one has none."""
    strengths = np.zeros((types, len(weights)), np.int64)
    kinds = np.zeros(weights.shape[1], np.int64)
    for k, column in enumerate(weights.T):
        clashes = (strengths != 0) & (column != 0) & (strengths != column)
        free = np.flatnonzero(~clashes.any(axis=1))
        if not free.size:
            return None
        # Where most is settled already, least is that a later one could clash with.
        agreeing = ((strengths[free] != 0) & (column != 0)).sum(axis=1)
        kind = int(free[np.argmax(agreeing)])
        kinds[k] = kind
        strengths[kind] = np.where(column != 0, column, strengths[kind])
    return kinds, strengths


def _split(weights: Weights, types: int) -> Fit | None:
    """Give each row its values as strengths, and each column an axon for each type."""
    strengths = np.zeros((types, len(weights)), np.int64)
    kind_of = np.zeros(weights.shape, np.int64)
    for row, values in enumerate(weights):
        found = np.unique(values[values != 0])
        if found.size > types:
            return None
        strengths[: found.size, row] = found
        kind_of[row] = np.searchsorted(found, values)
    pairs = [
        (column, kind)
        for kind in range(types)
        for column in np.flatnonzero(((kind_of == kind) & (weights != 0)).any(axis=0))
    ]
    pairs.sort()
    columns, kinds = np.array(pairs, np.int64).reshape(-1, 2).T
    synapses = (weights[:, columns] != 0) & (kind_of[:, columns] == kinds)
    return Fit(columns, kinds, strengths, synapses.T)

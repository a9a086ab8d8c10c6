"""The parameters of a layer over the epochs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.app.test_run_recorder import LONG, recorded
from tests.same_values import same
from tnstudio.app.evolution import Evolution, layer_evolution, pooled
from tnstudio.app.histograms import layer_histograms


def test_that_every_epoch_has_the_counts_of_its_network():
    run, _, snapshots = recorded(LONG)
    for layer in range(len(run.network.layers)):
        found = layer_evolution(run.parameters, layer)
        assert found.probabilities.epochs.tolist() == list(range(1, 10))
        for row, snapshot in enumerate(snapshots):
            counted = layer_histograms(snapshot)[layer]
            for name in ("probabilities", "weights"):
                kept, own = getattr(found, name), getattr(counted, name)
                assert same(kept.counts[row].astype(np.int64), own.counts)
                assert same(kept.edges, own.edges)
            biases = np.concatenate([c.biases for c in snapshot.layers[layer]])
            counts, _ = np.histogram(biases, found.biases.edges)
            assert found.biases.counts[row].tolist() == counts.tolist()


@given(st.sets(st.integers(1, 60), min_size=1), st.integers(1, 80), st.integers(0, 9))
def test_that_a_column_has_the_highest_counts_of_its_epochs(known, width, seed):
    epochs = np.array(sorted(known), np.int32)
    counts = np.random.default_rng(seed).integers(0, 99, (len(epochs), 4), np.uint32)
    found, rows = pooled(Evolution(epochs, np.arange(5.0), counts), width)
    last = int(epochs[-1])
    columns = min(width, last)
    assert found.shape == (4, columns)
    for column in range(columns):
        low, high = column * last / columns, (column + 1) * last / columns
        # An epoch's counts hold from the end of the one known before it.
        before = [0, *epochs[:-1].tolist()]
        here = [
            k
            for k, (start, end) in enumerate(zip(before, epochs.tolist(), strict=True))
            if start < high and end > low
        ]
        assert rows[column] == here[0]
        covered = [k for k in here if column == columns - 1 or epochs[k] <= high]
        least = counts[covered].max(axis=0, initial=0)
        assert (found[:, column] >= least).all()
        assert (found[:, column] <= counts[here].max(axis=0)).all()


def test_that_every_peak_is_seen_in_few_columns():
    counts = np.zeros((500, 4), np.uint32)
    counts[[3, 250, 251, 499], [0, 1, 2, 3]] = 7
    epochs = np.arange(1, 501, dtype=np.int32)
    found, _ = pooled(Evolution(epochs, np.arange(5.0), counts), 90)
    assert found.max(axis=1).tolist() == [7] * 4
    all_of_them, rows = pooled(Evolution(epochs, np.arange(5.0), counts), 600)
    assert same(all_of_them, np.ascontiguousarray(counts.T))
    assert rows.tolist() == list(range(500))

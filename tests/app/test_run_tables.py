"""Curves and histograms of a run as comma-separated values."""

import csv
import io
from dataclasses import replace

import numpy as np

from tests.app.test_run_recorder import LONG, recorded
from tests.storage.test_runs import example
from tnstudio.app.histograms import layer_histograms
from tnstudio.app.run_tables import epochs_table, histograms_table, losses_table
from tnstudio.model.run import no_parameters


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_that_epochs_have_their_figures_layer_by_layer():
    run, _, _ = recorded(LONG)
    found = rows(epochs_table(run))
    assert len(found) == 9
    for row, record in zip(found, run.epochs, strict=True):
        assert int(row["epoch"]) == record.epoch
        for name in ("loss", "train_accuracy", "deployed_accuracy", "rate", "seconds"):
            assert float(row[name]) == getattr(record, name)
        norms = run.parameters.gradient_norms[record.epoch - 1]
        shares = run.parameters.saturated_shares()[record.epoch - 1]
        for layer in range(3):
            assert float(row[f"gradient_norm_{layer + 1}"]) == norms[layer]
            assert float(row[f"saturated_{layer + 1}"]) == shares[layer]


def test_that_what_was_not_measured_is_left_empty():
    run = example()
    assert {row["deployed_accuracy"] for row in rows(epochs_table(run))} == {""}
    unknown = replace(run, parameters=no_parameters(3))
    for row in rows(epochs_table(unknown)):
        assert (row["gradient_norm_1"], row["saturated_3"]) == ("", "")
        assert row["loss"] == "0.5"


def test_that_losses_have_the_first_batch_that_they_are_of():
    run = example()
    found = rows(losses_table(run))
    assert [int(row["first_batch"]) for row in found] == [1, 3, 5, 7, 9, 11]
    assert [float(row["loss"]) for row in found] == run.losses.tolist()


def test_that_histograms_have_every_value_once():
    run, _, snapshots = recorded(LONG)
    found = rows(histograms_table(run))
    assert all(int(row["count"]) > 0 for row in found)
    for epoch in (1, 9):
        for k, layer in enumerate(layer_histograms(snapshots[epoch - 1]), 1):
            for name in ("probabilities", "weights", "biases"):
                place = {"epoch": str(epoch), "layer": str(k), "parameter": name}
                mine = [row for row in found if place.items() <= row.items()]
                histogram = getattr(layer, name)
                filled = np.flatnonzero(histogram.counts)
                counts = [int(row["count"]) for row in mine]
                assert counts == histogram.counts[filled].tolist()
                lows = [float(row["low"]) for row in mine]
                assert lows == histogram.edges[filled].tolist()

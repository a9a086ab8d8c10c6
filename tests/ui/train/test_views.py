"""Curves and histograms of a run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_network
from tnstudio.app.histograms import layer_histograms
from tnstudio.model.records import EpochRecord, TrainingSettings
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.course import SMOOTHED_BATCHES, Course
from tnstudio.ui.train.curves import AccuracyView, LossView, RateView
from tnstudio.ui.train.histogram_view import HistogramView

CHUNKS = st.lists(
    hnp.arrays(np.float32, st.integers(0, 900), elements=st.floats(0, 10, width=32)),
    max_size=5,
)


@given(CHUNKS)
def test_that_the_smoothed_loss_is_the_mean_of_the_last_batches(
    chunks: list[np.ndarray],
) -> None:
    course = Course(TrainingSettings(), batches=10)
    for chunk in chunks:
        course.add_losses(chunk)
    losses = np.concatenate([*chunks, np.zeros(0, np.float32)])
    assert np.array_equal(course.losses, losses)
    width = min(SMOOTHED_BATCHES, losses.size)
    expected = [
        losses[max(0, k + 1 - width) : k + 1].mean() for k in range(losses.size)
    ]
    np.testing.assert_allclose(course.smoothed, expected, rtol=1e-4, atol=1e-5)


def some_course(epochs: int = 4) -> Course:
    course = Course(TrainingSettings(epochs=10), batches=50)
    course.add_losses(np.linspace(3, 1, 50 * epochs, dtype=np.float32))
    for epoch in range(1, epochs + 1):
        course.epochs.append(EpochRecord(epoch, 1.0, 0.9, 0.8, 0.7, 1.0, 1.0))
    return course


def test_that_the_curves_show_a_course_and_then_nothing(
    qtbot: QtBot, studio: Studio
) -> None:
    for make in (LossView, AccuracyView, RateView):
        view = make(studio.theme)
        qtbot.addWidget(view)
        view.show_course(some_course())
        view.show_course(None)


def test_that_the_rate_shown_is_that_of_the_running_epoch(
    qtbot: QtBot, studio: Studio
) -> None:
    view = RateView(studio.theme)
    qtbot.addWidget(view)
    label = view.findChild(QLabel, "rate-value")
    assert isinstance(label, QLabel)
    for epochs, rate in ((4, "1"), (7, "0.1"), (10, "0.01")):
        view.show_course(some_course(epochs))
        assert label.text() == rate


@pytest.fixture
def histograms(qtbot: QtBot, studio: Studio) -> HistogramView:
    view = HistogramView(studio.theme)
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show_layers(layer_histograms(trained_at_random(small_network())), "now")
    return view


def test_that_each_layer_has_its_own_histograms(histograms: HistogramView) -> None:
    counted = layer_histograms(trained_at_random(small_network()))
    chooser = histograms.findChild(QComboBox, "histogram-layer")
    assert isinstance(chooser, QComboBox)
    assert chooser.count() == 2
    for index, layer in enumerate(counted):
        chooser.setCurrentIndex(index)
        assert histograms.probabilities.counts == tuple(layer.probabilities.counts)
        assert histograms.biases.counts == tuple(layer.biases.counts)
    histograms.show_layers((), "")
    assert histograms.weights.counts == ()


def test_that_pointing_at_a_bar_tells_its_exact_count(
    histograms: HistogramView,
) -> None:
    layer = layer_histograms(trained_at_random(small_network()))[0]
    edges, counts = layer.probabilities.edges, layer.probabilities.counts
    plot = histograms.probabilities
    for index in (0, 17, counts.size - 1):
        plot.tell_about(float(edges[index]))
        assert plot.told.endswith(f": {counts[index]:,}")
    plot.tell_about(1.0)
    assert plot.told.endswith(f": {counts[-1]:,}")
    plot.tell_about(1.5)
    assert plot.told == f"{counts.sum():,} values"


def test_that_logarithmic_counts_are_the_same_counts(
    histograms: HistogramView,
) -> None:
    before = histograms.weights.counts
    log = histograms.findChild(QCheckBox, "histogram-log")
    assert isinstance(log, QCheckBox)
    log.setChecked(True)
    assert histograms.weights.counts == before

"""Curves and histograms of a run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_network
from tnstudio.app.histograms import Histogram, layer_histograms
from tnstudio.model.records import EpochRecord, TrainingSettings
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.course import SMOOTHED_BATCHES, Course
from tnstudio.ui.train.curves import NO_LOSSES, AccuracyView, LossView, RateView
from tnstudio.ui.train.histogram_view import HistogramPlot
from tnstudio.ui.widgets.plots import Plot

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
def histogram(qtbot: QtBot, studio: Studio) -> HistogramPlot:
    plot = HistogramPlot(
        studio.theme, "histogram", "Probabilities", "c̃", lambda c: c.series[0]
    )
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show_histogram(COUNTED, False)
    return plot


COUNTED = layer_histograms(trained_at_random(small_network()))[0].probabilities


def test_that_pointing_at_a_bar_tells_its_exact_count(histogram: HistogramPlot) -> None:
    edges, counts = COUNTED.edges, COUNTED.counts
    for index in (0, 17, counts.size - 1):
        histogram.tell_about(float(edges[index]))
        assert histogram.told.endswith(f": {counts[index]:,}")
    histogram.tell_about(1.0)
    assert histogram.told.endswith(f": {counts[-1]:,}")
    histogram.tell_about(1.5)
    assert histogram.told == f"{counts.sum():,} values"


def test_that_keys_tell_the_count_of_every_bar(
    qtbot: QtBot, histogram: HistogramPlot
) -> None:
    with qtbot.waitExposed(histogram):
        histogram.show()
    histogram.setFocus(Qt.FocusReason.TabFocusReason)
    counts = COUNTED.counts
    qtbot.keyClick(histogram, Qt.Key.Key_Home)
    for index in range(counts.size):
        assert histogram.told.endswith(f": {counts[index]:,}")
        assert histogram.accessibleDescription() == histogram.told
        qtbot.keyClick(histogram, Qt.Key.Key_Right)
    assert histogram.told.endswith(f": {counts[-1]:,}")
    qtbot.keyClick(histogram, Qt.Key.Key_Left)
    assert histogram.told.endswith(f": {counts[-2]:,}")
    histogram.close()


def test_that_the_bar_that_was_told_is_told_anew_with_other_counts(
    histogram: HistogramPlot,
) -> None:
    histogram.tell_about(0.3)
    doubled = Histogram(COUNTED.edges, 2 * COUNTED.counts)
    histogram.show_histogram(doubled, True)
    assert histogram.told.endswith(f": {2 * COUNTED.counts[19]:,}")
    histogram.show_histogram(None, True)
    assert (histogram.told, histogram.counts) == ("", ())


def test_that_logarithmic_counts_are_the_same_counts(histogram: HistogramPlot) -> None:
    before = histogram.counts
    histogram.show_histogram(COUNTED, True)
    assert histogram.counts == before == tuple(COUNTED.counts)


class Paintings(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def test_that_a_run_that_begins_clears_the_curve_and_the_axis_on_screen(
    qtbot: QtBot, studio: Studio
) -> None:
    view = LossView(studio.theme)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    plot = view.findChild(Plot, "loss-plot")
    assert isinstance(plot, Plot)
    began = Course(TrainingSettings(epochs=7))
    view.show_course(began)
    view.show_course(some_course())
    # The axis alone would be painted again: here it is the same one.
    same = Course(TrainingSettings(epochs=10))
    plot.show_range((-0.2, 10.3), NO_LOSSES)
    qtbot.wait(100)
    paintings = Paintings()
    plot.viewport().installEventFilter(paintings)
    view.show_course(same)
    qtbot.waitUntil(lambda: paintings.count > 0)
    plot.viewport().removeEventFilter(paintings)
    assert all(not item.getData()[0].size for item in lines_with_data(plot))
    view.show_course(began)
    (low, high), losses = plot.getPlotItem().getViewBox().viewRange()
    assert low < 0 < 7 < high < 8
    assert tuple(losses) == NO_LOSSES


def lines_with_data(plot: Plot) -> list:
    lines = plot.getPlotItem().listDataItems()
    return [line for line in lines if line.getData()[0] is not None]


def test_that_the_key_of_the_accuracies_is_never_on_the_points(
    qtbot: QtBot, studio: Studio
) -> None:
    view = AccuracyView(studio.theme)
    qtbot.addWidget(view)
    view.show_course(some_course())
    view.show()
    for width, is_narrow in ((230, True), (480, False), (230, True)):
        view.resize(width, 280)
        qtbot.waitUntil(lambda: view._legend.is_narrow == is_narrow)  # noqa: B023
        plot = view.findChild(Plot, "accuracy-plot")
        assert isinstance(plot, Plot)
        view.layout().activate()
        qtbot.waitUntil(
            lambda: not view._legend.geometry().intersects(plot.geometry())  # noqa: B023
        )

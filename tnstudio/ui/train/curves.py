"""Loss, accuracy and learning rate over the epochs."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, fields

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from tnstudio.model.records import EpochRecord
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.course import SMOOTHED_BATCHES, Course
from tnstudio.ui.train.schedule import RateCurve
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.colour_ramps import mix
from tnstudio.ui.widgets.paper_figure import Key, PaperFigure, PlotPanel
from tnstudio.ui.widgets.plots import MarkedLine, Plot, envelope, round_up
from tnstudio.ui.widgets.text_scale import keep_fit, scaled

KEY_WIDTH = 330
"""Below this width in pixels, the key of the accuracies takes two lines."""

LEAST_MOVE = 0.01
"""Share of a run below which its mark on the schedule is not moved."""

WIDEST_VALUE = "0.00000"
"""A value that has room at the right of a header."""

NO_LOSSES = (0.0, 1.0)
"""Range of the losses while there are none."""

MARKS = {"o": "●", "s": "■", "t1": "▲"}
"""Symbols of plots and the signs that stand for them in text."""


def whole_run(course: Course) -> tuple[float, float]:
    """Return the range of the epochs, with room for the marks at its ends."""
    epochs = float(course.settings.epochs)
    return -0.02 * epochs, 1.03 * epochs


def _value_label(name: str, parent: QWidget) -> QLabel:
    """Make a label for the newest value, at the right of a header."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    # Of a fixed size: otherwise each new value would lay out the whole window.
    keep_fit(label, lambda: label.setFixedSize(_size_of_values(label)))
    return label


def _size_of_values(label: QLabel) -> QSize:
    metrics = label.fontMetrics()
    return QSize(metrics.horizontalAdvance(WIDEST_VALUE), metrics.height())


class LossView(Card):
    """The loss of every batch, thin, and its running mean, bold."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Loss"), "loss-card", parent)
        self._plot = Plot(theme, tr("Loss over the epochs"), x=tr("epoch"), zooms=True)
        self._plot.setObjectName("loss-plot")
        self._plot.setToolTip(
            tr(
                "Log loss E of each batch (thin) and the mean of "
                "{batches} batches (bold).<br>"
                "<i>E = - Σ<sub>k</sub> [ y log p + (1 - y) log(1 - p) ]</i>",
                batches=SMOOTHED_BATCHES,
            )
        )
        self._each = self._plot.line(lambda c: mix(c.series[0], c.surface, 0.55))
        self._mean = self._plot.line(lambda c: c.series[0], width=2.0)
        self._course: Course | None = None
        self._value = _value_label("loss-value", self)
        self.header.addStretch(1)
        self.header.addWidget(self._value)
        self.body.addWidget(self._plot, 1)

    def show_course(self, course: Course | None) -> None:
        """Draw the losses of a run; None for no run."""
        self._course = course
        if course is None or not course.losses.size:
            self._plot.clear_line(self._each)
            self._plot.clear_line(self._mean)
            self._value.setText("")
            if course is not None:
                self._plot.show_range(whole_run(course), NO_LOSSES)
            return
        width = max(100, self._plot.width())
        for line, losses in (
            (self._each, course.losses),
            (self._mean, course.smoothed),
        ):
            batches, values = envelope(losses, width)
            line.setData(course.epochs_at(batches), values)
        top = round_up(1.02 * float(course.losses.max()))
        self._plot.show_range(whole_run(course), (0.0, top))
        self._value.setText(f"{course.smoothed[-1]:.3f}")

    def figures(self) -> tuple[PaperFigure, ...]:
        """Return what is on show, to be exported."""
        course = self._course
        if course is None or not course.losses.size:
            return ()
        keys = (
            Key(tr("each batch"), lambda c: mix(c.series[0], c.surface, 0.55)),
            Key(
                tr(
                    "mean of {batches} batches",
                    batches=SMOOTHED_BATCHES,
                ),
                lambda c: c.series[0],
            ),
        )
        panel = PlotPanel(self._plot, tr("Loss"), keys)
        # Copies: rows are written on another thread, while the run goes on.
        losses, smoothed = course.losses.copy(), course.smoothed.copy()
        batches = np.arange(losses.size, dtype=np.float64)
        columns = (
            np.arange(1, losses.size + 1),
            course.epochs_at(batches),
            losses,
            smoothed,
        )
        return (
            PaperFigure(
                "loss",
                tr("Loss"),
                (panel,),
                ("batch", "epoch", "loss", "smoothed"),
                lambda: zip(*(column.tolist() for column in columns), strict=True),
            ),
        )


class AccuracyView(Card):
    """Accuracy after each epoch: of the training network, and of a chip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Accuracy"), "accuracy-card", parent)
        self._plot = Plot(
            theme, tr("Accuracy over the epochs"), x=tr("epoch"), y="%", parent=self
        )
        self._plot.setObjectName("accuracy-plot")
        self._plot.setToolTip(
            tr(
                "After each epoch: of the training network on the images it has just "
                "trained with and on the test images, and of one freshly sampled chip, "
                "one tick per test image."
            )
        )
        self._series = (
            _Series("train", tr("train"), "o", 2, lambda r: r.train_accuracy),
            _Series("test", tr("test"), "s", 0, lambda r: r.test_accuracy),
            _Series("chip", tr("chip"), "t1", 1, lambda r: r.deployed_accuracy),
        )
        self._lines = [
            MarkedLine(self._plot, series.colour, series.mark)
            for series in self._series
        ]
        self._legend = _Legend(theme, self._series, self)
        self._epochs: Sequence[EpochRecord] = ()
        self.body.addWidget(self._legend)
        self.body.addWidget(self._plot, 1)

    def show_course(self, course: Course | None) -> None:
        """Draw the epochs of a run; None for no run."""
        self._epochs = tuple(course.epochs) if course else ()
        numbers = np.array([record.epoch for record in self._epochs], float)
        for series, line in zip(self._series, self._lines, strict=True):
            shares = np.array([series.share(record) for record in self._epochs], float)
            line.show_points(numbers, 100 * shares)
        if course is not None:
            self._plot.show_range(whole_run(course), self._accuracies())
        self._legend.show_record(self._epochs[-1] if self._epochs else None)

    def figures(self) -> tuple[PaperFigure, ...]:
        """Return what is on show, to be exported."""
        epochs = self._epochs
        if not epochs:
            return ()
        keys = tuple(Key(s.title, s.colour, s.mark) for s in self._series)
        header = [field.name for field in fields(EpochRecord)]
        panel = PlotPanel(self._plot, tr("Accuracy"), keys)
        return (
            PaperFigure(
                "accuracy",
                tr("Accuracy"),
                (panel,),
                header,
                lambda: map(astuple, epochs),
            ),
        )

    def _accuracies(self) -> tuple[float, float]:
        """Return a range for the accuracies so far, in steps of 10 %."""
        shares = [s.share(record) for record in self._epochs for s in self._series]
        known = [share for share in shares if not np.isnan(share)]
        lowest = min(known, default=0.0)
        return min(90.0, 10 * np.floor(10 * lowest)), 100.5


class _Series:
    """One line of accuracies, with a mark as the second cue to its colour."""

    def __init__(
        self,
        name: str,
        title: str,
        mark: str,
        colour: int,
        share: Callable[[EpochRecord], float],
    ) -> None:
        self.name = name
        self.title = title
        self.mark = mark
        self.share = share
        self._colour = colour

    def colour(self, colours: Colours) -> str:
        return colours.series[self._colour]

    def figure(self, record: EpochRecord | None) -> str:
        share = self.share(record) if record else float("nan")
        return "" if np.isnan(share) else f"{100 * share:.2f} %"


class _Legend(QWidget):
    """Mark, name and newest figure of each line, above the plot."""

    def __init__(
        self, theme: Theme, series: Sequence[_Series], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._series = series
        self._marks = [QLabel(MARKS[s.mark], self) for s in series]
        self._figures = [QLabel(self) for _ in series]
        for figure, one in zip(self._figures, series, strict=True):
            figure.setObjectName(f"accuracy-{one.name}")
            figure.setStyleSheet("font-weight: 600")
        self._names = [QLabel(one.title, self) for one in series]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(0)
        self._is_narrow = True
        self._arrange()
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def is_narrow(self) -> bool:
        """Whether the figures are below their names."""
        return self._is_narrow

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the figures beside their names if there is room."""
        super().resizeEvent(event)
        is_narrow = self.width() < scaled(KEY_WIDTH)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._arrange()

    def _arrange(self) -> None:
        for index, (mark, name, figure) in enumerate(
            zip(self._marks, self._names, self._figures, strict=True)
        ):
            column = 4 * index
            self._grid.addWidget(mark, 0, column)
            self._grid.addWidget(name, 0, column + 1)
            if self._is_narrow:
                self._grid.addWidget(figure, 1, column, 1, 3)
            else:
                self._grid.addWidget(figure, 0, column + 2)
            self._grid.setColumnStretch(column + 3, 1)

    def show_record(self, record: EpochRecord | None) -> None:
        for series, figure in zip(self._series, self._figures, strict=True):
            figure.setText(series.figure(record))

    def _dress(self) -> None:
        for series, mark in zip(self._series, self._marks, strict=True):
            mark.setStyleSheet(f"color: {series.colour(self._theme.colours)}")


class RateView(Card):
    """The learning rate of the whole run, and where the run is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Rate α"), "rate-card", parent)
        self._plot = RateCurve(
            theme, tr("Learning rate over the epochs of the run"), x=tr("epoch")
        )
        self._plot.setObjectName("rate-plot")
        self._plot.setToolTip(
            tr("The learning rate α of each epoch, and where the run is")
        )
        self._here = self._plot.line(
            lambda c: c.series[1], smooth=True, symbol="o", symbolSize=9
        )
        self._value = _value_label("rate-value", self)
        self.header.addStretch(1)
        self.header.addWidget(self._value)
        self.body.addWidget(self._plot, 1)
        self._course: Course | None = None
        self._drawn_at = 0.0

    def show_course(self, course: Course | None) -> None:
        """Draw the schedule of a run; None for no run."""
        another = course is not self._course
        if course is not None and (
            self._course is None or course.settings != self._course.settings
        ):
            self._plot.show_schedule(course.settings)
        self._course = course
        if course is None or not course.losses.size:
            self._plot.clear_line(self._here)
            self._value.setText("")
            return
        epoch = float(course.epochs_at(np.array([course.losses.size - 1.0]))[0])
        moved = abs(epoch - self._drawn_at) / course.settings.epochs
        if not another and moved < LEAST_MOVE:
            return
        self._drawn_at = epoch
        whole = min(int(np.ceil(epoch)) - 1, course.settings.epochs - 1)
        rate = course.settings.rate_at(whole)
        self._here.setData([epoch], [rate])
        self._value.setText(f"{rate:.3g}")

    def figures(self) -> tuple[PaperFigure, ...]:
        """Return what is on show, to be exported."""
        if self._course is None:
            return ()
        settings = self._course.settings
        panel = PlotPanel(self._plot, tr("Learning rate α"))
        return (
            PaperFigure(
                "rate",
                tr("Learning rate"),
                (panel,),
                ("epoch", "rate"),
                lambda: ((k + 1, settings.rate_at(k)) for k in range(settings.epochs)),
            ),
        )

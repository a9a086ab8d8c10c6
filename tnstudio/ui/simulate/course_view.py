"""The score of each class over the ticks since what is on the input appeared."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from tnstudio.app.vote_course import VoteCourse
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.long_text import cut
from tnstudio.ui.widgets.plots import LINE_WIDTH, Plot

HEIGHT = 150
"""In pixels."""

LEAST_SPAN = 16
"""Of ticks on show."""

LONGEST_CLASS = 12

ABOUT = tr(
    "The score of each class: the mean over its neurons, copies and all ticks up to "
    "that one, from the tick in which the input reached the outputs. "
    "<b>Thick</b>: the label. <b>Dashed</b>: the class that leads, if it is another "
    "one. Thin: all others."
)


class CourseView(QWidget):
    """Draws the course of the votes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.course: VoteCourse | None = None
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._label = self._decision = NONE
        self._plot = Plot(
            theme,
            tr("Score of each class by tick"),
            x=tr("tick"),
            y=tr("score"),
            parent=self,
        )
        self._plot.setObjectName("course-plot")
        self._plot.setToolTip(ABOUT)
        self._plot.setMinimumHeight(HEIGHT)
        self._others = self._plot.line(lambda colours: colours.muted, width=0.6)
        self._right = self._plot.line(
            lambda colours: colours.positive, width=LINE_WIDTH + 0.5
        )
        self._leader = pg.PlotDataItem()
        self._plot.addItem(self._leader)
        self._told = QLabel(self)
        self._told.setObjectName("course-told")
        self._told.setProperty("role", "muted")
        self._told.setToolTip(ABOUT)
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._told)
        layout.addWidget(self._plot, 1)
        self._plot.dress(self._dress)
        theme.changed.connect(self._tell)
        self.clear()

    @property
    def told(self) -> str:
        """What is said above the plot."""
        return self._told.text()

    def clear(self) -> None:
        """Draw nothing."""
        self.course = None
        for line in (self._others, self._right, self._leader):
            self._plot.clear_line(line)
        self._tell()

    def show_course(
        self, course: VoteCourse, label: int, names: tuple[str, ...]
    ) -> None:
        """Draw the scores; the label is `NONE` if it is not known."""
        if not course.ticks.size:
            self.clear()
            return
        self.course, self._names, self._label = course, names, label
        ticks = course.ticks.astype(np.float64)
        scores = course.scores
        leader = int(scores[-1].argmax())
        self._decision = leader
        self._draw_others(ticks, scores, {label, leader})
        for line, number in ((self._right, label), (self._leader, leader)):
            if number == NONE or (line is self._leader and number == label):
                self._plot.clear_line(line)
            else:
                line.setData(ticks, scores[:, number])
        span = max(LEAST_SPAN, float(ticks[-1] - course.first))
        top = max(0.05, float(scores.max()))
        self._plot.show_range(
            (course.first - 0.5, course.first + span + 0.5), (0.0, 1.08 * top)
        )
        self._tell()

    def _draw_others(
        self,
        ticks: np.ndarray[tuple[int], np.dtype[np.float64]],
        scores: np.ndarray[tuple[int, int], np.dtype[np.float64]],
        but: set[int],
    ) -> None:
        """Draw all other classes as one line with gaps."""
        others = [k for k in range(scores.shape[1]) if k not in but]
        if not others:
            self._plot.clear_line(self._others)
            return
        gap = np.full((1, len(others)), np.nan)
        y = np.concatenate([scores[:, others], gap]).T.ravel()
        x = np.tile(np.append(ticks, np.nan), len(others))
        self._others.setData(x, y)

    def _tell(self) -> None:
        course = self.course
        if course is None:
            self._told.setText(tr("Nothing has reached the outputs yet"))
            return
        colours, scores = self._theme.colours, course.scores[-1]
        parts = []
        if self._label != NONE:
            parts.append((colours.positive, "━", self._label, tr("label")))
        if self._decision != self._label:
            parts.append((colours.negative, "╍", self._decision, tr("leads")))
        told = [
            f'<span style="color:{colour}">{mark}</span> '
            f"{_plain(self._names[k])} ({what}) {scores[k]:.3f}"
            for colour, mark, k, what in parts
        ]
        self._told.setText("&nbsp;&nbsp;".join([*told, tr("thin: other classes")]))

    def _dress(self, colours: Colours) -> None:
        dashed = Qt.PenStyle.DashLine
        self._leader.setPen(pg.mkPen(colours.negative, width=2.5, style=dashed))


def _plain(name: str) -> str:
    shown = cut(name, LONGEST_CLASS)
    return shown.replace("&", "&amp;").replace("<", "&lt;")

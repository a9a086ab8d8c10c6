"""What each copy of the network votes for, a row each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from tnstudio.app.vote_counts import copy_decisions
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.colour_ramps import mix
from tnstudio.ui.widgets.long_text import cut, plain_tip
from tnstudio.ui.widgets.text_scale import scaled

ROW = 18
"""Height of a copy in pixels, where texts have the usual size."""

NUMBERED = 26
"""Cells at least so wide have their number in them, likewise."""

INKED = 0.75
"""Shades from here on are so dark that numbers on them are not."""

_NAME, _DECISION, _MARK = 30, 56, 16
"""Widths of the copy's number, of its decision and of the mark beside it, likewise."""

SAME, OTHER = "✓", "✗"
LONGEST_CLASS = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False, slots=True)
class CopyVotes:
    """The votes of each copy since what is on the input appeared.

    Attributes
    ----------
    votes : int32 array, shape (copies, classes)
    decisions : int32 array, shape (copies,)
        The class each copy decides for; `NONE` without a vote.
    whole : int
        The class that all decide for together, or `NONE`.
    """

    votes: npt.NDArray[np.int32]
    decisions: npt.NDArray[np.int32]
    whole: int

    @classmethod
    def of(
        cls, program: ChipProgram, votes: npt.NDArray[np.int32], whole: int
    ) -> "CopyVotes":
        """Return the votes with what each copy decides by itself."""
        return cls(votes, copy_decisions(program, votes), whole)

    @property
    def agreeing(self) -> int:
        """How many copies decide as all do together."""
        return int((self.decisions == self.whole).sum()) if self.whole != NONE else 0


class CopiesView(QWidget):
    """A row for each copy: its decision, whether all agree, its votes as shades."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("copy-votes")
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self.shown: CopyVotes | None = None
        theme.changed.connect(self.update)
        theme.resized.connect(self._make_room)

    @property
    def row_height(self) -> int:
        """Height of a copy in pixels."""
        return scaled(ROW)

    def _make_room(self) -> None:
        rows = 0 if self.shown is None else len(self.shown.votes) + 1
        self.setMinimumHeight(self.row_height * rows)
        self.updateGeometry()

    def show_votes(self, shown: CopyVotes | None, names: tuple[str, ...]) -> None:
        """Show the votes of the copies, for classes of these names."""
        rows = 0 if shown is None else len(shown.votes) + 1
        self.shown, self._names = shown, names
        self._make_room()
        self.setAccessibleName(
            tr("Votes of each copy")
            if shown is None
            else tr(
                "Votes of each copy. {agreeing} of {copies} copies agree",
                agreeing=shown.agreeing,
                copies=rows - 1,
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all copies."""
        return QSize(300, max(self.row_height, self.minimumHeight()))

    def text_of(self, copy: int) -> str:
        """Return what a copy votes for, in words."""
        shown = self.shown
        if shown is None or not 0 <= copy < len(shown.votes):
            return ""
        votes = ", ".join(
            f"{name}: {count}"
            for name, count in zip(self._names, shown.votes[copy].tolist(), strict=True)
        )
        decision = int(shown.decisions[copy])
        if decision == NONE:
            return tr("Copy {copy}: no vote yet", copy=copy + 1)
        name = self._names[decision]
        decides = (
            tr(
                "Copy {copy} decides for {name}, as all together.",
                copy=copy + 1,
                name=name,
            )
            if decision == shown.whole
            else tr(
                "Copy {copy} decides for {name}, all together do not.",
                copy=copy + 1,
                name=name,
            )
        )
        return f"{decides}\n{votes}"

    def event(self, event: QEvent) -> bool:
        """Tell about the copy pointed at."""
        if isinstance(event, QHelpEvent):
            told = self.text_of(event.pos().y() // self.row_height - 1)
            QToolTip.showText(event.globalPos(), plain_tip(told), self)
            return True
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the classes above, and the copies that are to be seen."""
        shown = self.shown
        if shown is None or not self._names:
            return
        painter = QPainter(self)
        self._draw_heading(painter)
        first = max(0, event.rect().top() // self.row_height - 1)
        stop = min(len(shown.votes), event.rect().bottom() // self.row_height)
        for copy in range(first, stop):
            self._draw_copy(painter, shown, copy)
        painter.end()

    def _cell(self, row: int, label: int) -> QRectF:
        left = scaled(_NAME + _DECISION + _MARK)
        high = self.row_height
        width = max(2.0, (self.width() - left - 1) / len(self._names))
        return QRectF(left + label * width, row * high, width, high)

    def _draw_heading(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._theme.colours.muted))
        metrics = painter.fontMetrics()
        for label, name in enumerate(self._names):
            cell = self._cell(0, label)
            shown = metrics.elidedText(
                name, Qt.TextElideMode.ElideRight, int(cell.width()) - 2
            )
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, shown)

    def _draw_copy(self, painter: QPainter, shown: CopyVotes, copy: int) -> None:
        colours, row = self._theme.colours, copy + 1
        decision = int(shown.decisions[copy])
        agrees = decision == shown.whole
        high, wide = self.row_height, scaled(_NAME)
        area = QRectF(0, row * high, wide, high)
        painter.setPen(QColor(colours.muted))
        painter.drawText(area, _MIDDLE, str(row))
        if decision != NONE:
            painter.setPen(QColor(colours.text if agrees else colours.negative))
            name = cut(self._names[decision], LONGEST_CLASS)
            painter.drawText(
                area.translated(wide, 0).adjusted(0, 0, scaled(26), 0), _MIDDLE, name
            )
            mark = QRectF(scaled(_NAME + _DECISION), row * high, scaled(_MARK), high)
            painter.drawText(mark, _MIDDLE, SAME if agrees else OTHER)
        votes = shown.votes[copy]
        most = max(1, int(votes.max()))
        for label, count in enumerate(votes.tolist()):
            cell = self._cell(row, label).adjusted(0.5, 1, -0.5, -1)
            share = count / most
            painter.fillRect(cell, QColor(mix(colours.surface, colours.accent, share)))
            if cell.width() >= scaled(NUMBERED):
                ink = colours.accent_text if share > INKED else colours.text
                painter.setPen(QColor(ink))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{count:,}")
            if label == decision:
                painter.setPen(QColor(colours.text))
                painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))

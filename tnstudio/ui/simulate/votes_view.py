"""Votes for each class, the decision and the true label."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from tnstudio.app.frame import Frame
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.colour_ramps import mix
from tnstudio.ui.widgets.text_scale import scaled

ROW, LEAST_ROW = 17, 13
"""Comfortable and least height of a class in pixels, where texts have the usual
size; less is scrolled."""

_NAME, _NOTE = 34, 66
"""Widths of the name and of the note, where texts have the usual size."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One class: its votes since the image appeared, and in the last tick.

    ``has_label`` tells whether there is a label at all, of this class or another.
    """

    name: str
    votes: int
    votes_now: int
    score: float
    is_label: bool
    is_decision: bool
    has_label: bool = True

    @property
    def note(self) -> str:
        """What is written beside the bar."""
        if self.is_decision and not self.has_label:
            return tr("◀ most")
        if self.is_label and self.is_decision:
            return tr("◀ right")
        if self.is_decision:
            return tr("◀ wrong")
        return tr("label") if self.is_label else ""


def votes_of(frame: Frame, class_names: tuple[str, ...]) -> tuple[Vote, ...]:
    """Return what a frame says about each class."""
    return tuple(
        Vote(
            name,
            int(frame.votes[k]),
            int(frame.votes_now[k]),
            float(frame.scores[k]),
            k == frame.label,
            k == frame.decision and frame.decision != NONE,
            frame.label != NONE,
        )
        for k, name in enumerate(class_names)
    )


def no_votes(label: int, class_names: tuple[str, ...]) -> tuple[Vote, ...]:
    """Return classes before the first vote; the label is `NONE` if unknown."""
    return tuple(
        Vote(name, 0, 0, 0.0, k == label, is_decision=False)
        for k, name in enumerate(class_names)
    )


class VotesView(Card):
    """A bar for each class: all votes, the last tick's part darker."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Class votes"), "votes-card", parent)
        self._bars = _Bars(theme, self)
        self._bars.setObjectName("votes")
        self._bars.setToolTip(
            tr(
                "Output spikes for each class since the image reached the outputs; "
                "the dark part came in the last tick.<br><i>score = mean over the "
                "neurons of the class, copies and ticks</i>"
            )
        )
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._bars)
        scroll.viewport().setAutoFillBackground(False)
        self._bars.setAutoFillBackground(False)
        self.body.addWidget(scroll, 1)

    @property
    def bars(self) -> QWidget:
        """What the votes are drawn in."""
        return self._bars

    @property
    def votes(self) -> tuple[Vote, ...]:
        """What is on show."""
        return self._bars.votes

    def show_votes(self, votes: tuple[Vote, ...]) -> None:
        """Show votes."""
        self._bars.show_votes(votes)
        self.set_heading(_verdict(votes))


def _verdict(votes: tuple[Vote, ...]) -> str:
    decided = next((vote for vote in votes if vote.is_decision), None)
    if decided is None:
        return tr("Class votes")
    if not decided.has_label:
        return tr("Class votes: {name}", name=decided.name)
    if decided.is_label:
        return tr("Class votes: {name}, right", name=decided.name)
    return tr("Class votes: {name}, wrong", name=decided.name)


class _Bars(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.votes: tuple[Vote, ...] = ()
        theme.changed.connect(self.update)
        theme.resized.connect(self._make_room)

    def _make_room(self) -> None:
        self.setMinimumHeight(scaled(LEAST_ROW) * len(self.votes))
        self.updateGeometry()

    def show_votes(self, votes: tuple[Vote, ...]) -> None:
        if len(votes) != len(self.votes):
            self.setMinimumHeight(scaled(LEAST_ROW) * len(votes))
        self.votes = votes
        told = [f"{v.name}: {v.votes} {v.note}".strip() for v in votes]
        self.setAccessibleName(tr("Votes. {votes}", votes=", ".join(told)))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all classes."""
        return QSize(scaled(200), scaled(ROW) * max(1, len(self.votes)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the classes from top to bottom."""
        if not self.votes:
            return
        painter = QPainter(self)
        most = max(1, *(vote.votes for vote in self.votes))
        bold = QFont(self.font())
        bold.setBold(True)
        figure = QFontMetricsF(bold).horizontalAdvance(f"{most:,}") + 16
        height = min(2.0 * scaled(ROW), self.height() / len(self.votes))
        for row, vote in enumerate(self.votes):
            area = QRectF(0, row * height, self.width(), height)
            self._draw_vote(painter, area, vote, most, figure)
        painter.end()

    def _draw_vote(
        self, painter: QPainter, area: QRectF, vote: Vote, most: int, width: float
    ) -> None:
        """Draw a class; its figure has a column of this width."""
        colours = self._theme.colours
        wide, beside = scaled(_NAME), scaled(_NOTE)
        strong = vote.is_decision or vote.is_label
        font = QFont(self.font())
        font.setBold(strong)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if strong else colours.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(
            vote.name, Qt.TextElideMode.ElideRight, wide
        )
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, name)
        room = area.width() - wide - width - beside
        margin = 0.15 * area.height()
        bar = area.adjusted(wide, margin, 0, -margin)
        bar.setWidth(max(2.0, room))
        painter.fillRect(bar, QColor(mix(colours.surface, colours.grid, 0.45)))
        full = bar.width() * vote.votes / most
        bar.setWidth(full)
        painter.fillRect(bar, QColor(mix(colours.accent, colours.surface, 0.35)))
        now = bar.width() * vote.votes_now / max(1, vote.votes)
        bar.setLeft(bar.right() - now)
        painter.fillRect(bar, QColor(colours.accent))
        figure = QRectF(wide + room, area.top(), width - 6, area.height())
        painter.drawText(
            figure, middle | Qt.AlignmentFlag.AlignRight, f"{vote.votes:,}"
        )
        note = QRectF(area.right() - beside + 4, area.top(), beside - 4, area.height())
        painter.drawText(note, middle | Qt.AlignmentFlag.AlignLeft, vote.note)

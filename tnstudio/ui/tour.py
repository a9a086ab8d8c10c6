"""A short tour: a card beside one part of the window after the other."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.texts import marked, tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import keep_width

WIDTH = 300
"""Of the card, in pixels for texts of the usual size."""

GAP = 12
"""Between the card and what it tells of, in pixels."""

_RING = 4
"""Around what is told of, in pixels."""


@dataclass(frozen=True, slots=True)
class TourStep:
    """One stop of the tour.

    Attributes
    ----------
    workspace : str
        Shown for it; none if any will do.
    target : str
        Object name of what is told of; a menu's is its title in the menu bar.
    title, text : str
    """

    workspace: str
    target: str
    title: str
    text: str


STEPS = (
    TourStep(
        "",
        "rail",
        marked("Workspaces"),
        marked(
            "Home, Design, Train and Simulate, each with its own keys: Ctrl+1 to "
            "Ctrl+4. All of them show the one project that is open."
        ),
    ),
    TourStep(
        "design",
        "design-page",
        marked("Design"),
        marked(
            "The network: layers of cores that look through windows, or free cores "
            "with wires. Click a core to see its numbers at the right; F fits all."
        ),
    ),
    TourStep(
        "train",
        "train-bar",
        marked("Train"),
        marked(
            "Start learns from the data set that is chosen at the left. Loss and "
            "accuracy appear as it goes on, and you may pause at any time."
        ),
    ),
    TourStep(
        "simulate",
        "transport",
        marked("Simulate"),
        marked(
            "The chip, tick by tick: play with Space, step with the arrow keys, and "
            "go back to any tick that was run."
        ),
    ),
    TourStep(
        "",
        "status-problems",
        marked("Problems"),
        marked(
            "What the chip could not do is told here while you edit. The list leads "
            "to each place, and mends what can be mended safely."
        ),
    ),
    TourStep(
        "",
        "menu-help",
        marked("Help"),
        marked(
            "F1 explains whatever you are at, in any dialog too. All keys are here on "
            "one sheet, and this tour again. Enjoy!"
        ),
    ),
)


class Tour(QObject):
    """Leads through the steps until the user has enough.

    Parameters
    ----------
    window : QMainWindow
    show_workspace : callable
        Brings a workspace to the front by its name.

    Attributes
    ----------
    finished : Signal
        All steps were taken; a tour that is left before does not tell.
    """

    finished = Signal()

    def __init__(
        self, window: QMainWindow, theme: Theme, show_workspace: Callable[[str], None]
    ) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self._window = window
        self._show_workspace = show_workspace
        self._place = 0
        self._watched: list[QWidget] = []
        self._ring = _Ring(theme, window)
        self._card = _Card(window)
        self._card.turned.connect(self._turn)
        self._card.ended.connect(self.end)

    @property
    def is_on(self) -> bool:
        """Whether somebody is being shown around."""
        return not self._card.isHidden()

    @property
    def step(self) -> TourStep:
        """Where the tour is."""
        return STEPS[self._place]

    def start(self) -> None:
        """Begin at the first step."""
        self._go_to(0)

    def end(self) -> None:
        """Leave everything as it is now."""
        self._watch([])
        self._card.hide()
        self._ring.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is told of when it moves."""
        if event.type() in _MOVING and self.is_on:
            self._lay_out()
        return super().eventFilter(watched, event)

    def _turn(self, by: int) -> None:
        if self._place + by >= len(STEPS):
            self.end()
            self.finished.emit()
        elif self._place + by >= 0:
            self._go_to(self._place + by)

    def _go_to(self, place: int) -> None:
        self._place = place
        if self.step.workspace:
            self._show_workspace(self.step.workspace)
        self._card.tell(place)
        target = self._target()
        self._watch(_up_to(target, self._window) if target is not None else [])
        self._lay_out()
        self._ring.raise_()
        self._card.show()
        self._card.raise_()
        self._card.setFocus()

    def _watch(self, widgets: list[QWidget]) -> None:
        for widget in self._watched:
            widget.removeEventFilter(self)
        self._watched = widgets
        for widget in widgets:
            widget.installEventFilter(self)

    def _target(self) -> QWidget | None:
        name = self.step.target
        if name.startswith("menu-"):
            return self._window.menuBar()
        return self._window.findChild(QWidget, name)

    def _spot(self) -> QRect:
        """Return where in the window is what is told of; empty if not on show."""
        target = self._target()
        if target is None or not target.isVisible():
            return QRect()
        inside = target.rect()
        if self.step.target.startswith("menu-"):
            bar = self._window.menuBar()
            titles = {a.menu().objectName(): a for a in bar.actions() if a.menu()}
            inside = bar.actionGeometry(titles[self.step.target])
        return QRect(target.mapTo(self._window, inside.topLeft()), inside.size())

    def _lay_out(self) -> None:
        spot = self._spot()
        self._ring.surround(spot)
        size = self._card.size_for_text()
        self._card.setGeometry(QRect(beside(spot, size, self._window.rect()), size))


def beside(spot: QRect, size: QSize, room: QRect) -> QPoint:
    """Return where a card stands beside a spot, or in it if there is no room.

    At the right if it fits there, else at the left, below, above.
    """
    if spot.isEmpty():
        return room.center() - QPoint(size.width() // 2, size.height() // 2)
    wide, high = size.width(), size.height()
    middle = spot.center() - QPoint(wide // 2, high // 2)
    tops = max(GAP, min(middle.y(), room.height() - high - GAP))
    lefts = max(GAP, min(middle.x(), room.width() - wide - GAP))
    places = (
        QPoint(spot.right() + GAP, tops),
        QPoint(spot.left() - GAP - wide, tops),
        QPoint(lefts, spot.bottom() + GAP),
        QPoint(lefts, spot.top() - GAP - high),
    )
    inside = room.adjusted(GAP - 1, GAP - 1, 1 - GAP, 1 - GAP)
    fitting = (p for p in places if inside.contains(QRect(p, size)))
    return next(fitting, QPoint(lefts, spot.bottom() - high - 2 * GAP))


class _Ring(QWidget):
    """A frame around what is told of; clicks go through it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour-ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        theme.changed.connect(self.update)
        self.hide()

    def surround(self, spot: QRect) -> None:
        self.setVisible(not spot.isEmpty())
        self.setGeometry(spot.adjusted(-_RING, -_RING, _RING, _RING))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.colours.accent), 3))
            frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(frame, 8, 8)


class _Card(QFrame):
    """What is told, and how to go on."""

    turned = Signal(int)
    ended = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour-card")
        self.setProperty("role", "panel")
        self.setAccessibleName(tr("Tour"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        keep_width(self, WIDTH)
        self._lay_out()
        self.hide()

    def tell(self, place: int) -> None:
        step = STEPS[place]
        is_last = place == len(STEPS) - 1
        self._title.setText(tr(step.title))
        self._text.setText(tr(step.text))
        count = tr("{number} of {all}", number=place + 1, all=len(STEPS))
        self._count.setText(count)
        self._next.setText(tr("&Done") if is_last else tr("&Next"))
        self._next.setAccessibleName(self._next.text().replace("&", ""))
        self._back.setEnabled(place > 0)
        self._skip.setVisible(not is_last)
        self.setAccessibleDescription(f"{tr(step.title)}. {tr(step.text)}")
        self.updateGeometry()

    def size_for_text(self) -> QSize:
        """Return the fixed width, and the height that the text takes in it."""
        self.ensurePolished()
        return QSize(self.width(), self.heightForWidth(self.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _KEYS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        elif by is not None:
            self.turned.emit(by)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._title = QLabel(self)
        self._title.setProperty("role", "subheading")
        self._count = QLabel(self)
        self._count.setObjectName("tour-count")
        self._count.setProperty("role", "muted")
        self._text = QLabel(self)
        self._text.setObjectName("tour-text")
        self._text.setWordWrap(True)
        self._skip = _button("tour-skip", tr("Sk&ip"), tr("End the tour (Escape)"))
        self._skip.setProperty("role", "flat")
        self._back = _button("tour-back", tr("&Back"), tr("The step before (Left)"))
        self._next = _button("tour-next", tr("&Next"), tr("The next step (Right)"))
        self._next.setProperty("role", "primary")
        self._skip.clicked.connect(self.ended)
        self._back.clicked.connect(lambda: self.turned.emit(-1))
        self._next.clicked.connect(lambda: self.turned.emit(1))
        head, row = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        row.addWidget(self._skip)
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addLayout(row)


def _button(name: str, label: str, tip: str) -> QPushButton:
    button = QPushButton(label)
    button.setObjectName(name)
    button.setAccessibleName(label.replace("&", ""))
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button


def _up_to(widget: QWidget, window: QWidget) -> list[QWidget]:
    """Return a widget and all that hold it, the window last."""
    found = [widget]
    holder = widget.parentWidget()
    while holder is not None and found[-1] is not window:
        found.append(holder)
        holder = holder.parentWidget()
    return found


_KEYS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Return: 1,
    Qt.Key.Key_Enter: 1,
    Qt.Key.Key_Left: -1,
}

_MOVING = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
)

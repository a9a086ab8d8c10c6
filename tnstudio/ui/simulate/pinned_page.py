"""The page with V of the pinned neurons."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QWidget

from tnstudio.app.potential_trail import Trail
from tnstudio.texts import tr
from tnstudio.ui.simulate.trail_strips import Strip, TrailStrips
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card

MOST_PINS = 8

NOTHING = tr(
    "No neuron is pinned yet.\n\n"
    "Select a neuron anywhere and press P, here or on any other page: V of up to "
    "{most} neurons is drawn over the same ticks, to be compared.",
    most=MOST_PINS,
)
FULL = tr("{most} neurons are pinned; unpin one to pin another.", most=MOST_PINS)


class PinnedPage(Card):
    """V of several neurons, with buttons to pin and unpin.

    Attributes
    ----------
    strips : TrailStrips
    pin_wanted, unpin_wanted, clear_wanted : Signal
        Pin the selected neuron; unpin it; unpin all.
    shown : Signal
        The page has come to the front.
    """

    pin_wanted = Signal()
    unpin_wanted = Signal()
    clear_wanted = Signal()
    shown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Pinned"), "pinned-card", parent)
        self.strips = TrailStrips(theme, self)
        self._note = QLabel(NOTHING, self)
        self._note.setObjectName("pinned-note")
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._pin = _button("pin", tr("Pin"), tr("Pin the selected neuron (P)"), self)
        self._unpin = _button(
            "unpin", tr("Unpin"), tr("Unpin the selected neuron (P)"), self
        )
        self._all = _button(
            "unpin-all", tr("Unpin all"), tr("Let all neurons go"), self
        )
        self.header.addStretch(1)
        for button, wanted in (
            (self._pin, self.pin_wanted),
            (self._unpin, self.unpin_wanted),
            (self._all, self.clear_wanted),
        ):
            self.header.addWidget(button)
            button.clicked.connect(wanted)
        self._scroll = _Scroll(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.strips)
        self._scroll.viewport().setAutoFillBackground(False)
        self.strips.setAutoFillBackground(False)
        self.body.addWidget(self._note)
        self.body.addWidget(self._scroll, 1)
        self.body.addStretch(0)
        self.show_pins((), -1, can_pin=False)

    @property
    def told(self) -> str:
        """What is said above the strips."""
        return self._note.text() if not self._note.isHidden() else ""

    def show_pins(
        self, strips: Sequence[Strip], current: int, *, can_pin: bool
    ) -> None:
        """Show which neurons are pinned, and which of them is selected (-1: none)."""
        self.strips.show_strips(strips, current)
        full = len(strips) >= MOST_PINS
        self._note.setText(NOTHING if not strips else FULL)
        self._note.setVisible(not strips or (full and current < 0))
        self._scroll.setVisible(bool(strips))
        self._pin.setEnabled(can_pin and current < 0 and not full)
        self._unpin.setEnabled(current >= 0)
        self._all.setEnabled(bool(strips))
        if current >= 0:
            middle = int(self.strips.area_of(current).center().y())
            self._scroll.ensureVisible(0, middle)

    def show_trails(self, trails: Sequence[Trail], tick: int) -> None:
        """Draw V around a tick; nothing while it is not known."""
        self.strips.show_trails(trails, tick)

    def showEvent(self, event: QShowEvent) -> None:
        """Have drawn what has come while this was hidden."""
        super().showEvent(event)
        self.shown.emit()


class _Scroll(QScrollArea):
    """Leaves the keys to the workspace."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def _button(name: str, text: str, tip: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    return button

"""What is painted with, and what is done to the whole picture."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.sketch import Brush
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.fields import About, RealNumber, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_width

VALUE = About(
    "brush-value",
    tr("Value"),
    tr("What the brush paints. The right mouse button, or Shift, erases: paints 0."),
    "0 ≤ x ≤ 1",
    tr("P(spike) = x with the stochastic code"),
)
SIZE = About(
    "brush-size", tr("Size"), tr("Side of the square that is painted, in pixels.")
)
CHANNEL = About(
    "brush-channel",
    tr("Channel"),
    tr("Whether all channels are painted, filled and inverted, or a single one."),
    tr("all, or one of them"),
)
COLOURS = (tr("red"), tr("green"), tr("blue"))

UNDO, REDO = "undo", "redo"
_TOOLS = (
    (UNDO, "undo", tr("Take the last stroke back"), ""),
    (REDO, "redo", tr("Paint again what was taken back"), ""),
    ("clear", "eraser-variant", tr("Clear"), tr("Clear: all pixels 0")),
    (
        "fill",
        "format-color-fill",
        tr("Fill"),
        tr("Fill: all pixels get the value of the brush"),
    ),
    (
        "invert",
        "invert-colors",
        tr("Invert"),
        tr("Invert: x becomes 1 − x, e.g. for dark ink on paper"),
    ),
    ("original", "image-refresh-outline", tr("Back to the image of the set"), ""),
    (
        "load",
        "folder-open-outline",
        tr("Load a picture; it can be dropped here too"),
        "",
    ),
    ("paste", "content-paste", tr("Paste a picture from the clipboard"), ""),
)
"""Name, icon, what a button is called, and its tooltip if that tells more."""

_KEYS = {
    UNDO: QKeySequence.StandardKey.Undo,
    REDO: QKeySequence.StandardKey.Redo,
    "paste": QKeySequence.StandardKey.Paste,
}


class BrushTools(QWidget):
    """Size, value and channel of the brush, and a row of buttons.

    Attributes
    ----------
    changed : Signal
        Another brush.
    wanted : Signal of str
        The name of the button that was pressed, e.g. ``invert``.
    """

    changed = Signal()
    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = RealNumber(VALUE, 0.0, 1.0, 1.0, decimals=2, parent=self)
        self._size = WholeNumber(SIZE, 1, 1, 1, self)
        self._channel = QComboBox(self)
        CHANNEL.name(self._channel)
        self._buttons = {name: self._button(theme, *row) for name, *row in _named()}
        self._lay_out()
        self._size.valueChanged.connect(self.changed)
        self.show_channels(1, 1)

    @property
    def brush(self) -> Brush:
        """The brush as it is chosen."""
        return Brush(self._size.value(), self._value.value(), self.channel)

    @property
    def channel(self) -> int:
        """The channel that is painted; `NONE` for all."""
        return self._channel.currentIndex() - 1 if self._channel.isEnabled() else NONE

    def show_channels(self, channels: int, side: int) -> None:
        """Offer these channels, and a brush of up to so many pixels."""
        names = COLOURS if channels == len(COLOURS) else map(str, range(channels))
        with QSignalBlocker(self._channel):
            self._channel.clear()
            self._channel.addItems([tr("all"), *names])
        several = channels > 1
        self._channel.setEnabled(several)
        self._channel.setVisible(several)
        self._size.setMaximum(side)

    def show_state(self, *, can_undo: bool, can_redo: bool, is_changed: bool) -> None:
        """Enable what can be done."""
        self._buttons[UNDO].setEnabled(can_undo)
        self._buttons[REDO].setEnabled(can_redo)
        self._buttons["original"].setEnabled(is_changed)

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(5)
        for about, field in ((VALUE, self._value), (SIZE, self._size)):
            label = QLabel(about.label, self)
            label.setBuddy(field)
            fields.addWidget(label)
            fields.addWidget(field, 1)
        fields.addWidget(self._channel, 1)
        row = QHBoxLayout()
        row.setSpacing(1)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(fields)
        layout.addLayout(row)

    def _button(
        self, theme: Theme, name: str, icon: str, title: str, tip: str
    ) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"brush-{name}")
        button.setAccessibleName(title)
        button.setToolTip(tip)
        button.setProperty("role", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_width(button, 28)
        theme.keep_icon(button, f"mdi6.{icon}")
        button.clicked.connect(lambda: self.wanted.emit(name))
        return button


def _named() -> list[tuple[str, str, str, str, str]]:
    """Return the tools with their keys, as they are when the picture has the focus."""
    native = QKeySequence.SequenceFormat.NativeText
    tips = {name: tip or title for name, _, title, tip in _TOOLS}
    for name, key in _KEYS.items():
        keys = QKeySequence(key).toString(native)
        tips[name] = tr("{tip} ({keys} on the picture)", tip=tips[name], keys=keys)
    return [(name, name, icon, title, tips[name]) for name, icon, title, _ in _TOOLS]

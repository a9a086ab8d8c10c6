"""One setting of a run: its field, and the way back to its default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.choice import Choice
from tnstudio.ui.widgets.fields import About, RealNumber, SeedField, WholeNumber
from tnstudio.ui.widgets.text_scale import (
    keep_icon_size,
    keep_size,
    keep_width,
)

LABEL_WIDTH = 84
"""Of the labels beside the fields, in pixels."""


@dataclass(frozen=True, eq=False, slots=True)
class Input:
    """A widget that holds one value.

    Attributes
    ----------
    widget : QWidget
    read : callable
        Returns the value.
    write : callable
        Shows another value.
    changed : SignalInstance
        The user, or ``write``, has changed the value.
    text : callable
        Writes a value as the widget does.
    """

    widget: QWidget
    read: Callable[[], Any]
    write: Callable[[Any], object]
    changed: SignalInstance
    text: Callable[[Any], str] = str


def whole(about: About, low: int, high: int) -> Input:
    """Return an input of a whole number."""
    field = WholeNumber(about, low, high, low)
    return Input(field, field.value, field.setValue, field.valueChanged, "{:,}".format)


def real(
    about: About,
    low: float,
    high: float,
    *,
    decimals: int = 4,
    unit: str = "",
    scale: float = 1.0,
) -> Input:
    """Return an input of a real number, shown as so many times as large."""
    field = RealNumber(about, scale * low, scale * high, 0.0, decimals=decimals)
    field.setSuffix(unit)

    def read() -> float:
        return round(field.value() / scale, 12)

    def write(value: float) -> None:
        field.setValue(scale * value)

    def text(value: float) -> str:
        return field.textFromValue(scale * value) + unit

    return Input(field, read, write, field.valueChanged, text)


def choice(about: About, entries: tuple[tuple[str, str], ...]) -> Input:
    """Return an input of one of some values, each with its label."""
    field = Choice()
    about.name(field)
    for value, label in entries:
        field.addItem(label, value)

    def write(value: str) -> None:
        field.setCurrentIndex(field.findData(value))

    changed = field.currentIndexChanged
    return Input(field, field.currentData, write, changed, dict(entries).__getitem__)


def switch(about: About, text: str) -> Input:
    """Return an input that is on or off."""
    field = QCheckBox(text)
    about.name(field)

    def named(value: bool) -> str:
        return tr("on") if value else tr("off")

    return Input(field, field.isChecked, field.setChecked, field.toggled, named)


def seed(about: About) -> Input:
    """Return an input of a seed."""
    field = SeedField(about)
    return Input(field, lambda: field.value, field.set_value, field.changed)


class Setting(QObject):
    """A value of the next run.

    What is shown and not edited stays what it was to the last bit, even if the
    field shows it with fewer digits.

    Parameters
    ----------
    theme : Theme
    about : About
    field : Input
    usual : object
        The default.

    Attributes
    ----------
    widget : QWidget
        The field.
    reset : QToolButton
        Sets it back; hidden while it is as usual.
    changed : Signal
        The user has changed the value.
    """

    changed = Signal()

    def __init__(self, theme: Theme, about: About, field: Input, usual: Any) -> None:
        super().__init__(field.widget)
        self._about = about
        self._input = field
        self._usual = usual
        self.widget = field.widget
        self.reset = _reset_button(theme, about, field.text(usual))
        self.reset.clicked.connect(self._set_back)
        self.show_value(usual)
        field.changed.connect(self._take)

    @property
    def value(self) -> Any:
        """The value as it is now."""
        now = self._input.read()
        return self._given if now == self._seen else now

    @property
    def is_usual(self) -> bool:
        """Whether it is the default."""
        return bool(self.value == self._usual)

    def show_value(self, value: Any) -> None:
        """Show a value, without telling of it."""
        with QSignalBlocker(self):
            self._input.write(value)
        self._given, self._seen = value, self._input.read()
        self.reset.setVisible(not self.is_usual)

    def disable(self, reason: str) -> None:
        """Lock the field and say why; without a reason it can be edited.

        One that is not as usual can be edited in any case, to set it back.
        """
        # What is not as usual is part of the run and must not look as if not.
        self.widget.setEnabled(not reason or not self.is_usual)
        told = f"{self._about.tooltip}<br>{reason}" if reason else self._about.tooltip
        self.widget.setToolTip(told)

    def _take(self) -> None:
        self.reset.setVisible(not self.is_usual)
        self.changed.emit()

    def _set_back(self) -> None:
        # The button is about to vanish: the keys stay where they are needed.
        self.widget.setFocus()
        self.show_value(self._usual)
        self.changed.emit()


def _reset_button(theme: Theme, about: About, usual: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"{about.object_name}-reset")
    button.setAccessibleName(
        tr("Set {label} back to {usual}", label=about.label, usual=usual)
    )
    button.setToolTip(tr("Back to the default: {usual}", usual=usual))
    button.setProperty("role", "tick")
    keep_icon_size(button, 14)
    keep_size(button, 20, 24, shrinks=False)
    theme.keep_icon(button, "mdi6.undo-variant", "muted")
    policy = button.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    button.setSizePolicy(policy)
    return button


def row(setting: Setting, text: str = "") -> QWidget:
    """Return a line with a label, the field and the way back."""
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    if text:
        label = QLabel(text)
        label.setBuddy(setting.widget)
        label.setToolTip(setting.widget.toolTip())
        keep_width(label, LABEL_WIDTH)
        layout.addWidget(label)
    layout.addWidget(setting.widget, 1)
    layout.addWidget(setting.reset)
    return line

"""Fields of the preferences: each shows one value and tells of another one."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.widgets.choice import Choice
from tnstudio.ui.widgets.fields import About, WholeNumber


class PreferenceField(Protocol):
    """What every field is, beside being a widget.

    Attributes
    ----------
    chosen : Signal of object
        The user has chosen another value.
    """

    chosen: Any

    def show_value(self, value: Any) -> None:
        """Show a value; nobody is told."""


class ChoiceField(Choice):
    """One of some values, by their names.

    Parameters
    ----------
    about : About
    choices : sequence of (value, text)
    """

    chosen = Signal(object)

    def __init__(
        self, about: About, choices: Sequence[tuple[str, str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        about.name(self)
        for value, text in choices:
            self.addItem(text, value)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def show_value(self, value: Any) -> None:
        """Show a value, or the first one for what is no choice; nobody is told."""
        self.setCurrentIndex(max(0, self.findData(value)))


class SwitchField(QCheckBox):
    """On or off."""

    chosen = Signal(object)

    def __init__(self, about: About, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        about.name(self)
        self.clicked.connect(lambda is_on: self.chosen.emit(bool(is_on)))

    def show_value(self, value: Any) -> None:
        """Show a value; nobody is told."""
        self.setChecked(value)


class NumberField(WholeNumber):
    """A whole number in a unit.

    Parameters
    ----------
    about : About
    low, high : int
        In the unit.
    unit : int
        The value is so many times the number in the field.
    """

    chosen = Signal(object)

    def __init__(
        self, about: About, low: int, high: int, parent: QWidget, *, unit: int = 1
    ) -> None:
        super().__init__(about, low, high, low, parent)
        self._unit = unit
        self._high = high
        self.valueChanged.connect(lambda number: self.chosen.emit(number * unit))

    def show_value(self, value: Any) -> None:
        """Show a value, which may be above the range; nobody is told."""
        self.blockSignals(True)
        self.setMaximum(max(self._high, value // self._unit))
        self.setValue(value // self._unit)
        self.blockSignals(False)


class FolderField(QWidget):
    """A folder, typed or chosen; none by default.

    Attributes
    ----------
    chosen : Signal of object
        The user has chosen a folder that is there, or none.
    ask : callable
        Asks the user for a folder; returns ``""`` if there was no answer.
    """

    chosen = Signal(object)

    def __init__(self, about: About, browse: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.ask: Callable[[], str] = self._ask
        self._text = QLineEdit(self)
        about.name(self._text)
        self._text.setPlaceholderText(tr("Home folder"))
        self._text.setClearButtonEnabled(True)
        self._text.textChanged.connect(self._judge)
        self._text.editingFinished.connect(self._take)
        self._value = ""
        button = QPushButton(browse, self)
        button.setObjectName(f"{about.object_name}-browse")
        button.setToolTip(tr("Choose the folder in a dialog"))
        button.setAutoDefault(False)
        button.clicked.connect(self._browse)
        self.setFocusProxy(self._text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(button)

    def show_value(self, value: Any) -> None:
        """Show a value; nobody is told."""
        self._value = value
        self._text.setText(value)

    def _browse(self) -> None:
        folder = self.ask()
        if folder:
            self._text.setText(folder)
            self._take()

    def _ask(self) -> str:
        near = self._text.text() or str(Path.home())
        return QFileDialog.getExistingDirectory(self, tr("Folder"), near)

    def _take(self) -> None:
        text = self._text.text().strip()
        if text != self._value and _is_folder(text):
            self._value = text
            self.chosen.emit(text)

    def _judge(self, text: str) -> None:
        is_wrong = not _is_folder(text.strip())
        if bool(self._text.property("invalid")) != is_wrong:
            self._text.setProperty("invalid", is_wrong)
            self._text.style().polish(self._text)


def _is_folder(text: str) -> bool:
    return not text or Path(text).is_dir()

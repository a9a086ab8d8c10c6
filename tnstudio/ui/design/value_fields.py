"""Fields for what several things may have in common, or not."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About, TextField

MIXED = tr("mixed")
"""What a field says of things that do not agree."""


class ValueField(TextField):
    """A text that is read into a value when it is finished.

    A text that cannot be read says why while it is typed, and is never told.

    Parameters
    ----------
    read : callable
        Returns the value of a text, or raises a `TNStudioError` with the reason
        against it.
    empty : str
        What an empty text means, if it means something.

    Attributes
    ----------
    edited : Signal
        The user has finished another value.
    refused : Signal
        Why the text is no such value; nothing once it is one, or is dropped.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        about: About,
        read: Callable[[str], Any],
        parent: QWidget | None = None,
        *,
        empty: str = "",
    ) -> None:
        super().__init__(parent)
        about.name(self)
        self.setMinimumWidth(58)
        self._read = read
        self._empty = empty
        self._shown: str | None = None
        self._reason = ""
        self.textEdited.connect(self._judge)
        self.editingFinished.connect(self._take)

    def show_text(self, text: str | None) -> None:
        """Show a value; None if there are several.

        What is being typed stays while the value below it is the same.
        """
        before, self._shown = self._shown, text
        self.setPlaceholderText(MIXED if text is None else self._empty)
        if not (self.hasFocus() and self.isModified() and text == before):
            self._drop()

    def event(self, event: QEvent) -> bool:
        """Finish what is typed before a key of the window does its work."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if held and event.key() != Qt.Key.Key_Control and not _edits_text(event):
                self._take()
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish what is typed, for a menu too; what cannot be read is dropped."""
        super().focusOutEvent(event)
        self._take()
        self._drop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change a number by one or ten with keys; drop what is typed with Escape."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._drop()
        elif event.key() not in _STEPS or not self._step(_STEPS[event.key()]):
            super().keyPressEvent(event)

    def _step(self, by: int) -> bool:
        """Change the number by so much; tells whether it is one."""
        text = self.text().replace("−", "-")
        if not text.removeprefix("-").isdecimal():
            return False
        changed = str(int(text) + by)
        if self._judge(changed):
            self._tell(changed)
        return True

    def _judge(self, text: str) -> bool:
        """Tell whether a text can be read; say why not."""
        try:
            self._read(text)
        except TNStudioError as error:
            self._mark(str(error))
            return False
        self._mark("")
        return True

    def _take(self) -> None:
        """Tell of what was typed, if it can be read."""
        if self.isModified() and self._judge(self.text()):
            self._tell(self.text())

    def _tell(self, text: str) -> None:
        self.setModified(False)
        if text != self._shown:
            self.edited.emit(self._read(text))
        # What came of it has been shown; if it was refused, nothing has.
        self._drop()

    def _drop(self) -> None:
        """Show the value as it is."""
        self.setText(self._shown or "")
        self._mark("")

    def _mark(self, reason: str) -> None:
        if reason == self._reason:
            return
        self._reason = reason
        self.setProperty("invalid", bool(reason))
        self.style().unpolish(self)
        self.style().polish(self)
        self.refused.emit(reason)


_STEPS: dict[int, int] = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


def _edits_text(event: QKeyEvent) -> bool:
    """Tell whether a key is one of the text itself."""
    keys = QKeySequence.StandardKey
    own = (keys.SelectAll, keys.Copy, keys.Cut, keys.Paste)
    return any(map(event.matches, own))


class FlagField(QCheckBox):
    """Yes, no, or neither where things do not agree.

    Attributes
    ----------
    edited : Signal
        The user wants yes (1) or no (0).
    """

    edited = Signal(object)

    def __init__(self, about: About, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        about.name(self)
        self.clicked.connect(self._tell)

    def show_flag(self, flag: bool | None) -> None:
        """Show a flag; None if there are both."""
        states = Qt.CheckState
        self.setTristate(flag is None)
        known = states.Checked if flag else states.Unchecked
        self.setCheckState(states.PartiallyChecked if flag is None else known)

    def _tell(self) -> None:
        self.setTristate(False)
        self.edited.emit(int(self.checkState() != Qt.CheckState.Unchecked))


class ChoiceField(QComboBox):
    """One of some values, or none where things do not agree.

    Attributes
    ----------
    edited : Signal
        The user has chosen another value.
    """

    edited = Signal(object)

    def __init__(self, about: About, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        about.name(self)
        self.setPlaceholderText(MIXED)
        self.setMinimumWidth(58)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._choices: tuple[tuple[str, Any], ...] = ()
        self.activated.connect(lambda index: self.edited.emit(self.itemData(index)))

    def offer(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Offer other values, each with its text."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.clear()
            for text, value in choices:
                self.addItem(text, value)

    def show_value(self, value: object | None) -> None:
        """Show a value; None if there are several."""
        values = [each for _, each in self._choices]
        self.setCurrentIndex(values.index(value) if value in values else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel, not the value, unless the field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

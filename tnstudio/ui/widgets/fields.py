"""Input fields for numbers, with symbol, range and equation in the tooltip."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRegularExpression, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QRegularExpressionValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from tnstudio.model.records import SEED
from tnstudio.texts import tr
from tnstudio.ui.widgets.text_scale import scaled

INSET = 6
"""Between a number and the border, in pixels: as in other fields."""

LEAST_WIDTH = 62
"""Of a number field, in pixels."""


@dataclass(frozen=True, slots=True)
class About:
    """What a field is about.

    Attributes
    ----------
    object_name : str
    label : str
        As users read it, e.g. ``Learning rate α``.
    meaning : str
        One sentence.
    values : str
        The range in words or signs, e.g. ``0 ≤ m < 1``.
    equation : str
        Where the quantity enters, or nothing.
    """

    object_name: str
    label: str
    meaning: str
    values: str = ""
    equation: str = ""

    @property
    def tooltip(self) -> str:
        """Rich text for a tooltip."""
        lines = [f"<b>{self.label}</b>", self.meaning]
        if self.values:
            lines.append(tr("Range: {values}", values=self.values))
        if self.equation:
            lines.append(f"<i>{self.equation}</i>")
        return "<br>".join(lines)

    def name(self, widget: QWidget) -> None:
        """Give a widget its names and its tooltip."""
        widget.setObjectName(self.object_name)
        widget.setAccessibleName(self.label)
        widget.setAccessibleDescription(f"{self.meaning} {self.values}".strip())
        widget.setToolTip(self.tooltip)


def _was_left(event: QEvent, finish: Callable[[], object] | None = None) -> bool:
    """Leave an undo or redo key to the window; tells whether it was one.

    A field would take its own text back, and tell of it as another edit.

    Parameters
    ----------
    finish : callable, optional
        Makes an edit of what is typed but not told yet, so that undo takes
        this back and not the edit before.
    """
    if not isinstance(event, QKeyEvent) or not _is_undo_or_redo(event):
        return False
    if event.type() == QEvent.Type.ShortcutOverride and finish is not None:
        finish()
    event.ignore()
    return True


def _finish_before_action(event: QEvent, finish: Callable[[], object]) -> None:
    """Make an edit of what is typed before a key of the window does something.

    Such a key moves no focus: a run would be started, or a project saved,
    without what was typed last.

    Parameters
    ----------
    event : QEvent
        As the field has left it.
    finish : callable
        Makes the edit.
    """
    if (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and not event.isAccepted()
        and _may_be_of_the_window(event)
    ):
        finish()


def finish_typing() -> None:
    """Make an edit of what is being typed, as if its field had been left."""
    field = QApplication.focusWidget()
    if field is not None:
        field.clearFocus()
        field.setFocus()


def _may_be_of_the_window(event: QKeyEvent) -> bool:
    key, modifiers = event.key(), Qt.KeyboardModifier
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return True
    held = event.modifiers() & (modifiers.ControlModifier | modifiers.AltModifier)
    return bool(held) and key not in _MODIFIERS


_MODIFIERS = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
)


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    keys = QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo)


def _calm(box: QAbstractSpinBox) -> None:
    """Tell about finished values only; the wheel needs the focus first."""
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setKeyboardTracking(False)
    # Left alone, a field is as wide as its longest possible number.
    box.setMinimumWidth(scaled(LEAST_WIDTH))
    # The padding of a style sheet does not reach the editor within.
    box.lineEdit().setTextMargins(INSET, 0, 0, 0)


class WholeNumber(QSpinBox):
    """A field for a whole number."""

    def __init__(
        self,
        about: About,
        low: int,
        high: int,
        value: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        _calm(self)
        about.name(self)
        self.setRange(low, high)
        self.setGroupSeparatorShown(high >= 10_000)
        self.setValue(value)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window; its keys find the value finished."""
        if _was_left(event, self.interpretText):
            return True
        done = bool(super().event(event))
        _finish_before_action(event, self.interpretText)
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters to what is around: no number has any."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.text().isalpha() and plain == Qt.KeyboardModifier.NoModifier:
            self.interpretText()
            self.lineEdit().inputRejected.emit()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel, not the value, unless the field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class RealNumber(QDoubleSpinBox):
    """A field for a real number; its steps are a tenth of its size."""

    def __init__(
        self,
        about: About,
        low: float,
        high: float,
        value: float,
        *,
        decimals: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        _calm(self)
        about.name(self)
        self.setDecimals(decimals)
        self.setRange(low, high)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setValue(value)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window; its keys find the value finished."""
        if _was_left(event, self.interpretText):
            return True
        done = bool(super().event(event))
        _finish_before_action(event, self.interpretText)
        return done

    def textFromValue(self, value: float) -> str:
        """Return the number without trailing zeros."""
        text: str = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel, not the value, unless the field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TextField(QLineEdit):
    """A field for a text whose edits are steps of the document's history."""

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window."""
        return _was_left(event) or bool(super().event(event))


class NoteField(QPlainTextEdit):
    """A field for a text of several lines; leaving it makes the edit.

    Parameters
    ----------
    about : About

    Attributes
    ----------
    finished : Signal of str
        The user has finished another text.
    """

    finished = Signal(str)

    def __init__(self, about: About, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        about.name(self)
        self._text = ""
        self.setTabChangesFocus(True)

    @property
    def text(self) -> str:
        """What is in the field."""
        return self.toPlainText()

    def show_text(self, text: str, *, replaces: bool = False) -> None:
        """Show a text.

        Parameters
        ----------
        replaces : bool
            Whether what is being typed is not of this text; else it stays unless
            the text is another one than was shown or kept last.
        """
        if replaces or text != self._text:
            self._text = text
            self.setPlainText(text)

    def keep(self) -> None:
        """Note that the text in the field has been kept."""
        self._text = self.text

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window; its keys find the text finished."""
        if _was_left(event, self._finish):
            return True
        done = bool(super().event(event))
        _finish_before_action(event, self._finish)
        return done

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Make an edit of what was typed."""
        super().focusOutEvent(event)
        # A menu takes the focus for a moment only.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish()

    def _finish(self) -> None:
        if self.text != self._text:
            self.finished.emit(self.text)


class SeedField(QLineEdit):
    """A field for a seed, which is larger than spin boxes can hold.

    Attributes
    ----------
    changed : Signal
        The user has finished another value.
    """

    changed = Signal()

    def __init__(
        self, about: About, value: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(str(value), parent)
        about.name(self)
        digits = QRegularExpression("[0-9]{1,19}")
        self.setValidator(QRegularExpressionValidator(digits, self))
        self._value = value
        self.editingFinished.connect(self._take)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window; its keys find the value finished."""
        if _was_left(event, self._take):
            return True
        done = bool(super().event(event))
        _finish_before_action(event, self._take)
        return done

    @property
    def value(self) -> int:
        """The seed, within its range."""
        return min(int(self.text() or 0), SEED.high)

    def set_value(self, value: int) -> None:
        """Show another seed."""
        self._value = value
        self.setText(str(value))

    def _take(self) -> None:
        value = self.value
        self.setText(str(value))
        if value != self._value:
            self._value = value
            self.changed.emit()

"""The fields of one layer: R, S, F, what they make, what is wrong."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.design.facts import LayerFacts
from tnstudio.ui.design.problem_notes import ProblemNotes
from tnstudio.ui.design.tools import tool
from tnstudio.ui.design.typing_note import TypingNote
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_icon_size, keep_size

LARGEST = 2048
"""What can be typed is wider than what fits: rules tell what is wrong."""

_SYMBOLS = {"window": "R", "stride": "S", "features": "F"}


def _abouts(number: int) -> dict[str, About]:
    window = (
        tr("Rows and columns of a core's window, in inputs.")
        if number == 1
        else tr(
            "Rows and columns of a core's window, in cores of layer {number}.",
            number=number - 1,
        )
    )
    features = (
        tr("The first layer takes all channels of the input.")
        if number == 1
        else tr("Neurons drawn from each core that the window covers.")
    )
    return {
        "window": About(
            f"layer-{number}-window",
            tr("Window R of layer {number}", number=number),
            window,
            tr("R ≥ 1; R × R × F must not exceed the axons of a core"),
            tr("cores per side = ⌊(length − R) / S⌋ + 1"),
        ),
        "stride": About(
            f"layer-{number}-stride",
            tr("Stride S of layer {number}", number=number),
            tr("How far the window moves from one core to the next."),
            "S ≥ 1",
            tr("cores per side = ⌊(length − R) / S⌋ + 1"),
        ),
        "features": About(
            f"layer-{number}-features",
            tr("Features F of layer {number}", number=number),
            features,
            tr("F ≥ 1; F × (cores fed) must not exceed the neurons of a core"),
            tr("axons per core = R × R × F"),
        ),
    }


class LayerEditor(QFrame):
    """Edits one layer; tells of every change at once.

    Attributes
    ----------
    edited : Signal
        Number of the layer (from 0), field name, value.
    removed : Signal
        Number of the layer (from 0).
    duplicated : Signal
        Number of the layer (from 0).
    moved : Signal
        Number of the layer (from 0), and by how many places.
    finished : Signal
        The user has left a field: the next change is another edit.
    buttons : tuple of QToolButton
        Up, down, duplicate and remove.
    """

    edited = Signal(int, str, int)
    removed = Signal(int)
    duplicated = Signal(int)
    moved = Signal(int, int)
    finished = Signal()

    def __init__(self, theme: Theme, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        number = index + 1
        self.setObjectName(f"layer-{number}-editor")
        self.setProperty("role", "layer")
        self._index = index
        self._summary = QLabel(self)
        self._summary.setObjectName(f"layer-{number}-summary")
        self._summary.setProperty("role", "muted")
        self._notes = ProblemNotes(f"layer-{number}-problems", self)
        self._typing = TypingNote(f"layer-{number}-typing", self)
        self._fields = {
            name: self._field(name, about) for name, about in _abouts(number).items()
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 8)
        layout.setSpacing(3)
        layout.addLayout(self._header(theme, number))
        layout.addWidget(self._summary)
        layout.addLayout(self._row())
        layout.addWidget(self._typing)
        layout.addWidget(self._notes)
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._move, by))

    def _move(self, by: int) -> None:
        self.moved.emit(self._index, by)

    def _header(self, theme: Theme, number: int) -> QHBoxLayout:
        title = QLabel(tr("Layer {number}", number=number), self)
        title.setProperty("role", "subheading")
        header = QHBoxLayout()
        header.setSpacing(0)
        header.addWidget(title, 1)
        self.buttons = self._make_buttons(theme, number)
        for button in self.buttons:
            header.addWidget(button)
        return header

    def _make_buttons(self, theme: Theme, number: int) -> tuple[QToolButton, ...]:
        this = self._index
        rows = (
            (
                "up",
                "mdi6.arrow-up",
                tr("Move layer {number} up", number=number),
                tr("Move layer {number} up (Alt+Up in its fields)", number=number),
                lambda: self._move(-1),
            ),
            (
                "down",
                "mdi6.arrow-down",
                tr("Move layer {number} down", number=number),
                tr("Move layer {number} down (Alt+Down in its fields)", number=number),
                lambda: self._move(1),
            ),
            (
                "duplicate",
                "mdi6.content-copy",
                tr("Duplicate layer {number}", number=number),
                tr("Duplicate layer {number}", number=number),
                lambda: self.duplicated.emit(this),
            ),
            (
                "remove",
                "mdi6.trash-can-outline",
                tr("Remove layer {number}", number=number),
                tr(
                    "Remove layer {number} (or select it in the outline and press "
                    "Delete)",
                    number=number,
                ),
                lambda: self.removed.emit(this),
            ),
        )
        made = []
        for name, icon, label, tip, act in rows:
            button = tool(theme, self, f"layer-{number}-{name}", icon, tip, act)
            button.setAccessibleName(label)
            keep_size(button, 25, 24, shrinks=False)
            keep_icon_size(button, 16)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            made.append(button)
        self._up, self._down = made[0], made[1]
        return tuple(made)

    def _row(self) -> QGridLayout:
        row = QGridLayout()
        row.setHorizontalSpacing(5)
        for k, (name, symbol) in enumerate(_SYMBOLS.items()):
            label = QLabel(symbol, self)
            label.setProperty("role", "muted")
            label.setBuddy(self._fields[name])
            row.addWidget(label, 0, 2 * k)
            row.addWidget(self._fields[name], 0, 2 * k + 1)
            row.setColumnStretch(2 * k + 1, 1)
        return row

    def _field(self, name: str, about: About) -> WholeNumber:
        field = WholeNumber(about, 1, LARGEST, 1, self)
        field.setKeyboardTracking(True)
        field.setMinimumWidth(58)
        field.valueChanged.connect(
            lambda value: self.edited.emit(self._index, name, value)
        )
        field.editingFinished.connect(self.finished)
        self._typing.watch(field, _SYMBOLS[name])
        return field

    @property
    def fields(self) -> tuple[WholeNumber, ...]:
        """The fields of R, S and F."""
        return tuple(self._fields.values())

    def hand_focus_to(self, other: "LayerEditor") -> None:
        """Give the focus to the same field or button of another layer."""
        here, there = ((*editor.fields, *editor.buttons) for editor in (self, other))
        for own, same in zip(here, there, strict=True):
            if own.hasFocus():
                chosen = next(one for one in (same, *there) if one.isEnabled())
                chosen.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def show_facts(
        self, facts: LayerFacts, *, is_selected: bool, is_last: bool
    ) -> None:
        """Show another state of the layer; tells of no change."""
        self._up.setEnabled(self._index > 0)
        self._down.setEnabled(not is_last)
        for name, value in (
            ("window", facts.window),
            ("stride", facts.stride),
            ("features", facts.features),
        ):
            _show(self._fields[name], value)
        self._fields["features"].setEnabled(facts.features_are_free)
        self._summary.setText(facts.summary)
        self._notes.show_problems(facts.problems)
        self._mark(is_selected=is_selected)

    def _mark(self, *, is_selected: bool) -> None:
        if self.property("selected") != is_selected:
            self.setProperty("selected", is_selected)
            self.style().unpolish(self)
            self.style().polish(self)


def _show(field: WholeNumber, value: int) -> None:
    """Show a value of the model, even one that nobody could type."""
    field.blockSignals(True)
    field.setRange(min(1, value), max(LARGEST, value))
    if field.value() != value:
        field.setValue(value)
    field.blockSignals(False)

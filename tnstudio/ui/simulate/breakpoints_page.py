"""The page of breakpoints: what the chip stops at, and how often it has."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from tnstudio.model.program import NONE, ChipProgram
from tnstudio.texts import tr
from tnstudio.ui.simulate.breakpoint_form import BreakpointForm
from tnstudio.ui.simulate.breakpoints_table import BreakpointsTable, Row
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card

NO_ROWS = tr(
    "No breakpoints yet. Say below when the chip is to stop, and add it; or select a "
    "neuron and press F9."
)


_BUTTONS = {
    "edit": (tr("Edit breakpoints"), tr("Edit (F2)")),
    "remove": (tr("Remove breakpoints"), tr("Remove those selected (Delete)")),
    "clear": (tr("Clear breakpoints"), tr("Remove all")),
}
"""What the buttons are called, and their tooltips."""


class BreakpointsPage(Card):
    """A table of breakpoints, and below it the fields for another one.

    Attributes
    ----------
    table : BreakpointsTable
    form : BreakpointForm
    edit_wanted : Signal of int
        The user wants to change a breakpoint, by its row.
    remove_wanted : Signal of list of int
    """

    edit_wanted = Signal(int)
    remove_wanted = Signal(list)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Breakpoints"), "breakpoints-card", parent)
        self._theme = theme
        self._place = NONE, NONE
        self.table = BreakpointsTable(self)
        self.form = BreakpointForm(theme, self)
        self._none = QLabel(NO_ROWS, self)
        self._none.setObjectName("breakpoints-none")
        self._none.setProperty("role", "muted")
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.header.addStretch(1)
        self._edits = self._button("edit", "pencil-outline", self._edit)
        self._removes = self._button("remove", "delete-outline", self._remove)
        self._clears = self._button("clear", "delete-sweep-outline", self._remove_all)
        self.body.addWidget(self._none, 1)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.form)
        self.table.edit_wanted.connect(self.edit_wanted)
        self.table.remove_wanted.connect(self.remove_wanted)
        self.table.itemSelectionChanged.connect(self._enable)
        self.show_rows(())

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these breakpoints."""
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self._enable()

    def show_chip(self, program: ChipProgram, *, has_images: bool) -> None:
        """Make breakpoints of another chip."""
        self.form.show_chip(program, has_images=has_images)
        self.form.suggest(*self._place)

    def select(self, core: int, neuron: int) -> None:
        """Offer what is selected in the views; `NONE` for no neuron."""
        self._place = core, neuron
        if self.isVisible():
            self.form.suggest(core, neuron)

    def showEvent(self, event: QShowEvent) -> None:
        """Offer what was selected while this was hidden."""
        super().showEvent(event)
        self.form.suggest(*self._place)

    def _enable(self) -> None:
        chosen, count = self.table.chosen, self.table.rowCount()
        self._edits.setEnabled(len(chosen) == 1)
        self._removes.setEnabled(bool(chosen))
        self._clears.setEnabled(count > 0)

    def _edit(self) -> None:
        self.edit_wanted.emit(self.table.chosen[0])

    def _remove(self) -> None:
        self.remove_wanted.emit(self.table.chosen)

    def _remove_all(self) -> None:
        self.remove_wanted.emit(list(range(self.table.rowCount())))

    def _button(self, name: str, icon: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"breakpoints-{name}")
        accessible_name, tip = _BUTTONS[name]
        button.setAccessibleName(accessible_name)
        button.setToolTip(tip)
        button.setProperty("role", "flat")
        self._theme.keep_icon(button, f"mdi6.{icon}")
        button.clicked.connect(lambda: act())
        self.header.addWidget(button)
        return button

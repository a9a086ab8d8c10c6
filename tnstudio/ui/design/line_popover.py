"""Asks about a line: its name and, for an input, what drives it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from tnstudio.app.selection import Item, Kind
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_lines import name_of_input, name_of_output
from tnstudio.model.stimulus_edits import stimulus_of
from tnstudio.texts import tr
from tnstudio.ui.design.popover import Popover, field_label
from tnstudio.ui.design.stimulus_form import StimulusForm
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.fields import TextField


class LinePopover(Popover):
    """The name of a line, and the spikes on an input line.

    Attributes
    ----------
    renamed : Signal
        Another name.
    driven : Signal
        Another generator (a `Stimulus`), or None.
    """

    renamed = Signal(str)
    driven = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("line-popover", tr("Line"), parent)
        self.item = Item(Kind.INPUT, index=0)
        self._name = TextField(self)
        self._name.setObjectName("line-name")
        self._name.setAccessibleName(tr("Name of the line"))
        self._name.setToolTip(tr("Name of the line; its number if there is none"))
        self._name.textEdited.connect(self.renamed)
        form = QFormLayout()
        form.addRow(field_label(tr("&Name"), self._name), self._name)
        self.body.addLayout(form)
        self._stimulus = StimulusForm(theme, self)
        self._stimulus.changed.connect(self.driven)
        self.body.addWidget(self._stimulus)

    def show_line(self, circuit: Circuit, item: Item) -> None:
        """Show a line as it is now."""
        self.item = item
        is_input = item.kind is Kind.INPUT
        names = circuit.line_names if is_input else circuit.output_names
        name = names[item.index] if item.index < len(names) else ""
        if self._name.text() != name:
            self._name.setText(name)
        called = name_of_input if is_input else name_of_output
        self._name.setPlaceholderText(called(circuit, item.index))
        self.set_heading(tr("Input line") if is_input else tr("Output line"))
        self._stimulus.setVisible(is_input)
        if is_input:
            self._stimulus.show_stimulus(item.index, stimulus_of(circuit, item.index))

"""The inspector: every number of the design, live, with problems in place."""

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.design_actions import remove_layers
from tnstudio.app.layer_actions import (
    LayerNumber,
    append_layer,
    change_layers,
    duplicate_layer_at,
    move_layer_to,
    numbered,
    selected_with,
)
from tnstudio.app.selection import Kind, Selection
from tnstudio.app.wording import counted
from tnstudio.model.edits import rename, set_input
from tnstudio.model.network import InputShape, Network
from tnstudio.model.rules import use_of
from tnstudio.texts import tr
from tnstudio.ui.design.chosen_card import inspector_form, row_label
from tnstudio.ui.design.edit_session import EditSession
from tnstudio.ui.design.facts import core_facts, general_problems, layer_facts
from tnstudio.ui.design.layer_editor import LayerEditor
from tnstudio.ui.design.problem_notes import ProblemNotes
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fields import About, SeedField, TextField, WholeNumber
from tnstudio.ui.widgets.meter import Meter

_MOST_SIDE, _MOST_CHANNELS = 2048, 1024

_SIDES = {
    "rows": About(
        "input-rows", tr("Input rows"), tr("Rows of the input array."), "≥ 1"
    ),
    "columns": About(
        "input-columns", tr("Input columns"), tr("Columns of the input array."), "≥ 1"
    ),
    "channels": About(
        "input-channels",
        tr("Input channels"),
        tr("Values at each place, e.g. colours."),
        "≥ 1",
    ),
}
_RESIZE = {
    "rows": tr("Change input rows"),
    "columns": tr("Change input columns"),
    "channels": tr("Change input channels"),
}
"""What the history calls another size."""

_SEED = About(
    "network-seed",
    tr("Seed"),
    tr(
        "Seed of all that is drawn for this design, such as the neurons that a window "
        "takes."
    ),
    "0 … 2⁶³ − 1",
)

_NOBODY = tr("Select a core on the canvas, in the outline, or with the arrow keys.")


class Inspector(QScrollArea):
    """Edits the design and tells about the selected core."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("design-inspector")
        self.setAccessibleName(tr("Inspector"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(296)
        self._studio = studio
        self._editors: list[LayerEditor] = []
        self._session = EditSession(self)
        body = QWidget(self)
        body.setObjectName("inspector-body")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(10, 10, 12, 10)
        layout.setSpacing(10)
        for card in (
            self._network_card(body),
            self._layers_card(body),
            self._core_card(body),
            self._use_card(body),
        ):
            layout.addWidget(card)
        layout.addStretch(1)
        self.setWidget(body)

    # -- Construction

    def _network_card(self, parent: QWidget) -> Card:
        card = Card(tr("Network"), "card-network", parent)
        self._name = TextField(card)
        self._name.setObjectName("network-name")
        self._name.setAccessibleName(tr("Network name"))
        self._name.setToolTip(tr("Name of the network"))
        self._name.textEdited.connect(self._rename)
        self._name.editingFinished.connect(self._session.end)
        self._sides = {name: self._side(name, card) for name in _SIDES}
        size = QHBoxLayout()
        size.setSpacing(5)
        for k, field in enumerate(self._sides.values()):
            if k:
                size.addWidget(QLabel("×", card))
            size.addWidget(field, 1)
        self._seed = SeedField(_SEED, 0, card)
        self._seed.changed.connect(self._reseed)
        form = inspector_form()
        form.addRow(row_label(tr("&Name"), self._name), self._name)
        form.addRow(row_label(tr("&Input"), self._sides["rows"]), size)
        form.addRow(row_label(tr("See&d"), self._seed), self._seed)
        card.body.addLayout(form)
        self._general = ProblemNotes("network-problems", card)
        card.body.addWidget(self._general)
        return card

    def _side(self, name: str, parent: QWidget) -> WholeNumber:
        most = _MOST_CHANNELS if name == "channels" else _MOST_SIDE
        field = WholeNumber(_SIDES[name], 0, most, 0, parent)
        field.setKeyboardTracking(True)
        field.setMinimumWidth(54)
        field.valueChanged.connect(lambda value: self._resize_input(name, value))
        field.editingFinished.connect(self._session.end)
        return field

    def _layers_card(self, parent: QWidget) -> Card:
        self._layers = Card(tr("Layers"), "card-layers", parent)
        self._add = QPushButton(tr("&Add layer"), self._layers)
        self._add.setObjectName("layer-add")
        self._add.setAccessibleName(tr("Add layer"))
        self._add.setToolTip(tr("Add a layer behind the last one"))
        self._add.clicked.connect(self._append_layer)
        self._studio.theme.keep_icon(self._add, "mdi6.plus")
        self._totals = QLabel(self._layers)
        self._totals.setObjectName("design-totals")
        self._totals.setProperty("role", "muted")
        self._layers.header.addStretch(1)
        self._layers.header.addWidget(self._totals)
        self._together = QLabel(self._layers)
        self._together.setObjectName("layers-together")
        self._together.setProperty("role", "muted")
        self._together.setWordWrap(True)
        self._together.hide()
        self._layers.body.addWidget(self._together)
        self._layers.body.addWidget(self._add)
        return self._layers

    def _use_card(self, parent: QWidget) -> Card:
        card = Card(tr("Chip use"), "card-use", parent)
        card.body.setSpacing(8)
        self._meters = {}
        for use in use_of(self._studio.document.network):
            self._meters[use.name] = Meter(
                self._studio.theme, use.name, "", card, label=tr(use.name)
            )
            card.body.addWidget(self._meters[use.name])
        return card

    def _core_card(self, parent: QWidget) -> Card:
        self._core = Card(tr("Selected core"), "card-core", parent)
        self._no_core = QLabel(_NOBODY, self._core)
        self._no_core.setWordWrap(True)
        self._no_core.setProperty("role", "muted")
        self._core.body.addWidget(self._no_core)
        self._core_form = inspector_form()
        self._core.body.addLayout(self._core_form)
        return self._core

    # -- Showing

    def show_network(self, network: Network, selection: Selection) -> None:
        """Show another state of the design; fields that agree are left alone."""
        if self._name.text() != network.name:
            self._name.setText(network.name)
            if not self._name.hasFocus():
                # A long name is read from its beginning.
                self._name.setCursorPosition(0)
        if self._seed.value != network.seed:
            self._seed.set_value(network.seed)
        for name, field in self._sides.items():
            value = getattr(network.input, name)
            if field.value() != value:
                field.blockSignals(True)
                field.setValue(value)
                field.blockSignals(False)
            field.setEnabled(network.circuit is None)
        self._add.setEnabled(network.circuit is None)
        self._general.show_problems(general_problems(network))
        self._show_layers(network, selection)
        self._show_use(network)
        self._show_core(network, selection)

    def show_selection(self, network: Network, selection: Selection) -> None:
        """Tell about another core."""
        self._show_layers(network, selection)
        self._show_core(network, selection)

    def _show_layers(self, network: Network, selection: Selection) -> None:
        facts = layer_facts(network)
        before = len(self._editors)
        while len(self._editors) > len(facts):
            self._editors.pop().deleteLater()
        while len(self._editors) < len(facts):
            self._editors.append(self._editor(len(self._editors)))
        if len(self._editors) != before:
            self._order_tabs()
        selected = {item.layer for item in selection.items}
        for index, editor in enumerate(self._editors):
            editor.show_facts(
                facts[index],
                is_selected=index in selected,
                is_last=index + 1 == len(facts),
            )
        together = {item.layer for item in selection.of_kind(Kind.LAYER)}
        self._together.setText(tr("Edits apply to {layers}", layers=numbered(together)))
        self._together.setVisible(len(together) > 1)

    def _order_tabs(self) -> None:
        """Let Tab go from field to field, then to what adds, moves and removes."""
        fields = (field for editor in self._editors for field in editor.fields)
        buttons = (button for editor in self._editors for button in editor.buttons)
        for before, after in pairwise((self._seed, *fields, self._add, *buttons)):
            QWidget.setTabOrder(before, after)

    def _editor(self, index: int) -> LayerEditor:
        editor = LayerEditor(self._studio.theme, index, self._layers)
        editor.edited.connect(self._edit_layer)
        editor.removed.connect(self._remove_by_click)
        editor.duplicated.connect(self._duplicate)
        editor.moved.connect(self._move)
        editor.finished.connect(self._session.end)
        # Below the note that tells how many are edited together.
        self._layers.body.insertWidget(index + 1, editor)
        return editor

    def _show_use(self, network: Network) -> None:
        uses = {use.name: use for use in use_of(network)}
        for name, meter in self._meters.items():
            meter.show_use(uses[name].used, uses[name].limit)
        cores, neurons = uses["cores"].used, uses["neurons"].used
        self._totals.setText(f"{counted(cores, 'core')} · {counted(neurons, 'neuron')}")

    def _show_core(self, network: Network, selection: Selection) -> None:
        facts = core_facts(network, selection)
        while self._core_form.rowCount():
            self._core_form.removeRow(0)
        self._no_core.setVisible(facts is None)
        self._core.set_heading(facts.title if facts else tr("Selected core"))
        for what, value in facts.rows if facts else ():
            label = QLabel(value, self._core)
            label.setWordWrap(True)
            name = QLabel(what, self._core)
            name.setProperty("role", "muted")
            self._core_form.addRow(name, label)

    # -- Editing

    def _edit(self, label: str, network: Network, field: str) -> None:
        # Leaving a field, or a pause, begins another step of the history.
        key = self._session.key(field)
        self._studio.document.edit_network(label, network, self, key)

    def _rename(self, name: str) -> None:
        self._edit(tr("Rename"), rename(self._studio.document.network, name), "name")

    def _resize_input(self, side: str, value: int) -> None:
        network = self._studio.document.network
        shape: InputShape = replace(network.input, **{side: value})
        self._edit(_RESIZE[side], set_input(network, shape), side)

    def _reseed(self) -> None:
        network = replace(self._studio.document.network, seed=self._seed.value)
        self._edit(tr("Change seed"), network, "seed")

    def _edit_layer(self, index: int, field: LayerNumber, value: int) -> None:
        document = self._studio.document
        layers = selected_with(document, index)
        key = self._session.key((field, index))
        change_layers(document, layers, field, value, self, key)

    def _append_layer(self) -> None:
        self._session.end()
        append_layer(self._studio.document, self)

    def _duplicate(self, index: int) -> None:
        self._session.end()
        duplicate_layer_at(self._studio.document, index, self)

    def _move(self, index: int, by: int) -> None:
        self._session.end()
        move_layer_to(self._studio.document, index, index + by, self)
        if 0 <= index + by < len(self._editors):
            # Another press of the key is meant for the same layer.
            self._editors[index].hand_focus_to(self._editors[index + by])

    def _remove_by_click(self, index: int) -> None:
        # The button that has the focus may go away.
        self._add.setFocus()
        self._session.end()
        remove_layers(self._studio.document, {index}, self)

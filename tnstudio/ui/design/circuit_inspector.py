"""The inspector of free cores: every number of what is selected, live."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from tnstudio.app.selection import Selection
from tnstudio.app.wording import counted
from tnstudio.model.edits import rename
from tnstudio.model.network import Network
from tnstudio.model.rules import use_of
from tnstudio.texts import tr
from tnstudio.ui.design.chosen_card import ChosenCard, inspector_form, row_label
from tnstudio.ui.design.core_card import AxonCard, CoreCard
from tnstudio.ui.design.edit_session import EditSession
from tnstudio.ui.design.facts import general_problems
from tnstudio.ui.design.line_card import InputCard, OneStimulusCard, OutputCard
from tnstudio.ui.design.neuron_card import NeuronCard
from tnstudio.ui.design.problem_notes import ProblemNotes
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fields import About, SeedField, TextField
from tnstudio.ui.widgets.meter import Meter

_SEED = About(
    "circuit-seed",
    tr("Seed"),
    tr(
        "Seed of all that is drawn: stochastic neurons, Poisson spikes, random "
        "synapses."
    ),
    "0 … 2⁶³ − 1",
)
_TIPS = {
    "cores": tr("Cores of the design, and of the chip"),
    "axons per core": tr("Axons with a synapse on the fullest core"),
    "neurons per core": tr("Neurons in use on the fullest core"),
    "fan-out": tr("Neurons of one core that feed cores, at most: each feeds one axon"),
    "neurons": tr("Neurons in use, and of the chip"),
}
_NOBODY = tr("Select a core, a neuron, an axon or a line to see its numbers here.")


class CircuitInspector(QScrollArea):
    """Edits the selected cores, neurons, axons, lines and stimuli."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("circuit-inspector")
        self.setAccessibleName(tr("Inspector of free cores"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(296)
        self._studio = studio
        self._session = EditSession(self)
        body = QWidget(self)
        body.setObjectName("circuit-inspector-body")
        self._cards: tuple[ChosenCard, ...] = (
            CoreCard(studio, body),
            NeuronCard(studio, body),
            AxonCard(studio, body),
            InputCard(studio, body),
            OutputCard(studio, body),
            OneStimulusCard(studio, body),
        )
        layout = QVBoxLayout(body)
        layout.setContentsMargins(10, 10, 12, 10)
        layout.setSpacing(10)
        layout.addWidget(self._network_card(body))
        layout.addWidget(self._nothing_card(body))
        for card in self._cards:
            layout.addWidget(card)
        layout.addWidget(self._use_card(body))
        layout.addStretch(1)
        self.setWidget(body)

    # -- Construction

    def _network_card(self, parent: QWidget) -> Card:
        card = Card(tr("Network"), "card-circuit", parent)
        self._name = TextField(card)
        self._name.setObjectName("circuit-name")
        self._name.setAccessibleName(tr("Network name"))
        self._name.setToolTip(tr("Name of the network"))
        self._name.textEdited.connect(self._rename)
        self._name.editingFinished.connect(self._session.end)
        self._seed = SeedField(_SEED, 0, card)
        self._seed.changed.connect(self._reseed)
        self._chip = QLabel(card)
        self._chip.setObjectName("circuit-chip")
        self._chip.setWordWrap(True)
        self._totals = QLabel(card)
        self._totals.setObjectName("circuit-totals")
        self._totals.setProperty("role", "muted")
        card.header.addStretch(1)
        card.header.addWidget(self._totals)
        form = inspector_form()
        form.addRow(row_label(tr("&Name"), self._name), self._name)
        form.addRow(row_label(tr("See&d"), self._seed), self._seed)
        form.addRow(tr("Core"), self._chip)
        card.body.addLayout(form)
        self._problems = ProblemNotes("circuit-problems", card)
        card.body.addWidget(self._problems)
        return card

    def _nothing_card(self, parent: QWidget) -> Card:
        self._nothing = Card(tr("Selection"), "card-nothing", parent)
        text = QLabel(_NOBODY, self._nothing)
        text.setWordWrap(True)
        text.setProperty("role", "muted")
        self._nothing.body.addWidget(text)
        return self._nothing

    def _use_card(self, parent: QWidget) -> Card:
        card = Card(tr("Chip use"), "card-circuit-use", parent)
        card.body.setSpacing(8)
        self._meters = {}
        for name, tip in _TIPS.items():
            self._meters[name] = Meter(
                self._studio.theme, name, tip, card, label=tr(name)
            )
            card.body.addWidget(self._meters[name])
        return card

    # -- Showing

    def show_network(self, network: Network, selection: Selection) -> None:
        """Show another state of the design."""
        circuit = network.circuit
        if circuit is None:
            return
        if self._name.text() != network.name:
            self._name.setText(network.name)
        if self._seed.value != network.seed:
            self._seed.set_value(network.seed)
        size = network.hardware
        self._chip.setText(
            tr(
                "{axons} axons × {neurons} neurons, {axon_types}",
                axons=size.axons,
                neurons=size.neurons,
                axon_types=counted(size.axon_types, "axon type"),
            )
        )
        uses = {use.name: use for use in use_of(network)}
        for name, meter in self._meters.items():
            meter.show_use(uses[name].used, uses[name].limit)
        cores, neurons = uses["cores"].used, uses["neurons"].used
        self._totals.setText(f"{counted(cores, 'core')} · {counted(neurons, 'neuron')}")
        self._problems.show_problems(general_problems(network))
        self.show_selection(network, selection)

    def show_selection(self, network: Network, selection: Selection) -> None:
        """Show the numbers of what is selected."""
        circuit = network.circuit
        if circuit is None:
            return
        for card in self._cards:
            card.show_chosen(circuit, selection)
        self._nothing.setVisible(all(card.isHidden() for card in self._cards))

    # -- Editing

    def _rename(self, name: str) -> None:
        document, key = self._studio.document, self._session.key("name")
        renamed = rename(document.network, name)
        document.edit_network(tr("Rename"), renamed, self, key)

    def _reseed(self) -> None:
        document = self._studio.document
        network = replace(document.network, seed=self._seed.value)
        document.edit_network(tr("Change seed"), network, self)

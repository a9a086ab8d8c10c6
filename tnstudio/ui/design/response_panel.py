"""Presets for neurons, and what a neuron answers to an input, live."""

from collections.abc import Generator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.drives import DriveKind, showing_of, trains_of
from tnstudio.app.response import (
    Response,
    neuron_network,
    responding,
    responding_in_place,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.core_sizes import hardware_of
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.neuron_fields import parameters_of, strengths_of
from tnstudio.model.preset_circuits import circuit_of_preset
from tnstudio.model.presets import PRESETS, Preset
from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.design.drive_panel import FIRST_TICKS, DrivePanel
from tnstudio.ui.design.live_response import LiveResponse, Make
from tnstudio.ui.design.response_plot import ResponsePlot, told
from tnstudio.ui.studio import Studio

Neuron = tuple[int, int]
"""Core and neuron."""

_ROOMY = hardware_of(16, 8, TRUENORTH)
"""Large enough for every preset."""


class ResponsePanel(QWidget):
    """A list of presets, the neuron that is selected first, and its response.

    Attributes
    ----------
    applied : Signal
        The user wants the selected neurons to be like this `Preset`.
    inserted : Signal
        The user wants a core with this `Preset`.
    """

    applied = Signal(object)
    inserted = Signal(object)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("response-panel")
        self._network: Network | None = None
        self._neuron: Neuron = (-1, -1)
        self._chosen = 0
        self._live = LiveResponse(studio.jobs, self)
        self._live.came.connect(self._show)
        self._live.failed.connect(self._show_failure)
        self._list = self._make_list()
        self._about = QLabel(self)
        self._about.setObjectName("response-about")
        self._about.setWordWrap(True)
        self._drive = DrivePanel(self)
        self._drive.changed.connect(self.ask)
        self._plot = ResponsePlot(studio.theme, self)
        self._told = QLabel(self)
        self._told.setObjectName("response-told")
        self._told.setProperty("role", "muted")
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._apply = QPushButton(tr("&Apply to neurons"), self)
        self._insert = QPushButton(tr("&Insert as core"), self)
        for button, name, tip, signal in (
            (
                self._apply,
                "preset-apply",
                tr("Give the selected neurons the preset's parameters and strengths"),
                self.applied,
            ),
            (
                self._insert,
                "preset-insert",
                tr("Add a core with all neurons, links and lines of the preset"),
                self.inserted,
            ),
        ):
            button.setObjectName(name)
            button.setToolTip(tip)
            button.setAccessibleName(without_mnemonic(button.text()))
            button.clicked.connect(partial(self._tell, signal))
        self._lay_out()
        self._show_choice()

    @property
    def preset(self) -> Preset | None:
        """The chosen preset; None for the selected neuron."""
        row = self._list.currentRow()
        return PRESETS[row - 1] if row > 0 else None

    @property
    def is_quiet(self) -> bool:
        """Whether what is asked for is shown."""
        return self._live.is_quiet

    @property
    def text(self) -> str:
        """What is said of the response."""
        return self._told.text()

    def show_neuron(self, network: Network, neuron: Neuron, chosen: int) -> None:
        """Preview a neuron of a network.

        Parameters
        ----------
        neuron : (int, int)
            Core and neuron; (-1, -1) for none.
        chosen : int
            How many neurons are selected, to give a preset to.
        """
        is_other = network is not self._network or neuron != self._neuron
        self._network, self._neuron, self._chosen = network, neuron, chosen
        self._show_buttons()
        if is_other and self.preset is None:
            self._show_choice()
            self.ask()

    def ask(self) -> None:
        """Have the response computed."""
        make = self._question()
        if make is not None:
            self._live.ask(make)
        else:
            self._live.drop()
            self._plot.show_nothing()
            self._say("")

    # -- Construction

    def _make_list(self) -> QListWidget:
        found = QListWidget(self)
        found.setObjectName("preset-list")
        found.setAccessibleName(tr("Presets of neurons"))
        found.setToolTip(tr("The selected neuron, and presets to see and to use"))
        found.addItem(QListWidgetItem(tr("Selected neuron")))
        for preset in PRESETS:
            item = QListWidgetItem(tr(preset.name))
            item.setToolTip(f"{tr(preset.behaviour)}\n({tr(preset.source)})")
            found.addItem(item)
        found.setMinimumWidth(124)
        found.setMaximumWidth(230)
        found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        found.setCurrentRow(0)
        found.currentRowChanged.connect(self._choose)
        return found

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self._told, 1)
        buttons.addWidget(self._apply)
        buttons.addWidget(self._insert)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self._about)
        right.addWidget(self._drive)
        right.addWidget(self._plot, 1)
        right.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 4)
        layout.addWidget(self._list, 1)
        layout.addLayout(right, 3)

    # -- Following the choice

    def _choose(self) -> None:
        preset = self.preset
        ticks = showing_of(preset).ticks if preset else FIRST_TICKS
        lines = len(preset.inputs) if preset else self._types
        self._drive.set_up(lines, ticks)
        self._show_choice()
        self.ask()

    @property
    def _types(self) -> int:
        return self._network.hardware.axon_types if self._network else 1

    def _show_choice(self) -> None:
        preset, (core, neuron) = self.preset, self._neuron
        if preset is not None:
            self._about.setText(
                tr(
                    "<b>{name}</b>: {behaviour}.",
                    name=tr(preset.name),
                    behaviour=tr(preset.behaviour),
                )
            )
        elif neuron >= 0:
            self._about.setText(
                tr(
                    "<b>Neuron {neuron} of core {core}</b>, as it is now.",
                    neuron=neuron,
                    core=core,
                )
            )
            self._drive.set_up(self._types)
        else:
            self._about.setText(tr("<b>No neuron</b>: select one, or choose a preset."))
        self._show_buttons()

    def _show_buttons(self) -> None:
        preset = self.preset
        is_single = preset is not None and len(preset.cells) == 1
        self._apply.setVisible(preset is not None)
        self._apply.setEnabled(is_single and self._chosen > 0)
        self._insert.setVisible(preset is not None)

    def _tell(self, signal: object, _checked: bool = False) -> None:
        if self.preset is not None:
            signal.emit(self.preset)  # type: ignore[attr-defined]

    # -- Responses

    def _question(self) -> Make | None:
        """Return what computes the response, from values that never change."""
        drive, ticks, preset = self._drive.drive, self._drive.ticks, self.preset
        is_own = drive.kind is DriveKind.OWN
        if preset is not None:
            trains = showing_of(preset).trains if is_own else trains_of(drive)
            return partial(_of_preset, preset, trains, ticks)
        network, (core, neuron) = self._network, self._neuron
        if network is None or network.circuit is None or neuron < 0:
            return None
        if is_own:
            return partial(responding_in_place, network, (core, neuron), ticks)
        chosen = network.circuit.cores[core]
        alone = neuron_network(
            parameters_of(chosen, neuron), strengths_of(chosen, neuron), network.seed
        )
        return partial(responding, alone, trains_of(drive), ticks)

    def _show(self, response: Response) -> None:
        self._plot.show_response(response)
        self._say(told(response))

    def _show_failure(self, error: TNStudioError) -> None:
        self._say(f"⚠ {error}")

    def _say(self, text: str) -> None:
        self._told.setText(text)
        self._told.setToolTip(text)


def _of_preset(
    preset: Preset, trains: tuple[tuple[int, ...], ...], ticks: int
) -> Generator[None, None, Response]:
    circuit = circuit_of_preset(preset, _ROOMY)
    return responding(free_network(preset.name, circuit, _ROOMY), trains, ticks)

"""The column at the left: what goes into the chip and what comes out of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from tnstudio.app.frame import Frame
from tnstudio.app.selection import Item, Kind
from tnstudio.model.circuit import Circuit
from tnstudio.ui.simulate.deploy_card import DeployCard
from tnstudio.ui.simulate.input_panel import InputPanel
from tnstudio.ui.simulate.line_panels import OutputsPanel, StimuliPanel
from tnstudio.ui.simulate.panel_scroll import PanelScroll
from tnstudio.ui.simulate.votes_view import VotesView
from tnstudio.ui.studio import Studio

WIDTH = 266
"""In pixels."""


class SidePanel(PanelScroll):
    """Image, votes and chip; for free cores their stimuli and outputs.

    Attributes
    ----------
    line_chosen : Signal of Kind, int
        An input or an output line of free cores.
    input : InputPanel
    stimuli : StimuliPanel
    outputs : OutputsPanel
    votes : VotesView
    deploy_card : DeployCard
    """

    line_chosen = Signal(object, int)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self.input = InputPanel(studio, self)
        self.stimuli = StimuliPanel(studio.theme, self)
        self.outputs = OutputsPanel(studio.theme, self)
        self.votes = VotesView(studio.theme, self)
        self.deploy_card = DeployCard(self)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.input, 3)
        column.addWidget(self.stimuli, 3)
        column.addWidget(self.outputs, 2)
        column.addWidget(self.votes, 2)
        column.addWidget(self.deploy_card)
        expanding = QSizePolicy.Policy.Expanding
        column.addSpacerItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, expanding))
        self.stimuli.chosen.connect(lambda row: self.line_chosen.emit(Kind.INPUT, row))
        self.outputs.chosen.connect(lambda row: self.line_chosen.emit(Kind.OUTPUT, row))

    def show_circuit(self, circuit: Circuit, frame: Frame | None) -> None:
        """List the lines of free cores, as they are in a frame if there is one."""
        for panel in (self.stimuli, self.outputs):
            panel.show_circuit(circuit)
        if frame is not None:
            self.show_lines(frame)

    def show_lines(self, frame: Frame) -> None:
        """Show what a frame did on the lines of free cores."""
        self.stimuli.show_frame(frame)
        self.outputs.show_frame(frame)

    def clear_lines(self) -> None:
        """Show the lines before tick 0."""
        self.stimuli.clear()
        self.outputs.clear()

    def mark_line(self, item: Item | None) -> None:
        """Mark the line that is selected, if one is."""
        for kind, panel in ((Kind.INPUT, self.stimuli), (Kind.OUTPUT, self.outputs)):
            is_chosen = item is not None and item.kind is kind
            panel.select(item.index if item is not None and is_chosen else -1)

    def show_parts(
        self, *, has_chip: bool, shows_chip: bool, is_circuit: bool, has_classes: bool
    ) -> None:
        """Show what belongs to images, or what belongs to stimuli."""
        self.input.setVisible(has_chip and not is_circuit)
        self.votes.setVisible(shows_chip and (has_classes or not is_circuit))
        self.deploy_card.setVisible(not is_circuit)
        self.stimuli.setVisible(shows_chip and is_circuit)
        self.outputs.setVisible(shows_chip and is_circuit)

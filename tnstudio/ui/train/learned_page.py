"""What the neurons of a core have learned: a wall of pictures, one close up."""

from collections.abc import Iterator
from math import ceil, sqrt
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.csv_table import Row
from tnstudio.app.designs import fitting
from tnstudio.app.document import Part
from tnstudio.app.learned import NOWHERE, LearnedCore, SortBy, learned_core
from tnstudio.app.selection import Selection
from tnstudio.app.wording import counted
from tnstudio.model.network import Network
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.close_up import CloseUp
from tnstudio.ui.train.examining import Examining
from tnstudio.ui.train.picture_wall import PictureWall, Tiles, printed
from tnstudio.ui.train.weight_colours import diverging
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.empty_state import EmptyState
from tnstudio.ui.widgets.paper_figure import ImagePanel, PaperFigure
from tnstudio.ui.widgets.picture_file import PAPER
from tnstudio.ui.widgets.plot_export import ExportButton
from tnstudio.ui.widgets.text_scale import keep_fit, scaled

PRINTED_WIDTH = 900
"""Of the pictures of all neurons on paper, in its pixels, about."""

_SORTS = {
    SortBy.NUMBER: tr("By number"),
    SortBy.DESTINATION: tr("By class"),
    SortBy.STRENGTH: tr("By strength Σ|c̃ s|"),
    SortBy.SATURATION: tr("By saturation"),
}


class LearnedPage(DocumentView):
    """The neurons of one core as pictures of their weights.

    It shows the trained network as it was trained; while the design is still
    that, the core is the one that the document has selected.
    """

    follows: ClassVar[Part] = Part.TRAINED | Part.NETWORK | Part.SELECTION

    def __init__(self, studio: Studio, examining: Examining, parent: QWidget) -> None:
        super().__init__(studio, parent)
        self.setObjectName("page-learned")
        self._examining = examining
        self._trained: TrainedNetwork | None = None
        self._core: LearnedCore | None = None
        self._order = np.zeros(0, np.intp)
        self.empty = EmptyState(studio.theme, "learned-empty", self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._figures())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        studio.theme.changed.connect(self._show_wall)
        examining.changed.connect(self._take_examined)

    # -- What every page does

    def rehearse(self) -> None:
        """Bring the page into a state worth a picture."""
        self._sort.setCurrentIndex(list(_SORTS).index(SortBy.STRENGTH))

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        return self.is_fresh and not self._examining.is_busy

    def refresh(self, parts: Part) -> None:
        """Show the selected core of the trained network."""
        trained = self._studio.document.project.trained
        # A page that was just made has told nothing yet.
        if trained is not self._trained or trained is None:
            self._take_trained(trained)
        if trained is not None and parts & (Part.SELECTION | Part.TRAINED):
            self._take_selection(trained)
            self.close_up.take_examined()

    # -- Construction

    def _figures(self) -> QWidget:
        view = QWidget(self)
        card = Card(tr("Neurons"), "learned-wall-card", view)
        self._layer = self._chooser(
            "learned-layer", tr("Layer"), tr("The layer of the core")
        )
        self._layer.currentIndexChanged.connect(lambda: self._choose())
        self._number = QSpinBox(view)
        self._number.setObjectName("learned-core")
        self._number.setAccessibleName(tr("Core"))
        self._number.setPrefix(tr("Core "))
        keep_fit(self._number, lambda: self._number.setMinimumWidth(scaled(100)))
        self._number.setToolTip(tr("The core whose neurons are shown, from 0"))
        self._number.valueChanged.connect(lambda: self._choose())
        self._sort = self._chooser(
            "learned-sort",
            tr("Order of the neurons"),
            tr("What the neurons are sorted by"),
        )
        self._sort.addItems(list(_SORTS.values()))
        self._sort.currentIndexChanged.connect(self._show_wall)
        self._votes = self._chooser(
            "learned-votes",
            tr("Readout"),
            tr("Which output neurons vote for a class; the others are dimmed"),
        )
        self._votes.setMaximumWidth(190)
        self._votes.currentIndexChanged.connect(self._show_wall)
        card.header.addStretch(1)
        card.header.addWidget(self._layer)
        card.header.addWidget(self._number)
        ExportButton(self._studio, card, self._figures_on_show)
        second = QHBoxLayout()
        second.addStretch(1)
        second.addWidget(self._votes)
        second.addWidget(self._sort)
        self.wall = PictureWall(
            self._studio.theme, "learned-wall", tr("Weights of the neurons"), card
        )
        self.wall.chosen.connect(self._show_neuron)
        self._idle = QLabel(tr("This core feeds nothing: it has no neurons."), card)
        self._idle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._idle.setProperty("role", "muted")
        card.body.addLayout(second)
        card.body.addWidget(self.wall, 1)
        card.body.addWidget(self._idle, 1)
        self.close_up = CloseUp(self._studio.theme, self._examining, view)
        layout = QHBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(card, 5)
        layout.addWidget(self.close_up, 4)
        return view

    def _chooser(self, name: str, title: str, tip: str) -> QComboBox:
        chooser = QComboBox(self)
        chooser.setObjectName(name)
        chooser.setAccessibleName(title)
        chooser.setToolTip(tip)
        # In the smallest window its text is cut off; else it has the room it needs.
        keep_fit(chooser, lambda: chooser.setMinimumWidth(scaled(90)))
        chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return chooser

    # -- Which core

    def _take_trained(self, trained: TrainedNetwork | None) -> None:
        self._trained = trained
        self._core = None
        if trained is None:
            self.empty.tell(
                "mdi6.image-filter-center-focus",
                tr("Not trained yet"),
                tr(
                    "Once there is a trained network, the weights of its neurons are "
                    "drawn here."
                ),
            )
            self._stack.setCurrentIndex(0)
            return
        layers = len(trained.layers)
        with QSignalBlocker(self._layer):
            chosen = max(0, min(self._layer.currentIndex(), layers - 1))
            self._layer.clear()
            self._layer.addItems(
                [tr("Layer {number}", number=k + 1) for k in range(layers)]
            )
            self._layer.setCurrentIndex(chosen)
        self._stack.setCurrentIndex(1)

    def _take_selection(self, trained: TrainedNetwork) -> None:
        """Show the core that is selected in the document, if there is one."""
        layer, core = self._layer.currentIndex(), self._number.value()
        selection = self._studio.document.selection
        if fitting(self._studio.document.project) is trained and selection.layer >= 0:
            if selection.layer != layer:
                layer, core = selection.layer, 0
            core = max(core, 0) if selection.core < 0 else selection.core
        self._show_core(trained, layer, core)

    def _choose(self) -> None:
        """Show the core that is chosen here, and select it in the document."""
        trained = self._trained
        if trained is None:
            return
        layer, core = self._layer.currentIndex(), self._number.value()
        self._show_core(trained, layer, core)
        if fitting(self._studio.document.project) is trained:
            core = self._number.value()
            self._studio.document.select(Selection.of(layer, core), self)

    def _show_core(self, trained: TrainedNetwork, layer: int, core: int) -> None:
        cores = len(trained.layers[layer])
        core = min(core, cores - 1)
        with QSignalBlocker(self._layer), QSignalBlocker(self._number):
            self._layer.setCurrentIndex(layer)
            self._number.setRange(0, cores - 1)
            self._number.setSuffix(tr(" (of {cores})", cores=cores))
            self._number.setValue(core)
        shown = self._core
        if shown is None or (shown.layer, shown.core) != (layer, core):
            self._core = learned_core(trained, layer, core)
            self._offer_classes(trained.network, self._core)
            self._show_wall()

    def _offer_classes(self, network: Network, core: LearnedCore) -> None:
        """Offer the readout map for the neurons of the last layer."""
        is_last = core.layer + 1 == len(network.layers)
        index = list(_SORTS).index(SortBy.DESTINATION)
        self._sort.setItemText(index, tr("By class") if is_last else tr("By next core"))
        self._votes.setVisible(is_last)
        with QSignalBlocker(self._votes):
            chosen = self._votes.currentIndex()
            self._votes.clear()
            if not is_last:
                return
            names = network.readout.class_names
            counts = np.bincount(core.destinations, minlength=len(names))
            offered = zip(names, counts, strict=True)
            self._votes.addItems(
                [
                    tr("All classes"),
                    *(f"{name}: {counted(count, 'neuron')}" for name, count in offered),
                ]
            )
            self._votes.setCurrentIndex(min(max(0, chosen), len(names)))

    # -- Pictures

    def _show_wall(self) -> None:
        core, trained = self._core, self._trained
        if core is None or trained is None:
            return
        self._order = core.order(list(_SORTS)[self._sort.currentIndex()])
        wanted = self._votes.currentIndex() - 1
        pixels = diverging(core.pictures(), core.strongest, self._studio.theme.colours)
        lit = None
        if wanted >= 0:
            lit = (core.destinations == wanted)[self._order]
        self._idle.setVisible(not core.neurons)
        self.wall.setVisible(bool(core.neurons))
        self.wall.show_tiles(
            Tiles(
                pixels[self._order],
                self._captions(core, trained.network),
                self._words_of,
                lit,
            ),
            0 if lit is None or not lit.size else int(lit.argmax()),
        )
        self._show_neuron()

    def _figures_on_show(self) -> tuple[PaperFigure, ...]:
        """Return the neurons on show, to be exported."""
        core, order = self._core, self._order
        if core is None or not order.size:
            return ()
        pixels = diverging(core.pictures()[order], core.strongest, PAPER)
        across = ceil(sqrt(len(pixels)))
        panel = ImagePanel(
            printed(pixels, across, PAPER.grid),
            tr(
                "Weights c̃ s of layer {layer}, core {core}: "
                "blue +{strongest}, orange −{strongest}",
                layer=core.layer + 1,
                core=core.core,
                strongest=core.strongest,
            ),
            max(1, PRINTED_WIDTH // (across * pixels.shape[2])),
        )
        axons = range(core.weights.shape[1])
        return (
            PaperFigure(
                f"layer-{core.layer + 1}-core-{core.core}",
                tr("Neurons"),
                (panel,),
                ("neuron", "leads_to", "bias", *(f"axon_{k}" for k in axons)),
                lambda: _rows(core, order),
            ),
        )

    def _captions(self, core: LearnedCore, network: Network) -> tuple[str, ...]:
        """Return the class of each output neuron; other layers have no captions."""
        if core.layer + 1 < len(network.layers):
            return ()
        names = network.readout.class_names
        return tuple(names[k] for k in core.destinations[self._order])

    def _words_of(self, tile: int) -> str:
        core, trained = self._core, self._trained
        if core is None or trained is None or not 0 <= tile < self._order.size:
            return ""
        neuron = int(self._order[tile])
        words = words_of(core, trained.network, neuron)
        return tr("Neuron {neuron}, {words}", neuron=neuron, words=words)

    def _show_neuron(self) -> None:
        tile = self.wall.index
        if self._core is not None and self._trained is not None:
            neuron = int(self._order[tile]) if tile >= 0 else NOWHERE
            words = words_of(self._core, self._trained.network, neuron)
            self.close_up.show_neuron(self._trained, self._core, neuron, words)

    def _take_examined(self) -> None:
        if self.isVisible():
            self.close_up.take_examined()
        else:
            self._stale |= Part.TRAINED


def _rows(core: LearnedCore, order: npt.NDArray[np.intp]) -> Iterator[Row]:
    """Yield a row per neuron: number, class or core that it leads to, b, c̃ s."""
    for neuron in order.tolist():
        yield (
            neuron,
            int(core.destinations[neuron]),
            float(core.parameters.biases[neuron]),
            *core.weights[neuron].tolist(),
        )


def words_of(core: LearnedCore, network: Network, neuron: int) -> str:
    """Return what is told about a neuron; empty if there is none."""
    if neuron < 0:
        return ""
    leads = int(core.destinations[neuron])
    if core.layer + 1 == len(network.layers):
        where = tr(
            "votes for {class_name}", class_name=network.readout.class_names[leads]
        )
    elif leads == NOWHERE:
        where = tr("read by no core")
    else:
        where = tr(
            "read by core {core} of layer {layer}", core=leads, layer=core.layer + 2
        )
    return tr(
        "{where}; bias b {bias:+.2f}, Σ|c̃ s| {strength:.1f}, {percent:.0f} % of "
        "synapses saturated",
        where=where,
        bias=core.parameters.biases[neuron],
        strength=core.strengths[neuron],
        percent=100 * core.saturated[neuron],
    )

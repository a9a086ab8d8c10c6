"""One neuron, large: its weights, its mean input, and the numbers behind them."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from tnstudio.app.learned import LearnedCore
from tnstudio.model.topology import lay_out
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.cell_grid import CellGrid, Cells
from tnstudio.ui.train.examining import Examining
from tnstudio.ui.train.weight_colours import Pixels, diverging, grey
from tnstudio.ui.widgets.card import Card


class Shown(IntEnum):
    """What of a neuron is drawn."""

    WEIGHTS = 0
    MEAN_INPUT = 1
    PRODUCT = 2


class CloseUp(Card):
    """The axons of a neuron where they look, and the chosen one in words."""

    def __init__(
        self, theme: Theme, examining: Examining, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Neuron"), "learned-close-up", parent)
        self._theme = theme
        self._examining = examining
        self._neuron = -1
        self._core: LearnedCore | None = None
        self._trained: TrainedNetwork | None = None
        self._what = QComboBox(self)
        self._what.setObjectName("learned-what")
        self._what.setAccessibleName(tr("What is drawn"))
        self._what.setToolTip(
            tr(
                "Weights c̃ s; the mean input of the window over the test images; or "
                "their product, what each axon adds on average"
            )
        )
        self._what.setMinimumWidth(90)
        self._what.addItems([tr("Weights c̃ s"), tr("Mean input"), tr("Weight × input")])
        self._what.currentIndexChanged.connect(self._draw)
        self.header.addStretch(1)
        self.header.addWidget(self._what)
        self.grid = CellGrid(theme, "learned-neuron", tr("Axons of the neuron"), self)
        self.grid.chosen.connect(lambda: self._tell())
        self._told = QLabel(self)
        self._told.setObjectName("learned-axon")
        self._facts = QLabel(self)
        self._facts.setObjectName("learned-facts")
        self._facts.setProperty("role", "muted")
        for label in (self._told, self._facts):
            label.setWordWrap(True)
            # Two lines for either: the picture must not jump with the words.
            label.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self._told)
        self.body.addWidget(self._facts)

    def show_neuron(
        self, trained: TrainedNetwork, core: LearnedCore, neuron: int, words: str
    ) -> None:
        """Show a neuron of a core; -1 for none.

        Parameters
        ----------
        words : str
            What is told about it.
        """
        self._trained, self._core, self._neuron = trained, core, neuron
        self.set_heading(
            tr("Neuron {neuron}", neuron=neuron) if neuron >= 0 else tr("No neuron")
        )
        self._facts.setText(words[:1].upper() + words[1:])
        self._draw()

    def take_examined(self) -> None:
        """Show mean inputs as they are known now."""
        if self._core is not None:
            self._draw()

    def _draw(self) -> None:
        core = self._core
        if core is None or self._neuron < 0:
            nothing = np.zeros((0, 0), np.uint32)
            self.grid.show_cells(Cells(nothing, lambda _, __: ""))
            self._told.setText("")
            return
        what = Shown(self._what.currentIndex())
        if what is not Shown.WEIGHTS:
            self._examining.want()
        values = core.places.picture(self._values(core, what))
        texts = np.where(np.isnan(values), "", np.char.mod("%+.2f", values))
        if what is Shown.MEAN_INPUT:
            texts = np.char.lstrip(texts, "+")
        is_signed = what is not Shown.MEAN_INPUT
        cells = Cells(
            self._pixels(values, core, what),
            self._words_at,
            texts=texts,
            signs=np.sign(np.nan_to_num(values)).astype(np.int8) if is_signed else None,
            block=core.places.block,
        )
        self.grid.show_cells(cells)
        self._tell()

    def _values(self, core: LearnedCore, what: Shown) -> npt.NDArray[np.float32]:
        # No -0.00: a synapse that is never on has no sign.
        weights = core.weights[self._neuron] + 0
        if what is Shown.WEIGHTS:
            return weights
        mean = self._mean_input(core)
        if mean is None:
            return np.full_like(weights, np.nan)
        return mean if what is Shown.MEAN_INPUT else weights * mean

    def _mean_input(self, core: LearnedCore) -> npt.NDArray[np.float32] | None:
        result = self._examining.result
        if result is None or self._examining.trained is not self._trained:
            return None
        return result.mean_input(core.layer, core.plan.sources)

    def _pixels(
        self, values: npt.NDArray[np.float32], core: LearnedCore, what: Shown
    ) -> Pixels:
        if what is Shown.MEAN_INPUT:
            return grey(values)
        return diverging(values, core.strongest, self._theme.colours)

    def _tell(self) -> None:
        self._told.setText(self._with_reason(self.grid.told()))

    def _with_reason(self, told: str) -> str:
        """Tell also why there is no mean input although it was asked for."""
        core, examining = self._core, self._examining
        wanted = self._what.currentIndex() != Shown.WEIGHTS
        if not wanted or core is None or self._mean_input(core) is not None:
            return told
        if examining.error is not None:
            return tr(
                "{told}. No mean input: {error}", told=told, error=examining.error
            )
        if examining.was_cancelled:
            return tr("{told}. The mean input was not counted", told=told)
        return tr("{told}. Counting the mean input …", told=told)

    def _words_at(self, row: int, column: int) -> str:
        core, trained = self._core, self._trained
        if core is None or trained is None:
            return ""
        axon = core.places.axon_at(row, column)
        if axon < 0:
            return tr("No axon here")
        kind = int(core.parameters.axon_types[axon])
        words = tr(
            "Axon {axon} reads {source}: "
            "c̃ {probability:.2f} × s {strength:+d} = {weight:+.2f} (type {kind})",
            axon=axon,
            source=source_words(trained, core, axon),
            probability=core.parameters.probabilities[axon, self._neuron],
            strength=core.parameters.strengths[kind, self._neuron],
            weight=core.weights[self._neuron, axon] + 0,
            kind=kind,
        )
        mean = self._mean_input(core)
        return (
            words
            if mean is None
            else tr("{words}, mean input {mean:.2f}", words=words, mean=mean[axon])
        )


def source_words(trained: TrainedNetwork, core: LearnedCore, axon: int) -> str:
    """Return what an axon reads, in words."""
    source = int(core.plan.sources[axon])
    if core.layer == 0:
        shape = trained.network.input
        pixel, channel = divmod(source, shape.channels)
        row, column = divmod(pixel, shape.columns)
        if shape.channels == 1:
            return tr("row {row}, column {column}", row=row, column=column)
        return tr(
            "row {row}, column {column}, channel {channel}",
            row=row,
            column=column,
            channel=channel,
        )
    below = lay_out(trained.network).layers[core.layer - 1].cores
    firsts = [one.first_neuron for one in below]
    # Of cores without neurons, which start where the next one does, the last.
    index = int(np.searchsorted(firsts, source, side="right")) - 1
    return tr(
        "neuron {neuron} of core {core} in layer {layer}",
        neuron=source - firsts[index],
        core=index,
        layer=core.layer,
    )

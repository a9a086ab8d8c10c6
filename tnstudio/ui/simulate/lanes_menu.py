"""The menu that chooses which cores and neurons a raster shows."""

from collections.abc import Callable, Iterable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget, QWidgetAction

from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.raster_lanes import numbers_of

RANGE_TIP = tr(
    "Numbers of the neurons that each lane shows, such as 0-31, 40; Enter takes them"
)


class LanesMenu(QMenu):
    """Gives lanes to all cores, to one, to some kind, or to those selected.

    Attributes
    ----------
    lanes_wanted : Signal of tuple of int
        These cores are to have a lane.
    neurons_wanted : Signal of str
        Which neurons: ``used``, ``selected``, or numbers such as ``0-31, 40``.
    selected : callable
        Returns the cores that are selected, anywhere.
    """

    lanes_wanted = Signal(tuple)
    neurons_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Lanes"), parent)
        self.setObjectName("raster-lanes-menu")
        self.selected: Callable[[], tuple[int, ...]] = tuple
        self._cores: ChipCores | None = None
        self._neurons = 1
        self._add("all", tr("&All cores"), lambda cores: range(len(cores)))
        self._add("selection", tr("&Selected cores"), lambda _: self.selected())
        self._layers = self.addMenu(tr("Cores of a &layer"))
        self._layers.setObjectName("raster-layers-menu")
        self._fed = self._add("fed", tr("Cores with &input lines"), _fed)
        outputs = tr("Cores with &output lines")
        self._with_outputs = self._add("outputs", outputs, _with_outputs)
        self.addSeparator()
        self._kinds = QActionGroup(self)
        self._used = self._kind("used", tr("All &used neurons"))
        self._one = self._kind("selected", tr("Neuron with the selected &number"))
        self._used.setChecked(True)
        self._listed = self._kind("listed", tr("&These neurons:"))
        self._field = QLineEdit(self)
        self._field.setObjectName("raster-neurons")
        self._field.setAccessibleName(tr("Neurons to show"))
        self._field.setToolTip(RANGE_TIP)
        self._field.setPlaceholderText("0-31, 40")
        self._field.returnPressed.connect(self._listed.trigger)
        holder = QWidgetAction(self)
        holder.setDefaultWidget(self._field)
        self.addAction(holder)
        self._problem = self.addAction("")
        self._problem.setObjectName("raster-neurons-problem")
        self._problem.setEnabled(False)
        self._problem.setVisible(False)

    def show_chip(self, cores: ChipCores, neurons: int) -> None:
        """Offer another chip's cores, with so many neurons each."""
        self._cores, self._neurons = cores, neurons
        for action in (self._fed, self._with_outputs):
            action.setVisible(cores.has_program)
        self._layers.clear()
        layers = len(cores.layer_names)
        for layer in range(layers):
            is_last = layer == layers - 1
            name = tr("Readout") if is_last else tr("Layer {layer}", layer=layer + 1)
            action = self._layers.addAction(name)
            action.triggered.connect(lambda _=False, k=layer: self._want_layer(k))
        self._layers.menuAction().setVisible(layers > 0)
        self._used.setChecked(True)

    def _want_layer(self, layer: int) -> None:
        cores = self._cores
        if cores is not None:
            self.lanes_wanted.emit(
                tuple(c for c in range(len(cores)) if cores.layer(c) == layer)
            )

    def _add(
        self, name: str, text: str, wanted: Callable[[ChipCores], Iterable[int]]
    ) -> QAction:
        action = self.addAction(text)
        action.setObjectName(f"lanes-of-{name}")
        action.triggered.connect(lambda: self._want(wanted))
        return action

    def _want(self, wanted: Callable[[ChipCores], Iterable[int]]) -> None:
        if self._cores is not None:
            found = tuple(wanted(self._cores))
            if found:
                self.lanes_wanted.emit(found)

    def _kind(self, name: str, text: str) -> QAction:
        action = self._kinds.addAction(text)
        action.setObjectName(f"neurons-{name}")
        action.setCheckable(True)
        action.triggered.connect(lambda: self._want_neurons(name))
        self.addAction(action)
        return action

    def _want_neurons(self, name: str) -> None:
        self._problem.setVisible(False)
        if name != "listed":
            self.neurons_wanted.emit(name)
            return
        most = self._neurons - 1
        text = self._field.text() or self._field.placeholderText()
        try:
            numbers_of(text, most)
        except TNStudioError as error:
            self._problem.setText(f"{error.message}: {error.hint}")
            self._problem.setVisible(True)
            self._used.setChecked(True)
            self.neurons_wanted.emit("used")
            return
        self._listed.setChecked(True)
        self._field.setText(text)
        self.neurons_wanted.emit(text)


def _fed(cores: ChipCores) -> list[int]:
    """Return the cores that an input line feeds."""
    return [int(core) for core in np.unique(cores.program.inputs.core)]


def _with_outputs(cores: ChipCores) -> list[int]:
    """Return the cores with a neuron on an output line."""
    has = (cores.program.routes.line != NONE).any(axis=1)
    return [int(core) for core in np.flatnonzero(has)]

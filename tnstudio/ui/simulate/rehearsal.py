"""What the pages are asked for, so that a picture shows what they are for."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tnstudio.model.hardware import THRESHOLD
from tnstudio.model.neuron_fields import NeuronField
from tnstudio.model.program_edits import NeuronChange
from tnstudio.ui.simulate.breakpoints import Breakpoints
from tnstudio.ui.simulate.forking import Forking
from tnstudio.ui.simulate.pins import Pins
from tnstudio.ui.simulate.tracing import Tracing
from tnstudio.ui.simulate.views import ChipViews

FORK_TICKS = 60
"""Ticks that a fork is compared."""

PINNED = 3
"""Neurons that are pinned."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Selects a neuron that has fired and has the page on show deal with it."""

    views: ChipViews
    tracing: Tracing
    pins: Pins
    forking: Forking
    breakpoints: Breakpoints

    def show(self, page: str) -> None:
        """Fill a page after some ticks; what the page before has lit goes out."""
        self.tracing.clear.trigger()
        self.forking.discard()
        lively = self._lively()
        if not lively:
            return
        self.views.neuron_chosen.emit(*lively[0])
        fill = self._fills.get(page)
        if fill is not None:
            fill()

    @property
    def _fills(self) -> dict[str, Callable[[], None]]:
        return {
            "trace": self.tracing.start.trigger,
            "pinned": self._pin,
            "compare": self._fork,
            "breakpoints": self._stop,
        }

    def _lively(self) -> list[tuple[int, int]]:
        """Return neurons of the last core with spikes, those near half the ticks."""
        record, cores = self.views.record, self.views.cores
        if record is None or cores is None:
            return []
        for core in reversed(range(len(cores))):
            fired = record.events(0, record.end, [core]).neuron
            if len(fired):
                neurons, spikes = np.unique(fired, return_counts=True)
                order = np.argsort(np.abs(2 * spikes - record.end), kind="stable")
                return [(core, int(neuron)) for neuron in neurons[order[:PINNED]]]
        return []

    def _pin(self) -> None:
        for place in reversed(self._lively()):
            if place not in self.pins.places:
                self.views.neuron_chosen.emit(*place)
                self.pins.toggle.trigger()

    def _fork(self) -> None:
        """Silence the neuron from now on."""
        self.forking.fork_here()
        field = NeuronField("threshold")
        place = self.views.core, self.views.neuron
        self.forking.change(NeuronChange(*place, field, THRESHOLD.high))
        self.forking.run(FORK_TICKS)

    def _stop(self) -> None:
        if not self.breakpoints.conditions:
            self.breakpoints.toggle_neuron()

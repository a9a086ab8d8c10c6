"""The cores of a chip as views name and group them."""

import numpy as np
import numpy.typing as npt

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.program import NONE, ChipProgram


class ChipCores:
    """Names, places and classes of the cores of one program.

    Attributes
    ----------
    used : int array, shape (cores,)
        Neurons to show of each core: up to the last that goes anywhere.
    fed : int array, shape (cores,)
        Axons to show of each core: up to the last that anything feeds.
    classes : int32 array, shape (cores, neurons)
        The class that a neuron votes for; `NONE` if it does not.
    """

    def __init__(self, program: ChipProgram) -> None:
        self.program = program
        routes = program.routes
        targeted = routes.core != NONE
        self.used = _last(targeted | (routes.line != NONE))
        feeds = np.zeros(program.axon_types.shape, np.bool_)
        feeds[program.inputs.core, program.inputs.axon] = True
        feeds[routes.core[targeted], routes.axon[targeted]] = True
        self.fed = _last(feeds)
        labels = np.append(program.outputs.label, NONE).astype(np.int32)
        self.classes: npt.NDArray[np.int32] = labels[routes.line]

    def __len__(self) -> int:
        return self.program.cores

    def name(self, core: int) -> str:
        """Return the full name, e.g. ``Core 3: layer 1, row 1, column 0``."""
        places = self.program.places
        copy = f", copy {places.copy[core] + 1}" if self.program.copies > 1 else ""
        return (
            f"Core {core}: layer {places.layer[core] + 1}, row {places.row[core]}, "
            f"column {places.column[core]}{copy}"
        )

    def short_name(self, core: int) -> str:
        """Return a name for tight places, e.g. ``3 · L1 1,0`` or ``3 · L1 1,0 · c2``.

        The copy is told if there is more than one.
        """
        places = self.program.places
        copy = f" · c{places.copy[core] + 1}" if self.program.copies > 1 else ""
        return (
            f"{core} · L{places.layer[core] + 1} "
            f"{places.row[core]},{places.column[core]}{copy}"
        )

    @property
    def layers(self) -> int:
        """Layers of the network."""
        return int(self.program.places.layer.max(initial=0)) + 1

    def layer(self, core: int) -> int:
        """Return the layer of a core, from 0."""
        return int(self.program.places.layer[core])

    def copy(self, core: int) -> int:
        """Return the copy that a core belongs to, from 0."""
        return int(self.program.places.copy[core])

    def selection(self, core: int) -> Selection:
        """Return what the document calls this core."""
        return Selection.of(
            self.layer(core), int(self._siblings(core).searchsorted(core))
        )

    def neuron_selection(self, core: int, neuron: int) -> Selection:
        """Return what the document calls this neuron."""
        item = self.selection(core).items[0]
        return Selection((Item(Kind.NEURON, item.layer, item.core, neuron),))

    def neuron(self, selection: Selection) -> int:
        """Return the neuron that the document has selected, or `NONE`."""
        item = selection.current
        if item is None or item.kind is not Kind.NEURON:
            return NONE
        return item.index if 0 <= item.index < self.program.hardware.neurons else NONE

    def core(self, selection: Selection, copy: int) -> int:
        """Return the core of a copy that the document has selected, or `NONE`."""
        places = self.program.places
        found = np.flatnonzero(
            (places.layer == selection.layer) & (places.copy == copy)
        )
        return int(found[selection.core]) if 0 <= selection.core < found.size else NONE

    def neuron_text(self, core: int, neuron: int) -> str:
        """Return a neuron's number and, if it votes, its class."""
        label = int(self.classes[core, neuron])
        vote = "" if label == NONE else f", class {self.program.class_names[label]}"
        return f"neuron {neuron}{vote}"

    def _siblings(self, core: int) -> npt.NDArray[np.intp]:
        """Return the cores of the same layer and copy, ascending."""
        places = self.program.places
        same_layer = places.layer == places.layer[core]
        return np.flatnonzero(same_layer & (places.copy == places.copy[core]))


def _last(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return one after the last true column of each row; 1 at least."""
    last = flags.shape[1] - np.argmax(flags[:, ::-1], axis=1)
    return np.where(flags.any(axis=1), last, 1)

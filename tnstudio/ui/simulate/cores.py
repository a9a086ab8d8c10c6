"""The cores of a chip as views name and group them."""

import numpy as np
import numpy.typing as npt

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_lines import name_of_input, name_of_output
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.texts import tr
from tnstudio.ui.widgets.long_text import cut

AT_A_GLANCE = 16
"""Free cores with at most so many axons or neurons are shown as a whole."""

LONGEST_NAME = 12
"""Of a core's name in tight places, in characters."""


class ChipCores:
    """Names, places and classes of the cores of one program.

    Parameters
    ----------
    program : ChipProgram
    circuit : Circuit, optional
        The free cores that the program was made of: they have names.

    Attributes
    ----------
    used : int array, shape (cores,)
        Neurons to show of each core: up to the last that goes anywhere; of free
        cores up to the last that anything goes to, too, and all of few.
    fed : int array, shape (cores,)
        Axons to show of each core: up to the last that anything feeds; of free
        cores all of few.
    classes : int32 array, shape (cores, neurons)
        The class that a neuron votes for; `NONE` if it does not.
    """

    def __init__(self, program: ChipProgram, circuit: Circuit | None = None) -> None:
        self.program = program
        self._circuit = circuit
        routes = program.routes
        targeted = routes.core != NONE
        used = targeted | (routes.line != NONE)
        feeds = np.zeros(program.axon_types.shape, np.bool_)
        feeds[program.inputs.core, program.inputs.axon] = True
        feeds[routes.core[targeted], routes.axon[targeted]] = True
        if circuit is not None:
            used |= _reached(program) | (program.hardware.neurons <= AT_A_GLANCE)
            feeds |= program.hardware.axons <= AT_A_GLANCE
        self.used = _last(used)
        self.fed = _last(feeds)
        labels = np.append(program.outputs.label, NONE).astype(np.int32)
        self.classes: npt.NDArray[np.int32] = labels[routes.line]

    def __len__(self) -> int:
        return self.program.cores

    @property
    def has_program(self) -> bool:
        """Whether it is known what the cores are made of, and not just their spikes."""
        return True

    @property
    def is_circuit(self) -> bool:
        """Whether these are free cores."""
        return self._circuit is not None

    @property
    def circuit(self) -> Circuit | None:
        """The free cores that the program was made of; None if it was deployed."""
        return self._circuit

    def rename(self, circuit: Circuit) -> None:
        """Take the names of cores and lines from a circuit that is else the same."""
        self._circuit = circuit

    def name(self, core: int) -> str:
        """Return the full name, e.g. ``Core 3: layer 1, row 1, column 0``.

        That of a free core is like ``Core 0: tick, at row 0, column 1``.
        """
        places = self.program.places
        if self._circuit is not None:
            own = self._circuit.cores[core].name
            row, column = places.chip_row[core], places.chip_column[core]
            if not own:
                return tr(
                    "Core {core}: at row {row}, column {column}",
                    core=core,
                    row=row,
                    column=column,
                )
            return tr(
                "Core {core}: {name}, at row {row}, column {column}",
                core=core,
                name=own,
                row=row,
                column=column,
            )
        place = {
            "core": core,
            "layer": places.layer[core] + 1,
            "row": places.row[core],
            "column": places.column[core],
        }
        if self.program.copies == 1:
            return tr("Core {core}: layer {layer}, row {row}, column {column}", **place)
        return tr(
            "Core {core}: layer {layer}, row {row}, column {column}, copy {copy}",
            **place,
            copy=places.copy[core] + 1,
        )

    def short_name(self, core: int) -> str:
        """Return a name for tight places, e.g. ``3 · L1 1,0`` or ``3 · L1 1,0 · c2``.

        The copy is told if there is more than one. That of a free core is like
        ``0 · tick``.
        """
        if self._circuit is not None:
            own = cut(self._circuit.cores[core].name, LONGEST_NAME)
            return f"{core} · {own}" if own else f"{core}"
        places = self.program.places
        copy = f" · c{places.copy[core] + 1}" if self.program.copies > 1 else ""
        return (
            f"{core} · L{places.layer[core] + 1} "
            f"{places.row[core]},{places.column[core]}{copy}"
        )

    @property
    def about_names(self) -> str:
        """What short names mean."""
        if self.is_circuit:
            return tr("3 · tick is core 3, called tick.")
        return tr(
            "3 · L1 1,0 is core 3, of layer 1, row 1, column 0; "
            "· c2 is the second copy of the network."
        )

    @property
    def layer_names(self) -> tuple[str, ...]:
        """What the layers are called; none if there are free cores instead."""
        if self.is_circuit or not len(self):
            return ()
        hidden = (tr("layer {layer}", layer=k + 1) for k in range(self.layers - 1))
        return (*hidden, tr("readout"))

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
        """Return a neuron's number, its output line and the class it votes for."""
        return tr("neuron {neuron}", neuron=neuron) + self._ends(core, neuron)

    def neuron_heading(self, core: int, neuron: int) -> str:
        """Return the same as `neuron_text`, as it begins a sentence."""
        return tr("Neuron {neuron}", neuron=neuron) + self._ends(core, neuron)

    def _ends(self, core: int, neuron: int) -> str:
        """Return the output line of a neuron of a free core, and its class."""
        label, line = int(self.classes[core, neuron]), NONE
        if self._circuit is not None:
            line = int(self.program.routes.line[core, neuron])
        told = ""
        if self._circuit is not None and line != NONE:
            told += tr(", on {line}", line=name_of_output(self._circuit, line))
        if label != NONE:
            told += tr(", class {name}", name=self.program.class_names[label])
        return told

    def input_text(self, line: int) -> str:
        """Return the name of an input line, or the pixel that it carries."""
        if self._circuit is not None:
            name = _at(self._circuit.line_names, line)
            if not name or name.startswith("input"):
                return name_of_input(self._circuit, line)
            return tr("input {name}", name=name)
        element = int(self.program.inputs.element[line])
        if element == NONE:
            return tr("input line {line}", line=line)
        row, column, channel = np.unravel_index(element, self.program.input_shape)
        if self.program.input_shape[2] == 1:
            return tr("pixel {row}, {column}", row=row, column=column)
        return tr(
            "pixel {row}, {column}, channel {channel}",
            row=row,
            column=column,
            channel=channel,
        )

    def output_text(self, line: int) -> str:
        """Return the name of an output line, or the class that it votes for."""
        if self._circuit is not None:
            name = _at(self._circuit.output_names, line)
            if not name or name.startswith("output"):
                return name_of_output(self._circuit, line)
            return tr("output {name}", name=name)
        label = int(self.program.outputs.label[line])
        vote = "" if label == NONE else f" · {self.program.class_names[label]}"
        return tr("output {number}", number=line) + vote

    def _siblings(self, core: int) -> npt.NDArray[np.intp]:
        """Return the cores of the same layer and copy, ascending."""
        places = self.program.places
        same_layer = places.layer == places.layer[core]
        return np.flatnonzero(same_layer & (places.copy == places.copy[core]))


def _at(names: tuple[str, ...], line: int) -> str:
    """Return the name of a line; empty if it has none."""
    return names[line] if line < len(names) else ""


def _reached(program: ChipProgram) -> npt.NDArray[np.bool_]:
    """Tell which neurons have a synapse, shape (cores, neurons)."""
    columns = np.bitwise_or.reduce(program.synapses, axis=1)
    bits = np.unpackbits(
        columns, axis=1, count=program.hardware.neurons, bitorder="little"
    )
    return bits.astype(np.bool_)


def _last(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return one after the last true column of each row; 1 at least."""
    last = flags.shape[1] - np.argmax(flags[:, ::-1], axis=1)
    return np.where(flags.any(axis=1), last, 1)

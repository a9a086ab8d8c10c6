"""What users do within free cores: each is one step of the history."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tnstudio.app.document import Document
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.chip_places import free_places, places_of
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import ALL, set_axon_types, set_neurons
from tnstudio.model.circuit_lines import rename_input, rename_output
from tnstudio.model.circuit_parts import with_part
from tnstudio.model.crossbar_edits import Crossbar, with_crossbar
from tnstudio.model.neuron_fields import NeuronField, require_value, with_value
from tnstudio.model.neuron_targets import Target, with_delay, with_target
from tnstudio.model.preset_circuits import circuit_of_preset
from tnstudio.model.presets import Preset
from tnstudio.model.stimulus import Stimulus
from tnstudio.model.stimulus_edits import (
    on_line,
    require_stimulus,
    set_stimulus,
    with_stimulus,
)
from tnstudio.texts import marked, tr

ByCore = dict[int, list[int]]
"""The chosen neurons or axons of each core."""


def by_core(circuit: Circuit | None, items: Iterable[Item], kind: Kind) -> ByCore:
    """Return the items of a kind that there are, grouped by their cores."""
    found: ByCore = {}
    for item in items:
        if circuit is None or item.kind is not kind:
            continue
        if not 0 <= item.core < len(circuit.cores):
            continue
        core = circuit.cores[item.core]
        counted = core.neurons.leak if kind is Kind.NEURON else core.axon_types
        if 0 <= item.index < counted.shape[1]:
            found.setdefault(item.core, []).append(item.index)
    return found


def shown_core(document: Document, fallback: int = 0) -> int:
    """Return the core that the selection is about; -1 if there is none at all.

    Parameters
    ----------
    fallback : int
        Which one it is while no core, neuron or axon is selected.
    """
    circuit = document.network.circuit
    if circuit is None or not circuit.cores:
        return -1
    kinds = (Kind.CORE, Kind.NEURON, Kind.AXON)
    chosen = [i.core for i in document.selection.items if i.kind in kinds]
    return next(
        (core for core in (*chosen[::-1], fallback) if 0 <= core < len(circuit.cores)),
        0,
    )


def select_ports(
    document: Document,
    kind: Kind,
    core: int,
    indices: Iterable[int],
    origin: object = None,
    *,
    adds: bool = False,
) -> None:
    """Select neurons or axons of a core.

    Parameters
    ----------
    adds : bool
        Whether they are switched in what is selected, not in place of it.
    """
    items = [Item(kind, 0, core, index) for index in indices]
    selection = document.selection if adds else Selection()
    for item in items:
        selection = selection.toggled(item)
    document.select(selection, origin)


# -- Edits


def change_cores(
    document: Document,
    label: str,
    cores: Iterable[int],
    change: Callable[[int, FreeCore], FreeCore],
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Make some cores anew; if none has changed, there is no edit."""
    circuit = document.network.circuit
    if circuit is None:
        return
    changed = list(circuit.cores)
    for index in cores:
        changed[index] = change(index, changed[index])
    pairs = zip(changed, circuit.cores, strict=True)
    if any(one is not other for one, other in pairs):
        new = replace(circuit, cores=tuple(changed))
        document.edit_circuit(label, new, origin, merge_key)


def edit_crossbar(
    document: Document,
    label: str,
    core: int,
    crossbar: Crossbar,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Give a core another crossbar."""
    change_cores(
        document,
        label,
        (core,),
        lambda _, old: with_crossbar(old, crossbar),
        origin,
        merge_key,
    )


def edit_axon_types(
    document: Document, core: int, types: npt.NDArray[np.uint8], origin: object = None
) -> None:
    """Give all axons of a core their types."""

    def change(_: int, old: FreeCore) -> FreeCore:
        if np.array_equal(old.axon_types[0], types):
            return old
        return set_axon_types(old, ALL, types.tolist())

    change_cores(document, tr("Change axon types"), (core,), change, origin)


def give_axon_type(
    document: Document,
    axons: ByCore,
    axon_type: int,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Give some axons, of any cores, one type.

    Raises
    ------
    TNStudioError
        If there is no such type.
    """

    def change(index: int, old: FreeCore) -> FreeCore:
        if (old.axon_types[0][axons[index]] == axon_type).all():
            return old
        return set_axon_types(old, axons[index], axon_type)

    change_cores(document, tr("Change axon type"), axons, change, origin, merge_key)


def set_neuron_field(
    document: Document,
    neurons: ByCore,
    field: NeuronField,
    value: int,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Set one number of some neurons, of any cores.

    Raises
    ------
    TNStudioError
        If it is out of range; nothing is changed then.
    """
    require_value(field, value)
    change_cores(
        document,
        tr("Change {field}", field=words_of(field)),
        neurons,
        lambda index, old: with_value(old, neurons[index], field, value),
        origin,
        merge_key,
    )


def set_target(
    document: Document,
    neurons: ByCore,
    target: Target,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Send the spikes of some neurons to an axon, to an output line or nowhere.

    Raises
    ------
    TNStudioError
        If there is no such place; nothing is changed then.
    """
    circuit = document.circuit
    for core, chosen in neurons.items():
        circuit = with_target(circuit, core, chosen, target)
    document.edit_circuit(tr("Change target"), circuit, origin, merge_key)


def set_delay_of(
    document: Document,
    neurons: ByCore,
    delay: int,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Let the spikes of some neurons take so many ticks to their axons.

    Raises
    ------
    TNStudioError
        If the delay is out of range, or a core has none of them that reaches
        an axon; nothing is changed then.
    """
    circuit = document.circuit
    for core, chosen in neurons.items():
        circuit = with_delay(circuit, core, chosen, delay)
    document.edit_circuit(tr("Change delay"), circuit, origin, merge_key)


_WORDS = {
    "strengths": marked("strength s of type {type}"),
    "stochastic_synapses": marked("stochastic synapse of type {type}"),
    "leak": marked("leak"),
    "leak_reversal": marked("leak reversal"),
    "stochastic_leak": marked("stochastic leak"),
    "threshold": marked("threshold"),
    "threshold_mask": marked("threshold mask"),
    "negative_threshold": marked("negative threshold"),
    "negative_saturates": marked("negative saturates"),
    "reset_mode": marked("reset mode"),
    "reset_value": marked("reset value"),
    "initial_potential": marked("initial potential"),
}


def words_of(field: NeuronField) -> str:
    """Return what a field is called in the history."""
    return tr(_WORDS[field.name], type=field.axon_type)


# -- Presets


def apply_preset(
    document: Document, neurons: ByCore, preset: Preset, origin: object = None
) -> None:
    """Give neurons the parameters and strengths of a preset of one cell.

    Raises
    ------
    TNStudioError
        If it has several cells or needs more axon types than there are, or no
        neuron is selected; nothing is changed then.
    """
    if len(preset.cells) > 1:
        raise TNStudioError(
            tr(
                "“{name}” is made of {number} neurons",
                name=tr(preset.name),
                number=len(preset.cells),
            ),
            hint=tr("insert it as a core"),
        )
    if not neurons:
        raise TNStudioError(
            tr("No neuron is selected"), hint=tr("select some neurons first")
        )
    cell = preset.cells[0]
    change_cores(
        document,
        tr("Make neurons “{name}”", name=tr(preset.name)),
        neurons,
        lambda index, old: set_neurons(
            old, neurons[index], cell.parameters, cell.strengths
        ),
        origin,
    )


def insert_preset(document: Document, preset: Preset, origin: object = None) -> None:
    """Add a core with all cells of a preset, its links and lines; it is selected.

    Raises
    ------
    TNStudioError
        If cores are too small for it, or the chip is full.
    """
    network = document.network
    circuit = document.circuit
    added = circuit_of_preset(preset, network.hardware)
    places = free_places(places_of(circuit), places_of(added), network.hardware)
    joined = with_part(circuit, added, places)
    document.edit_circuit(
        tr("Insert “{name}”", name=tr(preset.name)), joined, origin, None
    )
    document.select(Selection.of(0, len(circuit.cores)), origin)


# -- Cores, lines and stimuli


def rename_core(
    document: Document,
    core: int,
    name: str,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Call a core something else."""

    def change(_: int, old: FreeCore) -> FreeCore:
        return old if old.name == name else replace(old, name=name)

    change_cores(document, tr("Rename core"), (core,), change, origin, merge_key)


def rename_line(
    document: Document,
    kind: Kind,
    line: int,
    name: str,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Call an input or output line something else."""
    circuit = document.circuit
    rename = rename_input if kind is Kind.INPUT else rename_output
    renamed = rename(circuit, line, name)
    document.edit_circuit(
        tr("Rename {kind}", kind=tr(kind)), renamed, origin, merge_key
    )


def set_class(
    document: Document, lines: Iterable[int], label: int, origin: object = None
) -> None:
    """Let output lines vote for a class; `NONE` for none."""
    circuit = document.circuit
    labels = circuit.outputs.label.copy()
    labels[list(lines)] = label
    if not np.array_equal(labels, circuit.outputs.label):
        outputs = replace(circuit.outputs, label=frozen(labels, np.int32))
        changed = replace(circuit, outputs=outputs)
        document.edit_circuit(tr("Change class of output"), changed, origin, None)


def change_stimulus(
    document: Document,
    index: int,
    stimulus: Stimulus,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Put a stimulus in the place of another.

    Raises
    ------
    TNStudioError
        If it breaks a rule; nothing is changed then.
    """
    circuit = with_stimulus(document.circuit, index, stimulus)
    document.edit_circuit(tr("Change stimulus"), circuit, origin, merge_key)


def drive_lines(
    document: Document,
    lines: Iterable[int],
    stimulus: Stimulus | None,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Let a generator like this one, or none, drive each of some input lines.

    Raises
    ------
    TNStudioError
        If it breaks a rule; nothing is changed then.
    """
    circuit = document.circuit
    for line in lines:
        new = None if stimulus is None else on_line(stimulus, line)
        if new is not None:
            require_stimulus(new, circuit.input_lines)
        circuit = set_stimulus(circuit, line, new)
    label = tr("Remove stimulus") if stimulus is None else tr("Change stimulus")
    document.edit_circuit(label, circuit, origin, merge_key)

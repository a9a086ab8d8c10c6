"""What users do with free cores: each is one step of the history."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

import numpy as np

from tnstudio.app.document import Document
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model import circuit_edits as edits
from tnstudio.model.chip_places import free_places, move_cores, taken_places
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import Place
from tnstudio.model.circuit_lines import feeds, unfeed
from tnstudio.model.circuit_wires import fed_axons, routed_neurons
from tnstudio.model.core_sizes import hardware_of, resize_cores
from tnstudio.model.hardware import DELAY
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.model.program import NONE
from tnstudio.model.stimulus import SingleSpike, Stimulus
from tnstudio.model.stimulus_edits import set_stimulus
from tnstudio.texts import plural, tr

STARTS = (Kind.NEURON, Kind.INPUT)
"""Where wires start."""
ENDS = (Kind.AXON, Kind.OUTPUT)
"""Where wires end."""


# -- Cores


def add_core_near(document: Document, near: Place, origin: object = None) -> None:
    """Add a core at the free place closest to a row and column; it is selected.

    Raises
    ------
    TNStudioError
        If the chip is full.
    """
    circuit, hardware = document.circuit, document.network.hardware
    (place,) = free_places(taken_places(circuit), (near,), hardware)
    core = fresh_core(hardware, _free_name(circuit), place)
    document.edit_circuit(
        tr("Add {name}", name=core.name), edits.add_core(circuit, core), origin
    )
    document.select(Selection.of(0, len(circuit.cores)), origin)


def _free_name(circuit: Circuit) -> str:
    names = {core.name for core in circuit.cores}
    number = len(circuit.cores)
    while f"core {number}" in names:
        number += 1
    return f"core {number}"


def move_cores_by(
    document: Document, cores: Iterable[int], by: Place, origin: object = None
) -> None:
    """Move cores by so many rows and columns of the chip.

    Raises
    ------
    TNStudioError
        If a place is taken or beside the chip; nothing is moved then.
    """
    chosen = set(cores)
    if by == (0, 0) or not chosen:
        return
    network = document.network
    circuit = move_cores(document.circuit, network.hardware, chosen, by)
    label = plural("Move core", "Move {number} cores", len(chosen))
    document.edit_circuit(label, circuit, origin)


def resize_all_cores(
    document: Document, axons: int, neurons: int, origin: object = None
) -> None:
    """Give all cores another size.

    Raises
    ------
    TNStudioError
        If something that is used would be cut; nothing is changed then.
    """
    hardware = hardware_of(axons, neurons, document.network.hardware)
    network = resize_cores(document.network, hardware)
    document.edit_network(
        tr("Resize cores to {axons} × {neurons}", axons=axons, neurons=neurons),
        network,
        origin,
    )


def toggle_synapse(
    document: Document, core: int, axon: int, neuron: int, origin: object = None
) -> None:
    """Switch one synapse of a core on or off."""
    circuit = document.circuit
    old = circuit.cores[core]
    on = not old.crossbar()[axon, neuron]
    new = edits.set_synapses(old, axon, neuron, on)
    label = tr("Add synapse") if on else tr("Remove synapse")
    changed = edits.replace_core(circuit, core, new)
    document.edit_circuit(label, changed, origin)


# -- Wires


def ordered(one: Item, other: Item) -> tuple[Item, Item]:
    """Return the two ends of a wire, its start first if one can be that."""
    if one.kind not in STARTS and other.kind in STARTS:
        return other, one
    return one, other


def refusal(one: Item, other: Item) -> str:
    """Return why there can be no wire between two things; nothing if there can."""
    start, end = ordered(one, other)
    if start == end:
        return tr("Let go on an axon or an output line")
    if start.kind not in STARTS:
        return tr("A wire starts at a neuron or an input line")
    if end.kind not in ENDS:
        return tr("A wire ends at an axon or an output line")
    if start.kind is Kind.INPUT and end.kind is Kind.OUTPUT:
        return tr("An input line feeds axons, not output lines")
    return ""


def whole_ends(circuit: Circuit, one: Item, other: Item) -> tuple[Item, Item]:
    """Return two ends of a wire; a core stands for its first free port."""
    if other.kind is not Kind.CORE:
        return one, other
    if one.kind in STARTS:
        return one, replace(other, kind=Kind.AXON, index=_free_axon(circuit, other))
    return one, replace(other, kind=Kind.NEURON, index=_free_neuron(circuit, other))


def _free_axon(circuit: Circuit, core: Item) -> int:
    """Return the first axon that nothing reaches; the last one if there is none."""
    free = ~fed_axons(circuit, core.core)
    return int(np.argmax(free)) if free.any() else len(free) - 1


def _free_neuron(circuit: Circuit, core: Item) -> int:
    free = ~routed_neurons(circuit.cores[core.core])
    return int(np.argmax(free)) if free.any() else len(free) - 1


def wire(document: Document, one: Item, other: Item, origin: object = None) -> None:
    """Connect two things; what the neuron reached before, it reaches no more.

    A line whose number is one too high is added first. A wire from an input
    line to an axon that it feeds already is cut.

    Raises
    ------
    TNStudioError
        If there can be no such wire.
    """
    why_not = refusal(one, other)
    if why_not:
        raise TNStudioError(why_not)
    start, end = ordered(one, other)
    circuit = document.circuit
    if start.kind is Kind.INPUT:
        label, circuit = _fed(circuit, start, end)
    elif end.kind is Kind.OUTPUT:
        if end.index == circuit.output_lines:
            circuit = edits.add_output_line(circuit)
        label = tr("Wire neuron to output {index}", index=end.index)
        circuit = edits.to_line(circuit, (start.core, start.index), end.index)
    else:
        label = tr("Wire neuron to axon")
        delay = _delay_of(circuit, start) or DELAY.low
        target = (end.core, end.index)
        circuit = edits.connect(circuit, (start.core, start.index), target, delay)
    document.edit_circuit(label, circuit, origin)
    document.select(Selection((start,)), origin)


def _fed(circuit: Circuit, start: Item, end: Item) -> tuple[str, Circuit]:
    target = (end.core, end.index)
    if start.index < circuit.input_lines and feeds(circuit, start.index, target):
        return tr("Cut input {index}", index=start.index), unfeed(
            circuit, start.index, target
        )
    if start.index == circuit.input_lines:
        circuit = with_input(circuit)
    return tr("Wire input {index}", index=start.index), edits.feed(
        circuit, start.index, target
    )


def _delay_of(circuit: Circuit, neuron: Item) -> int:
    """Return the delay of a neuron's wire; 0 without one."""
    if not 0 <= neuron.core < len(circuit.cores):
        return 0
    routes = circuit.cores[neuron.core].routes
    if not 0 <= neuron.index < routes.core.shape[1]:
        return 0
    reaches = int(routes.core[0, neuron.index]) != NONE
    return int(routes.delay[0, neuron.index]) if reaches else 0


def wired(circuit: Circuit, items: Iterable[Item]) -> tuple[Item, ...]:
    """Return those of the items that are neurons with a wire to an axon."""
    neurons = (item for item in items if item.kind is Kind.NEURON)
    return tuple(item for item in neurons if _delay_of(circuit, item))


def step_delays(
    document: Document,
    items: Iterable[Item],
    step: int,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Make the wires of neurons slower or faster by so many ticks, within 1..15."""
    _change_delays(document, items, lambda delay: delay + step, origin, merge_key)


def set_delays(
    document: Document,
    items: Iterable[Item],
    delay: int,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Give the wires of neurons this delay in ticks."""
    _change_delays(document, items, lambda _: delay, origin, merge_key)


def _change_delays(
    document: Document,
    items: Iterable[Item],
    change: Callable[[int], int],
    origin: object,
    merge_key: Hashable,
) -> None:
    before = circuit = document.circuit
    for item in wired(circuit, items):
        old = _delay_of(circuit, item)
        new = min(max(change(old), DELAY.low), DELAY.high)
        if new != old:
            circuit = edits.set_delay(circuit, (item.core, item.index), new)
    if circuit is not before:
        document.edit_circuit(tr("Change delay"), circuit, origin, merge_key)


# -- Lines


def with_input(circuit: Circuit) -> Circuit:
    """Return a circuit with an input line more, driven by one spike at tick 0.

    A line that nothing drives would be of no use to look at.
    """
    line = circuit.input_lines
    return set_stimulus(edits.add_input_line(circuit), line, SingleSpike(line))


def add_input(document: Document, origin: object = None) -> None:
    """Add an input line with one spike at tick 0; it is selected."""
    circuit = document.circuit
    line = Item(Kind.INPUT, index=circuit.input_lines)
    document.edit_circuit(tr("Add input line"), with_input(circuit), origin)
    document.select(Selection((line,)), origin)


def add_output(document: Document, origin: object = None) -> None:
    """Add an output line; it is selected."""
    circuit = document.circuit
    line = Item(Kind.OUTPUT, index=circuit.output_lines)
    document.edit_circuit(tr("Add output line"), edits.add_output_line(circuit), origin)
    document.select(Selection((line,)), origin)


def drive(
    document: Document,
    line: int,
    stimulus: Stimulus | None,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Let a generator, or none, drive an input line."""
    circuit = set_stimulus(document.circuit, line, stimulus)
    label = tr("Remove stimulus") if stimulus is None else tr("Change stimulus")
    document.edit_circuit(label, circuit, origin, merge_key)

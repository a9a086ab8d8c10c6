"""Every edit that there is, with numbers drawn at random."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np

from tests.circuits import oscillator
from tests.trained_networks import tiny_network
from tnstudio.app.clipboard import can_copy, copy, paste
from tnstudio.app.design_actions import (
    duplicate_selected,
    remove_selected,
    select_alike,
    select_all,
)
from tnstudio.app.document import Document
from tnstudio.app.items import all_items
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model import circuit_edits, edits
from tnstudio.model.circuit import Circuit
from tnstudio.model.fixes import fixes
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.neuron import NeuronParameters
from tnstudio.model.rules import check_network
from tnstudio.model.stimulus import PoissonSpikes, SingleSpike

Random = np.random.Generator
Change = Callable[[Random, Network], Network]


def free_cores() -> Network:
    """Return the oscillator on a chip with some more places."""
    network = oscillator()
    chip = replace(network.hardware, grid_rows=3, grid_columns=3)
    return replace(network, hardware=chip)


def of_layers() -> Network:
    """Return two layers of small cores."""
    return tiny_network()


def _one_of(random: Random, count: int) -> int:
    if not count:
        raise TNStudioError("There is nothing to choose")
    return int(random.integers(count))


# -- Edits of any network


def _rename(random: Random, network: Network) -> Network:
    return edits.rename(network, f"name {random.integers(1000)}")


def _seed(random: Random, network: Network) -> Network:
    return replace(network, seed=int(random.integers(-1, 100)))


def _fix(random: Random, network: Network) -> Network:
    offered = [fix for p in check_network(network) for fix in fixes(network, p)]
    return offered[random.integers(len(offered))].network if offered else network


# -- Edits of layers


def _layer(random: Random) -> WindowLayer:
    strengths = tuple(random.integers(-3, 4, random.integers(1, 6)).tolist())
    numbers = random.integers(0, 5, 3).tolist()
    return WindowLayer(numbers[0], numbers[1], numbers[2], strengths)


def _index(random: Random, network: Network) -> int:
    return _one_of(random, len(network.layers))


def _set_layer(random: Random, network: Network) -> Network:
    return edits.set_layer(network, _index(random, network), _layer(random))


def _add_layer(random: Random, network: Network) -> Network:
    return edits.add_layer(network)


def _insert_layer(random: Random, network: Network) -> Network:
    return edits.insert_layer(network, _index(random, network), _layer(random))


def _duplicate_layer(random: Random, network: Network) -> Network:
    return edits.duplicate_layer(network, _index(random, network))


def _move_layer(random: Random, network: Network) -> Network:
    return edits.move_layer(network, _index(random, network), _index(random, network))


def _remove_layer(random: Random, network: Network) -> Network:
    return edits.remove_layer(network, _index(random, network))


def _input(random: Random, network: Network) -> Network:
    return edits.set_input(network, InputShape(*random.integers(1, 9, 3).tolist()))


def _readout(random: Random, network: Network) -> Network:
    names = tuple("abc"[k] for k in random.integers(0, 3, random.integers(5)))
    return replace(network, readout=Readout(names))


def _hardware(random: Random, network: Network) -> Network:
    return replace(
        network, hardware=Hardware("any", *random.integers(2, 30, 5).tolist())
    )


# -- Edits of free cores


def _core(random: Random, circuit: Circuit) -> int:
    return _one_of(random, len(circuit.cores))


def _edited(change: Callable[[Random, Circuit, Network], Circuit]) -> Change:
    def edit(random: Random, network: Network) -> Network:
        return replace(network, circuit=change(random, network.circuit, network))

    return edit


def _neurons(random: Random, circuit: Circuit, network: Network) -> Circuit:
    index = _core(random, circuit)
    made = NeuronParameters(
        leak=int(random.integers(-255, 256)), threshold=int(random.integers(9))
    )
    core = circuit_edits.set_neurons(
        circuit.cores[index],
        random.integers(0, 5, 2),
        made,
        random.integers(-255, 256, 2).tolist(),
    )
    return circuit_edits.replace_core(circuit, index, core)


def _synapses(random: Random, circuit: Circuit, network: Network) -> Circuit:
    index = _core(random, circuit)
    on = random.random((4, 5)) < 0.5
    core = circuit_edits.set_synapses(
        circuit.cores[index], circuit_edits.ALL, circuit_edits.ALL, on
    )
    return circuit_edits.replace_core(circuit, index, core)


def _types(random: Random, circuit: Circuit, network: Network) -> Circuit:
    index = _core(random, circuit)
    types = random.integers(0, 2, 4).tolist()
    core = circuit_edits.set_axon_types(circuit.cores[index], range(4), types)
    return circuit_edits.replace_core(circuit, index, core)


def _connect(random: Random, circuit: Circuit, network: Network) -> Circuit:
    source = _core(random, circuit), int(random.integers(5))
    target = _core(random, circuit), int(random.integers(4))
    delay = int(random.integers(1, 16))
    return circuit_edits.connect(circuit, source, target, delay)


def _disconnect(random: Random, circuit: Circuit, network: Network) -> Circuit:
    source = _core(random, circuit), int(random.integers(5))
    return circuit_edits.disconnect(circuit, source)


def _show(random: Random, circuit: Circuit, network: Network) -> Circuit:
    source = _core(random, circuit), int(random.integers(5))
    line = _one_of(random, circuit.output_lines)
    return circuit_edits.to_line(circuit, source, line)


def _feed(random: Random, circuit: Circuit, network: Network) -> Circuit:
    line = _one_of(random, circuit.input_lines)
    target = _core(random, circuit), int(random.integers(4))
    return circuit_edits.feed(circuit, line, target)


def _input_line(random: Random, circuit: Circuit, network: Network) -> Circuit:
    return circuit_edits.add_input_line(circuit, f"line {random.integers(9)}")


def _output_line(random: Random, circuit: Circuit, network: Network) -> Circuit:
    return circuit_edits.add_output_line(circuit, f"out {random.integers(9)}")


def _stimuli(random: Random, circuit: Circuit, network: Network) -> Circuit:
    line, tick = random.integers(-1, 4, 2).tolist()
    more = SingleSpike(line, tick), PoissonSpikes(line, float(random.random()))
    return replace(circuit, stimuli=(*circuit.stimuli[-5:], *more))


def _add_core(random: Random, circuit: Circuit, network: Network) -> Circuit:
    spot = tuple(random.integers(0, 4, 2).tolist())
    core = circuit_edits.empty_core(network.hardware, "new", spot)
    return circuit_edits.add_core(circuit, core)


def _move_core(random: Random, circuit: Circuit, network: Network) -> Circuit:
    index = _core(random, circuit)
    row, column = random.integers(0, 3, 2).tolist()
    core = replace(circuit.cores[index], chip_row=row, chip_column=column)
    return circuit_edits.replace_core(circuit, index, core)


def _remove_core(random: Random, circuit: Circuit, network: Network) -> Circuit:
    return circuit_edits.remove_core(circuit, _core(random, circuit))


_ANY: dict[str, Change] = {"rename": _rename, "seed": _seed, "fix": _fix}
OF_LAYERS: dict[str, Change] = {
    **_ANY,
    "set layer": _set_layer,
    "add layer": _add_layer,
    "insert layer": _insert_layer,
    "duplicate layer": _duplicate_layer,
    "move layer": _move_layer,
    "remove layer": _remove_layer,
    "remove another layer": _remove_layer,
    "input": _input,
    "readout": _readout,
    "hardware": _hardware,
}
OF_CORES: dict[str, Change] = {
    **_ANY,
    "fix more": _fix,
    **{
        change.__name__: _edited(change)
        for change in (
            _neurons,
            _synapses,
            _types,
            _connect,
            _disconnect,
            _show,
            _feed,
            _input_line,
            _output_line,
            _stimuli,
            _add_core,
            _move_core,
            _remove_core,
        )
    },
}


# -- What is done with the selection


def _select(random: Random, document: Document) -> None:
    every = list(all_items(document.network))
    if document.network.circuit is not None and document.network.circuit.cores:
        core = _core(random, document.network.circuit)
        every += [Item(kind, 0, core, 1) for kind in (Kind.NEURON, Kind.AXON)]
    if every:
        chosen = random.integers(0, len(every), random.integers(1, 4))
        document.select(Selection(tuple({every[k]: None for k in chosen})))


def _remove(random: Random, document: Document) -> None:
    _select(random, document)
    remove_selected(document)


def _duplicate(random: Random, document: Document) -> None:
    _select(random, document)
    duplicate_selected(document)


def _paste(random: Random, document: Document) -> None:
    _select(random, document)
    if can_copy(document):
        text = copy(document)
        _select(random, document)
        paste(document, text)


def _cut(random: Random, document: Document) -> None:
    _select(random, document)
    copy(document)
    remove_selected(document)


def _select_more(random: Random, document: Document) -> None:
    select_alike(document)
    select_all(document)


WITH_SELECTION = {
    "remove": _remove,
    "duplicate": _duplicate,
    "paste": _paste,
    "cut": _cut,
    "select more": _select_more,
}

NAMES = sorted({*OF_LAYERS, *OF_CORES, *WITH_SELECTION})


def edit_at_random(
    name: str, random: Random, document: Document, merge_key: object = None
) -> None:
    """Try one edit; what cannot be done, or not on this kind of network, is not."""
    network = document.network
    with suppress(TNStudioError):
        if name in WITH_SELECTION:
            WITH_SELECTION[name](random, document)
            return
        changes = OF_LAYERS if network.circuit is None else OF_CORES
        if name in changes:
            made = changes[name](random, network)
            document.edit_network(name, made, None, merge_key)

"""What there is to select in a design: all of a kind, names, reading order."""

from collections.abc import Callable, Iterator

import numpy as np

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.network import Network
from tnstudio.model.problems import Problem
from tnstudio.model.topology import grids
from tnstudio.texts import marked, tr

_ORDER = {
    Kind.LAYER: (0, 0),
    Kind.CORE: (0, 0),
    Kind.NEURON: (0, 1),
    Kind.AXON: (0, 2),
    Kind.INPUT: (1, 0),
    Kind.OUTPUT: (2, 0),
    Kind.STIMULUS: (3, 0),
}

_NUMBERED = {
    Kind.LAYER: marked("layer {number}"),
    Kind.CORE: marked("core {number}"),
    Kind.NEURON: marked("neuron {number}"),
    Kind.AXON: marked("axon {number}"),
    Kind.INPUT: marked("input line {number}"),
    Kind.OUTPUT: marked("output line {number}"),
    Kind.STIMULUS: marked("stimulus {number}"),
}

_LINES: dict[Kind, Callable[[Circuit], int]] = {
    Kind.INPUT: lambda circuit: circuit.input_lines,
    Kind.OUTPUT: lambda circuit: circuit.output_lines,
    Kind.STIMULUS: lambda circuit: len(circuit.stimuli),
}


def cores_of_layer(network: Network, layer: int) -> int:
    """Return the number of cores of a layer; free cores are layer 0."""
    if network.circuit is not None:
        return len(network.circuit.cores) if layer == 0 else 0
    if not 0 <= layer < len(network.layers):
        return 0
    return grids(network)[layer + 1].size


def exists(network: Network, item: Item) -> bool:
    """Tell whether there is such a thing in a design."""
    if item.kind is Kind.LAYER:
        return network.circuit is None and 0 <= item.layer < len(network.layers)
    if item.kind in _LINES:
        circuit = network.circuit
        return circuit is not None and 0 <= item.index < _LINES[item.kind](circuit)
    if not 0 <= item.core < cores_of_layer(network, item.layer):
        return False
    return item.kind is Kind.CORE or 0 <= item.index < _parts(network, item.kind)


def existing(network: Network, selection: Selection, kind: Kind) -> tuple[Item, ...]:
    """Return what is selected of a kind and is there, in reading order."""
    chosen = [item for item in selection.of_kind(kind) if exists(network, item)]
    return tuple(sorted(chosen, key=reading_order))


def still_there(network: Network, selection: Selection) -> Selection:
    """Return what of a selection is left in a design.

    A core of a layer may come back with the next digit that is typed: it stays
    selected for as long as its layer is there, and views show it when it is.
    """
    kept = tuple(item for item in selection.items if _may_come_back(network, item))
    return selection if len(kept) == len(selection.items) else Selection(kept)


def _may_come_back(network: Network, item: Item) -> bool:
    if network.circuit is None and item.kind is Kind.CORE:
        return 0 <= item.layer < len(network.layers)
    return exists(network, item)


def reading_order(item: Item) -> tuple[int, ...]:
    """Return what items are sorted by: layers with their cores, then lines."""
    group, part = _ORDER[item.kind]
    return (group, item.layer, item.core, part, item.index)


def told(network: Network, item: Item) -> str:
    """Return what an item is called, e.g. ``core 3 (clock)`` or ``layer 2, core 3``."""
    circuit = network.circuit
    if item.kind is Kind.LAYER:
        return numbered(item.kind, item.layer + 1)
    if item.kind in _LINES:
        name = name_of(circuit, item) if circuit is not None else ""
        return numbered(item.kind, item.index) + (f" ({name})" if name else "")
    core = numbered(Kind.CORE, item.core)
    if circuit is None:
        core = f"{numbered(Kind.LAYER, item.layer + 1)}, {core}"
    elif name := circuit.cores[item.core].name:
        core += f" ({name})"
    return (
        core if item.kind is Kind.CORE else f"{core}, {numbered(item.kind, item.index)}"
    )


def numbered(kind: Kind, number: int) -> str:
    """Return a thing with its number, e.g. ``core 3``."""
    return tr(_NUMBERED[kind], number=number)


def name_of(circuit: Circuit, item: Item) -> str:
    """Return the name of a free core or a line; empty for what has none."""
    if item.kind is Kind.CORE:
        return circuit.cores[item.core].name
    names = {Kind.INPUT: circuit.line_names, Kind.OUTPUT: circuit.output_names}
    of_kind = names.get(item.kind, ())
    return of_kind[item.index] if item.index < len(of_kind) else ""


def place_selected(network: Network, problem: Problem) -> Selection:
    """Return what to select to see the place of a problem."""
    kind, _, rest = problem.place.partition(" ")
    number = rest.split(" ")[0]
    if number.isdecimal():
        item = {
            "layer": lambda k: Item(Kind.LAYER, k - 1),
            "core": lambda k: Item(Kind.CORE, 0, k),
            "stimulus": lambda k: Item(Kind.STIMULUS, index=k),
        }.get(kind, lambda _: Item(Kind.LAYER))(int(number))
    else:
        lines = {"inputs": Kind.INPUT, "outputs": Kind.OUTPUT}
        item = Item(lines.get(kind.partition("/")[0], Kind.LAYER), index=0)
    return Selection((item,)) if exists(network, item) else Selection()


# -- All of a kind


def all_items(network: Network) -> Iterator[Item]:
    """Return layers, cores, lines and stimuli in reading order.

    Cores of layers that the chip has no room for are left out: there may be
    millions.
    """
    if network.circuit is not None:
        yield from _cores(network, 0)
        for kind in _LINES:
            yield from _numbered(network.circuit, kind)
        return
    for layer in range(len(network.layers)):
        yield Item(Kind.LAYER, layer)
        yield from _cores(network, layer)


def all_beside(network: Network, item: Item | None) -> tuple[Item, ...]:
    """Return all of an item's kind in the same layer or core.

    Without an item: all layers, or all free cores.
    """
    circuit = network.circuit
    if item is None or item.kind is Kind.LAYER:
        if circuit is not None:
            return tuple(_cores(network, 0))
        return tuple(Item(Kind.LAYER, k) for k in range(len(network.layers)))
    if item.kind in _LINES:
        return tuple(_numbered(circuit, item.kind)) if circuit is not None else ()
    if item.kind is Kind.CORE:
        return tuple(_cores(network, item.layer))
    count = _parts(network, item.kind)
    return tuple(Item(item.kind, item.layer, item.core, k) for k in range(count))


def all_alike(network: Network, item: Item) -> tuple[Item, ...]:
    """Return all that are like an item, itself among them.

    Cores of all layers; neurons of the same core with the same parameters,
    axons of the same core with the same type, stimuli of the same kind; all
    layers and lines.
    """
    circuit = network.circuit
    if circuit is None and item.kind is Kind.CORE:
        return tuple(one for one in all_items(network) if one.kind is Kind.CORE)
    beside = all_beside(network, item)
    if circuit is None or item.kind not in _LIKENESS:
        return beside
    alike = _LIKENESS[item.kind](circuit, item)
    return tuple(one for one in beside if alike[one.index])


def _parts(network: Network, kind: Kind) -> int:
    hardware = network.hardware
    return hardware.neurons if kind is Kind.NEURON else hardware.axons


def _cores(network: Network, layer: int) -> Iterator[Item]:
    count = cores_of_layer(network, layer)
    if network.circuit is not None or count <= network.hardware.cores:
        yield from (Item(Kind.CORE, layer, k) for k in range(count))


def _numbered(circuit: Circuit, kind: Kind) -> Iterator[Item]:
    yield from (Item(kind, index=k) for k in range(_LINES[kind](circuit)))


def _like_neuron(circuit: Circuit, item: Item) -> list[bool]:
    core = circuit.cores[item.core]
    alike = np.ones(core.neurons.leak.shape[1], np.bool_)
    for name in core.neurons.__slots__:
        values = getattr(core.neurons, name)[0]
        same = values == values[..., item.index, None]
        alike &= same.all(axis=0) if same.ndim > 1 else same
    return [bool(one) for one in alike]


def _like_axon(circuit: Circuit, item: Item) -> list[bool]:
    types = circuit.cores[item.core].axon_types[0]
    return [bool(one) for one in types == types[item.index]]


def _like_stimulus(circuit: Circuit, item: Item) -> list[bool]:
    kind = type(circuit.stimuli[item.index])
    return [isinstance(stimulus, kind) for stimulus in circuit.stimuli]


_LIKENESS: dict[Kind, Callable[[Circuit, Item], list[bool]]] = {
    Kind.NEURON: _like_neuron,
    Kind.AXON: _like_axon,
    Kind.STIMULUS: _like_stimulus,
}

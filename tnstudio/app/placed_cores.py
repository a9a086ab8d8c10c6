"""Cores of a design by one number: layer after layer, as they are placed."""

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.network import Network
from tnstudio.model.topology import grids


def first_cores(network: Network) -> tuple[int, ...]:
    """Return the number of each layer's first core, and that of all cores."""
    if network.circuit is not None:
        return (0, len(network.circuit.cores))
    firsts = [0]
    for grid in grids(network)[1:]:
        firsts.append(firsts[-1] + grid.size)
    return tuple(firsts)


def item_of_core(network: Network, core: int) -> Item:
    """Return a core, by its number, as something that can be selected."""
    firsts = first_cores(network)
    layer = next(k for k in range(len(firsts)) if core < firsts[k + 1])
    return Item(Kind.CORE, layer, core - firsts[layer])


def selected_cores(network: Network, selection: Selection) -> tuple[int, ...]:
    """Return the numbers of the selected cores, the current one last.

    A layer stands for all its cores, a neuron or an axon for its core.
    """
    firsts = first_cores(network)
    found: dict[int, None] = {}
    for item in selection.items:
        if not 0 <= item.layer < len(firsts) - 1:
            continue
        first, end = firsts[item.layer], firsts[item.layer + 1]
        chosen = range(first, end) if item.kind is Kind.LAYER else (first + item.core,)
        for core in chosen:
            if first <= core < end:
                found.pop(core, None)
                found[core] = None
    return tuple(found)

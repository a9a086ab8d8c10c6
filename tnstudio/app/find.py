"""Finding layers, cores, lines, neurons and axons by number or by name."""

import re

from tnstudio.app.items import all_items, exists, name_of, reading_order
from tnstudio.app.selection import Item, Kind
from tnstudio.model.network import Network

_WORDS = {
    "layer": (Kind.LAYER,),
    "core": (Kind.CORE,),
    "neuron": (Kind.NEURON,),
    "axon": (Kind.AXON,),
    "input": (Kind.INPUT,),
    "output": (Kind.OUTPUT,),
    "line": (Kind.INPUT, Kind.OUTPUT),
    "stimulus": (Kind.STIMULUS,),
}
"""What each word before a number means."""

_NUMBERED = re.compile(
    rf"(?:({'|'.join(_WORDS)})s?(?:\s+lines?)?\s+)?(\d{{1,9}})(?:\s*\.\s*(\d{{1,9}}))?"
)


def find(network: Network, query: str) -> tuple[Item, ...]:
    """Return what a query finds, in reading order.

    ``core 12`` is core 12 of each layer, ``12`` anything of that number and
    ``layer 2`` the second layer. ``3.17`` is core 17 of layer 3, or neuron 17
    of free core 3; ``axon 3.17`` an axon of it. Anything else, and these too,
    are looked for in the names of free cores and lines; case means nothing, and
    ``core 1`` is not in ``core 12``.
    """
    wanted = " ".join(query.casefold().split())
    if not wanted:
        return ()
    found = {*_by_number(network, wanted), *_by_name(network, wanted)}
    return tuple(sorted(found, key=reading_order))


def following(
    found: tuple[Item, ...], current: Item | None, step: int = 1
) -> Item | None:
    """Return the item found after the current one, or before it; around the end.

    Parameters
    ----------
    step : int
        1 for the next one, -1 for the one before.
    """
    if not found:
        return None
    if current is None:
        return found[0 if step > 0 else -1]
    here = reading_order(current)
    after = [item for item in found if (reading_order(item) > here) == (step > 0)]
    after = [item for item in after if item != current]
    if not after:
        return found[0 if step > 0 else -1]
    return after[0 if step > 0 else -1]


def _by_number(network: Network, wanted: str) -> set[Item]:
    match = _NUMBERED.fullmatch(wanted)
    if match is None:
        return set()
    word, first, second = match[1], int(match[2]), match[3]
    if second is not None:
        items = _of_pair(network, word, first, int(second))
    else:
        kinds = _WORDS[word] if word else tuple(Kind)
        items = [item for kind in kinds for item in _of_number(network, kind, first)]
    return {item for item in items if exists(network, item)}


def _of_number(network: Network, kind: Kind, number: int) -> list[Item]:
    if kind is Kind.LAYER:
        return [Item(Kind.LAYER, number - 1)]
    if kind is Kind.CORE:
        return [Item(Kind.CORE, k, number) for k in range(_layers(network))]
    if kind in (Kind.NEURON, Kind.AXON):
        # Each core has one of this number: a core must be told too.
        return []
    return [Item(kind, index=number)]


def _of_pair(network: Network, word: str | None, first: int, second: int) -> list[Item]:
    if network.circuit is None:
        cores = word in (None, "core", "layer")
        return [Item(Kind.CORE, first - 1, second)] if cores else []
    kind = {"axon": Kind.AXON, "neuron": Kind.NEURON, None: Kind.NEURON}.get(word)
    return [Item(kind, 0, first, second)] if kind else []


def _layers(network: Network) -> int:
    return len(network.layers) if network.circuit is None else 1


def _by_name(network: Network, wanted: str) -> set[Item]:
    circuit = network.circuit
    if circuit is None:
        return set()
    head = r"(?<!\d)" if wanted[0].isdigit() else ""
    tail = r"(?!\d)" if wanted[-1].isdigit() else ""
    pattern = re.compile(head + re.escape(wanted) + tail)
    named = (item for item in all_items(network) if item.kind is not Kind.STIMULUS)
    return {item for item in named if pattern.search(name_of(circuit, item).casefold())}

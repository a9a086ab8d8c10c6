"""The links from a core to what it feeds: where they run and what they carry."""

from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.topology import grids, lay_out
from tnstudio.texts import tr
from tnstudio.ui.design.drawing import Box, Lit

Point = tuple[float, float]

DELAY = tr("delay 1 tick")
"""Of all links between layers: a spike is there in the tick after."""

_SAMPLES = 48
"""Points along a curve at which its distance is measured."""
_MOST_CORES = 512
"""In larger networks it takes too long to deal the neurons out."""
_MOST_NUMBERS = 8


def curve(tile: Box, target: Box) -> tuple[Point, Point, Point, Point]:
    """Return the points of the cubic curve from a core to one that it feeds."""
    start = (tile.right, tile.top + tile.height / 2)
    end = (target.left, target.top + target.height / 2)
    bend = (end[0] - start[0]) / 2
    return start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end


def link_at(lit: Lit, x: float, y: float, reach: float) -> int | None:
    """Return which target's link passes a point, within a reach; None for none."""
    least, found = reach * reach, None
    for index, target in enumerate(lit.targets):
        points = curve(lit.tile, target)
        if not points[0][0] - reach <= x <= points[3][0] + reach:
            continue
        for k in range(_SAMPLES + 1):
            px, py = _on_curve(points, k / _SAMPLES)
            distance = (px - x) ** 2 + (py - y) ** 2
            if distance <= least:
                least, found = distance, index
    return found


def _on_curve(points: tuple[Point, Point, Point, Point], t: float) -> Point:
    s = 1 - t
    shares = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    x = sum(share * point[0] for share, point in zip(shares, points, strict=True))
    y = sum(share * point[1] for share, point in zip(shares, points, strict=True))
    return x, y


def link_told(network: Network, layer: int, core: int, target: int) -> str:
    """Return what a link carries: source neurons, axons, delay.

    Parameters
    ----------
    target : int
        The core of the next layer; -1 for the readout.
    """
    source = tr("Layer {layer}, core {core}", layer=layer + 1, core=core)
    if target < 0:
        return tr("{source} → readout\nall its neurons vote for classes", source=source)
    following = network.layers[layer + 1]
    features = following.features or 0
    places, readers = grids(network)[layer + 1 : layer + 3]
    row, column = divmod(core, places.columns)
    reader_row, reader_column = divmod(target, readers.columns)
    r = row - reader_row * following.stride
    c = column - reader_column * following.stride
    first = (r * following.window + c) * features
    neurons = _neurons(network, layer, core, target)
    which = (
        tr("neurons {numbers}", numbers=neurons)
        if neurons
        else tr("{number} neurons", number=features)
    )
    axons = f"{first} – {first + features - 1}" if features > 1 else f"{first}"
    return tr(
        "{source} → layer {layer}, core {core}\n{neurons} → axons {axons}\n{delay}",
        source=source,
        layer=layer + 2,
        core=target,
        neurons=which,
        axons=axons,
        delay=DELAY,
    )


def _neurons(network: Network, layer: int, core: int, target: int) -> str:
    """Return the numbers of the neurons that feed a core; empty if unknown."""
    if sum(grid.size for grid in grids(network)[1:]) > _MOST_CORES:
        return ""
    try:
        plans = lay_out(network).layers
    except TNStudioError:
        return ""
    plan = plans[layer].cores[core]
    numbers = plans[layer + 1].cores[target].sources - plan.first_neuron
    mine = numbers[(numbers >= 0) & (numbers < plan.neurons)].tolist()
    shown = ", ".join(str(number) for number in mine[:_MOST_NUMBERS])
    return f"{shown}, … ({len(mine)})" if len(mine) > _MOST_NUMBERS else shown

"""What a layer can have at most, and numbers for it to begin with."""

import math
from dataclasses import dataclass, replace

from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Network, WindowLayer
from tnstudio.model.topology import Grid, covered, grid_after, grids, most_windows

DEFAULT_FEATURES = 64
"""F of a layer that a user adds, where it fits: E15's choice."""


@dataclass(frozen=True, slots=True)
class FeatureLimits:
    """How large F may be in a later layer, with its R and S.

    Attributes
    ----------
    axons : int
        As many features as a core's axons can read: R × R × F.
    fan_out : int
        As many as a source core has neurons for, F to each core that it feeds.
    """

    axons: int
    fan_out: int

    @property
    def most(self) -> int:
        """The largest F that fits; 0 if none does."""
        return min(self.axons, self.fan_out)


def feature_limits(
    hardware: Hardware, source: Grid, layer: WindowLayer
) -> FeatureLimits:
    """Return the limits of F for a layer that reads these cores."""
    places = max(1, layer.window) ** 2
    targets = max(1, most_windows(source, layer))
    return FeatureLimits(hardware.axons // places, hardware.neurons // targets)


def balanced_strengths(hardware: Hardware) -> tuple[int, ...]:
    """Return one strength for each axon type, half of them -1, the others 1."""
    types = hardware.axon_types
    return (-1,) * (types // 2) + (1,) * (types - types // 2)


def proposed_layer(network: Network) -> WindowLayer:
    """Return a layer to put behind the last one, that fits if any can.

    The first layer takes the largest window that a core has axons for. The
    others take R = 2, S = 1 and F = 64 as E15 (§5), or what comes closest.
    """
    if not network.layers:
        return first_layer(network, _largest_first_window(network))
    source = grids(network)[-1]
    room = network.hardware.cores - sum(grid.size for grid in grids(network)[1:])
    layer = WindowLayer(1, 1, strengths=balanced_strengths(network.hardware))
    candidates = [
        _with_most_features(network.hardware, source, replace(layer, window=window))
        for window in (2, 1)
    ]
    fitting = [c for c in candidates if _fits(source, c)] or candidates[-1:]
    chosen = fitting[0]
    return replace(chosen, stride=_least_stride(source, chosen.window, room) or 1)


def first_layer(network: Network, window: int) -> WindowLayer:
    """Return a first layer with this R, and the stride that goes well with it."""
    shape, hardware = network.input, network.hardware
    source = Grid(shape.rows, shape.columns)
    stride = proposed_stride(source, window, hardware.cores)
    return WindowLayer(window, stride, strengths=balanced_strengths(hardware))


def _largest_first_window(network: Network) -> int:
    """Return the largest R of a first layer; 1 if none fits."""
    shape = network.input
    by_axons = math.isqrt(network.hardware.axons // max(1, shape.channels))
    return max(1, min(by_axons, shape.rows, shape.columns))


def _with_most_features(
    hardware: Hardware, source: Grid, layer: WindowLayer
) -> WindowLayer:
    most = feature_limits(hardware, source, layer).most
    return replace(layer, features=min(DEFAULT_FEATURES, most))


def _fits(source: Grid, layer: WindowLayer) -> bool:
    return grid_after(source, layer).size > 0 and (layer.features or 0) > 0


def proposed_stride(source: Grid, window: int, room: int) -> int:
    """Return the stride that goes well with a window.

    From R / 2 to R, the one that leaves the fewest places of the source to no
    core, and of those the largest.

    Parameters
    ----------
    room : int
        Cores that are left; if none of these strides is content with them, a
        larger one is taken that is.
    """
    near = [
        stride
        for stride in range(-(-window // 2), window + 1)
        if _cores(source, window, stride) <= room
    ]
    if not near:
        return _least_stride(source, window, room) or window
    return min(near, key=lambda s: (-covered(source, WindowLayer(window, s)), -s))


def _least_stride(source: Grid, window: int, room: int) -> int:
    """Return the smallest stride that so many cores are enough for; 0 if none."""
    strides = range(1, max(source.rows, source.columns) + 1)
    return next((s for s in strides if _cores(source, window, s) <= room), 0)


def _cores(source: Grid, window: int, stride: int) -> int:
    return grid_after(source, WindowLayer(window, stride)).size

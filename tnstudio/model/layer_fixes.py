"""Fixes of layers, input and readout: numbers to try, the most likely first.

Each function yields series of fixes; the first of a series that does is
offered.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from tnstudio.model.edits import add_layer, set_layer
from tnstudio.model.fix import Fix, fix_to
from tnstudio.model.hardware import SIZES, STRENGTH
from tnstudio.model.network import Layer, Network, WindowLayer
from tnstudio.model.problems import Problem
from tnstudio.model.proposals import DEFAULT_FEATURES, balanced_strengths
from tnstudio.model.records import SEED
from tnstudio.model.topology import Grid, axons_in_use, grids, most_windows
from tnstudio.texts import tr

_MOST_REACHING = 4096
"""Largest stride that is tried: more than the shorter side of any input."""

Series = Iterator[Iterator[Fix]]


def without_hidden(network: Network) -> Network:
    """Return a network without those problems that only keep others from being seen.

    Seed, strengths and the first layer's F bear on no other rule.
    """
    layers = tuple(
        replace(
            layer,
            strengths=balanced_strengths(_types(network)),
            features=layer.features if index else None,
        )
        for index, layer in enumerate(network.layers)
    )
    return replace(network, seed=SEED.low, layers=layers)


def _types(network: Network) -> int:
    """Return the axon types; a chip with too many is told of as such."""
    return min(network.hardware.axon_types, max(s.high for s in SIZES))


# -- The network


def _seed(network: Network, problem: Problem) -> Series:
    del problem
    seed = min(max(network.seed, SEED.low), SEED.high)
    yield iter(
        [fix_to(tr("Set the seed to {seed}", seed=seed), replace(network, seed=seed))]
    )


def _hardware(network: Network, problem: Problem) -> Series:
    del problem
    old = network.hardware
    sizes = {
        size.symbol: min(max(getattr(old, size.symbol), size.low), size.high)
        for size in SIZES
    }
    label = tr("Bring the chip's sizes into their ranges")
    yield iter([fix_to(label, replace(network, hardware=replace(old, **sizes)))])


def _input(network: Network, problem: Problem) -> Series:
    del problem
    shape = network.input
    sides = [max(1, side) for side in (shape.rows, shape.columns, shape.channels)]
    made = replace(shape, rows=sides[0], columns=sides[1], channels=sides[2])
    label = tr("Make the input {size}", size=" × ".join(map(str, sides)))
    yield iter([fix_to(label, replace(network, input=made))])


def _class_names(network: Network, problem: Problem) -> Series:
    del problem
    given = network.readout.class_names
    names: list[str] = []
    for index, name in enumerate(given):
        stem = own = name or f"class {index}"
        numbers = count(2)
        while own in names or (own != name and own in given):
            own = f"{stem} {next(numbers)}"
        names.append(own)
    readout = replace(network.readout, class_names=tuple(names))
    label = tr("Give each class a name of its own")
    yield iter([fix_to(label, replace(network, readout=readout))])


def _no_layers(network: Network, problem: Problem) -> Series:
    del problem
    source = Grid(network.input.rows, network.input.columns)
    yield (
        fix_to(
            tr("Add a layer with R {window}, S {stride}", window=window, stride=stride),
            add_layer(network, _first_layer(network, window, stride)),
        )
        for window in _windows(network, source, max(1, network.input.channels))
        for stride in _reaching(source, window)
    )


def _first_layer(network: Network, window: int, stride: int) -> WindowLayer:
    strengths = balanced_strengths(_types(network))
    return WindowLayer(window, stride, strengths=strengths)


def _too_many_cores(network: Network, problem: Problem) -> Series:
    del problem
    cores = [grid.size for grid in grids(network)[1:]]
    for index in sorted(range(len(cores)), key=lambda k: -cores[k]):
        layer = network.layers[index]
        source = grids(network)[index]
        strides = range(layer.stride + 1, max(source.rows, source.columns) + 1)
        yield _with_strides_there(network, index, strides)


def _with_strides_there(
    network: Network, index: int, strides: Iterable[int]
) -> Iterator[Fix]:
    """Return fixes that name the layer: the problem does not."""
    layer = network.layers[index]
    return (
        fix_to(
            tr("Set S of layer {layer} to {stride}", layer=index + 1, stride=stride),
            set_layer(network, index, replace(layer, stride=stride)),
        )
        for stride in strides
    )


# -- One layer


def _at(network: Network, problem: Problem) -> tuple[int, Layer, Grid]:
    """Return the layer that a problem is about, and what it looks at."""
    index = int(problem.place.removeprefix("layer ")) - 1
    return index, network.layers[index], grids(network)[index]


def _window(network: Network, problem: Problem) -> Series:
    index, layer, source = _at(network, problem)
    features = layer.features if index else network.input.channels
    windows = _windows(network, source, max(1, features or 1))
    yield (
        _with(network, index, tr("Set R to {window}", window=window), window=window)
        for window in windows
        if window != layer.window
    )


def _stride(network: Network, problem: Problem) -> Series:
    index, layer, source = _at(network, problem)
    yield _with_strides(network, index, _reaching(source, layer.window))


def _features(network: Network, problem: Problem) -> Series:
    index, _, _ = _at(network, problem)
    halves = (DEFAULT_FEATURES >> k for k in range(DEFAULT_FEATURES.bit_length()))
    yield (
        _with(network, index, tr("Set F to {half}", half=half), features=half)
        for half in halves
    )


def _channels(network: Network, problem: Problem) -> Series:
    index, _, _ = _at(network, problem)
    yield iter([_with(network, index, tr("Take all channels"), features=None)])


def _strength_count(network: Network, problem: Problem) -> Series:
    index, layer, _ = _at(network, problem)
    types = _types(network)
    given = layer.strengths[:types]
    strengths = given + balanced_strengths(types)[len(given) :]
    label = tr(
        "Give {types} strengths: {strengths}",
        types=types,
        strengths=", ".join(map(str, strengths)),
    )
    yield iter([_with(network, index, label, strengths=strengths)])


def _strength_range(network: Network, problem: Problem) -> Series:
    index, layer, _ = _at(network, problem)
    strengths = tuple(min(max(s, STRENGTH.low), STRENGTH.high) for s in layer.strengths)
    label = tr(
        "Bring the strengths into {low} to {high}", low=STRENGTH.low, high=STRENGTH.high
    )
    yield iter([_with(network, index, label, strengths=strengths)])


def _axons(network: Network, problem: Problem) -> Series:
    index, layer, _ = _at(network, problem)
    limit = network.hardware.axons
    per_place = axons_in_use(network, index) // layer.window**2
    largest = math.isqrt(limit // per_place)
    yield (
        _with(network, index, tr("Reduce R to {window}", window=window), window=window)
        for window in range(largest, 0, -1)
    )
    most = limit // layer.window**2
    if index and most:
        yield iter(
            [_with(network, index, tr("Reduce F to {most}", most=most), features=most)]
        )


def _fan_out(network: Network, problem: Problem) -> Series:
    index, layer, source = _at(network, problem)
    most = network.hardware.neurons // most_windows(source, layer)
    if most:
        yield iter(
            [_with(network, index, tr("Reduce F to {most}", most=most), features=most)]
        )
    strides = range(layer.stride + 1, min(source.rows, source.columns) + 1)
    yield _with_strides(network, index, strides)


def _not_covered(network: Network, problem: Problem) -> Series:
    index, layer, source = _at(network, problem)
    reaching = sorted(
        _reaching(source, layer.window), key=lambda s: (abs(s - layer.stride), s)
    )
    yield _with_strides(network, index, reaching)


def _with(network: Network, index: int, label: str, **changes: Any) -> Fix:
    layer = replace(network.layers[index], **changes)
    label = tr("{fix} in layer {layer}", fix=label, layer=index + 1)
    return fix_to(label, set_layer(network, index, layer))


def _with_strides(
    network: Network, index: int, strides: Iterable[int]
) -> Iterator[Fix]:
    return (
        _with(network, index, tr("Set S to {stride}", stride=stride), stride=stride)
        for stride in strides
    )


def _windows(network: Network, source: Grid, channels: int) -> Iterator[int]:
    """Return the windows that fit the source, the largest first.

    Those that fit the axons come before those that do not.
    """
    shortest = min(source.rows, source.columns)
    fitting = min(shortest, math.isqrt(network.hardware.axons // channels))
    yield from range(fitting, 0, -1)
    yield from range(shortest, fitting, -1)


def _reaching(source: Grid, window: int) -> list[int]:
    """Return the strides whose windows leave nothing out, the largest first."""
    most = min(window, source.rows, source.columns, _MOST_REACHING)
    return [
        stride
        for stride in range(most, 0, -1)
        if not (source.rows - window) % stride
        and not (source.columns - window) % stride
    ]


LAYER_FIXES: dict[str, Callable[[Network, Problem], Series]] = {
    "hardware-size": _hardware,
    "seed-range": _seed,
    "input-empty": _input,
    "no-layers": _no_layers,
    "window-not-positive": _window,
    "stride-not-positive": _stride,
    "features-not-positive": _features,
    "features-not-channels": _channels,
    "strength-count": _strength_count,
    "strength-range": _strength_range,
    "window-too-many-axons": _axons,
    "window-larger-than-source": _window,
    "fan-out": _fan_out,
    "not-covered": _not_covered,
    "too-many-cores": _too_many_cores,
    "class-names": _class_names,
}
"""The problems that may have a fix, by their code."""

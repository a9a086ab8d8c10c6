"""Design rules: what does not fit, where, and what to do about it."""

import math
from collections.abc import Iterator

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.circuit_use import use_of_circuit
from tnstudio.model.hardware import STRENGTH
from tnstudio.model.network import MOST_CLASSES, MOST_INPUT_ELEMENTS, Network
from tnstudio.model.placement import check_placement
from tnstudio.model.problems import Problem, check_hardware, place_told
from tnstudio.model.records import SEED
from tnstudio.model.topology import (
    axons_in_use,
    covered,
    grids,
    most_neurons_in_use,
    most_windows,
)
from tnstudio.model.use import Use
from tnstudio.texts import marked, tr

_MOST_TOLD = 20
"""Problems in one error: each of thousands of cores may have one."""


def check_network(network: Network) -> tuple[Problem, ...]:
    """Return every problem of a network, in reading order; () if there is none."""
    if network.circuit is not None:
        free_cores = check_circuit(network.circuit, network.hardware)
        return (*_seed(network), *_either_or(network), *free_cores)
    problems = [
        *check_hardware(network.hardware),
        *_seed(network),
        *_input(network),
    ]
    if not network.layers:
        problems.append(
            Problem(
                "no-layers",
                "layers",
                tr("The network has no layers yet"),
                tr("add a first layer, a window on the input"),
            )
        )
    measurable = not problems
    for index in range(len(network.layers)):
        numbers = (*_layer_numbers(network, index), *_layer_strengths(network, index))
        problems += numbers
        if measurable and not numbers and grids(network)[index].size:
            problems += _layer_window(network, index)
    if measurable and grids(network)[-1].size:
        problems += _whole(network)
    return (*problems, *_readout(network))


def errors_of(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the problems that prevent training and deployment."""
    return tuple(p for p in problems if p.severity == "error")


def require_valid(network: Network) -> None:
    """Raise one error that tells what is wrong.

    Raises
    ------
    TNStudioError
        With the problems of severity ``error``, the first 20 of them, if there
        are any.
    """
    problems = errors_of(check_network(network))
    if len(problems) == 1:
        only = problems[0]
        raise TNStudioError(only.message, place_told(only.place), only.hint)
    if problems:
        shown = problems[:_MOST_TOLD]
        lines = "".join(
            f"\n  {place_told(p.place)}: {p.message} ({p.hint})" for p in shown
        )
        if len(problems) > len(shown):
            more = tr("and {more} more", more=len(problems) - len(shown))
            lines += f"\n  {more}"
        raise TNStudioError(
            tr("The network has {number} problems:", number=len(problems)) + lines
        )


def require_layers(network: Network) -> None:
    """Refuse free cores where only layers will do: in training and after it.

    Raises
    ------
    TNStudioError
        If the network has free cores.
    """
    if network.circuit is not None:
        raise TNStudioError(
            tr("A network whose cores were built one by one is not trained"),
            network.name,
            tr("choose a network of layers; this one runs as it is: tnstudio run"),
        )


def use_of(network: Network) -> tuple[Use, ...]:
    """Return the meters of a network: cores, and the fullest core's parts.

    The fan-out is the most neurons of one core that feed cores: F for each of
    its targets in a network of layers, the neurons with a target axon among
    free cores. Neurons that are read out feed none.
    """
    hardware = network.hardware
    if network.circuit is not None:
        return use_of_circuit(network.circuit, hardware)
    places = grids(network)[1:]
    indices = range(len(places))
    return (
        Use("cores", sum(grid.size for grid in places), hardware.cores),
        Use(
            "axons per core",
            max((axons_in_use(network, i) for i in indices), default=0),
            hardware.axons,
        ),
        Use(
            "neurons per core",
            max((most_neurons_in_use(network, i) for i in indices), default=0),
            hardware.neurons,
        ),
        Use(
            "fan-out",
            max((most_neurons_in_use(network, i) for i in indices[:-1]), default=0),
            hardware.neurons,
        ),
        Use(
            "neurons",
            sum(neurons_of_layer(network, i) for i in indices),
            hardware.cores * hardware.neurons,
        ),
    )


def neurons_of_layer(network: Network, index: int) -> int:
    """Return the neurons in use in a layer: as many as the next one reads."""
    places = grids(network)
    if index + 1 == len(network.layers):
        return places[-1].size * network.hardware.neurons
    return places[index + 2].size * axons_in_use(network, index + 1)


def _either_or(network: Network) -> Iterator[Problem]:
    if network.layers:
        yield Problem(
            "layers-and-cores",
            "layers",
            tr("The network has both layers and free cores"),
            tr("remove the layers, or the free cores"),
        )


def _seed(network: Network) -> Iterator[Problem]:
    if not SEED.holds(network.seed):
        yield Problem(
            "seed-range",
            "network",
            tr("The seed is {seed}", seed=network.seed),
            tr("choose {low} to {high}", low=SEED.low, high=SEED.high),
        )


def _input(network: Network) -> Iterator[Problem]:
    shape = network.input
    if min(shape.rows, shape.columns, shape.channels) < 1:
        yield Problem(
            "input-empty",
            "input",
            tr(
                "The input is {rows} × {columns} × {channels}",
                rows=shape.rows,
                columns=shape.columns,
                channels=shape.channels,
            ),
            tr("rows, columns and channels must be at least 1"),
        )
    elif shape.size > MOST_INPUT_ELEMENTS:
        yield Problem(
            "input-too-large",
            "input",
            tr("The input has {size} elements", size=shape.size),
            tr(
                "use at most {most}",
                most=MOST_INPUT_ELEMENTS,
            ),
        )


def _layer_numbers(network: Network, index: int) -> Iterator[Problem]:
    layer, place = network.layers[index], f"layer {index + 1}"
    if layer.window < 1:
        yield Problem(
            "window-not-positive",
            place,
            tr("Window R is {window}", window=layer.window),
            tr("choose R of at least 1"),
        )
    if layer.stride < 1:
        yield Problem(
            "stride-not-positive",
            place,
            tr("Stride S is {stride}", stride=layer.stride),
            tr("choose S of at least 1"),
        )
    if index > 0 and (layer.features is None or layer.features < 1):
        yield Problem(
            "features-not-positive",
            place,
            tr("Features F is {features}", features=layer.features or 0),
            tr("choose F of at least 1"),
        )
    if index == 0 and layer.features not in (None, network.input.channels):
        yield Problem(
            "features-not-channels",
            place,
            tr(
                "Features F is {features}, the input has {channels} channels",
                features=layer.features,
                channels=network.input.channels,
            ),
            tr("leave F out: the first layer takes all channels"),
        )


def _layer_strengths(network: Network, index: int) -> Iterator[Problem]:
    layer, place = network.layers[index], f"layer {index + 1}"
    types = network.hardware.axon_types
    if len(layer.strengths) != types:
        yield Problem(
            "strength-count",
            place,
            tr(
                "{strengths} strengths for {types} axon types",
                strengths=len(layer.strengths),
                types=types,
            ),
            tr("give {types} strengths", types=types),
        )
    for strength in layer.strengths:
        if not STRENGTH.holds(strength):
            yield Problem(
                "strength-range",
                place,
                tr("Strength {strength} is out of range", strength=strength),
                tr("choose {low} to {high}", low=STRENGTH.low, high=STRENGTH.high),
            )


_LARGER_THAN_INPUT = marked(
    "The window is {window} × {window}, the input is only {rows} × {columns}"
)
_LARGER_THAN_LAYER = marked(
    "The window is {window} × {window}, layer {layer} is only {rows} × {columns}"
)
_UNREAD_PLACES = marked("{orphans} of {number} places of the input are read by no core")
_UNREAD_CORES = marked(
    "{orphans} of {number} cores of layer {layer} are read by no core"
)


def _layer_window(network: Network, index: int) -> Iterator[Problem]:
    layer, place = network.layers[index], f"layer {index + 1}"
    source = grids(network)[index]
    shortest = min(source.rows, source.columns)
    yield from _axon_count(network, index)
    if layer.window > shortest:
        yield Problem(
            "window-larger-than-source",
            place,
            tr(
                _LARGER_THAN_LAYER if index else _LARGER_THAN_INPUT,
                window=layer.window,
                layer=index,
                rows=source.rows,
                columns=source.columns,
            ),
            tr("choose R of at most {window}", window=shortest),
        )
        return
    yield from _fan_out(network, index)
    orphans = source.size - covered(source, layer)
    if orphans:
        yield Problem(
            "not-covered",
            place,
            tr(
                _UNREAD_CORES if index else _UNREAD_PLACES,
                orphans=orphans,
                number=source.size,
                layer=index,
            ),
            tr("choose S so that the windows reach the edge"),
            "advice",
        )


def _axon_count(network: Network, index: int) -> Iterator[Problem]:
    """Check that the window fits the axons of a core."""
    layer, limit = network.layers[index], network.hardware.axons
    axons = axons_in_use(network, index)
    if axons <= limit:
        return
    features = axons // layer.window**2
    largest = math.isqrt(limit // features)
    most = limit // layer.window**2 if index else 0
    yield Problem(
        "window-too-many-axons",
        f"layer {index + 1}",
        tr(
            "The window {window} × {window} × {features} needs {axons} "
            "axons, a core has {limit}",
            window=layer.window,
            features=features,
            axons=axons,
            limit=limit,
        ),
        _fewer_axons(largest, most, index),
    )


def _fewer_axons(window: int, features: int, index: int) -> str:
    """Return the remedies: the largest R and F that fit, 0 for none."""
    if window and features:
        return tr(
            "choose R of at most {window}, or choose F of at most {features}",
            window=window,
            features=features,
        )
    if window:
        return tr("choose R of at most {window}", window=window)
    if features:
        return tr("choose F of at most {features}", features=features)
    return tr("choose a smaller R and F") if index else tr("use fewer channels")


def _fan_out(network: Network, index: int) -> Iterator[Problem]:
    """Check that the layer below has enough neurons to feed this one."""
    if index == 0:
        return
    layer, limit = network.layers[index], network.hardware.neurons
    targets = most_windows(grids(network)[index], layer)
    features = layer.features or 0
    if targets * features <= limit:
        return
    most = limit // targets
    yield Problem(
        "fan-out",
        f"layer {index + 1}",
        tr(
            "A core of layer {layer} feeds {targets} cores with {features} neurons "
            "each: {neurons} neurons, a core has {limit}",
            layer=index,
            targets=targets,
            features=features,
            neurons=targets * features,
            limit=limit,
        ),
        tr("reduce F to {most}, or increase S", most=most)
        if most
        else tr("increase S"),
    )


def _whole(network: Network) -> Iterator[Problem]:
    cores = sum(grid.size for grid in grids(network)[1:])
    if cores > network.hardware.cores:
        yield Problem(
            "too-many-cores",
            "network",
            tr(
                "{cores} cores, the chip has {limit}",
                cores=cores,
                limit=network.hardware.cores,
            ),
            tr("increase a stride or remove a layer"),
        )
    yield from check_placement(network)


def _readout(network: Network) -> Iterator[Problem]:
    classes = network.readout.classes
    if classes < 2:
        yield Problem(
            "too-few-classes",
            "readout",
            tr("The readout has {classes} classes", classes=classes),
            tr("give at least 2 classes"),
        )
    if classes > MOST_CLASSES:
        yield Problem(
            "too-many-classes",
            "readout",
            tr("The readout has {classes} classes", classes=classes),
            tr("give at most {most} classes", most=MOST_CLASSES),
        )
    names = network.readout.class_names
    if "" in names or len(set(names)) < classes:
        yield Problem(
            "class-names",
            "readout",
            tr("Classes are without a name or have the same one"),
            tr("give each class a name of its own"),
            "advice",
        )
    if not network.layers:
        return
    neurons = neurons_of_layer(network, len(network.layers) - 1)
    if 0 < neurons < classes:
        yield Problem(
            "too-few-outputs",
            "readout",
            tr(
                "{neurons} output neurons for {classes} classes",
                neurons=neurons,
                classes=classes,
            ),
            tr("use a core with more neurons, or fewer classes"),
        )

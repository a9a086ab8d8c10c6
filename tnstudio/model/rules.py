"""Design rules: what does not fit, where, and what to do about it."""

import math
from collections.abc import Iterator

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.circuit_use import use_of_circuit
from tnstudio.model.hardware import STRENGTH
from tnstudio.model.network import MOST_CLASSES, MOST_INPUT_ELEMENTS, Network
from tnstudio.model.placement import check_placement
from tnstudio.model.problems import Problem, check_hardware
from tnstudio.model.records import SEED
from tnstudio.model.topology import (
    axons_in_use,
    covered,
    grids,
    most_neurons_in_use,
    most_windows,
)
from tnstudio.model.use import Use

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
                "The network has no layers yet",
                "add a first layer, a window on the input",
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
        raise TNStudioError(only.message, only.place, only.hint)
    if problems:
        shown = problems[:_MOST_TOLD]
        lines = "".join(f"\n  {p.place}: {p.message} ({p.hint})" for p in shown)
        if len(problems) > len(shown):
            lines += f"\n  and {len(problems) - len(shown)} more"
        raise TNStudioError(f"The network has {len(problems)} problems:{lines}")


def require_layers(network: Network) -> None:
    """Refuse free cores where only layers will do: in training and after it.

    Raises
    ------
    TNStudioError
        If the network has free cores.
    """
    if network.circuit is not None:
        raise TNStudioError(
            "A network whose cores were built one by one is not trained",
            network.name,
            "choose a network of layers; this one runs as it is: tnstudio run",
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
            "The network has both layers and free cores",
            "remove the layers, or the free cores",
        )


def _seed(network: Network) -> Iterator[Problem]:
    if not SEED.holds(network.seed):
        yield Problem(
            "seed-range",
            "network",
            f"The seed is {network.seed}",
            f"choose {SEED.low} to {SEED.high}",
        )


def _input(network: Network) -> Iterator[Problem]:
    shape = network.input
    if min(shape.rows, shape.columns, shape.channels) < 1:
        yield Problem(
            "input-empty",
            "input",
            f"The input is {shape.rows} × {shape.columns} × {shape.channels}",
            "rows, columns and channels must be at least 1",
        )
    elif shape.size > MOST_INPUT_ELEMENTS:
        yield Problem(
            "input-too-large",
            "input",
            f"The input has {shape.size} elements",
            f"use at most {MOST_INPUT_ELEMENTS}",
        )


def _layer_numbers(network: Network, index: int) -> Iterator[Problem]:
    layer, place = network.layers[index], f"layer {index + 1}"
    if layer.window < 1:
        yield Problem(
            "window-not-positive",
            place,
            f"Window R is {layer.window}",
            "choose R of at least 1",
        )
    if layer.stride < 1:
        yield Problem(
            "stride-not-positive",
            place,
            f"Stride S is {layer.stride}",
            "choose S of at least 1",
        )
    if index > 0 and (layer.features is None or layer.features < 1):
        yield Problem(
            "features-not-positive",
            place,
            f"Features F is {layer.features or 0}",
            "choose F of at least 1",
        )
    if index == 0 and layer.features not in (None, network.input.channels):
        yield Problem(
            "features-not-channels",
            place,
            f"Features F is {layer.features}, the input has "
            f"{network.input.channels} channels",
            "leave F out: the first layer takes all channels",
        )


def _layer_strengths(network: Network, index: int) -> Iterator[Problem]:
    layer, place = network.layers[index], f"layer {index + 1}"
    types = network.hardware.axon_types
    if len(layer.strengths) != types:
        yield Problem(
            "strength-count",
            place,
            f"{len(layer.strengths)} strengths for {types} axon types",
            f"give {types} strengths",
        )
    for strength in layer.strengths:
        if not STRENGTH.holds(strength):
            yield Problem(
                "strength-range",
                place,
                f"Strength {strength} is out of range",
                f"choose {STRENGTH.low} to {STRENGTH.high}",
            )


def _layer_window(network: Network, index: int) -> Iterator[Problem]:
    layer, place = network.layers[index], f"layer {index + 1}"
    source = grids(network)[index]
    unit = "the input" if index == 0 else f"layer {index}"
    shortest = min(source.rows, source.columns)
    yield from _axon_count(network, index)
    if layer.window > shortest:
        yield Problem(
            "window-larger-than-source",
            place,
            f"The window is {layer.window} × {layer.window}, {unit} is only "
            f"{source.rows} × {source.columns}",
            f"choose R of at most {shortest}",
        )
        return
    yield from _fan_out(network, index)
    orphans = source.size - covered(source, layer)
    if orphans:
        things = "places of the input" if index == 0 else f"cores of layer {index}"
        yield Problem(
            "not-covered",
            place,
            f"{orphans} of {source.size} {things} are read by no core",
            "choose S so that the windows reach the edge",
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
    remedies = [f"choose R of at most {largest}"] if largest else []
    if index == 0 and not largest:
        remedies.append("use fewer channels")
    elif index > 0 and (most := limit // layer.window**2):
        remedies.append(f"choose F of at most {most}")
    yield Problem(
        "window-too-many-axons",
        f"layer {index + 1}",
        f"The window {layer.window} × {layer.window} × {features} needs {axons} "
        f"axons, a core has {limit}",
        ", or ".join(remedies) or "choose a smaller R and F",
    )


def _fan_out(network: Network, index: int) -> Iterator[Problem]:
    """Check that the layer below has enough neurons to feed this one."""
    if index == 0:
        return
    layer, limit = network.layers[index], network.hardware.neurons
    targets = most_windows(grids(network)[index], layer)
    features = layer.features or 0
    if targets * features <= limit:
        return
    remedy = f"reduce F to {limit // targets}, or " if limit >= targets else ""
    yield Problem(
        "fan-out",
        f"layer {index + 1}",
        f"A core of layer {index} feeds {targets} cores with {features} neurons "
        f"each: {targets * features} neurons, a core has {limit}",
        f"{remedy}increase S",
    )


def _whole(network: Network) -> Iterator[Problem]:
    cores = sum(grid.size for grid in grids(network)[1:])
    if cores > network.hardware.cores:
        yield Problem(
            "too-many-cores",
            "network",
            f"{cores} cores, the chip has {network.hardware.cores}",
            "increase a stride or remove a layer",
        )
    yield from check_placement(network)


def _readout(network: Network) -> Iterator[Problem]:
    classes = network.readout.classes
    if classes < 2:
        yield Problem(
            "too-few-classes",
            "readout",
            f"The readout has {classes} classes",
            "give at least 2 classes",
        )
    if classes > MOST_CLASSES:
        yield Problem(
            "too-many-classes",
            "readout",
            f"The readout has {classes} classes",
            f"give at most {MOST_CLASSES} classes",
        )
    names = network.readout.class_names
    if "" in names or len(set(names)) < classes:
        yield Problem(
            "class-names",
            "readout",
            "Classes are without a name or have the same one",
            "give each class a name of its own",
            "advice",
        )
    if not network.layers:
        return
    neurons = neurons_of_layer(network, len(network.layers) - 1)
    if 0 < neurons < classes:
        yield Problem(
            "too-few-outputs",
            "readout",
            f"{neurons} output neurons for {classes} classes",
            "use a core with more neurons, or fewer classes",
        )

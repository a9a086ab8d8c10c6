"""Lay copies of trained networks out on one chip (E15 §3.1).

All copies share everything but their synapses: one copy is laid out and
repeated, the synapses of each are drawn.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.mapping.ensemble import LAYER_DELAY, Member, members_of
from tnstudio.mapping.placement import place, require_room
from tnstudio.mapping.sampling import sample_synapses
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import MEMORYLESS_BINARY
from tnstudio.model.program import (
    NONE,
    ChipProgram,
    CorePlaces,
    InputLines,
    NeuronArrays,
    OutputLines,
    Routes,
)
from tnstudio.model.records import SEED
from tnstudio.model.topology import LayerPlan, Topology
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.texts import tr


def deploy(trained: TrainedNetwork, copies: int, seed: int) -> ChipProgram:
    """Sample copies of a trained network onto one chip.

    In every copy each synapse is on with its probability c̃, biases become
    leaks without their fraction, and neurons are memoryless and binary.
    Cores are in the order copy, layer, core of the layer's plan. Each axon of
    the first layer has its own input line, because each draws its own spikes;
    each neuron of the last layer has its own output line.

    Parameters
    ----------
    copies : int
        1 .. cores of the chip // cores of the network.
    seed : int
        Copy k is the same for any number of copies.

    Raises
    ------
    TNStudioError
        If the network is not valid, its trained cores are not those of its
        topology, the copies do not fit the chip, or the seed is out of range.
    """
    return deploy_ensemble((trained,), copies, seed)


def deploy_ensemble(
    trained: tuple[TrainedNetwork, ...], copies: int, seed: int
) -> ChipProgram:
    """Sample copies of several trained networks onto one chip (J17, table 4).

    Copy k of the ensemble is copy k of each network, one after another, so
    that all votes of a copy, or of all copies, are pooled by the readout: each
    output neuron has one vote. The first network's synapses are those that it
    has when it is deployed alone. Spikes of a network with fewer layers wait
    before its last one; with a single layer there is nowhere to wait.

    Parameters
    ----------
    trained : tuple of TrainedNetwork
        At least one; of the same input, classes and hardware.
    copies : int
        Of each network; 1 .. cores of the chip // cores of all networks.
    seed : int
        Copy k is the same for any number of copies.

    Raises
    ------
    TNStudioError
        As `deploy` does; or if the networks differ in what they must share,
        or in their number of layers by more than spikes can wait.
    """
    members = members_of(trained)
    if not SEED.holds(seed):
        raise TNStudioError(
            tr("The seed is {seed}", seed=seed),
            hint=tr("choose {low} to {high}", low=SEED.low, high=SEED.high),
        )
    first = trained[0].network
    hardware, shape = first.hardware, first.input
    cores = tuple(core for member in members for core in member.cores)
    _require_cores(members)
    require_room(len(cores), copies, hardware)
    labels = [first.readout.class_of_outputs(member.outputs) for member in members]
    return ChipProgram(
        name=" + ".join(member.trained.network.name for member in members),
        hardware=hardware,
        axon_types=_axon_types(cores, hardware, copies),
        synapses=_synapses(members, hardware, copies, seed),
        neurons=_neurons(cores, hardware, copies),
        routes=_routes(members, hardware, copies),
        inputs=_input_lines(members, copies),
        outputs=_output_lines(np.concatenate(labels), copies),
        places=_places(members, hardware, copies),
        input_shape=(shape.rows, shape.columns, shape.channels),
        class_names=first.readout.class_names,
        latency=LAYER_DELAY * (max(len(one.network.layers) for one in trained) - 1),
        copies=copies,
        seed=seed,
    )


def _require_cores(members: tuple[Member, ...]) -> None:
    for member in members:
        _require_trained(member.trained, member.topology)


def _require_trained(trained: TrainedNetwork, topology: Topology) -> None:
    """Check that there are parameters for every axon and neuron in use."""
    types = trained.network.hardware.axon_types
    wanted = [
        [_shapes_for(plan.sources.size, plan.neurons, types) for plan in layer.cores]
        for layer in topology.layers
    ]
    found = [[_shapes_of(core) for core in layer] for layer in trained.layers]
    if found != wanted:
        raise TNStudioError(
            tr("The trained parameters are not those of the network's cores"),
            trained.network.name,
            tr("train the network again"),
        )


def _shapes_for(axons: int, neurons: int, types: int) -> tuple[tuple[int, ...], ...]:
    return (axons,), (types, neurons), (axons, neurons), (neurons,)


def _shapes_of(core: TrainedCore) -> tuple[tuple[int, ...], ...]:
    parts = (core.axon_types, core.strengths, core.probabilities, core.biases)
    return tuple(part.shape for part in parts)


def _for_all_copies(
    one: npt.NDArray[Any], copies: int, step: int = 0
) -> npt.NDArray[Any]:
    """Repeat the array of one copy; its indices move on by a step per copy."""
    every = np.tile(one, (copies, *[1] * (one.ndim - 1)))
    if step:
        offsets = np.repeat(np.arange(copies, dtype=one.dtype) * step, len(one))
        offsets = offsets.reshape(-1, *[1] * (one.ndim - 1))
        every = np.where(every == NONE, NONE, every + offsets)
    return frozen(every, one.dtype)


def _synapses(
    members: tuple[Member, ...], hardware: Hardware, copies: int, seed: int
) -> npt.NDArray[np.uint8]:
    parts = [
        sample_synapses(member.cores, hardware, copies, seed, number)
        for number, member in enumerate(members)
    ]
    by_copy = [part.reshape(copies, -1, *part.shape[1:]) for part in parts]
    joined = np.concatenate(by_copy, axis=1)
    return frozen(joined.reshape(-1, *parts[0].shape[1:]), np.uint8)


def _axon_types(
    cores: tuple[TrainedCore, ...], hardware: Hardware, copies: int
) -> npt.NDArray[np.uint8]:
    types = np.zeros((len(cores), hardware.axons), np.uint8)
    for row, core in zip(types, cores, strict=True):
        row[: core.axon_types.size] = core.axon_types
    return _for_all_copies(types, copies)


def _neurons(
    cores: tuple[TrainedCore, ...], hardware: Hardware, copies: int
) -> NeuronArrays:
    """Return memoryless binary neurons; those not in use stay silent."""
    shape = (len(cores), hardware.neurons)
    strengths = np.zeros((len(cores), hardware.axon_types, hardware.neurons), np.int16)
    leak = np.full(shape, MEMORYLESS_BINARY.leak, np.int16)
    for k, core in enumerate(cores):
        strengths[k, :, : core.biases.size] = core.strengths
        # E15 §3.1: the fraction of a bias is dropped, so -1.9 becomes -1.
        leak[k, : core.biases.size] = np.trunc(core.biases)

    def all_same(value: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        return _for_all_copies(np.full(shape, value, dtype), copies)

    same = MEMORYLESS_BINARY
    return NeuronArrays(
        strengths=_for_all_copies(strengths, copies),
        stochastic_synapses=_for_all_copies(
            np.zeros(strengths.shape, np.bool_), copies
        ),
        leak=_for_all_copies(leak, copies),
        leak_reversal=all_same(same.leak_reversal, np.bool_),
        stochastic_leak=all_same(same.stochastic_leak, np.bool_),
        threshold=all_same(same.threshold, np.int32),
        negative_threshold=all_same(same.negative_threshold, np.int32),
        negative_saturates=all_same(same.negative_saturates, np.bool_),
        threshold_mask=all_same(same.threshold_mask, np.int32),
        reset_mode=all_same(same.reset_mode, np.uint8),
        reset_value=all_same(same.reset_value, np.int32),
        initial_potential=all_same(same.initial_potential, np.int32),
    )


def _routes(members: tuple[Member, ...], hardware: Hardware, copies: int) -> Routes:
    """Send each neuron to the axon that reads it, the last layer to lines."""
    cores = sum(member.topology.cores for member in members)
    shape = (cores, hardware.neurons)
    core, axon, line = (np.full(shape, NONE, np.int32) for _ in range(3))
    delay = np.full(shape, LAYER_DELAY, np.uint8)
    one = Routes(core, axon, delay, line)
    for member in members:
        _route_layers(member, one)
        _route_outputs(member, line)
    return Routes(
        core=_for_all_copies(core, copies, cores),
        axon=_for_all_copies(axon, copies),
        delay=_for_all_copies(delay, copies),
        line=_for_all_copies(line, copies, sum(member.outputs for member in members)),
    )


def _route_layers(member: Member, one: Routes) -> None:
    """Send the neurons of each layer but the last to the next one."""
    layers, first = member.topology.layers, member.first_core
    for index, (layer, following) in enumerate(pairwise(layers), start=1):
        next_first = first + len(layer.cores)
        for k, plan in enumerate(following.cores):
            source, neuron = _core_and_neuron(layer, plan.sources)
            one.core[first + source, neuron] = next_first + k
            one.axon[first + source, neuron] = np.arange(plan.sources.size)
            one.delay[first + source, neuron] = member.delay_into(index)
        first = next_first


def _route_outputs(member: Member, line: npt.NDArray[np.int32]) -> None:
    """Send the neurons of the last layer to lines."""
    plans = member.topology.layers[-1].cores
    first = member.first_core + member.topology.cores - len(plans)
    for k, plan in enumerate(plans):
        start = member.first_output + plan.first_neuron
        line[first + k, : plan.neurons] = start + np.arange(plan.neurons)


def _core_and_neuron(
    layer: LayerPlan, sources: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int32]]:
    """Split indices into a layer's neurons into core and neuron of the core."""
    firsts = np.array([plan.first_neuron for plan in layer.cores], np.int32)
    # From the right: a core without neurons begins where its successor does.
    core = np.searchsorted(firsts, sources, side="right") - 1
    return core, sources - firsts[core]


def _input_lines(members: tuple[Member, ...], copies: int) -> InputLines:
    plans = [
        (member.first_core + k, plan.sources)
        for member in members
        for k, plan in enumerate(member.topology.layers[0].cores)
    ]
    element = np.concatenate([sources for _, sources in plans])
    axons = [np.arange(sources.size, dtype=np.int32) for _, sources in plans]
    cores = [np.full(sources.size, core, np.int32) for core, sources in plans]
    line = np.arange(element.size, dtype=np.int32)
    of_a_copy = sum(member.topology.cores for member in members)
    return InputLines(
        element=_for_all_copies(element, copies),
        line=_for_all_copies(line, copies, element.size),
        core=_for_all_copies(np.concatenate(cores), copies, of_a_copy),
        axon=_for_all_copies(np.concatenate(axons), copies),
    )


def _output_lines(labels: npt.NDArray[np.int32], copies: int) -> OutputLines:
    copy = np.zeros(labels.size, np.int32)
    return OutputLines(
        label=_for_all_copies(labels, copies), copy=_for_all_copies(copy, copies, 1)
    )


def _places(members: tuple[Member, ...], hardware: Hardware, copies: int) -> CorePlaces:
    one = np.array(
        [
            (index, plan.row, plan.column)
            for member in members
            for index, layer in enumerate(member.topology.layers)
            for plan in layer.cores
        ],
        np.int32,
    )
    cores = len(one)
    # Several networks share a chip: none is placed as if it were alone there.
    alone = len(members) == 1
    placement = members[0].trained.network.placement if alone else None
    chip_row, chip_column = place(cores, copies, hardware, placement)
    return CorePlaces(
        copy=_for_all_copies(np.zeros(cores, np.int32), copies, 1),
        layer=_for_all_copies(one[:, 0], copies),
        row=_for_all_copies(one[:, 1], copies),
        column=_for_all_copies(one[:, 2], copies),
        chip_row=frozen(chip_row, np.int32),
        chip_column=frozen(chip_column, np.int32),
    )

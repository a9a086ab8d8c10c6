from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mapping.walk import lines_out
from tests.trained_networks import (
    network_with_idle_cores,
    tiny_network,
    trained_at_random,
)
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy, deploy_ensemble
from tnstudio.model.network import WindowLayer
from tnstudio.model.program import NONE
from tnstudio.model.templates import mnist_5core
from tnstudio.model.topology import lay_out

NETWORKS = {"tiny": tiny_network, "idle cores": network_with_idle_cores}


@pytest.fixture(scope="module")
def five_cores():
    return trained_at_random(mnist_5core())


def with_cores(trained, **arrays):
    """Replace arrays of every core by what a function makes of them."""
    layers = tuple(
        tuple(
            replace(
                core, **{name: f(getattr(core, name)) for name, f in arrays.items()}
            )
            for core in layer
        )
        for layer in trained.layers
    )
    return replace(trained, layers=layers)


def assert_same_arrays(one, other):
    for field in fields(one):
        np.testing.assert_array_equal(
            getattr(one, field.name), getattr(other, field.name), field.name
        )


def assert_same_program(one, other):
    for part in ("neurons", "routes", "inputs", "outputs", "places"):
        assert_same_arrays(getattr(one, part), getattr(other, part))
    np.testing.assert_array_equal(one.synapses, other.synapses)
    np.testing.assert_array_equal(one.axon_types, other.axon_types)


def test_that_the_published_network_has_five_full_cores_per_copy(five_cores):
    program = deploy(five_cores, 3, seed=1)
    assert program.cores == 15
    assert program.synapses.shape == (15, 256, 32)
    assert program.synapses.dtype == np.uint8
    assert program.axon_types.shape == (15, 256)
    assert program.neurons.strengths.shape == (15, 4, 256)
    assert program.neurons.leak.shape == program.routes.core.shape == (15, 256)
    assert program.inputs.element.shape == (3 * 4 * 256,)
    assert program.outputs.label.shape == (3 * 256,)
    assert program.input_shape == (28, 28, 1)
    assert program.class_names == tuple("0123456789")
    assert (program.latency, program.copies, program.seed) == (1, 3, 1)


def test_that_all_arrays_of_a_program_are_read_only(five_cores):
    program = deploy(five_cores, 2, seed=1)
    parts = [program.neurons, program.routes, program.inputs, program.outputs]
    parts.append(program.places)
    arrays = [getattr(part, field.name) for part in parts for field in fields(part)]
    for array in (*arrays, program.synapses, program.axon_types):
        assert not array.flags.writeable
        assert array.flags.c_contiguous


def test_that_synapses_are_on_as_often_as_their_probability():
    trained = trained_at_random(tiny_network())
    chip = replace(trained.network.hardware, grid_rows=200, grid_columns=20)
    trained = replace(trained, network=replace(trained.network, hardware=chip))
    program = deploy(trained, 400, seed=5)
    cores = [core for layer in trained.layers for core in layer]
    for k, core in enumerate(cores):
        copies = range(k, program.cores, len(cores))
        share = np.mean([program.crossbar(c) for c in copies], axis=0)
        axons, neurons = core.probabilities.shape
        assert not share[axons:].any()
        assert not share[:, neurons:].any()
        wanted = core.probabilities.astype(float)
        # Five standard deviations; c̃ = 0 and 1 must be exact.
        allowed = 5 * np.sqrt(wanted * (1 - wanted) / 400)
        assert (np.abs(share[:axons, :neurons] - wanted) <= allowed).all()


def test_that_sampling_is_unbiased_over_a_whole_network(five_cores):
    program = deploy(five_cores, 4, seed=9)
    on = np.unpackbits(program.synapses).sum(dtype=np.int64)
    c = np.concatenate(
        [core.probabilities.ravel() for layer in five_cores.layers for core in layer]
    ).astype(float)
    deviation = np.sqrt(4 * (c * (1 - c)).sum())
    assert abs(on - 4 * c.sum()) < 5 * deviation


@pytest.mark.parametrize("certain", [0, 1])
def test_that_certain_synapses_are_the_same_in_every_copy(five_cores, certain):
    sure = with_cores(
        five_cores, probabilities=lambda c: np.full_like(c, certain, np.float32)
    )
    program = deploy(sure, 2, seed=3)
    neurons = 2 * [64, 64, 64, 64, 256]
    for k, in_use in enumerate(neurons):
        assert (program.crossbar(k)[:, :in_use] == certain).all()


def test_that_biases_lose_their_fraction_towards_zero():
    values = np.array([-255, -2.99, -1, -0.99, -0.0, 0.5, 1, 1.999, 255], np.float32)
    trained = with_cores(
        trained_at_random(tiny_network()), biases=lambda b: np.resize(values, b.size)
    )
    leak = deploy(trained, 2, seed=0).neurons.leak
    expected = np.resize([-255, -2, -1, 0, 0, 0, 1, 1, 255], 12)
    np.testing.assert_array_equal(leak[8], expected)
    np.testing.assert_array_equal(leak[18], expected)


def test_that_all_neurons_are_memoryless_and_binary():
    # E15 §3.1: α = 1, β = 0, κ = 1, γ = 0, R = 0.
    neurons = deploy(trained_at_random(tiny_network()), 1, seed=0).neurons
    assert (neurons.threshold == 1).all()
    assert (neurons.negative_threshold == 0).all()
    assert neurons.negative_saturates.all()
    assert not neurons.leak_reversal.any()
    for zero in (neurons.reset_mode, neurons.reset_value, neurons.initial_potential):
        assert not zero.any()


@pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)
def test_that_neurons_and_axons_not_in_use_are_silent(make):
    trained = trained_at_random(make())
    program = deploy(trained, 1, seed=0)
    plans = [plan for layer in lay_out(trained.network).layers for plan in layer.cores]
    for k, plan in enumerate(plans):
        unused = np.s_[plan.neurons :]
        assert not program.neurons.leak[k, unused].any()
        assert not program.neurons.strengths[k, :, unused].any()
        assert not program.crossbar(k)[:, unused].any()
        assert not program.crossbar(k)[plan.sources.size :].any()
        assert (program.routes.core[k, unused] == NONE).all()
        assert (program.routes.line[k, unused] == NONE).all()


@pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)
def test_that_every_neuron_in_use_has_exactly_one_target_and_no_two_merge(make):
    trained = trained_at_random(make())
    program = deploy(trained, 3, seed=0)
    routes = program.routes
    in_use = lay_out(trained.network).neurons
    to_axon, to_line = routes.core != NONE, routes.line != NONE
    assert not (to_axon & to_line).any()
    assert (to_axon | to_line).sum() == 3 * in_use
    np.testing.assert_array_equal(to_axon, routes.axon != NONE)
    assert (routes.delay == 1).all()
    targets = list(zip(routes.core[to_axon], routes.axon[to_axon], strict=True))
    fed = list(zip(program.inputs.core, program.inputs.axon, strict=True))
    assert len(set(targets + fed)) == len(targets) + len(fed)
    assert sorted(routes.line[to_line]) == list(range(program.outputs.label.size))


def test_that_copies_have_cores_and_lines_of_their_own():
    program = deploy(trained_at_random(tiny_network()), 3, seed=0)
    copy = program.places.copy
    np.testing.assert_array_equal(copy, np.repeat(np.arange(3), 10))
    source, neuron = np.nonzero(program.routes.core != NONE)
    target = program.routes.core[source, neuron]
    np.testing.assert_array_equal(copy[source], copy[target])
    source, neuron = np.nonzero(program.routes.line != NONE)
    line = program.routes.line[source, neuron]
    np.testing.assert_array_equal(copy[source], program.outputs.copy[line])


def test_that_output_lines_vote_for_the_classes_of_the_readout():
    trained = trained_at_random(tiny_network())
    program = deploy(trained, 2, seed=0)
    assert program.outputs.label.size == 2 * 24
    one = trained.network.readout.class_of_outputs(24)
    np.testing.assert_array_equal(program.outputs.label, np.tile(one, 2))


def test_that_each_first_layer_axon_has_a_line_with_its_element():
    trained = trained_at_random(tiny_network())
    program = deploy(trained, 2, seed=0)
    inputs = program.inputs
    assert inputs.line.tolist() == list(range(2 * 6 * 18))
    plans = lay_out(trained.network).layers[0].cores
    for line, core, axon in zip(inputs.line, inputs.core, inputs.axon, strict=True):
        assert program.places.layer[core] == 0
        assert inputs.element[line] == plans[core % 10].sources[axon]


def test_that_places_tell_layer_and_grid_of_every_core():
    places = deploy(trained_at_random(tiny_network()), 1, seed=0).places
    assert places.layer.tolist() == [0] * 6 + [1] * 2 + [2] * 2
    assert places.row.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0]
    assert places.column.tolist() == [0, 1, 2, 0, 1, 2, 0, 1, 0, 1]


def test_that_the_same_seed_gives_the_same_chip_and_another_seed_another():
    trained = trained_at_random(tiny_network())
    assert_same_program(deploy(trained, 2, seed=4), deploy(trained, 2, seed=4))
    one, other = deploy(trained, 2, seed=4), deploy(trained, 2, seed=5)
    assert (one.synapses != other.synapses).any()
    assert (one.synapses[:10] != one.synapses[10:]).any()


def test_that_a_copy_is_the_same_however_many_there_are():
    trained = trained_at_random(tiny_network())
    few, many = deploy(trained, 1, seed=4), deploy(trained, 4, seed=4)
    np.testing.assert_array_equal(few.synapses, many.synapses[:10])
    assert_same_arrays(few.neurons, type(few.neurons)(*_first(many.neurons, 10)))


def _first(arrays, cores):
    return [getattr(arrays, field.name)[:cores] for field in fields(arrays)]


def forward(trained, program, copy, lines):
    """Return the spikes of a copy's outputs: the network, layer by layer."""
    topology = lay_out(trained.network)
    first_line = copy * sum(p.sources.size for p in topology.layers[0].cores)
    first_core = copy * topology.cores
    spikes = None
    for plans, cores in zip(topology.layers, trained.layers, strict=True):
        following = []
        for plan, core in zip(plans.cores, cores, strict=True):
            bits = program.crossbar(first_core)
            first_core += 1
            if spikes is None:
                x = lines[first_line : first_line + plan.sources.size]
                first_line += plan.sources.size
            else:
                x = [spikes[source] for source in plan.sources]
            for j in range(plan.neurons):
                total = int(core.biases[j])
                for i, active in enumerate(x):
                    if active and bits[i, j]:
                        total += int(core.strengths[core.axon_types[i], j])
                following.append(int(total > 0))
        spikes = following
    return spikes


@given(seed=st.integers(0, 1000), name=st.sampled_from(sorted(NETWORKS)))
@settings(max_examples=12, deadline=None)
def test_that_the_chip_computes_what_the_network_does(seed, name):
    trained = trained_at_random(NETWORKS[name](seed), seed)
    program = deploy(trained, 2, seed)
    random = np.random.default_rng(seed)
    lines = random.integers(0, 2, program.inputs.element.size).tolist()
    wanted = [s for copy in (0, 1) for s in forward(trained, program, copy, lines)]
    fired = lines_out(program, lines)
    assert [int(line in fired) for line in range(len(wanted))] == wanted


def test_that_more_copies_than_fit_are_refused_with_the_most_that_do():
    trained = trained_at_random(tiny_network())
    deploy(trained, 4, seed=0)
    with pytest.raises(TNStudioError, match="50 cores, the chip has 42") as caught:
        deploy(trained, 5, seed=0)
    assert caught.value.hint == "choose at most 4"
    with pytest.raises(TNStudioError, match="0 copies"):
        deploy(trained, 0, seed=0)


def test_that_a_seed_out_of_range_is_refused():
    with pytest.raises(TNStudioError, match="seed is -1"):
        deploy(trained_at_random(tiny_network()), 1, seed=-1)


def test_that_parameters_of_another_network_are_refused():
    trained = trained_at_random(tiny_network())
    other = replace(trained, network=network_with_idle_cores())
    with pytest.raises(TNStudioError, match="not those of the network's cores"):
        deploy(other, 1, seed=0)


def test_that_an_invalid_network_is_refused_with_its_problem():
    trained = trained_at_random(tiny_network())
    broken = replace(trained.network, layers=(WindowLayer(3, 0),))
    with pytest.raises(TNStudioError, match="Stride S is 0"):
        deploy(replace(trained, network=broken), 1, seed=0)


def test_that_cores_are_deployed_where_the_design_places_them(five_cores):
    spots = ((0, 1), (1, 0), (1, 2), (2, 1), (1, 1))
    placed = replace(five_cores, network=replace(five_cores.network, placement=spots))
    one = deploy(placed, 1, 0)
    assert (
        tuple(
            zip(
                one.places.chip_row.tolist(),
                one.places.chip_column.tolist(),
                strict=True,
            )
        )
        == spots
    )
    two = deploy(placed, 2, 0)
    assert two.places.chip_column[5:].tolist() == [4, 3, 5, 4, 4]
    usual = deploy(five_cores, 2, 0)
    np.testing.assert_array_equal(two.synapses, usual.synapses)
    # Networks that share a chip are not placed as if each were alone.
    pair = deploy_ensemble((placed, five_cores), 1, 0)
    expected = deploy_ensemble((five_cores, five_cores), 1, 0)
    assert_same_arrays(pair.places, expected.places)

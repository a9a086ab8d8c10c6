"""Several trained networks on one chip."""

from dataclasses import replace

import numpy as np
import pytest

from tests.mapping.test_deploy import assert_same_program
from tests.mapping.walk import lines_out
from tests.simulation.agreement import check_batch, random_lines
from tests.trained_networks import (
    ROOMY_CHIP,
    network_with_idle_cores,
    tiny_network,
    trained_at_random,
)
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy, deploy_ensemble
from tnstudio.mapping.sampling import sample_synapses
from tnstudio.model.network import InputShape, Readout, WindowLayer
from tnstudio.model.program_rules import check_program

COPIES = 2


@pytest.fixture(scope="module")
def networks():
    """Three networks, the second with two layers and the others with three."""
    designs = (tiny_network(1), network_with_idle_cores(2), tiny_network(3))
    return tuple(
        trained_at_random(replace(one, hardware=ROOMY_CHIP), k)
        for k, one in enumerate(designs)
    )


@pytest.fixture(scope="module")
def program(networks):
    return deploy_ensemble(networks, COPIES, seed=4)


def alone(trained, number):
    """Return the chip of one network with the synapses it has as a member."""
    cores = tuple(core for layer in trained.layers for core in layer)
    hardware = trained.network.hardware
    synapses = sample_synapses(cores, hardware, COPIES, 4, number)
    return replace(deploy(trained, COPIES, seed=4), synapses=synapses)


def test_that_an_ensemble_of_one_is_the_network_alone(networks):
    one = deploy_ensemble(networks[:1], 3, seed=7)
    assert_same_program(one, deploy(networks[0], 3, seed=7))
    assert one.name == networks[0].network.name


def test_that_an_ensemble_is_a_sound_chip_of_all_cores(networks, program):
    assert check_program(program) == ()
    single = [deploy(one, COPIES, 4) for one in networks]
    assert program.cores == sum(one.cores for one in single)
    assert len(program.outputs.label) == sum(len(one.outputs.label) for one in single)
    assert program.latency == 2
    assert program.copies == COPIES
    assert np.bincount(program.places.copy).tolist() == [program.cores // 2] * 2


def test_that_an_ensemble_pools_the_spikes_of_its_networks(networks, program):
    """Each network is followed by hand on a chip of its own."""
    chips = [alone(one, number) for number, one in enumerate(networks)]
    inputs = [len(chip.inputs.element) // COPIES for chip in chips]
    outputs = [len(chip.outputs.label) // COPIES for chip in chips]
    for lines in random_lines(np.random.default_rng(0), program, 5, 0.5):
        by_copy = np.split(lines.reshape(COPIES, -1), np.cumsum(inputs)[:-1], axis=1)
        expected = set()
        for number, (chip, mine) in enumerate(zip(chips, by_copy, strict=True)):
            for line in lines_out(chip, mine.ravel()):
                copy, place = divmod(line, outputs[number])
                expected.add(copy * sum(outputs) + sum(outputs[:number]) + place)
                pooled = copy * sum(outputs) + sum(outputs[:number]) + place
                assert program.outputs.label[pooled] == chip.outputs.label[line]
                assert program.outputs.copy[pooled] == copy
        assert lines_out(program, lines) == expected
        assert expected


def test_that_networks_of_different_depth_answer_in_the_same_tick(program):
    check_batch(program, random_lines(np.random.default_rng(1), program, 6, 0.4))


def test_that_equal_networks_have_other_synapses_in_an_ensemble(networks):
    program = deploy_ensemble((networks[0], networks[0]), 1, seed=0)
    first, second = np.split(program.synapses, 2)
    assert (first != second).any()


def test_that_copies_are_the_same_for_any_number_of_them(networks, program):
    one = deploy_ensemble(networks, 1, seed=4)
    np.testing.assert_array_equal(one.synapses, program.synapses[: one.cores])
    lines = len(one.inputs.element)
    np.testing.assert_array_equal(one.inputs.element, program.inputs.element[:lines])


def changed(trained, **parts):
    return trained_at_random(replace(trained.network, name="other", **parts))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"input": InputShape(5, 5, 2)}, "The input of the network is not that of"),
        ({"readout": Readout(("left", "right"))}, "The classes"),
        ({"layers": (WindowLayer(3, 1),)}, "1 layers.*2 more; its spikes can wait for"),
    ],
)
def test_that_networks_that_do_not_go_together_are_refused(networks, parts, message):
    other = changed(networks[0], **parts)
    with pytest.raises(TNStudioError, match=message) as caught:
        deploy_ensemble((networks[0], other), 1, seed=0)
    assert caught.value.location == "other"
    assert caught.value.hint


def test_that_other_hardware_is_refused(networks):
    hardware = replace(networks[0].network.hardware, grid_rows=8)
    other = changed(networks[0], hardware=hardware)
    with pytest.raises(TNStudioError, match="The hardware"):
        deploy_ensemble((networks[0], other), 1, seed=0)


def test_that_no_network_or_too_many_copies_are_refused(networks):
    with pytest.raises(TNStudioError, match="no network"):
        deploy_ensemble((), 1, seed=0)
    with pytest.raises(TNStudioError, match="the chip has 63"):
        deploy_ensemble(networks, 2 * COPIES, seed=0)

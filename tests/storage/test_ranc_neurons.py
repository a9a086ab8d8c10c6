"""Which neurons of RANC the chip has, and the other way round."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import Neuron, neuron_tick
from tests.programs import ProgramBuilder, circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.model.presets import preset
from tnstudio.storage.interchange.ranc_neurons import (
    Offender,
    RancNeurons,
    first_offender,
    negative_thresholds,
)

LARGE = 2**18 - 1


def ranc_tick(numbers, reset_type, v, synaptic=0):
    """Return V after the tick and whether the neuron spikes."""
    mode, n, alpha, r, leak = numbers
    v += synaptic + leak
    if v >= alpha:
        return (v - alpha if mode else r), True
    if v <= n if reset_type else v < n:
        return (v - n if mode else -r), False
    return v, False


def chip_tick(numbers, beta, v, synaptic=0, kappa=False):
    mode, _, alpha, r, leak = numbers
    neuron = Neuron(0, (), (), leak, False, False, alpha, beta, 0, kappa, mode, r)
    return neuron_tick(neuron, v, synaptic, 0, 0)


def judged(numbers, reset_type, start=0, falls=True):
    mode, n, alpha, r, _ = (np.full((1, 1), x, np.int64) for x in numbers)
    v = np.full((1, 1), start, np.int64)
    neurons = RancNeurons(alpha, n, mode, r, v, np.full((1, 1), falls))
    beta, exact = negative_thresholds(neurons, reset_type)
    return int(beta[0, 0]), bool(exact[0, 0])


@pytest.mark.parametrize("reset_type", [0, 1])
@pytest.mark.parametrize("mode", [0, 1])
def test_that_a_neuron_is_taken_where_the_chip_has_its_equal(reset_type, mode):
    """For all small neurons and all V; refusals by a search of every β and κ."""
    potentials = range(-9, 9)
    for n in range(-3, 4):
        for alpha in range(4):
            for r in range(-3, 4):
                numbers = (mode, n, alpha, r, 0)
                wanted = [ranc_tick(numbers, reset_type, v) for v in potentials]
                equals = [
                    beta
                    for beta in range(10)
                    for kappa in (False, True)
                    if wanted
                    == [chip_tick(numbers, beta, v, kappa=kappa) for v in potentials]
                ]
                beta, exact = judged(numbers, reset_type)
                assert exact == bool(equals), numbers
                if exact:
                    assert wanted == [chip_tick(numbers, beta, v) for v in potentials]


@given(
    numbers=st.tuples(
        st.integers(0, 1),
        st.integers(-5, 1) | st.integers(-(2**19), -(2**18) + 2),
        st.integers(0, 6),
        st.integers(-6, 6) | st.integers(-(2**19), -(2**18) + 2),
        st.integers(0, 2),
    ),
    reset_type=st.integers(0, 1),
    start=st.integers(-6, 6) | st.integers(-(2**18) - 5, -(2**18) + 5),
    synaptic=st.lists(st.integers(0, 3), max_size=30),
)
def test_that_a_neuron_that_never_falls_may_have_any_negative_threshold(
    numbers, reset_type, start, synaptic
):
    beta, exact = judged(numbers, reset_type, start, falls=False)
    assert 0 <= beta <= LARGE
    if not exact:
        return
    one = other = start
    for added in synaptic:
        one, fires = ranc_tick(numbers, reset_type, one, added)
        other, spikes = chip_tick(numbers, beta, other, added)
        assert (one, fires) == (other, spikes)


@pytest.mark.parametrize(
    ("numbers", "start", "taken"),
    [
        ((1, -1, 1, 0, 0), 0, True),
        ((1, -1, 1, 0, 0), -1, False),
        ((1, -(2**31), 1, 0, 0), 0, True),
        ((0, -(2**31), 1, 0, 0), 0, True),
        ((0, -300_000, 1, -290_000, 0), 0, False),
        ((0, -300_000, 1, -290_000, 0), -280_000, False),
    ],
)
def test_that_some_neurons_are_only_taken_because_they_stay_above(
    numbers, start, taken
):
    assert judged(numbers, 1, start, falls=False)[1] == taken


def one_neuron(parameters, strengths=(1, -1)):
    builder = ProgramBuilder(Hardware("small", 2, 3, 2, 1, 3), 2, 1)
    builder.types[1] = [0, 1]
    builder.neuron(1, 2, parameters, strengths)
    builder.synapse(1, 0, 2)
    builder.synapse(1, 1, 2)
    return builder.build()


PLAIN = NeuronParameters(negative_saturates=False)


@pytest.mark.parametrize(
    ("parameters", "feature"),
    [
        (replace(PLAIN, stochastic_synapses=(False, True)), "stochastic synapses (b)"),
        (replace(PLAIN, leak=1, leak_reversal=True), "leak reversal (ε)"),
        (replace(PLAIN, leak=-1, stochastic_leak=True), "stochastic leak (c)"),
        (replace(PLAIN, threshold_mask=1), "threshold mask (M)"),
        (replace(PLAIN, reset_mode=ResetMode.NONE), "spikes without reset (γ = 2)"),
        (NeuronParameters(negative_threshold=1), "saturates (κ)"),
        (NeuronParameters(reset_value=1), "saturates (κ)"),
        (NeuronParameters(reset_mode=ResetMode.SUBTRACT_THRESHOLD), "saturates (κ)"),
    ],
)
def test_that_what_ranc_lacks_is_told_with_its_neuron(parameters, feature):
    offender = first_offender(one_neuron(parameters))
    assert offender is not None
    assert (offender.core, offender.neuron) == (1, 2)
    assert feature in offender.feature


@pytest.mark.parametrize(
    ("parameters", "strengths"),
    [
        (NeuronParameters(), (1, -1)),
        (NeuronParameters(negative_threshold=4, reset_value=4), (1, -1)),
        (replace(PLAIN, stochastic_synapses=(False, True)), (1, 0)),
        (replace(PLAIN, leak_reversal=True, stochastic_leak=True), (1, -1)),
        (NeuronParameters(reset_mode=ResetMode.SUBTRACT_THRESHOLD), (1, 2)),
        (NeuronParameters(negative_threshold=1, initial_potential=-1), (1, 2)),
        (NeuronParameters(reset_mode=ResetMode.NONE, threshold_mask=7), (0, 0)),
    ],
)
def test_that_what_has_no_effect_is_no_hindrance(parameters, strengths):
    assert first_offender(one_neuron(parameters, strengths)) is None


@pytest.mark.parametrize(
    "parameters",
    [
        NeuronParameters(reset_mode=ResetMode.NONE, initial_potential=1),
        NeuronParameters(reset_value=2, initial_potential=-1),
        NeuronParameters(threshold_mask=1, leak=1),
    ],
)
def test_that_a_neuron_that_does_something_by_itself_is_not_inert(parameters):
    assert first_offender(one_neuron(parameters, (0, 0))) is not None


def test_that_the_first_offender_is_the_first_in_the_program():
    builder = ProgramBuilder(Hardware("small", 1, 3, 1, 1, 3), 3, 1)
    for core, j in [(2, 0), (1, 2), (1, 1)]:
        builder.neuron(core, j, NeuronParameters(threshold_mask=1, leak=1))
    assert first_offender(builder.build()) == Offender(1, 1, "threshold mask (M)")


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("memoryless binary", True),
        ("tonic spiking", True),
        ("tonic spiking, uneven steps", True),
        ("tonic spiking, driven", True),
        ("integrator", True),
        ("phasic spiking", True),
        ("subthreshold oscillation", True),
        ("phasic bursting", False),
        ("stochastic (Bernoulli)", False),
        ("irregular spiking", False),
    ],
)
def test_that_these_presets_have_an_equal_in_ranc(name, possible):
    assert (first_offender(circuit(preset(name))) is None) == possible

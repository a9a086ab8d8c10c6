"""Explanations of single updates, against the oracle and word by word."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle
from tests.programs import ProgramBuilder, random_recurrent_program, single_neuron
from tests.simulation.agreement import random_lines
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.simulation.explain import explain, explain_update, moment_of
from tnstudio.simulation.explanation import MOST_NAMED, Branch
from tnstudio.simulation.simulator import Simulator

SEEDS = st.integers(0, 2**32)
TICKS = 6


@given(SEEDS, st.booleans(), st.sampled_from([0.1, 0.5]), SEEDS)
@settings(max_examples=60)
def test_that_every_update_is_explained_as_in_the_oracle(seed, calm, density, more):
    random = np.random.default_rng(seed)
    program = random_recurrent_program(random, calm=calm)
    lines = random_lines(np.random.default_rng(more), program, TICKS, density)
    history = oracle.run_chip(program, lines)
    simulator = Simulator(program)
    for tick in range(TICKS):
        moment = moment_of(simulator, lines[tick])
        assert moment.tick == tick
        np.testing.assert_array_equal(moment.active, history.active[tick])
        np.testing.assert_array_equal(moment.spikes, history.spikes[tick])
        np.testing.assert_array_equal(moment.after, history.potentials[tick])
        for core, j in np.ndindex(moment.before.shape):
            told = explain(program, moment, core, j)
            assert (told.tick, told.core, told.neuron) == (tick, core, j)
            assert told.after == history.potentials[tick, core, j]
            assert told.spike == history.spikes[tick, core, j]
            check_terms(program, told, moment.active[core])


def check_terms(program, told, active):
    """Every term is the oracle's, and the draws are the oracle's."""
    chip = oracle.OracleChip(program)
    neuron, j = chip.neurons[told.core][told.neuron], told.neuron
    key, synapses = chip.keys[told.core], chip.synapses[told.core][j]
    types = chip.types[told.core]
    now = key, told.tick
    assert [c.axon for c in told.contributions] == [
        axon for axon, closed in enumerate(synapses) if closed and active[axon]
    ]
    for c in told.contributions:
        assert (c.axon_type, c.strength) == (types[c.axon], neuron.s[c.axon_type])
        drawn = oracle.synapse_rho(*now, c.axon, j) if c.stochastic else None
        assert c.stochastic == neuron.b[c.axon_type]
        assert c.rho == drawn
        assert c.value == (
            oracle.by_chance(c.strength, drawn) if c.stochastic else c.strength
        )
    total = oracle.synaptic_input(neuron, synapses, types, active, *now)
    assert told.synaptic_sum == sum(c.value for c in told.contributions) == total
    assert told.after_synapses == oracle.saturate(told.before + total)
    assert told.leak.rho == (oracle.leak_rho(*now, j) if neuron.c else None)
    assert told.leak.value == oracle.leak(neuron, told.after_synapses, *now)
    assert told.after_leak == oracle.saturate(told.after_synapses + told.leak.value)
    limits = told.thresholds
    assert limits.rho == (oracle.threshold_rho(*now, j) if neuron.m else None)
    assert limits.eta == ((limits.rho or 0) & neuron.m)
    assert limits.threshold == neuron.alpha + limits.eta
    assert told.spike == (told.after_leak >= limits.threshold)
    assert told.missing == max(0, limits.threshold - told.after_leak)
    assert told.after == oracle.saturate(told.reset_sum)
    if told.branch is Branch.NONE:
        assert told.after == told.after_leak >= limits.floor
    if told.branch is Branch.BELOW_FLOOR:
        assert told.after_leak < limits.floor


def test_that_a_plain_update_is_told_in_words():
    neuron = NeuronParameters(
        leak=-1, threshold=6, reset_mode=ResetMode.SUBTRACT_THRESHOLD
    )
    builder = ProgramBuilder(Hardware("small", 4, 1, 2, 1, 1), 1, lines=4)
    builder.neuron(0, 0, neuron, (2, -1))
    builder.types[0] = [0, 1, 0, 0]
    for axon in range(4):
        builder.synapse(0, axon, 0)
        builder.input(axon, 0, axon)
    simulator = Simulator(builder.build())
    moments = [
        moment_of(simulator, np.array(row, np.uint8))
        for row in ([1, 1, 1, 0], [1, 0, 1, 1])
    ]
    first, second = (explain(simulator.program, m, 0, 0) for m in moments)
    assert first.lines() == (
        "tick 0, core 0, neuron 0: V = 0",
        "type 0, s = 2: 2 × 2 = 4 (axons 0, 2)",
        "type 1, s = -1: 1 × -1 = -1 (axon 1)",
        "V = 0 + 3 = 3",
        "leak: λ = -1; V = 3 - 1 = 2",
        "threshold: α = 6",
        "V = 2 < 6: no spike, 4 missing; V >= -β = 0",
        "V stays 2",
    )
    assert second.lines() == (
        "tick 1, core 0, neuron 0: V = 2",
        "type 0, s = 2: 3 × 2 = 6 (axons 0, 2, 3)",
        "V = 2 + 6 = 8",
        "leak: λ = -1; V = 8 - 1 = 7",
        "threshold: α = 6",
        "V = 7 >= 6: spike",
        "reset (γ = 1): V = 7 - 6 = 1",
    )
    assert first.missing == 4
    assert second.missing == 0
    assert first.verdict == "Did not fire: V = 2, 4 short of the threshold 6"
    assert second.verdict == "Fired: V = 7 reached the threshold 6"
    assert second.unnamed == 0
    assert "3 × 2 = 6 (axons 0, and 2 more)" in second.lines(most=1)[1]


def test_that_a_stochastic_update_is_told_in_words():
    neuron = NeuronParameters(
        leak=-100,
        leak_reversal=True,
        stochastic_leak=True,
        threshold=9,
        threshold_mask=7,
        negative_threshold=1,
        negative_saturates=False,
        initial_potential=-4,
        stochastic_synapses=(True,),
    )
    program = single_neuron(neuron, (-128,))
    key, tick = oracle.core_key(program.seed, 0), 1
    synapse = oracle.synapse_rho(key, tick, 0, 0)
    leak = oracle.leak_rho(key, tick, 0)
    threshold = oracle.threshold_rho(key, tick, 0)
    told = explain_update(program, tick, 0, 0, -4, np.ones(1, np.bool_))
    assert (synapse, leak, threshold) == (225, 62, 126305)
    assert told.lines() == (
        "tick 1, core 0, neuron 0: V = -4",
        "type 0, s = -128, stochastic: 0 of 1 × -1 = 0; ρ > 128 on axon 0 (ρ = 225)",
        "V = -4 + 0 = -4",
        "leak: λ = -100, stochastic: ρ = 62 <= 100, Ω = sgn V = -1; V = -4 + 1 = -3",
        "η = ρ & M = 126305 & 7 = 1",
        "threshold: α + η = 9 + 1 = 10",
        "V = -3 < 10: no spike, 13 missing; V < -(β + η) = -2",
        "reset (κ = 0, γ = 0): V = -R = 0",
    )
    assert told.branch is Branch.BELOW_FLOOR


def test_that_a_draw_as_large_as_strength_or_leak_counts():
    neuron = NeuronParameters(
        leak=62, stochastic_leak=True, threshold=9, stochastic_synapses=(True,)
    )
    told = explain_update(
        single_neuron(neuron, (225,)), 1, 0, 0, 0, np.ones(1, np.bool_)
    )
    assert told.lines()[1] == (
        "type 0, s = 225, stochastic: 1 of 1 × 1 = 1; ρ <= 225 on axon 0 (ρ = 225)"
    )
    assert told.lines()[3] == "leak: λ = 62, stochastic: ρ = 62 <= 62; V = 1 + 1 = 2"
    assert told.after == 2


def test_that_saturation_is_told():
    neuron = NeuronParameters(
        leak=255, threshold=2**18 - 1, initial_potential=2**19 - 1, reset_value=-7
    )
    told = explain_update(
        single_neuron(neuron, (3,)), 0, 0, 0, 2**19 - 1, np.ones(1, np.bool_)
    )
    assert told.lines()[2:] == (
        "V = 524287 + 3 = 524290, saturated to 524287",
        "leak: λ = 255; V = 524287 + 255 = 524542, saturated to 524287",
        "threshold: α = 262143",
        "V = 524287 >= 262143: spike",
        "reset (γ = 0): V = R = -7",
    )


FALLEN = {
    (True, 0): "V stops (κ = 1): V = -β = -2",
    (True, 1): "V stops (κ = 1): V = -β = -2",
    (False, 0): "reset (κ = 0, γ = 0): V = -R = -5",
    (False, 1): "reset (κ = 0, γ = 1): V = -9 + 2 = -7",
    (False, 2): "no reset (κ = 0, γ = 2): V = -9",
}


@pytest.mark.parametrize(("stops", "mode"), FALLEN)
def test_that_every_way_below_the_floor_is_told(stops, mode):
    neuron = NeuronParameters(
        negative_threshold=2,
        negative_saturates=stops,
        reset_mode=ResetMode(mode),
        reset_value=5,
    )
    told = explain_update(single_neuron(neuron), 0, 0, 0, -9, np.zeros(1, np.bool_))
    assert told.lines()[1] == "synapses: no active axon reaches the neuron, V = -9"
    assert told.lines()[-2:] == (
        "V = -9 < 1: no spike, 10 missing; V < -β = -2",
        FALLEN[stops, mode],
    )


def test_that_a_spike_without_reset_is_told():
    neuron = NeuronParameters(reset_mode=ResetMode.NONE)
    told = explain_update(single_neuron(neuron), 0, 0, 0, 4, np.zeros(1, np.bool_))
    assert told.lines()[-2:] == ("V = 4 >= 1: spike", "no reset (γ = 2): V = 4")


def test_that_many_axons_are_counted_rather_than_named():
    count = MOST_NAMED + 3
    builder = ProgramBuilder(Hardware("wide", count, 1, 1, 1, 1), 1, lines=1)
    builder.neuron(0, 0, strengths=(2,))
    builder.synapses[:] = True
    told = explain_update(builder.build(), 0, 0, 0, 0, np.ones(count, np.bool_))
    assert told.lines()[1] == (
        "type 0, s = 2: 11 × 2 = 22 (axons 0, 1, 2, 3, 4, 5, 6, 7, and 3 more)"
    )
    assert len(told.contributions) == count


@pytest.mark.parametrize(("core", "neuron"), [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_that_a_neuron_that_is_not_there_is_refused(core, neuron):
    simulator = Simulator(single_neuron(NeuronParameters()))
    moment = moment_of(simulator, np.zeros(1, np.uint8))
    with pytest.raises(TNStudioError, match="There is no"):
        explain(simulator.program, moment, core, neuron)

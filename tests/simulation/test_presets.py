"""Every preset does what it says, in the oracle and in the simulator."""

from itertools import product

import numpy as np
import pytest

from tests import oracle
from tests.programs import circuit
from tnstudio.model.presets import PRESETS, preset
from tnstudio.model.program_rules import check_program
from tnstudio.simulation.simulator import Simulator


def by_simulator(program, lines):
    """Spikes and V, tick by tick."""
    simulator = Simulator(program)
    ticks = [
        (simulator.run(row[None]).of_core(0)[0], simulator.potentials[0])
        for row in lines
    ]
    spikes, potentials = zip(*ticks, strict=True)
    return np.stack(spikes), np.stack(potentials)


def by_oracle(program, lines):
    history = oracle.run_chip(program, lines)
    return history.spikes[:, 0], history.potentials[:, 0]


@pytest.fixture(params=[by_simulator, by_oracle])
def run(request):
    """Run a preset with input spikes at these ticks; return spikes and V.

    Spikes are a list of ticks for each cell, V that of the first cell.
    """

    def run_preset(name, *pulses, ticks=100):
        program = circuit(preset(name))
        lines = np.zeros((ticks, len(preset(name).inputs)), np.uint8)
        for line, when in enumerate(pulses):
            lines[list(when), line] = 1
        spikes, potentials = request.param(program, lines)
        return [np.flatnonzero(cell).tolist() for cell in spikes.T], potentials[:, 0]

    return run_preset


SHOWN = set()
"""The presets whose behaviour a test below shows."""


def shows(name):
    SHOWN.add(name)
    return lambda test: test


def test_that_every_preset_is_shown_and_valid():
    names = [item.name for item in PRESETS]
    assert len(set(names)) == len(names)
    assert set(names) == SHOWN
    for item in PRESETS:
        assert check_program(circuit(item)) == ()
        assert item.behaviour
        assert item.source


@shows("memoryless binary")
def test_that_the_memoryless_binary_neuron_fires_if_its_input_is_positive(run):
    table = np.array(list(product((0, 1), repeat=4)))
    table = np.concatenate((table, table[::-1], table[::3]))
    (spikes,), _ = run("memoryless binary", *map(np.flatnonzero, table.T), ticks=38)
    assert spikes == np.flatnonzero(table @ (1, -1, 2, -2) > 0).tolist()


@shows("tonic spiking")
@shows("tonic spiking, uneven steps")
@pytest.mark.parametrize(
    ("name", "period"), [("tonic spiking", 10), ("tonic spiking, uneven steps", 6)]
)
def test_that_a_tonic_neuron_fires_with_its_period(run, name, period):
    (spikes,), _ = run(name)
    assert spikes == list(range(period - 1, 100, period))


@shows("tonic spiking, driven")
def test_that_a_driven_tonic_neuron_fires_while_it_is_driven(run):
    (spikes,), _ = run("tonic spiking, driven", range(10, 40))
    assert spikes == [14, 19, 24, 29, 34, 39]


@shows("phasic bursting")
def test_that_each_pulse_starts_a_burst_of_six_spikes_17_ticks_apart(run):
    (spikes, counter), _ = run("phasic bursting", [3, 200], ticks=500)
    first, second = ([start + 16 + 17 * k for k in range(6)] for start in (3, 200))
    assert spikes == first + second
    assert counter == [first[-1] + 1, second[-1] + 1]


@shows("tonic bursting")
def test_that_tonic_bursts_come_again_and_again(run):
    (spikes, _), _ = run("tonic bursting", ticks=500)
    assert spikes == [9 + 102 * burst + 10 * k for burst in range(5) for k in range(4)]


@shows("bistability")
def test_that_one_pulse_starts_the_bistable_neuron_and_another_stops_it(run):
    (spikes,), v = run("bistability", [5, 300], [100], ticks=400)
    assert spikes == [*range(21, 100, 17), *range(316, 400, 17)]
    assert not v[:5].any()
    assert not v[100:300].any()


@shows("integrator")
@pytest.mark.parametrize("spacing", [1, 2, 7])
def test_that_the_integrator_counts_whatever_the_spacing(run, spacing):
    arrivals = range(0, 100, spacing)
    (spikes,), _ = run("integrator", arrivals)
    for n, tick in enumerate(arrivals, start=1):
        assert np.searchsorted(spikes, tick, side="right") == 3 * n // 10


@shows("leaky integrator")
@pytest.mark.parametrize("apart", range(1, 8))
def test_that_the_leaky_integrator_wants_its_input_at_once(run, apart):
    (spikes,), _ = run("leaky integrator", [3, 3 + apart])
    assert spikes == ([3 + apart] if apart <= 3 else [])


@shows("class 2 excitable")
@pytest.mark.parametrize(("spacing", "period"), [(2, 6), (3, 0), (4, 0), (9, 0)])
def test_that_a_class_2_neuron_starts_with_a_high_rate(run, spacing, period):
    (spikes,), _ = run("class 2 excitable", range(0, 100, spacing))
    assert spikes == (list(range(4, 100, period)) if period else [])


@shows("stochastic (Bernoulli)")
def test_that_the_bernoulli_neuron_fires_with_its_probability(run):
    ticks = 4000
    (spikes,), _ = run("stochastic (Bernoulli)", ticks=ticks)
    key = oracle.core_key(0, 0)
    assert spikes == [t for t in range(ticks) if oracle.leak_rho(key, t, 0) <= 63]
    assert_independent(np.isin(np.arange(ticks), spikes), 1 / 4)


@shows("unreliable synapse")
def test_that_the_unreliable_synapse_passes_half_of_its_input_on(run):
    arrivals = list(range(0, 8000, 2))
    (spikes,), _ = run("unreliable synapse", arrivals, ticks=8000)
    key = oracle.core_key(0, 0)
    assert spikes == [t for t in arrivals if oracle.synapse_rho(key, t, 0, 0) <= 127]
    assert_independent(np.isin(arrivals, spikes), 1 / 2)


def assert_independent(fired, probability):
    """Rate and neighbours as of a coin, within 4.5 deviations."""
    deviation = np.sqrt(probability * (1 - probability) / len(fired))
    assert abs(fired.mean() - probability) < 4.5 * deviation
    for distance in (1, 2, 3):
        correlation = np.corrcoef(fired[distance:], fired[:-distance])[0, 1]
        assert abs(correlation) < 4.5 / np.sqrt(len(fired))


@shows("irregular spiking")
def test_that_irregular_intervals_are_within_their_range(run):
    (spikes,), _ = run("irregular spiking", ticks=4000)
    intervals = np.diff([-1, *spikes])
    assert intervals.min() >= 10
    assert intervals.max() <= 25
    assert len(np.unique(intervals)) >= 6


@shows("phasic spiking")
def test_that_a_phasic_neuron_fires_at_the_onset_only(run):
    (spikes, _), _ = run("phasic spiking", [*range(5, 30), *range(50, 60)])
    assert spikes == [5, 50]


@shows("spike frequency adaptation")
def test_that_intervals_grow_once_inhibition_arrives(run):
    (spikes,), _ = run("spike frequency adaptation", range(300), ticks=300)
    assert spikes == [9, *range(19, 300, 14)]


@shows("spike latency")
@pytest.mark.parametrize(("line", "latency"), [(0, 18), (1, 11), (2, 4)])
def test_that_a_stronger_pulse_fires_earlier_but_never_at_once(run, line, latency):
    pulses = [[], [], []]
    pulses[line] = [10]
    (spikes,), _ = run("spike latency", *pulses)
    assert spikes == [10 + latency]


@shows("subthreshold oscillation")
def test_that_v_oscillates_without_spikes(run):
    (spikes,), v = run("subthreshold oscillation")
    assert spikes == []
    assert v.tolist() == [(6 - tick) % 12 - 6 for tick in range(1, 101)]
    assert (v.min(), v.max()) == (-6, 5)


@shows("resonator")
def test_that_the_resonator_prefers_one_interval(run):
    answers = {}
    for apart in range(1, 30):
        (answers[apart], _), _ = run("resonator", [3, 3 + apart])
    assert {apart for apart, spikes in answers.items() if spikes} == {8}
    assert answers[8] == [11]


@shows("rebound spike")
def test_that_inhibition_is_followed_by_one_spike(run):
    (spikes,), v = run("rebound spike", [10, 50])
    assert spikes == [11, 51]
    assert not v[[*range(10), *range(20, 50), *range(60, 100)]].any()


@shows("threshold variability")
@pytest.mark.parametrize("before", range(-3, 8))
def test_that_inhibition_lowers_the_threshold_for_a_while(run, before):
    (spikes,), _ = run("threshold variability", [20 + before], [20])
    assert spikes == ([20 + before] if before in (1, 2, 3) else [])


@shows("inhibition-induced spiking")
def test_that_the_neuron_fires_while_it_is_inhibited(run):
    (spikes,), v = run("inhibition-induced spiking", range(10, 60), ticks=150)
    assert spikes == list(range(26, 60, 5))
    assert not v[100:].any()


@shows("depolarising after-potential")
def test_that_v_stays_raised_after_a_spike(run):
    (spikes,), v = run("depolarising after-potential", [10])
    assert spikes == [10]
    assert v[8:18].tolist() == [0, 0, 5, 4, 3, 2, 1, 0, 0, 0]

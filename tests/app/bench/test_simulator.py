"""The measurement: that it counts right, compares, and refuses."""

import numpy as np
import pytest

from tnstudio import jit
from tnstudio.app.bench import simulator as bench_module
from tnstudio.app.bench.numpy_chip import NumpyChip
from tnstudio.app.bench.recurrent import recurrent_program
from tnstudio.app.bench.simulator import (
    CHECKED,
    BenchProgress,
    SimulatorBench,
    SimulatorBenchResult,
    bench_simulator,
)
from tnstudio.errors import TNStudioError
from tnstudio.simulation.simulator import Simulator

SMALL = SimulatorBench(cores=4, rate=100, synapses=32, ticks=47)


def silence(ticks):
    return np.zeros((ticks, 0), np.uint8)


def test_that_a_measurement_ends_with_its_result():
    *progress, result = bench_simulator(SMALL)
    assert all(isinstance(event, BenchProgress) for event in progress)
    assert progress[-1].done == progress[-1].total == 47
    assert isinstance(result, SimulatorBenchResult)
    assert result.settings == SMALL
    assert result.measured_rate == pytest.approx(100, rel=0.1)
    assert 0 < result.best_ms_per_tick <= result.ms_per_tick
    assert result.ticks_per_second == pytest.approx(1000 / result.ms_per_tick)
    assert result.ratio_to_numpy * result.ms_per_tick == pytest.approx(
        result.numpy_ms_per_tick
    )
    assert result.checked_ticks == CHECKED


@pytest.mark.parametrize("pieces", [(47,), (1,), (3, 1, 20), (16, 15, 14, 2)])
def test_that_synaptic_events_are_counted_exactly(pieces):
    program = recurrent_program(3, 100, 32, seed=1)
    simulator = Simulator(program)
    watch = bench_module._Watch(program, simulator.run(silence(CHECKED)))
    for ticks in pieces:
        watch.add(simulator.run(silence(ticks)), seconds=1.0)
    again = Simulator(program)
    again.run(silence(CHECKED))
    active = 0
    for _ in range(sum(pieces)):
        again.run(silence(1))
        active += int(again.active_axons.sum())
    assert watch.axon_events() == active
    assert watch.ticks == sum(pieces)


@pytest.mark.parametrize("ticks", [1, 19, 20, 1000])
def test_that_pieces_add_up_to_the_wanted_ticks(ticks):
    settings = SimulatorBench(cores=1, rate=0, synapses=0, ticks=ticks)
    *progress, _ = bench_simulator(settings)
    assert max(event.done for event in progress) == ticks


def test_that_other_spikes_than_numpys_are_an_error(monkeypatch):
    step = NumpyChip.step

    def wrong_at_tick_3(chip, lines):
        spikes = step(chip, lines)
        spikes[2, 5] ^= chip._tick == 4
        return spikes

    monkeypatch.setattr(NumpyChip, "step", wrong_at_tick_3)
    with pytest.raises(TNStudioError, match="tick 3, core 2, neuron 5"):
        list(bench_simulator(SMALL))


def test_that_threads_are_limited_while_measuring_only():
    before = jit.numba.get_num_threads()
    events = bench_simulator(SimulatorBench(cores=2, ticks=5, threads=1))
    next(events)
    assert jit.numba.get_num_threads() == 1
    events.close()
    assert jit.numba.get_num_threads() == before


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (SimulatorBench(cores=1, ticks=0), "0 ticks to measure"),
        (SimulatorBench(cores=1, threads=0), "number of threads is 0"),
        (SimulatorBench(cores=1, threads=100_000), "choose 1 to"),
        (SimulatorBench(cores=0), "number of cores is 0"),
    ],
)
def test_that_what_cannot_be_measured_is_refused(settings, message):
    with pytest.raises(TNStudioError, match=message):
        list(bench_simulator(settings))

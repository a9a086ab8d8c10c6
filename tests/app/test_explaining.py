"""What is explained is what the chip did, with its causes and consequences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_chip_run import Rows, random_setup
from tests.circuits import oscillator
from tnstudio.app import explaining as module
from tnstudio.app.explaining import Explained, ExplainProgress, explaining
from tnstudio.app.setups import Setup, circuit_setup
from tnstudio.errors import TNStudioError
from tnstudio.simulation.explain import explain, moment_of
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.sources import Sources
from tnstudio.simulation.spike_log import spike_log
from tnstudio.simulation.trace import (
    Cut,
    InputSpike,
    Limits,
    OutputSpike,
    Spike,
    causes,
    consequences,
)

TICKS = 120


def told(setup: Setup, *place: int, limits: Limits | None = None) -> Explained:
    """Return the last event; all others must tell progress."""
    *before, last = explaining(setup, *place, limits)
    assert all(isinstance(one, ExplainProgress) for one in before)
    assert all(0 < one.done <= one.total for one in before)
    return last


@given(seed=st.integers(0, 2**32), tick=st.integers(0, 60), data=st.data())
@settings(max_examples=40)
def test_that_the_engine_says_the_same_of_the_whole_run(seed, tick, data):
    setup, lines = random_setup(seed, TICKS)
    program = setup.program
    simulator = Simulator(program)
    simulator.run(lines[:tick])
    moment = moment_of(simulator, lines[tick])
    fired = np.argwhere(moment.spikes).tolist()
    core, neuron = data.draw(st.sampled_from([*fired, [0, 0]]))
    limits = Limits(depth=2, reach=5, most=30)
    found = told(setup, tick, core, neuron, limits=limits)
    assert found.update == explain(program, moment, core, neuron)
    assert found.update.after == moment.after[core, neuron]
    if not moment.spikes[core, neuron]:
        assert (found.causes, found.consequences) == (None, None)
        return
    log = spike_log(program, 0, Simulator(program).run(lines).events(), lines)
    sources, spike = Sources(program), Spike(tick, core, neuron)
    assert found.causes == causes(sources, log, spike, limits)
    assert found.consequences == consequences(sources, log, spike, limits)


def test_that_an_oscillator_is_explained_by_hand():
    found = told(circuit_setup(oscillator(), 0), 6, 0, 0, limits=Limits(depth=3))
    assert found.update.spike
    assert found.causes.nodes == (
        Spike(6, 0, 0),
        Spike(3, 1, 0),
        Spike(1, 0, 0),
        InputSpike(1, 0),
    )
    assert found.causes.complete
    assert OutputSpike(8, 0) in found.consequences.nodes
    assert Spike(13, 1, 0) in found.consequences.nodes
    assert found.consequences.cut == {Cut.DEPTH}


def test_that_nothing_is_traced_at_depth_0_and_no_tick_too_many_run():
    setup = circuit_setup(oscillator(), 0)
    events = list(explaining(setup, 6, 0, 0, Limits(depth=0)))
    assert events[-1].update.spike
    assert (events[-1].causes, events[-1].consequences) == (None, None)
    assert max(one.done for one in events[:-1]) == 7


def test_that_memory_is_bounded_and_what_is_missing_told(monkeypatch):
    setup, lines = random_setup(2, 2000)
    fired = Simulator(setup.program).run(lines[:1001]).events()
    place = [int(column[-1]) for column in fired]
    limits = Limits(depth=5, reach=100, most=10_000)
    assert Cut.RECORDING not in told(setup, *place, limits=limits).causes.cut
    monkeypatch.setattr(module, "WINDOW_BYTES", 2**13)
    asked = []

    class Counted(Rows):
        def spikes(self, first_tick, rows):
            asked.append(first_tick + rows)
            return super().spikes(first_tick, rows)

    found = told(Setup(setup.program, Counted(lines)), *place, limits=limits)
    assert Cut.RECORDING in found.causes.cut
    assert Cut.RECORDING in found.consequences.cut
    assert place[0] < max(asked) < place[0] + 5 * 114


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ((0, 2, 0), "There is no core 2"),
        ((0, 0, 5), "There is no neuron 5"),
        ((-1, 0, 0), "There is no tick -1"),
        ((2**43, 0, 0), "There is no tick"),
    ],
)
def test_that_places_that_are_not_there_are_told_at_once(place, message):
    with pytest.raises(TNStudioError, match=message) as refused:
        explaining(circuit_setup(oscillator(), 0), *place)
    assert refused.value.location == "oscillator"
    assert refused.value.hint

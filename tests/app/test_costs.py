"""Counts and energy of a run, however it is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_chip_run import TICKS, random_setup
from tests.circuits import oscillator
from tnstudio.app import chip_run as module
from tnstudio.app.chip_run import chip_run
from tnstudio.app.costs import CostMeter, LeftOut, Totals
from tnstudio.app.setups import circuit_setup
from tnstudio.errors import TNStudioError
from tnstudio.simulation.counts import Counter
from tnstudio.simulation.energy import FIT_0V8, MEASURED_E15
from tnstudio.simulation.simulator import Simulator


def metered(setup, ticks, frames=None, conditions=()):
    meter = CostMeter(setup.program, frames)
    for piece in chip_run(setup, ticks, conditions):
        meter.add(piece.recording, piece.lines)
    return meter.costs()


@given(seed=st.integers(0, 2**32), piece=st.integers(1, TICKS + 1))
@settings(max_examples=25)
def test_that_the_pieces_of_a_run_sum_up(seed, piece):
    setup, lines = random_setup(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE_TICKS", piece)
        totals = metered(setup, TICKS).totals
    recording = Simulator(setup.program).run(lines)
    counts = Counter(setup.program).count(recording, lines)
    names = ("synaptic_events", "axon_events", "spikes", "hops")
    assert totals == Totals(
        TICKS, **{name: int(getattr(counts, name).sum()) for name in names}
    )


def test_that_an_oscillator_costs_what_can_be_counted_by_hand():
    costs = metered(circuit_setup(oscillator(), 0), 9)
    # Axons are active at ticks 1 (input), 3, 6 and 8, with two synapses each;
    # each time two neurons fire, of which one sends its spike to the next core.
    assert costs.totals == Totals(9, synaptic_events=8, axon_events=4, spikes=8, hops=4)
    assert (costs.cores, costs.frames) == (2, None)
    measured, fitted = costs.energy
    assert isinstance(measured, LeftOut)
    assert measured.profile is MEASURED_E15
    assert "frame" in measured.reason
    assert fitted.profile is FIT_0V8
    joules = 2 * 9 * 15.7e-9 + 8 * 2.30e-12
    assert fitted.energy == pytest.approx((joules, joules))


def test_that_frames_are_estimated_by_both_profiles():
    costs = metered(circuit_setup(oscillator(), 0), 9, frames=1)
    measured, fitted = costs.energy
    assert measured.energy == pytest.approx((2 * 53.6e-9, 2 * 56.3e-9))
    assert "9 ticks per frame" in measured.remark
    assert fitted.per_frame == fitted.energy
    assert not fitted.remark


def test_that_costs_of_nothing_are_not_told():
    setup, _ = random_setup(1)
    with pytest.raises(TNStudioError, match="ticks is 0"):
        CostMeter(setup.program).costs()
    meter = CostMeter(setup.program)
    skipped = Simulator(setup.program).run(np.zeros((1, 6), np.uint8))
    meter.add(skipped, np.zeros((1, 6), np.uint8))
    with pytest.raises(TNStudioError, match="begins with tick 0"):
        meter.add(skipped, np.zeros((1, 6), np.uint8))

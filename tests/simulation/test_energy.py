"""Energy estimates: published figures, and the arithmetic of each profile."""

import numpy as np
import pytest

from tests.programs import ProgramBuilder
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Hardware
from tnstudio.simulation.counts import Counter
from tnstudio.simulation.energy import (
    FIT_0V8,
    MEASURED_E15,
    PROFILES,
    estimate,
    profile_named,
)
from tnstudio.simulation.simulator import Simulator


@pytest.mark.parametrize(("cores", "microjoules"), [(5, 0.268), (1920, 108)])
def test_that_the_measured_profile_spans_the_published_energy_of_a_frame(
    cores, microjoules
):
    """Esser et al. 2015: 0.268 µJ on 5 cores, 108 µJ on 1920 (3 digits)."""
    told = estimate(MEASURED_E15, cores, ticks=1000, frames=1000)
    low, high = told.per_frame
    published = microjoules * 1e-6
    rounding = 0.5 * 10 ** (np.floor(np.log10(published)) - 2)
    assert low - rounding <= published <= high + rounding
    nearest = min(abs(low - published), abs(high - published))
    assert nearest <= rounding
    assert told.power == pytest.approx((low * 1000, high * 1000))


def test_that_the_fit_adds_cores_and_synaptic_events():
    """A full chip, 2^20 neurons at 20 Hz with 128 synapses each, in real time.

    4096 × 15.7 nJ in 1 ms are 64.3 mW, 2.68 billion events a second 6.2 mW.
    """
    events = 2**20 * 20 * 128
    told = estimate(FIT_0V8, 4096, ticks=1000, synaptic_events=events)
    assert told.energy.low == told.energy.high
    assert told.power.low == pytest.approx(64.307e-3 + 6.174e-3, abs=1e-6)
    assert told.per_tick.low == pytest.approx(70.481e-6, abs=1e-9)
    assert told.per_frame is None


def test_that_a_silent_chip_still_takes_energy_for_its_cores():
    told = estimate(FIT_0V8, 5, ticks=10, synaptic_events=0)
    assert told.energy.low == pytest.approx(10 * 5 * 15.7e-9)


def test_that_counts_of_a_run_give_its_energy():
    builder = ProgramBuilder(Hardware("two", 2, 3, 1, 1, 1), 1, lines=1)
    builder.input(0, 0, 1)
    builder.synapses[0, 1] = True
    program, lines = builder.build(), np.ones((4, 1), np.uint8)
    counts = Counter(program).count(Simulator(program).run(lines), lines)
    events = int(counts.synaptic_events.sum())
    assert events == 12
    told = estimate(FIT_0V8, program.cores, counts.ticks, events)
    assert told.energy.low == pytest.approx(4 * 15.7e-9 + 12 * 2.3e-12)


def test_that_an_estimate_says_where_it_comes_from():
    for profile in PROFILES:
        told = estimate(profile, 5, ticks=2, synaptic_events=7, frames=2)
        assert told.profile is profile is profile_named(profile.name)
        assert "1 ms" in told.profile.operating_point
        assert told.profile.source
        assert told.remark == ""


def test_that_frames_of_several_ticks_are_remarked_on():
    told = estimate(MEASURED_E15, 5, ticks=16, frames=1)
    assert told.remark.startswith("16 ticks per frame")
    assert estimate(MEASURED_E15, 5, ticks=1001, frames=1000).remark == ""
    assert estimate(FIT_0V8, 5, 16, synaptic_events=0, frames=1).remark == ""


@pytest.mark.parametrize(
    ("profile", "numbers", "message"),
    [
        (MEASURED_E15, {}, "number of frames .*give the frames"),
        (FIT_0V8, {"frames": 1}, "number of synaptic events .*give the synaptic"),
        (MEASURED_E15, {"frames": 0}, "number of frames is 0"),
        (FIT_0V8, {"synaptic_events": -1}, "number of synaptic events is -1"),
    ],
)
def test_that_a_profile_says_what_it_lacks(profile, numbers, message):
    with pytest.raises(TNStudioError, match=message):
        estimate(profile, 5, ticks=1, **numbers)


def test_that_a_run_without_ticks_has_no_estimate():
    with pytest.raises(TNStudioError, match="number of ticks is 0"):
        estimate(FIT_0V8, 5, ticks=0, synaptic_events=0)


def test_that_an_unknown_profile_is_refused_with_the_known_ones():
    with pytest.raises(TNStudioError, match=r"measured-e15, fit-0\.8V"):
        profile_named("guess")

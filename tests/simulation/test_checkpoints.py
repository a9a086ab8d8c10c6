"""Which checkpoints are kept: few enough, and never far from any tick."""

from bisect import bisect_left
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.simulation.checkpoints import (
    LEAST,
    MOST,
    NEAREST,
    RECENT,
    SPACING,
    Checkpoints,
    Spacing,
    near_count,
)
from tnstudio.simulation.timeline import BUDGET_BYTES

CAPACITIES = st.one_of(st.integers(LEAST, 50), st.integers(LEAST, MOST))
FULL_CHIP_BYTES = 6_430_000


@dataclass(frozen=True)
class Moment:
    """As much of a snapshot as checkpoints look at."""

    tick: int
    nbytes: int = 1000


def kept_after(ticks, capacity, first=0):
    """Run so many ticks and return the checkpoints."""
    kept = Checkpoints(Moment(first), capacity * 1000)
    most = 0
    for tick in range(first + SPACING, first + ticks + 1, SPACING):
        if kept.wants(tick, tick):
            kept.add(Moment(tick), tick)
        most = max(most, len(kept.ticks))
    assert most <= capacity
    return kept


def longest_replays(kept, end):
    """Return the most ticks to run again: to the recent past, to the rest.

    The last tick of any replay is run too, so a checkpoint does not help to
    reach its own tick.
    """
    ends = [*kept[1:], end]
    recent_from = max(0, end - RECENT)
    recent = far = 0
    for start, stop in zip(kept, ends, strict=True):
        if stop > recent_from:
            recent = max(recent, stop - start)
        if start < recent_from:
            far = max(far, min(stop, recent_from) - start)
    return recent, far


@given(st.integers(0, 300_000), CAPACITIES)
@settings(max_examples=60)
def test_that_no_tick_is_farther_from_a_checkpoint_than_promised(ticks, capacity):
    kept = kept_after(ticks, capacity)
    recent, far = longest_replays(kept.ticks, ticks)
    spacing = Spacing.of(ticks, capacity)
    assert recent <= spacing.recent
    assert far <= spacing.far
    near = near_count(capacity)
    wanted = sum(spacing.wants(tick) for tick in range(0, ticks + 1, SPACING))
    assert wanted + near <= capacity
    most = min(3 * capacity // 4, capacity - near - 1)
    recent_room = -(-min(ticks, RECENT) // spacing.recent) + 1
    room = capacity - near - recent_room
    assert spacing.recent == SPACING or spacing.recent < 2 * RECENT / (most - 1)
    beyond = max(0, ticks - RECENT)
    assert spacing.far == spacing.recent or spacing.far <= 2 * beyond / room


def go_to(kept, here, ticks):
    """Go to a tick as a timeline does; return the ticks that are run again."""
    tick = start = kept.latest(max(kept.first, here - 1)).tick
    kept.approach(here)
    while tick < here:
        tick = min(here, kept.next_stop(tick))
        if kept.wants(tick, ticks):
            kept.add(Moment(tick), ticks)
            assert len(kept.ticks) <= kept.capacity
    return here - start


@given(st.integers(0, 60_000), CAPACITIES, st.integers(0, 300), st.data())
@settings(max_examples=60)
def test_that_stepping_back_is_quick_on_the_whole(ticks, capacity, steps, data):
    kept = kept_after(ticks, capacity)
    here = data.draw(st.integers(0, ticks))
    go_to(kept, here, ticks)
    steps = min(steps, here)
    took = sum(go_to(kept, here - step, ticks) for step in range(1, steps + 1))
    spacing = Spacing.of(ticks, capacity)
    sizes = [NEAREST * 4**scale for scale in range(near_count(capacity))]
    most = steps * NEAREST
    for size, above in zip(sizes, [*sizes[1:], spacing.far], strict=True):
        most += (steps // size + 1) * min(above, spacing.far)
    assert took <= most
    recent, far = longest_replays(kept.ticks, ticks)
    assert recent <= spacing.recent
    assert far <= spacing.far


@pytest.mark.parametrize(("budget", "most"), [(BUDGET_BYTES, 256), (2**28, 512)])
def test_that_a_full_chip_reaches_its_recent_past_in_few_ticks(budget, most):
    for ticks in (9_000, 20_000, 100_000, 1_000_000):
        kept = kept_after(ticks, budget // FULL_CHIP_BYTES).ticks
        recent, far = longest_replays(kept, ticks)
        assert recent <= most
        assert far <= max(512, ticks / 5)


@given(st.integers(0, 30_000), CAPACITIES, st.integers(0, 1000))
@settings(max_examples=20)
def test_that_a_fork_counts_from_its_first_tick(ticks, capacity, first):
    expected = kept_after(ticks, capacity).ticks
    kept = kept_after(ticks, capacity, first).ticks
    assert kept == tuple(tick + first for tick in expected)


@given(st.integers(0, 50_000), CAPACITIES, st.data())
@settings(max_examples=30)
def test_that_nothing_after_a_cut_is_kept(ticks, capacity, data):
    kept = kept_after(ticks, capacity)
    before = kept.ticks
    cut = data.draw(st.integers(0, ticks))
    kept.cut(cut)
    assert kept.ticks == before[: bisect_left(before, cut + 1)]
    assert kept.latest(ticks).tick == kept.ticks[-1]
    assert kept.nbytes == 1000 * len(kept.ticks)


@pytest.mark.parametrize("budget", [0, 1, 3999])
def test_that_a_few_checkpoints_are_kept_whatever_the_budget(budget):
    assert Checkpoints(Moment(0), budget).capacity == LEAST
    assert kept_after(1_000_000, LEAST).ticks[0] == 0

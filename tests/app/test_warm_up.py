"""Getting the kernels ready, and what is told of it."""

import math
from itertools import pairwise

import pytest

from tnstudio.app import warm_up
from tnstudio.app.warm_up import CompilingProgress, warming_up


def told(monkeypatch: pytest.MonkeyPatch, *, kept: bool) -> list[CompilingProgress]:
    monkeypatch.setattr(warm_up, "is_kept", lambda _: kept)
    return [event for event in warming_up() if event is not None]


def test_that_nothing_is_told_if_all_was_compiled_before(monkeypatch):
    assert told(monkeypatch, kept=True) == []


def test_that_compiling_tells_how_far_it_is(monkeypatch):
    events = told(monkeypatch, kept=False)
    assert events[0].share == 0.0
    assert math.isnan(events[0].seconds_left)
    assert all(a.share < b.share < 1.0 for a, b in pairwise(events))
    assert all(event.seconds_left > 0.0 for event in events[1:])


def test_that_the_time_left_is_in_proportion_to_the_rest():
    assert CompilingProgress(0.25, 5.0).seconds_left == pytest.approx(15.0)

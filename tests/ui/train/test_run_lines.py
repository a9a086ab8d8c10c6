"""The curves of runs: what is drawn, how it looks, which run is which."""

from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import runs
from tests.ui.small_world import small_network
from tests.ui.train.some_runs import project_with_runs, some_run
from tnstudio.app.runs import renamed_run, without_runs
from tnstudio.model.records import TrainingSettings
from tnstudio.model.run import Run, thinned
from tnstudio.ui.train.course import SMOOTHED_BATCHES
from tnstudio.ui.train.run_lines import (
    COLOURS,
    MOST_LINES,
    QUANTITIES,
    STROKES,
    RunLine,
    matched,
    range_of,
    shared_slots,
    smoothed_loss,
)
from tnstudio.ui.train.runs_columns import (
    COLUMNS,
    duration,
    natural,
    one_line,
    shown_runs,
    source_name,
    when,
)

NUMBERS = st.floats(-1e6, 1e6)


def line(points: list[tuple[float, float]]) -> RunLine:
    x, y = zip(*sorted(points), strict=True) if points else ((), ())
    return RunLine(np.array(x, float), np.array(y, float))


@given(
    losses=st.lists(st.floats(0, 50, width=32), max_size=200),
    most=st.integers(1, 200),
    batches=st.integers(1, 30),
)
def test_that_the_loss_is_the_mean_of_the_batches_before(losses, most, batches) -> None:
    curve, stretch = thinned(np.array(losses, np.float32), most)
    run = replace(
        some_run(small_network(), "a"), losses=curve, stretch=stretch, batches=batches
    )
    found = smoothed_loss(run)
    width = max(1, SMOOTHED_BATCHES // stretch)
    expected = [
        fmean(curve[max(0, k + 1 - width) : k + 1].tolist()) for k in range(len(curve))
    ]
    assert found.y.tolist() == pytest.approx(expected, rel=1e-6, abs=1e-9)
    ends = [(k + 1) * stretch / batches for k in range(len(curve))]
    assert found.x.tolist() == pytest.approx(ends)


@given(run=runs())
def test_that_lines_have_nothing_but_numbers(run: Run) -> None:
    for quantity in QUANTITIES:
        found = quantity.of(run)
        assert np.isfinite(found.y).all()
        assert (np.diff(found.x) > 0).all()
        assert found.x.shape == found.y.shape


def test_that_accuracies_are_percent_after_each_epoch() -> None:
    run = some_run(small_network(), "a")
    train, test, chip = (
        [100 * getattr(r, f"{n}_accuracy") for r in run.epochs]
        for n in ("train", "test", "deployed")
    )
    by_name = {quantity.name: quantity.of(run) for quantity in QUANTITIES}
    assert by_name["train"].y.tolist() == pytest.approx(train)
    assert by_name["test"].y.tolist() == pytest.approx(test)
    assert by_name["deployed"].y.tolist() == pytest.approx(chip)
    assert by_name["test"].x.tolist() == [1, 2, 3, 4]


@given(points=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=12), epoch=NUMBERS)
def test_that_the_value_at_the_cursor_is_the_nearest_one(points, epoch) -> None:
    found = line(points).at(epoch)
    if not points or not min(points)[0] - 0.5 <= epoch <= max(points)[0] + 0.5:
        assert np.isnan(found)
        return
    least = min(abs(x - epoch) for x, _ in points)
    assert found in [y for x, y in points if abs(x - epoch) == least]


@given(
    lines=st.lists(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=8), max_size=4),
    ends=st.tuples(NUMBERS, NUMBERS).map(sorted),
)
def test_that_a_range_holds_all_values_in_view(lines, ends) -> None:
    low, high = ends
    found = range_of(map(line, lines), low, high)
    values = [y for points in lines for x, y in points if low <= x <= high]
    if not values:
        assert found is None
        return
    assert found is not None
    assert found[0] < min(values)
    assert max(values) < found[1]


@given(steps=st.lists(st.sets(st.integers(0, 40)), max_size=6))
def test_that_a_line_keeps_its_look_and_no_two_share_one(steps) -> None:
    slots: dict[int, int] = {}
    for places in steps:
        before, slots = slots, shared_slots(slots, sorted(places))
        assert set(slots) <= places
        assert len(slots) == min(len(places), MOST_LINES)
        looks = [(slot % COLOURS, slot % STROKES) for slot in slots.values()]
        assert len(set(looks)) == len(looks)
        for place in set(before) & places:
            assert slots[place] == before[place]


def test_that_runs_are_known_again_after_edits() -> None:
    project = project_with_runs(small_network(), 4)
    shorter = without_runs(project, frozenset({1}))
    assert matched(project.runs, shorter.runs) == {0: 0, 2: 1, 3: 2}
    assert matched(shorter.runs, project.runs) == {0: 0, 1: 2, 2: 3}
    other = renamed_run(project, 2, "another")
    assert matched(project.runs, other.runs) == {k: k for k in range(4)}
    longer = replace(project.runs[0], losses=project.runs[0].losses * 2)
    after = (longer, *project.runs[1:])
    assert matched(project.runs, after) == {k: k for k in range(4)}


def test_that_numbers_in_names_are_sorted_as_numbers() -> None:
    names = ["Run 10", "run 9", "9", "a", "", "Run", "Run 2b", "²"]
    ordered = sorted(names, key=natural)
    assert ordered == ["", "9", "a", "Run", "Run 2b", "run 9", "Run 10", "²"]


def test_that_texts_of_the_table_are_short_and_plain() -> None:
    assert when("2025-03-02T14:05:59+01:00") == "2025-03-02 14:05"
    assert when("then") == "then"
    assert duration(59.4) == "59 s"
    assert duration(61) == "1:01 min"
    assert duration(3 * 3600 + 5 * 60) == "3:05 h"
    assert source_name("mnist") == "mnist"
    assert source_name("C:\\data\\photos@28x28,grey") == "photos@28x28,grey"
    assert source_name("/data/faces/") == "faces"
    assert one_line("a\n\n b \nc") == "a · b · c"


@given(run=runs())
def test_that_every_column_can_tell_and_sort_any_run(run: Run) -> None:
    network = small_network()
    shown = shown_runs((run, some_run(network, "b")), network, (1, 4), run)
    assert [one.running for one in shown] == [False, False, True]
    assert [one.used for one in shown] == [None, 4, None]
    assert shown[1].same
    for column in COLUMNS:
        assert all(isinstance(column.text(one), str) for one in shown)
        assert len(sorted(shown, key=column.key)) == 3


def test_that_what_was_not_measured_is_a_dash_below_all_figures() -> None:
    network = small_network()
    bare = replace(some_run(network, "bare", TrainingSettings()), epochs=())
    shown = shown_runs((some_run(network, "a"), bare), network, None, None)
    columns = {column.heading: column for column in COLUMNS}
    for heading in ("Loss", "Train %", "Test %", "Chip %"):
        column = columns[heading]
        assert column.text(shown[1]) == "–"
        assert column.key(shown[1]) < column.key(shown[0])
    assert columns["Epochs"].text(shown[1]) == "0/20"

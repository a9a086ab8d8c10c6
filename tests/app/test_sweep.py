"""A sweep is many evaluations at the price of few."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.trained_networks import (
    ROOMY_CHIP,
    network_with_idle_cores,
    tiny_network,
    trained_at_random,
)
from tnstudio.app import image_stream
from tnstudio.app.evaluation import evaluate
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.sweep import CellsMeasured, sweep
from tnstudio.app.sweep_result import SweepPlan, SweepResult
from tnstudio.datasets.encoders import encode, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy_ensemble
from tnstudio.simulation.simulator import Simulator

CLASSES = ("left", "right", "none")
PLAN = SweepPlan((1, 2, 3), (1, 2, 5), ("stochastic", "rate"), (3, 8))


@pytest.fixture(scope="module")
def networks():
    designs = (tiny_network(1), network_with_idle_cores(2))
    return tuple(
        trained_at_random(replace(one, hardware=ROOMY_CHIP), k)
        for k, one in enumerate(designs)
    )


@pytest.fixture(scope="module")
def images():
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (70, 4, 5, 2), np.uint8)
    labels = random.integers(0, len(CLASSES), 70).astype(np.int32)
    return ImageSet("some", pixels, labels, CLASSES)


def result_of(events):
    *progress, last = events
    known = (MeasurementProgress, CellsMeasured)
    assert all(isinstance(event, known) for event in progress)
    assert isinstance(last, SweepResult)
    return last


def test_that_cells_are_told_seed_by_seed_until_they_are_those_of_the_result(
    networks, images
):
    *events, result = sweep(networks[:1], images, PLAN)
    told = [event.cells for event in events if isinstance(event, CellsMeasured)]
    assert len(told) == len(PLAN.shows) * len(PLAN.seeds)
    assert all(len(cell.correct) == 1 for cell in told[0])
    newest = {
        (cell.encoding, cell.ticks, cell.copies): cell
        for cells in told
        for cell in cells
    }
    assert tuple(newest.values()) == result.cells


@pytest.mark.parametrize("count", [1, 2])
def test_that_each_cell_is_a_plain_evaluation_with_each_seed(networks, images, count):
    chosen = networks[:count]
    result = result_of(sweep(chosen, images, PLAN))
    assert len(result.cells) == 18
    for cell in result.cells:
        for seed, accuracy in zip(PLAN.seeds, cell.accuracies, strict=True):
            program = deploy_ensemble(chosen, cell.copies, seed)
            *_, plain = evaluate(program, images, cell.ticks, cell.encoding, seed)
            assert accuracy == plain.accuracy
            assert cell.cores == program.cores
    assert len({cell.correct for cell in result.cells}) > 6


def events_by_ticks(program, images, ticks, encoding, seed):
    """Count synaptic events in the simulator, each core at its own time."""
    elements = program.inputs.element
    lines = encode(images.values(), elements, ticks, encoding, input_key(seed))
    frames = len(lines)
    simulator = Simulator(program)
    closed = np.bitwise_count(program.synapses).sum(axis=2, dtype=np.int64)
    layer = program.places.layer
    total = 0
    for tick in range(frames + program.latency):
        now = lines[tick : tick + 1]
        simulator.run(now if len(now) else np.zeros_like(lines[:1]))
        answers = (layer <= tick) & (tick < frames + layer)
        events = (simulator.active_axons * closed).sum(axis=1)
        total += int(events[answers].sum())
    return total


def test_that_synaptic_events_are_those_of_the_simulator(networks, images):
    plan = SweepPlan((1, 3), (1, 3), ("stochastic", "rate"), (5,))
    result = result_of(sweep(networks[:1], images, plan))
    for cell in result.cells:
        program = deploy_ensemble(networks[:1], cell.copies, 5)
        found = events_by_ticks(program, images, cell.ticks, cell.encoding, 5)
        assert cell.synaptic_events == (found,)
        assert cell.events_per_frame == pytest.approx(found / 70)


def test_that_energy_per_frame_is_told_with_both_profiles(networks, images):
    result = result_of(sweep(networks[:1], images, PLAN))
    for cell in result.cells:
        measured, fitted = cell.energies
        # E15: 53.6 to 56.3 nJ for each core and frame.
        assert measured.per_frame.low == pytest.approx(53.6e-9 * cell.cores)
        assert measured.per_frame.high == pytest.approx(56.3e-9 * cell.cores)
        assert bool(measured.remark) == (cell.ticks > 1)
        by_hand = 15.7e-9 * cell.cores * cell.ticks + 2.3e-12 * cell.events_per_frame
        assert fitted.per_frame.low == pytest.approx(by_hand)
        assert cell.frames_per_second == pytest.approx(1000 / cell.ticks)


def test_that_a_cell_tells_mean_and_both_intervals(networks, images):
    cell = result_of(sweep(networks, images, PLAN)).cells[0]
    first, second = cell.accuracies
    assert cell.accuracy == pytest.approx((first + second) / 2)
    # Student's t of one degree: 12.706 times half the difference.
    assert cell.seed_margin == pytest.approx(12.7062 * abs(first - second) / 2, 1e-5)
    low, high = cell.test_interval
    assert low < cell.accuracy < high
    one = SweepPlan((1,), (1,), ("rate",), (0,))
    assert math.isnan(result_of(sweep(networks, images, one)).cells[0].seed_margin)


def test_that_only_the_most_copies_are_evaluated(networks, images):
    result = result_of(sweep(networks[:1], images, PLAN, limit=20))
    assert [(run.encoding, run.ticks, run.seed) for run in result.runs] == [
        (encoding, ticks, seed)
        for seed in (3, 8)
        for encoding in ("stochastic", "rate")
        for ticks in (1, 2, 5)
    ]
    assert {run.copies for run in result.runs} == {3}
    assert {run.images for run in result.runs} == {20} == {result.images}
    assert all(run.images_per_second > 0 for run in result.runs)


def test_that_a_sweep_tells_how_far_it_is_and_can_be_stopped(
    networks, images, monkeypatch
):
    monkeypatch.setattr(image_stream, "PIECE_SECONDS", 0.0)
    *events, result = sweep(networks, images, PLAN)
    progress = [event for event in events if isinstance(event, MeasurementProgress)]
    shares = [event.share for event in progress]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert math.isnan(progress[0].seconds_left)
    assert progress[-1].seconds_left == 0
    assert len(shares) > 20
    events = sweep(networks, images, PLAN)
    next(events)
    next(events)
    events.close()
    assert list(events) == []
    assert result.cells == result_of(sweep(networks, images, PLAN)).cells


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (((), (1,), ("rate",), (0,)), "numbers of copies"),
        (((2, 1), (1,), ("rate",), (0,)), "numbers of copies"),
        (((1,), (0, 1), ("rate",), (0,)), "numbers of ticks"),
        (((1,), (1,), (), (0,)), "encodings"),
        (((1,), (1,), ("rate",), (1, 1)), "seeds"),
    ],
)
def test_that_plans_that_make_no_sense_are_refused(parts, message):
    with pytest.raises(TNStudioError, match=message):
        SweepPlan(*parts)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (SweepPlan((1, 999), (1,), ("rate",), (0,)), "the chip has 63"),
        (SweepPlan((1,), (1, 2**21), ("rate",), (0,)), "ticks per frame"),
        (SweepPlan((1,), (1,), ("rate", "morse"), (0,)), "no encoding"),
        (SweepPlan((1,), (1,), ("rate",), (0, -1)), "seed is -1"),
    ],
)
def test_that_what_cannot_be_measured_is_refused_at_once(
    networks, images, plan, message
):
    with pytest.raises(TNStudioError, match=message):
        sweep(networks, images, plan)

"""Speed of deployment, encoding and evaluation; run with ``-m benchmark -s``."""

import sys
from time import perf_counter

import numpy as np
import pytest

from tests.trained_networks import trained_at_random
from tnstudio.app.agreement import compare
from tnstudio.app.evaluation import EvaluationResult, evaluate, evaluate_by_ticks
from tnstudio.app.sweep import sweep
from tnstudio.app.sweep_result import SweepPlan
from tnstudio.datasets.encoders import encode, input_key
from tnstudio.datasets.load import load_dataset
from tnstudio.mapping.deploy import deploy
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.simulation.batch import batch_evaluator

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def images():
    return load_dataset("mnist").test


def told(line):
    sys.stdout.write(f"\n{line}\n")


def result_of(events):
    *_, last = events
    assert isinstance(last, EvaluationResult)
    return last


def test_that_64_copies_of_30_cores_are_deployed_in_under_5_seconds():
    trained = trained_at_random(mnist_30core())
    start = perf_counter()
    program = deploy(trained, 64, seed=0)
    seconds = perf_counter() - start
    told(f"deployed {program.cores} cores in {seconds:.2f} s")
    assert program.cores == 1920
    assert seconds < 5


def test_that_the_encoder_is_faster_than_drawing_arrays_with_numpy(images):
    elements = deploy(trained_at_random(mnist_5core()), 64, 0).inputs.element
    encode(images.values(slice(0, 1)), elements, 1, "stochastic", input_key(0))
    start = perf_counter()
    for first in range(0, len(images), 100):
        values = images.values(slice(first, first + 100))
        encode(values, elements, 1, "stochastic", input_key(0), first)
    kernel = perf_counter() - start
    random = np.random.default_rng(0)
    start = perf_counter()
    for first in range(0, 500, 100):
        values = images.values(slice(first, first + 100))[:, elements]
        (random.random(values.shape, np.float32) < values).astype(np.uint8)
    plain = (perf_counter() - start) * len(images) / 500
    told(
        f"encoded {len(images)} images on {elements.size} lines in {kernel:.2f} s, "
        f"{plain / kernel:.1f} times as fast as NumPy"
    )
    assert kernel < 3


@pytest.mark.parametrize("copies", [1, 64])
def test_that_10000_images_are_evaluated_in_under_20_seconds(images, copies):
    program = deploy(trained_at_random(mnist_5core()), copies, seed=0)
    for run in (evaluate, evaluate_by_ticks):
        result_of(run(program, images, 1, "stochastic", 0, limit=200))
    batch = result_of(evaluate(program, images, 1, "stochastic", 0))
    ticks = result_of(
        evaluate_by_ticks(program, images, 1, "stochastic", 0, limit=2000)
    )
    ratio = (ticks.seconds / ticks.images) / (batch.seconds / batch.images)
    told(
        f"evaluated {batch.images} images on {copies} copies in {batch.seconds:.2f} s, "
        f"{ratio:.1f} times as fast as tick by tick"
    )
    np.testing.assert_array_equal(ticks.predictions, batch.predictions[:2000])
    assert batch.seconds < 20


def test_that_64_copies_of_30_cores_classify_10000_images_in_under_60_seconds(images):
    """Equal to the tick simulator on 200 images."""
    program = deploy(trained_at_random(mnist_30core()), 64, seed=0)
    for run in (evaluate, evaluate_by_ticks):
        result_of(run(program, images, 1, "stochastic", 0, limit=20))
    batch = result_of(evaluate(program, images, 1, "stochastic", 0))
    ticks = result_of(evaluate_by_ticks(program, images, 1, "stochastic", 0, limit=200))
    ratio = (ticks.seconds / ticks.images) / (batch.seconds / batch.images)
    told(
        f"evaluated {batch.images} images on 64 copies of 30 cores in "
        f"{batch.seconds:.1f} s, {ratio:.1f} times as fast as tick by tick"
    )
    np.testing.assert_array_equal(ticks.predictions, batch.predictions[:200])
    assert batch.seconds < 60


def test_that_a_sweep_costs_little_more_than_its_largest_cell(images):
    """Copies 1, 4, 16 and 64 with 1, 4 and 16 ticks: 21 ticks instead of 16."""
    trained = (trained_at_random(mnist_5core()),)
    largest = SweepPlan((64,), (16,), ("stochastic",), (0,))
    whole = SweepPlan((1, 4, 16, 64), (1, 4, 16), ("stochastic",), (0,))
    seconds = []
    for plan in (largest, largest, whole):
        start = perf_counter()
        *_, result = sweep(trained, images, plan, limit=1000)
        seconds.append(perf_counter() - start)
    _, one, all_cells = seconds
    told(
        f"{len(result.cells)} cells in {all_cells:.1f} s, {all_cells / one:.2f} times "
        f"the largest of them alone"
    )
    assert all_cells < 1.6 * one


def test_that_counting_synaptic_events_costs_little(images):
    program = deploy(trained_at_random(mnist_30core()), 16, seed=0)
    evaluator = batch_evaluator(program)
    values = images.values(slice(0, 512))
    key = input_key(0)
    lines = encode(values, program.inputs.element, 1, "stochastic", key)
    evaluator.outputs_and_events(lines)
    best = []
    for run in (evaluator.outputs, evaluator.outputs_and_events):
        times = []
        for _ in range(5):
            start = perf_counter()
            run(lines)
            times.append(perf_counter() - start)
        best.append(min(times))
    told(f"counting synaptic events adds {100 * (best[1] / best[0] - 1):.1f} %")
    assert best[1] < 1.2 * best[0]


def test_that_1000_images_on_16_copies_of_30_cores_are_compared_in_20_seconds(images):
    trained = trained_at_random(mnist_30core())
    list(compare(trained, images, 2, 1, "stochastic", 0, limit=20))
    start = last = perf_counter()
    gaps = []
    for _ in compare(trained, images, 16, 1, "stochastic", 0, limit=1000):
        now = perf_counter()
        gaps.append(now - last)
        last = now
    told(
        f"compared in {last - start:.1f} s, longest piece {1000 * max(gaps[1:]):.0f} ms"
    )
    assert last - start < 20


def test_that_no_piece_of_a_heavy_evaluation_takes_200_ms(images):
    program = deploy(trained_at_random(mnist_30core()), 64, seed=0)
    result_of(evaluate(program, images, 1, "stochastic", 0, limit=20))
    events = evaluate(program, images, 100, "stochastic", 0)
    gaps = []
    start = last = perf_counter()
    while last - start < 5:
        next(events)
        now = perf_counter()
        gaps.append(now - last)
        last = now
    events.close()
    told(f"longest of {len(gaps)} pieces: {1000 * max(gaps):.0f} ms")
    assert max(gaps) < 0.2

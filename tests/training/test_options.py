"""What each option of training does, beside what its gradient shows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.test_loop import (
    NETWORK,
    SETTINGS,
    TRAIN,
    one_after_another,
    parameters,
    run,
)
from tnstudio.model.records import Augmentation, TrainingSettings
from tnstudio.training import stack as stack_module
from tnstudio.training.groups import CoreGroup
from tnstudio.training.loop import Examples
from tnstudio.training.stack import PARTS, Stack, class_weights
from tnstudio.training.steps import Step, step_at

IMAGES = 40
MOSTLY_ROWS = (np.arange(60) % 3 == 0).astype(np.int32)
STILL = Step(0.0, 0.0, "approximate")


def batch(images: int = IMAGES) -> tuple[np.ndarray, np.ndarray]:
    return TRAIN.pixels[:images] / np.float32(255), TRAIN.labels[:images]


def stack_of(images: int = IMAGES, **options) -> Stack:
    return Stack(NETWORK, images, TrainingSettings(**options))


def groups_of(stack: Stack) -> list[CoreGroup]:
    return [group for groups in stack.layers for group in groups]


def factors_at(stack: Stack, place: tuple[int, int]) -> np.ndarray:
    stack.trace(*batch(stack.images), replace(STILL, place=place))
    return stack.factors[0].copy()


@pytest.mark.parametrize("dropout", [0.1, 0.5, 0.9])
def test_that_dropout_keeps_its_share_of_the_neurons(dropout):
    stack = stack_of(dropout=dropout)
    factors = np.stack([factors_at(stack, (1, k)) for k in range(20)])
    kept = factors > 0
    np.testing.assert_allclose(factors[kept], 1 / (1 - dropout), rtol=1e-6)
    sigma = np.sqrt(dropout * (1 - dropout) / kept.size)
    assert abs(kept.mean() - (1 - dropout)) < 5 * sigma
    # Neither an image nor a neuron has a fate of its own.
    for axis in (0, 1, 2):
        shares = kept.mean(axis=tuple({0, 1, 2} - {axis}))
        worst = np.sqrt(dropout * (1 - dropout) * len(shares) / kept.size)
        assert np.abs(shares - (1 - dropout)).max() < 5 * worst


def test_that_dropout_depends_on_seed_epoch_and_batch_only():
    stack = stack_of(dropout=0.5)
    first = factors_at(stack, (1, 1))
    for other in ((1, 2), (2, 1)):
        assert (factors_at(stack, other) != first).mean() > 0.3
    np.testing.assert_array_equal(factors_at(stack, (1, 1)), first)
    assert (factors_at(stack_of(dropout=0.5, seed=1), (1, 1)) != first).mean() > 0.3
    fewer = factors_at(stack_of(IMAGES // 2, dropout=0.5), (1, 1))
    np.testing.assert_array_equal(fewer, first[: IMAGES // 2])


def test_that_dropout_is_for_training_only():
    plain, dropping = stack_of(), stack_of(dropout=0.5)
    factors_at(dropping, (1, 1))
    plain.classify(*batch())
    dropping.classify(*batch())
    for expected, found in zip(plain.activity, dropping.activity, strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("method", ["tea", "binary"])
def test_that_neither_threads_nor_runs_change_a_bit_with_all_options(
    method, monkeypatch
):
    settings = replace(
        SETTINGS,
        method=method,
        epochs=2,
        gradient="exact",
        schedule="cosine",
        dropout=0.3,
        balanced=True,
        continuity=True,
        certainty=1e-4,
        rounded_biases=True,
    )
    side_by_side = parameters(run(settings))
    assert parameters(run(settings)) == side_by_side
    monkeypatch.setattr(stack_module, "side_by_side", one_after_another)
    assert parameters(run(settings)) == side_by_side


@pytest.mark.parametrize("method", ["tea", "binary"])
def test_that_a_refresh_gives_what_updates_have_given(method):
    stack = stack_of(method=method, rounded_biases=True)
    for _ in range(3):
        stack.learn(*batch(), Step(0.2, 0.9, "approximate"))
    for group in groups_of(stack):
        parts = (group.synapses, group.leaks)
        before = [part.copy() for part in parts]
        group.refresh()
        for part, kept in zip(parts, before, strict=True):
            np.testing.assert_array_equal(part, kept)


def test_that_binary_crossbars_are_deployed_as_they_are_trained():
    stack = stack_of(method="binary")
    for _ in range(3):
        stack.learn(*batch(), Step(0.05, 0.9, "approximate"))
    for group in groups_of(stack):
        between = (group.probabilities > 0) & (group.probabilities < 1)
        assert between.mean() > 0.5
        for core, (_, trained) in enumerate(group.trained_cores()):
            c = group.probabilities[core].reshape(-1, group.biases.shape[1])
            expected = (c > 0.5)[group.slots[core]]
            np.testing.assert_array_equal(trained.probabilities, expected)


def test_that_a_binary_network_learns_rows_and_columns():
    settings = replace(SETTINGS, method="binary", epochs=12, rate=0.1)
    history = run(settings).snapshot().history
    assert history.epochs[-1].test_accuracy > 0.95


def test_that_the_biases_told_are_whole_if_they_are_rounded():
    training = run(replace(SETTINGS, rounded_biases=True))
    cores = [core for layer in training.snapshot().layers for core in layer]
    biases = np.concatenate([core.biases for core in cores])
    np.testing.assert_array_equal(biases, np.rint(biases))
    assert np.abs(biases).max() >= 1


@given(st.floats(0, 1e-2), st.integers(0, 99))
def test_that_the_penalty_pulls_along_its_slope(pull, seed):
    stack = stack_of(2, seed=seed)
    for group in groups_of(stack):
        before = group.probabilities.astype(np.float64)
        # Nothing was traced, so there is no other gradient.
        for share in range(PARTS):
            group.update(Step(0.0, 0.0, "approximate", pull), 1.0, share)
        # Central difference of c (1 - c), exact for a parabola.
        h = 0.01
        above, below = before + h, before - h
        slope = (above * (1 - above) - below * (1 - below)) / (2 * h)
        expected = np.clip(before - pull * slope, 0, 1)
        np.testing.assert_allclose(group.probabilities, expected, atol=2e-7)


def test_that_certainty_leaves_fewer_synapses_to_chance():
    def left(certainty: float) -> float:
        layers = run(replace(SETTINGS, certainty=certainty)).snapshot().layers
        cores = [core for layer in layers for core in layer]
        c = np.concatenate([core.probabilities.ravel() for core in cores])
        return float((c * (1 - c)).mean())

    assert left(0.01) < 0.5 * left(0.0)


def test_that_a_step_tells_the_rates_of_its_epoch():
    settings = TrainingSettings(epochs=11, rate=0.5, schedule="cosine", certainty=0.2)
    assert step_at(settings, 1, 3, 100) == Step(0.005, 0.9, "approximate", 0.0, (1, 3))
    last = step_at(settings, 11, 1, 100)
    assert last.rate == pytest.approx(settings.rate_at(10) / 100)
    assert last.pull == pytest.approx(settings.rate_at(10) * 0.2)


def test_that_balanced_classes_weigh_the_same_together():
    labels = np.repeat([0, 1, 3], [60, 30, 10]).astype(np.int32)
    settings = TrainingSettings(balanced=True)
    weights = class_weights(settings, labels, 4)
    totals = np.bincount(labels, weights[labels], 4)
    np.testing.assert_allclose(totals, [100 / 3, 100 / 3, 0, 100 / 3])
    assert class_weights(TrainingSettings(), labels, 4).tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "option",
    [
        {"method": "binary"},
        {"schedule": "cosine"},
        {"dropout": 0.2},
        {"balanced": True},
        {"continuity": True},
        {"certainty": 1e-4},
        {"rounded_biases": True},
    ],
)
def test_that_each_option_reaches_the_training(option):
    unequal = Examples(TRAIN.pixels[:60], TRAIN.labels[:60] * MOSTLY_ROWS)
    plain = parameters(run(replace(SETTINGS, epochs=2), unequal))
    assert parameters(run(replace(SETTINGS, epochs=2, **option), unequal)) != plain


def test_that_continuity_is_half_a_spike_less_in_every_bias():
    corrected, shifted = stack_of(continuity=True), stack_of()
    for group in groups_of(shifted):
        group.biases -= 0.5
    corrected.classify(*batch())
    shifted.classify(*batch())
    for expected, found in zip(shifted.activity, corrected.activity, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_that_augmentation_tells_whether_it_moves_anything():
    assert not Augmentation().moves
    assert Augmentation(rescale=0.1).moves

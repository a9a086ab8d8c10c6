"""The training loop: its events, its reproducibility, its refusals."""

from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from tests.circuits import oscillator
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.records import Augmentation, RateDrop, TrainingSettings
from tnstudio.training import stack
from tnstudio.training.events import BatchDone, EpochDone
from tnstudio.training.loop import Examples, Training
from tnstudio.training.settings import require_sound

HARDWARE = Hardware("small", axons=32, neurons=24, grid_rows=4, grid_columns=4)
NETWORK = Network(
    "bars",
    InputShape(6, 6),
    (WindowLayer(4, 2), WindowLayer(2, 1, 8)),
    Readout(("row", "column")),
    HARDWARE,
)
SETTINGS = TrainingSettings(epochs=6, batch=20, seed=3)


def bars(count: int, seed: int) -> Examples:
    """Bright rows and columns in noise, told apart by their class."""
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 60, (count, 6, 6), np.uint8)
    labels = random.integers(0, 2, count).astype(np.int32)
    for image, label in zip(pixels, labels, strict=True):
        place = random.integers(1, 5)
        if label:
            image[:, place] = 250
        else:
            image[place, :] = 250
    return Examples(pixels.reshape(count, -1), labels)


TRAIN, TEST = bars(400, 1), bars(101, 2)


def run(settings: TrainingSettings = SETTINGS, train: Examples = TRAIN) -> Training:
    training = Training(NETWORK, train, TEST, settings)
    for _ in training.run():
        pass
    return training


def parameters(training: Training) -> list[bytes]:
    return [
        part.tobytes()
        for layer in training.snapshot().layers
        for core in layer
        for part in (core.axon_types, core.strengths, core.probabilities, core.biases)
    ]


def test_that_a_small_network_learns_rows_and_columns():
    history = run(replace(SETTINGS, epochs=12)).snapshot().history
    assert history.epochs[-1].loss < history.epochs[0].loss / 2
    assert history.epochs[-1].test_accuracy > 0.95


def test_that_events_tell_each_batch_and_each_epoch():
    training = Training(NETWORK, TRAIN, TEST, replace(SETTINGS, epochs=2))
    events = list(training.run())
    batches = [e for e in events if isinstance(e, BatchDone)]
    epochs = [e for e in events if isinstance(e, EpochDone)]
    assert [(e.epoch, e.batch) for e in batches] == [
        (epoch, batch) for epoch in (1, 2) for batch in range(1, 21)
    ]
    assert [e.record.epoch for e in epochs] == [1, 2]
    history = epochs[-1].snapshot.history
    assert history.batch_losses.tolist() == [np.float32(e.loss) for e in batches]
    assert len(history.epochs) == 2


def test_that_the_gradient_is_measured_without_moving_anything():
    """Of the same images after each epoch: at rest it would be the same."""
    still = replace(SETTINGS, epochs=2, rate=1e-60, momentum=0.0)
    training = Training(NETWORK, TRAIN, TEST, still)
    start = parameters(training)
    epochs = (e for e in training.run() if isinstance(e, EpochDone))
    first, second = (training.figures(e.record.epoch) for e in epochs)
    assert parameters(training) == start
    assert first == second
    assert [figures.gradient_norm > 0 for figures in first] == [True, True]


def test_that_probabilities_and_biases_stay_in_their_ranges():
    layers = run(replace(SETTINGS, rate=3.0)).snapshot().layers
    for core in (core for layer in layers for core in layer):
        assert core.probabilities.min() >= 0
        assert core.probabilities.max() <= 1
        assert np.abs(core.biases).max() <= 255


def test_that_the_same_seed_gives_the_same_network_and_another_does_not():
    assert parameters(run()) == parameters(run())
    assert parameters(run()) != parameters(run(replace(SETTINGS, seed=4)))


def test_that_the_number_of_threads_changes_no_bit(monkeypatch):
    side_by_side = parameters(run())
    with threadpool_limits(2):
        monkeypatch.setattr(stack, "side_by_side", one_after_another)
        assert parameters(run()) == side_by_side


def one_after_another(tasks):
    for task in reversed(list(tasks)):
        task()


def test_that_a_run_can_be_closed_between_two_batches():
    training = Training(NETWORK, TRAIN, TEST, SETTINGS)
    events = training.run()
    for _ in range(5):
        next(events)
    events.close()
    assert len(training.snapshot().history.batch_losses) == 5


def test_that_a_snapshot_does_not_change_when_training_goes_on():
    training = Training(NETWORK, TRAIN, TEST, SETTINGS)
    events = training.run()
    next(events)
    early = training.snapshot()
    kept = early.layers[0][0].probabilities.copy()
    next(events)
    np.testing.assert_array_equal(early.layers[0][0].probabilities, kept)
    assert not early.layers[0][0].probabilities.flags.writeable


def test_that_fewer_images_than_a_batch_are_enough():
    one = Examples(TRAIN.pixels[:1], TRAIN.labels[:1])
    history = run(replace(SETTINGS, epochs=3), one).snapshot().history
    assert len(history.batch_losses) == 3


def test_that_the_rate_follows_its_drops():
    settings = TrainingSettings(
        epochs=10, rate=1.0, drops=(RateDrop(0.5, 0.1), RateDrop(0.8, 0.5))
    )
    rates = [settings.rate_at(epoch) for epoch in range(10)]
    assert rates == pytest.approx([1.0] * 5 + [0.1] * 3 + [0.05] * 2)


def test_that_divergence_stops_with_a_remedy():
    class Poisoned(Training):
        """Turns a bias into NaN after the first batch, as an overflow would."""

        def run(self):
            for event in super().run():
                yield event
                self._stack.layers[0][0].biases[:] = np.nan

    with pytest.raises(TNStudioError, match="diverged in epoch 1, batch 2") as caught:
        list(Poisoned(NETWORK, TRAIN, TEST, SETTINGS).run())
    assert "rate below 1" in caught.value.hint


def test_that_a_rate_without_hope_is_divergence_too():
    """All numbers stay finite, but nothing is learned any more."""
    settings = replace(SETTINGS, rate=1000.0, epochs=100)
    training = Training(NETWORK, TRAIN, TEST, settings)
    seen = []
    with pytest.raises(TNStudioError, match="diverged in epoch 5, batch 20") as caught:
        seen.extend(training.run())
    assert "rate below 1000" in caught.value.hint
    assert all(np.isfinite(e.loss) for e in seen if isinstance(e, BatchDone))


def test_that_a_training_too_short_for_that_is_judged_in_the_end():
    """12 batches, of which the losses rise from 1 to hundreds."""
    few = Examples(TRAIN.pixels[:120], TRAIN.labels[:120])
    settings = replace(SETTINGS, rate=1000.0, epochs=2, batch=20)
    with pytest.raises(TNStudioError, match="diverged in epoch 2, batch 6") as caught:
        list(Training(NETWORK, few, TEST, settings).run())
    assert "rate below 1000" in caught.value.hint


def test_that_divergence_by_the_last_batch_of_an_epoch_is_told_before_measuring():
    """The loss of a batch is of the parameters before it."""
    training = Training(NETWORK, TRAIN, TEST, SETTINGS, measure=_not_to_be_asked)
    going = training.run()
    for _ in range(20):
        next(going)
    training._stack.layers[0][0].biases[:] = np.nan
    with pytest.raises(TNStudioError, match="diverged in epoch 1, batch 20"):
        next(going)


def _not_to_be_asked(trained, epoch):
    raise AssertionError
    yield


def test_that_the_remedy_tells_what_a_schedule_made_of_the_rate():
    drops = (RateDrop(0.0, 0.5),)
    training = Training(NETWORK, TRAIN, TEST, replace(SETTINGS, drops=drops))
    training._stack.layers[0][0].biases[:] = np.nan
    with pytest.raises(TNStudioError) as caught:
        list(training.run())
    assert "rate below 1 (it is 0.5 by now)" in caught.value.hint


def test_that_no_checkpoint_holds_what_is_no_number():
    """Velocities may overflow an update before the loss does."""
    training = Training(NETWORK, TRAIN, TEST, SETTINGS)
    next(iter(training.run()))
    training._stack.layers[0][0].velocity[0, 0, 0, 0] = np.inf
    with pytest.raises(TNStudioError, match="diverged in epoch 1, batch 1"):
        training.checkpoint()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "Epochs is 0"),
        ({"rate": float("nan")}, "Rate is nan"),
        ({"rate": -1.0}, "Rate is -1"),
        ({"momentum": 1.0}, "Momentum is 1"),
        ({"batch": 0}, "Batch is 0"),
        ({"seed": -1}, "Seed is -1"),
        ({"method": "magic"}, "Method is 'magic'"),
        ({"gradient": "none"}, "Gradient is 'none'"),
        ({"drops": (RateDrop(2.0, 0.1),)}, "A drop of the rate"),
        ({"drops": (RateDrop(float("nan"), 0.1),)}, "A drop of the rate"),
        ({"drops": (RateDrop(0.5, float("inf")),)}, "A drop of the rate"),
        ({"drops": (RateDrop(0.5, 1e40),)}, r"By its drops the rate rises to 1e\+40"),
        (
            {"drops": (RateDrop(0.9, 90), RateDrop(0.1, 20))},
            "By its drops the rate rises to 1800",
        ),
        ({"drops": (RateDrop(0.5, 1.0),) * 1001}, "There are 1001 drops of the rate"),
        ({"rate": float("inf")}, "Rate is inf"),
        ({"schedule": "none"}, "Schedule is 'none', choose step or cosine or"),
        ({"dropout": 1.0}, "Dropout is 1.0, choose 0 up to below 1"),
        ({"certainty": -0.1}, "Certainty is -0.1"),
        ({"certainty": float("nan")}, "Certainty is nan"),
        ({"augmentation": Augmentation(rotation=200)}, "Rotation is 200°"),
        ({"augmentation": Augmentation(shift=-1)}, "Shift is -1 pixels"),
        ({"augmentation": Augmentation(rescale=1.0)}, "Rescale is 1.0"),
    ],
)
def test_that_each_setting_out_of_range_is_named(change, message):
    with pytest.raises(TNStudioError, match=f"^training settings: {message}"):
        Training(NETWORK, TRAIN, TEST, replace(SETTINGS, **change))


def test_that_drops_may_raise_a_rate_that_was_lowered_before():
    drops = (RateDrop(0.0, 0.001), RateDrop(0.5, 1000.0))
    require_sound(replace(SETTINGS, drops=drops))
    idle = replace(SETTINGS, schedule="cosine", drops=(RateDrop(0.5, 1e9),))
    require_sound(idle)
    assert idle.rate_at(SETTINGS.epochs - 1) < 1


def test_that_all_settings_out_of_range_are_told_at_once():
    wrong = replace(SETTINGS, epochs=0, batch=0)
    with pytest.raises(TNStudioError, match=r"2 settings .*\n.*Epochs.*\n.*Batch"):
        Training(NETWORK, TRAIN, TEST, wrong)


def test_that_a_network_with_errors_is_not_trained():
    broken = replace(NETWORK, layers=(WindowLayer(9, 1),))
    with pytest.raises(TNStudioError):
        Training(broken, TRAIN, TEST, SETTINGS)


def test_that_free_cores_are_not_trained():
    with pytest.raises(TNStudioError, match="built one by one is not trained"):
        Training(oscillator(), TRAIN, TEST, SETTINGS)


def test_that_cores_which_feed_nothing_are_left_out():
    """The 3 × 3 grid below a 2 × 2 window with stride 2 has five such cores."""
    network = replace(
        NETWORK,
        input=InputShape(8, 8),
        layers=(WindowLayer(4, 2), WindowLayer(2, 2, 8)),
    )
    pixels = np.zeros((20, 64), np.uint8)
    training = Training(network, Examples(pixels, TRAIN.labels[:20]), TEST_8, SETTINGS)
    next(iter(training.run()))
    used = [core.biases.size for core in training.snapshot().layers[0]]
    assert used == [8, 8, 0, 8, 8, 0, 0, 0, 0]


TEST_8 = Examples(np.zeros((1, 64), np.uint8), np.zeros(1, np.int32))

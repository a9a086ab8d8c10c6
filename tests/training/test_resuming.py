"""A training that is left and gone on with gives the numbers of one that was not."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.same_values import same
from tests.training.test_loop import NETWORK, TEST, TRAIN, bars
from tnstudio.errors import TNStudioError
from tnstudio.model.network import InputShape, WindowLayer
from tnstudio.model.records import EpochRecord, RateDrop, TrainingSettings
from tnstudio.model.trained import TrainedNetwork
from tnstudio.training.events import BatchDone, EpochDone, Measuring
from tnstudio.training.extension import extended
from tnstudio.training.loop import Examples, Training

FEW = Examples(TRAIN.pixels[:90], TRAIN.labels[:90], "bars")
SOME = Examples(TEST.pixels[:30], TEST.labels[:30], "bars")
SETTINGS = TrainingSettings(epochs=4, batch=20, seed=3)
METHODS = (
    SETTINGS,
    replace(SETTINGS, gradient="exact", dropout=0.5, schedule="cosine"),
    replace(SETTINGS, method="binary", rate=0.1, rounded_biases=True),
    replace(SETTINGS, certainty=0.01, continuity=True, balanced=True),
    replace(
        SETTINGS,
        method="binary",
        gradient="exact",
        dropout=0.3,
        certainty=0.01,
        continuity=True,
        balanced=True,
        rounded_biases=True,
    ),
)


def moved(chosen: np.ndarray, epoch: int) -> np.ndarray:
    """Return images that are brighter or darker in each epoch."""
    return FEW.pixels[chosen] / np.float32(255 * epoch)


def measured(trained: TrainedNetwork, epoch: int) -> Iterator[Measuring]:
    """Measure something that depends on the network and on the epoch."""
    yield Measuring(epoch)
    return float(trained.layers[0][0].probabilities.mean()) / epoch


def training(
    options: TrainingSettings, start: TrainedNetwork | None = None
) -> Training:
    return Training(NETWORK, FEW, SOME, options, moved, measured, start)


def timeless(trained: TrainedNetwork) -> TrainedNetwork:
    """Return the network without the seconds that its epochs took."""
    records = tuple(replace(r, seconds=0.0) for r in trained.history.epochs)
    return replace(trained, history=replace(trained.history, epochs=records))


def finish(run: Training) -> TrainedNetwork:
    for _ in run.run():
        pass
    return timeless(run.checkpoint())


def leave(run: Training, events: int) -> TrainedNetwork:
    """Go on for so many events and return the checkpoint there."""
    going = run.run()
    for _ in zip(range(events), going, strict=False):
        pass
    going.close()
    return run.checkpoint()


EVENTS = len(list(training(SETTINGS).run()))
UNINTERRUPTED = {options: finish(training(options)) for options in METHODS}


@pytest.mark.parametrize("options", METHODS)
@given(places=st.lists(st.integers(0, EVENTS - 1), min_size=1, max_size=3))
@settings(max_examples=12)
def test_that_a_resumed_training_equals_one_that_was_never_left(options, places):
    """Left after any batch, amid any measurement, and several times over."""
    checkpoint = None
    for place in places:
        checkpoint = leave(training(options, checkpoint), place)
        if checkpoint.state is None:
            break
    else:
        assert same(finish(training(options, checkpoint)), UNINTERRUPTED[options])
        return
    assert same(timeless(checkpoint), UNINTERRUPTED[options])


def test_that_a_checkpoint_tells_where_it_was_taken():
    checkpoint = leave(training(SETTINGS), 3)
    state = checkpoint.state
    assert (state.epoch, state.batch, state.batches) == (1, 3, 4)
    assert state.seconds > 0
    assert len(checkpoint.history.batch_losses) == 3
    assert checkpoint.history.epochs == ()
    assert state.data.name == "bars"
    assert (state.data.train, state.data.test) == (90, 30)


def test_that_no_batch_is_told_twice():
    going = training(SETTINGS, leave(training(SETTINGS), 3)).run()
    first = next(going)
    assert isinstance(first, BatchDone)
    assert (first.epoch, first.batch) == (1, 4)


def test_that_an_epoch_ends_with_a_checkpoint_and_the_last_one_without():
    epochs = [e for e in training(SETTINGS).run() if isinstance(e, EpochDone)]
    assert [e.snapshot.state is None for e in epochs] == [False, False, False, True]
    resumed = finish(training(SETTINGS, epochs[1].snapshot))
    assert same(resumed, UNINTERRUPTED[SETTINGS])


def test_that_arrays_of_a_checkpoint_stay_as_they_are():
    run = training(SETTINGS)
    going = run.run()
    next(going)
    core = run.checkpoint().state.layers[0][0]
    kept = core.velocities.copy(), core.bias_velocities.copy()
    next(going)
    np.testing.assert_array_equal(core.velocities, kept[0])
    np.testing.assert_array_equal(core.bias_velocities, kept[1])
    assert not core.velocities.flags.writeable
    assert not core.bias_velocities.flags.writeable


@pytest.mark.parametrize(
    ("schedule", "left", "epochs"), [("constant", 9, 7), ("step", 5, 6)]
)
def test_that_more_epochs_go_on_as_if_they_had_been_asked_for_at_first(
    schedule, left, epochs
):
    """By ``step`` 0.6 of 4 epochs are over after 3: epoch 1 has no drop yet."""
    options = replace(SETTINGS, schedule=schedule)
    longer = replace(options, epochs=epochs)
    checkpoint = leave(training(options), left)
    resumed = finish(training(longer, checkpoint))
    assert same(resumed, finish(training(longer)))


@pytest.mark.parametrize(
    "options",
    [
        replace(SETTINGS, schedule="cosine"),
        replace(SETTINGS, schedule="constant", certainty=0.1),
        replace(SETTINGS, drops=(RateDrop(0.25, 0.1),)),
    ],
)
def test_that_epochs_which_would_have_gone_another_way_are_refused(options):
    checkpoint = leave(training(options), 12)
    assert checkpoint.state.epoch == 2
    with pytest.raises(TNStudioError, match="would have gone another way") as caught:
        training(replace(options, epochs=10), checkpoint)
    assert "keep 4 epochs" in caught.value.hint


def test_that_fewer_epochs_than_have_begun_are_refused():
    options = replace(SETTINGS, schedule="constant")
    checkpoint = leave(training(options), 12)
    with pytest.raises(TNStudioError, match="2 epochs have begun, 1 are asked for"):
        training(replace(options, epochs=1), checkpoint)


def test_that_other_settings_are_refused():
    checkpoint = leave(training(SETTINGS), 3)
    with pytest.raises(TNStudioError, match="keeps its settings"):
        training(replace(SETTINGS, rate=0.5), checkpoint)


@pytest.mark.parametrize("epochs", [1, 4])
def test_that_a_finished_training_goes_on_for_more_epochs_only(epochs):
    finished = UNINTERRUPTED[SETTINGS]
    with pytest.raises(TNStudioError, match="has finished its 4 epochs") as caught:
        training(replace(SETTINGS, epochs=epochs), finished)
    assert "more than 4" in caught.value.hint


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (replace(SETTINGS, method="binary", rate=0.1), "only the synapses are kept"),
        (replace(SETTINGS, schedule="cosine"), "all but 0 in the end"),
        (replace(SETTINGS, certainty=0.01), "its certainty has grown"),
    ],
)
def test_that_what_depends_on_the_number_of_epochs_is_trained_anew(options, reason):
    finished = finish(training(options))
    with pytest.raises(TNStudioError, match=reason) as caught:
        extended(finished, 9)
    assert "train anew" in caught.value.hint


def test_that_further_epochs_keep_the_rates_and_have_the_last_one():
    options = replace(SETTINGS, epochs=25, drops=(RateDrop(0.28, 0.5),))
    records = tuple(
        EpochRecord(k + 1, 0.0, 0.0, 0.0, 0.0, options.rate_at(k), 0.0)
        for k in range(25)
    )
    finished = replace(UNINTERRUPTED[SETTINGS], settings=options)
    once = replace(finished, history=replace(finished.history, epochs=records))
    rates = [record.rate for record in records]
    assert rates == [1.0] * 7 + [0.5] * 18
    for epochs in (26, 40, 99, 1000):
        longer = extended(once, epochs)
        assert [longer.rate_at(k) for k in range(epochs)] == rates + [0.5] * (
            epochs - 25
        )


def test_that_an_extended_training_starts_from_what_was_found():
    finished = UNINTERRUPTED[SETTINGS]
    longer = extended(finished, 6)
    start = training(longer, finished).checkpoint()
    assert same(start.layers, finished.layers)
    assert same(start.history, finished.history)
    assert (start.state.epoch, start.state.batch) == (5, 0)
    assert not start.state.layers[0][0].velocities.any()
    whole = finish(training(longer, finished))
    assert whole.history.epochs[:4] == finished.history.epochs
    assert [record.epoch for record in whole.history.epochs] == [1, 2, 3, 4, 5, 6]
    rates = [record.rate for record in whole.history.epochs]
    assert rates[4:] == [rates[3]] * 2
    assert (whole.settings, whole.state) == (longer, None)
    assert not same(whole.layers, finished.layers)


def test_that_an_extended_training_can_be_left_and_resumed_too():
    finished = UNINTERRUPTED[SETTINGS]
    longer = extended(finished, 6)
    whole = finish(training(longer, finished))
    for events in (0, 3, 8):
        checkpoint = leave(training(longer, finished), events)
        assert same(finish(training(longer, checkpoint)), whole)


def test_that_a_training_is_not_extended_with_another_number_of_batches():
    finished = UNINTERRUPTED[SETTINGS]
    fewer = Examples(FEW.pixels[:50], FEW.labels[:50])
    with pytest.raises(TNStudioError, match="16 batches in 4 epochs"):
        Training(NETWORK, fewer, SOME, extended(finished, 6), start=finished)


@pytest.mark.parametrize("split", ["train", "test"])
def test_that_other_images_are_refused(split):
    checkpoint = leave(training(SETTINGS), 3)
    data = {"train": FEW, "test": SOME}
    pixels = data[split].pixels.copy()
    pixels[7, 5] += 1
    data[split] = replace(data[split], pixels=pixels, name="others")
    with pytest.raises(TNStudioError, match="other images: 'bars', 90 \\+ 30"):
        Training(NETWORK, data["train"], data["test"], SETTINGS, start=checkpoint)


def test_that_the_same_images_by_another_name_are_taken():
    checkpoint = leave(training(SETTINGS), 3)
    other = replace(FEW, name="elsewhere")
    run = Training(NETWORK, other, SOME, SETTINGS, moved, measured, checkpoint)
    assert same(finish(run), UNINTERRUPTED[SETTINGS])


def test_that_a_checkpoint_of_another_program_is_refused():
    """Whose seed gave other axon types."""
    checkpoint = leave(training(SETTINGS), 3)
    core = checkpoint.layers[0][0]
    other = replace(core, axon_types=core.axon_types[::-1].copy())
    layers = ((other, *checkpoint.layers[0][1:]), *checkpoint.layers[1:])
    with pytest.raises(TNStudioError, match="not those of seed 3"):
        training(SETTINGS, replace(checkpoint, layers=layers))


def test_that_cores_which_feed_nothing_have_a_state_too():
    network = replace(
        NETWORK,
        input=InputShape(8, 8),
        layers=(WindowLayer(4, 2), WindowLayer(2, 2, 8)),
    )
    random = np.random.default_rng(4)
    pixels = random.integers(0, 256, (40, 64), np.uint8)
    images = Examples(pixels, bars(40, 1).labels)

    def start(checkpoint: TrainedNetwork | None = None) -> Training:
        return Training(network, images, images, SETTINGS, start=checkpoint)

    checkpoint = leave(start(), 1)
    sizes = [core.bias_velocities.size for core in checkpoint.state.layers[0]]
    assert sizes == [8, 8, 0, 8, 8, 0, 0, 0, 0]
    assert same(finish(start(checkpoint)), finish(start()))

"""What a run keeps of a training session."""

from dataclasses import replace

import numpy as np
import pytest

from tests.app.test_sessions import DATA, MOVED, NEVER, SETTINGS
from tests.same_values import same
from tests.trained_networks import tiny_network
from tnstudio.app import parameter_recorder, runs
from tnstudio.app.histograms import histograms_after, layer_histograms
from tnstudio.app.run_recorder import RunRecorder, now, weight_bytes
from tnstudio.app.training_session import EpochFinished, Stops, training_session
from tnstudio.model.records import EpochRecord
from tnstudio.model.run import best_of
from tnstudio.training.extension import extended

LONG = replace(SETTINGS, epochs=9, rate=0.1)


def recorded(settings=SETTINGS, keep=None, start=None, before=None, stops=NEVER):
    """Train; returns the run, the result and the snapshots after each epoch."""
    recorder = RunRecorder("some", "then", keep, start, before)
    work = training_session(tiny_network(), DATA, settings, start, stops)
    snapshots = []
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            return recorder.run(end.value), end.value, snapshots
        recorder.take(event)
        if isinstance(event, EpochFinished):
            snapshots.append(event.snapshot)


def timeless(run):
    """Return the run without the seconds that its epochs took."""
    epochs = tuple(replace(record, seconds=0.0) for record in run.epochs)
    return replace(run, epochs=epochs)


def test_that_a_run_has_what_was_asked_and_all_curves():
    run, trained, _ = recorded()
    assert (run.source, run.started, run.name, run.note) == ("some", "then", "", "")
    assert run.network is trained.network
    assert run.settings == SETTINGS
    assert run.epochs == trained.history.epochs
    assert (run.batches, run.stretch) == (5, 1)
    assert same(run.losses, trained.history.batch_losses)


def test_that_the_histograms_of_every_epoch_are_those_of_its_network():
    run, _, snapshots = recorded(LONG)
    assert run.parameters.epochs.tolist() == list(range(1, 10))
    for row, snapshot in enumerate(snapshots):
        kept = histograms_after(run.parameters, row)
        assert same(kept, layer_histograms(snapshot))


def test_that_saturated_synapses_are_those_of_every_epoch():
    run, _, snapshots = recorded(LONG)
    shares = run.parameters.saturated_shares()
    for row, snapshot in enumerate(snapshots):
        for layer, cores in enumerate(snapshot.layers):
            levels = np.concatenate([core.probabilities.ravel() for core in cores])
            ends = (levels == 0) | (levels == 1)
            assert shares[row, layer] == pytest.approx(ends.mean())


@pytest.mark.parametrize("events", [3, 12, 17])
def test_that_a_run_that_was_stopped_goes_on_to_the_same_run(events, monkeypatch):
    monkeypatch.setattr("tnstudio.app.training_session.PROGRESS_SECONDS", 0.0)
    asked = iter(range(events))
    stops = Stops(wanted=lambda: next(asked, None) is None)
    first, stopped, _ = recorded(MOVED, stops=stops)
    assert stopped.state is not None
    assert len(first.epochs) < 2
    resumed, _, _ = recorded(MOVED, start=stopped, before=first)
    whole, _, _ = recorded(MOVED)
    assert same(timeless(resumed), timeless(whole))
    assert resumed.restarts == ()


def test_that_a_finished_run_that_goes_on_tells_where_its_momentum_began_anew():
    first, trained, _ = recorded()
    longer, result, _ = recorded(extended(trained, 4), start=trained, before=first)
    assert longer.restarts == (2,)
    assert len(longer.epochs) == 4
    assert longer.parameters.epochs.tolist() == [1, 2, 3, 4]
    assert same(longer.parameters.weights[:2], first.parameters.weights)
    assert longer.settings == result.settings


def test_that_without_its_run_a_training_has_the_histograms_that_follow():
    _, trained, _ = recorded()
    longer, _, _ = recorded(extended(trained, 3), start=trained)
    assert len(longer.epochs) == 3
    assert longer.parameters.epochs.tolist() == [3]


@pytest.mark.parametrize(
    ("keep", "spread"), [(0, []), (1, []), (2, []), (4, [3, 6]), (50, range(1, 10))]
)
def test_that_the_weights_of_the_last_the_best_and_others_are_kept(keep, spread):
    run, trained, snapshots = recorded(LONG, keep)
    first = [9, best_of(run.epochs).epoch][:keep]
    assert [kept.epoch for kept in run.weights] == sorted({*first, *spread})
    for kept in run.weights:
        assert kept.layers is snapshots[kept.epoch - 1].layers
    if keep:
        assert same(run.weights[-1].layers, trained.layers)


def test_that_the_last_weights_are_kept_unless_told_otherwise():
    assert [kept.epoch for kept in recorded()[0].weights] == [2]


def test_that_weights_take_no_more_room_than_allowed(monkeypatch):
    _, trained, _ = recorded()
    one = sum(c.probabilities.nbytes for layer in trained.layers for c in layer)
    for most, kept in ((one - 1, 0), (one, 1), (3 * one, 3)):
        monkeypatch.setattr(runs, "MOST_WEIGHT_BYTES", most)
        assert len(recorded(LONG, 9)[0].weights) <= kept
    assert recorded(LONG, 9)[0].weights[-1].epoch == 9


def test_that_of_a_long_run_every_second_or_fourth_histogram_is_kept(monkeypatch):
    monkeypatch.setattr(parameter_recorder, "MOST_ROWS", 3)
    run, _, _ = recorded(LONG)
    assert run.parameters.epochs.tolist() == [4, 8, 9]
    assert len(run.parameters.reaches) == 3


def test_that_a_run_stopped_in_its_first_epoch_has_its_losses():
    run, _, _ = recorded(stops=Stops(wanted=lambda: True))
    assert run.epochs == ()
    assert (run.last, run.best, run.seconds) == (None, None, 0)
    assert (run.batches, len(run.losses)) == (5, 1)
    assert run.parameters.probabilities.shape == (0, 3, 64)
    assert run.weights == ()


def test_that_the_start_is_told_with_its_zone():
    assert now()[10] == "T"
    assert now()[19] in "+-"


def test_that_seconds_of_a_run_are_those_of_its_epochs():
    run, _, _ = recorded()
    record = EpochRecord(1, 0.5, 0.5, 0.5, 0.5, 1.0, 1.5)
    run = replace(run, epochs=(record, replace(record, epoch=2)))
    assert run.seconds == 3


def test_that_the_weights_of_an_epoch_take_as_much_as_was_told():
    run, _, _ = recorded(keep=1)
    cores = [core for cores in run.weights[0].layers for core in cores]
    held = sum(core.probabilities.nbytes for core in cores)
    assert weight_bytes(tiny_network()) == held > 0


def test_that_a_run_stopped_twice_in_its_first_epoch_has_no_histograms():
    first, stopped, _ = recorded(stops=Stops(wanted=lambda: True))
    again, _, _ = recorded(
        start=stopped, before=first, stops=Stops(wanted=lambda: True)
    )
    assert len(again.losses) == 2
    assert again.parameters.probabilities.shape == (0, 3, 64)

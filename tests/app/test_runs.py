"""Edits of a project's runs, each of which can be taken back."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from tests.app.test_run_recorder import recorded
from tests.app.test_sessions import SETTINGS
from tests.same_values import same
from tests.trained_networks import tiny_network
from tnstudio.app import runs
from tnstudio.app.document import Changes, Document, Part
from tnstudio.app.runs import (
    ADOPTED_NOTE,
    MOST_NAME,
    MOST_NOTE,
    adopted,
    annotated_run,
    in_use,
    renamed_run,
    restored,
    run_of,
    with_run,
    without_runs,
)
from tnstudio.app.training_session import Stops
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.hardware import Limit
from tnstudio.model.project import Project
from tnstudio.model.records import History
from tnstudio.model.run import thinned
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.training.extension import extended

FOUR = replace(SETTINGS, epochs=4, rate=0.1)


@pytest.fixture(scope="module")
def trainings():
    """Two runs of 4 epochs with all weights, and what they came to."""
    return [recorded(replace(FOUR, seed=seed), keep=4) for seed in (1, 2)]


@pytest.fixture
def project(trainings):
    project = Project(tiny_network())
    for run, trained, _ in trainings:
        project = replace(with_run(project, run), trained=trained)
    return replace(project, program=deploy(project.trained, 1, 0))


def names(project):
    return [run.name for run in project.runs]


def test_that_new_runs_are_numbered_on(project, trainings):
    assert names(project) == ["Run 1", "Run 2"]
    project = renamed_run(without_runs(project, frozenset({0})), 0, "Run 7")
    project = with_run(project, trainings[0][0])
    assert names(project) == ["Run 7", "Run 8"]


def test_that_a_run_that_goes_on_stays_in_its_place_with_its_name(project, trainings):
    run, trained, _ = trainings[0]
    project = annotated_run(renamed_run(project, 0, "slow"), 0, "careful")
    longer, _, _ = recorded(extended(trained, 5), start=trained, before=run)
    after = with_run(project, longer, trained)
    assert names(after) == ["slow", "Run 2"]
    assert after.runs[0].note == "careful"
    assert len(after.runs[0].epochs) == 5
    assert after.runs[1] is project.runs[1]


def test_that_a_network_is_known_by_its_losses(project, trainings):
    for index, (_, trained, _) in enumerate(trainings):
        assert run_of(project, trained) == index
    assert run_of(project, None) is None
    assert run_of(without_runs(project, frozenset({0})), trainings[0][1]) is None


def test_that_of_equal_trainings_the_newest_goes_on(project, trainings):
    twice = with_run(project, trainings[0][0])
    assert run_of(twice, trainings[0][1]) == 2


def test_that_the_run_of_the_trained_network_is_known_with_its_epoch(
    project, trainings, tmp_path
):
    assert in_use(replace(project, trained=None)) is None
    assert in_use(project) == (1, 4)
    assert in_use(replace(project, trained=trainings[0][1])) == (0, 4)
    back = restored(project, 0, 2)
    assert in_use(back) == (0, 2)
    assert in_use(without_runs(back, frozenset({0}))) is None
    save_project(tmp_path / "a.tn.h5", back)
    assert in_use(load_project(tmp_path / "a.tn.h5")) == (0, 2)
    unknown = replace(back.trained, history=History())
    assert in_use(replace(back, trained=unknown)) is None


def test_that_of_equal_runs_the_one_that_kept_the_very_weights_is_in_use(
    project, trainings
):
    twice = with_run(project, recorded(replace(FOUR, seed=1), keep=4)[0])
    assert in_use(restored(twice, 0, 3)) == (0, 3)
    assert in_use(restored(twice, 2, 3)) == (2, 3)


def test_that_a_trained_network_of_no_run_becomes_one_and_can_be_restored(
    trainings, tmp_path
):
    _, trained, _ = trainings[0]
    project = adopted(Project(tiny_network(), trained))
    (run,) = project.runs
    assert (run.name, run.note) == ("Run 1", ADOPTED_NOTE)
    assert (run.started, run.source) == ("", "")
    assert (run.settings, run.epochs) == (trained.settings, trained.history.epochs)
    assert run.batches == 5
    assert np.array_equal(run.losses, trained.history.batch_losses)
    assert in_use(project) == (0, 4)
    assert run_of(project, trained) == 0
    assert adopted(project) is project
    back = restored(replace(project, trained=None), 0, 4)
    assert same(back.trained, trained)
    save_project(tmp_path / "a.tn.h5", project)
    assert same(load_project(tmp_path / "a.tn.h5"), project)


def test_that_what_is_of_a_run_or_has_learned_nothing_becomes_no_run(project):
    assert adopted(project) is project
    back = restored(project, 0, 2)
    assert adopted(back) is back
    assert adopted(Project(tiny_network())).runs == ()
    unknown = replace(project.trained, history=History())
    assert adopted(Project(tiny_network(), unknown)).runs == ()


def test_that_a_training_stopped_amid_an_epoch_becomes_a_run_without_weights():
    batches = count(1)
    stops = Stops(wanted=lambda: next(batches) == 11)
    _, stopped, _ = recorded(FOUR, stops=stops)
    assert stopped.state.batch > 0
    project = adopted(Project(tiny_network(), stopped))
    (run,) = project.runs
    assert (len(run.epochs), run.batches) == (1, 5)
    assert run.weights == ()
    assert run_of(project, stopped) == 0


def test_that_weights_too_large_to_be_kept_are_left_out(trainings, monkeypatch):
    monkeypatch.setattr(runs, "MOST_WEIGHT_BYTES", 1)
    (run,) = adopted(Project(tiny_network(), trainings[0][1])).runs
    assert run.weights == ()


def test_that_a_new_training_keeps_what_it_replaces_in_the_same_step(trainings):
    (_, first, _), (run, second, _) = trainings
    document = Document(Project(tiny_network(), first))
    document.set_trained(second, None, run)
    assert names(document.project) == ["Run 1", "Run 2"]
    assert document.project.runs[0].source == ""
    assert in_use(document.project) == (1, 4)
    assert same(restored(document.project, 0, 4).trained, first)
    document.undo()
    assert document.project.runs == ()
    assert document.project.trained is first


def test_that_a_network_trained_further_needs_no_run_of_what_it_was(trainings):
    (_, first, _), _ = trainings
    run, further, _ = recorded(extended(first, 6), start=first)
    document = Document(Project(tiny_network(), first))
    document.set_trained(further, None, run, first)
    assert names(document.project) == ["Run 1"]
    assert document.project.runs[0].source == "some"


def test_that_names_are_kept_apart_and_notes_are_kept_short(project):
    assert renamed_run(project, 0, "Run 1") is project
    assert annotated_run(project, 0, "") is project
    for name in ("", "  ", "a" * (MOST_NAME + 1), "a\nb"):
        with pytest.raises(TNStudioError, match="is no name for a run"):
            renamed_run(project, 0, name)
    with pytest.raises(TNStudioError, match="There is a run 'Run 2'"):
        renamed_run(project, 0, "Run 2")
    for note in ("a" * (MOST_NOTE + 1), "a\x00"):
        with pytest.raises(TNStudioError, match="no note"):
            annotated_run(project, 0, note)


def test_that_the_longest_texts_are_saved(project, tmp_path):
    project = renamed_run(project, 0, "𐀀" * MOST_NAME)
    project = annotated_run(project, 0, "\n" + "𐀀" * (MOST_NOTE - 1))
    path = tmp_path / "long.tn.h5"
    save_project(path, project)
    assert same(load_project(path).runs, project.runs)


def test_that_in_a_full_project_the_oldest_run_gives_way(
    project, trainings, monkeypatch
):
    monkeypatch.setattr(runs, "RUNS", Limit("runs", "", 0, 2, ""))
    assert names(with_run(project, trainings[0][0])) == ["Run 2", "Run 3"]


@pytest.mark.parametrize("epoch", [1, 2, 3, 4])
def test_that_a_restored_epoch_is_bit_for_bit_what_was_learned(
    project, trainings, epoch
):
    run, _, snapshots = trainings[0]
    after = restored(project, 0, epoch)
    expected = replace(snapshots[epoch - 1], state=None)
    assert same(after.trained, expected)
    assert after.program is None
    assert after.runs is project.runs
    assert after.trained.layers is run.weights[epoch - 1].layers


def test_that_a_restored_epoch_goes_on_as_a_new_run(project, trainings):
    _, _, snapshots = trainings[0]
    trained = restored(project, 0, 2).trained
    longer = extended(trained, 3)
    assert [longer.rate_at(epoch) for epoch in (0, 1, 2)] == [0.1, 0.1, 0.1]
    run, _, after = recorded(longer, start=trained)
    assert run.restarts == (2,)
    assert [record.loss for record in run.epochs[:2]] == [
        record.loss for record in snapshots[1].history.epochs
    ]
    assert len(after) == 1
    assert names(with_run(project, run, trained)) == ["Run 1", "Run 2", "Run 3"]


def test_that_a_restored_network_of_a_thinned_run_has_all_its_batches(project):
    run = project.runs[0]
    losses, stretch = thinned(run.losses, 7)
    assert stretch == 4
    thin = replace(run, losses=losses, stretch=stretch)
    trained = restored(replace(project, runs=(thin,)), 0, 3).trained
    assert len(trained.history.batch_losses) == 3 * run.batches
    assert trained.history.batch_losses[4] == np.float32(run.losses[4:8].mean())


def test_that_an_epoch_that_was_not_kept_is_refused_with_those_that_were(project):
    with pytest.raises(TNStudioError, match="1, 2, 3, 4"):
        restored(project, 0, 5)
    bare = replace(project, runs=(replace(project.runs[0], weights=()),))
    with pytest.raises(TNStudioError, match="there are none"):
        restored(bare, 0, 4)


def test_that_every_edit_is_told_and_taken_back(project):
    document, told = Document(project), []
    document.listen(told.append)
    for label, after in (
        ("Rename run", renamed_run(project, 0, "a")),
        ("Annotate run", annotated_run(project, 1, "b")),
        ("Delete runs", without_runs(project, frozenset({0, 1}))),
    ):
        document.do(label, after, self := object())
        assert told.pop() == Changes(Part.RUNS | Part.FILE, self)
        document.undo()
        assert document.project is project
        assert told.pop() == Changes(Part.RUNS | Part.FILE)
    document.do("Restore weights", restored(project, 0, 1))
    assert told.pop().parts == Part.TRAINED | Part.PROGRAM | Part.FILE
    document.do("Nothing", without_runs(document.project, frozenset()))
    assert not told


def test_that_a_training_and_its_run_are_one_step(trainings):
    run, trained, _ = trainings[0]
    document, told = Document(Project(tiny_network())), []
    document.listen(told.append)
    document.set_trained(trained, self := object(), run)
    assert told == [Changes(Part.TRAINED | Part.RUNS | Part.FILE, self)]
    assert document.history == ("Open", "Train")
    assert names(document.project) == ["Run 1"]
    document.undo()
    assert document.project.runs == ()

"""Scores over time and the votes of each copy, while they are seen."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.simulate.pages import turn_to
from tests.ui.simulate.test_going_back import key, step
from tests.ui.small_world import small_project
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.app.vote_counts import copy_decisions
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.project import Project
from tnstudio.simulation.readout import copy_counts
from tnstudio.ui.simulate import copies_view as copies_view_module
from tnstudio.ui.simulate.copies_view import ROW
from tnstudio.ui.simulate.votes_page import NO_CLASSES, ONE_COPY, VotesPage
from tnstudio.ui.simulate.workspace import SimulateWorkspace

COPIES = 3


def turn_to_votes(qtbot: QtBot, workspace: SimulateWorkspace) -> VotesPage:
    turn_to(qtbot, workspace, "votes")
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.votes_page.isVisible()
    return workspace.votes_page


@pytest.fixture
def ensemble(
    open_workspace: Callable[[Project], SimulateWorkspace],
) -> SimulateWorkspace:
    return open_workspace(small_project(copies=COPIES))


def test_that_each_copy_has_a_row_that_agrees_with_the_whole_or_not(
    qtbot: QtBot, ensemble: SimulateWorkspace
) -> None:
    page = turn_to_votes(qtbot, ensemble)
    assert page.told == f"{COPIES} copies"
    program = ensemble.player.program
    outputs = []
    ensemble.player.frame_came.connect(lambda f: outputs.append(f.recording.outputs))
    agreements = set()
    for _ in range(12):
        key(qtbot, ensemble, Qt.Key.Key_Right)
        frame, shown = ensemble._frame, page.copies.shown
        counts = copy_counts(program, np.concatenate(outputs))[program.latency :]
        np.testing.assert_array_equal(shown.votes, counts.sum(axis=0))
        np.testing.assert_array_equal(shown.votes.sum(axis=0), frame.votes)
        assert shown.whole == frame.decision
        decisions = copy_decisions(program, shown.votes).tolist()
        agreeing = decisions.count(frame.decision) if frame.decision >= 0 else 0
        assert shown.agreeing == agreeing
        assert page.told.startswith(f"{agreeing} of {COPIES} copies decide")
        agreements.add(agreeing)
        for copy, decision in enumerate(decisions):
            told = page.copies.text_of(copy)
            if decision >= 0:
                name = program.class_names[decision]
                assert told.startswith(f"Copy {copy + 1} decides for {name}, ")
                assert ("as all together" in told) == (decision == frame.decision)
    assert len(agreements) > 1
    assert page.copies.minimumHeight() == ROW * (COPIES + 1)
    before = page.copies.grab().toImage()
    key(qtbot, ensemble, Qt.Key.Key_Left)
    key(qtbot, ensemble, Qt.Key.Key_Right)
    assert page.copies.grab().toImage() == before


def test_that_the_course_is_that_of_the_session(
    qtbot: QtBot, ensemble: SimulateWorkspace
) -> None:
    step(qtbot, ensemble, 30)
    page = turn_to_votes(qtbot, ensemble)
    frame, course = ensemble._frame, page.course.course
    np.testing.assert_array_equal(course.votes[-1], frame.votes)
    np.testing.assert_allclose(course.scores[-1], frame.scores)
    assert course.ticks.tolist() == list(range(course.first, 30))
    name = ensemble.player.program.class_names[frame.label]
    assert f"{name} (label) {frame.scores[frame.label]:.3f}" in page.course.told
    ensemble.input.choose(4)
    step(qtbot, ensemble, 300)
    course = page.course.course
    assert (course.first, course.stop) == (30 + ensemble.player.program.latency, 330)
    np.testing.assert_array_equal(course.votes[-1], ensemble._frame.votes)
    assert len(course.ticks) == 100
    key(qtbot, ensemble, Qt.Key.Key_Home)
    assert page.course.course is None
    assert page.course.told.startswith("Nothing")


def test_that_one_copy_decides_alone(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    page = turn_to_votes(qtbot, workspace)
    step(qtbot, workspace, 9)
    assert page.told == ONE_COPY
    assert page.copies.shown is None
    assert page.course.course is not None


def test_that_a_hidden_page_asks_and_draws_nothing(
    qtbot: QtBot, ensemble: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(SimulationSession, "vote_course", refuse)
        patch.setattr(copies_view_module, "copy_decisions", refuse)
        step(qtbot, ensemble, 20)
        key(qtbot, ensemble, Qt.Key.Key_Left)
    page = turn_to_votes(qtbot, ensemble)
    assert page.course.course.stop == 19


def test_that_the_page_follows_while_ticks_go_by(
    qtbot: QtBot, ensemble: SimulateWorkspace
) -> None:
    page = turn_to_votes(qtbot, ensemble)
    ensemble.player.set_rate(None)
    ensemble.transport.play.trigger()
    seen: set[int] = set()

    def has_changed() -> bool:
        if page.course.course is not None:
            seen.add(page.course.course.stop)
        return len(seen) > 3

    qtbot.waitUntil(has_changed)
    ensemble.transport.play.trigger()
    qtbot.waitUntil(ensemble.is_quiet)
    assert page.course.course.stop == ensemble.player.position
    np.testing.assert_array_equal(page.copies.shown.votes, ensemble._frame.copy_votes)


def test_that_a_chip_without_classes_has_no_scores(
    qtbot: QtBot, open_workspace: Callable[[Project], SimulateWorkspace]
) -> None:
    workspace = open_workspace(Project(oscillator()))
    turn_to(qtbot, workspace, "votes")
    step(qtbot, workspace, 9)
    assert workspace.votes_page.told == NO_CLASSES
    assert not workspace.votes_page.course.isVisible()

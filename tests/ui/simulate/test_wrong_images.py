"""Going through images: all, those the chip gets wrong, those of a class."""

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.simulate.test_going_back import click, step
from tnstudio.app.chip_mistakes import deciding
from tnstudio.app.evaluation import EvaluationResult, evaluate
from tnstudio.app.image_input import RATE_TICKS
from tnstudio.errors import TNStudioError
from tnstudio.ui.simulate import wrong_images as wrong_images_module
from tnstudio.ui.simulate.image_chooser import ImageChooser
from tnstudio.ui.simulate.workspace import SimulateWorkspace


def chooser(workspace: SimulateWorkspace) -> ImageChooser:
    return workspace.input.chooser


def go_through(qtbot: QtBot, workspace: SimulateWorkspace, which: str | int) -> None:
    menu = chooser(workspace).findChild(QMenu)
    action = next(a for a in menu.actions() if a.objectName() == f"images-{which}")
    assert isinstance(action, QAction)
    action.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    assert action.isChecked()


def by_hand(workspace: SimulateWorkspace) -> np.ndarray:
    """Return what each image is taken for."""
    player = workspace.player
    encoding = workspace.input.encoding
    events = evaluate(player.program, player.images, RATE_TICKS, encoding, 0)
    result = list(events)[-1]
    assert isinstance(result, EvaluationResult)
    return result.predictions


@pytest.mark.parametrize("encoding", ["stochastic", "rate"])
def test_that_only_wrong_images_are_gone_through(
    qtbot: QtBot, workspace: SimulateWorkspace, encoding: str
) -> None:
    workspace.input._encoding.setCurrentText(encoding)
    qtbot.waitUntil(workspace.is_quiet)
    predictions, images = by_hand(workspace), workspace.player.images
    wrong = np.flatnonzero(predictions != images.labels).tolist()
    assert 2 < len(wrong) < len(images)
    go_through(qtbot, workspace, "wrong")
    told = chooser(workspace).told
    assert told.startswith(f"Wrong: {len(wrong)} of {len(images)} (")
    names = images.class_names
    for image in [k for k in wrong if k > 0][:3]:
        if workspace.input.image != image:
            click(qtbot, workspace, "image-next")
        assert workspace.input.image == image
        label = workspace.findChild(QLabel, "image-label")
        found = names[predictions[image]]
        assert f"<b><span>{names[images.labels[image]]}</span></b>" in label.text()
        assert f"taken for <b><span>{found}</span></b>" in label.text()
        seed = ", seed 0" if encoding == "stochastic" else ""
        assert f"by 16 ticks of the {encoding} code{seed}" in label.toolTip()
    workspace.input.choose(wrong[0])
    click(qtbot, workspace, "image-previous")
    assert workspace.input.image == wrong[-1]
    for _ in range(5):
        click(qtbot, workspace, "image-random")
        assert workspace.input.image in wrong
    if encoding == "rate":
        # As many ticks of it show the very mistake.
        program = workspace.player.program
        step(qtbot, workspace, RATE_TICKS + program.latency)
        assert workspace._frame.decision == predictions[workspace.input.image]


def test_that_a_class_is_gone_through(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    images = workspace.player.images
    go_through(qtbot, workspace, 2)
    assert workspace.input.image == 2
    assert chooser(workspace).told == "Class 2: 20 of 60"
    for _ in range(3):
        click(qtbot, workspace, "image-next")
        assert images.labels[workspace.input.image] == 2
    assert workspace.input.image == 11
    go_through(qtbot, workspace, "all")
    click(qtbot, workspace, "image-next")
    assert workspace.input.image == 12
    assert not workspace.findChild(QLabel, "image-filter-told").isVisible()


def test_that_another_encoding_or_seed_is_looked_at_anew(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    go_through(qtbot, workspace, "wrong")
    first = chooser(workspace).wrong.found
    workspace.transport.reseed.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    second = chooser(workspace).wrong.found
    assert (first.seed, second.seed) == (0, workspace._seed)
    workspace.input._encoding.setCurrentText("rate")
    qtbot.waitUntil(workspace.is_quiet)
    third = chooser(workspace).wrong.found
    assert third.encoding == "rate"
    workspace.transport.reseed.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    assert chooser(workspace).wrong.found is third


def test_that_the_search_is_stopped_and_taken_up_again(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*of):
        work = deciding(*of)
        first = next(work)
        while waits:
            yield first
        return (yield from work)

    waits = [True]
    monkeypatch.setattr(wrong_images_module, "deciding", endless)
    found = chooser(workspace)
    found.go_through("wrong")
    qtbot.waitUntil(lambda: found.wrong.share == 0.0 and found.wrong.is_busy)
    assert found.told == "Finding wrong ones … 0%"
    found._stop.click()
    qtbot.waitUntil(workspace.is_quiet)
    assert found.told == "Wrong ones: stopped"
    assert found.wrong.found is None
    waits.clear()
    click(qtbot, workspace, "wrong-stop")
    assert found.wrong.found is not None


def test_that_a_search_that_fails_is_told(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_):
        raise TNStudioError("Nothing can be shown", "here", "look elsewhere")
        yield

    monkeypatch.setattr(wrong_images_module, "deciding", fail)
    go_through(qtbot, workspace, "wrong")
    assert chooser(workspace).told == "Wrong ones: failed"
    tip = workspace.findChild(QLabel, "image-filter-told").toolTip()
    assert "Nothing can be shown" in tip

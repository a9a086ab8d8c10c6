"""Painting on the input, with the mouse and with keys; pictures from elsewhere."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDoubleSpinBox, QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from tests.ui.simulate.test_going_back import click, key, looks, step, timeline
from tests.ui.small_world import SIDE
from tnstudio.app.input_feeds import InputFeeds
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE
from tnstudio.ui.simulate.paint_picture import PaintPicture
from tnstudio.ui.simulate.sketching import colours_of
from tnstudio.ui.simulate.workspace import SimulateWorkspace

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def picture(workspace: SimulateWorkspace) -> PaintPicture:
    return workspace.input.picture


def take_brush(qtbot: QtBot, workspace: SimulateWorkspace) -> None:
    click(qtbot, workspace, "brush-heading")
    assert workspace.input.brush.is_open


def place(view: PaintPicture, row: int, column: int) -> QPoint:
    area = view._area()
    x = area.left() + (column + 0.5) * area.width() / SIDE
    y = area.top() + (row + 0.5) * area.height() / SIDE
    return QPoint(round(x), round(y))


def stroke(qtbot: QtBot, workspace, cells, button=LEFT, modifiers=None) -> None:
    view = picture(workspace)
    held = modifiers or Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view, button, held, place(view, *cells[0]))
    for cell in cells[1:]:
        QTest.mouseMove(view, place(view, *cell))
    QTest.mouseRelease(view, button, held, place(view, *cells[-1]))
    qtbot.waitUntil(workspace.is_quiet)


def of_the_set(workspace: SimulateWorkspace) -> np.ndarray:
    return workspace.player.images.pixels[workspace.input.image]


def label_text(workspace: SimulateWorkspace) -> str:
    return workspace.findChild(QLabel, "image-label").text()


def test_that_a_painted_pixel_is_active_on_the_axons_it_feeds(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 5)
    take_brush(qtbot, workspace)
    click(qtbot, workspace, "brush-clear")
    stroke(qtbot, workspace, [(2, 3)])
    key(qtbot, workspace, Qt.Key.Key_Right)
    frame, program = workspace._frame, workspace.player.program
    assert np.flatnonzero(frame.input_spikes).tolist() == [2 * SIDE + 3]
    feeds = InputFeeds(program).of(2 * SIDE + 3)
    assert feeds
    active = {tuple(place) for place in np.argwhere(frame.active_axons).tolist()}
    fed = set(
        zip(program.inputs.core.tolist(), program.inputs.axon.tolist(), strict=True)
    )
    assert active & fed == {(feed.core, feed.axon) for feed in feeds}
    told = picture(workspace).text_of(2, 3)
    spikes = "1 spike" if len(feeds) == 1 else f"{len(feeds)} spikes"
    assert told.startswith(f"row 2, column 3: value 1.00, {spikes}\nline ")
    for feed in feeds:
        assert f"core {feed.core}, axon {feed.axon}" in told


def test_that_nothing_is_painted_before_the_brush_is_taken(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 5)
    stroke(qtbot, workspace, [(2, 3), (5, 5)])
    np.testing.assert_array_equal(picture(workspace).pixels, of_the_set(workspace))
    assert workspace.player.position == 5
    key(qtbot, workspace, Qt.Key.Key_Left)
    assert timeline(workspace).maximum() == 5


def test_that_strokes_have_no_gaps_and_are_taken_back_one_by_one(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    take_brush(qtbot, workspace)
    view, before = picture(workspace), of_the_set(workspace)
    workspace.findChild(QDoubleSpinBox, "brush-value").setValue(0.5)
    stroke(qtbot, workspace, [(1, 1), (6, 6)])
    expected = before.copy()
    expected[range(1, 7), range(1, 7)] = 128
    np.testing.assert_array_equal(view.pixels, expected)
    assert label_text(workspace).startswith("Own: label <b>")
    workspace.findChild(QSpinBox, "brush-size").setValue(3)
    stroke(qtbot, workspace, [(7, 7)], RIGHT)
    stroke(qtbot, workspace, [(0, 0)], LEFT, SHIFT)
    erased = expected.copy()
    erased[6:, 6:] = erased[:2, :2] = 0
    np.testing.assert_array_equal(view.pixels, erased)
    click(qtbot, workspace, "brush-undo")
    click(qtbot, workspace, "brush-undo")
    np.testing.assert_array_equal(view.pixels, expected)
    click(qtbot, workspace, "brush-redo")
    assert view.pixels[7, 7] == 0
    for _ in range(2):
        click(qtbot, workspace, "brush-undo")
    np.testing.assert_array_equal(view.pixels, before)
    assert not workspace.findChild(QAbstractButton, "brush-undo").isEnabled()
    assert label_text(workspace).startswith("Label <b>")
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert workspace._frame.pixels is None


def test_that_the_whole_picture_is_cleared_filled_inverted_and_restored(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    take_brush(qtbot, workspace)
    view, before = picture(workspace), of_the_set(workspace)
    click(qtbot, workspace, "brush-invert")
    np.testing.assert_array_equal(view.pixels, 255 - before)
    workspace.findChild(QDoubleSpinBox, "brush-value").setValue(0.2)
    click(qtbot, workspace, "brush-fill")
    assert (view.pixels == 51).all()
    assert label_text(workspace) == "Own: no label"
    step(qtbot, workspace, 4)
    assert workspace._frame.label == NONE
    assert (workspace._frame.pixels == 51).all()
    click(qtbot, workspace, "brush-original")
    np.testing.assert_array_equal(view.pixels, before)
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert (workspace._frame.pixels, workspace._frame.ticks_on_image) == (None, 1)


def test_that_going_back_over_strokes_shows_the_same_again(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    take_brush(qtbot, workspace)
    seen = {}
    for row in range(4):
        stroke(qtbot, workspace, [(row, 0), (row, 7)])
        for _ in range(3):
            key(qtbot, workspace, Qt.Key.Key_Right)
            tick = workspace.player.position
            seen[tick] = (picture(workspace).pixels.copy(), looks(workspace)[2])
    for tick in range(11, 0, -1):
        key(qtbot, workspace, Qt.Key.Key_Left)
        assert workspace.player.position == tick
        np.testing.assert_array_equal(picture(workspace).pixels, seen[tick][0])
        assert looks(workspace)[2] == seen[tick][1]
    key(qtbot, workspace, Qt.Key.Key_Left)
    assert workspace.player.position == 0
    np.testing.assert_array_equal(picture(workspace).pixels, seen[1][0])
    stroke(qtbot, workspace, [(7, 7)])
    assert workspace.player.position == 0
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert timeline(workspace).maximum() == 1


def test_that_strokes_act_at_once_while_ticks_go_by(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    take_brush(qtbot, workspace)
    click(qtbot, workspace, "brush-clear")
    workspace.player.set_rate(100)
    workspace.transport.play.trigger()
    qtbot.waitUntil(lambda: workspace.player.position > 10)
    view = picture(workspace)
    frames = []
    workspace.player.frame_came.connect(frames.append)
    QTest.mousePress(view, LEFT, pos=place(view, 1, 0))
    for column in range(1, SIDE):
        QTest.mouseMove(view, place(view, 1, column))
        came = len(frames) + 2
        qtbot.waitUntil(lambda came=came: len(frames) >= came)
    QTest.mouseRelease(view, LEFT, pos=place(view, 1, SIDE - 1))
    assert workspace.player.is_playing
    assert (view.pixels[1] == 255).all()
    qtbot.waitUntil(lambda: frames[-1].ticks_on_image > 5)
    workspace.transport.play.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    np.testing.assert_array_equal(frames[-1].pixels, view.pixels)
    assert frames[-1].input_spikes.reshape(SIDE, SIDE)[1].all()
    painted = [frame.pixels.any(axis=(0, 2)).sum() for frame in frames]
    assert painted == sorted(painted)
    assert set(painted) >= {3, 5, SIDE}


def test_that_the_keys_of_the_focused_picture_paint(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    take_brush(qtbot, workspace)
    click(qtbot, workspace, "brush-clear")
    view = picture(workspace)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    middle = SIDE // 2
    assert view.cursor_cell == (middle, middle)
    qtbot.keyPress(view, Qt.Key.Key_Space)
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(workspace.is_quiet)
    cells = [(middle - 1, middle - 2), *((middle, middle - k) for k in (2, 1, 0))]
    assert list(zip(*np.nonzero(view.pixels[..., 0]), strict=True)) == cells
    assert view.cursor_cell == cells[0]
    row, column = cells[0]
    assert view.accessibleDescription().startswith(f"row {row}, column {column}: value")
    qtbot.keyClick(view, Qt.Key.Key_Space, SHIFT)
    assert view.pixels[cells[0]] == 0
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.pixels[cells[0]] == 0
    assert view.pixels[cells[1]] == 255
    assert (workspace.player.position, workspace.player.is_playing) == (0, False)
    for _ in range(2 * SIDE):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.cursor_cell == (0, middle - 2)
    # Without the cursor the keys are those of the workspace.
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.player.position == 1


def test_that_after_a_click_space_still_plays(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    take_brush(qtbot, workspace)
    stroke(qtbot, workspace, [(2, 2)])
    view = picture(workspace)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert view.cursor_cell is None
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert workspace.player.is_playing
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(workspace.is_quiet)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A coloured picture of another size: white but for a dark left half."""
    colours = np.full((20, 40, 3), 255, np.uint8)
    colours[:, :20] = (0, 0, 60)
    path = tmp_path / "photo.png"
    Image.fromarray(colours).save(path)
    return path


def check_photo(qtbot: QtBot, workspace: SimulateWorkspace, name: str) -> None:
    qtbot.waitUntil(workspace.is_quiet)
    pixels = picture(workspace).pixels
    assert pixels.shape == (SIDE, SIDE, 1)
    assert (pixels[:, :3] < 20).all()
    assert (pixels[:, 5:] > 240).all()
    told = workspace.findChild(QLabel, "picture-told").text().replace("\u200b", "")
    assert told == f"{name}: 20 × 40 resampled to 8 × 8, in grey"
    assert workspace.input.brush.is_open
    assert label_text(workspace) == "Own: no label"
    step(qtbot, workspace, 3)
    np.testing.assert_array_equal(workspace._frame.pixels, pixels)
    click(qtbot, workspace, "brush-undo")
    np.testing.assert_array_equal(picture(workspace).pixels, of_the_set(workspace))
    assert not workspace.findChild(QLabel, "picture-told").isVisible()


def test_that_a_picture_is_loaded_by_a_button(
    qtbot: QtBot, workspace: SimulateWorkspace, photo: Path
) -> None:
    take_brush(qtbot, workspace)
    workspace.input.sketching.ask_file = lambda: str(photo)
    click(qtbot, workspace, "brush-load")
    check_photo(qtbot, workspace, "photo.png")
    workspace.input.sketching.ask_file = lambda: ""
    click(qtbot, workspace, "brush-load")
    np.testing.assert_array_equal(picture(workspace).pixels, of_the_set(workspace))


def drop(view: PaintPicture, data: QMimeData) -> None:
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), action, data, LEFT, none)
    view.dragEnterEvent(enter)
    assert enter.isAccepted()
    view.dropEvent(QDropEvent(QPointF(5, 5), action, data, LEFT, none))


def test_that_a_picture_is_dropped(
    qtbot: QtBot, workspace: SimulateWorkspace, photo: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    drop(picture(workspace), data)
    check_photo(qtbot, workspace, "photo.png")
    image = QMimeData()
    image.setImageData(QImage(str(photo)))
    drop(picture(workspace), image)
    check_photo(qtbot, workspace, "Dropped picture")


def test_that_a_picture_is_pasted_by_key_and_by_button(
    qtbot: QtBot,
    workspace: SimulateWorkspace,
    photo: Path,
    errors: list[TNStudioError],
) -> None:
    board = QGuiApplication.clipboard()
    board.setImage(QImage(str(photo)))
    view = picture(workspace)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    check_photo(qtbot, workspace, "Clipboard")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    board.setMimeData(data)
    click(qtbot, workspace, "brush-paste")
    check_photo(qtbot, workspace, "photo.png")
    assert not errors
    board.setText("no picture")
    click(qtbot, workspace, "brush-paste")
    assert [error.message for error in errors] == [
        "There is no picture on the clipboard"
    ]
    board.clear()


def test_that_what_is_no_picture_is_told_and_changes_nothing(
    qtbot: QtBot,
    workspace: SimulateWorkspace,
    tmp_path: Path,
    errors: list[TNStudioError],
) -> None:
    path = tmp_path / "poem.png"
    path.write_text("no picture")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(picture(workspace), data)
    qtbot.waitUntil(workspace.is_quiet)
    assert errors[0].message.startswith("The picture cannot be read")
    assert errors[0].location == str(path)
    np.testing.assert_array_equal(picture(workspace).pixels, of_the_set(workspace))
    assert workspace.input.sketching.now is None


def test_that_the_colours_of_any_image_are_found() -> None:
    image = QImage(5, 3, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    found = colours_of(image)
    assert found.shape == (3, 5, 4)
    assert (found == (255, 0, 0, 255)).all()


def test_that_another_image_ends_the_painting(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    take_brush(qtbot, workspace)
    stroke(qtbot, workspace, [(0, 0), (7, 7)])
    step(qtbot, workspace, 3)
    click(qtbot, workspace, "image-next")
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.input.image == 1
    np.testing.assert_array_equal(picture(workspace).pixels, of_the_set(workspace))
    assert not workspace.findChild(QAbstractButton, "brush-undo").isEnabled()
    key(qtbot, workspace, Qt.Key.Key_Left)
    assert workspace.input.image == 0
    assert (picture(workspace).pixels[range(8), range(8)] == 255).all()


def test_that_a_restart_begins_with_the_painted_picture(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    take_brush(qtbot, workspace)
    step(qtbot, workspace, 5)
    stroke(qtbot, workspace, [(0, 0), (0, 7)])
    painted = picture(workspace).pixels.copy()
    key(qtbot, workspace, Qt.Key.Key_Home)
    np.testing.assert_array_equal(picture(workspace).pixels, painted)
    key(qtbot, workspace, Qt.Key.Key_Right)
    np.testing.assert_array_equal(workspace._frame.pixels, painted)

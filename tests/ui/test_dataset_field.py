"""The data set is chosen from a list, from the disk, or from what was read before."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import h5py
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.datasets.own_images import NAMES, stripes, write_pictures
from tests.ui.conftest import show
from tests.ui.small_world import small_dataset
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.dataset_field import FILES, DatasetField
from tnstudio.ui.widgets.dataset_list import FILE, FOLDER, labels_of

SLOW = "mnist@27x27"
"""70,000 images to resample take some seconds."""

CANCEL_SECONDS = 0.2


@pytest.fixture
def field(qtbot: QtBot, studio: Studio) -> Iterator[DatasetField]:
    made = DatasetField(studio)
    made.resize(260, 300)
    made.read()
    show(qtbot, made)
    qtbot.waitUntil(lambda: made.dataset is not None, timeout=20_000)
    yield made
    made.cancel()
    qtbot.waitUntil(lambda: not studio.jobs.names)
    made.close()
    made.deleteLater()


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """Pictures of three animals."""
    return write_pictures(tmp_path / "zoo", *stripes(30, shape=(8, 8)))


def child(field: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = field.findChild(kind, name)
    assert found is not None
    return found


def told(field: DatasetField) -> str:
    label = child(field, QLabel, "dataset-found")
    assert isinstance(label, QLabel)
    return label.text().replace("\u200b", "")


def spin(field: DatasetField, side: str) -> QSpinBox:
    box = child(field, QSpinBox, f"dataset-{side}")
    assert isinstance(box, QSpinBox)
    return box


def entries(field: DatasetField) -> list[str]:
    box = child(field, QComboBox, "dataset")
    assert isinstance(box, QComboBox)
    return [box.itemText(k) for k in range(box.count())]


def pick(qtbot: QtBot, field: DatasetField, text: str) -> None:
    """Choose an entry of the list as its user does, by its first letters."""
    box = child(field, QComboBox, "dataset")
    assert isinstance(box, QComboBox)
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    view.setCurrentIndex(box.model().index(box.findText(text), 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)


def click(qtbot: QtBot, field: DatasetField, name: str) -> None:
    qtbot.mouseClick(child(field, QPushButton, name), Qt.MouseButton.LeftButton)


def wait(qtbot: QtBot, field: DatasetField) -> None:
    qtbot.waitUntil(lambda: not field.is_reading, timeout=20_000)


def write_as(kind: str, folder: Path) -> str:
    """Write the same few images in a format; returns the folder or file."""
    images, labels = stripes(30, shape=(8, 8))
    place = folder / kind
    place.mkdir()
    if kind == "idx":
        return small_dataset(place, 30, 6)
    if kind == "pictures":
        return str(write_pictures(place, images, labels))
    if kind == "npy":
        np.save(place / "x_train", images)
        np.save(place / "y_train", labels)
        return str(place)
    if kind == "npz":
        np.savez(place / "own.npz", images=images, labels=labels)
        return str(place / "own.npz")
    with h5py.File(place / "own.h5", "w") as file:
        file["images"], file["labels"] = images, labels
    return str(place / "own.h5")


@pytest.mark.parametrize("kind", ["idx", "pictures", "npy", "npz", "hdf5"])
def test_that_every_kind_is_chosen_from_the_disk(
    qtbot: QtBot, field: DatasetField, tmp_path: Path, kind: str
) -> None:
    source = write_as(kind, tmp_path)
    is_folder = Path(source).is_dir()
    answer = "ask_folder" if is_folder else "ask_file"
    setattr(field, answer, lambda: source)
    pick(qtbot, field, FOLDER if is_folder else FILE)
    wait(qtbot, field)
    assert field.error is None
    assert field.source == source
    assert field.dataset is not None
    assert field.dataset.train.shape == (8, 8, 1)
    assert "8 × 8 × 1, 3 classes" in told(field)
    assert Path(source).name in entries(field)


def test_that_files_of_both_kinds_are_asked_for() -> None:
    assert all(ending in FILES for ending in ("*.npz", "*.h5", "*.hdf5", "(*)"))


def test_that_no_answer_changes_nothing(qtbot: QtBot, field: DatasetField) -> None:
    before = field.dataset
    field.ask_file = str
    pick(qtbot, field, FILE)
    box = child(field, QComboBox, "dataset")
    assert isinstance(box, QComboBox)
    assert box.currentText() == field.source == "mnist"
    assert field.dataset is before


def test_that_own_images_are_resampled_by_fields(
    qtbot: QtBot, field: DatasetField, zoo: Path
) -> None:
    row = child(field, QWidget, "dataset-resampling")
    assert row.isHidden()
    field.choose(str(zoo))
    assert not row.isHidden()
    spin(field, "rows").setValue(6)
    assert field.source == f"{zoo}@6x6"
    spin(field, "columns").setValue(5)
    wait(qtbot, field)
    assert field.dataset is not None
    assert field.dataset.train.shape == (6, 5, 1)
    qtbot.mouseClick(child(field, QCheckBox, "dataset-grey"), Qt.MouseButton.LeftButton)
    assert field.source == f"{zoo}@6x5,grey"
    spin(field, "columns").setValue(0)
    assert field.source == f"{zoo}@grey"
    assert spin(field, "rows").text() == "as is"
    field.choose("mnist")
    assert row.isHidden()
    wait(qtbot, field)


def test_that_unequal_sizes_are_mended_by_one_button(
    qtbot: QtBot, field: DatasetField, zoo: Path
) -> None:
    Image.new("L", (9, 7)).save(zoo / "cat" / "wide.png")
    field.choose(str(zoo))
    wait(qtbot, field)
    assert "2 sizes" in told(field)
    assert "cat/wide.png" in told(field)
    mend = child(field, QPushButton, "dataset-resample")
    assert isinstance(mend, QPushButton)
    assert mend.text() == "Resample to 8 × 8"
    click(qtbot, field, "dataset-resample")
    wait(qtbot, field)
    assert field.source == f"{zoo}@8x8"
    assert field.dataset is not None
    assert (spin(field, "rows").value(), spin(field, "columns").value()) == (8, 8)
    assert mend.isHidden()


def test_that_what_was_read_before_is_offered_again_everywhere(
    qtbot: QtBot, studio: Studio, field: DatasetField, zoo: Path
) -> None:
    field.choose(f"{zoo}@6x6")
    wait(qtbot, field)
    assert studio.settings.values.datasets == (f"{zoo}@6x6",)
    other = DatasetField(studio, brief=True)
    qtbot.addWidget(other)
    assert "zoo@6x6" in entries(other)
    pick(qtbot, other, "zoo@6x6")
    wait(qtbot, other)
    assert other.source == f"{zoo}@6x6"
    assert spin(other, "rows").value() == 6


def test_that_only_what_could_be_read_is_remembered(
    qtbot: QtBot, studio: Studio, field: DatasetField, tmp_path: Path
) -> None:
    field.choose(str(tmp_path))
    wait(qtbot, field)
    assert field.error is not None
    field.choose("mnist")
    wait(qtbot, field)
    assert studio.settings.values.datasets == ()
    assert tmp_path.name not in entries(field)


def test_that_a_failure_says_all_and_keeps_what_was_chosen(
    qtbot: QtBot, field: DatasetField, zoo: Path
) -> None:
    empty = zoo / "yak"
    empty.mkdir()
    field.choose(f"{zoo}@6x6")
    wait(qtbot, field)
    assert "There is no picture of class 'yak'" in told(field)
    assert str(empty) in told(field)
    assert "take the folder away" in told(field)
    assert spin(field, "rows").value() == 6
    assert field.source == f"{zoo}@6x6"
    empty.rmdir()
    click(qtbot, field, "dataset-again")
    wait(qtbot, field)
    assert field.dataset is not None
    assert not child(field, QPushButton, "dataset-again").isVisible()


def test_that_a_name_that_means_nothing_is_told(
    qtbot: QtBot, field: DatasetField
) -> None:
    """As a run in somebody's file may have one."""
    field.choose("zoo@0x5")
    wait(qtbot, field)
    assert "write it like @28x28" in told(field)
    assert field.source == "zoo@0x5"


def test_that_reading_shows_how_far_it_is_and_is_cancelled_at_once(
    qtbot: QtBot, studio: Studio, field: DatasetField
) -> None:
    field.choose(SLOW)
    bar = child(field, QProgressBar, "dataset-progress")
    assert isinstance(bar, QProgressBar)
    assert not bar.isVisible()
    qtbot.waitUntil(lambda: bar.isVisible() and bar.value() > 0, timeout=10_000)
    started = perf_counter()
    click(qtbot, field, "dataset-cancel")
    qtbot.waitUntil(lambda: not studio.jobs.names)
    assert perf_counter() - started < CANCEL_SECONDS
    assert not field.is_reading
    assert not bar.isVisible()
    assert "cancelled" in told(field)
    assert field.source == SLOW
    # Being shown again is no reason to go on.
    field.read()
    assert not field.is_reading
    click(qtbot, field, "dataset-again")
    assert field.is_reading
    field.choose("mnist")
    wait(qtbot, field)
    assert field.dataset is not None


def test_that_cancelling_elsewhere_is_told_too(
    qtbot: QtBot, studio: Studio, field: DatasetField
) -> None:
    """As the status bar does."""
    field.choose(SLOW)
    (run_id,) = studio.jobs.names
    studio.jobs.cancel(run_id)
    wait(qtbot, field)
    assert "cancelled" in told(field)
    assert child(field, QPushButton, "dataset-again").isVisible()


def test_that_remarks_are_shown_as_they_are_written(
    qtbot: QtBot, field: DatasetField, zoo: Path
) -> None:
    (zoo / "cat" / "a <b>note.txt").write_text("x")
    field.choose(str(zoo))
    wait(qtbot, field)
    label = child(field, QLabel, "dataset-found")
    assert isinstance(label, QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "cat/a <b>note.txt" in told(field)
    assert "drawn, always the same" in told(field)


def test_that_a_long_name_does_not_widen_the_panel(
    qtbot: QtBot, field: DatasetField, tmp_path: Path
) -> None:
    field.choose(str(tmp_path / ("x" * 200)))
    wait(qtbot, field)
    assert field.minimumSizeHint().width() <= 260


def test_that_the_wheel_scrolls_the_panel_and_not_the_list(
    qtbot: QtBot, field: DatasetField, zoo: Path
) -> None:
    field.choose(str(zoo))
    wait(qtbot, field)
    box = child(field, QComboBox, "dataset")
    where = QPointF(5, 5)
    turn = QWheelEvent(
        where,
        box.mapToGlobal(where),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert field.source == str(zoo)


def test_that_equal_names_tell_their_folders() -> None:
    sources = ["/a/zoo", "/b/zoo", "/b/own.npz@8x8"]
    assert labels_of(sources) == ["zoo in a", "zoo in b", "own.npz@8x8"]


BROKEN = {
    "one image": ("All images are of one class, 'cat'", "at least 2 classes"),
    "one of a class": ("class 'owl' has 1", "at least 2 images of each class"),
    "no pictures": ("There is no picture of class 'texts'", "put pictures there"),
    "negative": ("labels are negative", "number the classes from 0"),
    "too high": ("labels are not below 10000", "from 0 to 9999"),
    "gap": ("No image to train with is of class '1'", "without gaps"),
    "NaN": ("values are NaN", "from 0 (black) to 1 (white)"),
    "too bright": ("out of 0 to 1", "from 0 (black) to 1 (white)"),
    "nothing": ("no data set, folder or file", "give the path"),
}


def write_broken(what: str, folder: Path) -> str:
    """Write what is no data set; returns the folder or file."""
    images, labels = stripes(30, shape=(8, 8))
    if what == "one image":
        write_pictures(folder, images[:1], labels[:1])
    elif what == "one of a class":
        write_pictures(folder, images[:8:1], np.array([0, 0, 0, 0, 1, 1, 1, 2]), NAMES)
    elif what == "no pictures":
        (folder / "texts").mkdir(parents=True)
        (folder / "texts" / "a.txt").write_text("x")
    else:
        return write_broken_arrays(what, folder.with_suffix(".npz"), images, labels)
    return str(folder)


def write_broken_arrays(
    what: str, path: Path, images: np.ndarray, labels: np.ndarray
) -> str:
    reals = images / 255
    arrays = {
        "negative": (images, labels - 1),
        "too high": (images, labels * 100_000),
        "gap": (images, labels * 2),
        "NaN": (np.where(reals > 0.8, np.nan, reals), labels),
        "too bright": (reals * 2, labels),
    }
    if what in arrays:
        np.savez(path, x=arrays[what][0], y=arrays[what][1])
    return str(path)


@pytest.mark.parametrize("what", list(BROKEN))
def test_that_broken_data_say_what_where_and_what_to_do(
    qtbot: QtBot, field: DatasetField, tmp_path: Path, what: str
) -> None:
    source = write_broken(what, tmp_path / "own")
    field.choose(source)
    wait(qtbot, field)
    message, remedy = BROKEN[what]
    assert field.dataset is None
    assert message in told(field)
    assert remedy in told(field)
    assert source in told(field)
    assert "Internal error" not in told(field)

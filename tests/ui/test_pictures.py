"""Pictures of the real window."""

from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.trained_networks import trained_at_random
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import save_project
from tnstudio.ui.pictures import save_pictures


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_there_is_a_picture_of_each_workspace(
    qapp: QApplication, tmp_path: Path, theme: str
) -> None:
    project = tmp_path / "a.tn.h5"
    trained = trained_at_random(mnist_5core())
    save_project(project, Project(mnist_5core(), trained))
    pictures = save_pictures(tmp_path / "pictures", project, theme, (1100, 720))
    names = [p.name for p in pictures]
    assert [name for name in names if "-" not in name] == [
        "home.png",
        "design.png",
        "train.png",
        "simulate.png",
    ]
    assert "design-windows.png" in names
    pages = ("data", "learned", "mistakes", "deployment", "runs")
    assert {f"train-{page}.png" for page in pages} <= set(names)
    pages = ("neuron", "trace", "pinned", "map", "compare", "counts", "votes")
    assert {f"simulate-{page}.png" for page in pages} <= set(names)
    for path in pictures:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1100, 720)
        places = product(range(90, 1100, 7), range(0, 720, 7))
        assert len({image.pixel(x, y) for x, y in places}) > 12
        is_dark = image.pixelColor(40, 600).lightness() < 80
        assert is_dark == (theme == "dark")


def test_that_a_missing_project_is_told_before_anything_is_written(
    qapp: QApplication, tmp_path: Path
) -> None:
    with pytest.raises(TNStudioError):
        save_pictures(tmp_path / "out", tmp_path / "missing.tn.h5", "light", (900, 700))
    assert not (tmp_path / "out").exists()

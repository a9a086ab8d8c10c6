"""The figures of the documentation come from the program."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tnstudio.app.documentation import docs_folder
from tnstudio.ui import figures
from tnstudio.ui.figures import FIGURES, PRESETS, figure_names, save_figures


def test_that_the_table_makes_exactly_the_figures_that_are_there() -> None:
    there = {file.stem for file in (docs_folder() / "figures").glob("*.png")}
    assert set(figure_names()) == there
    assert len(figure_names()) == len(there)


@pytest.mark.slow
def test_that_figures_are_made_in_light_and_dark(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [f for f in FIGURES if f.name == "circuit"]
    monkeypatch.setattr(figures, "FIGURES", tuple(wanted))
    made = list(save_figures(tmp_path))
    names = ["circuit.png", f"{PRESETS}.png"]
    assert made == [
        folder / n for folder in (tmp_path, tmp_path / "dark") for n in names
    ]
    for name in names:
        light, dark = (QImage(str(f / name)) for f in (tmp_path, tmp_path / "dark"))
        assert light.size() == dark.size()
        assert light.width() > 300
        assert dark.pixelColor(3, 60).lightness() < 90
        assert light.pixelColor(3, 60).lightness() > 200
        colours = {
            light.pixel(x, y) for x in range(0, 300, 2) for y in range(0, 200, 2)
        }
        assert len(colours) > 4

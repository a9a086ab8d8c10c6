"""Saving what a card shows: pictures for paper, and the numbers behind them."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tnstudio.app.files import samples
from tnstudio.errors import TNStudioError
from tnstudio.ui.colours import DARK, LIGHT
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.paper_figure import (
    ImagePanel,
    Key,
    PaperFigure,
    PlotPanel,
    TablePanel,
    inch,
    png_of,
)
from tnstudio.ui.widgets.plot_export import (
    DATA,
    PICTURES,
    ExportButton,
    picture_menu,
)
from tnstudio.ui.widgets.plots import IndexImage, MarkedLine, Plot, viridis

POINTS = np.arange(1.0, 6.0), np.array([3.0, 1.0, 4.0, 1.0, 5.0])


@dataclass
class Files:
    """Answers what file to write."""

    chosen: list[Path | None] = field(default_factory=list)
    asked: list[tuple[Path, dict[str, str]]] = field(default_factory=list)

    def __call__(self, suggestion: Path, filters: dict[str, str]) -> Path | None:
        self.asked.append((suggestion, filters))
        return self.chosen.pop(0)


@pytest.fixture
def plot(qtbot: QtBot, studio: Studio) -> Plot:
    studio.theme.set_mode("dark")
    made = Plot(studio.theme, "plot", x="epoch", y="%", zooms=True)
    qtbot.addWidget(made)
    made.resize(210, 160)
    line = MarkedLine(made, lambda c: c.series[0], "o")
    line.show_points(*POINTS)
    made.show_range((0.0, 6.0), (0.0, 6.0))
    with qtbot.waitExposed(made):
        made.show()
    return made


def figure_of(plot: Plot, name: str = "loss") -> PaperFigure:
    keys = (Key("train", lambda c: c.series[0], "o"),)
    rows = list(zip(*(part.tolist() for part in POINTS), strict=True))
    panel = PlotPanel(plot, "Loss", keys)
    return PaperFigure(name, name.title(), (panel,), ("epoch", "loss"), lambda: rows)


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def card(qtbot: QtBot, studio: Studio, plot: Plot) -> Card:
    made = Card("Loss", "loss-card")
    qtbot.addWidget(made)
    return made


@pytest.fixture
def button(studio: Studio, card: Card, plot: Plot, files: Files) -> ExportButton:
    return ExportButton(studio, card, lambda: [figure_of(plot)], files)


def wait_for_jobs(qtbot: QtBot, studio: Studio) -> None:
    qtbot.waitUntil(lambda: not studio.jobs.names)


# -- Pictures


def rastered(svg: bytes) -> QImage:
    return QImage.fromData(png_of(svg, 2.0))


def colours_in(image: QImage) -> set[str]:
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in places}


def test_that_a_picture_has_colours_for_paper_in_either_theme(
    plot: Plot, studio: Studio
) -> None:
    figure = figure_of(plot)
    dark = figure.svg()
    image = rastered(dark)
    assert image.pixelColor(1, 1).name() == "#ffffff"
    found = colours_in(image)
    assert LIGHT.series[0] in found
    assert not {DARK.series[0], DARK.surface} & found
    studio.theme.set_mode("light")
    assert figure.svg() == dark


def test_that_an_svg_has_texts_and_lines_and_no_pixels(plot: Plot) -> None:
    svg = figure_of(plot).svg().decode()
    assert "<image" not in svg
    assert 'd=""' not in svg
    texts = re.findall(r">([^<>]+)</text>", svg)
    assert {"Loss", "train", "epoch", "%"} <= {text.strip() for text in texts}
    assert f'"{LIGHT.series[0]}"' in svg


def test_that_the_plot_on_screen_stays_as_it_was(plot: Plot) -> None:
    before, ranges = plot.grab().toImage(), plot.viewRange()
    figure_of(plot).svg()
    assert plot.size().width() == 210
    assert plot.viewRange() == ranges
    assert plot.grab().toImage() == before


def test_that_a_zoomed_plot_is_cut_off_at_its_axes_and_is_whole_afterwards(
    plot: Plot,
) -> None:
    plot.setXRange(2.5, 3.5, padding=0)
    lines = plot.getPlotItem().listDataItems()
    seen = []
    with plot.printed(LIGHT, plot.size()):
        seen = [line.getOriginalDataset()[0] for line in lines]
    assert all(x.min() >= 2.5 and x.max() <= 3.5 for x in seen)
    # The line ends halfway between its points, where the axis does.
    assert seen[0].tolist() == [2.5, 3.0, 3.5]
    assert [line.getOriginalDataset()[0].size for line in lines] == [5, 5]


def test_that_a_png_is_the_svg_at_the_resolution_that_is_asked(plot: Plot) -> None:
    figure = figure_of(plot)
    svg, scale = figure.svg(), 300 / inch()
    image = QImage.fromData(png_of(svg, scale))
    assert image.width() == pytest.approx(figure.size.width() * scale, abs=1)
    assert image.dotsPerMeterX() == round(300 / 0.0254)
    # Lines are as wide on paper as in the SVG, not a pixel of the PNG.
    wide = QImage.fromData(png_of(svg, 4.0))
    column = round(4 * (figure.size.width() / 2 + 30))
    hits = [
        y
        for y in range(wide.height())
        if wide.pixelColor(column, y).name() == LIGHT.series[0]
    ]
    assert len(hits) >= 6


def test_that_an_image_in_a_picture_keeps_its_colours_and_sharp_edges(
    qtbot: QtBot, studio: Studio
) -> None:
    plot = Plot(studio.theme, "heat", grid=False)
    qtbot.addWidget(plot)
    image = IndexImage()
    image.set_table(viridis())
    plot.addItem(image)
    cells = np.array([[0, 255], [128, 40]], np.uint8)
    image.show_cells(cells, QRectF(0, 0, 2, 2))
    plot.show_range((0, 2), (0, 2))
    figure = PaperFigure("heat", "Heat", (PlotPanel(plot, "Heat"),), (), list)
    seen = colours_in(rastered(figure.svg()))
    for index in cells.ravel():
        red, green, blue, _ = viridis()[index]
        assert f"#{red:02x}{green:02x}{blue:02x}" in seen
    assert (image.cells == cells).all()
    assert image.mapRectToParent(image.boundingRect()) == QRectF(0, 0, 2, 2)


def test_that_panels_of_a_table_and_an_image_have_room_for_all_of_them(
    qapp: QApplication,
) -> None:
    names = ("zero", "a rather long name")
    pixels = np.array([[0xFF0072B2, 0xFFFFFFFF], [0xFFFFFFFF, 0xFF0072B2]], np.uint32)
    texts = np.array([["974", ""], ["1,234,567", "1"]])
    table = TablePanel(pixels, texts, names, names, ("class", "taken for"), "Confusion")
    image = ImagePanel(pixels, "Weights", 20)
    figure = PaperFigure("both", "Both", (table, image), (), list)
    svg = figure.svg()
    found = set(re.findall(r">([^<>]+)</text>", svg.decode()))
    assert {"974", "1,234,567", *names, "class", "taken for", "Weights"} - found <= {
        # Names of columns are as wide as these.
        "a rather long name"
    }
    drawn = rastered(svg)
    assert drawn.width() == pytest.approx(2 * figure.size.width(), abs=2)
    assert figure.size.width() > table.size.width() + image.size.width()
    # White has black digits on it, blue white ones.
    assert {"#0072b2", "#ffffff", "#000000"} <= colours_in(drawn)


# -- Files


def test_that_pictures_and_numbers_are_written(
    qtbot: QtBot,
    studio: Studio,
    button: ExportButton,
    plot: Plot,
    files: Files,
    tmp_path: Path,
) -> None:
    figure = figure_of(plot)
    png, svg, numbers = (tmp_path / f"a.{e}" for e in ("png", "svg", "csv"))
    files.chosen = [png, svg, numbers]
    button.save_picture(figure)
    button.save_picture(figure)
    button.save_data(figure)
    wait_for_jobs(qtbot, studio)
    assert button.told == "Saved a.csv"
    assert [asked[1] for asked in files.asked] == [PICTURES, PICTURES, DATA]
    assert [asked[0].name for asked in files.asked] == [
        "loss.png",
        "loss.png",
        "loss.csv",
    ]
    assert not QImage(str(png)).isNull()
    assert QSvgRenderer(str(svg)).isValid()
    rows = list(csv.reader(io.StringIO(numbers.read_text())))
    assert rows[0] == ["epoch", "loss"]
    assert [float(loss) for _, loss in rows[1:]] == POINTS[1].tolist()


def test_that_files_are_suggested_beside_the_project(
    button: ExportButton, studio: Studio, plot: Plot, files: Files, tmp_path: Path
) -> None:
    studio.document.replace_by(studio.document.project, tmp_path / "five.tn.h5")
    files.chosen = [None]
    button.save_picture(figure_of(plot))
    assert files.asked[0][0] == tmp_path / "five-loss.png"
    assert not list(tmp_path.iterdir())


def test_that_no_file_is_suggested_among_the_samples(
    button: ExportButton, studio: Studio, plot: Plot, files: Files, tmp_path: Path
) -> None:
    studio.settings.change(data_folder=str(tmp_path))
    studio.document.replace_by(studio.document.project, samples()[0])
    files.chosen = [None]
    button.save_picture(figure_of(plot))
    assert files.asked[0][0] == tmp_path / "mnist_5core-loss.png"


def test_that_what_cannot_be_written_is_told_and_changes_nothing(
    qtbot: QtBot,
    studio: Studio,
    button: ExportButton,
    plot: Plot,
    files: Files,
    errors: list[TNStudioError],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "folder.png"
    folder.mkdir()
    files.chosen = [folder, tmp_path / "missing" / "a.csv", tmp_path / "a.jpg"]
    button.save_picture(figure_of(plot))
    button.save_data(figure_of(plot))
    button.save_picture(figure_of(plot))
    wait_for_jobs(qtbot, studio)
    told = sorted(error.message for error in errors)
    assert told == [
        "Pictures are PNG or SVG, not 'jpg'",
        "The folder does not exist",
        "This is a folder",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


def test_that_numbers_can_be_copied_and_unknown_ones_are_empty(
    qtbot: QtBot, studio: Studio, button: ExportButton, plot: Plot
) -> None:
    rows = [(1, float("nan")), (2, 0.5)]
    panels = (PlotPanel(plot, "Loss"),)
    figure = PaperFigure("loss", "Loss", panels, ("epoch", "loss"), lambda: rows)
    button.copy_data(figure)
    wait_for_jobs(qtbot, studio)
    assert QGuiApplication.clipboard().text() == "epoch,loss\n1,\n2,0.5\n"
    assert button.told == "Loss: copied"


# -- The menu


@pytest.fixture
def menu(qtbot: QtBot, card: Card, button: ExportButton) -> Iterator[QMenu]:
    card.resize(300, 200)
    with qtbot.waitExposed(card):
        card.show()
    found = card.findChild(QMenu, "loss-card-export-menu")
    assert isinstance(found, QMenu)
    yield found
    found.close()
    card.close()


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def test_that_the_keyboard_opens_the_menu_and_copies(
    qtbot: QtBot, studio: Studio, button: ExportButton, menu: QMenu
) -> None:
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(menu.isVisible)
    assert texts(menu) == ["Save &picture…", "Save &data…", "&Copy data"]
    qtbot.keyClick(menu, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: button.told == "Loss: copied")


def test_that_a_right_click_on_the_card_opens_the_same_menu(
    qtbot: QtBot, card: Card, menu: QMenu
) -> None:
    place = QPoint(40, 40)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, card.mapToGlobal(place))
    QApplication.sendEvent(card, event)
    qtbot.waitUntil(menu.isVisible)
    assert len(texts(menu)) == 3


@pytest.mark.parametrize(
    ("names", "expected"),
    [((), ["Nothing to export yet"]), (("one", "two"), ["One", "Two"])],
)
def test_that_several_figures_have_menus_of_their_own(
    qtbot: QtBot,
    studio: Studio,
    plot: Plot,
    names: tuple[str, ...],
    expected: list[str],
) -> None:
    card = Card("Several", "several-card")
    qtbot.addWidget(card)
    ExportButton(studio, card, lambda: [figure_of(plot, name) for name in names])
    menu = card.findChild(QMenu, "several-card-export-menu")
    menu.aboutToShow.emit()
    assert texts(menu) == expected
    for name in names:
        inner = card.findChild(QMenu, f"{name}-export-menu")
        assert len(texts(inner)) == 3


def test_that_one_menu_has_the_pictures_of_all_cards_on_show(
    qtbot: QtBot, studio: Studio, plot: Plot, tmp_path: Path
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    files = Files([tmp_path / "mine.svg"])
    for name in ("loss", "accuracy", "rate"):
        card = Card(name.title(), f"{name}-card")
        column.addWidget(card)
        shown = [figure_of(plot, name)] if name != "accuracy" else []
        ExportButton(studio, card, lambda shown=shown: shown, files)
    assert [a.text() for a in picture_menu(page).actions()] == ["Nothing to export yet"]
    page.show()
    assert [a.text() for a in picture_menu(page).actions()] == ["Loss…", "Rate…"]
    picture_menu(page).actions()[1].trigger()
    wait_for_jobs(qtbot, studio)
    assert b"<svg" in (tmp_path / "mine.svg").read_bytes()
    card.hide()
    assert [a.text() for a in picture_menu(page).actions()] == ["Loss…"]

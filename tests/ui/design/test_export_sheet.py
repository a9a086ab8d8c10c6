"""Circuits and chips as pictures for papers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app.selection import Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_templates import free_cores, oscillator
from tnstudio.model.project import Project
from tnstudio.ui.design.circuit_page import CircuitPage
from tnstudio.ui.design.export import (
    Background,
    Exportable,
    Wish,
    drawn_image,
)
from tnstudio.ui.design.export_dialog import ExportDialog
from tnstudio.ui.design.placement_page import PlacementPage
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.picture_file import Format, svg_bytes

PLAIN = Wish(resolution=144)


@pytest.fixture(params=[CircuitPage, PlacementPage])
def page(
    request: pytest.FixtureRequest, qtbot: QtBot, studio: Studio
) -> Iterator[QWidget]:
    studio.document.replace_by(Project(oscillator()), None)
    studio.document.select(Selection.of(0, 0))
    made = request.param(studio)
    made.resize(700, 500)
    show(qtbot, made)
    yield made
    made.close()
    made.deleteLater()


def drawn(page: Exportable, wish: Wish) -> QImage:
    source = page.export_source(wish)
    while not source.prepare():
        pass
    return drawn_image(source, source.size(), wish.pixels_per_point)


def margins(image: QImage, background: str) -> tuple[int, int]:
    """Return how many columns are free at the left and at the right."""
    empty = QColor(background).rgb()
    free = [
        all(image.pixel(x, y) == empty for y in range(0, image.height(), 3))
        for x in range(image.width())
    ]
    return free.index(False), free[::-1].index(False)


def test_that_a_picture_has_its_width_and_is_in_the_middle(page: Exportable) -> None:
    image = drawn(page, PLAIN)
    assert abs(image.width() - 2 * PLAIN.points) <= 1
    left, right = margins(image, "#ffffff")
    assert left > 0
    assert right > 0


def test_that_the_selection_is_marked_if_that_is_wanted(page: Exportable) -> None:
    assert drawn(page, PLAIN) != drawn(page, replace(PLAIN, selection=True))


def test_that_a_transparent_picture_is_drawn_on_nothing(page: Exportable) -> None:
    image = drawn(page, replace(PLAIN, background=Background.TRANSPARENT))
    assert image.pixelColor(1, 1).alpha() == 0


def test_that_larger_letters_take_more_room(page: Exportable) -> None:
    small, large = (
        page.export_source(replace(PLAIN, letters=letters)).size()
        for letters in (6.0, 12.0)
    )
    assert small.width() == large.width()
    assert small.height() < large.height()


def test_that_an_svg_looks_as_the_png(page: Exportable) -> None:
    wish = replace(PLAIN, file_format=Format.SVG)
    source = page.export_source(wish)
    while not source.prepare():
        pass
    text = svg_bytes(source.paint, source.size(), "oscillator")
    renderer = QSvgRenderer(text)
    assert renderer.isValid()
    size = renderer.viewBox().size()
    assert abs(size.width() - wish.points) <= 1
    from_svg = QImage(2 * size, QImage.Format.Format_RGB32)
    from_svg.fill(0xFFFFFFFF)
    painter = QPainter(from_svg)
    renderer.render(painter)
    painter.end()
    ours, theirs = margins(drawn(page, PLAIN), "#ffffff"), margins(from_svg, "#ffffff")
    assert max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) <= 6


def test_that_places_to_add_a_line_are_not_printed(
    qtbot: QtBot, studio: Studio
) -> None:
    studio.document.replace_by(Project(free_cores()), None)
    page = CircuitPage(studio)
    image = drawn(page, PLAIN)
    assert image.allGray()
    page.deleteLater()


def test_that_cores_off_the_chip_cannot_be_drawn_on_it(
    qtbot: QtBot, studio: Studio
) -> None:
    network = oscillator()
    first, second = network.circuit.cores
    both = (first, replace(second, chip_column=0))
    wrong = replace(network, circuit=replace(network.circuit, cores=both))
    studio.document.replace_by(Project(wrong), None)
    page = PlacementPage(studio)
    with pytest.raises(TNStudioError, match="same place"):
        page.export_source(PLAIN)
    page.deleteLater()


@pytest.mark.parametrize("page", ["circuit", "core", "placement"])
def test_that_every_page_of_a_circuit_can_be_exported(
    page: str,
    open_window: Callable[[], MainWindow],
    studio: Studio,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    studio.document.replace_by(Project(oscillator()), tmp_path / "o.tn.h5")
    window = open_window()
    window.show_workspace("design")
    design = window.workspace("design")
    design.show_page(page)
    window.actions_by_name["export-picture"].trigger()
    dialog = design.findChild(ExportDialog)
    assert dialog is not None
    assert design.current_page == page
    qtbot.waitUntil(lambda: dialog.is_quiet)
    dialog.reject()

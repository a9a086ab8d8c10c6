"""Pictures of pages that are no single drawing."""

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from tests.ui.conftest import show
from tnstudio.model.circuit_templates import coincidence_detector
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.design.core_page import CorePage
from tnstudio.ui.design.export import Exportable, Wish, drawn_image
from tnstudio.ui.design.planner_page import PlannerPage
from tnstudio.ui.widgets.picture_file import POINTS, svg_bytes


@pytest.mark.parametrize(
    ("make", "network"),
    [(CorePage, coincidence_detector()), (PlannerPage, mnist_5core())],
)
def test_that_the_page_is_drawn_as_it_is_on_the_screen(qtbot, studio, make, network):
    studio.theme.set_mode("dark")
    studio.document.replace_by(Project(network), None)
    page = make(studio)
    qtbot.addWidget(page)
    page.resize(900, 600)
    show(qtbot, page)
    qtbot.waitUntil(page.is_quiet)
    assert isinstance(page, Exportable)
    source = page.export_source(Wish(width=89))
    assert source.prepare()
    image = drawn_image(source, source.size(), 4)
    assert image.width() == pytest.approx(89 / 25.4 * 72 * 4, abs=1)
    assert image.pixelColor(1, 1).alpha() == 255
    colours = {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 5)
        for y in range(0, image.height(), 5)
    }
    assert len(colours) > 8
    svg = svg_bytes(source.paint, source.size(), "page", POINTS)
    assert QSvgRenderer(QByteArray(svg)).isValid()

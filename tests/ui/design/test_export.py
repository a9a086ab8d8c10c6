"""Pictures of pages for papers: sizes, backgrounds, files that are whole or not."""

import errno
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.conftest import show
from tnstudio.app.selection import Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import set_layer
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.storage import atomic
from tnstudio.ui.colours import LIGHT
from tnstudio.ui.design.export import (
    Background,
    Exportable,
    Wish,
    drawn_image,
    require_room,
)
from tnstudio.ui.design.export_dialog import ExportDialog
from tnstudio.ui.design.export_network import NetworkSource
from tnstudio.ui.design.layers_page import LayersPage
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.picture_file import Format, svg_bytes


@pytest.fixture
def page(qtbot: QtBot, studio: Studio) -> Iterator[LayersPage]:
    project = Project(mnist_5core(), trained_at_random(mnist_5core()))
    studio.document.replace_by(project, None)
    made = LayersPage(studio)
    made.resize(900, 600)
    show(qtbot, made)
    qtbot.waitUntil(made.is_quiet)
    yield made
    made.close()
    made.deleteLater()


def drawn(page: LayersPage, wish: Wish) -> QImage:
    source = page.export_source(wish)
    while not source.prepare():
        pass
    return drawn_image(source, source.size(), wish.pixels_per_point)


class TestDrawing:
    def test_that_a_picture_has_the_size_that_is_asked_for(
        self, page: LayersPage
    ) -> None:
        assert isinstance(page, Exportable)
        wish = Wish(width=89, resolution=600)
        image = drawn(page, wish)
        assert image.width() == round(89 / 25.4 * 600)
        source = page.export_source(wish)
        assert source.size().width() == pytest.approx(89 / 25.4 * 72)
        shape = source.size().height() / source.size().width()
        assert image.height() / image.width() == pytest.approx(shape, abs=0.01)

    @pytest.mark.parametrize("background", Background)
    def test_that_the_background_is_as_asked_for(
        self, page: LayersPage, studio: Studio, background: Background
    ) -> None:
        studio.theme.set_mode("dark")
        corner = drawn(page, Wish(background=background)).pixelColor(1, 1)
        if background is Background.TRANSPARENT:
            assert corner.alpha() == 0
        elif background is Background.WHITE:
            assert corner.name() == "#ffffff"
        else:
            assert corner.name() == studio.theme.colours.background

    def test_that_larger_letters_make_more_room(self, page: LayersPage) -> None:
        small, large = (
            page.export_source(Wish(letters=size)).size().height() for size in (5, 14)
        )
        assert large > small + 20

    def test_that_the_selection_is_drawn_if_asked_for(
        self, page: LayersPage, studio: Studio
    ) -> None:
        plain = drawn(page, Wish(resolution=100))
        studio.document.select(Selection.of(0, 1))
        assert drawn(page, Wish(resolution=100)) == plain
        assert drawn(page, Wish(resolution=100, selection=True)) != plain

    def test_that_the_part_in_view_has_the_shape_of_the_view(
        self, page: LayersPage
    ) -> None:
        page.canvas.zoom_by(3)
        size = page.export_source(Wish(whole=False)).size()
        view = page.canvas.viewport()
        assert size.height() / size.width() == pytest.approx(
            view.height() / view.width(), rel=0.01
        )

    def test_that_an_svg_has_its_texts_and_can_be_drawn(self, page: LayersPage) -> None:
        wish = Wish(file_format=Format.SVG)
        source = page.export_source(wish)
        while not source.prepare():
            pass
        data = svg_bytes(source.paint, source.size(), "five cores")
        for text in (b"Layer 1", b"Readout", b"five cores", b"183"):
            assert text in data
        renderer = QSvgRenderer(data)
        assert renderer.isValid()
        image = QImage(600, 300, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        assert image.pixelColor(2, 2).name() == "#ffffff"

    @pytest.mark.parametrize("trained", [True, False])
    def test_that_gaps_between_tiles_are_as_clear_as_the_background(
        self, page: LayersPage, studio: Studio, trained: bool
    ) -> None:
        if not trained:
            studio.document.replace_by(Project(mnist_5core()), None)
        drawing = page.canvas.drawing
        assert drawing is not None
        mesh = drawing.columns[0].mesh
        assert mesh is not None
        for background, alpha in (
            (Background.TRANSPARENT, 0),
            (Background.WHITE, 255),
        ):
            wish = Wish(width=60, background=background)
            source = page.export_source(wish)
            assert isinstance(source, NetworkSource)
            image = drawn(page, wish)
            ratio = image.devicePixelRatio()
            first, last = mesh.tile(0), mesh.tile(3)
            gap = source.on_paper(
                QPointF((first.right + last.left) / 2, (first.bottom + last.top) / 2)
            )
            inside = source.on_paper(QPointF(first.left + 9, first.top + 9))
            assert image.pixelColor((gap * ratio).toPoint()).alpha() == alpha
            assert image.pixelColor((inside * ratio).toPoint()).alpha() == 255

    def test_that_hatching_ends_at_its_area_in_an_svg_too(
        self, page: LayersPage, studio: Studio
    ) -> None:
        network = set_layer(mnist_5core(), 0, WindowLayer(16, 11))
        studio.document.replace_by(Project(network), None)
        data = svg_bytes(
            page.export_source(Wish(file_format=Format.SVG)).paint, QSizeF(500, 300), ""
        ).decode()
        drawing = page.canvas.drawing
        assert drawing is not None
        source = page.export_source(Wish(file_format=Format.SVG))
        assert isinstance(source, NetworkSource)
        right = source.on_paper(QPointF(drawing.input_box.right, 0)).x()
        warning = LIGHT.warning
        groups = [g for g in data.split("<g ") if f'stroke="{warning}"' in g]
        ends = [
            float(point.split(",")[0])
            for group in groups
            for line in re.findall(r'points="([^"]*)"', group)
            for point in line.split()
        ]
        assert ends
        assert max(ends) < right + 1

    def test_that_a_picture_that_is_too_large_is_refused(
        self, page: LayersPage
    ) -> None:
        wish = Wish(width=1000, resolution=1200)
        size = page.export_source(wish).size()
        with pytest.raises(TNStudioError, match="million pixels"):
            require_room(wish, size)
        require_room(replace(wish, file_format=Format.SVG), size)


class TestDialog:
    @pytest.fixture
    def chosen(self, tmp_path: Path) -> list[Path | None]:
        return [tmp_path / "figure"]

    @pytest.fixture
    def dialog(
        self,
        qtbot: QtBot,
        studio: Studio,
        page: LayersPage,
        chosen: list[Path | None],
        tmp_path: Path,
    ) -> Iterator[ExportDialog]:
        made = ExportDialog(
            studio,
            page,
            tmp_path / "net.v2",
            page,
            choose_file=lambda suggestion, _: chosen[0],
        )
        show(qtbot, made)
        qtbot.waitUntil(lambda: made.is_quiet)
        yield made
        made.close()
        made.deleteLater()

    @pytest.fixture
    def find(self, dialog: ExportDialog) -> Callable[[str], QWidget]:
        def find_widget(name: str) -> QWidget:
            found = dialog.findChild(QWidget, name)
            assert found is not None
            return found

        return find_widget

    def save(self, qtbot: QtBot, dialog: ExportDialog) -> str:
        button = dialog.findChild(QPushButton, "export-save")
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.is_quiet)
        told = dialog.findChild(QLabel, "export-told")
        assert told is not None
        return str(told.text())

    def choose(self, widget: QWidget, text: str) -> None:
        assert isinstance(widget, QComboBox)
        widget.setCurrentText(text)

    def test_that_there_is_a_preview_and_its_size(
        self, find: Callable[[str], QWidget]
    ) -> None:
        preview, told = find("export-preview"), find("export-told")
        assert isinstance(preview, QLabel)
        assert isinstance(told, QLabel)
        assert preview.pixmap().width() > 200
        assert told.text().startswith("183 × ")
        assert "2,161 × " in told.text()

    def test_that_every_field_changes_the_wish(
        self,
        dialog: ExportDialog,
        find: Callable[[str], QWidget],
        qtbot: QtBot,
        type_into: Callable[[QWidget, str], None],
    ) -> None:
        self.choose(find("export-format"), "SVG · lines and texts")
        self.choose(find("export-part"), "What is in view")
        self.choose(find("export-background"), "Transparent")
        for name, text in (("width", "89"), ("resolution", "150"), ("letters", "9")):
            type_into(find(f"export-{name}"), text)
            qtbot.keyClick(find(f"export-{name}"), Qt.Key.Key_Tab)
        qtbot.mouseClick(
            find("export-selection"), Qt.MouseButton.LeftButton, pos=QPoint(8, 8)
        )
        assert dialog.wish == Wish(
            Format.SVG, 89, 150, Background.TRANSPARENT, False, 9, True
        )
        qtbot.waitUntil(lambda: dialog.is_quiet)

    def test_that_a_png_is_written(
        self, dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
    ) -> None:
        assert self.save(qtbot, dialog) == "Saved figure.png"
        image = QImage(str(tmp_path / "figure.png"))
        assert image.width() == 2161
        assert image.dotsPerMeterX() == 11811
        assert [p.name for p in tmp_path.iterdir() if "tmp" in p.name] == []

    def test_that_an_svg_is_written(
        self,
        dialog: ExportDialog,
        find: Callable[[str], QWidget],
        tmp_path: Path,
        qtbot: QtBot,
    ) -> None:
        self.choose(find("export-format"), "SVG · lines and texts")
        assert self.save(qtbot, dialog) == "Saved figure.svg"
        assert QSvgRenderer(str(tmp_path / "figure.svg")).isValid()

    def test_that_nothing_happens_without_a_file(
        self, dialog: ExportDialog, chosen: list[Path | None], qtbot: QtBot
    ) -> None:
        chosen[0] = None
        assert "Saved" not in self.save(qtbot, dialog)

    def test_that_a_missing_folder_is_told(
        self,
        dialog: ExportDialog,
        chosen: list[Path | None],
        errors: list[TNStudioError],
        tmp_path: Path,
        qtbot: QtBot,
    ) -> None:
        chosen[0] = tmp_path / "nowhere" / "figure.png"
        assert self.save(qtbot, dialog).startswith("Not saved")
        assert "folder" in errors[0].message
        assert errors[0].hint

    def test_that_a_full_disk_leaves_the_old_picture(
        self,
        dialog: ExportDialog,
        errors: list[TNStudioError],
        tmp_path: Path,
        qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def refuse(_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        old = tmp_path / "figure.png"
        old.write_bytes(b"old")
        monkeypatch.setattr(atomic, "_write_through", refuse)
        assert self.save(qtbot, dialog).startswith("Not saved")
        assert "disk is full" in errors[0].message
        assert old.read_bytes() == b"old"
        assert [p.name for p in tmp_path.iterdir()].count("figure.png") == 1

    def test_that_a_picture_that_is_too_large_is_told_at_once(
        self,
        dialog: ExportDialog,
        find: Callable[[str], QWidget],
        errors: list[TNStudioError],
        qtbot: QtBot,
        type_into: Callable[[QWidget, str], None],
    ) -> None:
        for name, text in (("width", "1000"), ("resolution", "1200")):
            type_into(find(f"export-{name}"), text)
            qtbot.keyClick(find(f"export-{name}"), Qt.Key.Key_Tab)
        qtbot.waitUntil(lambda: dialog.is_quiet)
        told = find("export-told")
        assert isinstance(told, QLabel)
        assert "million pixels" in told.text()
        assert self.save(qtbot, dialog).startswith("Not saved")
        assert "million pixels" in errors[0].message


def test_that_the_menu_opens_the_dialog_in_design(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    studio.document.replace_by(Project(mnist_30core()), None)
    action = window.actions_by_name["export-picture"]
    window.show_workspace("home")
    assert not action.isEnabled()
    window.show_workspace("train")
    action.trigger()
    menu = window.findChild(QMenu, "picture-menu")
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    menu.close()
    window.show_workspace("design")
    assert action.isEnabled()
    action.trigger()
    dialog = window.findChild(ExportDialog, "export-dialog")
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.is_quiet)
    dialog.reject()

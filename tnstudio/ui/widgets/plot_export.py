"""A small button that saves what a card shows, as a picture or as numbers."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QToolTip, QWidget

from tnstudio.app.files import SUFFIX
from tnstudio.app.jobs import Failed, Finished, Job, JobEvent, Work
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.paper_figure import RESOLUTION, PaperFigure, inch, png_of
from tnstudio.ui.widgets.picture_file import Format, writing
from tnstudio.ui.widgets.save_dialog import ChooseFile, Filters, ask_for_file
from tnstudio.ui.widgets.text_scale import keep_icon_size

PICTURES = {
    tr("PNG picture: pixels (*.png)"): "png",
    tr("SVG picture: lines and texts (*.svg)"): "svg",
}
DATA = {tr("Comma-separated values (*.csv)"): "csv"}


class ExportButton(QToolButton):
    """Opens a menu: save a picture, save the data, copy the data.

    Parameters
    ----------
    card : Card
        The button comes last in its header; its menu is the card's context menu
        too.
    figures : callable
        Returns what the card shows: nothing, one figure, or several, each with
        a menu of its own.
    choose_file : callable, optional
        Asks for the file; by default the user is asked.
    """

    def __init__(
        self,
        studio: Studio,
        card: Card,
        figures: Callable[[], Sequence[PaperFigure]],
        choose_file: ChooseFile | None = None,
    ) -> None:
        super().__init__(card)
        self._studio = studio
        self._figures = figures
        self._choose_file = choose_file or self._ask
        self._told = ""
        name = card.objectName()
        self.setObjectName(f"{name}-export")
        self.setAccessibleName(tr("Export {heading}", heading=card.heading))
        self.setToolTip(tr("Save as a picture, or the numbers"))
        self.setProperty("role", "flat")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_icon_size(self, 15)
        studio.theme.keep_icon(self, "mdi6.export-variant", "muted")
        self._menu = QMenu(self)
        self._menu.setObjectName(f"{name}-export-menu")
        self._menu.aboutToShow.connect(self._fill)
        self.clicked.connect(
            lambda: self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        )
        # Headers of cards stay as high as their texts.
        self.setStyleSheet("QToolButton, QToolButton:focus { padding: 0; }")
        card.header.addWidget(self)
        card.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        card.customContextMenuRequested.connect(
            lambda place: self._menu.popup(card.mapToGlobal(place))
        )

    @property
    def told(self) -> str:
        """What was last said."""
        return self._told

    def save_picture(self, figure: PaperFigure) -> None:
        """Ask for a file and draw a figure into it."""
        path = self._chosen(figure, PICTURES)
        if path is None:
            return
        ending = path.suffix.lower().removeprefix(".")
        if ending not in tuple(Format):
            self._fail(
                TNStudioError(
                    tr("Pictures are PNG or SVG, not '{ending}'", ending=ending),
                    str(path),
                    tr("end the name in .png or .svg"),
                )
            )
            return
        svg = figure.svg()
        if ending == Format.SVG:
            self._write(path, lambda: svg)
        else:
            scale = RESOLUTION / inch()
            self._write(path, lambda: png_of(svg, scale))

    def save_data(self, figure: PaperFigure) -> None:
        """Ask for a file and write the numbers of a figure into it."""
        path = self._chosen(figure, DATA)
        if path is not None:
            self._write(path, lambda: figure.csv().encode())

    def copy_data(self, figure: PaperFigure) -> None:
        """Put the numbers of a figure into the clipboard."""

        def put(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self._tell(tr("{title}: copied", title=figure.title))

        self._start(
            tr("Copying {title}", title=figure.title), lambda: _written(figure), put
        )

    @property
    def on_offer(self) -> Sequence[PaperFigure]:
        """What the card shows now."""
        return self._figures()

    # -- The menu

    def _fill(self) -> None:
        """Offer what there is to be saved now."""
        self._menu.clear()
        figures = self._figures()
        for figure in figures:
            menu = self._menu
            if len(figures) > 1:
                menu = self._menu.addMenu(figure.title)
                menu.setObjectName(f"{figure.name}-export-menu")
            for title, name, act in (
                (tr("Save &picture…"), "picture", self.save_picture),
                (tr("Save &data…"), "data", self.save_data),
                (tr("&Copy data"), "copy", self.copy_data),
            ):
                action = menu.addAction(title)
                action.setObjectName(f"{figure.name}-{name}")
                _connect(action, act, figure)
        if not figures:
            self._menu.addAction(tr("Nothing to export yet")).setEnabled(False)

    # -- Files

    def _chosen(self, figure: PaperFigure, filters: Filters) -> Path | None:
        path = self._studio.document.path
        stem = "" if path is None else path.name.removesuffix(SUFFIX) + "-"
        ending = next(iter(filters.values()))
        suggestion = self._studio.folder / f"{stem}{figure.name}.{ending}"
        return self._choose_file(suggestion, filters)

    def _ask(self, suggestion: Path, filters: Filters) -> Path | None:
        return ask_for_file(self, suggestion, filters)

    def _write(self, path: Path, pack: Callable[[], bytes]) -> None:
        self._start(
            tr("Exporting {name}", name=path.name),
            lambda: writing(path, pack),
            lambda _: self._tell(tr("Saved {name}", name=path.name)),
        )

    def _start(
        self, name: str, work: Callable[[], Work], then: Callable[[Any], None]
    ) -> None:
        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                then(event.result)
            elif isinstance(event, Failed):
                self._fail(event.error)

        self._studio.jobs.start(Job(name, work), ended)

    def _fail(self, error: TNStudioError) -> None:
        self._studio.show_error(error)

    def _tell(self, text: str) -> None:
        self._told = text
        if self.isVisible():
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), text, self)


def picture_menu(page: QWidget) -> QMenu:
    """Return a menu with the pictures that the cards on show can be saved as."""
    menu = QMenu(page)
    menu.setObjectName("picture-menu")
    for button in page.findChildren(ExportButton):
        for figure in button.on_offer if button.isVisible() else ():
            action = menu.addAction(tr("{title}…", title=figure.title))
            action.setObjectName(f"{figure.name}-picture")
            _connect(action, button.save_picture, figure)
    if menu.isEmpty():
        menu.addAction(tr("Nothing to export yet")).setEnabled(False)
    return menu


def _written(figure: PaperFigure) -> Generator[None, None, str]:
    """Write the numbers of a figure as a job: they may be many."""
    yield
    return figure.csv()


def _connect(
    action: QAction, act: Callable[[PaperFigure], None], figure: PaperFigure
) -> None:
    action.triggered.connect(lambda: act(figure))

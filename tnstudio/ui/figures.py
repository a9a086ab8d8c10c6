"""The figures of the documentation, from the real window.

Each is a row of `FIGURES`: what is open, which page is on show, and which part
of it is cut out. They are made in light and in dark colours, with two pixels
for one of the window, and stored with at most 256 colours, which these need.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from tnstudio.app.documentation import docs_folder
from tnstudio.app.files import SUFFIX
from tnstudio.app.response import response_of
from tnstudio.app.settings import Settings, ThemeMode
from tnstudio.model.circuit_templates import SMALL
from tnstudio.model.network import free_network
from tnstudio.model.preset_circuits import circuit_of_preset
from tnstudio.model.presets import preset
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project
from tnstudio.ui.application import make_application, make_studio
from tnstudio.ui.design.response_plot import ResponsePlot
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.pictures import (
    DiscardEverything,
    let_events_happen,
    need_no_display,
    wait_until_quiet,
)
from tnstudio.ui.studio import Studio

DIGITS, FREE, BURSTS = "mnist_5core", "oscillator", "bursting"
CLASSROOM = "classroom_core"

BURST_TICKS = 230
"""Enough for a burst and the beginning of the next one."""

COLOURS = 128
"""Of a stored figure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes
    ----------
    name : str
        Of its file, without the suffix.
    project : str
        The sample that is open.
    workspace, page : str
        What is on show.
    parts : tuple of str
        Object names; the figure has all of them and what is between. None:
        the whole window.
    size : tuple of int
        Columns and rows of the window.
    prepare : callable, optional
        What is done in the workspace before.
    """

    name: str
    project: str
    workspace: str
    page: str
    parts: tuple[str, ...]
    size: tuple[int, int] = (1100, 720)
    prepare: Callable[[Any], None] | None = None


def _run_bursts(workspace: Any) -> None:
    workspace.player.step(BURST_TICKS)
    wait_until_quiet(workspace)
    workspace.views.raster.findChild(QWidget, "raster-fit").click()


FIGURES = (
    Figure("home", DIGITS, "home", "", (), (1000, 620)),
    Figure("layers", DIGITS, "design", "layers", ("design-canvas",), (1180, 560)),
    Figure("windows", DIGITS, "design", "windows", ("planner-view", "planner-foot")),
    Figure(
        "placement", DIGITS, "design", "placement", ("page-placement",), (1100, 560)
    ),
    Figure("course", DIGITS, "train", "course", ("page-course",), (1180, 720)),
    Figure("learned", DIGITS, "train", "learned", ("page-learned",), (1180, 700)),
    Figure("deployment", DIGITS, "train", "deployment", ("deployment-chart",)),
    Figure(
        "raster-digits", DIGITS, "simulate", "crossbar", ("raster-stage",), (1400, 680)
    ),
    Figure("votes", DIGITS, "simulate", "crossbar", ("votes-card",)),
    Figure("crossbar-live", DIGITS, "simulate", "crossbar", ("crossbar-card",)),
    Figure("why", DIGITS, "simulate", "neuron", ("neuron-card",), (1280, 900)),
    Figure("trace", DIGITS, "simulate", "trace", ("raster-stage", "trace-card")),
    Figure("fork", DIGITS, "simulate", "compare", ("compare-card",), (1280, 760)),
    Figure("circuit", FREE, "design", "circuit", ("circuit-canvas",), (1040, 420)),
    Figure("crossbar", CLASSROOM, "design", "core", ("crossbar-bench",), (1200, 900)),
    Figure(
        "raster",
        BURSTS,
        "simulate",
        "crossbar",
        ("raster-stage",),
        (1400, 560),
        _run_bursts,
    ),
)
"""All figures that are cut out of the window."""

PRESETS = "presets"
"""The figure that is not: responses of some presets."""

RESPONSES = (
    ("tonic spiking", (), 60),
    ("leaky integrator", ((5, 6, 20, 21, 22, 23, 45, 46, 47, 48),), 60),
    ("phasic bursting", ((10,),), 140),
    ("irregular spiking", (), 140),
)
"""Preset, ticks of the spikes on each input line, ticks."""


def figure_names() -> tuple[str, ...]:
    """Return the names of all figures."""
    return (*(figure.name for figure in FIGURES), PRESETS)


def save_figures(folder: Path | None = None) -> Iterator[Path]:
    """Make all figures, in light and dark colours.

    Parameters
    ----------
    folder : Path, optional
        By default that of the documentation. Dark ones go to ``dark`` below it.

    Yields
    ------
    Path
        Each figure that was stored.
    """
    folder = folder or docs_folder() / "figures"
    need_no_display()
    places: dict[ThemeMode, Path] = {"light": folder, "dark": folder / "dark"}
    for theme, place in places.items():
        place.mkdir(parents=True, exist_ok=True)
        yield from _of_theme(theme, place)


def _of_theme(theme: ThemeMode, folder: Path) -> Iterator[Path]:
    for project in dict.fromkeys(figure.project for figure in FIGURES):
        rows = [figure for figure in FIGURES if figure.project == project]
        with _window(project, theme) as window:
            for row in rows:
                yield _stored(_cut_out(window, row), folder / f"{row.name}.png")
    with _studio(theme) as studio:
        yield _stored(_responses(studio), folder / f"{PRESETS}.png")


@contextmanager
def _studio(theme: ThemeMode) -> Iterator[Studio]:
    # Python must hold the application for as long as there are windows.
    app = make_application()
    with tempfile.TemporaryDirectory() as settings:
        studio = make_studio(Settings(Path(settings) / "settings.json"))
        studio.settings.change(tour_seen=True)
        studio.theme.set_mode(theme)
        try:
            yield studio
        finally:
            studio.jobs.close()
            app.processEvents()


@contextmanager
def _window(project: str, theme: ThemeMode) -> Iterator[MainWindow]:
    path = sample_networks() / f"{project}{SUFFIX}"
    with _studio(theme) as studio:
        studio.document.replace_by(load_project(path), path)
        window = MainWindow(studio, DiscardEverything())
        window.setMinimumSize(1, 1)
        window.show()
        try:
            yield window
        finally:
            window.close()
            window.deleteLater()


def _cut_out(window: MainWindow, figure: Figure) -> QPixmap:
    window.resize(*figure.size)
    window.show_workspace(figure.workspace)
    workspace: Any = window.workspace(figure.workspace)
    if figure.page:
        workspace.show_page(figure.page)
    wait_until_quiet(workspace)
    workspace.rehearse()
    wait_until_quiet(workspace)
    if figure.prepare is not None:
        figure.prepare(workspace)
        wait_until_quiet(workspace)
    place = QRect()
    for name in figure.parts:
        part = workspace.findChild(QWidget, name)
        place |= QRect(part.mapTo(window, QPoint(0, 0)), part.size())
    return window.grab(place) if figure.parts else window.grab()


def _responses(studio: Studio) -> QPixmap:
    """Draw V over time of some presets beside each other."""
    board = QWidget()
    board.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    grid = QGridLayout(board)
    for number, (name, trains, ticks) in enumerate(RESPONSES):
        title = QLabel(name, board)
        title.setProperty("role", "subheading")
        plot = ResponsePlot(studio.theme, board)
        network = free_network("", circuit_of_preset(preset(name), SMALL), SMALL)
        plot.show_response(response_of(network, trains, ticks))
        row, column = divmod(number, 2)
        grid.addWidget(title, 2 * row, column)
        grid.addWidget(plot, 2 * row + 1, column)
    board.resize(760, 440)
    board.show()
    let_events_happen(100)
    picture = board.grab()
    board.close()
    board.deleteLater()
    return picture


def _stored(picture: QPixmap, path: Path) -> Path:
    """Store a picture with few colours: a third of its size, and no difference."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows, step = image.height(), image.bytesPerLine()
    drawn = Image.frombuffer(
        "RGB", (image.width(), rows), bytes(image.constBits()), "raw", "RGB", step, 1
    )
    few = drawn.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    return path

"""Pictures of the real window, for the README and for eyes that check it."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from tnstudio.app.files import SUFFIX
from tnstudio.app.settings import Settings, ThemeMode
from tnstudio.errors import TNStudioError
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project
from tnstudio.ui.application import make_application, make_studio
from tnstudio.ui.dialogs import Question
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.workspaces import WORKSPACES

SAMPLE = f"mnist_5core{SUFFIX}"
"""The project on the pictures, unless another one is wanted."""

SECONDS = 60.0
"""A view that is not ready by then is an error."""

_LOOK_MILLISECONDS = 50


def save_pictures(
    folder: Path, project: Path | None, theme: ThemeMode, size: tuple[int, int]
) -> list[Path]:
    """Save one picture of each workspace, and of each page in it.

    Parameters
    ----------
    folder : Path
        Where to; made if it is not there.
    project : Path or None
        What to show; by default the trained sample.
    theme : str
        ``light`` or ``dark``.
    size : tuple of int
        Columns and rows of the window, in device-independent pixels.

    Returns
    -------
    list of Path
        The pictures: ``design.png``, ``design-windows.png`` and so on for
        each page after the first, ``train.png``, ``simulate.png``, ...

    Raises
    ------
    TNStudioError
        If the project cannot be read, a view is not ready in time or a
        picture cannot be written.
    """
    path = project if project is not None else sample_networks() / SAMPLE
    values = load_project(path)
    need_no_display()
    # Python must hold the application for as long as there are windows.
    app = make_application()
    with tempfile.TemporaryDirectory() as settings:
        # The user's own settings neither show up here nor are changed.
        studio = make_studio(Settings(Path(settings) / "settings.json"))
        try:
            studio.theme.set_mode(theme)
            studio.document.replace_by(values, path)
            return _of_all_workspaces(studio, folder, size)
        finally:
            studio.jobs.close()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def need_no_display() -> None:
    """Draw into memory where there is no display."""
    displays = (os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and not any(displays):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _of_all_workspaces(
    studio: Studio, folder: Path, size: tuple[int, int]
) -> list[Path]:
    window = MainWindow(studio, DiscardEverything())
    window.setMinimumSize(1, 1)
    window.resize(*size)
    window.show()
    try:
        return [
            path
            for row in WORKSPACES
            for path in _of_workspace(studio, window, row.name, folder)
        ]
    finally:
        window.close()
        window.deleteLater()


class DiscardEverything:
    """Answers for nobody: a picture is worth no file."""

    def choose(self, question: Question) -> str:
        """Choose what is lost."""
        return next(c.name for c in question.choices if c.kind == "destroy")

    def file_to_open(self, folder: Path) -> Path | None:  # noqa: ARG002
        """Open none."""
        return None

    def file_to_save(self, suggestion: Path) -> Path | None:  # noqa: ARG002
        """Save none."""
        return None


def _of_workspace(
    studio: Studio, window: MainWindow, name: str, folder: Path
) -> Iterator[Path]:
    window.show_workspace(name)
    workspace: Any = window.workspace(name)
    pages = getattr(workspace, "page_names", ())
    for page in pages or ("",):
        if page:
            workspace.show_page(page)
        wait_until_quiet(workspace)
        workspace.rehearse()
        wait_until_quiet(workspace, studio)
        is_first = page in pages[:1] or not page
        file = f"{name}.png" if is_first else f"{name}-{page}.png"
        yield _save(window, folder / file)


def wait_until_quiet(workspace: Any, studio: Studio | None = None) -> None:
    """Let events happen until a workspace has been quiet twice in a row.

    With a studio, none of its jobs runs then, either.
    """
    deadline = monotonic() + SECONDS
    quiet = 0
    while quiet < 2:
        if monotonic() > deadline:
            raise TNStudioError(
                f"The workspace was not ready within {SECONDS:.0f} s",
                workspace.title,
            )
        let_events_happen(_LOOK_MILLISECONDS)
        is_busy = studio is not None and studio.jobs.names
        quiet = quiet + 1 if workspace.is_quiet() and not is_busy else 0


def let_events_happen(milliseconds: int) -> None:
    """Serve events for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _save(window: QWidget, path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TNStudioError(
            f"The folder cannot be made: {error.strerror}",
            str(path.parent),
        ) from error
    if not window.grab().save(str(path)):
        raise TNStudioError(
            "The picture cannot be written", str(path), "choose another folder"
        )
    return path

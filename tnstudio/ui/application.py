"""The application: everything around the window, from start to end."""

import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QSize, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from tnstudio.app.document import Document
from tnstudio.app.languages import language_of, system_language
from tnstudio.app.settings import Preferences, Settings, log_folder
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.templates import TEMPLATES
from tnstudio.texts import tr
from tnstudio.ui.dialogs import show_error
from tnstudio.ui.icons import app_icon
from tnstudio.ui.main_window import FIRST_TEMPLATE, MainWindow
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme
from tnstudio.version import __version__

_log = logging.getLogger(__name__)

_WARM_UP_MILLISECONDS = 400
"""The window is drawn and answers before the worker imports the numerics."""

_FRAME = QSize(16, 48)
"""What a title bar and the edges of a window may take of the screen."""


def run(path: Path | None = None, *, reset_layout: bool = False) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    path : Path, optional
        A project to open.
    reset_layout : bool
        Forget where window and docks were.

    Returns
    -------
    int
        The exit code.
    """
    app = make_application()
    settings = Settings()
    _let_qt_speak(app, language_of(settings.values.language, system_language()))
    if reset_layout:
        settings.restore("geometry", "layout", "views")
    with _defects_told():
        studio = make_studio(settings)
        try:
            window = MainWindow(studio, first="home" if path is None else "design")
            show_at_first(window, settings)
            if path is not None:
                window.open_path(path)
            window.recovery.look()
            QTimer.singleShot(_WARM_UP_MILLISECONDS, window, window.warm_up)
            _collect_only_what_comes()
            code = app.exec()
        finally:
            have_ended = studio.jobs.close()
    if not have_ended:
        # A drive does not answer. To destroy a thread that waits for it is a crash.
        logging.shutdown()
        os._exit(code)
    return code


def show_at_first(window: QWidget, settings: Settings) -> None:
    """Show the window as it was left; the first time maximised on a small screen."""
    room = window.screen().availableSize() - _FRAME
    fits = window.size().boundedTo(room) == window.size()
    if fits or settings.values.geometry:
        window.show()
    else:
        window.showMaximized()


def _collect_only_what_comes() -> None:
    """Keep what is there for good; whoever began the start may collect no garbage."""
    gc.freeze()
    gc.enable()


def make_application() -> QApplication:
    """Return the application; a new one if there is none."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("tnstudio")
    app.setApplicationDisplayName("TN Studio")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("tnstudio")
    app.setWindowIcon(app_icon())
    return app


def _let_qt_speak(app: QApplication, language: str) -> None:
    """Take the texts of Qt's own dialogs in this language, too."""
    texts = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if texts.load(f"qtbase_{language}", folder):
        app.installTranslator(texts)


def make_studio(settings: Settings, theme: Theme | None = None) -> Studio:
    """Return a studio with a new design; its jobs must be closed at the end."""
    return Studio(
        document=Document(Project(TEMPLATES[FIRST_TEMPLATE]())),
        jobs=Jobs(),
        settings=settings,
        theme=theme or _theme_of(settings.values),
        show_error=show_error,
    )


def _theme_of(values: Preferences) -> Theme:
    return Theme(values.theme, font=values.font, text_size=values.text_size)


@contextmanager
def _defects_told() -> Iterator[None]:
    """Log what goes wrong in slots, and tell the user, who may go on."""
    handler = _log_handler()
    root, hook = logging.getLogger(), sys.excepthook
    if handler is not None:
        root.addHandler(handler)
    sys.excepthook = _tell_of_a_defect
    try:
        yield
    finally:
        sys.excepthook = hook
        if handler is not None:
            root.removeHandler(handler)
            handler.close()


def _log_handler() -> logging.Handler | None:
    """Return a handler that logs to a file, if there is a place for one."""
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "tnstudio.log", maxBytes=1_000_000, backupCount=1
        )
    except OSError as error:
        _log.warning("There is no log file: %s", error)
        return None
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    return handler


def _tell_of_a_defect(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        QApplication.closeAllWindows()
        return
    _log.critical("Uncaught error", exc_info=(kind, error, trace))
    told = error if isinstance(error, TNStudioError) else _defect(kind, error)
    show_error(told)


def _defect(kind: type[BaseException], error: BaseException) -> TNStudioError:
    return TNStudioError(
        tr("Internal error: {error}", error=str(error) or kind.__name__),
        "",
        tr("save your work under another name; the log has the details"),
    )

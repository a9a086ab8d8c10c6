"""What tests of the window share: a studio whose jobs end with the test."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tnstudio.app.document import Document
from tnstudio.app.settings import Settings
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.dialogs import Question
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme

_OFFSCREEN = "This plugin does not support"
"""The offscreen platform says so of sizes, raising and grabbing."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let no test of the window fail for what only the offscreen platform lacks."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(_OFFSCREEN, extend=True))


@pytest.fixture(scope="session", autouse=True)
def _keep_modules_out_of_collections(qapp: QApplication) -> None:
    """Let the collection after each test look only at what tests have made.

    Modules and what was compiled stay anyway; to look at them each time took a
    sixth of the time of all tests of the window.
    """
    from tnstudio.ui import workspaces  # noqa: F401 (brings everything in)

    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _flush_deferred_deletes(qapp: QApplication) -> Iterator[None]:
    """Let nothing that one test has made live on in the next."""
    yield
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    visible = [w.objectName() for w in qapp.topLevelWidgets() if w.isVisible()]
    assert not visible, f"windows left open: {visible}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of nobody in particular."""
    return Settings(tmp_path / "configuration" / "settings.json")


@pytest.fixture
def errors() -> list[TNStudioError]:
    """The errors that the user was told about."""
    return []


@pytest.fixture
def studio(
    qapp: QApplication, settings: Settings, errors: list[TNStudioError]
) -> Iterator[Studio]:
    """A studio over the smallest template."""
    made = Studio(
        document=Document(Project(mnist_5core())),
        jobs=Jobs(),
        settings=settings,
        theme=Theme("light"),
        show_error=errors.append,
    )
    yield made
    made.jobs.close()


@dataclass
class Answers:
    """Answers questions as a test has prepared; a question too many is an error."""

    choices: list[str] = field(default_factory=list)
    files: list[Path | None] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    suggested: list[Path] = field(default_factory=list)

    def choose(self, question: Question) -> str:
        self.asked.append(question)
        assert self.choices, question
        return self.choices.pop(0)

    def file_to_open(self, folder: Path) -> Path | None:
        self.suggested.append(folder)
        return self.files.pop(0)

    def file_to_save(self, suggestion: Path) -> Path | None:
        self.suggested.append(suggestion)
        return self.files.pop(0)


@pytest.fixture
def answers() -> Answers:
    """The answers that the window gets."""
    return Answers()


@pytest.fixture
def open_window(
    qtbot: QtBot, studio: Studio, answers: Answers
) -> Iterator[Callable[[], MainWindow]]:
    """Opens windows; those still open at the end are closed without questions."""
    opened: list[MainWindow] = []

    def open_one() -> MainWindow:
        opened.append(MainWindow(studio, answers))
        show(qtbot, opened[-1])
        return opened[-1]

    yield open_one
    for run_id in studio.jobs.names:
        studio.jobs.cancel(run_id)
    qtbot.waitUntil(lambda: not studio.jobs.names)
    studio.document.replace_by(studio.document.project, None)
    for window in opened:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    """The whole window, shown."""
    return open_window()


def show(qtbot: QtBot, widget: QWidget) -> None:
    """Show a widget and wait until it is there and takes keys."""
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


@pytest.fixture
def type_into(qtbot: QtBot) -> Callable[[QWidget, str], None]:
    """Replace what is in a field, key by key."""

    def type_text(field: QWidget, text: str) -> None:
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(field, text)

    return type_text

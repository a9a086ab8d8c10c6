"""Somebody at the real window, in a process of its own, until it is killed.

All goes through what a user has: keys, actions, the card with unsaved work, the
window's own questions. What happens is logged with its time; a line that was written
stays when the process is killed.
"""

import os
from pathlib import Path
from time import monotonic

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from tests.app.restless_user import state_of
from tnstudio.app.document import Changes, Document
from tnstudio.app.recovery import FoundWork
from tnstudio.app.settings import Settings
from tnstudio.errors import TNStudioError
from tnstudio.model.templates import project_from
from tnstudio.ui.application import make_application
from tnstudio.ui.dialogs import Question
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme

TEMPLATE = "oscillator"
"""What the first session begins with: free cores, so that all can be edited."""

LONGEST_PAUSE = 120
"""Milliseconds between two things that are done."""

FILES = ("project.tn.h5", "the other.tn.h5")
"""What is saved to; one is often saved over by the other."""

DEEDS = ("type", "type", "duplicate", "delete", "undo", "redo", "save", "save-as")


def log_of(folder: Path, number: int) -> Path:
    """Return the log of a session."""
    return folder / f"log {number}.txt"


def use_window_until_killed(folder: Path, number: int) -> None:
    """Go on from what the session before has left, and never end."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = make_application()
    user = HastyUser(folder, number)
    user.begin()
    app.exec()


class HastyUser:
    """The user of one session.

    Parameters
    ----------
    folder : Path
        Of projects, settings and logs.
    number : int
        Of the session.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = folder
        self._random = np.random.default_rng(number)
        self._number = number
        self._typed = 0
        self._log = os.open(
            log_of(folder, number), os.O_WRONLY | os.O_CREAT | os.O_APPEND
        )
        settings = Settings(folder / "configuration" / "settings.json")
        self._studio = Studio(
            document=Document(project_from(TEMPLATE)),
            jobs=Jobs(),
            settings=settings,
            theme=Theme("light"),
            show_error=self._tell_failure,
        )
        self._window = MainWindow(self._studio, self)

    def begin(self) -> None:
        """Do what everybody does after a crash: take what is offered."""
        self._window.show()
        self._window.recovery.found.connect(
            self._take_offer, Qt.ConnectionType.SingleShotConnection
        )
        self._window.recovery.look()

    # -- What the window asks

    def choose(self, question: Question) -> str:
        """Save to a file of another's too; else do what is proposed."""
        names = [choice.name for choice in question.choices]
        return "save" if "save" in names else question.default

    def file_to_open(self, folder: Path) -> Path | None:
        """Never asked for."""
        raise AssertionError(folder)

    def file_to_save(self, suggestion: Path) -> Path | None:
        """One of the two files."""
        del suggestion
        return self._folder / FILES[self._random.integers(len(FILES))]

    # -- The begin of a session

    def _take_offer(self, works: tuple[FoundWork, ...]) -> None:
        recent = self._studio.settings.values.recent
        if not works and not recent:
            self._start()
            return
        self._studio.document.listen(self._start_when_opened)
        if works:
            button = self._window.recovery.card.findChild(
                QPushButton, "recovery-open-0"
            )
            assert button is not None, works
            button.click()
        else:
            self._window.open_path(Path(recent[0]))

    def _start_when_opened(self, changes: Changes) -> None:
        del changes
        if not self._typed:
            self._typed = 1
            QTimer.singleShot(0, self._start)

    def _start(self) -> None:
        self._tell("found", state_of(self._studio.document.project))
        self._studio.document.listen(self._follow)
        self._rest()

    # -- Deeds

    def _rest(self) -> None:
        pause = int(self._random.integers(LONGEST_PAUSE))
        QTimer.singleShot(pause, self._window, self._act)

    def _act(self) -> None:
        deed = DEEDS[self._random.integers(len(DEEDS))]
        if deed == "type":
            self._type()
        else:
            if deed in ("duplicate", "delete"):
                self._choose_cores(deed)
            self._window.actions_by_name[deed].trigger()
        self._rest()

    def _type(self) -> None:
        """Give the circuit another name, key by key."""
        field = self._window.findChild(QLineEdit, "circuit-name")
        assert field is not None
        self._typed += 1
        field.selectAll()
        QTest.keyClicks(field, f"{self._number} {self._typed}")
        QTest.keyClick(field, Qt.Key.Key_Return)

    def _choose_cores(self, deed: str) -> None:
        """Have few cores, so that each edit is quick, but some to remove."""
        count = len(self._studio.document.circuit.cores)
        if (deed == "duplicate") == (count < 6):
            self._window.actions_by_name["select-all"].trigger()

    # -- The log

    def _follow(self, changes: Changes) -> None:
        del changes
        self._tell("state", state_of(self._studio.document.project))

    def _tell_failure(self, error: TNStudioError) -> None:
        self._tell("failed", str(error))

    def _tell(self, what: str, detail: str) -> None:
        os.write(self._log, f"{monotonic()}\t{what}\t{detail}\n".encode())

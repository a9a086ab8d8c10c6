"""Opening the window, by the table of commands or without it.

Whoever opens a project waits for its window: nothing here imports the other
commands, what they print with, or what reads their options.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tnstudio.errors import TNStudioError

_ENDING = ".h5"
"""Of project files; no command has it."""


def opens_window(words: Sequence[str]) -> bool:
    """Tell whether the words of a command line plainly ask for the window.

    Other words may do so, too: those are for the table of commands.
    """
    return not words or (len(words) == 1 and words[0].endswith(_ENDING))


def window_code(project: Path | None, *, reset_layout: bool = False) -> int:
    """Open the window until it is closed; return the exit code.

    Raises
    ------
    TNStudioError
        If there is no such file, no display, or Qt cannot start.
    """
    if project is not None:
        require_file(project)
    if not (has_display() or os.environ.get("QT_QPA_PLATFORM")):
        raise TNStudioError(
            "There is no display to open a window on",
            "DISPLAY",
            "log in to a desktop, or use the other commands: tnstudio --help",
        )
    # Nothing of what is made until the window is there is garbage; to look for some
    # takes a tenth of the start.
    gc.disable()
    from tnstudio.app.languages import speak
    from tnstudio.app.settings import Settings

    # First: the tables of texts are made when the window's modules are imported.
    speak(Settings().values.language)
    try:
        from tnstudio.ui.application import run
    except ImportError as error:
        raise no_qt(error) from error
    return run(project, reset_layout=reset_layout)


def require_file(path: Path) -> None:
    """Refuse what is neither a command nor a file.

    Raises
    ------
    TNStudioError
        If there is no file of this name, and no sample.
    """
    if os.path.lexists(path):
        return
    from tnstudio.app.files import sample_named

    if sample_named(path) is None:
        raise TNStudioError(
            "There is no such file, and no such command",
            str(path),
            "tnstudio --help lists the commands",
        )


def has_display() -> bool:
    """Tell whether people can see a window; without, Qt would just abort."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def no_qt(error: ImportError) -> TNStudioError:
    """Return what to tell users whose system lacks what Qt needs."""
    return TNStudioError(
        f"The window cannot start: {error}",
        "Qt",
        "install Qt's system libraries, on Debian: apt install libegl1 libgl1 "
        "libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3 libfontconfig1; the other "
        "commands work without",
    )

"""Commands that need Qt: the window, and pictures of it."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from tnstudio.cli.file_argument import path_of
from tnstudio.cli.output import say
from tnstudio.errors import TNStudioError


def open_window(
    project: Annotated[
        Path | None,
        typer.Argument(
            parser=path_of, metavar="PROJECT", help="A project file (*.tn.h5)."
        ),
    ] = None,
    reset_layout: Annotated[
        bool, typer.Option("--reset-layout", help="Forget how docks were arranged.")
    ] = False,
) -> None:
    """Open the window."""
    if project is not None:
        require_file(project)
    if not (has_display() or os.environ.get("QT_QPA_PLATFORM")):
        raise TNStudioError(
            "There is no display to open a window on",
            "DISPLAY",
            "log in to a desktop, or use the other commands: tnstudio --help",
        )
    try:
        from tnstudio.ui.application import run
    except ImportError as error:
        raise _no_qt(error) from error
    raise typer.Exit(run(project, reset_layout=reset_layout))


def require_file(path: Path) -> None:
    """Refuse what is neither a command nor a file.

    Raises
    ------
    TNStudioError
        If there is no file of this name.
    """
    if not os.path.lexists(path):
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


def _no_qt(error: ImportError) -> TNStudioError:
    return TNStudioError(
        f"The window cannot start: {error}",
        "Qt",
        "install Qt's system libraries, on Debian: apt install libegl1 libgl1 "
        "libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3 libfontconfig1; the other "
        "commands work without",
    )


def pictures(
    folder: Annotated[Path, typer.Argument(help="Where the PNG files go.")],
    project: Annotated[
        Path | None, typer.Option(help="What to show; a sample by default.")
    ] = None,
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
    size: Annotated[str, typer.Option(help="WIDTHxHEIGHT of the window.")] = "1280x800",
) -> None:
    """Write a picture of each workspace and view, from the real window."""
    width_and_height = _parse_size(size)
    chosen = _parse_theme(theme)
    # No window appears: Qt draws into memory unless told otherwise.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from tnstudio.ui.pictures import save_pictures
    except ImportError as error:
        raise _no_qt(error) from error
    for path in save_pictures(folder, project, chosen, width_and_height):
        say(str(path))


def _parse_size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{3,5})x(\d{3,5})", text)
    if not match:
        raise TNStudioError(
            f"'{text}' is not a size", "--size", "write it like 1280x800"
        )
    return int(match[1]), int(match[2])


def _parse_theme(text: str) -> Literal["light", "dark"]:
    if text == "light":
        return "light"
    if text == "dark":
        return "dark"
    raise TNStudioError(f"There is no theme '{text}'", "--theme", "light or dark")

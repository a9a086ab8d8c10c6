"""Commands that need Qt: the window, and pictures of it."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from tnstudio.cli.file_argument import PROJECT_HELP, project_of
from tnstudio.cli.output import say
from tnstudio.cli.window import no_qt, window_code
from tnstudio.errors import TNStudioError


def open_window(
    project: Annotated[
        Path | None,
        typer.Argument(parser=project_of, metavar="PROJECT", help=PROJECT_HELP),
    ] = None,
    reset_layout: Annotated[
        bool, typer.Option("--reset-layout", help="Forget how docks were arranged.")
    ] = False,
) -> None:
    """Open the window."""
    raise typer.Exit(window_code(project, reset_layout=reset_layout))


def pictures(
    folder: Annotated[Path, typer.Argument(help="Where the PNG files go.")],
    project: Annotated[
        Path | None,
        typer.Option(
            parser=project_of,
            metavar="PROJECT",
            help="What to show; mnist_5core by default.",
        ),
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
        raise no_qt(error) from error
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

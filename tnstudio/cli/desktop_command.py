"""``desktop``: menu entry, icon and kind of file for the user's desktop."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tnstudio.cli.output import note, say
from tnstudio.errors import TNStudioError

if TYPE_CHECKING:
    from tnstudio.app.desktop_files import Change

desktop_app = typer.Typer(
    help="Menu entry, icon and file type for your desktop: install, remove.",
    no_args_is_help=True,
)

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")
]

_UPDATE_SECONDS = 60

_WORDS = {False: ("would write", "wrote"), True: ("would remove", "removed")}
"""What is said of a file, by whether it goes; before and after."""


@desktop_app.command()
def install(dry_run: DryRun = False) -> None:
    """Add TN Studio to your desktop's menu, and let it open *.tn.h5 files."""
    from tnstudio.app.desktop_files import changes_to_install, data_home

    _require_desktop()
    data = data_home()
    _carry_out(changes_to_install(data, own_command()), data, dry_run)


@desktop_app.command()
def remove(dry_run: DryRun = False) -> None:
    """Take back what install added."""
    from tnstudio.app.desktop_files import changes_to_remove, data_home

    _require_desktop()
    data = data_home()
    _carry_out(changes_to_remove(data), data, dry_run)


def _require_desktop() -> None:
    if sys.platform in {"win32", "darwin"}:
        raise TNStudioError(
            "This system has no desktop files after freedesktop.org",
            sys.platform,
            "choose TN Studio in the system's own dialog for *.tn.h5 files",
        )


def own_command() -> tuple[str, ...]:
    """Return the absolute path of the program that runs, or would.

    Raises
    ------
    TNStudioError
        If there is none: the program runs from a checkout.
    """
    beside = Path(sys.executable).parent / "tnstudio"
    for place in (Path(sys.argv[0]), beside, Path(shutil.which("tnstudio") or "")):
        if place.name == "tnstudio" and place.is_file() and os.access(place, os.X_OK):
            return (os.path.abspath(place),)
    raise TNStudioError(
        "TN Studio is not installed: a menu entry would have nothing to start",
        "tnstudio",
        "pip install it first",
    )


def _carry_out(changes: "tuple[Change, ...]", data: Path, dry_run: bool) -> None:
    from tnstudio.app.desktop_files import apply

    if not changes:
        say("Nothing to do")
        return
    for change in changes:
        future, past = _WORDS[change.content is None]
        if not dry_run:
            apply(change)
        say(f"{future if dry_run else past} {change.path}")
    if not dry_run:
        for remark in _refreshed(data):
            note(remark)


def _refreshed(data: Path) -> Iterator[str]:
    """Let the desktop take notice; yield what could not be done."""
    for words in (
        ("update-desktop-database", str(data / "applications")),
        ("update-mime-database", str(data / "mime")),
        ("xdg-icon-resource", "forceupdate", "--theme", "hicolor", "--mode", "user"),
    ):
        name = words[0]
        if shutil.which(name) is None:
            yield f"{name} is not there: the desktop may notice only at the next login"
            continue
        try:
            done = subprocess.run(
                words, capture_output=True, timeout=_UPDATE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            yield f"{name} failed: {error}"
            continue
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip()
            yield f"{name} failed: {reason or f'exit code {done.returncode}'}"

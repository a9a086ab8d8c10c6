"""Looks at project files on the worker: what they are, and a picture of each."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from tnstudio.app.glance_files import glance_file, prepare_folder
from tnstudio.app.glances import Glance, glance_of, packed, unpacked
from tnstudio.errors import TNStudioError
from tnstudio.ui.colours import Colours
from tnstudio.ui.thumbnail import thumbnail

_KEY = "tnstudio-glance"
"""What the facts are called within a kept picture."""


@dataclass(frozen=True, eq=False, slots=True)
class Glanced:
    """What was found at a path.

    Attributes
    ----------
    path : Path
    glance : Glance or None
        None if there is no such file, or if it cannot be read.
    picture : QImage or None
    saved : float
        When the file was written, in seconds since 1970; 0 if there is none.
    problem : str
        Why it cannot be read; empty if there is no such file.
    """

    path: Path
    glance: Glance | None = None
    picture: QImage | None = None
    saved: float = 0.0
    problem: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether there is no such file."""
        return not self.saved


def glancing(
    paths: tuple[Path, ...], look: str, colours: Colours
) -> Generator[Glanced | None, None, None]:
    """Look at project files as a job; those that are known come first.

    Parameters
    ----------
    paths : tuple of Path
    look : str
        What the colours are called; pictures are kept for each look.
    colours : Colours
    """
    unknown = []
    for path in paths:
        yield None
        found = _known(path, look)
        if found is None:
            unknown.append(path)
        else:
            yield found
    if unknown and not prepare_folder():
        look = ""
    for path in unknown:
        yield from _looked_at(path, look, colours)


def _known(path: Path, look: str) -> Glanced | None:
    """Return what was kept of a project as it is now, or that it is missing."""
    try:
        saved = path.stat().st_mtime
        picture = QImage(str(glance_file(path, look)))
    except (OSError, ValueError):
        return Glanced(path)
    glance = None if picture.isNull() else unpacked(picture.text(_KEY))
    return None if glance is None else Glanced(path, glance, picture, saved)


def _looked_at(path: Path, look: str, colours: Colours) -> Iterator[Glanced | None]:
    # Here and not above: Home is on show before HDF5 is needed.
    from tnstudio.app.files import opening

    try:
        saved = path.stat().st_mtime
        project = yield from opening(path)
    except OSError:
        yield Glanced(path)
        return
    except TNStudioError as error:
        yield Glanced(path, saved=saved, problem=error.message)
        return
    yield None
    glance, picture = glance_of(project), thumbnail(project, colours)
    if look:
        picture.setText(_KEY, packed(glance))
        # Not kept, it is drawn anew the next time.
        picture.save(str(glance_file(path, look)))
    yield Glanced(path, glance, picture, saved)

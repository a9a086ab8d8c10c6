"""Where glances at projects are kept between starts, one picture file each.

What the file is called tells of which state of which project it is: a project
that has changed is looked at anew. All of it can be deleted at any time.
"""

import logging
import os
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path

from tnstudio.app.settings import FOLDER_VARIABLE
from tnstudio.version import __version__

MOST_KEPT = 200
"""Files; those made first go first."""

_log = logging.getLogger(__name__)


def glance_folder() -> Path:
    """Return the folder of glances; it may not be there yet."""
    folder = os.environ.get(FOLDER_VARIABLE)
    base = Path(folder) if folder else user_cache_path("tnstudio", appauthor=False)
    return base / "glances"


def glance_file(project: Path, look: str) -> Path:
    """Return the file for a project as it is on the disk now.

    Parameters
    ----------
    project : Path
    look : str
        How the picture looks, e.g. ``dark``.

    Raises
    ------
    OSError
        If there is no such project.
    """
    state = project.stat()
    key = (str(project), state.st_mtime_ns, state.st_size, look, __version__)
    return glance_folder() / f"{sha256(repr(key).encode()).hexdigest()[:32]}.png"


def prepare_folder() -> bool:
    """Make the folder, with room for one more file; tell whether it is there."""
    folder = glance_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = sorted(folder.glob("*.png"), key=lambda file: file.stat().st_mtime)
        for file in found[: max(0, len(found) - MOST_KEPT + 1)]:
            file.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("Pictures of projects are not kept: %s", error)
        return False
    return True

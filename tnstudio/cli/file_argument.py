"""Files as desktops name them: by path, or by URL; projects also as samples."""

import os
from pathlib import Path

from tnstudio.errors import TNStudioError

PROJECT_HELP = "A project file (*.tn.h5), or the name of a sample."


def path_of(word: str) -> Path:
    """Return the path that an argument names.

    Parameters
    ----------
    word : str
        A path, or a URL like ``file:///home/a%20b.tn.h5``.

    Raises
    ------
    TNStudioError
        If the URL is of a file on another computer.
    """
    if not word.lower().startswith("file:/"):
        return Path(word)
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    url = urlsplit(word)
    if url.netloc not in ("", "localhost"):
        raise TNStudioError(
            "This file is on another computer", word, "copy it, or give its path"
        )
    return Path(url2pathname(url.path))


def project_of(word: str) -> Path:
    """Return the project that an argument names: a file, or else a sample.

    Raises
    ------
    TNStudioError
        If there is neither.
    """
    path = path_of(word)
    if os.path.lexists(path):
        return path
    from tnstudio.app.files import project_path

    return project_path(path)

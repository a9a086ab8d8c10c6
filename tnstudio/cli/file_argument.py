"""Files as desktops name them: by path, or by URL."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from tnstudio.errors import TNStudioError


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
    url = urlsplit(word)
    if url.netloc not in ("", "localhost"):
        raise TNStudioError(
            "This file is on another computer", word, "copy it, or give its path"
        )
    return Path(url2pathname(url.path))

"""Files of others: whether they may be read, and how it is told if not."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tnstudio.errors import TNStudioError
from tnstudio.texts import tr


def require_file_within(path: Path, most: int) -> None:
    """Refuse what is no regular file, or has more than so many bytes.

    Raises
    ------
    TNStudioError
        If it is refused.
    OSError, ValueError
        If it cannot be looked at.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise TNStudioError(tr("This is not a regular file"), str(path))
    if status.st_size > most:
        raise TNStudioError(
            tr(
                "The file has {size} bytes, the limit is {most}",
                size=status.st_size,
                most=most,
            ),
            str(path),
        )


@contextmanager
def access_told(place: str) -> Iterator[None]:
    """Explain that a file is missing or may not be read; let other errors out."""
    try:
        yield
    except FileNotFoundError as error:
        raise TNStudioError(
            tr("There is no such file"), place, tr("check the name")
        ) from error
    except PermissionError as error:
        raise TNStudioError(
            tr("You may not read this file"), place, tr("ask its owner")
        ) from error

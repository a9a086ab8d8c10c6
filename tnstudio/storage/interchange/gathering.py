"""All that is wrong with a file of another program, told at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from tnstudio.errors import TNStudioError
from tnstudio.storage.report import Report

MOST_PROBLEMS = 1000
"""After so many no more are looked for."""


@contextmanager
def noted(report: Report, file: str) -> Iterator[None]:
    """Note an error of this block; what comes after the block is still read.

    Raises
    ------
    TNStudioError
        With all problems, if there are very many.
    """
    try:
        yield
    except TNStudioError as error:
        place = error.location.removeprefix(f"{file}:").lstrip()
        report.add(place, error.message, error.hint)
    if len(report) >= MOST_PROBLEMS:
        report.raise_if_any(file)

"""The program's log: where it is and what is in it."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
"""From what matters least to what matters most."""

MOST_BYTES = 400_000
"""Of the end of the log that are read."""

_START = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[,.]\d+ ([A-Z]+) ")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What was logged at once: a line, or more with a traceback.

    Attributes
    ----------
    level : str
        Of `LEVELS`.
    text : str
        All its lines.
    """

    level: str
    text: str


def log_file() -> Path | None:
    """Return the file that the program logs to, if there is one."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            return Path(handler.baseFilename)
    return None


def end_of_log(file: Path) -> str:
    """Return the last lines of a log; nothing if it cannot be read."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - MOST_BYTES))
            text = opened.read().decode("utf-8", "replace")
    except OSError:
        return ""
    # The first line of a part is the rest of one.
    return text.partition("\n")[2] if size > MOST_BYTES else text


def entries(text: str) -> tuple[LogEntry, ...]:
    """Return what was logged, the oldest first.

    Lines that begin no entry belong to the one before, as tracebacks do.
    """
    found: list[LogEntry] = []
    for line in text.splitlines():
        start = _START.match(line)
        if start is not None and start.group(1) in LEVELS:
            found.append(LogEntry(start.group(1), line))
        elif found:
            found[-1] = LogEntry(found[-1].level, f"{found[-1].text}\n{line}")
        elif line:
            found.append(LogEntry(LEVELS[0], line))
    return tuple(found)


def chosen(
    all_of_them: Iterable[LogEntry], least: str, words: str
) -> tuple[LogEntry, ...]:
    """Return the entries of a level or more, with these words.

    Parameters
    ----------
    least : str
        Of `LEVELS`.
    words : str
        Each must occur, in upper or lower case.
    """
    wanted = words.casefold().split()
    levels = LEVELS[LEVELS.index(least) :]
    return tuple(
        entry
        for entry in all_of_them
        if entry.level in levels
        and all(word in entry.text.casefold() for word in wanted)
    )

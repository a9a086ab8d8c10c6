"""What a command tells that cannot do its work, and its exit codes."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tnstudio.errors import TNStudioError

BAD_INPUT = 2
"""Exit code for input that cannot be used."""

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells expect it."""


@contextmanager
def refusals_told() -> Iterator[None]:
    """End the program with one message when something cannot be done."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows "?", and no command fails of it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        yield
    except TNStudioError as error:
        print_error(error)
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except (OSError, MemoryError) as error:
        reason = str(error) or type(error).__name__
        print_error(TNStudioError(f"The system refused: {reason}"))
        sys.exit(BAD_INPUT)


def print_error(error: TNStudioError) -> None:
    """Print an error on standard error: where, what, what to do."""
    lines = (visible(line) for line in str(error).split("\n"))
    print("tnstudio: " + "\n".join(lines), file=sys.stderr)


def visible(text: str) -> str:
    """Write control characters out: a name must not steer the terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)

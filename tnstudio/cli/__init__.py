"""The command line: ``tnstudio``."""

import sys

from tnstudio.cli.file_argument import project_of
from tnstudio.cli.refusals import refusals_told
from tnstudio.cli.window import opens_window, window_code

__all__ = ["main"]


def main() -> None:
    """Run the command line.

    Exit codes: 0 success, 1 a check found problems, 2 input that cannot be
    used (one message on standard error, nothing written), 130 interrupted.
    """
    words = sys.argv[1:]
    with refusals_told():
        if opens_window(words):
            sys.exit(window_code(project_of(words[0]) if words else None))
        from tnstudio.cli.commands import app

        app(prog_name="tnstudio")

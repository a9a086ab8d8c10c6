"""The command line: ``tnstudio``."""

from tnstudio.cli.commands import main

__all__ = ["main"]

"""The command that makes parts of the documentation anew, for developers."""

import os
from typing import Annotated

import typer

from tnstudio.cli.output import say


def refresh_documentation(
    context: typer.Context,
    figures: Annotated[
        bool, typer.Option(help="Make all figures anew; takes a minute or two.")
    ] = True,
) -> None:
    """Make the figures of the documentation and its list of commands anew."""
    from tnstudio.cli.reference import PAGE, write_reference

    write_reference(context.find_root().command)
    say(f"{PAGE}.md")
    if not figures:
        return
    # No window appears, and figures are sharp on large screens too.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = "2"
    from tnstudio.ui.figures import save_figures

    for path in save_figures():
        say(str(path))

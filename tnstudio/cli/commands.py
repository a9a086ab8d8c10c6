"""The table of commands.

Commands import what they need when they run: ``tnstudio info`` shall not wait
for compilers, and Qt is only there for the window.
"""

from typing import Any

import typer
from typer.core import TyperGroup

from tnstudio.cli.bench_commands import bench
from tnstudio.cli.data_command import data
from tnstudio.cli.design_commands import check, info, new
from tnstudio.cli.desktop_command import desktop_app
from tnstudio.cli.documentation_command import refresh_documentation
from tnstudio.cli.explain_command import explain
from tnstudio.cli.file_argument import path_of
from tnstudio.cli.grouped_help import GroupedHelp
from tnstudio.cli.interchange_commands import export_app, import_app
from tnstudio.cli.measure_commands import agreement, sweep
from tnstudio.cli.place_command import place
from tnstudio.cli.reproduce_command import reproduce
from tnstudio.cli.run_command import run
from tnstudio.cli.runs_commands import runs_app
from tnstudio.cli.train_commands import demo, evaluate, train
from tnstudio.cli.window import require_file
from tnstudio.cli.window_commands import open_window, pictures


class _OpensByDefault(TyperGroup):
    """Reads ``tnstudio FILE`` as ``tnstudio open FILE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version", *self.commands}
        if not args or args[0] not in own:
            if args and not args[0].startswith("-"):
                # Also before options are read: a slip of the pen is no file.
                require_file(path_of(args[0]))
            args = ["open", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_OpensByDefault,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from tnstudio.version import __version__

        print(f"TN Studio {__version__}")
        raise typer.Exit


@app.callback()
def _studio(
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=_print_version, help="Version."
    ),
) -> None:
    """Design, train, deploy and step networks for neurosynaptic chips.

    ``tnstudio [PROJECT]`` opens the window.
    """


app.command("open")(open_window)
app.command()(demo)
app.command()(new)
app.command()(info)
app.command()(check)
app.command()(place)
app.command()(data)
app.command(cls=GroupedHelp)(train)
app.command()(evaluate)
app.command()(sweep)
app.command()(agreement)
app.command()(reproduce)
app.command()(run)
app.add_typer(runs_app, name="runs")
app.command()(explain)
app.command()(pictures)
app.command("refresh-documentation", hidden=True)(refresh_documentation)
app.add_typer(desktop_app, name="desktop")
app.add_typer(bench)
app.add_typer(import_app, name="import")
app.add_typer(export_app, name="export")

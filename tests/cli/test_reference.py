"""The page of the command line tells all commands and options there are."""

from pathlib import Path

import pytest
import typer

from tnstudio.app.documentation import read_page
from tnstudio.cli import reference as reference_module
from tnstudio.cli.commands import app
from tnstudio.cli.reference import HEADING, PAGE, commands, reference, write_reference

ROOT = typer.main.get_command(app)

REFRESH = "run: python -m tnstudio refresh-documentation --no-figures"


def test_that_the_page_ends_with_the_commands_as_they_are() -> None:
    page = read_page(PAGE)
    assert page[page.index(HEADING) :] == reference(ROOT), REFRESH


def test_that_every_command_and_option_is_on_the_page() -> None:
    page = read_page(PAGE)
    missing = []
    for path, command in commands(ROOT):
        part = page.partition(f"### {path}\n")[2].partition("\n### ")[0]
        names = [name for p in command.params for name in (*p.opts, *p.secondary_opts)]
        options = [n for n in names if n.startswith("-") and n not in ("--help", "-h")]
        missing += [f"{path} {name}" for name in options if name not in part]
        missing += [] if part else [path]
    assert not missing, REFRESH


def test_that_choices_and_defaults_are_told() -> None:
    text = reference(ROOT)
    assert "`--method {tea, binary}`" in text
    assert "| `--epochs N` | Passes over the images. | `20` |" in text
    assert "refresh-documentation" not in text


def test_that_what_stands_before_the_commands_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / f"{PAGE}.md"
    file.write_text(f"# Mine\n\nText.\n\n{HEADING}\n\nold\n", "utf-8")
    monkeypatch.setattr(reference_module, "docs_folder", lambda: tmp_path)
    write_reference(ROOT)
    assert file.read_text("utf-8") == "# Mine\n\nText.\n\n" + reference(ROOT)

"""All commands with their options, as Markdown for the documentation."""

from collections.abc import Iterator
from typing import Any

import typer

from tnstudio.app.documentation import docs_folder
from tnstudio.storage.atomic import replace_file

PAGE = "command-line"
"""The page that ends with the reference."""

HEADING = "## All commands"
"""Under it is the reference, up to the end of the page."""


def reference(app: typer.Typer) -> str:
    """Return the reference of all commands that are not hidden."""
    blocks = [HEADING, f"This list is made by the program. {_COMMON}"]
    for path, command in commands(app):
        blocks += list(_described(path, command))
    return "\n\n".join(blocks) + "\n"


_COMMON = (
    "`--help` behind a command tells the same. What is in brackets may be left out."
)


def commands(app: typer.Typer) -> list[tuple[str, Any]]:
    """Return the commands by what is typed, e.g. ``tnstudio runs list``."""
    return list(_under("tnstudio", typer.main.get_command(app)))


def write_reference(app: typer.Typer) -> None:
    """Put the reference into its page, in place of the one before."""
    file = docs_folder() / f"{PAGE}.md"
    before = file.read_text("utf-8").partition(HEADING)[0]
    replace_file(file, (before + reference(app)).encode())


def _under(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, part in inner.items():
        if not part.hidden:
            yield from _under(f"{path} {name}", part)


def _described(path: str, command: Any) -> Iterator[str]:
    params = [p for p in command.params if p.name != "help"]
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    words = [_argument(p) for p in arguments] + [_needed(p) for p in options]
    yield f"### {path}"
    yield f"`{' '.join([path, *filter(None, words)])}`"
    yield _one_line(command.help)
    rows = [(_argument(p), _one_line(p.help), "") for p in arguments]
    rows += [(_names(p), _one_line(p.help), _default(p)) for p in options]
    if rows:
        head = "| option | what it is | unless given |\n|---|---|---|\n"
        yield head + "\n".join(
            f"| `{_cell(name)}` | {_cell(what)} | {_cell(default)} |"
            for name, what, default in rows
        )


def _argument(param: Any) -> str:
    name = param.metavar or param.name.upper()
    name = f"{name} ..." if param.nargs == -1 else name
    return name if param.required else f"[{name}]"


def _needed(param: Any) -> str:
    return _names(param) if param.required else ""


def _names(param: Any) -> str:
    names = ", ".join([*param.opts, *param.secondary_opts])
    return names if param.is_flag else f"{names} {_value(param)}"


def _value(param: Any) -> str:
    choices = getattr(param.type, "choices", None)
    if choices:
        return "|".join(getattr(c, "value", str(c)) for c in choices)
    return str(param.metavar or param.type.name).upper()


def _default(param: Any) -> str:
    if param.is_flag or param.required or param.default is None:
        return ""
    values = param.default
    values = values if isinstance(values, list | tuple) else [values]
    return ", ".join(f"`{getattr(v, 'value', v)}`" for v in values)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").replace("``", "`").split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

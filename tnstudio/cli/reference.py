"""All commands with their options, as Markdown for the documentation."""

import inspect
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from tnstudio.app.documentation import docs_folder
from tnstudio.storage.atomic import replace_file

PAGE = "command-line"
"""The page that ends with the reference."""

HEADING = "## All commands"
"""Under it is the reference, up to the end of the page."""


def reference(root: Any) -> str:
    """Return the reference of all commands that are not hidden.

    Parameters
    ----------
    root : click.Group
        The program as a command, from its context.
    """
    blocks = [HEADING, f"This list is made by the program. {_COMMON}"]
    for path, command in commands(root):
        blocks += list(_described(path, command))
    return "\n\n".join(blocks) + "\n"


_COMMON = (
    "`--help` behind a command tells the same. What is in brackets may be left out."
)


def commands(root: Any) -> list[tuple[str, Any]]:
    """Return the commands by what is typed, e.g. ``tnstudio runs list``."""
    return list(_under("tnstudio", root))


def write_reference(root: Any) -> None:
    """Put the reference into its page, in place of the one before."""
    file = docs_folder() / f"{PAGE}.md"
    before = file.read_text("utf-8").partition(HEADING)[0]
    replace_file(file, (before + reference(root)).encode())


def _under(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, part in inner.items():
        if not part.hidden:
            yield from _under(f"{path} {name}", part)


def _described(path: str, command: Any) -> Iterator[str]:
    kinds = _kinds(command)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [
        (p, _names(p, kinds.get(p.name, str)))
        for p in command.params
        if p.param_type_name == "option" and p.name != "help"
    ]
    words = [_argument(p) for p in arguments]
    words += [names for p, names in options if p.required]
    yield f"### {path}"
    yield f"`{' '.join([path, *words])}`"
    yield _one_line(command.help)
    rows = [(_argument(p), _one_line(p.help), "") for p in arguments]
    rows += [(names, _one_line(p.help), _default(p)) for p, names in options]
    if rows:
        head = "| argument or option | what it is | unless given |\n|---|---|---|\n"
        yield head + "\n".join(
            f"| `{_cell(name)}` | {_cell(what)} | {_cell(default)} |"
            for name, what, default in rows
        )


def _kinds(command: Any) -> dict[str, Any]:
    """Return the types of a command's parameters by name."""
    found = inspect.signature(command.callback, eval_str=True).parameters.values()
    return {p.name: _bare(p.annotation) for p in found}


def _bare(annotation: Any) -> Any:
    """Return the type itself, without ``Annotated`` and ``| None``."""
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _bare(parts[0])
    if NoneType in parts:
        return _bare(next(part for part in parts if part is not NoneType))
    return annotation


def _argument(param: Any) -> str:
    name = param.name.upper() + (" ..." if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _names(param: Any, kind: Any) -> str:
    names = ", ".join([*param.opts, *param.secondary_opts])
    return names if kind is bool else f"{names} {_value(kind)}"


def _value(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return _one_of(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of(choice.value for choice in kind)
    return _VALUES.get(kind, "TEXT")


def _one_of(choices: Iterable[object]) -> str:
    return "{" + ", ".join(map(str, choices)) + "}"


_VALUES = {int: "N", float: "NUMBER", Path: "FILE"}


def _default(param: Any) -> str:
    if param.required or param.default is None or param.default is False:
        return ""
    values = param.default
    values = values if isinstance(values, list | tuple) else [values]
    return ", ".join(f"`{getattr(v, 'value', v)}`" for v in values)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").replace("``", "`").split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

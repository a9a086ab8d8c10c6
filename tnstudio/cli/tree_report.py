"""The tree of a project file, for people and for programs."""

from pathlib import Path
from typing import Any

from rich.filesize import decimal
from rich.text import Text
from rich.tree import Tree

from tnstudio.cli.output import print_json, show
from tnstudio.storage.file_tree import Item, file_tree

_MOST_LETTERS = 60


def print_tree(path: Path, *, attributes: bool, json: bool) -> None:
    """Print the groups and arrays of an HDF5 file.

    Raises
    ------
    TNStudioError
        If it cannot be read.
    """
    root = file_tree(path)
    if json:
        print_json(_told(root))
    else:
        tree = Tree(_line(root, str(path)))
        _grow(tree, root, attributes)
        show(tree)


def _told(item: Item) -> dict[str, Any]:
    """Return what JSON says about an item: what there is, and nothing empty."""
    facts: dict[str, Any] = {"name": item.name, "kind": item.kind}
    for key in ("type", "version", "meaning", "dtype", "unit", "axes", "note"):
        if getattr(item, key) not in ("", None):
            facts[key] = getattr(item, key)
    if item.shape is not None:
        facts |= {"shape": list(item.shape), "stored": item.stored, "size": item.size}
    if item.attributes:
        facts["attributes"] = dict(item.attributes)
    if item.kind == "group":
        facts["members"] = [_told(member) for member in item.members]
    return facts


def _grow(tree: Tree, item: Item, attributes: bool) -> None:
    if attributes:
        for name, value in item.attributes:
            tree.add(Text(f"@{_visible(name)} = {_value(value)}"))
    for member in item.members:
        _grow(tree.add(_line(member, member.name)), member, attributes)
    if item.note and item.members:
        tree.add(Text(_visible(item.note)))


def _line(item: Item, name: str) -> Text:
    facts = [_visible(name) + ("/" if item.kind == "group" and name != "/" else "")]
    if item.kind == "array":
        facts.append(f"{item.dtype} {_shape(item)}")
        if item.unit not in ("", "1"):
            facts.append(f"[{_visible(item.unit)}]")
        facts.append(f"{decimal(item.stored)} of {decimal(item.size)}")
    elif item.type:
        version = "" if item.version in (None, 1) else f" {item.version}"
        facts.append(f"<{_visible(item.type)}{version}>")
    elif item.kind in ("link", "unreadable"):
        facts.append(f"({item.kind})")
    if item.meaning:
        facts.append(f"– {_visible(item.meaning)}")
    if item.note and not item.members:
        facts.append(f"– {_visible(item.note)}")
    return Text("  ".join(facts))


def _shape(item: Item) -> str:
    if item.shape is None:
        return "without values"
    return " × ".join(map(str, item.shape)) or "one value"


def _value(value: Any) -> str:
    return "not read" if value is None else _visible(str(value))


def _visible(text: str) -> str:
    """Return a text short, and without what could steer the terminal."""
    letters = text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in letters)

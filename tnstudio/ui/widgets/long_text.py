"""Texts that are long in either way: paths as one word, errors of many lines."""

import re

_LONG = re.compile(r"\S{21,}")
_PIECE = re.compile(r"[^/\\_.,@-]{1,20}[/\\_.,@-]*|[/\\_.,@-]+")
_BREAK = "\N{ZERO WIDTH SPACE}"


def breakable(text: str) -> str:
    """Return a text with invisible places where long words may be broken.

    A label is never narrower than its longest word.
    """
    return _LONG.sub(lambda word: _BREAK.join(_PIECE.findall(word[0])), text)


def shortened(text: str, lines: int) -> str:
    """Return so many lines of a text, and how many more there are."""
    found = text.splitlines()
    if len(found) <= lines:
        return text
    return "\n".join([*found[:lines], f"and {len(found) - lines} more lines"])

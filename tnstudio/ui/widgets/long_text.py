"""Texts that are long in either way: paths as one word, errors of many lines."""

import re
from html import escape

from tnstudio.texts import plural

_LONG = re.compile(r"\S{21,}")
_PIECE = re.compile(r"[^/\\_.,@-]{1,20}[/\\_.,@-]*|[/\\_.,@-]+")
_BREAK = "\N{ZERO WIDTH SPACE}"


def breakable(text: str) -> str:
    """Return a text with invisible places where long words may be broken.

    A label is never narrower than its longest word.
    """
    return _LONG.sub(lambda word: _BREAK.join(_PIECE.findall(word[0])), text)


def shortened(text: str, lines: int, width: int) -> str:
    """Return so many lines of a text, each cut off at so many characters."""
    found = text.splitlines()
    kept = [f"{n[:width]} …" if len(n) > width else n for n in found[:lines]]
    rest = len(found) - len(kept)
    if rest:
        kept.append(plural("and {number} more line", "and {number} more lines", rest))
    return "\n".join(kept)


def cut(text: str, most: int) -> str:
    """Return a text without line breaks, of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def plain_tip(text: str) -> str:
    """Return a text as a tooltip that takes nothing in it for mark-up."""
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return f"<span>{lines}</span>" if lines else ""

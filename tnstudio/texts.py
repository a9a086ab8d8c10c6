"""Texts that people read, in the language that they chose.

The texts in the code are English and serve as the keys of the catalogues, one
``.mo`` file of gettext per language. Only the window chooses a language; the
command line, the log and files speak English.
"""

import gettext
import re
from typing import Any

_current: list[gettext.NullTranslations] = [gettext.NullTranslations()]
_language = ["en"]


def tr(text: str, /, **values: Any) -> str:
    """Return a text in the current language, with values put into its braces.

    To be called with a literal: that is how the texts are found that want
    translation. Tables that are made when a module is imported may call it in
    ``tnstudio.ui`` only, for the language is chosen before those are imported;
    below, `marked` stands in the table and `tr` where the text is shown.
    """
    told = _current[0].gettext(text) if text else ""
    return told.format(**values) if values else told


def marked(text: str) -> str:
    """Return the text as it is, and mark it as one that `tr` will get.

    For tables that are made when their module is imported.
    """
    return text


def plural(one: str, many: str, number: int, /, **values: Any) -> str:
    """Return the text for so many things; ``{number}`` is their number."""
    told = _current[0].ngettext(one, many, number)
    return told.format(number=number, **values)


_PLURALS = {"batch": "batches", "class": "classes", "copy": "copies"}


def amount(number: int, thing: str) -> str:
    """Return a number with its thing in English, e.g. ``1 core`` or ``2 cores``.

    For the command line, for files and for Python; the window says `plural`.
    """
    return f"{number} {thing if number == 1 else _PLURALS.get(thing, f'{thing}s')}"


def without_mnemonic(text: str) -> str:
    """Return a label as it is read: without its mnemonic and what only shows it."""
    told = re.sub(r"\(&\w\)|&", "", text.replace("&&", "\0"))
    return told.replace("\0", "&").removesuffix("…")


def use_catalogue(catalogue: gettext.NullTranslations, language: str = "en") -> None:
    """Take texts from this catalogue from now on."""
    _current[0], _language[0] = catalogue, language


def language() -> str:
    """Return the code of the language that is spoken, e.g. ``zh_CN``."""
    return _language[0]

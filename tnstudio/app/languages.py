"""The languages of the window, and which one is taken."""

import gettext
import locale
import logging
import os

from tnstudio.paths import translations
from tnstudio.texts import use_catalogue

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Code and own name of each language that the window speaks."""

_DOMAIN = "tnstudio"

_log = logging.getLogger(__name__)


def language_of(wish: str, system: str) -> str:
    """Return the code of the language to speak.

    Parameters
    ----------
    wish : str
        What the user has chosen, a key of `LANGUAGES`; empty for the system's.
    system : str
        Locale of the system, e.g. ``zh_CN.UTF-8``.
    """
    if wish in LANGUAGES:
        return wish
    # Also zh_TW and zh_SG: simplified Chinese is nearer than English.
    language = system.replace("-", "_").split("_")[0].split(".")[0].lower()
    return next((code for code in LANGUAGES if code.split("_")[0] == language), "en")


def system_language() -> str:
    """Return the locale in which the system speaks to this user."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value
    return locale.getlocale()[0] or ""


def speak(wish: str) -> str:
    """Take the texts from the catalogue of a language; return its code.

    To be called before any module of the window is imported: their tables of
    texts are made then.
    """
    code = language_of(wish, system_language())
    catalogue = gettext.NullTranslations()
    if code != "en":
        try:
            catalogue = gettext.translation(_DOMAIN, translations(), [code])
        except (OSError, ValueError) as error:
            _log.warning("The texts in %s cannot be read: %s", code, error)
            code = "en"
    use_catalogue(catalogue, code)
    return code

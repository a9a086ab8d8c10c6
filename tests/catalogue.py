"""The texts of the code, and the catalogues of their translations.

After texts have changed, ``python -m tests.catalogue`` brings the catalogues up to
date: new texts come in untranslated, and what is no longer used goes.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tnstudio.app.languages import LANGUAGES
from tnstudio.paths import translations

KEYWORDS = {
    "tr": None,
    "marked": None,
    "plural": (1, 2),
    "counted": (2,),
    "numbered": (1,),
}
"""Which arguments of which functions are texts; None: the first one."""

PACKAGE = Path(__file__).parents[1] / "tnstudio"


def source_texts() -> Catalog:
    """Return all texts of the code that want translation."""
    found = Catalog()
    for _, _, text, _, _ in extract_from_dir(
        PACKAGE, [("**.py", "python")], keywords=KEYWORDS
    ):
        if text:
            found.add(text)
    return found


def po_file(language: str) -> Path:
    """Return the catalogue that people edit."""
    return translations() / language / "LC_MESSAGES" / "tnstudio.po"


def catalogue(language: str) -> Catalog:
    """Return the translations into a language."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(translated: Catalog) -> bytes:
    """Return what the program reads."""
    content = BytesIO()
    write_mo(content, translated)
    return content.getvalue()


def update(language: str) -> None:
    """Bring a catalogue up to date with the code, and compile it."""
    translated = catalogue(language)
    translated.update(
        source_texts(), no_fuzzy_matching=True, update_creation_date=False
    )
    translated.obsolete.clear()
    with po_file(language).open("wb") as file:
        write_po(file, translated, width=88, sort_output=True, omit_header=False)
    po_file(language).with_suffix(".mo").write_bytes(compiled(catalogue(language)))


if __name__ == "__main__":
    for code in LANGUAGES:
        if code != "en":
            update(code)

"""Texts: English without a catalogue, translated with one."""

import gettext
from collections.abc import Iterator

import pytest

from tnstudio.texts import amount, marked, plural, tr, use_catalogue, without_mnemonic


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper().replace("{NAME}", "{name}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{{number}} × {msgid2.split()[-1]}"


@pytest.fixture
def shouting() -> Iterator[None]:
    use_catalogue(Shouting())
    yield
    use_catalogue(gettext.NullTranslations())


def test_that_texts_are_english_without_a_catalogue() -> None:
    assert tr("Saved {name}", name="a{b}") == "Saved a{b}"
    assert tr("{not a value}") == "{not a value}"
    assert tr("") == ""
    assert plural("{number} core", "{number} cores", 1) == "1 core"
    assert plural("{number} core", "{number} cores", 2) == "2 cores"


@pytest.mark.usefixtures("shouting")
def test_that_texts_come_from_the_catalogue_when_they_are_shown() -> None:
    table = (marked("open"),)
    assert table == ("open",)
    assert tr(table[0]) == "OPEN"
    assert tr("saved {name}", name="x") == "SAVED x"
    assert tr("") == ""
    assert plural("{number} core", "{number} cores", 3) == "3 × cores"


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("&Open…", "Open"),
        ("打开(&O)…", "打开"),
        ("Save a &copy", "Save a copy"),
        ("R && S", "R & S"),
    ],
)
def test_that_a_label_is_read_without_its_mnemonic(label: str, read: str) -> None:
    assert without_mnemonic(label) == read


@pytest.mark.parametrize(
    ("number", "thing", "told"),
    [(0, "core", "0 cores"), (1, "core", "1 core"), (2, "copy", "2 copies")],
)
def test_that_amounts_are_english(number, thing, told):
    assert amount(number, thing) == told

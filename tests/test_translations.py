"""Translations: complete, with the same values and keys as the English texts."""

import re
from collections import Counter
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from tests.catalogue import catalogue, compiled, po_file, source_texts
from tnstudio.app.languages import LANGUAGES

OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.fixture(scope="module", params=OTHERS)
def translated(request: pytest.FixtureRequest) -> Catalog:
    return catalogue(request.param)


def messages(translated: Catalog) -> list[tuple[str, str]]:
    """Return English texts beside their translations; of plurals the last form."""
    return [
        (_last(message.id), _last(message.string))
        for message in translated
        if message.id
    ]


def _last(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[-1]


def values(text: str) -> set[tuple[str, str | None, str | None]]:
    """Return the placeholders of a text."""
    return {(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name}


def mnemonics(text: str) -> list[str]:
    return re.findall(r"&(\w)(?!\w*;)", text.replace("&&", ""))


def tags(text: str) -> Counter[str]:
    return Counter(re.findall(r"</?\w+", text))


def test_that_every_text_of_the_code_is_translated_and_no_other(
    translated: Catalog,
) -> None:
    def ids(texts: Catalog) -> set[object]:
        return {_key(message) for message in texts if message.id}

    wanted = ids(source_texts())
    assert not wanted - ids(translated), "python -m tests.catalogue adds them"
    assert not ids(translated) - wanted, "python -m tests.catalogue drops them"
    assert not [text for text, told in messages(translated) if not told]


def _key(message: Message) -> object:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def test_that_translations_have_the_values_of_the_text(translated: Catalog) -> None:
    pairs = messages(translated)
    wrong = [
        text for text, told in pairs if "{" in text and values(text) != values(told)
    ]
    assert not wrong


def test_that_translations_have_mnemonics_and_tags_of_the_text(
    translated: Catalog,
) -> None:
    for text, told in messages(translated):
        if "<" not in text:
            assert [m.upper() for m in mnemonics(text)] == mnemonics(told), text
        assert tags(text) == tags(told), text


def test_that_translations_begin_and_end_as_the_text(translated: Catalog) -> None:
    for text, told in messages(translated):
        assert (text[:1] == " ", text[-1:] == " ") == (
            told[:1] == " ",
            told[-1:] == " ",
        ), text


@pytest.mark.parametrize("code", OTHERS)
def test_that_what_the_program_reads_is_what_people_edit(code: str) -> None:
    found = po_file(code).with_suffix(".mo").read_bytes()
    assert found == compiled(catalogue(code)), "python -m tests.catalogue compiles it"

"""The pages of the documentation: all there, no link broken, found by words."""

import re
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest

from tnstudio.app import documentation
from tnstudio.app.documentation import (
    PAGES,
    anchor_of,
    docs_folder,
    find,
    pages,
    plain,
    read_page,
    sections,
)
from tnstudio.errors import TNStudioError
from tnstudio.texts import use_catalogue

NAMES = [page.name for page in PAGES]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FIGURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def _text(name: str) -> str:
    """Return a page without its listings, in which nothing is a link."""
    return re.sub(r"^```.*?^```$", "", read_page(name), flags=re.M | re.S)


def test_that_the_contents_list_exactly_the_pages_that_are_there() -> None:
    assert sorted(NAMES) == sorted(file.stem for file in docs_folder().glob("*.md"))
    assert pages() == PAGES


@pytest.mark.parametrize("name", NAMES)
def test_that_a_page_has_one_title_and_no_heading_twice(name: str) -> None:
    found = sections(name)
    assert [section.level for section in found].count(1) == 1
    assert found[0].level == 1
    anchors = [section.anchor for section in found]
    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("name", NAMES)
def test_that_every_link_leads_to_a_page_and_a_heading(name: str) -> None:
    broken = []
    for link in LINK.findall(_text(name)):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = link.partition("#")
        page = file.removesuffix(".md") if file else name
        known = page in NAMES and {section.anchor for section in sections(page)}
        if not known or (anchor and anchor not in known):
            broken.append(link)
    assert not broken


@pytest.fixture
def _chinese() -> Iterator[None]:
    use_catalogue(NullTranslations(), "zh_CN")
    yield
    use_catalogue(NullTranslations())


TRANSLATED = sorted(docs_folder().glob("zh_CN/*.md"))


@pytest.mark.parametrize("file", TRANSLATED, ids=lambda file: str(file.stem))
def test_that_a_translated_page_has_the_places_of_the_english_one(file: Path) -> None:
    english = sections(file.stem)
    use_catalogue(NullTranslations(), "zh_CN")
    try:
        assert read_page(file.stem) == file.read_text("utf-8")
        translated = sections(file.stem)
    finally:
        use_catalogue(NullTranslations())
    assert [s.place for s in translated] == [s.place for s in english]
    assert [s.level for s in translated] == [s.level for s in english]
    titles = zip(translated, english, strict=True)
    assert all(ours.title != theirs.title for ours, theirs in titles)


@pytest.mark.parametrize("file", TRANSLATED, ids=lambda file: str(file.stem))
def test_that_links_and_figures_of_a_translated_page_are_those_of_the_english_one(
    file: Path,
) -> None:
    def names(found: list[str]) -> list[str]:
        return sorted(name.removeprefix("../").partition("#")[0] for name in found)

    text, english = file.read_text("utf-8"), _text(file.stem)
    figures = [name for _, name in FIGURE.findall(text)]
    assert figures == [f"../{name}" for _, name in FIGURE.findall(english)]
    assert set(names(LINK.findall(text))) <= {*names(LINK.findall(english)), *PRESENT}
    for link in LINK.findall(text):
        where, _, anchor = link.partition("#")
        assert (file.parent / where).is_file(), link
        assert not anchor or anchor in {s.anchor for s in sections(Path(where).stem)}


PRESENT = {f"{file.stem}.md" for file in TRANSLATED}


@pytest.mark.usefixtures("_chinese")
def test_that_a_page_without_translation_is_shown_in_english() -> None:
    assert read_page("file-format").startswith("# The project file")
    assert sections("file-format")[0].anchor == "the-project-file"


@pytest.mark.usefixtures("_chinese")
def test_that_words_without_spaces_are_found_and_shown() -> None:
    hits = find("硬币")
    assert "concepts#why-probabilities" in {hit.section.place for hit in hits}
    assert all("硬币" in hit.excerpt for hit in hits)
    assert all(len(hit.excerpt) <= documentation.EXCERPT + 8 for hit in hits)


def test_that_pages_lead_to_each_other() -> None:
    linked = {
        link.partition("#")[0].removesuffix(".md")
        for name in NAMES
        for link in LINK.findall(_text(name))
    }
    assert set(NAMES) - linked <= {"index"}


def test_that_figures_on_pages_are_those_that_are_there() -> None:
    shown = {file for name in NAMES for _, file in FIGURE.findall(_text(name))}
    folder = docs_folder() / "figures"
    there = {f"figures/{file.name}" for file in folder.glob("*.png")}
    assert shown == there
    assert {f"figures/{file.name}" for file in (folder / "dark").glob("*")} == there


@pytest.mark.parametrize("name", NAMES)
def test_that_each_figure_is_told_in_words(name: str) -> None:
    assert all(len(words) > 3 for words, _ in FIGURE.findall(_text(name)))


def test_that_figures_do_not_weigh_much() -> None:
    files = (docs_folder() / "figures").rglob("*.png")
    assert sum(file.stat().st_size for file in files) < 2_000_000


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Free cores", "free-cores"),
        ("Why?", "why"),
        ("Start, pause, stop", "start-pause-stop"),
        ("`kept-weights`", "kept-weights"),
        ("tnstudio runs list", "tnstudio-runs-list"),
    ],
)
def test_that_headings_have_the_names_that_github_gives_them(
    title: str, anchor: str
) -> None:
    assert anchor_of(title) == anchor


def test_that_marks_of_markdown_are_no_text() -> None:
    text = "- **All** of `it`, [here](a.md#b)\n\n| a | b |\n|---|---:|\n| 1 \\| 2 | 3 |"
    assert " ".join(plain(text).split()) == "All of it, here a b 1 | 2 3"


def test_that_all_words_of_a_query_must_be_in_a_section() -> None:
    hits = find("axon TYPE strength")
    assert hits
    for hit in hits:
        whole = f"{hit.section.title} {hit.section.text}".casefold()
        assert all(word in whole for word in ("axon", "type", "strength"))
    assert hits[0].section.place == "concepts#axon-types-and-strengths"


def test_that_an_excerpt_shows_a_word_that_was_looked_for() -> None:
    hits = find("saturating" + " nonsense")
    assert hits == []
    for hit in find("checkpoint"):
        whole = f"{hit.section.title} {hit.excerpt}".casefold()
        assert "checkpoint" in whole
        assert len(hit.excerpt) <= documentation.EXCERPT + 8


def test_that_nothing_is_found_for_nothing() -> None:
    assert find("") == find("   ") == []


def test_that_a_heading_in_a_listing_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index.md").write_text("# A\n\n```\n# no\n```\n\n## B\n\n## B\n")
    monkeypatch.setattr(documentation, "docs_folder", lambda: tmp_path)
    documentation._sections.cache_clear()
    assert [s.anchor for s in sections("index")] == ["a", "b", "b-1"]
    documentation._sections.cache_clear()


def test_that_an_unknown_page_is_an_error() -> None:
    with pytest.raises(TNStudioError, match="no page"):
        read_page("../README")


def test_that_a_page_that_is_gone_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(documentation, "docs_folder", lambda: tmp_path)
    assert pages() == ()
    with pytest.raises(TNStudioError, match="cannot be read"):
        read_page("index")

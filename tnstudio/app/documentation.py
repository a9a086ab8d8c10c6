"""The documentation: its pages, their sections, and a search over all of them.

The pages are Markdown files in ``resources/docs``, in GitHub's dialect, which
the window shows and any other reader does too. A place in them is written
``page#heading``, the heading as GitHub names it in addresses. Translations of
some pages are in folders named after their language; their headings are those of
the English page, in its order, and so are their places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tnstudio.errors import TNStudioError
from tnstudio.paths import resources
from tnstudio.texts import language, marked

FIRST_PAGE = "index"
"""Where to begin."""

EXCERPT = 110
"""Letters of an excerpt, about."""

_LONGEST_WORD = 20
"""An excerpt begins and ends with whole words, unless they are longer than this."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes
    ----------
    name : str
        Of its file, without the suffix.
    title : str
        As the contents list it.
    """

    name: str
    title: str


PAGES = (
    Page("index", marked("Welcome")),
    Page("quick-start", marked("Quick start")),
    Page("concepts", marked("Concepts")),
    Page("home-and-files", marked("Home and files")),
    Page("design", marked("Design")),
    Page("train", marked("Train")),
    Page("simulate", marked("Simulate")),
    Page("command-line", marked("Command line")),
    Page("python-api", marked("Python")),
    Page("interchange", marked("Other programs")),
    Page("file-format", marked("Project file")),
    Page("equations", marked("Equations and sources")),
    Page("troubleshooting", marked("When something is wrong")),
)
"""In the order of the contents."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading.

    Attributes
    ----------
    page : str
    anchor : str
        As in ``page#anchor``.
    title : str
    level : int
        1 for the title of the page.
    text : str
        Without the marks of Markdown.
    """

    page: str
    anchor: str
    title: str
    level: int
    text: str

    @property
    def place(self) -> str:
        """``page#anchor``."""
        return f"{self.page}#{self.anchor}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A section with all words of a query, and some of the text around them."""

    section: Section
    excerpt: str


def docs_folder() -> Path:
    """Folder of the pages; figures are in ``figures`` under it."""
    return resources() / "docs"


def pages() -> tuple[Page, ...]:
    """Return the pages that are there."""
    return tuple(page for page in PAGES if _file(page.name).is_file())


def read_page(name: str) -> str:
    """Return a page as Markdown, in the language that is spoken if it is there.

    Raises
    ------
    TNStudioError
        If there is no such page, or it cannot be read.
    """
    if name not in {page.name for page in PAGES}:
        raise TNStudioError(f"The documentation has no page “{name}”", name)
    return _read(name, language())


def sections(name: str) -> tuple[Section, ...]:
    """Return the sections of a page, from its title on."""
    return _sections(name, language())


@cache
def _sections(name: str, spoken: str) -> tuple[Section, ...]:
    found = tuple(_parted(name, _read(name, spoken)))
    if _file(name, spoken) == _file(name):
        return found
    english = _parted(name, _read(name))
    return tuple(
        replace(section, anchor=place.anchor)
        for section, place in zip(found, english, strict=True)
    )


def find(query: str) -> list[Hit]:
    """Return the sections with all words of a query, the best titles first.

    Parameters
    ----------
    query : str
        Words, or parts of words; upper and lower case are alike.
    """
    words = query.casefold().split()
    if not words:
        return []
    found = [
        section
        for page in pages()
        for section in sections(page.name)
        if all(word in _whole(section) for word in words)
    ]
    found.sort(key=lambda section: -_in_title(section, words))
    return [Hit(section, _excerpt(section.text, words)) for section in found]


def anchor_of(title: str) -> str:
    """Return a heading as GitHub names it in addresses, e.g. ``free-cores``."""
    kept = re.sub(r"[^\w\- ]", "", plain(title).casefold())
    return kept.replace(" ", "-")


def plain(text: str) -> str:
    """Return a piece of Markdown without its marks."""
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*(?:[-*>]|\d+\.)\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*\|?[\s:|-]*-{3}[\s:|-]*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\s*(?<!\\)\|\s*", "  ", text)
    return re.sub(r"[`*]|\\(?=\W)", "", text).strip()


def _read(name: str, spoken: str = "") -> str:
    file = _file(name, spoken)
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise TNStudioError(
            "A page of the documentation cannot be read",
            str(file),
            "install TN Studio anew: this file belongs to it",
        ) from error


def _file(name: str, spoken: str = "") -> Path:
    """Return the file of a page in a language, or the English one."""
    translated = docs_folder() / spoken / f"{name}.md"
    return translated if translated.is_file() else docs_folder() / f"{name}.md"


def _parted(page: str, markdown: str) -> Iterator[Section]:
    seen: dict[str, int] = {}
    title, level, lines = "", 0, list[str]()
    for line, heading in _lines(markdown):
        if not heading:
            lines.append(line)
            continue
        if level:
            yield _section(page, title, level, lines, seen)
        title, level, lines = plain(line.lstrip("#")), heading, []
    if level:
        yield _section(page, title, level, lines, seen)


def _lines(markdown: str) -> Iterator[tuple[str, int]]:
    """Yield each line with its level as a heading, 0 if it is none."""
    in_code = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            in_code = not in_code
        match = None if in_code else re.match(r"(#{1,6}) \S", line)
        yield line, len(match[1]) if match else 0


def _section(
    page: str, title: str, level: int, lines: list[str], seen: dict[str, int]
) -> Section:
    anchor = anchor_of(title)
    times = seen.get(anchor, 0)
    seen[anchor] = times + 1
    text = plain("\n".join(line for line in lines if not line.startswith("```")))
    return Section(page, f"{anchor}-{times}" if times else anchor, title, level, text)


def _whole(section: Section) -> str:
    return f"{section.title}\n{section.text}".casefold()


def _in_title(section: Section, words: list[str]) -> int:
    return sum(word in section.title.casefold() for word in words)


def _excerpt(text: str, words: list[str]) -> str:
    """Return the text around the first of the words, whole words only."""
    flat = " ".join(text.split())
    folded = flat.casefold()
    at = min((k for k in map(folded.find, words) if k >= 0), default=0)
    start = max(0, at - EXCERPT // 3)
    if start:
        space = flat.find(" ", start - 1, min(at, start + _LONGEST_WORD))
        start = space + 1 if space >= 0 else start
    end = min(len(flat), start + EXCERPT)
    if end < len(flat):
        space = flat.rfind(" ", end - _LONGEST_WORD, end)
        end = space if space >= 0 else end
    return ("… " if start else "") + flat[start:end] + (" …" if end < len(flat) else "")

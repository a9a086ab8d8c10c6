"""The window of the documentation, with keys and clicks."""

from collections.abc import Iterator
from gettext import NullTranslations

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument, QTextTable
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app.documentation import PAGES
from tnstudio.texts import use_catalogue
from tnstudio.ui.documentation.page_document import figures_of
from tnstudio.ui.documentation.page_view import PageView
from tnstudio.ui.documentation.window import DocumentationWindow
from tnstudio.ui.studio import Studio

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def outside() -> list[str]:
    """The addresses that the desktop was asked to show."""
    return []


@pytest.fixture
def shown(
    qtbot: QtBot, studio: Studio, outside: list[str]
) -> Iterator[DocumentationWindow]:
    window = DocumentationWindow(
        studio, open_outside=lambda url: outside.append(url.toString())
    )
    qtbot.addWidget(window)
    show(qtbot, window)
    yield window
    window.close()


def _top(window: DocumentationWindow) -> str:
    """Return the text at the top of the page on show."""
    corner = QPoint(40, 24)
    return window.view.cursorForPosition(corner).block().text()


def _click_link(qtbot: QtBot, window: DocumentationWindow, text: str) -> None:
    cursor = window.view.document().find(text)
    assert not cursor.isNull()
    window.view.setTextCursor(cursor)
    window.view.ensureCursorVisible()
    cursor.setPosition(cursor.selectionEnd() - 1)
    place = window.view.cursorRect(cursor).center()
    qtbot.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_that_it_begins_at_the_first_page_with_all_pages_listed(
    shown: DocumentationWindow,
) -> None:
    assert shown.page == "index"
    tree = shown.contents.tree
    titles = [tree.topLevelItem(k).text(0) for k in range(tree.topLevelItemCount())]
    assert titles == [page.title for page in PAGES]
    assert not shown.back.isEnabled()
    assert not shown.forward.isEnabled()
    assert shown.windowTitle() == "Welcome – Documentation"


def test_that_a_click_in_the_contents_shows_that_heading(
    qtbot: QtBot, shown: DocumentationWindow
) -> None:
    tree = shown.contents.tree
    item = tree.topLevelItem(2)
    item.setExpanded(True)
    place = tree.visualItemRect(item.child(2)).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown.page == "concepts"
    assert _top(shown) == item.child(2).text(0)
    assert tree.currentItem() is item.child(2)


def test_that_arrow_keys_turn_pages_in_the_contents(
    qtbot: QtBot, shown: DocumentationWindow
) -> None:
    shown.contents.tree.setFocus()
    qtbot.keyClick(shown.contents.tree, Qt.Key.Key_Left)
    qtbot.keyClick(shown.contents.tree, Qt.Key.Key_Down)
    assert shown.page == "quick-start"


def test_that_links_lead_to_pages_and_back(
    qtbot: QtBot, shown: DocumentationWindow
) -> None:
    shown.resize(1000, 420)
    _click_link(qtbot, shown, "Concepts")
    assert shown.page == "concepts"
    shown.show_place("concepts#energy")
    was = shown.view.place
    _click_link(qtbot, shown, "See Energy")
    assert shown.page == "equations"
    assert _top(shown) == "Energy"
    qtbot.keyClick(shown, Qt.Key.Key_Left, ALT)
    assert shown.page == "concepts"
    assert shown.view.place == was
    qtbot.mouseClick(shown.back, Qt.MouseButton.LeftButton)
    qtbot.keyClick(shown, Qt.Key.Key_Left, ALT)
    assert shown.page == "index"
    assert not shown.back.isEnabled()
    qtbot.keyClick(shown, Qt.Key.Key_Right, ALT)
    assert shown.page == "concepts"
    qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.BackButton)
    assert shown.page == "index"
    qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.ForwardButton)
    assert shown.page == "concepts"


def test_that_tab_and_enter_follow_a_link(
    qtbot: QtBot, shown: DocumentationWindow
) -> None:
    shown.view.setFocus()
    qtbot.keyClick(shown.view, Qt.Key.Key_Tab)
    qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    assert shown.page == "quick-start"


def test_that_an_address_elsewhere_is_left_to_the_desktop(
    shown: DocumentationWindow, outside: list[str]
) -> None:
    shown.view.anchorClicked.emit(QUrl("https://example.org/a"))
    assert outside == ["https://example.org/a"]
    assert shown.page == "index"
    shown.view.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert outside == ["https://example.org/a"]


def test_that_a_search_lists_hits_and_goes_there(
    qtbot: QtBot, shown: DocumentationWindow
) -> None:
    qtbot.keyClick(shown, Qt.Key.Key_F, CTRL)
    assert shown.contents.search.hasFocus()
    qtbot.keyClicks(shown.contents.search, "output line delay")
    qtbot.keyClick(shown.contents.search, Qt.Key.Key_Return)
    hits = shown.contents.hits
    assert hits.isVisible()
    assert hits.count() >= 1
    assert shown.page == "concepts"
    marks = shown.view.extraSelections()
    assert {mark.cursor.selectedText().casefold() for mark in marks} == {
        "output",
        "line",
        "delay",
    }
    qtbot.keyClick(shown.contents.search, Qt.Key.Key_Down)
    assert hits.hasFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.contents.tree.isVisible()
    assert shown.isVisible()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_that_hits_are_gone_through_with_arrow_keys(
    qtbot: QtBot, shown: DocumentationWindow
) -> None:
    qtbot.keyClicks(shown.contents.search, "threshold")
    qtbot.keyClick(shown.contents.search, Qt.Key.Key_Down)
    hits = shown.contents.hits
    first = (shown.page, shown.view.place)
    for _ in range(hits.count() - 1):
        qtbot.keyClick(hits, Qt.Key.Key_Down)
    assert (shown.page, shown.view.place) != first


def test_that_a_search_without_hits_says_so(
    qtbot: QtBot, shown: DocumentationWindow
) -> None:
    qtbot.keyClicks(shown.contents.search, "zebra crossing")
    qtbot.waitUntil(lambda: shown.contents.hits.isVisible())
    assert shown.contents.hits.count() == 0
    qtbot.keyClick(shown.contents.search, Qt.Key.Key_Return)
    assert shown.page == "index"


def test_that_every_page_can_be_shown_with_its_figures(
    shown: DocumentationWindow,
) -> None:
    for page in PAGES:
        shown.show_place(page.name)
        assert shown.page == page.name
        assert shown.view.anchors
        for name in figures_of(shown.view.document()):
            image = shown.view._figure(name)
            assert not image.isNull(), name
            assert image.width() <= shown.view.viewport().width()
        assert shown.view.horizontalScrollBar().maximum() == 0, page.name


def test_that_a_page_is_laid_out_once_when_it_is_turned_to(
    shown: DocumentationWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted = []
    fit = PageView._fit

    def noted(view: PageView, document: QTextDocument) -> None:
        fitted.append(document)
        fit(view, document)

    monkeypatch.setattr(PageView, "_fit", noted)
    for page in ("concepts", "index", "file-format"):
        shown.show_place(page)
    assert len(fitted) == 3


def test_that_what_a_listing_prints_stands_apart_from_it(
    shown: DocumentationWindow,
) -> None:
    shown.show_place("python-api")
    last = shown.view.document().find("print(tn.check(project))").block()
    assert last.next().text().startswith("Project 'MNIST, 5 cores'")
    assert last.blockFormat().bottomMargin() > 0
    assert last.previous().blockFormat().bottomMargin() == 0


def test_that_the_headings_of_a_page_come_into_view_in_the_contents(
    shown: DocumentationWindow,
) -> None:
    for page in ("command-line", "python-api", "design"):
        shown.show_place(page)
        tree = shown.contents.tree
        item = tree.currentItem()
        assert tree.viewport().rect().contains(tree.visualItemRect(item))
        for k in range(item.childCount()):
            there = tree.visualItemRect(item.child(k))
            assert tree.viewport().rect().contains(there), item.child(k).text(0)


def test_that_figures_follow_width_and_theme(
    shown: DocumentationWindow, studio: Studio
) -> None:
    shown.show_place("train#the-course-of-a-training")
    name = "figures/course.png"
    wide = shown.view._figure(name)
    shown.resize(600, 500)
    narrow = shown.view._figure(name)
    assert narrow.width() < wide.width()
    studio.theme.set_mode("dark")
    dark = shown.view._figure(name)
    assert dark.pixelColor(1, 1).lightness() < 90 < narrow.pixelColor(1, 1).lightness()


def test_that_the_place_stays_when_colours_and_size_change(
    qtbot: QtBot, shown: DocumentationWindow, studio: Studio
) -> None:
    shown.show_place("simulate#fork")
    assert _top(shown) == "Fork"
    studio.theme.set_mode("dark")
    assert _top(shown) == "Fork"
    shown.resize(700, 600)
    assert _top(shown) == "Fork"


def test_that_headings_far_down_are_gone_to_at_once(
    shown: DocumentationWindow,
) -> None:
    for place, title in (
        ("command-line#tnstudio-sweep", "tnstudio sweep"),
        ("file-format#recordings", "Recordings"),
        ("command-line#tnstudio-import-ranc", "tnstudio import ranc"),
    ):
        shown.show_place(place)
        assert _top(shown) == title


def test_that_text_follows_the_size_of_the_program(
    shown: DocumentationWindow, studio: Studio
) -> None:
    before = shown.view.document().size().height()
    studio.theme.set_text_size(160)
    after = shown.view.document().size().height()
    studio.theme.set_text_size(100)
    assert after > 1.2 * before
    assert abs(shown.view.document().size().height() - before) < 2


def test_that_tables_have_the_colours_of_the_theme(
    shown: DocumentationWindow, studio: Studio
) -> None:
    def head() -> str:
        frames = shown.view.document().rootFrame().childFrames()
        table = next(f for f in frames if isinstance(f, QTextTable))
        return str(table.cellAt(0, 0).format().background().color().name())

    assert head() == studio.theme.colours.raised
    studio.theme.set_mode("dark")
    assert head() == studio.theme.colours.raised


def test_that_the_window_comes_back_as_it_was_left(
    qtbot: QtBot, studio: Studio, shown: DocumentationWindow
) -> None:
    shown.resize(777, 555)
    shown.close()
    again = DocumentationWindow(studio)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (777, 555)


def test_that_text_can_be_copied_but_not_changed(
    qtbot: QtBot, shown: DocumentationWindow
) -> None:
    assert shown.view.isReadOnly()
    shown.view.moveCursor(
        QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
    )
    assert shown.view.textCursor().selectedText() == "Welcome to TN Studio"


def test_that_controls_have_names(shown: DocumentationWindow) -> None:
    for control in (
        shown.back,
        shown.forward,
        shown.view,
        shown.contents.search,
        shown.contents.tree,
        shown.contents.hits,
    ):
        assert control.objectName()
        assert control.accessibleName()


def test_that_a_translated_page_is_gone_through_by_the_same_places(
    qtbot: QtBot, studio: Studio
) -> None:
    use_catalogue(NullTranslations(), "zh_CN")
    try:
        window = DocumentationWindow(studio, open_outside=lambda _: None)
        qtbot.addWidget(window)
        show(qtbot, window)
        window.show_place("concepts#windows-and-strides")
        assert _top(window) == "窗口与步幅"
        assert window.contents.tree.currentItem().text(0) == "窗口与步幅"
        for name in figures_of(window.view.document()):
            assert not window.view._figure(name).isNull(), name
        _click_link(qtbot, window, "见能量")
        assert (window.page, _top(window)) == ("equations", "Energy")
    finally:
        use_catalogue(NullTranslations())

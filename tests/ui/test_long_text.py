"""Texts that are long in either way, brought to where there is little room."""

from hypothesis import given
from hypothesis import strategies as st

from tnstudio.ui.widgets.long_text import breakable, cut, plain_tip, shortened


@given(st.text())
def test_that_breakable_words_are_short_and_read_the_same(text: str) -> None:
    made = breakable(text)
    assert made.replace("\u200b", "") == text.replace("\u200b", "")
    words = made.replace("\u200b", " ").split()
    runs = [word.rstrip("/\\_.,@-") for word in words]
    assert all(len(run.lstrip("/\\_.,@-")) <= 20 for run in runs)


def test_that_paths_break_behind_their_separators() -> None:
    parts = breakable("/home/somebody/pictures/cat.png").split("\u200b")
    assert parts == ["/", "home/", "somebody/", "pictures/", "cat.", "png"]


def test_that_what_is_left_out_is_counted() -> None:
    assert shortened("a\nb", 2, 9) == "a\nb"
    assert shortened("a\nb\nc", 2, 9) == "a\nb\nand 1 more line"
    assert shortened("a\nb\nc\nd", 2, 9) == "a\nb\nand 2 more lines"
    assert shortened("abcdef", 2, 3) == "abc …"


def test_that_a_tip_takes_no_name_for_mark_up() -> None:
    assert plain_tip("<b>\n&") == "<span>&lt;b&gt;<br>&amp;</span>"
    assert plain_tip("") == ""


def test_that_a_name_is_cut_where_there_is_little_room() -> None:
    assert cut("short", 5) == "short"
    assert cut("a longer one", 9) == "a longer…"
    assert cut("a\nname", 20) == "a name"

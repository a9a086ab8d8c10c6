"""The log is read from its end, entry by entry."""

from pathlib import Path

from tnstudio.app.log_text import MOST_BYTES, chosen, end_of_log, entries

TEXT = """2026-01-02 03:04:05,678 WARNING tnstudio.app: The first
2026-01-02 03:04:06,000 CRITICAL tnstudio.ui: Uncaught error
Traceback (most recent call last):
ZeroDivisionError: division by zero
2026-01-02 03:04:07,000 INFO numba: something
"""


def test_that_a_traceback_belongs_to_its_entry() -> None:
    found = entries(TEXT)
    assert [entry.level for entry in found] == ["WARNING", "CRITICAL", "INFO"]
    assert found[1].text.endswith("ZeroDivisionError: division by zero")
    assert "\n".join(entry.text for entry in found) == TEXT.rstrip()


def test_that_level_and_words_choose() -> None:
    found = entries(TEXT)
    assert [e.level for e in chosen(found, "WARNING", "")] == ["WARNING", "CRITICAL"]
    assert [e.level for e in chosen(found, "DEBUG", "DIVISION zero")] == ["CRITICAL"]
    assert chosen(found, "ERROR", "first") == ()


def test_that_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.log"
    file.write_text("x" * 40 + "\n" + "line\n" * (MOST_BYTES // 5))
    text = end_of_log(file)
    assert len(text) <= MOST_BYTES
    assert set(text.splitlines()) == {"line"}


def test_that_a_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert end_of_log(tmp_path / "none.log") == ""
    assert entries("") == ()

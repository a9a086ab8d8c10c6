"""The palette finds what is meant, the best first."""

from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.commands import Command, ranked


def command(title: str, path: str = "", *, is_enabled: bool = True) -> Command:
    return Command(title, title, path, lambda: None, is_enabled=is_enabled)


def titles(query: str, commands: list[Command], *recent: str) -> list[str]:
    return [found.title for found in ranked(commands, query, recent)]


SOME = [
    command("Export run", "File"),
    command("Run to end", "Simulate"),
    command("Undo", "Edit", is_enabled=False),
    command("Reset layout", "View"),
    command("Breakpoints", "Simulate → Pages"),
]


def test_that_no_query_means_all_and_those_that_cannot_be_done_last() -> None:
    found = titles("", SOME)
    assert found[-1] == "Undo"
    assert len(found) == len(SOME)


def test_that_those_run_last_come_first() -> None:
    assert titles("", SOME, "Reset layout", "Run to end")[:2] == [
        "Reset layout",
        "Run to end",
    ]
    assert titles("run", SOME, "Run to end")[0] == "Run to end"


def test_that_words_may_begin_words_in_any_order() -> None:
    assert titles("run exp", SOME) == ["Export run"]
    assert titles("EXP", SOME) == ["Export run"]


def test_that_the_title_counts_more_than_the_path() -> None:
    made = [command("Play", "Run"), command("Runs"), command("Prune")]
    assert titles("run", made) == ["Runs", "Prune", "Play"]


def test_that_scattered_letters_are_found_last() -> None:
    assert titles("brkpt", SOME) == ["Breakpoints"]
    assert titles("xyzzy", SOME) == []


WORDS = st.text("abcde →", max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS, st.booleans())), WORDS, st.lists(WORDS))
def test_that_each_is_found_at_most_once_and_by_its_own_title(
    rows: list[tuple[str, str, bool]], query: str, recent: list[str]
) -> None:
    made = [command(t, p, is_enabled=e) for t, p, e in rows]
    found = ranked(made, query, recent)
    assert len({id(one) for one in found}) == len(found)
    assert all(any(one is other for other in made) for one in found)
    for one in made:
        assert one in ranked(made, one.title, recent)

"""Commands that are found by typing: which ones are meant, the best first."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")

PREFIX, INSIDE, ELSEWHERE, SCATTERED = 0, 1, 2, 3
"""How well a word is found: at the start of a word of the title, within the title,
in the path or the explanation, or letter by letter in the title."""

_LEAST_SCATTERED = 3
"""Letters; fewer are found in nearly every title."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that the user can have done.

    Attributes
    ----------
    name : str
        Under which it is remembered.
    title : str
        What it is called.
    path : str
        Where it is found otherwise, e.g. ``File → Open recent``.
    run : callable
        Does it.
    keys : str
        Its shortcut.
    tip : str
        What it does; of a disabled one, why not.
    is_enabled : bool
        Whether it can be done now.
    """

    name: str
    title: str
    path: str
    run: Callable[[], object]
    keys: str = ""
    tip: str = ""
    is_enabled: bool = True


def ranked(
    commands: Iterable[Command], query: str, recent: Sequence[str]
) -> list[Command]:
    """Return the commands that a query means, the best first.

    Parameters
    ----------
    commands : iterable of Command
    query : str
        Words in any order, each to be found in the command; none means all.
    recent : sequence of str
        Names of those run last, the newest first: of equally good ones, these
        come first; then those that can be done now.
    """
    words = query.casefold().split()
    places = {name: place for place, name in enumerate(recent)}
    found = []
    for number, command in enumerate(commands):
        cost = _cost(command, words)
        if cost is not None:
            place = places.get(command.name, len(places))
            found.append((cost, place, not command.is_enabled, number, command))
    return [command for *_, command in sorted(found, key=lambda row: row[:-1])]


def _cost(command: Command, words: list[str]) -> int | None:
    """Return how badly the words are found on the whole; None if one is not."""
    title = command.title.casefold()
    starts = _WORD.findall(title)
    rest = f"{command.path} {command.tip}".casefold()
    costs = [_cost_of_word(word, title, starts, rest) for word in words]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def _cost_of_word(word: str, title: str, starts: list[str], rest: str) -> int | None:
    if any(start.startswith(word) for start in starts):
        return PREFIX
    if word in title:
        return INSIDE
    if word in rest:
        return ELSEWHERE
    if len(word) >= _LEAST_SCATTERED and _is_scattered(word, title):
        return SCATTERED
    return None


def _is_scattered(word: str, title: str) -> bool:
    """Tell whether the letters of a word occur in a title, in this order."""
    letters = iter(title)
    return all(letter in letters for letter in word)

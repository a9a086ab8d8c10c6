"""How numbers of things are said."""

from collections.abc import Sequence

_PLURALS = {"stimulus": "stimuli"}
_MOST_LISTED = 4


def numbered(thing: str, numbers: Sequence[int]) -> str:
    """Return things with their numbers, e.g. ``core 3``, or how many: ``9 cores``."""
    if len(numbers) == 1:
        return f"{thing} {numbers[0]}"
    things = _PLURALS.get(thing, f"{thing}s")
    if len(numbers) <= _MOST_LISTED:
        return f"{things} {', '.join(map(str, numbers))}"
    return f"{len(numbers)} {things}"


def listed(parts: Sequence[str]) -> str:
    """Return parts of a sentence with commas and an ``and``."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))

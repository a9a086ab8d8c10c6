"""How numbers of things are said."""

from collections.abc import Sequence

_PLURALS = {"class": "classes", "copy": "copies", "stimulus": "stimuli"}
_MOST_LISTED = 4


def numbered(thing: str, numbers: Sequence[int]) -> str:
    """Return things with their numbers, e.g. ``core 3``, or how many: ``9 cores``."""
    if len(numbers) == 1:
        return f"{thing} {numbers[0]}"
    if len(numbers) <= _MOST_LISTED:
        return f"{_plural(thing)} {', '.join(map(str, numbers))}"
    return counted(len(numbers), thing)


def counted(count: int, thing: str) -> str:
    """Return a number with its thing, e.g. ``1 core`` or ``9 cores``."""
    return f"{count:,} {thing if count == 1 else _plural(thing)}"


def _plural(thing: str) -> str:
    return _PLURALS.get(thing, f"{thing}s")


def listed(parts: Sequence[str]) -> str:
    """Return parts of a sentence with commas and an ``and``."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def duration_text(seconds: float) -> str:
    """Return a duration as far as one can tell it before, e.g. ``24 s``."""
    for unit, size in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 1.95 * size:
            return f"{_two_digits(seconds / size)} {unit}"
    return f"{_two_digits(seconds)} s" if seconds >= 0.095 else "under 0.1 s"


def bytes_text(count: int) -> str:
    """Return an amount of memory in units of 1000, e.g. ``85 MB``."""
    for unit, size in (("TB", 10**12), ("GB", 10**9)):
        if count >= 0.995 * size:
            return f"{_two_digits(count / size)} {unit}"
    return f"{_two_digits(max(count / 10**6, 0.1))} MB"


def _two_digits(value: float) -> str:
    """Write a number with two digits, whole ones with all that they have."""
    return f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:,.0f}"

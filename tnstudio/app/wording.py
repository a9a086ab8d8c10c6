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


def bytes_text(size: int) -> str:
    """Return a number of bytes in kB or MB, e.g. ``3.1 MB``."""
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"

"""How numbers of things are said."""

from collections.abc import Sequence

_PLURALS = {"class": "classes", "copy": "copies", "stimulus": "stimuli"}
_MOST_LISTED = 4

UNKNOWN = "unknown"
"""In place of what nobody has recorded."""


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
            return f"{_short(seconds / size)} {unit}"
    return f"{_short(seconds)} s" if seconds >= 0.095 else "under 0.1 s"


def about_text(seconds: float) -> str:
    """Return an estimate of a duration, e.g. ``about 24 s``."""
    text = duration_text(seconds)
    return text if text.startswith("under") else f"about {text}"


def clock_text(seconds: float) -> str:
    """Return a duration as a clock shows it, e.g. ``2:05`` or ``1:02:05``."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def bytes_text(size: int) -> str:
    """Return a number of bytes in kB, MB, GB or TB, e.g. ``3.1 MB``."""
    for unit, one, least in (("TB", 1e12, 1e12), ("GB", 1e9, 1e9), ("MB", 1e6, 1e5)):
        if size >= 0.995 * least:
            return f"{_short(size / one)} {unit}"
    return f"{_short(size / 1e3)} kB"


def _short(value: float) -> str:
    """Write a number with one decimal if it is below 10, otherwise without."""
    return f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:,.0f}"

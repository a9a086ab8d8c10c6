"""How numbers of things are said."""

from collections.abc import Sequence

from tnstudio.texts import marked, tr

_PLURALS = {
    "class": "classes",
    "copy": "copies",
    "stimulus": "stimuli",
    "neuron with a target": "neurons with a target",
}
_MOST_LISTED = 4

UNKNOWN = marked("unknown")
"""In place of what nobody has recorded."""


def numbered(thing: str, numbers: Sequence[int]) -> str:
    """Return things with their numbers, e.g. ``core 3``, or how many: ``9 cores``."""
    if len(numbers) == 1:
        return f"{tr(thing)} {numbers[0]}"
    if len(numbers) <= _MOST_LISTED:
        return f"{_several(thing)} {', '.join(map(str, numbers))}"
    return counted(len(numbers), thing)


def counted(count: int, thing: str) -> str:
    """Return a number with its thing, e.g. ``1 core`` or ``9 cores``.

    Parameters
    ----------
    thing : str
        One of them, in English; the plural is made here.
    """
    told = tr(thing) if count == 1 else _several(thing)
    return tr("{number:,} {things}", number=count, things=told)


def _several(thing: str) -> str:
    """Return the plural, in languages that have one."""
    told = tr(thing)
    if not told.isascii():
        return told
    return _PLURALS.get(told, f"{told}s")


def listed(parts: Sequence[str]) -> str:
    """Return parts of a sentence with commas and an ``and``."""
    told = [part for part in parts[:-1] if part]
    last = parts[-1] if parts else ""
    if not (told and last):
        return ", ".join((*told, *filter(None, [last])))
    return tr("{first} and {last}", first=", ".join(told), last=last)


def duration_text(seconds: float) -> str:
    """Return a duration as far as one can tell it before, e.g. ``24 s``."""
    if seconds < _SHORTEST:
        return tr("under 0.1 s")
    if seconds >= 1.95 * 86_400:
        return tr("{number} days", number=_short(seconds / 86_400))
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 1.95 * size:
            return f"{_short(seconds / size)} {unit}"
    return f"{_short(seconds)} s"


_SHORTEST = 0.095
"""Seconds; what is shorter is not told exactly."""


def about_text(seconds: float) -> str:
    """Return an estimate of a duration, e.g. ``about 24 s``."""
    told = duration_text(seconds)
    return told if seconds < _SHORTEST else tr("about {duration}", duration=told)


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

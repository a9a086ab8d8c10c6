"""The text of NSCS files: JSON with comments and run-length coded lists."""

import re
from collections.abc import Iterator

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Limit
from tnstudio.storage.interchange.json_part import JsonPart
from tnstudio.texts import tr

_STRING_OR_COMMENT = re.compile(r'"|/\*')
_REST_OF_STRING = re.compile(r'(?:[^"\\]++|\\.)*+"', re.DOTALL)
_LETTER = re.compile(r"[^\n]")

_MOST_ITEM = 64
"""Letters of a coded item: three numbers and two colons."""

_REPEAT = re.compile(r"(-?[0-9]{1,10})x([0-9]{1,19})")
_STEPS = re.compile(r"(-?[0-9]{1,10})(?::(-?[0-9]{1,10}))?:(-?[0-9]{1,10})")


def without_comments(text: str, file: str) -> str:
    """Put blanks in the place of all comments, so that every place stays the same.

    Raises
    ------
    TNStudioError
        If a comment has no end.
    """
    kept: list[str] = []
    done = 0
    while (found := _STRING_OR_COMMENT.search(text, done)) is not None:
        kept.append(text[done : found.start()])
        end = _end_of(text, found, file)
        piece = text[found.start() : end]
        kept.append(piece if found[0] == '"' else _LETTER.sub(" ", piece))
        done = end
    return "".join([*kept, text[done:]])


def _end_of(text: str, found: re.Match[str], file: str) -> int:
    """Return where a text or comment ends; a text without end takes all."""
    if found[0] == '"':
        rest = _REST_OF_STRING.match(text, found.end())
        return len(text) if rest is None else rest.end()
    end = text.find("*/", found.end())
    if end < 0:
        line = text.count("\n", 0, found.start()) + 1
        raise TNStudioError(tr("The comment has no end"), f"{file}: line {line}")
    return end + 2


def run_lengths(part: JsonPart, limit: Limit, most: int) -> list[int]:
    """Return a list of whole numbers that may be coded by their runs.

    An item is a number, or a text: ``1x256`` repeats, ``0:255`` counts, and
    ``21:2:25`` counts in steps and must meet its end.

    Parameters
    ----------
    limit : Limit
        The range of the numbers.
    most : int
        Longest list; nothing longer is ever made.

    Raises
    ------
    TNStudioError
        If an item is none of these or out of range, or the list is too long.
    """
    numbers: list[int] = []
    for item in part.elements():
        run = _run(item, limit)
        if len(numbers) + len(run) > most:
            item.refuse(tr("With this item the list is longer than {most}", most=most))
        numbers.extend(run)
    return numbers


def _run(item: JsonPart, limit: Limit) -> "range | _Repeated":
    if not isinstance(item.value, str):
        number = item.integer(limit)
        return range(number, number + 1)
    text = item.text(_MOST_ITEM)
    if (found := _REPEAT.fullmatch(text)) is not None:
        number, count = int(found[1]), int(found[2])
        _require(item, limit, number)
        return _Repeated(number, count)
    if (found := _STEPS.fullmatch(text)) is not None:
        return _steps(item, limit, found)
    return item.refuse(
        tr("“{typed}” is no run of numbers", typed=text),
        tr("such as 1x256, 0:255 or 21:2:25"),
    )


def _steps(item: JsonPart, limit: Limit, found: re.Match[str]) -> range:
    first, last = int(found[1]), int(found[3])
    step = 1 if found[2] is None else int(found[2])
    if step == 0 or (last - first) % step or (last - first) // step < 0:
        item.refuse(
            tr(
                "Steps of {step} from {first} do not meet {last}",
                step=step,
                first=first,
                last=last,
            )
        )
    for number in (first, last):
        _require(item, limit, number)
    return range(first, last + (1 if step > 0 else -1), step)


def _require(item: JsonPart, limit: Limit, number: int) -> None:
    JsonPart(number, item.file, item.place, item.size).integer(limit)


class _Repeated:
    """A number, so many times: as long as it says without taking the room."""

    def __init__(self, number: int, count: int) -> None:
        self._number, self._count = number, count

    def __len__(self) -> int:
        # More than a list can hold is too long for any list.
        return min(self._count, 2**31)

    def __iter__(self) -> Iterator[int]:
        return iter([self._number] * self._count)

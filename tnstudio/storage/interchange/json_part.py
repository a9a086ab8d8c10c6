"""A JSON file of another program, read with the place of every value at hand."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Limit
from tnstudio.storage.access import access_told, require_file_within
from tnstudio.texts import marked, tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MOST_FILE_BYTES = 2**30
"""Largest file; 4096 cores of 256 × 256 take about 0.8 GB."""

_MOST_SHOWN = 40
_RANGE = marked("{low} to {high}")
_KINDS = {
    dict: marked("an object"),
    list: marked("a list"),
    str: marked("a text"),
    bool: marked("a truth value"),
    float: marked("a number with a fraction"),
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class JsonPart:
    """A value in a JSON file.

    Attributes
    ----------
    file : str
        The name of the file.
    place : str
        Where in it, such as ``cores[3].axons``; empty for the whole.
    size : int
        Bytes of the whole file.
    """

    value: Any
    file: str
    place: str
    size: int

    def refuse(self, message: str, hint: str = "") -> NoReturn:
        """Refuse the file for this value.

        Raises
        ------
        TNStudioError
            Always.
        """
        where = f"{self.file}: {self.place}" if self.place else self.file
        raise TNStudioError(message, where, hint)

    def member(self, name: str) -> "JsonPart":
        """Return a member of this object, which must have it."""
        if not isinstance(self.value, dict):
            self._refuse_kind(marked("an object"))
        place = f"{self.place}.{name}" if self.place else name
        if name not in self.value:
            self._at(place, None).refuse(tr("This is missing"))
        return self._at(place, self.value[name])

    def has(self, name: str) -> bool:
        """Tell whether this object has a member of this name."""
        return isinstance(self.value, dict) and name in self.value

    def length(self, low: int, high: int) -> int:
        """Return the length of this list, which must be in this range."""
        if not isinstance(self.value, list):
            self._refuse_kind(marked("a list"))
        length = len(self.value)
        if not low <= length <= high:
            wanted = str(low) if low == high else tr(_RANGE, low=low, high=high)
            self.refuse(
                tr("The length of the list is {length}", length=length),
                tr("give {wanted}", wanted=wanted),
            )
        return length

    def element(self, k: int) -> "JsonPart":
        """Return an element of this list, which must have it."""
        return self._at(f"{self.place}[{k}]", self.value[k])

    def elements(self) -> "Iterator[JsonPart]":
        """Return the elements of this list."""
        if not isinstance(self.value, list):
            self._refuse_kind(marked("a list"))
        return (self.element(k) for k in range(len(self.value)))

    def integer(self, limit: Limit) -> int:
        """Return this whole number, which must be in this range."""
        if type(self.value) is not int:
            self._refuse_kind(marked("a whole number"))
        number: int = self.value
        if not limit.holds(number):
            self.refuse(
                tr(
                    "The {name} is {number}",
                    name=tr(limit.name),
                    number=_shortened(str(number)),
                ),
                tr("choose {low} to {high}", low=limit.low, high=limit.high)
                if limit.low <= limit.high
                else tr("there is nothing to choose"),
            )
        return number

    def boolean(self) -> bool:
        """Return this truth value."""
        if type(self.value) is not bool:
            self._refuse_kind(marked("a truth value"))
        truth: bool = self.value
        return truth

    def text(self, most: int) -> str:
        """Return this text, which must not be longer, and fit for UTF-8."""
        if not isinstance(self.value, str):
            self._refuse_kind(marked("a text"))
        text: str = self.value
        if len(text) > most:
            self.refuse(
                tr(
                    "The text has {letters} letters, the limit is {most}",
                    letters=len(text),
                    most=most,
                )
            )
        if "\0" in text or not _is_utf8(text):
            self.refuse(tr("The text has letters that are none"))
        return text

    def integers(self, limit: Limit, count: int) -> list[int]:
        """Return a list of so many whole numbers in this range."""
        self.length(count, count)
        if _all_hold(self.value, limit):
            numbers: list[int] = self.value
            return numbers
        return [element.integer(limit) for element in self.elements()]

    def integers_of_each(self, name: str, limit: Limit) -> list[int]:
        """Return a whole number in this range from every object of this list."""
        try:
            numbers = [element[name] for element in self.value]
        except (LookupError, TypeError):
            numbers = []
        if _all_hold(numbers, limit):
            return numbers
        return [element.member(name).integer(limit) for element in self.elements()]

    def bits(self, rows: int, columns: int) -> npt.NDArray[np.uint8]:
        """Return a matrix of zeros and ones, a list of rows."""
        self.length(rows, rows)
        matrix = np.zeros((rows, columns), np.uint8)
        for bits, row in zip(matrix, self.elements(), strict=True):
            bits[:] = row.integers(_BIT, columns)
        return matrix

    def _at(self, place: str, value: Any) -> "JsonPart":
        return JsonPart(value, self.file, place, self.size)

    def _refuse_kind(self, wanted: str) -> NoReturn:
        found = _KINDS.get(type(self.value), marked("a whole number"))
        self.refuse(
            tr("This is {found}, expected {wanted}", found=tr(found), wanted=tr(wanted))
        )


def _all_hold(values: list[Any], limit: Limit) -> bool:
    """Tell at a glance whether these are whole numbers in this range."""
    return set(map(type, values)) == {int} and (
        limit.holds(min(values)) and limit.holds(max(values))
    )


def _is_utf8(text: str) -> bool:
    """Tell whether all letters have a code in UTF-8: halves of pairs have none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_BIT = Limit(marked("connection"), "", 0, 1, "a crossbar's synapse")


def read_json(path: Path) -> JsonPart:
    """Read a whole JSON file.

    Raises
    ------
    TNStudioError
        If there is no such file, or it cannot be read, or is no JSON.
    """
    return parse_json(bytes_of(path), str(path))


def parse_json(
    data: bytes | str, file: str, repeated: "Collection[str]" = ()
) -> JsonPart:
    """Parse a whole JSON text; places in it are told with the name of its file.

    Parameters
    ----------
    repeated : collection of str
        Names that an object may have any number of times; the list of their values
        stands for them. All other names may be there once.

    Raises
    ------
    TNStudioError
        If it is no JSON.
    """

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        gathered = {
            name: [value for other, value in pairs if other == name]
            for name in {name for name, _ in pairs}.intersection(repeated)
        }
        others = [pair for pair in pairs if pair[0] not in gathered]
        return _without_repeats(others) | gathered

    hook = members if repeated else _without_repeats
    try:
        value = json.loads(data, parse_constant=_no_constant, object_pairs_hook=hook)
    except RecursionError as error:
        raise TNStudioError(tr("The file is nested too deeply"), file) from error
    except ValueError as error:
        raise TNStudioError(
            tr(
                "This is not JSON that can be used: {error}",
                error=_shortened(str(error), 200),
            ),
            file,
        ) from error
    return JsonPart(value, file, "", len(data))


def bytes_of(path: Path) -> bytes:
    """Read a whole text file of another program, if it is not too large.

    Raises
    ------
    TNStudioError
        If there is no such file, it cannot be read, or it is too large.
    """
    place = str(path)
    try:
        with access_told(place):
            if path.is_dir():
                raise TNStudioError(tr("This is a folder"), place, tr("choose a file"))
            require_file_within(path, MOST_FILE_BYTES)
            return path.read_bytes()
    except (OSError, ValueError) as error:
        # ValueError: a NUL in the name.
        raise TNStudioError(
            tr("The file cannot be read: {error}", error=error), place
        ) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(tr("{name} is no JSON number", name=name))


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(tr("an object names '{name}' twice", name=_shortened(twice)))
    return members


def _shortened(text: str, most: int = _MOST_SHOWN) -> str:
    return text if len(text) <= most else f"{text[:most]}…"

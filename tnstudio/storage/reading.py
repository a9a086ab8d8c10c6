"""Reading groups, attributes and arrays of a file that may hold anything.

Nothing is allocated before its type, shape and stored size were checked.
What is wrong goes into a `Report` and the reader goes on with a stand-in, so
that one error tells all; `Report.raise_if_any` is the gate behind which
values are used.
"""

from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import Limit
from tnstudio.storage import schema
from tnstudio.storage.claims import layout_problem, storage_problem
from tnstudio.storage.report import Damage, Report
from tnstudio.texts import marked, tr


class Part:
    """One group of the file, with the report of what is wrong in it."""

    def __init__(self, group: h5py.Group, report: Report) -> None:
        self._group = group
        self.report = report
        self.place = str(group.name).rstrip("/")

    def __len__(self) -> int:
        """Return the number of members."""
        return len(self._group)

    def has(self, name: str) -> bool:
        """Tell whether the group has a member of this name."""
        return self._group.get(name, getlink=True) is not None

    def has_attribute(self, name: str) -> bool:
        """Tell whether the group has an attribute of this name."""
        return name in self._group.attrs

    def element(self, name: str, type_name: str) -> "Part | None":
        """Open a subgroup of this type; None if it is missing or another."""
        found = self._member(name, h5py.Group, marked("a group"))
        if found is None:
            return None
        before, part = len(self.report), Part(found, self.report)
        actual = part.text("type")
        version = part.integer("version", schema.INTEGER)
        if len(self.report) > before:
            return None
        if actual != type_name:
            self.report.add(
                part.place,
                tr(
                    "This is a {found}, expected a {expected}",
                    found=actual,
                    expected=type_name,
                ),
            )
            return None
        newest = schema.element_version(type_name)
        if not 1 <= version <= newest:
            self.report.add(
                part.place,
                tr(
                    "The {kind} has version {version}; this program reads up to "
                    "{newest}",
                    kind=type_name,
                    version=version,
                    newest=newest,
                ),
                tr("use a newer TN Studio"),
            )
            return None
        return part

    def text(self, name: str) -> str:
        """Read a text attribute; empty if it is wrong."""
        with Damage(self.report, self._at(name)) as place:
            attribute = self._attribute(name)
            if attribute is None:
                return ""
            dtype = attribute.dtype
            if dtype.kind != "S" or attribute.shape != ():
                self.report.add(place, tr("This is not a text of fixed length"))
            elif dtype.itemsize > schema.MOST_TEXT_BYTES:
                self.report.add(
                    place,
                    tr("The text is of {size} bytes", size=dtype.itemsize),
                )
            else:
                return bytes(self._group.attrs[name]).decode()
        return ""

    def integer(self, name: str, limit: Limit) -> int:
        """Read an integer attribute; the lowest one if it is wrong."""
        return self.integers(name, limit, count=None)[0]

    def integers(self, name: str, limit: Limit, count: int | None) -> tuple[int, ...]:
        """Read an attribute of so many integers; of one scalar for None."""
        stand_in = (limit.low,) * (count or 1)
        numbers = self._numbers(name, np.int64, () if count is None else (count,))
        wrong = [n for n in numbers or () if not limit.holds(n)]
        if wrong:
            self.report.add(
                self._at(name),
                tr("{value} is out of range", value=wrong[0]),
                f"{limit.low} to {limit.high}",
            )
        return stand_in if wrong or numbers is None else numbers

    def integer_list(self, name: str) -> tuple[int, ...]:
        """Read an attribute of integers, within the limit of their number."""
        return self._numbers(name, np.int64, None) or ()

    def real(self, name: str, low: float, high: float) -> float:
        """Read a real attribute; `low` if it is wrong."""
        numbers = self._numbers(name, np.float64, ())
        if numbers is None:
            return low
        # Written so that NaN is out of every range.
        if not low <= numbers[0] <= high:
            self.report.add(
                self._at(name),
                tr("{value} is out of range", value=numbers[0]),
                f"{low:g} to {high:g}",
            )
        return float(numbers[0])

    def real_list(self, name: str) -> tuple[float, ...]:
        """Read an attribute of reals, within the limit of their number."""
        return self._numbers(name, np.float64, None) or ()

    def names(self, name: str, most: int) -> tuple[str, ...]:
        """Read a list of texts, at most so many; empty if it is wrong."""
        with Damage(self.report, f"{self.place}/{name}") as place:
            dataset = self._member(name, h5py.Dataset, marked("an array"))
            if dataset is None:
                return ()
            if dataset.dtype.kind != "S" or dataset.ndim != 1:
                self.report.add(
                    place, tr("This is not a list of texts of fixed length")
                )
            elif len(dataset) > most or dataset.dtype.itemsize > schema.MOST_TEXT_BYTES:
                self.report.add(place, tr("The list of texts is too large"))
            elif (reason := storage_problem(dataset)) is not None:
                self.report.add(place, reason)
            elif self.report.has_room(place, int(dataset.nbytes)):
                return tuple(bytes(text).decode() for text in dataset[()])
        return ()

    def array(
        self, name: str, dtype: npt.DTypeLike, shape: tuple[int, ...]
    ) -> npt.NDArray[Any]:
        """Read an array of exactly this type and shape, read-only.

        Byte order may differ in the file. A wrong array is reported; zeros of
        that shape, which take no memory, stand for it.
        """
        expected = np.dtype(dtype)
        stand_in = np.broadcast_to(np.zeros((), expected), shape)
        with Damage(self.report, f"{self.place}/{name}") as place:
            dataset = self._member(name, h5py.Dataset, marked("an array"))
            if dataset is None:
                return stand_in
            reason = layout_problem(dataset, expected, shape)
            if reason is None:
                reason = storage_problem(dataset)
            if reason is not None:
                self.report.add(place, reason)
                return stand_in
            if not self.report.has_room(place, int(dataset.nbytes)):
                return stand_in
            values: npt.NDArray[Any] = dataset[()].astype(expected, copy=False)
            if expected == np.bool_ and values.size and values.view(np.uint8).max() > 1:
                self.report.add(place, tr("A truth value is neither true nor false"))
                return stand_in
            values.flags.writeable = False
            return values
        return stand_in

    def _member(self, name: str, kind: type, words: str) -> Any:
        """Open a member that is part of this very file; None if it is not."""
        place = f"{self.place}/{name}"
        with Damage(self.report, place):
            # The link before the thing: no other file is ever opened.
            link = self._group.get(name, getlink=True)
            if link is None:
                self.report.add(place, tr("This is missing"))
            elif not isinstance(link, h5py.HardLink):
                self.report.add(
                    place,
                    tr("This is a link to another place"),
                    tr("a project holds all its data itself"),
                )
            elif not isinstance(found := self._group[name], kind):
                self.report.add(place, tr("This is not {kind}", kind=tr(words)))
            else:
                return found
        return None

    def _attribute(self, name: str) -> Any:
        """Return the handle of an attribute, its value still unread."""
        if name not in self._group.attrs:
            self.report.add(self._at(name), tr("This attribute is missing"))
            return None
        return self._group.attrs.get_id(name)

    def _numbers(
        self, name: str, dtype: npt.DTypeLike, shape: tuple[int, ...] | None
    ) -> tuple[Any, ...] | None:
        """Read numbers of this shape, None for a list; None if they are wrong."""
        with Damage(self.report, self._at(name)) as place:
            attribute = self._attribute(name)
            if attribute is None:
                return None
            found, expected = attribute.dtype, np.dtype(dtype)
            if (found.kind, found.itemsize) != (expected.kind, expected.itemsize):
                self.report.add(
                    place,
                    tr(
                        "This is {found}, expected {expected}",
                        found=found,
                        expected=expected,
                    ),
                )
            elif not _has_shape(attribute.shape, shape):
                self.report.add(
                    place, tr("The shape is {shape}", shape=attribute.shape)
                )
            else:
                return tuple(np.atleast_1d(self._group.attrs[name]).tolist())
        return None

    def _at(self, name: str) -> str:
        """Return the place of an attribute."""
        return f"{self.place or '/'}@{name}"


def _has_shape(found: tuple[int, ...], wanted: tuple[int, ...] | None) -> bool:
    if wanted is not None:
        return found == wanted
    return len(found) == 1 and found[0] <= schema.MOST_ATTRIBUTE_NUMBERS

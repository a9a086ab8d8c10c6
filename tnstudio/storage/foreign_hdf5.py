"""HDF5 files of other programs: opened, walked and read within bounds.

A file may come from anybody. Links to other places are not followed, and an array
is read only if the bytes that are stored for it can be what it claims.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.storage.access import access_told, require_file_within
from tnstudio.storage.hdf5_arrays import foreign_storage_problem
from tnstudio.storage.heap_texts import Heap, heap_texts
from tnstudio.texts import marked, tr

MOST_BYTES = 2**30
"""Of all arrays of a file that are read, unpacked; and of the file itself."""

MOST_MEMBERS = 100_000
"""Of a group."""

_MOST_TEXT = 1000
_DAMAGE = (OSError, RuntimeError, LookupError, ValueError, TypeError, OverflowError)
"""What h5py raises for files with damaged parts."""


class ForeignGroup:
    """A group of a file.

    Attributes
    ----------
    place : str
        The file and the path in it, for messages.
    """

    def __init__(
        self, group: h5py.Group, place: str, budget: list[int], heap: Heap
    ) -> None:
        self._group = group
        self._budget = budget
        self._heap = heap
        self.place = place

    def refuse(self, message: str, hint: str = "") -> TNStudioError:
        """Return an error about this group."""
        return TNStudioError(message, self.place, hint)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all members.

        Raises
        ------
        TNStudioError
            If there are too many, one is no UTF-8, or the group is damaged.
        """
        with _damage_told(self.place):
            found = tuple(islice(self._group, MOST_MEMBERS + 1))
        # Names that are no UTF-8 come as bytes.
        odd = [name for name in found if not isinstance(name, str)]
        if odd:
            raise self.refuse(tr("The name {name} is no UTF-8", name=odd[0]))
        if len(found) > MOST_MEMBERS:
            raise self.refuse(
                tr(
                    "The group has more than {most} members",
                    most=MOST_MEMBERS,
                )
            )
        return found

    def has(self, name: str) -> bool:
        """Tell whether there is a member of this name."""
        with _damage_told(self.place):
            return self._group.get(name, getlink=True) is not None

    def group(self, name: str) -> "ForeignGroup":
        """Return a subgroup.

        Raises
        ------
        TNStudioError
            If there is none.
        """
        found = self._member(name, h5py.Group, marked("a group"))
        return ForeignGroup(found, f"{self.place}/{name}", self._budget, self._heap)

    def numbers(self, name: str, axes: int | None = None) -> npt.NDArray[Any]:
        """Return an array of finite numbers.

        Parameters
        ----------
        axes : int, optional
            How many axes it must have.

        Raises
        ------
        TNStudioError
            If there is none, it is something else, or its bytes cannot be what it
            claims.
        """
        place = f"{self.place}/{name}"
        dataset = self._member(name, h5py.Dataset, marked("an array"))
        with _damage_told(place):
            if dataset.dtype.kind not in "biuf" or dataset.dtype.itemsize > 8:
                raise TNStudioError(
                    tr("The values are {dtype}, no numbers", dtype=dataset.dtype), place
                )
            if axes is not None and dataset.ndim != axes:
                shape = tuple(map(int, dataset.shape))
                raise TNStudioError(
                    tr("The shape is {shape}", shape=shape),
                    place,
                    tr("{axes} axes are wanted", axes=axes),
                )
            self._claim(dataset, place)
            values: npt.NDArray[Any] = np.asarray(dataset[()])
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise TNStudioError(tr("A number is not finite"), place)
        return values

    def is_text(self, name: str) -> bool:
        """Tell whether an array is of texts.

        Raises
        ------
        TNStudioError
            If there is none.
        """
        dataset = self._member(name, h5py.Dataset, marked("an array"))
        with _damage_told(f"{self.place}/{name}"):
            return _is_text(dataset.dtype)

    def text(self, name: str) -> str:
        """Return a text.

        Raises
        ------
        TNStudioError
            If there is none, or it is something else.
        """
        place = f"{self.place}/{name}"
        dataset = self._member(name, h5py.Dataset, marked("a text"))
        with _damage_told(place):
            if dataset.shape != () or not _is_text(dataset.dtype):
                raise TNStudioError(tr("This is not a text"), place)
            return self._texts(dataset, place)[0]

    def unit(self, name: str) -> str | None:
        """Return the unit of an array, a text of fixed length; None if it tells none.

        Raises
        ------
        TNStudioError
            If there is no such array, or its unit is no text.
        """
        place = f"{self.place}/{name}@units"
        dataset = self._member(name, h5py.Dataset, marked("an array"))
        with _damage_told(place):
            if "units" not in dataset.attrs:
                return None
            attribute = dataset.attrs.get_id("units")
            if h5py.check_string_dtype(attribute.dtype) is not None and (
                attribute.dtype.kind != "S"
            ):
                # In a heap: not for the library to read, see `heap_texts`.
                return None
            if attribute.shape != () or attribute.dtype.kind != "S":
                raise TNStudioError(tr("This is not a text"), place)
            return _decoded(dataset.attrs["units"], place)

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """Return an array of pairs of texts.

        Raises
        ------
        TNStudioError
            If there is none, or it is something else.
        """
        place = f"{self.place}/{name}"
        dataset = self._member(name, h5py.Dataset, marked("an array"))
        with _damage_told(place):
            if dataset.size == 0:
                return []
            shape = tuple(map(int, dataset.shape))
            if len(shape) != 2 or shape[1] != 2 or not _is_text(dataset.dtype):
                raise TNStudioError(
                    tr("These are no pairs of texts: {shape}", shape=shape), place
                )
            if shape[0] > MOST_MEMBERS:
                raise TNStudioError(
                    tr("There are {number} pairs", number=shape[0]), place
                )
            texts = self._texts(dataset, place)
        return list(zip(texts[::2], texts[1::2], strict=True))

    def _texts(self, dataset: Any, place: str) -> list[str]:
        """Return all texts of a small array."""
        if dataset.dtype.kind == "S":
            self._claim(dataset, place)
            values = np.asarray(dataset[()]).reshape(-1).tolist()
        else:
            values = heap_texts(dataset, _MOST_TEXT, self._heap)
        return [_decoded(value, place) for value in values]

    def _claim(self, dataset: Any, place: str) -> None:
        """Refuse an array whose bytes cannot be what it claims, or are too many."""
        reason = foreign_storage_problem(dataset)
        self._budget[0] -= int(dataset.nbytes)
        if reason is None and self._budget[0] < 0:
            reason = tr(
                "All arrays together take more than {most} bytes",
                most=MOST_BYTES,
            )
        if reason is not None:
            raise TNStudioError(reason, place)

    def _member(self, name: str, kind: type, words: str) -> Any:
        place = f"{self.place}/{name}"
        with _damage_told(place):
            # The link before the thing: no other file is ever opened.
            link = self._group.get(name, getlink=True)
            if link is None:
                raise TNStudioError(tr("This is missing"), place)
            if not isinstance(link, h5py.HardLink):
                raise TNStudioError(tr("This is a link to another place"), place)
            found = self._group[name]
            if not isinstance(found, kind):
                raise TNStudioError(tr("This is not {kind}", kind=tr(words)), place)
            if isinstance(found, h5py.Dataset) and found.shape is None:
                raise TNStudioError(tr("The array has no values"), place)
            return found


@contextmanager
def foreign_hdf5(path: Path) -> Iterator[ForeignGroup]:
    """Open an HDF5 file of another program, for reading only.

    Raises
    ------
    TNStudioError
        If it cannot be read.
    """
    place = str(path)
    with _damage_told(place):
        require_file_within(path, MOST_BYTES)
        file = h5py.File(path, "r")
    with file, path.open("rb") as raw:
        yield ForeignGroup(file, f"{place}:", [MOST_BYTES], Heap(raw))


def _is_text(dtype: np.dtype[Any]) -> bool:
    return dtype.kind == "S" or h5py.check_string_dtype(dtype) is not None


def _decoded(value: Any, place: str) -> str:
    data = value if isinstance(value, bytes) else str(value).encode()
    if len(data) > _MOST_TEXT:
        raise TNStudioError(tr("A text is of {size} bytes", size=len(data)), place)
    return data.decode(errors="replace")


@contextmanager
def _damage_told(place: str) -> Iterator[None]:
    try:
        with access_told(place):
            yield
    except _DAMAGE as error:
        raise TNStudioError(
            tr("This cannot be read: {error}", error=error), place
        ) from error

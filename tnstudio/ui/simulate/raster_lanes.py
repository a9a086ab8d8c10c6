"""The lanes of a raster: which cores have one, which neurons each of them shows."""

from bisect import bisect_right

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.pooling import columns_of

LANE_SHARE = 0.9
"""Of a lane's height that spikes are drawn in; the rest divides lanes."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Lanes:
    """Places of neurons, one lane below the other, each of height 1.

    Parameters
    ----------
    cores : ChipCores
    shown : tuple of int
        The cores with a lane, from top to bottom.
    numbers : tuple of int or None
        The neurons that each lane shows, rising; None for all that are used.
    """

    def __init__(
        self,
        cores: ChipCores,
        shown: tuple[int, ...],
        numbers: tuple[int, ...] | None = None,
    ) -> None:
        self.cores = cores
        self.shown = shown
        self._numbers = None if numbers is None else np.array(numbers, np.intp)
        used = np.maximum(1, cores.used)
        self._used = used
        if self._numbers is None:
            self._count = used
        else:
            self._count = np.searchsorted(self._numbers, used)

    def neurons(self, core: int) -> int | npt.NDArray[np.intp]:
        """Return how many neurons a core's lane shows from 0 on, or which ones."""
        if self._numbers is None:
            return int(self._used[core])
        return self._numbers[: self._count[core]]

    def height(self, core: int, neuron: int) -> float | None:
        """Return where a neuron is, as `heights` does; None if it is not shown."""
        found = float(self.heights(np.array([core]), np.array([neuron]))[0])
        return None if np.isnan(found) else found

    def heights(self, cores: Ints, neurons: Ints) -> Floats:
        """Return where neurons are, from 0 at the top; NaN where they are not.

        Cores may be those of another chip, the one before.
        """
        is_core = cores < len(self.cores)
        cores = np.where(is_core, cores, 0)
        lane_of = np.full(len(self.cores), np.nan)
        lane_of[list(self.shown)] = np.arange(len(self.shown))
        rows, is_shown = self._rows(cores, neurons)
        places = lane_of[cores] + LANE_SHARE * (rows + 0.5) / np.maximum(
            1, self._count[cores]
        )
        found: Floats = np.where(is_core & is_shown, places, np.nan)
        return found

    def neurons_at(self, core: int, share: float, pixels: int) -> list[int]:
        """Return the neuron at a place in a core's lane, and those in its pixel.

        Parameters
        ----------
        core : int
        share : float
            How far down the part of the lane that has spikes, 0..1.
        pixels : int
            Rows of pixels of that part.

        Returns
        -------
        list of int
            The neuron at the place first; empty if there is none.
        """
        count = int(self._count[core])
        row = int(share * count)
        if not share >= 0 or row >= count:
            return []
        starts = [*columns_of(count, pixels).tolist(), count]
        pixel = bisect_right(starts, row) - 1
        rows = [row, *range(starts[pixel], starts[pixel + 1])]
        if self._numbers is None:
            return rows
        return [int(self._numbers[r]) for r in rows]

    def _rows(self, cores: Ints, neurons: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        if self._numbers is None:
            return neurons, neurons < self._used[cores]
        if not self._numbers.size:
            return neurons, np.zeros(len(neurons), np.bool_)
        rows = np.searchsorted(self._numbers, neurons)
        found = self._numbers[np.minimum(rows, len(self._numbers) - 1)] == neurons
        return rows, found & (neurons < self._used[cores])


def numbers_of(text: str, most: int) -> tuple[int, ...]:
    """Read a list of numbers such as ``0-31, 40``.

    Parameters
    ----------
    text : str
    most : int
        The largest number that there is.

    Returns
    -------
    tuple of int
        Rising, each number once.

    Raises
    ------
    TNStudioError
        If it is no such list, or names a number that there is not.
    """
    found: set[int] = set()
    for part in filter(None, (p.strip() for p in text.split(","))):
        ends = [end.strip() for end in part.replace("–", "-").split("-")]
        if len(ends) > 2 or not all(e.isascii() and e.isdigit() for e in ends):
            raise _unreadable(part, most)
        low, high = int(ends[0]), int(ends[-1])
        if not low <= high <= most:
            raise _unreadable(part, most)
        found.update(range(low, high + 1))
    if not found:
        raise _unreadable(text.strip(), most)
    return tuple(sorted(found))


def _unreadable(part: str, most: int) -> TNStudioError:
    return TNStudioError(
        tr("“{part}” names no neurons", part=part),
        "",
        tr("write numbers and ranges from 0 to {most}, e.g. 0-31, 40", most=most),
    )

"""Tables of whole words of neurons, equal rows kept once."""

from typing import Any

import numpy as np
import numpy.typing as npt


def distinct_rows(
    values: npt.NDArray[Any],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
    """Keep each distinct row of a table once, in the order of appearance.

    Returns
    -------
    int64 array, shape (rows,)
        Which of the distinct rows each one is.
    array
        The distinct rows.
    """
    seen: dict[bytes, int] = {}
    which = np.empty(len(values), np.int64)
    first: list[int] = []
    for k, row in enumerate(values):
        which[k] = number = seen.setdefault(row.tobytes(), len(first))
        if number == len(first):
            first.append(k)
    return which, np.ascontiguousarray(values[first])


def padded(values: npt.NDArray[Any], width: int, fill: int = 0) -> npt.NDArray[Any]:
    """Give each row so many neurons."""
    table = np.full((len(values), width), fill, values.dtype)
    table[:, : values.shape[1]] = values
    return table

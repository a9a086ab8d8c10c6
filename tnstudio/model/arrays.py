"""Read-only arrays, so that frozen values are frozen all the way down."""

from typing import Any

import numpy as np
import numpy.typing as npt


def frozen(values: npt.ArrayLike, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return the values as a read-only, contiguous array of this type.

    An array that is already so is returned as it is, without a copy.
    """
    array = np.ascontiguousarray(values, dtype)
    if not array.flags.writeable:
        return array
    if array is values or array.base is not None:
        array = array.copy()
    array.flags.writeable = False
    return array

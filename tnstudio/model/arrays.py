"""Read-only arrays, so that frozen values are frozen all the way down."""

from typing import Any

import numpy as np
import numpy.typing as npt


def frozen(values: npt.ArrayLike, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return the values as a read-only, contiguous array of this type.

    An array that is already so is returned as it is, without a copy.
    """
    array: npt.NDArray[Any] = np.asarray(values, dtype, order="C")
    if _nobody_writes(array):
        return array
    if array is values or array.base is not None:
        array = array.copy()
    array.flags.writeable = False
    return array


def _nobody_writes(array: npt.NDArray[Any]) -> bool:
    """Tell whether neither the array nor any that lends it memory is writable."""
    owner: Any = array
    while isinstance(owner, np.ndarray):
        if owner.flags.writeable:
            return False
        owner = owner.base
    return owner is None or isinstance(owner, bytes)

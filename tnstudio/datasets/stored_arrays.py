"""Files of named arrays as the readers of images see them, whatever their format."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class StoredArray(Protocol):
    """An array whose type and shape are known, its values still unread."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the values, as the file claims."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape, as the file claims."""

    def blocks(self, rows: int) -> Iterator[npt.NDArray[Any]]:
        """Yield so many entries of the first axis at a time, the last fewer.

        Raises
        ------
        TNStudioError
            If the values are not those that were claimed.
        """


class ArrayFile(Protocol):
    """A file, or a folder of files, of named arrays."""

    @property
    def place(self) -> str:
        """Its path."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the arrays."""

    def array(self, name: str) -> StoredArray:
        """Look an array up by its name.

        Raises
        ------
        TNStudioError
            If its header is damaged, or its claims cannot be true.
        """

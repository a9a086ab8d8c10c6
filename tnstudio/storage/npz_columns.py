"""Columns as a NumPy archive (.npz), written piece by piece."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.storage.atomic import replacing_by
from tnstudio.storage.disk_room import explained
from tnstudio.storage.spools import ArraySpec, Spools, spools


class NpzColumns:
    """An archive that is being written; `npz_columns` makes it."""

    def __init__(
        self,
        path: Path,
        target: Path,
        kept: Spools,
        constants: Mapping[str, npt.NDArray[Any]],
    ) -> None:
        self._path, self._target = path, target
        self._kept, self._constants = kept, constants

    def append(self, *columns: npt.NDArray[Any]) -> None:
        """Add rows, as many to each column.

        Raises
        ------
        TNStudioError
            If the disk does not take them.
        """
        self._kept.append(*columns)

    def finishing(self) -> Iterator[None]:
        """Put the archive together, a piece at a time.

        Raises
        ------
        TNStudioError
            If the disk does not take it.
        """
        try:
            with zipfile.ZipFile(self._target, "w", allowZip64=True) as archive:
                for name, values in self._constants.items():
                    with archive.open(f"{name}.npy", "w") as member:
                        np.lib.format.write_array(member, values, allow_pickle=False)
                for number, spec in enumerate(self._kept.specs):
                    with archive.open(f"{spec.name}.npy", "w", force_zip64=True) as to:
                        to.write(_header(spec, self._kept.rows))
                        for piece in self._kept.pieces(number):
                            to.write(piece)
                            yield
        except OSError as error:
            raise explained(error, self._path) from error


@contextmanager
def npz_columns(
    path: Path,
    specs: Sequence[ArraySpec],
    constants: Mapping[str, npt.NDArray[Any]],
) -> Iterator[NpzColumns]:
    """Write an archive; it takes its place when the block ends, whole or not at all.

    Until then it takes twice its room on the disk. `NpzColumns.finishing` must have
    been gone through.

    Parameters
    ----------
    path : Path
    specs : sequence of ArraySpec
        The arrays that grow.
    constants : mapping of str to array
        The others.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    with replacing_by(path) as target, spools(path, target.parent, specs) as kept:
        yield NpzColumns(path, target, kept, constants)


def _header(spec: ArraySpec, rows: int) -> bytes:
    """Return what an array's file begins with."""
    with io.BytesIO() as buffer:
        head = {
            "descr": np.lib.format.dtype_to_descr(np.dtype(spec.dtype)),
            "fortran_order": False,
            "shape": (rows, *spec.row),
        }
        np.lib.format.write_array_header_1_0(buffer, head)
        return buffer.getvalue()

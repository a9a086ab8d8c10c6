"""Tell what an HDF5 file is without reading it."""

from pathlib import Path

import h5py

from tnstudio.storage import schema


def is_project(path: Path) -> bool:
    """Tell whether a file says of itself that it is a project.

    One that cannot be opened is taken for none.
    """
    try:
        with h5py.File(path, "r") as file:
            told = file.attrs.get("format")
    except (OSError, RuntimeError, ValueError, TypeError):
        return False
    return bool(told in (schema.FORMAT, schema.FORMAT.encode()))

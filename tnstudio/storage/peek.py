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
            # Only texts of fixed length: the library can hang in damaged others.
            is_text = file.attrs.get_id("format").dtype.kind == "S"
            told = file.attrs["format"] if is_text else None
    except (OSError, RuntimeError, LookupError, ValueError, TypeError):
        return False
    return bool(told in (schema.FORMAT, schema.FORMAT.encode()))

"""Lifting files of older formats to the current one, in memory only."""

from collections.abc import Callable, Mapping

import h5py

from tnstudio.storage.migrations import from_1, from_2, from_3

Migration = Callable[[h5py.File], None]
"""Turns a file of one version, open in memory, into one of the next."""

MIGRATIONS: Mapping[int, Migration] = {
    1: from_1.add_stochastic_modes,
    2: from_2.lift,
    3: from_3.lift,
}
"""The migration *from* each version."""


def migrate(
    file: h5py.File, version: int, newest: int, steps: Mapping[int, Migration]
) -> None:
    """Lift a file to the newest version, one version at a time.

    Parameters
    ----------
    file : h5py.File
        A writable image in memory, never the file on disk.
    version, newest : int
        The file's version, and the one to reach.
    steps : mapping of int to Migration
        The migration from each version, `MIGRATIONS`.

    Raises
    ------
    KeyError
        If a migration is missing.
    TNStudioError
        If the file is not what its version says; the location is inside it.
    """
    for step in range(version, newest):
        steps[step](file)
        file.attrs["version"] = step + 1

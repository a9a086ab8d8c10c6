"""From format 2, whose networks had layers only, to format 3."""

import h5py

NEW = ("network/circuit", "trained/network/circuit")
"""Groups that format 3 reads if they are there. Format 2 knew none of them:
what a file of that format calls so means something else."""


def drop_strangers(file: h5py.File) -> None:
    """Drop what only looks like a part of format 3; nothing else has changed."""
    for path in NEW:
        group, _, name = path.rpartition("/")
        owner = file.get(group, getlink=True)
        if isinstance(owner, h5py.HardLink) and name in file[group]:
            del file[path]

"""From format 2, whose networks had layers only, to format 3."""

from typing import Any

import h5py

from tnstudio.storage.migrations.from_1 import own_member
from tnstudio.storage.settings_group import add_defaults

NEW = (
    "network/circuit",
    "network/placement",
    "trained/network/circuit",
    "trained/network/placement",
    "trained/state",
    "trained/measured",
    "recordings",
)
"""Groups that format 3 reads if they are there. Format 2 knew none of them:
what a file of that format calls so means something else."""


def lift(file: h5py.File) -> None:
    """Drop what only looks like a part of format 3, and add the new settings."""
    _drop_strangers(file)
    settings = own_member(own_member(file, "trained"), "settings")
    if isinstance(settings, h5py.Group):
        add_defaults(settings)


def _drop_strangers(file: h5py.File) -> None:
    for path in NEW:
        *folders, name = path.split("/")
        owner: Any = file
        for folder in folders:
            owner = own_member(owner, folder)
        if isinstance(owner, h5py.Group) and name in owner:
            del owner[name]

"""What a first training shall be like: `PreparedTraining` to a group and back."""

import h5py

from tnstudio.model.prepared import PreparedTraining
from tnstudio.storage import writing
from tnstudio.storage.reading import Part
from tnstudio.storage.settings_group import read_settings, write_settings


def write_prepared(parent: h5py.Group, prepared: PreparedTraining) -> None:
    """Write what was chosen when the project was made."""
    meaning = "what the first training shall be like"
    group = writing.element(parent, "prepared", "prepared-training", meaning)
    writing.text(group, "source", prepared.source)
    write_settings(group, prepared.settings)


def read_prepared(parent: Part) -> PreparedTraining | None:
    """Read it; None if there is none, or if it is not what it says."""
    if not parent.has("prepared"):
        return None
    part = parent.element("prepared", "prepared-training")
    if part is None:
        return None
    return PreparedTraining(read_settings(part), part.text("source"))

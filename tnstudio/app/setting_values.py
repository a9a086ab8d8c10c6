"""The settings of a training as one flat table of names and values.

Fields of the window and options of the command line are of one number, name or
switch each; in `TrainingSettings` those of the augmentation are a part of their
own.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tnstudio.model.records import Augmentation, TrainingSettings

MOVES = tuple(field.name for field in fields(Augmentation))

_OWN = tuple(
    field.name for field in fields(TrainingSettings) if field.name != "augmentation"
)

NAMES = (*_OWN, *MOVES)
"""Of all settings."""


def values_of(settings: TrainingSettings) -> dict[str, Any]:
    """Return the value of each of `NAMES`."""
    own = {name: getattr(settings, name) for name in _OWN}
    return own | {name: getattr(settings.augmentation, name) for name in MOVES}


def settings_of(values: Mapping[str, Any]) -> TrainingSettings:
    """Return the settings with these values; what is left out is as usual."""
    own = {name: values[name] for name in _OWN if name in values}
    moves = {name: values[name] for name in MOVES if name in values}
    return TrainingSettings(**own, augmentation=Augmentation(**moves))

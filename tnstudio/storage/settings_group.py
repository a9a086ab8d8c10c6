"""Training settings in the file: `TrainingSettings` to a group and back."""

from collections.abc import Callable
from typing import Any, get_args

import h5py
import numpy as np

from tnstudio.model.hardware import Limit
from tnstudio.model.records import (
    SEED,
    Augmentation,
    Gradient,
    RateDrop,
    Schedule,
    TrainingSettings,
)
from tnstudio.storage import schema, writing
from tnstudio.storage.reading import Part
from tnstudio.texts import tr

_TINY = float(np.nextafter(0.0, 1.0))
_BELOW_ONE = float(np.nextafter(1.0, 0.0))
_LARGEST = float(np.finfo(np.float64).max)
_YES_OR_NO = Limit("choice", "", 0, 1, "this program")

_CHOICES: dict[str, tuple[str, ...]] = {
    "gradient": get_args(Gradient),
    "schedule": get_args(Schedule),
}
_INTEGERS: dict[str, Limit] = {
    "epochs": schema.POSITIVE,
    "batch": schema.POSITIVE,
    "seed": SEED,
}
_SWITCHES = ("balanced", "continuity", "rounded_biases")
_REALS: dict[str, tuple[float, float]] = {
    "rate": (_TINY, _LARGEST),
    "momentum": (0.0, _BELOW_ONE),
    "dropout": (0.0, _BELOW_ONE),
    "certainty": (0.0, _LARGEST),
}
_MOVES: dict[str, tuple[float, float]] = {
    "rotation": (0.0, _LARGEST),
    "shift": (0.0, _LARGEST),
    "rescale": (0.0, _BELOW_ONE),
}


def write_settings(parent: h5py.Group, settings: TrainingSettings) -> None:
    """Write what a training was asked to do."""
    group = writing.element(parent, "settings", "training-settings")
    _write_all(group, settings, writing.text, ("method", *_CHOICES))
    _write_all(group, settings, writing.integer, (*_INTEGERS, *_SWITCHES))
    _write_all(group, settings, writing.real, _REALS)
    _write_all(group, settings.augmentation, writing.real, _MOVES)
    writing.reals(group, "drop_after", [drop.after for drop in settings.drops])
    writing.reals(group, "drop_factor", [drop.factor for drop in settings.drops])


def _write_all(
    group: h5py.Group,
    owner: object,
    write: Callable[[h5py.HLObject, str, Any], None],
    names: Any,
) -> None:
    for name in names:
        write(group, name, getattr(owner, name))


def add_defaults(group: h5py.Group) -> None:
    """Give settings of a file before format 3 what it did not know, at rest."""
    rest = TrainingSettings()
    _write_all(group, rest, writing.text, ("schedule",))
    _write_all(group, rest, writing.integer, _SWITCHES)
    _write_all(group, rest, writing.real, ("dropout", "certainty"))
    _write_all(group, rest.augmentation, writing.real, _MOVES)
    writing.integer(group, "version", schema.element_version("training-settings"))


def read_settings(parent: Part) -> TrainingSettings:
    """Read settings; others, and a report, if anything is wrong with them."""
    part = parent.element("settings", "training-settings")
    if part is None:
        return TrainingSettings()
    read: dict[str, Any] = {"method": part.text("method")}
    for name, known in _CHOICES.items():
        read[name] = _choice(part, name, known)
    for name, limit in _INTEGERS.items():
        read[name] = part.integer(name, limit)
    for name in _SWITCHES:
        read[name] = bool(part.integer(name, _YES_OR_NO))
    for name, (low, high) in _REALS.items():
        read[name] = part.real(name, low, high)
    moves = {name: part.real(name, *ends) for name, ends in _MOVES.items()}
    return TrainingSettings(
        **read, augmentation=Augmentation(**moves), drops=_drops(part)
    )


def _choice(part: Part, name: str, known: tuple[str, ...]) -> str:
    chosen = part.text(name)
    if chosen not in known:
        part.report.add(
            f"{part.place}@{name}",
            tr(
                "This program does not know the {name} '{chosen}'",
                name=name,
                chosen=chosen,
            ),
            tr("it knows: {names}", names=", ".join(known)),
        )
    return chosen


def _drops(part: Part) -> tuple[RateDrop, ...]:
    after, factors = part.real_list("drop_after"), part.real_list("drop_factor")
    if len(after) != len(factors):
        part.report.add(
            f"{part.place}@drop_factor",
            tr(
                "There are {factors} factors for {drops} drops",
                factors=len(factors),
                drops=len(after),
            ),
        )
        return ()
    _require_within(part, "drop_after", after, (0.0, 1.0))
    _require_within(part, "drop_factor", factors, (_TINY, _LARGEST))
    return tuple(map(RateDrop, after, factors))


def _require_within(
    part: Part, name: str, values: tuple[float, ...], ends: tuple[float, float]
) -> None:
    low, high = ends
    # Written so that NaN is out of every range.
    wrong = [value for value in values if not low <= value <= high]
    if wrong:
        place, hint = f"{part.place}@{name}", f"{low:g} to {high:g}"
        part.report.add(place, tr("{value} is out of range", value=wrong[0]), hint)

"""One thing that is wrong, where, and what to do about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tnstudio.model.hardware import SIZES, Hardware
from tnstudio.texts import marked, tr


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a network.

    Attributes
    ----------
    code : str
        Stable name of the rule, e.g. ``window-larger-than-source``.
    place : str
        Where: ``input``, ``layer 2``, ``core 3 (clock)``, ``hardware``.
    severity : str
        ``error``: cannot be trained or deployed; ``advice``: works, but wastes.
    """

    code: str
    place: str
    message: str
    hint: str
    severity: Literal["error", "advice"] = "error"

    def __str__(self) -> str:
        words = f"{self.severity}: {self.place}: {self.message} ({self.hint})"
        return f"{words} [{self.code}]"


_NUMBERED = {
    "layer": marked("layer {number}"),
    "core": marked("core {number}"),
    "stimulus": marked("stimulus {number}"),
}
_PLACES = (
    marked("hardware"),
    marked("input"),
    marked("layers"),
    marked("network"),
    marked("placement"),
    marked("program"),
    marked("readout"),
)


def place_told(place: str) -> str:
    """Return what the place of a problem is called in the language of the window."""
    found = re.fullmatch(r"(layer|core|stimulus) (\d+)( \(.*\))?", place, re.DOTALL)
    if found is None:
        return tr(place) if place in _PLACES else place
    kind, number, name = found.groups()
    return tr(_NUMBERED[kind], number=number) + (name or "")


def check_hardware(hardware: Hardware) -> Iterator[Problem]:
    """Check the sizes of a chip.

    Yields
    ------
    Problem
        With code ``hardware-size`` and place ``hardware``.
    """
    for size in SIZES:
        value = getattr(hardware, size.symbol)
        if not size.holds(value):
            yield Problem(
                "hardware-size",
                "hardware",
                tr("{name} is {value}", name=tr(size.name), value=value),
                tr("choose {low} to {high}", low=size.low, high=size.high),
            )

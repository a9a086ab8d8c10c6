"""One thing that is wrong, where, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tnstudio.model.hardware import SIZES, Hardware


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
                f"{size.name} is {value}",
                f"choose {size.low} to {size.high}",
            )

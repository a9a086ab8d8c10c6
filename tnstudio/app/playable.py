"""What there is to simulate in a project, and when it is another chip."""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.model.project import Project

Playable = Network | ChipProgram
"""A network of free cores, which is a chip as it is, or a deployed one."""

_NAMES = frozenset({"name", "line_names", "output_names"})
"""Fields that make no difference to what a chip does."""


def playable(project: Project) -> Playable | None:
    """Return what is simulated: the free cores of the design, or the chip."""
    if project.network.circuit is not None:
        return project.network
    return project.program


def is_same_chip(one: Playable | None, other: Playable | None) -> bool:
    """Tell whether what is simulated is one chip with one input.

    Free cores that differ only in what they and their lines are called are the
    same; deployed chips are only if they are the same value.
    """
    if isinstance(one, Network) and isinstance(other, Network):
        return (
            one.seed == other.seed
            and _is_same(one.hardware, other.hardware)
            and _is_same(one.circuit, other.circuit)
        )
    return one is other


def _is_same(one: Any, other: Any) -> bool:
    """Compare values, but not their names.

    An edit makes only those parts of a circuit anew that it changes: nearly all
    of a large one is compared by a look.
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if is_dataclass(one):
        names = [field.name for field in fields(one) if field.name not in _NAMES]
        return all(_is_same(getattr(one, n), getattr(other, n)) for n in names)
    if isinstance(one, tuple):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(_is_same(a, b) for a, b in pairs)
    return bool(np.array_equal(one, other))

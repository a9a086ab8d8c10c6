"""How much of a limited thing is used."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a limited thing a network uses."""

    name: str
    used: int
    limit: int

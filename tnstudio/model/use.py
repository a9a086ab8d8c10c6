"""How much of a limited thing is used."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a limited thing a network uses.

    Attributes
    ----------
    name : str
        What it is, in English, to be shown by `tnstudio.texts.tr`.
    """

    name: str
    used: int
    limit: int

"""Amounts with a low and a high end, as people read them."""

from tnstudio.simulation.energy import Range

_PREFIXES = ((1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"))


def quantity(amount: Range, unit: str) -> str:
    """Write a range in three digits, e.g. ``268–282 nJ``."""
    low, high = amount
    scale, prefix = next((one for one in _PREFIXES if high >= one[0]), (1e-12, "p"))
    ends = [f"{value / scale:.3g}" for value in (low, high)]
    return f"{'–'.join(dict.fromkeys(ends))} {prefix}{unit}"

"""The input encoders in plain Python: no kernel, no NumPy arithmetic."""

from fractions import Fraction
from math import floor

_64_BITS = 2**64 - 1


def squares(key: int, counter: int) -> int:
    """Return the 32-bit draw of a counter (Widynski 2020, algorithm 1)."""

    def swapped(x: int) -> int:
        return (x >> 32) | (x << 32) & _64_BITS

    x = y = counter * key & _64_BITS
    z = y + key & _64_BITS
    x = swapped(x * x + y & _64_BITS)
    x = swapped(x * x + z & _64_BITS)
    x = swapped(x * x + y & _64_BITS)
    return (x * x + z & _64_BITS) >> 32


def stochastic(
    values: list[list[float]],
    elements: list[int],
    ticks: int,
    key: int,
    first_frame: int = 0,
) -> list[list[int]]:
    """Return the spikes of every tick and line, one draw each."""
    rows = []
    for k, frame in enumerate(values):
        for t in range(ticks):
            tick = (first_frame + k) * ticks + t
            rows.append(
                [
                    int(
                        element >= 0
                        and squares(key, tick * 2**32 + line)
                        < floor(Fraction(frame[element]) * 2**32)
                    )
                    for line, element in enumerate(elements)
                ]
            )
    return rows


def rate(values: list[list[float]], elements: list[int], ticks: int) -> list[list[int]]:
    """Return round(x T) evenly spaced spikes for every frame and line."""
    rows = []
    for frame in values:
        for t in range(ticks):
            row = []
            for element in elements:
                x = Fraction(frame[element]) if element >= 0 else Fraction(0)
                n = floor(x * ticks + Fraction(1, 2))
                row.append(floor(Fraction((t + 1) * n, ticks)) - t * n // ticks)
            rows.append(row)
    return rows

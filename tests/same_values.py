"""Whether two frozen values are the same, bit for bit, NaN included."""

import struct
from dataclasses import fields, is_dataclass

import numpy as np


def same(one: object, two: object) -> bool:
    """Compare types, fields, and arrays by type, shape, bytes and read-only flag."""
    if type(one) is not type(two):
        return False
    if isinstance(one, np.ndarray):
        return (
            (one.dtype, one.shape) == (two.dtype, two.shape)
            and one.tobytes() == two.tobytes()
            and one.flags.writeable == two.flags.writeable
        )
    if is_dataclass(one):
        names = [field.name for field in fields(one)]
        return all(same(getattr(one, n), getattr(two, n)) for n in names)
    if isinstance(one, tuple):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", two)
    return one == two

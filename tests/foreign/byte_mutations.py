"""What may happen to the bytes of any file: on a disk, in a mail, by a stranger."""

import gzip
import os
import zlib
from pathlib import Path

import numpy as np

BOMB = 2**27
"""Bytes that a few thousand bytes unpack to: more than any reader may take."""


def some_file(target: Path, random: np.random.Generator) -> Path:
    """Choose a file: the target itself, or one in its folder."""
    if target.is_file():
        return target
    files = sorted(path for path in target.rglob("*") if path.is_file())
    return files[random.integers(len(files))]


def _edited(target: Path, random: np.random.Generator, edit) -> str:
    path = some_file(target, random)
    data = bytearray(path.read_bytes())
    told = edit(data, random)
    path.write_bytes(data)
    return f"{path.name}: {told}"


def _place(data: bytearray, random: np.random.Generator) -> int:
    """Choose a byte; headers are hit as often as all the rest."""
    end = len(data) if random.random() < 0.5 else min(len(data), 200)
    return int(random.integers(max(1, end)))


def flip_bits(target: Path, random: np.random.Generator) -> str:
    def edit(data: bytearray, random: np.random.Generator) -> str:
        places = [_place(data, random) for _ in range(random.integers(1, 9))]
        for place in places:
            if place < len(data):
                data[place] ^= 1 << int(random.integers(8))
        return f"bits flipped at {places}"

    return _edited(target, random, edit)


def overwrite(target: Path, random: np.random.Generator) -> str:
    def edit(data: bytearray, random: np.random.Generator) -> str:
        place, count = _place(data, random), int(random.integers(1, 64))
        kind = int(random.integers(3))
        new = (random.bytes(count), b"\xff" * count, b"\0" * count)[kind]
        data[place : place + count] = new
        return f"{count} bytes overwritten at {place} ({kind})"

    return _edited(target, random, edit)


def cut_off(target: Path, random: np.random.Generator) -> str:
    def edit(data: bytearray, random: np.random.Generator) -> str:
        place = _place(data, random)
        del data[place:]
        return f"cut off at {place}"

    return _edited(target, random, edit)


def cut_out(target: Path, random: np.random.Generator) -> str:
    def edit(data: bytearray, random: np.random.Generator) -> str:
        place, count = _place(data, random), int(random.integers(1, 300))
        del data[place : place + count]
        return f"{count} bytes cut out at {place}"

    return _edited(target, random, edit)


def put_in(target: Path, random: np.random.Generator) -> str:
    def edit(data: bytearray, random: np.random.Generator) -> str:
        place, count = _place(data, random), int(random.integers(1, 300))
        data[place:place] = random.bytes(count)
        return f"{count} bytes put in at {place}"

    return _edited(target, random, edit)


def mix_up(target: Path, random: np.random.Generator) -> str:
    def edit(data: bytearray, random: np.random.Generator) -> str:
        place, other = _place(data, random), _place(data, random)
        data[place : place + 200] = data[other : other + 200]
        return f"200 bytes of {other} put at {place}"

    return _edited(target, random, edit)


def write_number(target: Path, random: np.random.Generator) -> str:
    """Put a number at the end of its range where there may be one."""

    def edit(data: bytearray, random: np.random.Generator) -> str:
        place, size = _place(data, random), int(random.choice([1, 2, 4, 8]))
        number = int(
            random.choice(np.array([0, 1, 2**7, 2**8 - 1, 2**15, 2**31, 2**63], object))
        )
        order = "big" if random.random() < 0.5 else "little"
        data[place : place + size] = (number % 2 ** (8 * size)).to_bytes(size, order)
        return f"{number} of {size} bytes put at {place}"

    return _edited(target, random, edit)


def pack(target: Path, random: np.random.Generator) -> str:
    """Pack a file, so that its name says what it is not."""

    def edit(data: bytearray, random: np.random.Generator) -> str:
        data[:] = gzip.compress(bytes(data), 1)
        return "gzipped"

    return _edited(target, random, edit)


def replace_by_gzip_bomb(target: Path, random: np.random.Generator) -> str:
    """Put so many zeros behind a gzipped start of the file, in another member."""

    def edit(data: bytearray, random: np.random.Generator) -> str:
        plain = bytes(data)
        if plain[:2] == b"\x1f\x8b":
            plain = zlib.decompress(plain, 31)
        start = plain[: int(random.integers(0, 40))]
        zeros = gzip.compress(bytes(2**24), 9)
        data[:] = gzip.compress(start) + zeros * (BOMB // 2**24)
        return f"gzip bomb behind {len(start)} bytes"

    return _edited(target, random, edit)


def replace_by_pipe(target: Path, random: np.random.Generator) -> str:
    """Put a pipe in the place of a file: who reads it waits for ever."""
    path = some_file(target, random)
    path.unlink()
    os.mkfifo(path)
    return f"{path.name} is a pipe"


BYTES = (
    *(flip_bits, overwrite, cut_off, cut_out, put_in, mix_up, write_number),
    replace_by_pipe,
)

"""What picture files may claim to be."""

import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from tests.foreign.byte_mutations import some_file

Random = np.random.Generator


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG file, with its checksum."""
    sum_of = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", sum_of)


def png_of(
    columns: int, rows: int, values: bytes, *more: bytes, depth: int = 8
) -> bytes:
    """Return a grey PNG that claims these sizes."""
    header = struct.pack(">IIBBBBB", columns, rows, depth, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), *more, chunk(b"IDAT", values), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def change_picture(target: Path, random: Random) -> str:
    """Write a picture that claims to be huge, or unpacks to a lot."""
    path = some_file(target, random)
    side = int(random.choice([0, 2**13, 2**16, 2**31 - 1]))
    zeros = zlib.compress(bytes(2**24), 9)
    kind = int(random.integers(6))
    if kind == 0:
        path.write_bytes(png_of(side, side, zlib.compress(bytes(99))))
    elif kind == 1:
        path.write_bytes(png_of(2**13, 2**13, zeros))
    elif kind == 2:
        text = chunk(b"zTXt", b"a\0\0" + zeros)
        path.write_bytes(png_of(8, 8, zlib.compress(bytes(72)), *[text] * 8))
    elif kind == 3:
        path.write_bytes(b"P5\n%d %d\n255\n" % (side, side) + bytes(64))
    elif kind == 4:
        header = struct.pack("<2sIHHI", b"BM", 154, 0, 0, 54)
        size = int(side % 2**31)
        header += struct.pack("<IiiHHIIiiII", 40, size, -size, 1, 24, 0, 0, 1, 1, 0, 0)
        path.write_bytes(header + bytes(100))
    else:
        frames = [Image.new("L", (2000, 2000), k) for k in range(6)]
        frames[0].save(path, "GIF", save_all=True, append_images=frames[1:])
    return f"{path.name}: claim {kind} of {side}"

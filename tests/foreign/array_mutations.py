"""What .npy files and .npz archives may claim to be."""

import io
import pickle  # noqa: TID251 - to see that none is ever read
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.foreign.byte_mutations import BOMB, some_file

Random = np.random.Generator

HEADERS = (
    "{'descr': '|u1', 'fortran_order': False, 'shape': (%d, 4, 5), }",
    "{'descr': '<f8', 'fortran_order': True, 'shape': (%d, 4, 5), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (%d,), }",
    "{'descr': '|S%d', 'fortran_order': False, 'shape': (3,), }",
    "{'descr': [('a', '<i4'), ('b', '<f8', (%d,))], 'fortran_order': False, "
    "'shape': (3,), }",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (-%d, -4, 5), }",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (0, %d), }",
    "{'descr': '|V%d', 'fortran_order': False, 'shape': (), }",
    "{'descr': 'u1', 'fortran_order': 'no', 'shape': [%d], }",
    "__import__('os').getpid() + %d",
    "((((" * 400 + "%d",
)
SIZES = (0, 1, 6, 2**20, 2**31, 2**40, 2**62, 2**64)


def npy_of(random: Random) -> bytes:
    """Return an array whose header claims anything."""
    header = HEADERS[random.integers(len(HEADERS))] % SIZES[random.integers(len(SIZES))]
    data = header.encode("latin1") + b"\n"
    length = len(data) if random.random() < 0.8 else int(random.integers(2**16))
    return b"\x93NUMPY\x01\0" + struct.pack("<H", length % 2**16) + data + bytes(120)


class Trap:
    """A pickle that would write a file, were it ever loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        return exec, ("import os; os._exit(77)",)


def pickled() -> bytes:
    """Return an array of objects; who unpickles it leaves with exit code 77."""
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (6,), }\n"
    start = b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header
    return start + pickle.dumps(Trap())


def change_npy(target: Path, random: Random) -> str:
    path = some_file(target, random)
    trapped = random.random() < 0.2
    path.write_bytes(pickled() if trapped else npy_of(random))
    return f"{path.name}: {'a pickle' if trapped else 'another header'}"


def change_npz(target: Path, random: Random) -> str:
    """Write an archive anew, one of its members wrong."""
    with zipfile.ZipFile(target) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = list(members)[random.integers(len(members))]
    kind = int(random.integers(7))
    packing = zipfile.ZIP_DEFLATED
    if kind == 0:
        members[name] = npy_of(random)
    elif kind == 1:
        members[name] = pickled()
    elif kind == 2:
        members[name] = members[name][:128] + bytes(BOMB)
    elif kind == 3:
        members[name] = bytes(BOMB)
    elif kind == 4:
        members = {f"../{key}": value for key, value in members.items()}
    elif kind == 5:
        members |= {f"{k}.npy": b"" for k in range(5000)}
    else:
        packing = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)[random.integers(2)]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for key, value in members.items():
            archive.writestr(key, value)
    target.write_bytes(content.getvalue())
    return f"{name} of the archive: {kind}"

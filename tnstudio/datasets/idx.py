"""IDX files, the format of MNIST and its relatives, plain or gzipped.

A file holds two zero bytes, the type of its numbers (8: unsigned bytes), the
number of dimensions, each dimension as a big-endian 32-bit number, and then
the numbers, last dimension fastest.

Source: LeCun, Cortes, Burges, "The MNIST database", file formats.
"""

import gzip
import os
import zlib
from io import BufferedIOBase
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.reading import LARGEST, ImagesRead, Reading, finished
from tnstudio.errors import TNStudioError
from tnstudio.texts import marked, tr

_GZIP_MAGIC = b"\x1f\x8b"
_MOST_INFLATION = 1032
"""No deflate stream is this many times smaller than its data (zlib manual)."""
_UNSIGNED_BYTES = 0x08
_BYTES_PER_STEP = 2**22
_NEW_COPY = marked("fetch a new copy of the file")


def read_images(path: Path) -> npt.NDArray[np.uint8]:
    """Read the images of an IDX file.

    Returns
    -------
    uint8 array, shape (images, rows, columns, channels), read-only
        One channel if the file has three dimensions.

    Raises
    ------
    TNStudioError
        If the file cannot be read, is no IDX file of images, or holds more
        or fewer bytes than its header claims.
    """
    return finished(reading_images(path))


def reading_images(path: Path) -> Reading[npt.NDArray[np.uint8]]:
    """Read the images of an IDX file as `read_images` does, in small steps."""
    pixels = yield from _read(path, (3, 4), marked("images"))
    return pixels[..., np.newaxis] if pixels.ndim == 3 else pixels


def read_labels(path: Path) -> npt.NDArray[np.int32]:
    """Read the labels of an IDX file.

    Returns
    -------
    int32 array, shape (labels,), read-only

    Raises
    ------
    TNStudioError
        As `read_images` does.
    """
    labels = finished(_read(path, (1,), marked("labels"))).astype(np.int32)
    labels.flags.writeable = False
    return labels


def _read(
    path: Path, ranks: tuple[int, ...], what: str
) -> Reading[npt.NDArray[np.uint8]]:
    place = str(path)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            # The name is no evidence: browsers unpack and keep ".gz".
            packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
            file.seek(0)
            if not packed:
                return (yield from _array(file, size, ranks, what, place))
            with gzip.GzipFile(fileobj=file) as unpacked:
                most = size * _MOST_INFLATION
                return (yield from _array(unpacked, most, ranks, what, place))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise TNStudioError(
            tr("The compressed data are damaged or cut off"), place, tr(_NEW_COPY)
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise TNStudioError(
            tr("The file cannot be read: {reason}", reason=reason), place
        ) from error


def _array(
    stream: BufferedIOBase, most: int, ranks: tuple[int, ...], what: str, place: str
) -> Reading[npt.NDArray[np.uint8]]:
    """Read header and numbers of a stream of at most so many bytes."""
    shape = _shape(stream, ranks, what, place)
    claimed = prod(shape)
    if not claimed:
        raise TNStudioError(
            tr("The file holds no {what}", what=tr(what)), place, tr(_NEW_COPY)
        )
    if claimed > LARGEST:
        raise TNStudioError(
            tr(
                "The header claims {claimed} bytes, more than {most}",
                claimed=claimed,
                most=LARGEST,
            ),
            place,
            tr(_NEW_COPY),
        )
    if claimed > most:
        raise _cut_off(what, shape, place)
    numbers = np.empty(claimed, np.uint8)
    for first in range(0, claimed, _BYTES_PER_STEP):
        piece = numbers[first : first + _BYTES_PER_STEP]
        if _fill(stream, piece) < len(piece):
            raise _cut_off(what, shape, place)
        read = first + len(piece)
        yield ImagesRead(read * shape[0] // claimed, shape[0])
    if stream.read(1):
        raise TNStudioError(
            tr(
                "The file goes on after its {number} {what}",
                number=shape[0],
                what=tr(what),
            ),
            place,
            tr(_NEW_COPY),
        )
    numbers.flags.writeable = False
    return numbers.reshape(shape)


def _shape(
    stream: BufferedIOBase, ranks: tuple[int, ...], what: str, place: str
) -> tuple[int, ...]:
    """Read and check the header."""
    start = stream.read(4)
    if len(start) < 4 or start[:2] != b"\0\0":
        raise TNStudioError(
            tr("The file is no IDX file"),
            place,
            tr("give the files of MNIST or like them"),
        )
    kind, rank = start[2], start[3]
    if kind != _UNSIGNED_BYTES:
        raise TNStudioError(
            tr("The file holds numbers of type 0x{kind:02X}", kind=kind),
            place,
            tr("only unsigned bytes (0x08) are read"),
        )
    if rank not in ranks:
        allowed = tr(" or ").join(map(str, ranks))
        raise TNStudioError(
            tr(
                "The file has {rank} dimensions, {what} have {allowed}",
                rank=rank,
                what=tr(what),
                allowed=allowed,
            ),
            place,
            tr("see that images and labels are not exchanged"),
        )
    sizes = stream.read(4 * rank)
    if len(sizes) < 4 * rank:
        raise TNStudioError(tr("The header is cut off"), place, tr(_NEW_COPY))
    return tuple(int(n) for n in np.frombuffer(sizes, ">u4"))


def _fill(stream: BufferedIOBase, numbers: npt.NDArray[np.uint8]) -> int:
    """Read until the array is full or the stream ends; return the bytes read."""
    view = numbers.data
    done = 0
    while done < len(view):
        count = stream.readinto(view[done:])
        if not count:
            break
        done += count
    return done


def _cut_off(what: str, shape: tuple[int, ...], place: str) -> TNStudioError:
    return TNStudioError(
        tr(
            "The file ends before the {number} {what} that its header claims",
            number=shape[0],
            what=tr(what),
        ),
        place,
        tr(_NEW_COPY),
    )

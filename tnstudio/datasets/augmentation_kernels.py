"""Kernels that turn, shift and rescale images.

All run on the thread that calls them: training computes the halves of a batch
on two threads of its own. What costs is done in loops over all pixels of an
image, side by side, without branches and with plain indices, so that they are
compiled to vector instructions; only the one look-up per pixel is not.
"""

import math

import numpy as np
import numpy.typing as npt

from tnstudio.draws import draw
from tnstudio.jit import inner_kernel, kernel

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]
Values = npt.NDArray[np.float32]

_EPOCH_SHIFT = np.uint64(40)
_IMAGE_SHIFT = np.uint64(2)
_EVEN = 2.0**-31
"""Takes a draw, 0..2^32 - 1, to 0..2."""

_RADIANS = math.pi / 180.0
_STEPS = 2.0**40
"""Cosines are multiples of a 2^40th: the cosine of 90° is 0, not 6e-17."""

_BYTE = np.uint32(8)
_TWO_BYTES = np.uint32(16)
_THREE_BYTES = np.uint32(24)
_LOW_BYTE = np.uint32(255)
_WHITE = np.float32(255)


@kernel
def draw_moves(
    key: np.uint64,
    epoch: int,
    images: npt.NDArray[np.int64],
    largest: npt.NDArray[np.float64],
    moves: npt.NDArray[np.float64],
) -> None:
    """Draw how each image is moved in an epoch, each amount evenly.

    Parameters
    ----------
    key : uint64
        Key of the stream of draws.
    epoch : int
        Below 2^24.
    images : int64 array, shape (images,)
        Numbers of the images, below 2^38.
    largest : float64 array, shape (4,)
        Most degrees, pixels down, pixels right, and share of the size.
    moves : float64 array, shape (images, 4)
        Overwritten: as for `move`.
    """
    for k in range(len(images)):
        counter = np.uint64(epoch) << _EPOCH_SHIFT
        counter |= np.uint64(images[k]) << _IMAGE_SHIFT
        for amount in range(4):
            drawn = np.float64(draw(key, counter | np.uint64(amount)))
            # In the middle of each of the 2^32 steps: as far down as up.
            moves[k, amount] = largest[amount] * ((drawn + 0.5) * _EVEN - 1.0)
        moves[k, 3] += 1.0


@kernel
def move(
    pixels: npt.NDArray[np.uint8],
    images: npt.NDArray[np.int64],
    moves: npt.NDArray[np.float64],
    out: Values,
) -> None:
    """Rescale and turn images about their centre, then shift them.

    Each pixel of the result is looked up where it comes from, between four
    pixels by bilinear interpolation; outside the image all is black.

    Parameters
    ----------
    pixels : uint8 array, shape (all images, rows, columns, channels)
    images : int64 array, shape (images,)
        Which to move.
    moves : float64 array, shape (images, 4)
        Of each image: degrees counter-clockwise, pixels down, pixels right,
        and the factor of its size, > 0.
    out : float32 array, shape (images, rows, columns, channels)
        Overwritten with values 0..1.
    """
    rows, columns, channels = pixels.shape[1:]
    # With the table of rows and columns, images are one loop, not one per row.
    row_of = np.zeros(rows * columns, np.float32)
    column_of = np.zeros(rows * columns, np.float32)
    for p in range(rows * columns):
        row_of[p], column_of[p] = p // columns, p % columns
    place = np.zeros(rows * columns, np.uint32)
    down = np.zeros(rows * columns, np.float32)
    right = np.zeros(rows * columns, np.float32)
    # A black pixel on every side, and what the last fours reach for.
    padded = np.zeros((rows + 4, columns + 2), np.uint8)
    fours = np.zeros((rows + 2) * (columns + 2), np.uint32)
    found = np.zeros(rows * columns, np.uint32)
    plane = np.zeros((rows, columns), np.float32)
    for k in range(len(images)):
        image = pixels[images[k]]
        _look_back(rows, columns, moves[k], row_of, column_of, place, down, right)
        for channel in range(channels):
            for row in range(rows):
                for column in range(columns):
                    padded[row + 1, column + 1] = image[row, column, channel]
            _pack(padded.ravel(), columns + 2, fours)
            for p in range(rows * columns):
                found[p] = fours[place[p]]
            _blend(found, down, right, plane.ravel())
            for row in range(rows):
                for column in range(columns):
                    out[k, row, column, channel] = plane[row, column]


@inner_kernel
def _look_back(
    rows: int,
    columns: int,
    amounts: npt.NDArray[np.float64],
    row_of: Values,
    column_of: Values,
    place: Words,
    down: Values,
    right: Values,
) -> None:
    """Find where each pixel comes from: a place among the padded, and how far on.

    In double precision: whole shifts and quarter turns are then exact.
    """
    angle, scale = amounts[0] * _RADIANS, amounts[3]
    cosine = np.rint(math.cos(angle) * _STEPS) / _STEPS / scale
    sine = np.rint(math.sin(angle) * _STEPS) / _STEPS / scale
    middle_row, middle_column = 0.5 * (rows - 1), 0.5 * (columns - 1)
    to_row, to_column = middle_row + amounts[1], middle_column + amounts[2]
    from_row, from_column = middle_row + 1.0, middle_column + 1.0
    last_row, last_column = rows + 1.0, columns + 1.0
    for p in range(len(place)):
        below, beside = row_of[p] - to_row, column_of[p] - to_column
        row = below * cosine + beside * sine + from_row
        column = beside * cosine - below * sine + from_column
        row = min(max(row, 0.0), last_row)
        column = min(max(column, 0.0), last_column)
        whole_row, whole_column = np.int32(row), np.int32(column)
        place[p] = np.uint32(whole_row * (columns + 2) + whole_column)
        down[p] = np.float32(row - whole_row)
        right[p] = np.float32(column - whole_column)


@inner_kernel
def _pack(padded: Bytes, width: int, fours: Words) -> None:
    """Put each pixel, its right, its lower and its lower right into one word.

    The right of a row's last pixel is the next row's first: it is black, too.
    """
    count = len(fours)
    rights = padded[1 : count + 1]
    lowers = padded[width : width + count]
    lower_rights = padded[width + 1 : width + count + 1]
    for p in range(count):
        fours[p] = (
            np.uint32(padded[p])
            | np.uint32(rights[p]) << _BYTE
            | np.uint32(lowers[p]) << _TWO_BYTES
            | np.uint32(lower_rights[p]) << _THREE_BYTES
        )


@inner_kernel
def _blend(fours: Words, down: Values, right: Values, out: Values) -> None:
    """Interpolate between four pixels, and make pixels values 0..1."""
    for p in range(len(fours)):
        four = fours[p]
        # Through signed numbers, for which there is a vector instruction.
        here = np.float32(np.int32(four & _LOW_BYTE))
        beside = np.float32(np.int32(four >> _BYTE & _LOW_BYTE))
        below = np.float32(np.int32(four >> _TWO_BYTES & _LOW_BYTE))
        across = np.float32(np.int32(four >> _THREE_BYTES))
        upper = here + right[p] * (beside - here)
        lower = below + right[p] * (across - below)
        out[p] = (upper + down[p] * (lower - upper)) / _WHITE

"""One image from a file of a usual picture format."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from tnstudio.datasets.resampling import Resampling, resample
from tnstudio.errors import TNStudioError
from tnstudio.texts import marked, tr

ENDINGS = frozenset(
    (
        *(".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"),
        *(".tif", ".tiff", ".pgm", ".ppm", ".pbm"),
    )
)
"""How names of picture files end. Which format it is, the content tells."""

MOST_PIXELS = 2**26
"""Of a picture before it is resampled."""

_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")
_PHOTOS = ("JPEG", "MPO")
_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)
_SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I;16N")
_BYTES_IN_SIXTEEN_BITS = 257
"""65535 / 255."""
_NEW_COPY = marked("save the picture anew as PNG, or take the file away")

Pixels = npt.NDArray[np.uint8]


def picture_size(path: Path) -> tuple[int, int]:
    """Return the rows and columns of a picture, without decoding it.

    Raises
    ------
    TNStudioError
        If it is no picture, or one that cannot be used.
    """
    with _opened(path) as picture:
        columns, rows = picture.size
        is_turned = _orientation(picture) in _ON_ITS_SIDE
        return (columns, rows) if is_turned else (rows, columns)


def read_picture(path: Path, wanted: Resampling) -> Pixels:
    """Read a picture.

    Photographs are turned as their camera was held.

    Parameters
    ----------
    path : Path
    wanted : Resampling
        What is done to it.

    Returns
    -------
    uint8 array, shape (rows, columns, 1 or 3)
        Transparent on black; of 16 bits per colour, rounded to 8.

    Raises
    ------
    TNStudioError
        If it is no picture, damaged, too large, one of several in its file, or
        of numbers whose white is not known.
    """
    with _opened(path) as picture:
        upright = ImageOps.exif_transpose(picture) if _orientation(picture) else picture
        pixels = np.asarray(resample(_plain(upright), wanted))
        return pixels.reshape(*pixels.shape[:2], -1)


def picture_of(colours: Pixels, place: str, wanted: Resampling) -> Pixels:
    """Return a picture that is in memory already as `read_picture` would.

    Parameters
    ----------
    colours : uint8 array, shape (rows, columns, 4)
        Red, green, blue and opacity.
    place : str
        Where it is, for errors.
    wanted : Resampling

    Raises
    ------
    TNStudioError
        If it is too large.
    """
    _require_size(colours.shape[0], colours.shape[1], place)
    pixels = np.asarray(resample(_plain(Image.fromarray(colours)), wanted))
    return pixels.reshape(*pixels.shape[:2], -1)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open a picture and turn all that goes wrong into one kind of error."""
    place = str(path)
    try:
        with warnings.catch_warnings():
            # Decoders warn of oddities; those that matter are errors too.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as picture:
                _require_usable(picture, place)
                yield picture
    except TNStudioError:
        raise
    except OSError as error:
        # Its text has the path or an object's address in it, or says little.
        reason = error.strerror or tr("it is no picture, or damaged")
        raise TNStudioError(
            tr("The picture cannot be read: {reason}", reason=reason),
            place,
            tr(_NEW_COPY),
        ) from error
    except Exception as error:
        # Decoders of foreign bytes raise anything.
        raise TNStudioError(
            tr("The picture cannot be read: {error}", error=error), place, tr(_NEW_COPY)
        ) from error


def _require_usable(picture: Image.Image, place: str) -> None:
    columns, rows = picture.size
    _require_size(rows, columns, place)
    # Cameras put a small picture beside the photograph; that is no series.
    if picture.format not in _PHOTOS and getattr(picture, "is_animated", False):
        raise TNStudioError(
            tr("The file holds several pictures"),
            place,
            tr("save each in a file of its own"),
        )
    if picture.mode in ("I", "F"):
        raise TNStudioError(
            tr("The picture is of 32-bit numbers, whose white is not known"),
            place,
            tr("save it with 8 or 16 bits"),
        )


def _require_size(rows: int, columns: int, place: str) -> None:
    if rows * columns > MOST_PIXELS:
        raise TNStudioError(
            tr(
                "The picture is {rows} × {columns}, over {most:,} pixels",
                rows=rows,
                columns=columns,
                most=MOST_PIXELS,
            ),
            place,
            tr("make it smaller"),
        )


def _orientation(picture: Image.Image) -> int:
    """Return how a photograph is to be turned; 0 if it is no photograph."""
    if picture.format not in _PHOTOS:
        return 0
    return int(picture.getexif().get(_ORIENTATION, 0))


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture as mode ``L``, if it is grey, or ``RGB``."""
    if picture.mode in _SIXTEEN_BITS:
        values = np.asarray(picture) / _BYTES_IN_SIXTEEN_BITS
        return Image.fromarray(np.rint(values).astype(np.uint8))
    is_grey = picture.mode in ("1", "L", "LA", "La") or _has_grey_palette(picture)
    if picture.mode in ("LA", "La", "PA", "RGBA", "RGBa") or (
        "transparency" in picture.info
    ):
        colours = picture.convert("RGBA")
        black = Image.new("RGBA", colours.size, "black")
        picture = Image.alpha_composite(black, colours).convert("RGB")
    return picture.convert("L" if is_grey else "RGB")


def _has_grey_palette(picture: Image.Image) -> bool:
    palette = picture.getpalette("RGB") if picture.mode in ("P", "PA") else None
    if not palette:
        return False
    colours = np.array(palette).reshape(-1, 3)
    return bool((colours == colours[:, :1]).all())

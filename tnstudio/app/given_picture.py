"""A picture from a file or the clipboard, made to fit the input."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.picture_file import picture_of, picture_size, read_picture
from tnstudio.datasets.resampling import Resampling
from tnstudio.texts import tr

COLOURS = 3
"""Channels of an input that takes colours; others take grey."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class GivenPicture:
    """A picture as the input takes it.

    Attributes
    ----------
    pixels : uint8 array, shape (rows, columns, channels)
        Read-only.
    name : str
        Where it comes from, e.g. a file's name.
    done : tuple of str
        What was done to it, in words; nothing if it fitted.
    """

    pixels: Pixels
    name: str
    done: tuple[str, ...]

    @property
    def text(self) -> str:
        """What users read about it."""
        done = ", ".join(self.done) or tr("as it is")
        return tr("{name}: {done}", name=self.name, done=done)


def reading_picture(
    path: Path, shape: tuple[int, int, int]
) -> Generator[None, None, GivenPicture]:
    """Read a picture for an input of this shape, as a job.

    Raises
    ------
    TNStudioError
        As `tnstudio.datasets.picture_file.read_picture` does.
    """
    yield
    size = picture_size(path)
    yield
    pixels = read_picture(path, _wanted(shape))
    return _fitted(pixels, path.name, size, shape)


def fitting_picture(
    colours: Pixels, name: str, shape: tuple[int, int, int]
) -> Generator[None, None, GivenPicture]:
    """Make a picture in memory fit an input of this shape, as a job.

    Parameters
    ----------
    colours : uint8 array, shape (rows, columns, 4)
        Red, green, blue and opacity.
    name : str
        What to call it.
    shape : tuple of int
        Rows, columns and channels of the input.

    Raises
    ------
    TNStudioError
        If it is too large.
    """
    yield
    rows, columns, _ = colours.shape
    pixels = picture_of(colours, name, _wanted(shape))
    return _fitted(pixels, name, (rows, columns), shape)


def _wanted(shape: tuple[int, int, int]) -> Resampling:
    return Resampling(shape[:2], grey=shape[2] != COLOURS)


def _fitted(
    pixels: Pixels, name: str, size: tuple[int, int], shape: tuple[int, int, int]
) -> GivenPicture:
    done = []
    if size != shape[:2]:
        done.append(
            tr(
                "{size} resampled to {new}",
                size=f"{size[0]} × {size[1]}",
                new=f"{shape[0]} × {shape[1]}",
            )
        )
    if shape[2] == 1:
        done.append(tr("in grey"))
    elif pixels.shape[2] == 1:
        channels = shape[2]
        done.append(
            tr("in grey, the same on all {channels} channels", channels=channels)
        )
    made = np.array(np.broadcast_to(pixels, shape))
    made.flags.writeable = False
    return GivenPicture(made, name, tuple(done))

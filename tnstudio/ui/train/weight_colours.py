"""Numbers as colours: NumPy only. Colours are 32-bit ``0xAARRGGBB``."""

import numpy as np
import numpy.typing as npt

from tnstudio.ui.colours import Colours

Pixels = npt.NDArray[np.uint32]

_OPAQUE = 0xFF000000


def diverging(
    values: npt.NDArray[np.floating], strongest: float, colours: Colours
) -> Pixels:
    """Colour signed numbers: 0 like the surface, NaN transparent.

    Parameters
    ----------
    strongest : float
        The absolute value in full colour; what is beyond looks the same.
    """
    share = np.clip(np.nan_to_num(values) / max(strongest, 1e-9), -1, 1)
    ends = np.where(
        (share < 0)[..., None], _parts(colours.negative), _parts(colours.positive)
    )
    return _where_known(values, _blended(colours.surface, ends, np.abs(share)))


def grey(values: npt.NDArray[np.floating]) -> Pixels:
    """Colour numbers 0..1 from black to white, as pixels of an image."""
    share = np.clip(np.nan_to_num(values), 0, 1)
    return _where_known(values, _blended("#000000", _parts("#ffffff"), share))


def blended(low: str, high: str, shares: npt.NDArray[np.floating]) -> Pixels:
    """Colour shares 0..1 between two colours."""
    return _blended(low, _parts(high), shares)


def of_images(pixels: npt.NDArray[np.uint8]) -> Pixels:
    """Colour images: three channels in their colours, others as their mean.

    Parameters
    ----------
    pixels : uint8 array, shape (images, rows, columns, channels)

    Returns
    -------
    uint32 array, shape (images, rows, columns)
    """
    if pixels.shape[3] == 3:
        return _packed(pixels)
    return _packed(np.repeat(pixels.mean(axis=3, keepdims=True), 3, axis=3))


def _parts(colour: str) -> npt.NDArray[np.float32]:
    return np.array(list(bytes.fromhex(colour[1:])), np.float32)


def _blended(
    low: str, high: npt.NDArray[np.float32], shares: npt.NDArray[np.floating]
) -> Pixels:
    start = _parts(low)
    return _packed(np.rint(start + (high - start) * shares[..., None]))


def _packed(parts: npt.NDArray[np.generic]) -> Pixels:
    red, green, blue = np.moveaxis(parts.astype(np.uint32), -1, 0)
    return np.uint32(_OPAQUE) | (red << 16) | (green << 8) | blue


def _where_known(values: npt.NDArray[np.floating], pixels: Pixels) -> Pixels:
    return np.where(np.isnan(values), np.uint32(0), pixels)

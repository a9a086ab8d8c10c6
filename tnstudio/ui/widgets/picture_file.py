"""Pictures as files: PNG and SVG, in colours for paper."""

from collections.abc import Callable, Generator
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSizeF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from tnstudio.errors import TNStudioError
from tnstudio.storage.atomic import replace_file
from tnstudio.texts import tr
from tnstudio.ui.colours import LIGHT, Colours

POINTS = 72
"""Per inch."""
MILLIMETRES = 25.4
"""Per inch."""


class Format(StrEnum):
    """Kinds of files."""

    PNG = "png"
    SVG = "svg"


PAPER = Colours(
    **{
        **{name: getattr(LIGHT, name) for name in LIGHT.__dataclass_fields__},
        "background": "#ffffff",
        "grid": "#9aa5b5",
    }
)
"""Light colours on white; lines are darker than on a screen."""


def png_bytes(image: QImage, resolution: int) -> bytes:
    """Return an image as a PNG file; no window is needed, on any thread."""
    per_metre = round(resolution / MILLIMETRES * 1000)
    image.setDotsPerMeterX(per_metre)
    image.setDotsPerMeterY(per_metre)
    target = _open_buffer()
    # Its declaration asks for bytes, the function itself for a text.
    if not image.save(target, "PNG"):  # type: ignore[call-overload]
        raise TNStudioError(
            tr("The picture cannot be made"), "export", tr("make it smaller")
        )
    return bytes(target.data().data())


def svg_bytes(
    paint: Callable[[QPainter], None], size: QSizeF, title: str, unit: int = POINTS
) -> bytes:
    """Return a drawing as an SVG file: texts stay texts, images are pixels.

    Parameters
    ----------
    paint : callable
        Draws all.
    size : QSizeF
    title : str
    unit : int
        How many of the painter's units are an inch.
    """
    target = _open_buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(target)
    generator.setResolution(unit)
    whole = QRect(0, 0, round(size.width()), round(size.height()))
    generator.setSize(whole.size())
    generator.setViewBox(whole)
    generator.setTitle(title)
    generator.setDescription("Made with TN Studio")
    painter = QPainter(generator)
    try:
        paint(painter)
    finally:
        # Qt ends the whole program over a painter that is left at work.
        painter.end()
    return bytes(target.data().data())


def writing(path: Path, pack: Callable[[], bytes]) -> Generator[None, Any, None]:
    """Write a picture as a job; an older file lives until the new one is whole.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    yield
    replace_file(path, pack())


def _open_buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray())
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer

"""Icons from the glyphs of a font, in any colour and size.

Only the files of qtawesome are used: to import that package and to load all of its
fonts takes longer than to make the whole window.
"""

import json
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
)

from tnstudio.paths import resources

_SET = "mdi6."
"""Material Design Icons; all names begin with it."""

_FILES = "materialdesignicons6-webfont"


def app_icon() -> QIcon:
    """Return the program's own icon, which needs no theme of the system."""
    return QIcon(str(resources() / "desktop" / "tnstudio.svg"))


@lru_cache(maxsize=256)
def icon(
    name: str, colour: str, disabled: str, chosen: str, *, in_menu: bool = False
) -> QIcon:
    """Return an icon.

    Parameters
    ----------
    name : str
        Of Material Design Icons, as ``mdi6.play``.
    colour, disabled, chosen : str
        ``#rrggbb``, for enabled and disabled controls, and for the chosen row
        of a list.
    in_menu : bool
        Whether the row of a menu under the pointer counts as chosen. Not for
        buttons: Qt draws those that have the focus in the same way.
    """
    glyph = chr(int(_code_points()[name.removeprefix(_SET)], 16))
    active = chosen if in_menu else colour
    return QIcon(_Glyph(glyph, (colour, disabled, active, chosen)))


class _Glyph(QIconEngine):
    """Draws a glyph in the size that is asked for, once it is.

    Parameters
    ----------
    glyph : str
        The character.
    colours : tuple of str
        For each `QIcon.Mode`, in their order.
    """

    def __init__(self, glyph: str, colours: tuple[str, str, str, str]) -> None:
        super().__init__()
        self._glyph, self._colours = glyph, colours

    def pixmap(
        self,
        size: QSize,
        mode: QIcon.Mode,
        state: QIcon.State,  # noqa: ARG002
    ) -> QPixmap:
        """Return the picture, for a size in pixels of the screen."""
        return _drawn(
            self._glyph, size.width(), size.height(), self._colours[mode.value]
        )

    def paint(
        self,
        painter: QPainter,
        rect: QRect,
        mode: QIcon.Mode,
        state: QIcon.State,
    ) -> None:
        """Draw the picture with the painter."""
        size = rect.size() * painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.pixmap(size, mode, state))


@lru_cache(maxsize=1024)
def _drawn(glyph: str, width: int, height: int, colour: str) -> QPixmap:
    """Return a glyph in the middle of a picture, as large as fits."""
    pixmap = QPixmap(width, height)
    side = min(width, height)
    if side < 1:  # A layout may have no room for it yet.
        return pixmap
    pixmap.fill(Qt.GlobalColor.transparent)
    sized = QFont(_family())
    sized.setPixelSize(side)
    painter = QPainter(pixmap)
    painter.setFont(sized)
    painter.setPen(QColor(colour))
    painter.drawText(pixmap.rect(), Qt.AlignmentFlag.AlignCenter, glyph)
    painter.end()
    return pixmap


@cache
def _code_points() -> dict[str, str]:
    """Return the code point of each glyph by its name, in hexadecimal."""
    found: dict[str, str] = json.loads(_font_file("-charmap-*.json").read_text())
    return found


@cache
def _family() -> str:
    """Load the font; return the name that Qt has for it."""
    loaded = QFontDatabase.addApplicationFont(str(_font_file("-[0-9]*.ttf")))
    return QFontDatabase.applicationFontFamilies(loaded)[0]


def _font_file(ending: str) -> Path:
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'qtawesome'", name="qtawesome")
    fonts = Path(spec.origin).parent / "fonts"
    return next(fonts.glob(f"{_FILES}{ending}"))

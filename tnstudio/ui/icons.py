"""Icons from the glyphs of a font, in any colour.

They are drawn at fixed sizes ahead of use: an icon that is drawn on demand,
as qtawesome's are, fails while a layout has no room for it yet. Only the files of
that package are used: to import it and to load all of its fonts takes longer than
to make the whole window.
"""

import json
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

from tnstudio.paths import resources

_SET = "mdi6."
"""Material Design Icons; all names begin with it."""

_FILES = "materialdesignicons6-webfont"

_SIDES = (16, 18, 24, 32, 48, 112)
"""In pixels: for buttons and the rail, at one and two pixels per point."""


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
    made = QIcon()
    glyph = chr(int(_code_points()[name.removeprefix(_SET)], 16))
    font = QFont(_family())
    for side in _SIDES:
        made.addPixmap(_drawn(glyph, font, side, colour))
        grey = _drawn(glyph, font, side, disabled)
        made.addPixmap(grey, QIcon.Mode.Disabled)
        bright = _drawn(glyph, font, side, chosen)
        made.addPixmap(bright, QIcon.Mode.Selected)
        if in_menu:
            made.addPixmap(bright, QIcon.Mode.Active)
    return made


def _drawn(glyph: str, font: QFont, side: int, colour: str) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    sized = QFont(font)
    sized.setPixelSize(side)
    painter = QPainter(pixmap)
    painter.setFont(sized)
    painter.setPen(QColor(colour))
    painter.drawText(QRect(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, glyph)
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

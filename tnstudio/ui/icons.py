"""Icons from the glyphs of a font, in any colour.

They are drawn at fixed sizes ahead of use: an icon that is drawn on demand,
as qtawesome's are, fails while a layout has no room for it yet.
"""

from functools import lru_cache

import qtawesome
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from tnstudio.paths import resources

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
    glyph = qtawesome.charmap(name)
    font = qtawesome.font(name.partition(".")[0], _SIDES[0])
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

"""Colours for light and dark, and the size of texts, followed live.

Widgets that draw themselves take their colours from `Theme.colours` and redraw
on `Theme.changed`. All others are coloured by palette and style sheet, where
the dynamic property ``role`` chooses a variant:

========== =============================== ===================================
role       on                              looks
========== =============================== ===================================
primary    QPushButton                     filled with the accent
danger     QPushButton                     error colour
flat       QPushButton, QToolButton        no frame until hovered
tick       QToolButton                     small, without room around its text
title      QLabel                          larger, bold
heading    QLabel                          small caps heading of a section
muted      QLabel                          secondary text
value      QLabel                          larger number
problem    QLabel                          error colour
panel      QFrame                          raised card with a border
========== =============================== ===================================
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QIcon,
    QPalette,
)
from PySide6.QtWidgets import QApplication

from tnstudio.app.settings import ThemeMode
from tnstudio.ui.colours import DARK, LIGHT, Colours
from tnstudio.ui.icons import icon
from tnstudio.ui.stylesheet import style_sheet


class Theme(QObject):
    """Applies the colours to the application and follows the system.

    Attributes
    ----------
    changed : Signal
        The colours or the size of texts have changed: draw again.
    resized : Signal
        The size or the font of texts has changed; `changed` follows.
    """

    changed = Signal()
    resized = Signal()

    def __init__(
        self,
        mode: ThemeMode = "system",
        parent: QObject | None = None,
        *,
        font: str = "",
        text_size: int = 100,
    ) -> None:
        super().__init__(parent)
        self._mode: ThemeMode = mode
        self._font, self._text_size = font, text_size
        self._is_dark = self._wants_dark()
        self._printed: Colours | None = None
        self._hints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def mode(self) -> ThemeMode:
        """``system``, ``light`` or ``dark``."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use."""
        return self._is_dark

    @property
    def colours(self) -> Colours:
        """The colours in use."""
        if self._printed is not None:
            return self._printed
        return DARK if self._is_dark else LIGHT

    @property
    def text_size(self) -> int:
        """Of texts, in percent of what the system asks for."""
        return self._text_size

    def set_text_size(self, percent: int) -> None:
        """Show all texts larger or smaller than the system asks for."""
        if percent != self._text_size:
            self._text_size = percent
            self._set_anew()

    def set_font(self, family: str) -> None:
        """Show all texts in another font; an empty name is that of the system."""
        if family != self._font:
            self._font = family
            self._set_anew()

    @contextmanager
    def printed(self, colours: Colours) -> Iterator[None]:
        """Have other colours, for a widget that is rendered in the meantime.

        Nobody is told: afterwards all is as before, before any event is served.
        """
        self._printed = colours
        try:
            yield
        finally:
            self._printed = None

    def set_mode(self, mode: ThemeMode) -> None:
        """Use light or dark colours, or follow the system."""
        self._mode = mode
        self._refresh()

    def icon(self, name: str, role: str = "text", *, in_menu: bool = False) -> QIcon:
        """Return an icon, e.g. ``mdi6.play``, in a colour of the theme.

        Parameters
        ----------
        name : str
            Of Material Design Icons.
        role : str
            An attribute of `Colours`.
        in_menu : bool
            Whether it stands out on the marked row of a menu.
        """
        colours = self.colours
        colour = getattr(colours, role)
        return icon(name, colour, colours.grid, colours.accent_text, in_menu=in_menu)

    def keep_icon(
        self, target: Any, name: str, role: str = "text", *, in_menu: bool = False
    ) -> None:
        """Give an action or button this icon, now and after every change.

        Calling it again for the same target replaces the icon.
        """
        keeper = target.findChild(_IconKeeper, options=_DIRECT)
        if keeper is None:
            keeper = _IconKeeper(self, target)
        keeper.show(name, role, in_menu=in_menu)

    def _hints(self) -> Any:
        return QApplication.styleHints()

    def _wants_dark(self) -> bool:
        if self._mode == "system":
            scheme: Qt.ColorScheme = self._hints().colorScheme()
            return scheme == Qt.ColorScheme.Dark
        return self._mode == "dark"

    def _follow_system(self) -> None:
        if self._mode == "system":
            self._refresh()

    def _refresh(self) -> None:
        is_dark = self._wants_dark()
        if is_dark != self._is_dark:
            self._is_dark = is_dark
            self._apply()
            self.changed.emit()

    def _set_anew(self) -> None:
        self._apply()
        self.resized.emit()
        self.changed.emit()

    def _apply(self) -> None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise TypeError("The theme needs a QApplication")
        # To replace a sheet, Qt styles each widget once for every widget around it:
        # it is five times as quick to take it away and set one anew.
        app.setStyleSheet("")
        if app.style().name() != "fusion":
            app.setStyle("fusion")
        app.setFont(_font(self._font, self._text_size))
        app.setPalette(_palette(self.colours))
        app.setStyleSheet(style_sheet(self.colours, self._text_size))


_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class _IconKeeper(QObject):
    """A child of an action or button that keeps its icon in the theme."""

    def __init__(self, theme: Theme, target: QObject) -> None:
        super().__init__(target)
        self._theme = theme
        self._name = ""
        self._role = ""
        self._in_menu = False
        theme.changed.connect(self._draw)

    def show(self, name: str, role: str, *, in_menu: bool) -> None:
        self._name, self._role, self._in_menu = name, role, in_menu
        self._draw()

    def _draw(self) -> None:
        target: Any = self.parent()
        icon = self._theme.icon(self._name, self._role, in_menu=self._in_menu)
        target.setIcon(icon)


def _font(family: str, percent: int) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if family:
        font.setFamily(family)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * percent / 100)
    else:
        font.setPixelSize(max(1, font.pixelSize() * percent // 100))
    return _with_tildes(font)


def _with_tildes(font: QFont) -> QFont:
    """Return the font such that c̃ shows its tilde.

    DejaVu Sans has a wrong anchor for marks above "c": Qt would draw the tilde
    below the line. Without anchors it stands where it should.
    """
    if QFontInfo(font).family() == "DejaVu Sans":
        font.setFeature(QFont.Tag("mark"), 0)
    return font


def _palette(colours: Colours) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, value in (
        (roles.Window, colours.background),
        (roles.WindowText, colours.text),
        (roles.Base, colours.surface),
        (roles.AlternateBase, colours.background),
        (roles.Text, colours.text),
        (roles.PlaceholderText, colours.muted),
        (roles.Button, colours.raised),
        (roles.ButtonText, colours.text),
        (roles.BrightText, colours.error),
        (roles.ToolTipBase, colours.raised),
        (roles.ToolTipText, colours.text),
        (roles.Highlight, colours.accent),
        (roles.HighlightedText, colours.accent_text),
        (roles.Accent, colours.accent),
        (roles.Link, colours.accent),
        (roles.LinkVisited, colours.accent),
        (roles.Mid, colours.grid),
        (roles.Midlight, colours.raised),
        (roles.Dark, colours.grid),
        (roles.Light, colours.surface),
    ):
        palette.setColor(role, QColor(value))
    disabled = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(disabled, role, QColor(colours.muted))
    return palette


__all__ = ["DARK", "LIGHT", "Colours", "Theme"]

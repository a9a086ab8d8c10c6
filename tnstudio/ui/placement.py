"""Where windows are: kept as text, brought back onto the screens there are."""

from PySide6.QtCore import QByteArray, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_VISIBLE = 80
"""This much of a window must be on a screen, so that it can be grasped."""


def packed(state: QByteArray) -> str:
    """Return a saved state as text."""
    return bytes(state.toBase64().data()).decode("ascii")


def unpacked(text: str) -> QByteArray:
    """Return the saved state; an empty one for a text that is none."""
    return QByteArray.fromBase64(text.encode("ascii", "ignore"))


def clamp_to_screens(window: QWidget) -> None:
    """Move and shrink a window so that it can be seen and grasped."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    frame = window.frameGeometry()
    if not screens or any(_is_visible(frame, screen) for screen in screens):
        return
    window.setGeometry(clamped(window.geometry(), screens[0]))


def _is_visible(frame: QRect, screen: QRect) -> bool:
    title = QRect(frame.left(), frame.top(), frame.width(), _VISIBLE)
    shown = title.intersected(screen)
    return shown.width() >= _VISIBLE and shown.height() >= _VISIBLE // 2


def clamped(window: QRect, screen: QRect) -> QRect:
    """Return the window's place, centred on a screen and no larger than it."""
    size = window.size().boundedTo(screen.size())
    place = QRect(screen.topLeft(), size)
    place.moveCenter(screen.center())
    return place

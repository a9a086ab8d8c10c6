"""What is copied, on the system's clipboard."""

from typing import Any

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from tnstudio.app.clipboard import MIME_TYPE
from tnstudio.errors import TNStudioError
from tnstudio.model.clip import Clip
from tnstudio.storage.clip_text import MOST_LETTERS, clip_of, text_of
from tnstudio.texts import tr


class ClipData(QMimeData):
    """Layers or cores; they become text when another program wants to have them.

    A full chip takes seconds to write, and this window can do without.
    """

    def __init__(self, clip: Clip) -> None:
        super().__init__()
        self.clip = clip

    def formats(self) -> list[str]:
        """Return the one type of this data."""
        return [MIME_TYPE]

    def hasFormat(self, mimetype: str) -> bool:
        """Tell whether there is data of a type."""
        return mimetype == MIME_TYPE

    def retrieveData(self, mimetype: str, preferredType: Any) -> Any:  # noqa: ARG002
        """Write the text."""
        if mimetype != MIME_TYPE:
            return None
        return QByteArray(text_of(self.clip).encode())


def put_on_clipboard(clip: Clip) -> None:
    """Let this be what is pasted next."""
    QGuiApplication.clipboard().setMimeData(ClipData(clip))


def clipboard_has_clip() -> bool:
    """Tell whether there is something to paste."""
    data = QGuiApplication.clipboard().mimeData()
    return data is not None and data.hasFormat(MIME_TYPE)


def clip_on_clipboard() -> Clip:
    """Return what there is to paste.

    Raises
    ------
    TNStudioError
        If there is nothing, or what there is cannot be.
    """
    data = QGuiApplication.clipboard().mimeData()
    if isinstance(data, ClipData):
        return data.clip
    if data is None or not data.hasFormat(MIME_TYPE):
        raise TNStudioError(
            tr("There is nothing to paste"),
            "clipboard",
            tr("copy layers or cores first"),
        )
    packed = data.data(MIME_TYPE)
    if packed.size() > MOST_LETTERS:
        raise TNStudioError(tr("There is more than can be pasted"), "clipboard")
    return clip_of(bytes(packed.data()).decode("utf-8", "replace"))


def leave_on_clipboard() -> None:
    """Write what is copied now, so that it outlives this window."""
    clipboard = QGuiApplication.clipboard()
    data = clipboard.mimeData()
    if isinstance(data, ClipData):
        written = QMimeData()
        written.setData(MIME_TYPE, QByteArray(text_of(data.clip).encode()))
        clipboard.setMimeData(written)

"""Synapses in the system's clipboard, to be pasted into any core of any project."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from tnstudio.app.synapse_text import (
    MIME_TYPE,
    synapses_from_text,
    synapses_to_text,
)
from tnstudio.model.crossbar_edits import Crossbar


def put_synapses(block: Crossbar) -> None:
    """Put synapses into the clipboard."""
    text = synapses_to_text(block)
    data = QMimeData()
    data.setData(MIME_TYPE, text.encode())
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def has_synapses() -> bool:
    """Tell whether the clipboard says that it has synapses."""
    return bool(QGuiApplication.clipboard().mimeData().hasFormat(MIME_TYPE))


def synapses() -> Crossbar:
    """Return the clipboard's synapses.

    Raises
    ------
    TNStudioError
        If there are none that can be read.
    """
    data = QGuiApplication.clipboard().mimeData().data(MIME_TYPE)
    return synapses_from_text(data.toStdString())

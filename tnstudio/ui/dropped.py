"""Files that are dropped on the window: what they are, and who takes them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from tnstudio.app.dropped_files import Given, recognising
from tnstudio.app.jobs import Failed, Finished, Job, JobEvent
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.long_text import cut

MOST_NAME = 60
"""Characters of a file's name in the hint."""

_ICON = 56

Taker = Callable[[Path], object]


class DroppedFiles(QObject):
    """Takes what is dropped on a window.

    Attributes
    ----------
    takers : dict
        What is done with a file of each kind; may be extended. What has no
        taker is told to be of no use.
    """

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._studio = studio
        self.takers: dict[Given, Taker] = {}
        self._hint = DropHint(studio.theme, window)

    def enter(self, event: QDragEnterEvent) -> None:
        """Accept files, and show what will become of them."""
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self._hint.tell(_hint_text(paths))

    def leave(self) -> None:
        """Show no more what would become of a file."""
        self._hint.hide()

    def take(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self._hint.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            # Questions must not hold up the program that the files came from.
            QTimer.singleShot(0, self, lambda: self.take_paths(paths))

    def take_paths(self, paths: list[Path]) -> None:
        """Find out what a file is and hand it on; of several, none is taken."""
        if len(paths) > 1:
            error = TNStudioError(
                tr(
                    "{number} files were dropped, and one can be taken at a time",
                    number=len(paths),
                ),
                ", ".join(path.name for path in paths[:5]),
                tr("drop one file, or one folder"),
            )
            self._studio.show_error(error)
            return
        path = paths[0]
        job = Job(
            tr("Looking at {name}", name=path.name),
            lambda: recognising(path),
            needs_kernels=False,
        )
        self._studio.jobs.start(job, lambda event: self._take_kind(event, path))

    def _take_kind(self, event: JobEvent, path: Path) -> None:
        if isinstance(event, Failed):
            self._studio.show_error(event.error)
        elif isinstance(event, Finished):
            taker = self.takers.get(event.result)
            if taker is not None:
                taker(path)
            else:
                self._studio.show_error(_refusal(event.result, path))


_REFUSALS = {
    Given.PICTURE: (
        tr("A picture alone is no project and no data set"),
        tr(
            "drop it on the input picture in Simulate, to show it to a network; a data "
            "set is a folder with a folder of pictures for each class"
        ),
    ),
}
_OTHERWISE = (
    tr("Nothing is known that could be done with this file"),
    tr(
        "drop a project (*.tn.h5), or a data set: a folder with IDX files, .npy "
        "files or a folder of pictures for each class; an .npz or HDF5 file; a network "
        "of RANC, NSCS or NIR"
    ),
)


def _refusal(kind: Given, path: Path) -> TNStudioError:
    message, hint = _REFUSALS.get(kind, _OTHERWISE)
    if not path.exists():
        message, hint = (
            tr("There is no such file"),
            tr("copy it to this computer first"),
        )
    return TNStudioError(message, str(path), hint)


def dropped_paths(mime: QMimeData) -> list[Path]:
    """Return the files of this computer that are dragged."""
    urls = mime.urls() if mime.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def _hint_text(paths: list[Path]) -> str:
    if len(paths) > 1:
        return tr("One file at a time, please")
    return tr("Drop {name} to open it", name=cut(paths[0].name, MOST_NAME))


class DropHint(QWidget):
    """A veil over the window that tells what dropping will do."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("drop-hint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._text = ""
        self.hide()

    @property
    def text(self) -> str:
        """What is told."""
        return self._text

    def tell(self, text: str) -> None:
        """Cover the window with this message."""
        self._text = text
        self.setAccessibleName(text)
        self.setGeometry(self.window().rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the veil, a frame and the message."""
        colours = self._theme.colours
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            veil = QColor(colours.background)
            veil.setAlphaF(0.82)
            painter.fillRect(self.rect(), veil)
            pen = QPen(QColor(colours.accent), 3, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            frame = QRectF(self.rect()).adjusted(18, 18, -18, -18)
            painter.drawRoundedRect(frame, 14, 14)
            spot = QRect(0, 0, _ICON, _ICON)
            spot.moveCenter(self.rect().center() - QPoint(0, _ICON // 2))
            self._theme.icon("mdi6.tray-arrow-down", "accent").paint(painter, spot)
            font = self.font()
            font.setPointSizeF(font.pointSizeF() * 1.5)
            painter.setFont(font)
            painter.setPen(QColor(colours.text))
            below = self.rect().adjusted(40, 60, -40, 0)
            painter.drawText(
                below,
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self._text,
            )

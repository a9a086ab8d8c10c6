"""Making and writing a picture without holding the window up."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from tnstudio.app.jobs import Failed, Finished, Job, JobEvent
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.design.export import Source, Wish, drawn_image, require_room
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.picture_file import Format, png_bytes, svg_bytes, writing


class ExportRun(QObject):
    """Prepares a picture in turns of the event loop, draws and writes it.

    Packing and writing are a job on the worker. An SVG is drawn in one turn:
    Qt packs pictures into it as it draws, and draws them on this thread only;
    a screenful of crossbars takes up to a second.

    Attributes
    ----------
    finished : Signal
        The file (a `Path`) is there.
    failed : Signal
        Why not (a `TNStudioError`); what was there before still is.
    """

    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._task: tuple[Source, Wish, Path] | None = None

    @property
    def is_running(self) -> bool:
        """Whether a picture is being made or written."""
        return self._task is not None

    def start(self, source: Source, wish: Wish, path: Path) -> None:
        """Make a file of a source; tells of its end by a signal."""
        self._task = (source, wish, path)
        self._timer.start(0)

    def cancel(self) -> None:
        """Stop, if writing has not begun yet."""
        self._timer.stop()
        self._task = None

    def _go_on(self) -> None:
        if self._task is None:
            return
        source, wish, path = self._task
        try:
            require_room(wish, source.size())
            if source.prepare():
                self._write(path, _packing(source, wish, path.stem))
            else:
                self._timer.start(0)
        except TNStudioError as error:
            self._fail(error)

    def _write(self, path: Path, pack: Callable[[], bytes]) -> None:
        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                self._task = None
                self.finished.emit(path)
            elif isinstance(event, Failed):
                self._fail(event.error)

        job = Job(tr("Exporting {name}", name=path.name), lambda: writing(path, pack))
        self._studio.jobs.start(job, ended)

    def _fail(self, error: TNStudioError) -> None:
        self._task = None
        self.failed.emit(error)


def _packing(source: Source, wish: Wish, title: str) -> Callable[[], bytes]:
    """Draw a source; returns what makes a file of it, on any thread."""
    size = source.size()
    if wish.file_format is Format.SVG:
        data = svg_bytes(source.paint, size, title)
        return lambda: data
    image = drawn_image(source, size, wish.pixels_per_point)
    return lambda: png_bytes(image, wish.resolution)

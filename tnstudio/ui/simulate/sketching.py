"""Painting on the input: the picture, the tools and what is made with them."""

from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from tnstudio.app.given_picture import (
    GivenPicture,
    fitting_picture,
    reading_picture,
)
from tnstudio.app.jobs import Failed, Finished, Job, JobEvent
from tnstudio.app.show_log import Picture
from tnstudio.app.sketch import Cell, Sketch
from tnstudio.datasets.picture_file import ENDINGS
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.simulate.brush_tools import REDO, UNDO, BrushTools
from tnstudio.ui.simulate.paint_picture import PaintPicture
from tnstudio.ui.studio import Studio

CLIPBOARD = tr("Clipboard")


class Sketching(QObject):
    """Changes the picture on the input as the user wants.

    Parameters
    ----------
    studio : Studio
    picture : PaintPicture
    tools : BrushTools

    Attributes
    ----------
    painted : Signal
        The user has made another picture: `now`.
    loaded : Signal of str
        A picture has come from elsewhere: what was done to it.
    ask_file : callable
        Asks the user for a file; returns ``""`` if there was no answer.
    """

    painted = Signal()
    loaded = Signal(str)

    def __init__(
        self,
        studio: Studio,
        picture: PaintPicture,
        tools: BrushTools,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.ask_file = self._ask_file
        self._studio = studio
        self._picture = picture
        self._tools = tools
        self._sketch: Sketch | None = None
        self._run_id = 0
        self._folder = ""
        picture.begun.connect(self._begin)
        picture.painted.connect(self._paint)
        picture.given.connect(self._take_given)
        picture.undo_wanted.connect(lambda: self._do(UNDO))
        picture.redo_wanted.connect(lambda: self._do(REDO))
        picture.paste_wanted.connect(lambda: self._do("paste"))
        tools.wanted.connect(self._do)

    @property
    def now(self) -> Picture | None:
        """The picture as it is; None if it is the image of the set, or none."""
        sketch = self._sketch
        return sketch.now if sketch is not None and sketch.is_changed else None

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being read."""
        return self._run_id != 0

    def begin(self, original: Picture) -> None:
        """Have this image of the set on the input."""
        self._sketch = Sketch(original)
        rows, columns, channels = original.pixels.shape
        self._tools.show_channels(channels, max(rows, columns))
        self._show()

    def follow(self, picture: Picture | None) -> None:
        """Show what is on the input by now; None for the image of the set."""
        sketch = self._sketch
        if sketch is not None:
            before = sketch.now
            sketch.follow(picture)
            if sketch.now is not before:
                self._show()

    def show(self) -> None:
        """Show the picture without spikes."""
        if self._sketch is not None:
            self._show()

    # -- Strokes

    def _begin(self) -> None:
        if self._sketch is not None:
            self._sketch.begin_step()

    def _paint(self, cells: list[Cell], erases: bool) -> None:
        brush = self._tools.brush
        sketch = self._sketch
        if sketch is not None and sketch.paint(
            cells, brush.eraser if erases else brush
        ):
            self._tell()

    def _do(self, tool: str) -> None:
        """Do what a button is for."""
        if tool == "load":
            self._load(self.ask_file())
        elif tool == "paste":
            self._paste()
        elif self._sketch is not None and self._change(self._sketch, tool):
            self._tell()

    def _change(self, sketch: Sketch, tool: str) -> bool:
        """Change the whole picture; tells whether there was anything to do."""
        brush = self._tools.brush
        if tool == UNDO:
            return sketch.undo()
        if tool == REDO:
            return sketch.redo()
        if tool == "original":
            sketch.restore()
        elif tool == "invert":
            sketch.invert(brush.channel)
        else:
            sketch.fill(brush.eraser if tool == "clear" else brush)
        return True

    def _tell(self) -> None:
        self._show()
        self.painted.emit()

    def _show(self) -> None:
        sketch = self._sketch
        if sketch is None:
            return
        self._picture.show_image(sketch.now.pixels)
        self._tools.show_state(
            can_undo=sketch.can_undo,
            can_redo=sketch.can_redo,
            is_changed=sketch.is_changed,
        )

    # -- Pictures from elsewhere

    def _take_given(self, given: Path | QImage) -> None:
        if isinstance(given, Path):
            self._load(str(given))
        elif not given.isNull():
            self._fit(given, tr("Dropped picture"))

    def _paste(self) -> None:
        board = QGuiApplication.clipboard()
        # A clipboard that nothing was ever put into may have no data at all.
        urls = [] if board.mimeData() is None else board.mimeData().urls()
        files = [url.toLocalFile() for url in urls if url.isLocalFile()]
        image = board.image()
        if files:
            self._load(files[0])
        elif not image.isNull():
            self._fit(image, CLIPBOARD)
        else:
            self._studio.show_error(
                TNStudioError(
                    tr("There is no picture on the clipboard"),
                    CLIPBOARD,
                    tr("copy a picture, or a picture file, and paste again"),
                )
            )

    def _load(self, file: str) -> None:
        if file and self._sketch is not None:
            path, shape = Path(file), self._shape()
            self._folder = str(path.parent)
            self._start(lambda: reading_picture(path, shape))

    def _fit(self, image: QImage, name: str) -> None:
        if self._sketch is not None:
            colours, shape = colours_of(image), self._shape()
            self._start(lambda: fitting_picture(colours, name, shape))

    def _shape(self) -> tuple[int, int, int]:
        rows, columns, channels = self._picture.pixels.shape
        return rows, columns, channels

    def _start(self, work: Callable[[], Generator[None, None, GivenPicture]]) -> None:
        """Read a picture, instead of one that is being read."""
        if self.is_busy:
            self._studio.jobs.cancel(self._run_id)
        job = Job(tr("Reading a picture"), work, at_stake=False)
        self._run_id = self._studio.jobs.start(job, self._take)

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id or self._sketch is None:
            return
        if isinstance(event, Finished):
            self._run_id = 0
            self._put(event.result)
        elif isinstance(event, Failed):
            self._run_id = 0
            self._studio.show_error(event.error)

    def _put(self, given: GivenPicture) -> None:
        # By now other images, of another size, may be on the input.
        if self._sketch is not None and given.pixels.shape == self._shape():
            self._sketch.put(Picture(given.pixels))
            self._tell()
            self.loaded.emit(given.text)

    def _ask_file(self) -> str:
        endings = " ".join(f"*{ending}" for ending in sorted(ENDINGS))
        kinds = tr("Pictures ({endings});;All files (*)", endings=endings)
        parent = self._picture.window()
        return QFileDialog.getOpenFileName(parent, tr("Picture"), self._folder, kinds)[
            0
        ]


def colours_of(image: QImage) -> npt.NDArray[np.uint8]:
    """Return a picture's red, green, blue and opacity, (rows, columns, 4)."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows, columns = plain.height(), plain.width()
    flat = np.frombuffer(plain.constBits(), np.uint8)
    lines = flat.reshape(rows, plain.bytesPerLine())
    return lines[:, : 4 * columns].reshape(rows, columns, 4).copy()

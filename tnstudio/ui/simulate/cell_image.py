"""Small pictures that change with every frame."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tnstudio.ui.widgets.plots import PRINTED_CELLS


class CellImage(pg.GraphicsObject):
    """An image of uint8 indices into a colour table, in a fifth of the usual time.

    It does what `tnstudio.ui.widgets.plots.IndexImage` does, of which a raster has
    one for each lane.
    """

    def __init__(self) -> None:
        super().__init__()
        self._cells: npt.NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._place = QRectF()
        self._table: list[int] = []
        self._image: QImage | None = None
        self._is_export = False

    @property
    def cells(self) -> npt.NDArray[np.uint8]:
        """The indices on show."""
        return self._cells

    def show_cells(self, cells: npt.NDArray[np.uint8], place: QRectF) -> None:
        """Draw indices.

        Parameters
        ----------
        cells : uint8 array, shape (rows, columns)
        place : QRectF
            Where, in the coordinates of the plot.
        """
        self._cells, self._image = cells, None
        if place != self._place:
            self.prepareGeometryChange()
            self._place = place
        self.update()

    def set_table(self, table: npt.NDArray[np.uint8]) -> None:
        """Draw with these colours, shape (256, 4): red, green, blue, alpha."""
        red, green, blue, alpha = table.astype(np.int64).T
        self._table = (alpha << 24 | red << 16 | green << 8 | blue).tolist()
        self._image = None
        self.update()

    def setExportMode(self, export: bool, _: dict[str, Any] | None = None) -> None:
        """Be larger in a file: programs that show it would blur few pixels."""
        self._is_export, self._image = export, None

    def boundingRect(self) -> QRectF:
        """Return where the image is."""
        return self._place

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Draw it, each cell as a rectangle."""
        if not self._cells.size:
            return
        if self._image is None:
            self._image = self._drawn()
        painter.drawImage(self._place, self._image)

    def _drawn(self) -> QImage:
        cells = self._cells
        if self._is_export:
            times = [max(1, PRINTED_CELLS // side) for side in cells.shape]
            cells = cells.repeat(times[0], axis=0).repeat(times[1], axis=1)
        rows, columns = cells.shape
        octets = np.ascontiguousarray(cells)
        form = QImage.Format.Format_Indexed8
        # A copy: the image would else use memory that may be gone.
        image = QImage(octets.data, columns, rows, columns, form).copy()
        image.setColorTable(self._table)
        return image

"""The curves of several runs over each other, with their values at the cursor."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QComboBox,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.run_lines import MOST_LINES, QUANTITIES, RunLine, range_of
from tnstudio.ui.train.run_pens import (
    SAMPLE,
    colour_of,
    draw_sample,
    mark_of,
    pen_of,
    sample_of,
    stroke_name,
)
from tnstudio.ui.train.runs_columns import ShownRun
from tnstudio.ui.train.runs_model import in_lines
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.long_text import cut
from tnstudio.ui.widgets.paper_figure import KeyPanel, PaperFigure, PlotPanel
from tnstudio.ui.widgets.plots import Plot, envelope
from tnstudio.ui.widgets.text_scale import keep_row_height, scaled

WIDE = 470
"""From this width in pixels, the key stands beside the plot."""

KEY_WIDTH = 190
KEY_ROW = 22
MOST_KEY_ROWS = 3
"""Of the key on show below the plot; others can be scrolled to."""

MOST_NAME = 40
"""Letters of a run's name in a picture."""

MOST_MARKED = 60
"""Epochs of a line up to which each has its mark."""

_NO_LIMIT = 16_777_215
"""The largest size that Qt knows."""

COLUMNS_OF_A_LINE = 200
"""Pairs of points of a long line: 28 dashed lines are drawn in 0.06 s."""


class CursorPlot(Plot):
    """A plot of lines over the epochs with a cursor for mouse and keys.

    Attributes
    ----------
    pointed : Signal of object
        The epoch that the cursor is at (float); None while there is none.
    """

    pointed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            theme,
            tr("Curves of the selected runs"),
            x=tr("epoch"),
            zooms=True,
            parent=parent,
        )
        self.setObjectName("runs-plot")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(90)
        self._epoch: float | None = None
        self._last = 1.0
        self._lines: list[RunLine] = []
        self._cursor = pg.InfiniteLine(angle=90)
        self._cursor.hide()
        self.addItem(self._cursor, ignoreBounds=True)
        self.dress(lambda c: self._cursor.setPen(pg.mkPen(c.muted, width=1)))
        self.scene().sigMouseMoved.connect(self._move)
        self.getPlotItem().vb.sigXRangeChanged.connect(self._fit)

    @property
    def epoch(self) -> float | None:
        """Where the cursor is."""
        return self._epoch

    def show_lines(self, lines: Sequence[RunLine]) -> None:
        """Fit the ranges to lines, which are drawn elsewhere."""
        self._lines = list(lines)
        self._last = max(
            (float(line.x[-1]) for line in lines if line.x.size), default=1
        )
        ends = -0.02 * self._last, 1.03 * self._last
        self.show_range(ends, range_of(lines, *ends) or (0.0, 1.0))
        self._fit()

    def point_at(self, epoch: float | None) -> None:
        """Put the cursor at an epoch within the lines, or take it away."""
        if epoch is not None:
            epoch = min(max(0.0, epoch), self._last)
            self._cursor.setPos(epoch)
        self._epoch = epoch
        self._cursor.setVisible(epoch is not None)
        self.pointed.emit(epoch)

    def place_of(self, epoch: float) -> QPointF:
        """Return where an epoch is in the widget, in pixels, at half height."""
        view = self.getPlotItem().vb
        low, high = view.viewRange()[1]
        place = view.mapViewToScene(QPointF(epoch, (low + high) / 2))
        return QPointF(self.mapFromScene(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor by epochs; Escape takes it away."""
        here = self._epoch
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            start = self._last + 1 if here is None else here
            self.point_at(round(start) + steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self.point_at(min(1.0, self._last))
        elif event.key() == Qt.Key.Key_End:
            self.point_at(self._last)
        elif event.key() == Qt.Key.Key_Escape and here is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the cursor away."""
        super().focusOutEvent(event)
        self.point_at(None)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the pointer's cursor away."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self.point_at(None)

    def _move(self, place: QPointF) -> None:
        view = self.getPlotItem().vb
        if view.sceneBoundingRect().contains(place):
            self.point_at(float(view.mapSceneToView(place).x()))
        elif not self.hasFocus():
            self.point_at(None)

    def _fit(self) -> None:
        """Show all values of the epochs that are in view."""
        view = self.getPlotItem().vb
        found = range_of(self._lines, *view.viewRange()[0])
        if found is not None:
            view.setYRange(*found, padding=0)


class RunsCurves(Card):
    """Loss or accuracy of the selected runs over the epochs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Curves"), "runs-curves", parent)
        self._theme = theme
        self._runs: Mapping[int, ShownRun] = {}
        self._lines: dict[int, RunLine] = {}
        self._items: dict[int, pg.PlotDataItem] = {}
        self._quantity = QComboBox(self)
        self._quantity.setObjectName("runs-quantity")
        self._quantity.setAccessibleName(tr("What is drawn"))
        self._quantity.setToolTip(tr("What is drawn of the selected runs"))
        for k, quantity in enumerate(QUANTITIES):
            self._quantity.addItem(quantity.title)
            self._quantity.setItemData(k, quantity.tip, Qt.ItemDataRole.ToolTipRole)
        self._quantity.currentIndexChanged.connect(self._draw)
        self._told = QLabel(self)
        self._told.setObjectName("runs-curves-told")
        self._told.setProperty("role", "muted")
        self._told.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._told.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.plot = CursorPlot(theme, self)
        self.plot.setToolTip(
            tr(
                "Pointer, or Left and Right: values at an epoch. Wheel, drag, double "
                "click: zoom, move, show all again"
            )
        )
        self.plot.pointed.connect(self._show_values)
        self.key = _key(self)
        self.header.addWidget(self._told, 1)
        self.header.addWidget(self._quantity)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._box.setSpacing(6)
        self._box.addWidget(self.plot, 1)
        self._box.addWidget(self.key)
        self.body.addLayout(self._box, 1)
        theme.changed.connect(self._show_key)

    @property
    def told(self) -> str:
        """Where the values are taken."""
        return self._told.text()

    def figures(self) -> tuple[PaperFigure, ...]:
        """Return what is on show, to be exported."""
        drawn = [slot for slot in sorted(self._runs) if self._lines[slot].x.size]
        if not drawn:
            return ()
        quantity = QUANTITIES[self._quantity.currentIndex()]
        names = [cut(self._runs[slot].name, MOST_NAME) for slot in drawn]
        key = KeyPanel(
            tr("Runs"),
            names,
            lambda painter, number, c: draw_sample(painter, drawn[number], c),
            SAMPLE.width(),
        )
        lines = [(self._runs[slot].name, self._lines[slot]) for slot in drawn]
        return (
            PaperFigure(
                f"runs-{quantity.name}",
                quantity.title,
                (PlotPanel(self.plot, quantity.title), key),
                ("run", "epoch", quantity.name),
                lambda: (
                    (name, x, y)
                    for name, line in lines
                    for x, y in zip(line.x.tolist(), line.y.tolist(), strict=True)
                ),
            ),
        )

    def show_runs(self, runs: Mapping[int, ShownRun], more: int = 0) -> None:
        """Draw runs by their slots; ``more`` are selected but not drawn."""
        self._runs = runs
        count = len(runs)
        self.set_heading(
            tr("{drawn} of {selected}", drawn=count, selected=count + more)
            if more
            else tr("Curves")
        )
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the key where there is room for it."""
        super().resizeEvent(event)
        self._place_key()

    def _place_key(self) -> None:
        wide = self.width() >= WIDE
        directions = QBoxLayout.Direction
        self._box.setDirection(
            directions.LeftToRight if wide else directions.TopToBottom
        )
        rows = min(MOST_KEY_ROWS, max(1, len(self._runs)))
        most = _NO_LIMIT
        self.key.setMinimumWidth(KEY_WIDTH if wide else 0)
        self.key.setMaximumWidth(KEY_WIDTH if wide else most)
        self.key.setMaximumHeight(most if wide else rows * scaled(KEY_ROW) + 4)

    # -- Drawing

    def _draw(self) -> None:
        quantity = QUANTITIES[self._quantity.currentIndex()]
        self._lines = {
            slot: quantity.of(shown.run) for slot, shown in self._runs.items()
        }
        for slot in range(MOST_LINES):
            line = self._lines.get(slot)
            if line is not None and line.x.size:
                self._draw_line(slot, line, marked=quantity.marked)
            elif slot in self._items:
                self.plot.clear_line(self._items[slot])
        self.plot.name_axis("left", quantity.unit)
        self.plot.show_lines(list(self._lines.values()))
        self._show_key()
        self._place_key()

    def _draw_line(self, slot: int, line: RunLine, *, marked: bool) -> None:
        item = self._items.get(slot)
        if item is None:
            item = self._items[slot] = self.plot.line(
                partial(colour_of, slot), smooth=True
            )
            self.plot.dress(lambda colours: item.setPen(pen_of(slot, colours)))
        indices, values = envelope(line.y, COLUMNS_OF_A_LINE)
        epochs = np.interp(indices, np.arange(line.x.size), line.x)
        marked = marked and line.x.size <= MOST_MARKED
        item.setSymbol(mark_of(slot) if marked or line.x.size == 1 else None)
        item.setSymbolSize(6)
        item.setData(epochs, values)

    # -- The key

    def _show_key(self) -> None:
        ratio = self.devicePixelRatioF()
        colours = self._theme.colours
        self.key.setRowCount(len(self._runs))
        for row, (slot, shown) in enumerate(sorted(self._runs.items())):
            name = QTableWidgetItem(shown.name)
            name.setIcon(sample_of(slot, colours, ratio))
            name.setToolTip(
                in_lines(tr("{name} ({line})", name=shown.name, line=stroke_name(slot)))
            )
            value = QTableWidgetItem()
            value.setTextAlignment(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            self.key.setItem(row, 0, name)
            self.key.setItem(row, 1, value)
        self._show_values()

    def _show_values(self) -> None:
        """Show the values at the cursor, or the last ones."""
        quantity = QUANTITIES[self._quantity.currentIndex()]
        epoch = self.plot.epoch
        for row, slot in enumerate(sorted(self._runs)):
            line = self._lines[slot]
            value = line.last if epoch is None else line.at(epoch)
            item = self.key.item(row, 1)
            if item is not None:
                item.setText(quantity.told(value))
        where = (
            tr("at the end")
            if epoch is None
            else tr("at epoch {epoch:.2f}", epoch=epoch)
        )
        self._told.setText(where)


def _key(parent: QWidget) -> QTableWidget:
    key = QTableWidget(0, 2, parent)
    key.setObjectName("runs-key")
    key.setAccessibleName(tr("Drawn runs and their values"))
    key.setToolTip(tr("The drawn runs, and their values at the cursor or at the end"))
    key.setFrameShape(QTableWidget.Shape.NoFrame)
    key.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    key.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    key.setTabKeyNavigation(False)
    key.setShowGrid(False)
    key.setIconSize(QSize(SAMPLE))
    key.setWordWrap(False)
    key.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    key.horizontalHeader().hide()
    key.verticalHeader().hide()
    key.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    keep_row_height(key, KEY_ROW)
    columns = key.horizontalHeader()
    columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    columns.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    return key

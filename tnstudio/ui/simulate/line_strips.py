"""The strips of input and output lines that belong to a raster."""

import numpy as np
from PySide6.QtWidgets import QWidget

from tnstudio.app.lines_shown import LinesShown, rows_of
from tnstudio.app.recalled_spikes import KnownSpikes, missing_ticks
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.lines_strip import LinesStrip
from tnstudio.ui.simulate.output_rows import OutputRows
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.plots import Plot

MOST_TICKS = 50_000
"""Of input lines on show: they are read from what makes the run exact."""

INPUTS_TIP = tr(
    "Input spikes: a row for each pixel, or for each line of a circuit. Hatched "
    "ticks are not read yet: pause, and show {most:,} ticks or fewer",
    most=MOST_TICKS,
)
OUTPUTS_TIP = tr(
    "Output spikes: a row for each class, or for each line without classes; the "
    "more of its neurons fire, the darker"
)


class LineStrips:
    """Draws inputs and outputs at the ticks of a raster; hidden ones cost nothing.

    Parameters
    ----------
    theme : Theme
    plot : Plot
        Has the ticks.
    parent : QWidget

    Attributes
    ----------
    inputs, outputs : LinesStrip
    """

    def __init__(self, theme: Theme, plot: Plot, parent: QWidget) -> None:
        self.inputs = LinesStrip(
            theme,
            "raster-inputs",
            tr("Input lines over time"),
            INPUTS_TIP,
            lambda colours: colours.text,
            parent,
        )
        self.outputs = LinesStrip(
            theme,
            "raster-outputs",
            tr("Output lines over time"),
            OUTPUTS_TIP,
            lambda colours: colours.accent,
            parent,
        )
        for strip in (self.inputs, self.outputs):
            strip.setXLink(plot)
        self._rows: OutputRows | None = None
        self._lines: LinesShown | None = None
        self._cuts = 0
        self._wanted: tuple[int, int, int] | None = None

    @property
    def wanted(self) -> tuple[int, int, int] | None:
        """Input ticks that are on show and not known: first, end, and a column's."""
        return self._wanted

    def show_chip(self, cores: ChipCores) -> None:
        """Have another chip's lines."""
        program = cores.program
        self._lines = self._wanted = None
        self._rows = OutputRows(program)
        names = program.class_names or [str(k) for k in range(self._rows.count)]
        self.outputs.name_rows(self._rows.count, names)
        count = int(rows_of(program).max(initial=-1)) + 1
        by_line = (program.inputs.element == NONE).all()
        lines = [str(k) for k in range(count)] if by_line else [tr("input")]
        self.inputs.name_rows(count, lines)

    def line_up(self, width: int) -> None:
        """Leave so much room at the left, in pixels."""
        for strip in (self.inputs, self.outputs):
            strip.getPlotItem().getAxis("left").setWidth(width)

    def take_lines(self, lines: LinesShown) -> None:
        """Know these input spikes."""
        self._lines = lines

    def draw(self, known: KnownSpikes, first: int, end: int, step: int) -> None:
        """Draw columns of ticks, as far as the strips are shown."""
        if self._cuts != known.record.cuts:
            self._cuts, self._lines = known.record.cuts, None
        self._wanted = None
        if self.inputs.isVisible():
            self._draw_inputs(first, end, step)
        if self.outputs.isVisible() and self._rows is not None:
            pooled = known.pooled(self._rows.cores, first, end, step)
            shares = self._rows.shares(pooled.words)
            self.outputs.show_shares(shares, pooled.first_tick, step)
            self.outputs.hatch(*missing_ticks(pooled, known.record.end))

    def _draw_inputs(self, first: int, end: int, step: int) -> None:
        lines = self._lines
        if first < end and end - first <= MOST_TICKS:
            self._wanted = first, end, step
        if lines is None or lines.step != step:
            self.inputs.show_shares(np.zeros((0, 0)), 0, 1)
            self.inputs.hatch(first, end)
            return
        low, high = max(first, lines.first), min(end, lines.end)
        part = slice((low - lines.first) // step, -(-(high - lines.first) // step))
        spiked = lines.spiked[part].T.astype(np.float64) if low < high else None
        self.inputs.show_shares(
            np.zeros((0, 0)) if spiked is None else spiked, low, step
        )
        if first >= lines.first and end <= lines.end:
            self._wanted = None
            self.inputs.hatch(0, 0)
        elif low >= high or first < lines.first:
            self.inputs.hatch(first, end)
        else:
            self.inputs.hatch(high, end)

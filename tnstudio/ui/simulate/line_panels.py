"""The input and output lines of a circuit, with what they do in the tick on show."""

from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tnstudio.app.frame import Frame
from tnstudio.app.stimulus_words import line_told
from tnstudio.app.wording import counted
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_lines import name_of_input, name_of_output
from tnstudio.texts import tr
from tnstudio.ui.simulate.lines_view import LinesView
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card


class LinesPanel(Card):
    """A list of lines, or what is said if there are none.

    Attributes
    ----------
    view : LinesView
    chosen : Signal of int
        The user has made another line the current one.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, heading: str, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(heading, f"{name}-card", parent)
        self.view = LinesView(theme, f"{name}-list", heading, self)
        self.view.chosen.connect(self.chosen)
        self._sum = QLabel(self)
        self._sum.setObjectName(f"{name}-sum")
        self._sum.setProperty("role", "muted")
        self._sum.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._nothing = QLabel(self)
        self._nothing.setObjectName(f"{name}-nothing")
        self._nothing.setProperty("role", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding
        )
        self.header.addWidget(self._sum, 1)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._nothing, 1)

    @property
    def sum_text(self) -> str:
        """How many lines there are, or spike, as it is on show."""
        return self._sum.text()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is said of each line."""
        lines = self.view.lines
        return tuple(str(lines.index(k).data()) for k in range(lines.rowCount()))

    def select(self, line: int) -> None:
        """Make a line the current one; -1 for none. Nobody is told."""
        self.view.select(line if line < self.view.lines.rowCount() else -1)

    def _light(self, lit: npt.NDArray[np.bool_]) -> None:
        self.view.lines.light(lit)
        if lit.size:
            self._sum.setText(
                tr(
                    "{count:,} of {total:,} spike now",
                    count=np.count_nonzero(lit),
                    total=lit.size,
                )
            )

    def _show_count(self, count: int) -> None:
        self._sum.setText(counted(count, "line") if count else "")
        self.view.setVisible(count > 0)
        self._nothing.setVisible(count == 0)


class StimuliPanel(LinesPanel):
    """The input lines with their generators."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Stimuli"), "stimuli", parent)
        self.view.setToolTip(
            tr(
                "The input lines of the circuit with what drives them. "
                "A full lamp: a spike in this tick"
            )
        )
        self._nothing.setText(
            tr(
                "The circuit has no input lines. What its neurons do of themselves, "
                "by their leak or initial potential, goes on."
            )
        )

    def show_circuit(self, circuit: Circuit) -> None:
        """Show a circuit's input lines, all dark."""
        # Which of many generators drive a line takes its time.
        told = lru_cache(partial(line_told, circuit))
        name = partial(name_of_input, circuit)
        self.view.lines.show_lines(circuit.input_lines, name, told)
        self._show_count(circuit.input_lines)

    def show_frame(self, frame: Frame) -> None:
        """Light the lines that spike."""
        self._light(frame.line_spikes.astype(np.bool_))

    def clear(self) -> None:
        """Show no spikes: before tick 0."""
        count = self.view.lines.rowCount()
        self.view.lines.light(np.zeros(count, np.bool_))
        self._show_count(count)


class OutputsPanel(LinesPanel):
    """The output lines with their spikes so far."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Outputs"), "outputs", parent)
        self._counts: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._ticks = 0
        self.view.setToolTip(
            tr(
                "The output lines of the circuit: spikes since tick 0, and their mean "
                "per tick. A full lamp: a spike in this tick"
            )
        )
        self._nothing.setText(
            tr("The circuit has no output lines. Its spikes are in the raster.")
        )

    def show_circuit(self, circuit: Circuit) -> None:
        """Show a circuit's output lines, all dark."""
        self._counts, self._ticks = np.zeros(circuit.output_lines, np.int64), 0
        name = partial(name_of_output, circuit)
        self.view.lines.show_lines(circuit.output_lines, name, self._told)
        self._show_count(circuit.output_lines)

    def show_frame(self, frame: Frame) -> None:
        """Show the spikes up to a tick, and light the lines that spike."""
        if frame.output_counts is not None:
            self._counts, self._ticks = frame.output_counts, frame.tick + 1
            self._light(frame.recording.outputs[-1].astype(np.bool_))

    def clear(self) -> None:
        """Show no spikes: before tick 0."""
        self._counts, self._ticks = np.zeros_like(self._counts), 0
        self.view.lines.light(np.zeros(len(self._counts), np.bool_))
        self._show_count(len(self._counts))

    def _told(self, line: int) -> str:
        count = int(self._counts[line])
        if not count:
            return tr("no spike yet")
        return tr(
            "{spikes}, {mean:.3g} per tick",
            spikes=counted(count, "spike"),
            mean=count / self._ticks,
        )

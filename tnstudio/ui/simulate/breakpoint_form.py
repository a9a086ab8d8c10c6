"""The fields that make a breakpoint, or change one."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.breakpoint_run import Watched, WrongOnImage, require_watched
from tnstudio.app.image_input import RATE_TICKS
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import POTENTIAL
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.breakpoints import (
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    NeuronSpikes,
    PotentialCrosses,
    WrongClass,
)
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.choice import Choice
from tnstudio.ui.widgets.fields import About, WholeNumber

MOST_TICKS = 1_000_000

KIND = About(
    "breakpoint-kind",
    tr("Stop when"),
    tr(
        "What the chip stops at. Runs end right behind the tick in which it becomes "
        "true."
    ),
)
CORE = About(
    "breakpoint-core", tr("Core"), tr("The core to watch."), tr("those of the chip")
)
NEURON = About("breakpoint-neuron", tr("Neuron"), tr("Its number in the core."))
LINE = About("breakpoint-line", tr("Output line"), tr("Its number, from 0."))
DIRECTION = About(
    "breakpoint-direction",
    "V",
    tr(
        "rises to: V was below the value before the tick and is not any more; "
        "falls to: V was above it and is not any more."
    ),
    "",
    tr("V is that at the end of a tick, after leak, threshold and reset"),
)
VALUE = About(
    "breakpoint-value",
    tr("Value of V"),
    tr("The value that V reaches or passes."),
    tr("{low:,} to {high:,}", low=POTENTIAL.low, high=POTENTIAL.high),
)
TICKS = About(
    "breakpoint-ticks",
    tr("Ticks"),
    tr(
        "Silent or saturated: for so many ticks in a row. Wrong class: after the "
        "votes of so many ticks."
    ),
    tr("{low:,} to {high:,}", low=1, high=MOST_TICKS),
)
LABEL = About(
    "breakpoint-label", tr("Right class"), tr("Votes for any other one are wrong.")
)

FOLLOWS = tr("The right class is the label of the image that is on.")
DIRECTIONS: tuple[Literal["up", "down"], ...] = ("up", "down")
DIRECTION_TEXTS = (tr("rises to"), tr("falls to"))


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of condition.

    Attributes
    ----------
    text, tip : str
    fields : tuple of About
        What it needs, in the order on show.
    """

    text: str
    tip: str
    fields: tuple[About, ...]


KINDS = (
    _Kind(
        tr("a neuron spikes"), tr("In every tick in which it spikes"), (CORE, NEURON)
    ),
    _Kind(tr("an output line spikes"), tr("In every tick in which it does"), (LINE,)),
    _Kind(
        tr("V crosses a value"),
        tr("In the tick after which V has reached or passed the value"),
        (CORE, NEURON, DIRECTION, VALUE),
    ),
    _Kind(
        tr("a core is silent"),
        tr("No neuron has spiked for so many ticks; again only after a spike"),
        (CORE, TICKS),
    ),
    _Kind(
        tr("a core is saturated"),
        tr(
            "All neurons in use have spiked in each of so many ticks; again only "
            "after a tick in which one does not"
        ),
        (CORE, TICKS),
    ),
    _Kind(
        tr("the class is wrong"),
        tr("The votes become those for another class than the right one"),
        (LABEL, TICKS),
    ),
)


class _Row(IntEnum):
    """The kinds by their places."""

    SPIKE = 0
    LINE = 1
    CROSSES = 2
    SILENT = 3
    SATURATED = 4
    WRONG = 5


class BreakpointForm(QWidget):
    """Kind and fields of a breakpoint; tells of what is wrong with it.

    Attributes
    ----------
    added, changed : Signal of Watched
        The user wants this one as well, or instead of the one being edited.
    ended : Signal
        The user has given an edit up.
    """

    added = Signal(object)
    changed = Signal(object)
    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("breakpoint-form")
        self._program: ChipProgram | None = None
        self._has_images = False
        self._edits = False
        self._kind = _choice(KIND, [kind.text for kind in KINDS], self)
        for row, kind in enumerate(KINDS):
            tip = Qt.ItemDataRole.ToolTipRole
            self._kind.setItemData(row, kind.tip, tip)
        self._core = WholeNumber(CORE, 0, 0, 0, self)
        self._neuron = WholeNumber(NEURON, 0, 0, 0, self)
        self._line = WholeNumber(LINE, 0, 0, 0, self)
        self._direction = _choice(DIRECTION, DIRECTION_TEXTS, self)
        self._value = WholeNumber(VALUE, POTENTIAL.low, POTENTIAL.high, 1, self)
        self._ticks = WholeNumber(TICKS, 1, MOST_TICKS, RATE_TICKS, self)
        self._label = _choice(LABEL, (), self)
        self._note = QLabel(FOLLOWS, self)
        self._note.setObjectName("breakpoint-note")
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._error = QLabel(self)
        self._error.setObjectName("breakpoint-error")
        self._error.setProperty("role", "problem")
        self._error.setWordWrap(True)
        self._error.hide()
        self._add = QPushButton(tr("Add"), self)
        self._add.setObjectName("breakpoint-add")
        self._cancel = QToolButton(self)
        self._cancel.setObjectName("breakpoint-cancel")
        self._cancel.setAccessibleName(tr("Cancel"))
        self._cancel.setProperty("role", "flat")
        theme.keep_icon(self._cancel, "mdi6.close")
        self._cancel.setToolTip(tr("Leave the breakpoint as it is (Escape)"))
        self._lay_out()
        self._kind.currentIndexChanged.connect(self._show_fields)
        self._add.clicked.connect(self._finish)
        self._cancel.clicked.connect(self.end)
        self._show_edit()
        self._show_fields()

    @property
    def edits(self) -> bool:
        """Whether a breakpoint is being changed."""
        return self._edits

    @property
    def error_text(self) -> str:
        """What is wrong, as it is on show."""
        return self._error.text()

    @property
    def condition(self) -> Watched:
        """What the fields say."""
        core, neuron = self._core.value(), self._neuron.value()
        ticks = self._ticks.value()
        match self._kind.currentIndex():
            case _Row.SPIKE:
                return NeuronSpikes(core, neuron)
            case _Row.LINE:
                return LineSpikes(self._line.value())
            case _Row.CROSSES:
                way = DIRECTIONS[self._direction.currentIndex()]
                return PotentialCrosses(core, neuron, self._value.value(), way)
            case _Row.SILENT:
                return CoreSilent(core, ticks)
            case _Row.SATURATED:
                return CoreSaturated(core, ticks)
        return self._wrong(ticks)

    def _wrong(self, ticks: int) -> Watched:
        if self._has_images or self._program is None:
            return WrongOnImage(ticks)
        # What comes out before the input has got through is about nothing.
        return WrongClass(self._label.currentIndex(), self._program.latency, ticks)

    def show_chip(self, program: ChipProgram, *, has_images: bool) -> None:
        """Make breakpoints of another chip; an edit is given up."""
        self._program, self._has_images = program, has_images
        self._core.setMaximum(max(0, program.cores - 1))
        self._neuron.setMaximum(program.hardware.neurons - 1)
        lines = len(program.outputs.label)
        self._line.setMaximum(max(0, lines - 1))
        with QSignalBlocker(self._label):
            self._label.clear()
            self._label.addItems(list(program.class_names))
        self._offer(_Row.LINE, can=lines > 0)
        self._offer(_Row.WRONG, can=bool(program.class_names))
        self.end()
        self._show_fields()

    def suggest(self, core: int, neuron: int) -> None:
        """Fill the fields with what is selected; `NONE` leaves a field as it is."""
        program = self._program
        if program is None or self._edits:
            return
        if core != NONE:
            self._core.setValue(core)
        if core != NONE and neuron != NONE:
            self._neuron.setValue(neuron)
            line = int(program.routes.line[core, neuron])
            if line != NONE:
                self._line.setValue(line)
            # Half of what makes the neuron fire: V is seldom seen at the whole.
            threshold = int(program.neurons.threshold[core, neuron])
            self._value.setValue(max(1, threshold // 2))
        self.tell("")

    def edit(self, condition: Watched) -> None:
        """Show a breakpoint that is to be changed."""
        self._edits = True
        self._fill(condition)
        self._show_edit()
        self.tell("")
        self._kind.setFocus()

    def end(self) -> None:
        """Leave the breakpoint that was to be changed as it is."""
        if self._edits:
            self._edits = False
            self._show_edit()
            self.ended.emit()
        self.tell("")

    def tell(self, error: str) -> None:
        """Say what is wrong; nothing if empty."""
        self._error.setText(error)
        self._error.setVisible(bool(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Finish with Enter in a field; give an edit up with Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif event.key() == Qt.Key.Key_Escape and self._edits:
            self.end()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        program = self._program
        if program is None:
            return
        condition = self.condition
        try:
            require_watched(program, condition, has_images=self._has_images)
        except TNStudioError as error:
            self.tell(str(error))
            return
        self.tell("")
        (self.changed if self._edits else self.added).emit(condition)

    def _fill(self, condition: Watched) -> None:
        match condition:
            case NeuronSpikes(core, neuron):
                self._show_place(_Row.SPIKE, core, neuron)
            case LineSpikes(line):
                self._kind.setCurrentIndex(_Row.LINE)
                self._line.setValue(line)
            case PotentialCrosses(core, neuron, value, direction):
                self._show_place(_Row.CROSSES, core, neuron)
                self._direction.setCurrentIndex(DIRECTIONS.index(direction))
                self._value.setValue(value)
            case CoreSilent(core, ticks) | CoreSaturated(core, ticks):
                is_silent = isinstance(condition, CoreSilent)
                self._show_place(
                    _Row.SILENT if is_silent else _Row.SATURATED, core, NONE
                )
                self._ticks.setValue(ticks)
            case WrongClass(after_ticks=ticks) | WrongOnImage(after_ticks=ticks):
                self._kind.setCurrentIndex(_Row.WRONG)
                self._ticks.setValue(ticks)
                if isinstance(condition, WrongClass):
                    self._label.setCurrentIndex(condition.label)

    def _show_place(self, kind: int, core: int, neuron: int) -> None:
        self._kind.setCurrentIndex(kind)
        self._core.setValue(core)
        if neuron != NONE:
            self._neuron.setValue(neuron)

    def _show_edit(self) -> None:
        self._add.setText(tr("Change") if self._edits else tr("Add"))
        self._add.setAccessibleName(tr("Change") if self._edits else tr("Add"))
        self._add.setToolTip(
            tr("Change the breakpoint (Enter)")
            if self._edits
            else tr("Add the breakpoint (Enter)")
        )
        self._cancel.setVisible(self._edits)

    def _show_fields(self) -> None:
        row = self._kind.currentIndex()
        wanted = KINDS[row].fields
        self._kind.setToolTip(f"{KIND.tooltip}<br>{KINDS[row].tip}")
        for about, (label, field) in self._fields.items():
            is_wanted = about in wanted and not (about is LABEL and self._has_images)
            label.setVisible(is_wanted)
            field.setVisible(is_wanted)
        self._note.setVisible(row == _Row.WRONG and self._has_images)
        self.tell("")

    def _offer(self, row: int, *, can: bool) -> None:
        """Let a kind be chosen, or not."""
        model = self._kind.model()
        if isinstance(model, QStandardItemModel):
            model.item(row).setEnabled(can)
        if not can and self._kind.currentIndex() == row:
            self._kind.setCurrentIndex(_Row.SPIKE)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._kind, 1)
        top.addWidget(self._add)
        top.addWidget(self._cancel)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        self._fields: dict[About, tuple[QLabel, QWidget]] = {}
        places = (
            (CORE, self._core, 0, 0),
            (NEURON, self._neuron, 0, 2),
            (LINE, self._line, 0, 0),
            (DIRECTION, self._direction, 1, 0),
            (VALUE, self._value, 1, 2),
            (LABEL, self._label, 0, 0),
            (TICKS, self._ticks, 0, 2),
        )
        for about, field, row, column in places:
            label = QLabel(about.label, self)
            label.setBuddy(field)
            grid.addWidget(label, row, column)
            grid.addWidget(field, row, column + 1)
            self._fields[about] = label, field
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addLayout(grid)
        layout.addWidget(self._note)
        layout.addWidget(self._error)


def _choice(
    about: About, texts: tuple[str, ...] | list[str], parent: QWidget
) -> QComboBox:
    made = Choice(parent)
    about.name(made)
    made.addItems(list(texts))
    return made

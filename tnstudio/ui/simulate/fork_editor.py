"""Chooses one thing that a fork is to do differently."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.code_names import code_name
from tnstudio.app.fork import (
    Change,
    EncodingChange,
    Fork,
    ImageChange,
    LineFlip,
    SeedChange,
    forked_value,
)
from tnstudio.datasets.encoders import ENCODINGS
from tnstudio.datasets.images import ImageSet
from tnstudio.model.neuron import ResetMode
from tnstudio.model.neuron_fields import NeuronField, neuron_fields
from tnstudio.model.program import ChipProgram
from tnstudio.model.program_edits import AxonTypeChange, NeuronChange, SynapseFlip
from tnstudio.texts import tr
from tnstudio.ui.simulate.fork_words import name_of, told_value
from tnstudio.ui.widgets.fields import About, SeedField, WholeNumber
from tnstudio.ui.widgets.neuron_abouts import about

MOST_TICK = 2**31 - 1

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = {
    "synapse": tr("Synapse"),
    "neuron": tr("Neuron"),
    "axon type": tr("Axon type"),
    "line": tr("Input spike"),
    "image": tr("Image"),
    "encoding": tr("Encoding"),
    "seed": tr("Input seed"),
}
"""What can be changed, as it is called."""

_OF_IMAGES = "image", "encoding"

_FIELDS = {
    "synapse": ("core", "axon", "neuron"),
    "neuron": ("core", "neuron", "field", "number", "choice"),
    "axon type": ("core", "axon", "number"),
    "line": ("line", "tick"),
    "image": ("number",),
    "encoding": ("choice",),
    "seed": ("seed",),
}

_FLIPPED = "synapse", "line"

WHAT = About("fork-what", tr("Change"), tr("What B is to do differently."))
FIELD = About("fork-field", tr("Parameter"), tr("A number of the neuron."))
CHOICE = About("fork-choice", tr("Value"), tr("The value in B."))
NUMBER = About("fork-number", tr("Value"), tr("The value in B."))
SEED = About("fork-seed", tr("Seed"), tr("Of the input spikes in B."), "0 … 2⁶³ − 1")
_NUMBERS = {
    "core": About("fork-core", tr("Core"), tr("The core.")),
    "axon": About("fork-axon", tr("Axon"), tr("The axon of the core.")),
    "neuron": About("fork-neuron", tr("Neuron"), tr("The neuron of the core.")),
    "line": About("fork-line", tr("Line"), tr("The input line.")),
    "tick": About(
        "fork-spike-tick",
        tr("Tick"),
        tr("When the line spikes."),
        tr("the fork's tick or later"),
    ),
}


class ForkEditor(QWidget):
    """Fields for one change; the button makes it.

    Attributes
    ----------
    wanted : Signal of Change
        The user wants this change, or a flip that is made taken back.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program: ChipProgram | None = None
        self._images: ImageSet | None = None
        self._fork = Fork(0)
        self._what = QComboBox(self)
        WHAT.name(self._what)
        self._field = QComboBox(self)
        FIELD.name(self._field)
        self._field.setMinimumContentsLength(6)
        self._choice = QComboBox(self)
        CHOICE.name(self._choice)
        self._number = WholeNumber(NUMBER, 0, 0, 0, self)
        self._seed = SeedField(SEED, 1, self)
        self._numbers = {
            name: WholeNumber(told, 0, 0, 0, self) for name, told in _NUMBERS.items()
        }
        self._labels: dict[str, QLabel] = {}
        self._told = QLabel(self)
        self._told.setObjectName("fork-told")
        self._told.setProperty("role", "muted")
        self._told.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._set = QPushButton(tr("Se&t in B"), self)
        self._set.setObjectName("fork-set")
        self._set.setToolTip(tr("Make this change in B; A stays as it is"))
        self._lay_out()
        self._what.currentIndexChanged.connect(self._turn)
        self._field.currentIndexChanged.connect(self._prefill)
        for field in self._numbers.values():
            field.valueChanged.connect(self._prefill)
        self._set.clicked.connect(self._want)

    @property
    def kind(self) -> str:
        """What is to be changed: a key of `KINDS`."""
        found: str = self._what.currentData() or "synapse"
        return found

    @property
    def told(self) -> str:
        """What is said about how it is in A and in B."""
        return self._told.text()

    def show_chip(self, program: ChipProgram, images: ImageSet | None) -> None:
        """Offer what there is on a chip."""
        self._program, self._images = program, images
        size = program.hardware
        counts = {
            "core": program.cores,
            "axon": size.axons,
            "neuron": size.neurons,
            "line": len(program.inputs.element),
        }
        with QSignalBlocker(self._what), QSignalBlocker(self._field):
            self._offer_kinds()
            self._field.clear()
            for field in neuron_fields(size.axon_types):
                # V goes on as it was: its first value has no effect in a fork.
                if field.name != "initial_potential":
                    self._field.addItem(name_of(field), field)
        for name, count in counts.items():
            with QSignalBlocker(self._numbers[name]):
                self._numbers[name].setRange(0, max(0, count - 1))
        self._turn()

    def show_fork(self, fork: Fork) -> None:
        """Edit another fork, or the same with other changes."""
        is_moved, self._fork = fork.tick != self._fork.tick, fork
        tick = self._numbers["tick"]
        with QSignalBlocker(tick):
            tick.setRange(fork.tick, MOST_TICK)
            if is_moved:
                tick.setValue(fork.tick)
        self._prefill()

    def select(self, core: int, neuron: int) -> None:
        """Edit this neuron; below 0 for any of the core."""
        chosen = {"core": core, "neuron": neuron}
        for name, number in chosen.items():
            with QSignalBlocker(self._numbers[name]):
                if number >= 0:
                    self._numbers[name].setValue(number)
        self._prefill()

    # -- Construction

    def _lay_out(self) -> None:
        first, second, last = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._label("what", tr("Change"), self._what))
        first.addWidget(self._what)
        first.addWidget(self._told, 1)
        for name, field in self._numbers.items():
            second.addWidget(self._label(name, _NUMBERS[name].label, field))
            second.addWidget(field)
        second.addStretch(1)
        last.addWidget(self._field, 2)
        for name, widget in (
            ("number", self._number),
            ("choice", self._choice),
            ("seed", self._seed),
        ):
            last.addWidget(self._label(name, "=", widget))
            last.addWidget(widget, 1)
        last.addStretch(0)
        last.addWidget(self._set)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for row in (first, second, last):
            row.setSpacing(6)
            layout.addLayout(row)
        second.setSpacing(4)

    def _label(self, name: str, text: str, widget: QWidget) -> QLabel:
        label = self._labels[name] = QLabel(text, self)
        label.setBuddy(widget)
        return label

    def _offer_kinds(self) -> None:
        wanted = [
            kind for kind in KINDS if self._images is not None or kind not in _OF_IMAGES
        ]
        old = [self._what.itemData(k) for k in range(self._what.count())]
        if wanted != old:
            self._what.clear()
            for kind in wanted:
                self._what.addItem(KINDS[kind], kind)

    # -- What is on show

    def _turn(self) -> None:
        shown = _FIELDS[self.kind]
        for name, widget in {**self._numbers, "seed": self._seed}.items():
            widget.setVisible(name in shown)
            self._labels[name].setVisible(name in shown)
        self._field.setVisible("field" in shown)
        is_flip = self.kind in _FLIPPED
        self._set.setText(tr("Swi&tch in B") if is_flip else tr("Se&t in B"))
        self._prefill()

    def _prefill(self) -> None:
        """Show the value that B has."""
        program = self._program
        if program is None:
            return
        field, shown = self._neuron_field(), _FIELDS[self.kind]
        is_word = self.kind == "encoding" or (
            self.kind == "neuron" and field.kind != "number"
        )
        for name, widget, is_shown in (
            ("choice", self._choice, is_word),
            ("number", self._number, not is_word),
        ):
            widget.setVisible(is_shown and name in shown)
            self._labels[name].setVisible(is_shown and name in shown)
        change = self._probe()
        told, value = forked_value(program, self._fork, change)
        self._told.setText(self._worded(told, value))
        if is_word:
            self._offer_words(field, value)
        elif "number" in shown:
            self._offer_numbers(field, value)

    def _neuron_field(self) -> NeuronField:
        found: NeuronField = self._field.currentData() or NeuronField("leak")
        return found

    def _probe(self) -> Change:
        """Return the change at this place, with any value."""
        return self._change(0)

    def _change(self, value: int) -> Change:
        core, axon, neuron = (
            self._numbers[name].value() for name in ("core", "axon", "neuron")
        )
        line, tick = self._numbers["line"].value(), self._numbers["tick"].value()
        encoding = ENCODINGS[value if self.kind == "encoding" else 0]
        makers: dict[str, Callable[[], Change]] = {
            "synapse": partial(SynapseFlip, core, axon, neuron),
            "neuron": partial(NeuronChange, core, neuron, self._neuron_field(), value),
            "axon type": partial(AxonTypeChange, core, axon, value),
            "line": partial(LineFlip, line, tick),
            "image": partial(ImageChange, value),
            "encoding": partial(EncodingChange, encoding),
            "seed": partial(SeedChange, self._seed.value),
        }
        return makers[self.kind]()

    def _worded(self, a: int | None, b: int | None) -> str:
        """Say what A has, and B."""
        words = [] if a is None else [f"A: {self._word(a)}"]
        if b is not None and b != a:
            words.append(f"B: {self._word(b)}")
        return "; ".join(words)

    def _word(self, value: int) -> str:
        if self.kind == "synapse":
            return tr("on") if value else tr("off")
        if self.kind == "neuron":
            return told_value(self._neuron_field(), value)
        if self.kind == "line":
            return tr("flipped") if value else tr("as it comes")
        if self.kind == "encoding":
            return code_name(ENCODINGS[value])
        return f"{value:,}"

    def _offer_words(self, field: NeuronField, value: int | None) -> None:
        words: list[tuple[int, str]]
        if self.kind == "encoding":
            words = [(k, code_name(code)) for k, code in enumerate(ENCODINGS)]
        elif field.kind == "mode":
            words = [(int(mode), told_value(field, int(mode))) for mode in ResetMode]
        else:
            words = [(flag, told_value(field, flag)) for flag in (0, 1)]
        with QSignalBlocker(self._choice):
            self._choice.clear()
            for each, text in words:
                self._choice.addItem(text, each)
            self._choice.setCurrentIndex(self._choice.findData(value or 0))

    def _offer_numbers(self, field: NeuronField, value: int | None) -> None:
        program, images = self._program, self._images
        if self.kind == "neuron":
            told = about(field, "fork")
            low, high = field.limit.low, field.limit.high
            self._number.setToolTip(told.tooltip)
        elif self.kind == "axon type" and program is not None:
            low, high = 0, program.hardware.axon_types - 1
            self._number.setToolTip(
                tr("Type G of the axon in B, 0 to {high}", high=high)
            )
        else:
            low, high = 0, len(images) - 1 if images is not None else 0
            self._number.setToolTip(
                tr("Image on the input of B, 0 to {high:,}", high=high)
            )
        self._number.setRange(low, high)
        if value is not None:
            self._number.setValue(value)

    def _want(self) -> None:
        is_word = self._choice.isVisibleTo(self)
        value = self._choice.currentData() if is_word else self._number.value()
        self.wanted.emit(self._change(int(value)))

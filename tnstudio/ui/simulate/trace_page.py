"""The page on which a spike is traced: what led to it, what it led to."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from tnstudio.app.tracing import Direction, Silence, TracedSpike
from tnstudio.simulation.trace import Limits
from tnstudio.texts import tr
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.trace_tree import TraceTree
from tnstudio.ui.simulate.trace_words import (
    NOTHING,
    cut_text,
    place_text,
    silence_text,
)
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.long_text import cut, plain_tip

MOST_SPIKES = 1000
"""In a trace: more can be neither read nor told apart in a picture."""

MOST_DEPTH = 20

LONGEST_PLACE = 90
"""In characters: cores may have long names."""

DEPTH = About(
    "trace-depth",
    tr("Depth"),
    tr("How many spikes in a row are followed away from the traced one."),
    tr("{low:,} to {high:,}", low=1, high=MOST_DEPTH),
)
DIRECTION = About(
    "trace-direction",
    tr("Direction"),
    tr(
        "Causes: the spikes that reached the neuron since it last fired, and theirs. "
        "Consequences: the next spikes of the neurons that it reached, and theirs."
    ),
)

RAISING_TIP = tr(
    "Leave out what added nothing to V or lowered it, and all that is behind that"
)

_DIRECTIONS = {
    tr("Both"): tuple(Direction),
    tr("Causes"): (Direction.CAUSES,),
    tr("Consequences"): (Direction.CONSEQUENCES,),
}


class TracePage(Card):
    """The traced spike, how far to follow it, and a tree of what was found.

    Attributes
    ----------
    tree : TraceTree
    wanted : Signal
        The selected neuron's last spike is to be traced.
    cleared : Signal
        Nothing is to be traced any more.
    depth_changed : Signal
    shown_changed : Signal
        Other parts of the trace are to be seen.
    """

    wanted = Signal()
    cleared = Signal()
    depth_changed = Signal()
    shown_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Trace"), "trace-card", parent)
        self._cores: ChipCores | None = None
        self._traced: TracedSpike | None = None
        self._shown: TracedSpike | None = None
        self._trace = _button(
            "trace-start",
            tr("Trace"),
            tr(
                "Trace the selected neuron's spike in the tick on show, or the last "
                "one before (T)"
            ),
            self,
        )
        self._trace.setAccessibleName(tr("Trace a spike"))
        self._clear = _button(
            "trace-clear", tr("Clear"), tr("Trace nothing (Esc)"), self
        )
        self._clear.setAccessibleName(tr("Clear trace"))
        self._root = _text("trace-root", "subheading", self)
        self._root.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._direction = QComboBox(self)
        DIRECTION.name(self._direction)
        self._direction.addItems(list(_DIRECTIONS))
        self._depth = WholeNumber(DEPTH, 1, MOST_DEPTH, Limits().depth, self)
        self._raising = QCheckBox(tr("Only what raised V"), self)
        self._raising.setObjectName("trace-raising")
        self._raising.setToolTip(RAISING_TIP)
        self.tree = TraceTree(theme, self)
        self._note = _text("trace-note", "muted", self)
        self._lay_out()
        self._trace.clicked.connect(self.wanted)
        self._clear.clicked.connect(self.cleared)
        self._depth.valueChanged.connect(self.depth_changed)
        self._direction.currentIndexChanged.connect(self._show_parts)
        self._raising.toggled.connect(self._show_parts)
        self.show_nothing()

    @property
    def limits(self) -> Limits:
        """How far to follow."""
        return Limits(depth=self._depth.value(), most=MOST_SPIKES)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Which ways are to be seen."""
        return _DIRECTIONS[self._direction.currentText()]

    @property
    def shown(self) -> TracedSpike | None:
        """What is to be seen, in all ways; None while nothing is traced."""
        return self._shown

    @property
    def told(self) -> str:
        """What is said, line by line."""
        return f"{self._root.text()}\n{self._note.text()}".strip()

    def show_nothing(self, told: str = NOTHING) -> None:
        """Show that nothing is traced, and how to begin."""
        self._traced = None
        self._root.setText("")
        self._show_parts()
        self._note.setText(told)

    def show_silence(self, silence: Silence) -> None:
        """Show that the neuron has no spike to trace."""
        self.show_nothing(silence_text(silence))

    def show_busy(self) -> None:
        """Show that a trace is on its way."""
        self._note.setText(tr("Tracing …"))

    def show_trace(self, cores: ChipCores, traced: TracedSpike) -> None:
        """Show a trace."""
        self._cores, self._traced = cores, traced
        spike = traced.spike
        place = place_text(cores, spike)
        self._root.setText(
            tr(
                "● Tick {tick:,}: {place}",
                tick=spike.tick,
                place=cut(place, LONGEST_PLACE),
            )
        )
        self._root.setToolTip(plain_tip(place))
        with QSignalBlocker(self._depth):
            self._depth.setValue(traced.limits.depth)
        self._show_parts()

    def _show_parts(self) -> None:
        traced = self._traced
        raising = self._raising.isChecked()
        self._shown = traced.only_raising() if traced and raising else traced
        self.tree.show_trace(self._cores, self._shown, self.directions)
        shows = traced is not None
        for widget in (self._root, self.tree):
            widget.setVisible(shows)
        self._clear.setEnabled(shows)
        if self._shown is not None:
            told = [cut_text(self._shown, way) for way in self.directions]
            self._note.setText("\n".join(told))
        self.shown_changed.emit()

    def _lay_out(self) -> None:
        self.header.addStretch(1)
        self.header.addWidget(self._trace)
        self.header.addWidget(self._clear)
        options = QHBoxLayout()
        options.setSpacing(6)
        options.addWidget(self._direction)
        label = QLabel(tr("Depth"), self)
        label.setBuddy(self._depth)
        options.addWidget(label)
        options.addWidget(self._depth)
        options.addStretch(1)
        self.body.addWidget(self._root)
        self.body.addLayout(options)
        self.body.addWidget(self._raising)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self._note)
        # Without a tree the text stays at the top.
        self.body.addStretch(0)


def _button(name: str, text: str, tip: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setObjectName(name)

    button.setToolTip(tip)
    return button


def _text(name: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label

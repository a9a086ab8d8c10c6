"""Why a neuron did, or did not, fire in the tick on show."""

from time import perf_counter

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.frame import Frame
from tnstudio.app.neuron_facts import fan_in, neuron_facts
from tnstudio.app.potential_trail import Trail
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import NONE
from tnstudio.simulation.explain import explain_update
from tnstudio.simulation.explanation import MOST_NAMED, Explanation
from tnstudio.texts import tr
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.fan_in_view import NO_AXONS, FanInView
from tnstudio.ui.simulate.trail_view import SHOWN_TICKS, TrailView, covers
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fields import About, WholeNumber

RECALLED_TICKS = 2 * SHOWN_TICKS
"""Asked for at once, so that going back within them asks for none."""

REFRESH_MILLISECONDS = 100
"""At least between two drawings."""

RESTRAINT = 10
"""While playing, the past is looked at in at most one of so many parts of the
time: what it takes the worker is lost to the play."""

NOBODY = tr(
    "No neuron is selected. Click one in the crossbar or in the raster, type its "
    "number above, or press Up or Down."
)

CORE = About(
    "neuron-core", tr("Core"), tr("The core of the neuron."), tr("those of the chip")
)
NEURON = About(
    "neuron-number",
    tr("Neuron"),
    tr("Its number in the core."),
    tr("those of the core; – : none"),
)


class NeuronCard(Card):
    """The neuron's equation with this tick's numbers, V over time, what it reads.

    While it is hidden nothing is computed or asked for.

    Attributes
    ----------
    neuron_chosen : Signal of int, int
        Core and neuron, `NONE` for no neuron.
    trail_wanted : Signal of int, int, int
        Core and neuron, and of how many last ticks to tell V.
    pin_wanted : Signal
        The neuron is to be pinned, or unpinned.
    """

    neuron_chosen = Signal(int, int)
    trail_wanted = Signal(int, int, int)
    pin_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Why?"), "neuron-card", parent)
        self._cores: ChipCores | None = None
        self._core, self._neuron = 0, NONE
        self._frame: Frame | None = None
        self._told: Explanation | None = None
        self._trail: Trail | None = None
        self._asked = self._took = 0.0
        self._waits = self._is_late = self._hurries = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(REFRESH_MILLISECONDS)
        self._pause.timeout.connect(self._catch_up)
        self._core_field = WholeNumber(CORE, 0, 0, 0, self)
        self._neuron_field = WholeNumber(NEURON, NONE, 0, NONE, self)
        self._neuron_field.setSpecialValueText("–")
        self._verdict = _text("neuron-verdict", "subheading", self)
        self._equation = _text("neuron-equation", "", self)
        self._more = QToolButton(self)
        self._more.setObjectName("neuron-more")
        self._more.setCheckable(True)
        self._more.setToolTip(
            tr(
                "Name all active axons of a type, or only the first {most}",
                most=MOST_NAMED,
            )
        )
        self._pin = QToolButton(self)
        self._pin.setObjectName("neuron-pin")
        self._pin.setText(tr("Pin"))
        self._pin.setToolTip(
            tr(
                "Compare V of this neuron with others, on the page Pinned; again to "
                "unpin it (P)"
            )
        )
        self._pin.clicked.connect(self.pin_wanted)
        self.trail_view = TrailView(theme, self)
        self._facts = _text("neuron-facts", "", self)
        self.fan_in_view = FanInView(theme, self)
        self._lay_out()
        self._core_field.valueChanged.connect(self._choose_core)
        self._neuron_field.valueChanged.connect(self._choose_neuron)
        self._more.toggled.connect(self._write)
        self._show_neuron()

    # -- What is on show

    @property
    def place(self) -> tuple[int, int]:
        """Core and neuron; `NONE` for no neuron."""
        return self._core, self._neuron

    @property
    def explanation(self) -> Explanation | None:
        """The update on show; None before the first tick and without a neuron."""
        return self._told

    @property
    def text(self) -> str:
        """What is said, line by line."""
        return f"{self._verdict.text()}\n{self._equation.text()}"

    @property
    def is_quiet(self) -> bool:
        """Whether all is drawn that is to be drawn."""
        return not self._is_late

    def show_chip(self, cores: ChipCores) -> None:
        """Show neurons of another chip; none is selected yet."""
        self._cores, self._frame = cores, None
        with QSignalBlocker(self._core_field), QSignalBlocker(self._neuron_field):
            self._core_field.setMaximum(len(cores) - 1)
            self._neuron_field.setMaximum(cores.program.hardware.neurons - 1)
        self.select(0, NONE)

    def select(self, core: int, neuron: int) -> None:
        """Show another neuron; `NONE` for none."""
        self._core, self._neuron = core, neuron
        with QSignalBlocker(self._core_field), QSignalBlocker(self._neuron_field):
            self._core_field.setValue(core)
            self._neuron_field.setValue(neuron)
        self._trail = self._told = None
        self._asked = self._took = 0.0
        self._waits = False
        self._show_neuron()
        self._draw_now()

    def show_state(self, *, is_playing: bool, is_busy: bool) -> None:
        """Ask less often while ticks go by; ask again if that has come to nothing."""
        self._hurries = is_playing
        if self._waits and not is_busy and self.isVisible():
            self._ask()

    def give_up(self) -> None:
        """Do not ask again for what was asked for: it has failed."""
        self._waits = False

    def forget(self) -> None:
        """Forget what was run."""
        self._trail = None
        self._waits = False
        self.rewind()

    def rewind(self) -> None:
        """Show the chip before tick 0; what was run is still there."""
        self._frame = None
        self._draw_now()

    def keep(self, frame: Frame) -> None:
        """Take note of a frame; `draw` draws it."""
        self._frame, self._told = frame, None
        trail = self._trail
        if trail is None:
            return
        # Ticks that may have been run for the first time are no longer known.
        known = frame.end if frame.is_past else frame.recording.first_tick
        trail = trail.between(trail.first, min(trail.end, known))
        if trail.end == frame.tick and self.isVisible():
            self._told = self._explained(frame)
            trail = trail.followed_by(self._told)
            trail = trail.between(trail.end - RECALLED_TICKS, trail.end)
        self._trail = trail

    def take_trail(self, trail: Trail) -> None:
        """Draw the V that was asked for, unless another neuron is on show."""
        self._took = perf_counter() - self._asked
        self._waits = False
        if (trail.core, trail.neuron) == self.place:
            self._trail = trail
            self._draw_trail()

    def draw(self) -> None:
        """Draw the newest frame, now or shortly."""
        if not self.isVisible():
            return
        if self._pause.isActive():
            self._is_late = True
        else:
            self._draw_now()
            self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has come while this was hidden."""
        super().showEvent(event)
        self._show_neuron()
        self._draw_now()

    # -- Construction

    def _lay_out(self) -> None:
        self.header.addStretch(1)
        for text, field in (
            (tr("Core"), self._core_field),
            (tr("Neuron"), self._neuron_field),
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            self.header.addWidget(label)
            self.header.addWidget(field)
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        for widget in (self._equation, self._more, self.trail_view, self._facts):
            column.addWidget(widget)
        column.addWidget(self.fan_in_view)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setObjectName("neuron-scroll")
        scroll.setAccessibleName(tr("Why the neuron did or did not fire"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        top = QHBoxLayout()
        top.addWidget(self._verdict, 1)
        top.addWidget(self._pin, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(top)
        self.body.addWidget(scroll, 1)

    # -- What the user does

    def _choose_core(self, core: int) -> None:
        self.neuron_chosen.emit(core, self._neuron)

    def _choose_neuron(self, neuron: int) -> None:
        self.neuron_chosen.emit(self._core, neuron)

    # -- Drawing

    def _catch_up(self) -> None:
        if self._is_late:
            self._is_late = False
            self.draw()

    def _draw_now(self) -> None:
        if not self.isVisible():
            return
        frame = self._frame
        if frame is None or self._neuron == NONE:
            self._told = None
            self.fan_in_view.show_active(NO_AXONS)
        else:
            self._told = self._told or self._explained(frame)
            self.fan_in_view.show_active(frame.active_axons[self._core])
        self._write()
        self._draw_trail()

    def _explained(self, frame: Frame) -> Explanation:
        """Return the neuron's update in the last tick of a frame."""
        if self._cores is None:
            raise ValueError("without a chip there is nothing to explain")
        core, neuron = self.place
        before = int(frame.potentials_before[core, neuron])
        active = frame.active_axons[core]
        return explain_update(
            self._cores.program, frame.tick, core, neuron, before, active
        )

    def _write(self) -> None:
        told = self._told
        self._more.setVisible(told is not None and told.unnamed > 0)
        if told is None:
            self._verdict.setText(self._idle())
            self._equation.setText("")
            self._equation.hide()
            return
        named = None if self._more.isChecked() else MOST_NAMED
        self._more.setText(
            tr("Fewer") if named is None else tr("+ {number} more", number=told.unnamed)
        )
        self._verdict.setText(f"{'●' if told.spike else '○'} {told.verdict}")
        self._equation.setText("\n".join(told.lines(named)))
        self._equation.show()

    def _idle(self) -> str:
        """Say why there is nothing to explain."""
        if self._cores is None or self._neuron == NONE:
            return NOBODY
        v = self._cores.program.neurons.initial_potential[self.place]
        return tr("Before the first tick: V = {v}", v=v)

    def _show_neuron(self) -> None:
        """Tell what does not change from tick to tick."""
        shows = self._cores is not None and self._neuron != NONE
        self._pin.setEnabled(shows)
        for widget in (self.trail_view, self._facts):
            widget.setVisible(shows)
        self.fan_in_view.setVisible(False)
        if self._cores is None or not shows or not self.isVisible():
            return
        program = self._cores.program
        about = self._cores.neuron_heading(*self.place)
        lines = neuron_facts(program, *self.place).lines()
        self._facts.setText("\n".join((about, *lines)))
        self.fan_in_view.show_fan_in(fan_in(program, *self.place))

    def _draw_trail(self) -> None:
        """Draw V over time, and ask for what is missing."""
        if not self.isVisible():
            return
        frame, trail = self._frame, self._trail
        if frame is None or self._cores is None or self._neuron == NONE:
            self.trail_view.clear()
            return
        if trail is not None:
            n, place = self._cores.program.neurons, self.place
            is_reset = n.reset_mode[place] == ResetMode.TO_VALUE
            reset = int(n.reset_value[place]) if is_reset else None
            self.trail_view.show_trail(trail, frame.tick, reset)
        else:
            self.trail_view.clear()
        if trail is None or not covers(trail, frame.tick):
            self._ask()

    def _ask(self) -> None:
        now = perf_counter()
        if self._hurries and now - self._asked < RESTRAINT * self._took:
            self._is_late = True
            if not self._pause.isActive():
                self._pause.start()
            return
        self._asked, self._waits = now, True
        self.trail_wanted.emit(*self.place, RECALLED_TICKS)


def _text(name: str, role: str, parent: QWidget) -> QLabel:
    """Return a text of several lines that can be copied."""
    label = QLabel(parent)
    label.setObjectName(name)
    if role:
        label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label

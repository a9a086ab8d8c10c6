"""The bar above the views: play, step, restart, rate, tick."""

from itertools import pairwise
from time import perf_counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.image_input import RATE_TICKS
from tnstudio.simulation.activity import Activity
from tnstudio.texts import tr
from tnstudio.ui.simulate.player import FIRST_RATE
from tnstudio.ui.simulate.rate_field import RateField
from tnstudio.ui.simulate.timeline_bar import TimelineBar, TimelineMark
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.action_button import ActionButton
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_width

MOST_STEPS = 1_000_000

STEPS = About(
    "step-count",
    tr("Ticks per long step"),
    tr("How many ticks a long step runs."),
    tr("{low:,} to {high:,}", low=1, high=MOST_STEPS),
)

STARTING, STOPPED = tr("starting …"), tr("stopped")
WIDEST_TICK = tr("Tick {tick:,}", tick=8_888_888)
WIDEST_SPEED = tr("{speed:,.0f} ticks/s", speed=888_888)

TO_BREAK = tr("Run until a breakpoint stops the chip, as fast as it goes (B)")
NO_BREAK = tr(
    "There is no breakpoint that is on: add one on the page Breakpoints (F9, B)"
)

TO_END = tr(
    "Run to the end of the image: until it was on for {ticks} ticks and the "
    "last of their votes has come; again for {ticks} more. A breakpoint, or "
    "another image that follows, ends it before (I)",
    ticks=RATE_TICKS,
)
NO_END = tr("There are no images on the input, so none comes to an end (I)")

_SPEED_SECONDS = 0.5
"""Time over which the speed is measured."""

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Transport(QFrame):
    """Buttons, rate and tick of the simulation.

    Attributes
    ----------
    play, step, step_many, back, back_many, newest, to_break, to_end, restart, reseed,
    export : QAction
        Connect to their ``triggered``; the workspace has the keys.
    rate : RateField
    timeline : TimelineBar
    stepped, stepped_back : Signal of int
        So many ticks are to be run, or gone back.
    """

    stepped = Signal(int)
    stepped_back = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setProperty("role", "panel")
        self._theme = theme
        self.play = self._action("play", tr("Play"), tr("Let ticks go by (Space)"))
        self.step = self._action("step", tr("Step"), tr("Run one tick (Right arrow)"))
        self.step_many = self._action(
            "step-many", tr("Step N"), tr("Run this many ticks (Shift+Right arrow)")
        )
        self.back = self._action(
            "step-back", tr("Back"), tr("Go back one tick (Left arrow)")
        )
        self.back_many = self._action(
            "back-many", tr("Back N"), tr("Go back this many ticks (Shift+Left arrow)")
        )
        self.newest = self._action(
            "newest", tr("Newest"), tr("Go to the newest tick that was run (End)")
        )
        self.to_break = self._action("to-break", tr("To break"), TO_BREAK)
        self.to_end = self._action("to-end", tr("To end"), TO_END)
        self.restart = self._action(
            "restart", tr("Restart"), tr("Back to tick 0, with the same seed (Home)")
        )
        self.reseed = self._action(
            "reseed", tr("New seed"), tr("Back to tick 0, with a new seed (Shift+Home)")
        )
        self.export = self._action(
            "export-run",
            tr("Export…"),
            tr("Export spikes, V, votes or pictures (Ctrl+E)"),
        )
        self.draws = self._action(
            "draws",
            tr("Draw"),
            tr(
                "Draw the views while playing. Off: the chip runs as fast as it goes, "
                "and is drawn where it stops (D)"
            ),
        )
        self.draws.setCheckable(True)
        self.draws.setChecked(True)
        self.rate = RateField(FIRST_RATE, self)
        self._count = WholeNumber(STEPS, 1, MOST_STEPS, 20, self)
        keep_width(self._count, 84)
        self._tick = QLabel(self)
        self._tick.setObjectName("tick")
        self._tick.setProperty("role", "value")
        self._tick.setToolTip(tr("Ticks run so far; the first one is tick 0"))
        self._speed = QLabel(self)
        self._speed.setObjectName("speed")
        self._speed.setProperty("role", "muted")
        self._speed.setText(STOPPED)
        self.timeline = TimelineBar(theme, self)
        self._is_moving = self._is_warm = False
        self._begin_to_count()
        self._lay_out()
        self.step.triggered.connect(lambda: self.stepped.emit(1))
        self.step_many.triggered.connect(lambda: self.stepped.emit(self._count.value()))
        self.back.triggered.connect(lambda: self.stepped_back.emit(1))
        self.back_many.triggered.connect(
            lambda: self.stepped_back.emit(self._count.value())
        )
        self._place = 0, 0
        self._is_open = self._has_breaks = self._has_images = False
        self.show_run(0, 0, Activity(), ())

    @property
    def speed_text(self) -> str:
        """The speed as it is on show."""
        return self._speed.text()

    @property
    def tick_text(self) -> str:
        """The tick as it is on show."""
        return self._tick.text()

    def show_state(self, *, is_open: bool, is_moving: bool, seed: int) -> None:
        """Enable what can be done."""
        self._is_open = is_open
        self._enable()
        self.play.setText(tr("Pause") if is_moving else tr("Play"))
        self._play.show_icon("mdi6.pause" if is_moving else "mdi6.play")
        self.restart.setToolTip(
            tr("Back to tick 0, with the same seed, {seed} (Home)", seed=seed)
        )
        if is_moving != self._is_moving:
            self._is_moving = is_moving
            # Until now no tick was to be run: that time says nothing.
            self._begin_to_count()
            waits = is_moving and not self._is_warm
            self._speed.setText(STARTING if waits else "" if is_moving else STOPPED)

    def show_stops(self, *, has_breaks: bool, has_images: bool) -> None:
        """Enable running to a breakpoint and to the end of an image, or say why not."""
        self._has_breaks, self._has_images = has_breaks, has_images
        self.to_break.setToolTip(TO_BREAK if has_breaks else NO_BREAK)
        self.to_end.setToolTip(TO_END if has_images else NO_END)
        self._enable()

    def show_run(
        self,
        position: int,
        end: int,
        activity: Activity,
        onsets: tuple[int, ...],
        marks: tuple[TimelineMark, ...] = (),
    ) -> None:
        """Show how many ticks were run up to here, and all that are recorded.

        Parameters
        ----------
        position, end, activity, onsets, marks
            See `TimelineBar.show_run`.
        """
        self._place = position, end
        self._tick.setText(tr("Tick {tick:,}", tick=position))
        self.timeline.show_run(position, end, activity, onsets, marks)
        self._enable()

    def _enable(self) -> None:
        position, end = self._place
        for action in (
            self.play,
            self.step,
            self.step_many,
            self.restart,
            self.reseed,
            self.export,
        ):
            action.setEnabled(self._is_open)
        self.to_break.setEnabled(self._is_open and self._has_breaks)
        self.to_end.setEnabled(self._is_open and self._has_images)
        for action in (self.back, self.back_many):
            action.setEnabled(self._is_open and position > 0)
        self.newest.setEnabled(self._is_open and position < end)

    def count(self, ticks: int) -> None:
        """Measure the speed by ticks that have just been run."""
        if not self._is_warm:
            # The very first tick took the time to get the simulator ready.
            self._is_warm = True
            self._speed.setText("" if self._is_moving else STOPPED)
            self._begin_to_count()
            return
        if not self._is_moving:
            # A single step, or a tick that was gone to: that is no speed.
            return
        self._ticks_since += ticks
        elapsed = perf_counter() - self._since
        if elapsed >= _SPEED_SECONDS:
            speed = self._ticks_since / elapsed
            self._speed.setText(tr("{speed:,.0f} ticks/s", speed=speed))
            self._begin_to_count()

    def _begin_to_count(self) -> None:
        self._since, self._ticks_since = perf_counter(), 0

    def _action(self, name: str, text: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setToolTip(tip)
        return action

    def _lay_out(self) -> None:
        theme = self._theme
        self._play = ActionButton(theme, self.play, "mdi6.play", primary=True)
        # As wide as "Pause", so that the buttons do not move.
        self._play.setMinimumWidth(92)
        buttons = QHBoxLayout()
        buttons.setSpacing(3)
        buttons.addWidget(self._tool(self.back_many, "mdi6.rewind"))
        buttons.addWidget(self._tool(self.back, "mdi6.step-backward"))
        buttons.addWidget(self._play)
        buttons.addWidget(self._tool(self.step, "mdi6.step-forward"))
        buttons.addSpacing(4)
        buttons.addWidget(self._tool(self.step_many, "mdi6.fast-forward"))
        buttons.addWidget(self._count)
        buttons.addWidget(
            self._tool(self.to_break, "mdi6.arrow-right-bold-hexagon-outline")
        )
        buttons.addWidget(self._tool(self.to_end, "mdi6.image-check-outline"))
        buttons.addWidget(self._tool(self.newest, "mdi6.skip-next"))
        buttons.addSpacing(4)
        buttons.addWidget(self._tool(self.restart, "mdi6.restart"))
        buttons.addWidget(self._tool(self.reseed, "mdi6.dice-5-outline"))
        buttons.addSpacing(8)
        buttons.addWidget(self.rate, 2)
        buttons.addWidget(self._tool(self.draws, "mdi6.eye-outline"))
        buttons.addStretch(1)
        buttons.addWidget(self._tool(self.export, "mdi6.export-variant"))
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.timeline, 1)
        for figure in self._figures():
            below.addWidget(figure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 12, 6)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addLayout(below)
        self._order_by_place(buttons)

    def _order_by_place(self, row: QHBoxLayout) -> None:
        """Have Tab go from left to right, and to the timeline then."""
        items = (row.itemAt(k) for k in range(row.count()))
        widgets = [item.widget() for item in items if item is not None]
        stops = [widget for widget in widgets if widget is not None]
        for before, after in pairwise([*stops, self.timeline]):
            QWidget.setTabOrder(before, after)

    def _figures(self) -> tuple[QLabel, QLabel]:
        for label, widest in ((self._tick, WIDEST_TICK), (self._speed, WIDEST_SPEED)):
            label.setAlignment(RIGHT)
            # As wide as it gets, so that nothing beside it moves while it counts.
            label.ensurePolished()
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest))
        return self._tick, self._speed

    def _tool(self, action: QAction, icon: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{action.objectName()}-button")
        button.setDefaultAction(action)
        self._theme.keep_icon(action, icon)
        return button

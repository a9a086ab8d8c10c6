"""What the user does with a fork, from the first tick to the comparison."""

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tnstudio.app.fork import Change, Fork, LineFlip, require_change
from tnstudio.app.fork_run import Comparison, ForkRun, comparing
from tnstudio.errors import TNStudioError
from tnstudio.model.program_edits import SynapseFlip
from tnstudio.texts import marked, tr
from tnstudio.ui.simulate.fork_marks import ONLY_A, ONLY_B, marks_in
from tnstudio.ui.simulate.fork_words import (
    BEGUN_ANEW,
    OPENED_ANEW,
    forgotten,
    gone,
    stale,
)
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.timeline_bar import MarkKind, TimelineMark
from tnstudio.ui.simulate.views import ChipViews

TITLE = tr("Comparing A and B")

MARKING_MILLISECONDS = 40
"""At least between two choices of the marks to draw."""


class Forking(QObject):
    """Connects the page of comparisons with the player and the other views.

    Attributes
    ----------
    fork : Fork or None
    comparison : Comparison or None
        What is known of it.
    changed : Signal
        The fork is another one, or none.
    here : QAction
        Forks at the tick under the cursor and shows the page.
    """

    changed = Signal()

    def __init__(self, player: Player, views: ChipViews) -> None:
        super().__init__(views)
        self._player, self._views = player, views
        self._page = views.compare
        self._history: list[Fork] = []
        self._run: ForkRun | None = None
        self._runs = self._was_changing = False
        self._known_end = 0
        self.comparison: Comparison | None = None
        self.here = QAction(tr("Fork here"), self)
        self.here.triggered.connect(self._fork_by_key)
        self._marking = QTimer(self)
        self._marking.setSingleShot(True)
        self._marking.setInterval(MARKING_MILLISECONDS)
        self._marking.timeout.connect(self._mark)
        page = self._page
        page.fork_wanted.connect(self.fork_here)
        page.discard_wanted.connect(self.discard)
        page.undo_wanted.connect(self.undo)
        page.remove_wanted.connect(self.remove)
        page.run_wanted.connect(self.run)
        page.end_wanted.connect(self.run_to_end)
        page.editor.wanted.connect(self.change)
        page.result.go_wanted.connect(self.go_there)
        player.opened.connect(self._take_chip)
        player.restarted.connect(lambda: self._drop(BEGUN_ANEW))
        player.changed.connect(self._check)
        player.frame_came.connect(lambda _: self._show_state())
        player.rewound.connect(self._show_state)
        views.crossbar.synapse_menu_wanted.connect(self.show_menu)
        views.raster.span_changed.connect(self._mark_soon)
        views.cores_card.lanes_changed.connect(self._mark_soon)

    @property
    def fork(self) -> Fork | None:
        """What B does differently, and from which tick on."""
        return self._history[-1] if self._history else None

    @property
    def marks(self) -> tuple[TimelineMark, ...]:
        """Where the fork begins."""
        if self.fork is None:
            return ()
        text = tr("fork at tick {tick:,}", tick=self.fork.tick)
        return (TimelineMark(self.fork.tick, MarkKind.FORK, text),)

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        return not self._runs and not self._marking.isActive()

    # -- What the user does

    def fork_here(self) -> None:
        """Fork at the next tick to be run; a fork that there is moves there."""
        if not self._player.is_open:
            return
        tick = self._player.position
        old = self.fork or Fork(tick)
        # A spike before the fork would be none of its own.
        changes = tuple(
            each
            for each in old.changes
            if not isinstance(each, LineFlip) or each.tick >= tick
        )
        self._edit(Fork(tick, changes))

    def _fork_by_key(self) -> None:
        self.fork_here()
        self._views.pages.show_page("compare")
        self._page.show_changes()

    def discard(self) -> None:
        """Forget the fork."""
        self._history = []
        self._page.tell("")
        self._show()

    def undo(self) -> None:
        """Take the last edit of the fork back."""
        if len(self._history) > 1:
            self._history.pop()
            self._page.tell("")
            self._show()

    def remove(self, index: int) -> None:
        """Remove one of its changes."""
        if self.fork is not None:
            self._edit(self.fork.without(index))

    def change(self, change: Change) -> None:
        """Make a change in the fork; what cannot be is told in the page."""
        program = self._player.program
        if self.fork is None or program is None:
            return
        try:
            require_change(program, self._player.images, self.fork.tick, change)
            self._edit(self.fork.changed(program, change))
        except TNStudioError as error:
            self._page.tell(str(error))

    def flip(self, axon: int, neuron: int) -> None:
        """Flip a synapse of the selected core, in a fork from here on if need be."""
        if self.fork is None:
            self.fork_here()
        self.change(SynapseFlip(self._views.core, axon, neuron))
        self._views.pages.show_page("compare")
        self._page.show_changes()

    def show_menu(self, axon: int, neuron: int, place: QPoint) -> None:
        """Offer to flip the synapse that the user points at."""
        if not self._player.is_open:
            return
        menu = QMenu(self._views)
        menu.setObjectName("synapse-menu")
        text = (
            marked("Flip synapse {axon} → {neuron} in B")
            if self.fork
            else marked("Fork here and flip synapse {axon} → {neuron} in B")
        )
        action = menu.addAction(tr(text, axon=axon, neuron=neuron))
        action.triggered.connect(lambda: self.flip(axon, neuron))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def run(self, ticks: int) -> None:
        """Compare so many ticks more."""
        if self.fork is not None:
            start = self.fork.tick
            if self.comparison is not None:
                start = self.comparison.differences.end
            self._run_to(start + ticks)

    def run_to_end(self) -> None:
        """Compare all that is recorded."""
        record = self._player.record
        if self.fork is not None and record is not None:
            self._run_to(max(record.end, self.fork.tick))

    def go_there(self) -> None:
        """Go to where the two part first; A is run on if need be."""
        record, found = self._player.record, self.comparison
        first = found.differences.first if found else None
        if record is None or first is None:
            return
        end = record.end
        self._player.go_to(min(first.tick + 1, end))
        if first.tick >= end:
            self._player.step(first.tick + 1 - end)
        self._views.neuron_chosen.emit(first.core, first.neuron)

    # -- Running

    def _run_to(self, stop: int) -> None:
        fork, run = self.fork, self._run
        if fork is None or self._runs:
            return
        self._runs = True
        self._page.tell("")
        self._player.consult(
            TITLE,
            lambda session: comparing(session, fork, stop, run),
            self._take,
            self._give_up,
        )
        self._show_state()

    def _take(self, found: tuple[ForkRun, Comparison]) -> None:
        self._runs = False
        run, comparison = found
        record = self._player.record
        if comparison.fork == self.fork and record is not None:
            self._run, self.comparison = run, comparison
            self._known_end = min(record.end, comparison.differences.end)
            self._page.show_comparison(comparison, self._player.program)
            self._mark()
        self._show_state()

    def _give_up(self) -> None:
        self._runs = False
        self._show_state()

    # -- What the player says

    def _take_chip(self) -> None:
        self._drop(OPENED_ANEW)
        program = self._player.program
        if program is not None:
            self._page.show_chip(program, self._player.images)
        self._show()

    def _check(self) -> None:
        """See whether what was run is still what was forked."""
        record, fork = self._player.record, self.fork
        if record is None:
            # Its past is gone with the chip.
            self._drop(OPENED_ANEW)
        elif fork is not None and record.end < fork.tick:
            self._drop(forgotten(record.end) if record.end else BEGUN_ANEW)
        elif fork is not None and self._has_other_future(record.end):
            self._forget(stale(fork))
        self._show_state()

    def _has_other_future(self, end: int) -> bool:
        """Tell whether A will not do what it did when it was compared."""
        was_changing, self._was_changing = self._was_changing, self._player.is_changing
        changes = was_changing and not self._was_changing
        return self.comparison is not None and (changes or end < self._known_end)

    def _drop(self, why: str) -> None:
        if self.fork is not None:
            told = gone(self.fork, why)
            self.discard()
            self._page.tell(told)

    # -- Showing

    def _edit(self, fork: Fork) -> None:
        self._page.tell("")
        if fork != self.fork:
            self._history.append(fork)
            self._show()

    def _show(self) -> None:
        """Show another fork, or the same with other changes."""
        self._forget()
        self._page.show_fork(
            self.fork, self._player.program, can_undo=len(self._history) > 1
        )
        self.changed.emit()
        self._show_state()

    def _forget(self, why: str = "") -> None:
        self._run = self.comparison = None
        self._known_end = 0
        self._page.show_comparison(None, why=why)
        self._mark()

    def _show_state(self) -> None:
        self._page.show_state(
            position=self._player.position,
            can_fork=self._player.is_open,
            is_busy=self._runs,
        )

    def _mark_soon(self) -> None:
        if self.comparison is not None and not self._marking.isActive():
            self._marking.start()

    def _mark(self) -> None:
        """Mark the differences among the ticks and lanes on show."""
        raster, found = self._views.raster, self.comparison
        if found is None:
            self._marking.stop()
            for name in (ONLY_A, ONLY_B):
                raster.set_marks(name, None)
            return
        marks, is_all = marks_in(found, *raster.span, raster.lanes)
        for name, each in marks.items():
            raster.set_marks(name, each)
        self._page.result.tell_marks(is_all)

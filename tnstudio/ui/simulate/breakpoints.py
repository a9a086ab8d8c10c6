"""Breakpoints of the chip that is played: kept, watched, told when they are hit."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from tnstudio.app.breakpoint_list import BreakpointList
from tnstudio.app.breakpoint_run import Watched
from tnstudio.app.breakpoint_words import condition_text, hit_text, place
from tnstudio.app.document import EVERYTHING, Changes, Document, Part
from tnstudio.app.frame import Frame
from tnstudio.app.wording import listed
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.program import NONE
from tnstudio.simulation.breakpoints import NeuronSpikes
from tnstudio.texts import tr
from tnstudio.ui.simulate.breakpoints_table import Row
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.timeline_bar import MarkKind, TimelineMark
from tnstudio.ui.simulate.transport import Transport
from tnstudio.ui.simulate.views import ChipViews

STAY_MILLISECONDS = 200
"""How long it is still told of a stop once ticks go by again: the next stop may
come sooner, and the views need not jump."""

SELECT_FIRST = tr("Select a neuron first: click one in the crossbar or in the raster")


class Breakpoints(QObject):
    """The breakpoints, on their page, on the bar and in the player.

    They stay when the same chip begins anew, and when another one is opened;
    there those that do not fit are kept, but not watched. Another project has
    none.

    Attributes
    ----------
    changed : Signal
        The marks on the timeline are others.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        player: Player,
        views: ChipViews,
        transport: Transport,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player, self._views, self._transport = player, views, transport
        self._page, self._line = views.breakpoints_page, views.stop_line
        self._list = BreakpointList()
        self._texts: dict[tuple[Watched, int], str] = {}
        self._marks: tuple[TimelineMark, ...] = ()
        self._edited = NONE
        self._told = NONE
        self._parting = QTimer(self)
        self._parting.setSingleShot(True)
        self._parting.setInterval(STAY_MILLISECONDS)
        self._parting.timeout.connect(lambda: self._line.tell(""))
        self._connect(document)
        self._show()

    @property
    def marks(self) -> tuple[TimelineMark, ...]:
        """Where the chip was stopped, for the timeline."""
        return self._marks

    @property
    def conditions(self) -> tuple[Watched, ...]:
        """All breakpoints, those that are off included."""
        return tuple(entry.condition for entry in self._list.entries)

    @property
    def watched(self) -> tuple[Watched, ...]:
        """The breakpoints at which runs stop."""
        return self._list.watched

    def toggle_neuron(self) -> None:
        """Stop, or no longer stop, when the selected neuron spikes."""
        core, neuron = self._views.core, self._views.neuron
        if not self._player.is_open:
            return
        if neuron == NONE:
            self._tell(SELECT_FIRST)
            return
        condition = NeuronSpikes(core, neuron)
        row = self._list.row(condition)
        if row >= 0:
            self._remove([row])
            self._tell(
                tr(
                    "No longer a breakpoint: {condition}",
                    condition=self._text(condition),
                )
            )
        else:
            self._add(condition)
            self._tell(
                tr(
                    "Breakpoint: {condition} (F9 removes it)",
                    condition=self._text(condition),
                )
            )

    # -- Construction

    def _connect(self, document: Document) -> None:
        player, page, bar = self._player, self._page, self._transport
        player.opened.connect(self._take_chip)
        player.restarted.connect(lambda: self._cut(0))
        player.forgot.connect(self._cut)
        player.broke.connect(self._take_hits)
        player.frame_came.connect(lambda frame: self._take_position(frame.tick))
        player.rewound.connect(lambda: self._take_position(NONE))
        bar.to_break.triggered.connect(player.run_to_break)
        bar.to_end.triggered.connect(player.run_to_image_end)
        self._line.wanted.connect(player.run_to_break)
        page.form.added.connect(self._add)
        page.form.changed.connect(self._change)
        page.form.ended.connect(page.table.setFocus)
        page.edit_wanted.connect(self._edit)
        page.remove_wanted.connect(self._remove)
        page.table.switched.connect(self._switch)
        page.table.place_wanted.connect(self._show_place)
        document.listen(self._take_changes)

    # -- What the user does

    def _add(self, condition: Watched) -> None:
        try:
            self._set(self._list.added(condition))
        except TNStudioError as error:
            self._page.form.tell(str(error))
        self._page.table.choose(self._list.row(condition))

    def _edit(self, row: int) -> None:
        self._edited = row
        self._page.form.edit(self._list.entries[row].condition)

    def _change(self, condition: Watched) -> None:
        row = self._edited
        try:
            self._set(self._list.changed(row, condition))
        except TNStudioError as error:
            self._page.form.tell(str(error))
            return
        self._page.form.end()
        self._page.table.choose(row)

    def _remove(self, rows: Iterable[int]) -> None:
        gone = list(rows)
        self._page.form.end()
        self._set(self._list.without(gone))
        if len(self._list):
            self._page.table.choose(min(gone[0], len(self._list) - 1))

    def _switch(self, rows: list[int], enabled: bool) -> None:
        wanted = self._list
        for row in rows:
            wanted = wanted.switched(row, enabled=enabled)
        self._set(wanted)

    def _show_place(self, row: int) -> None:
        self._select(self._list.entries[row].condition)

    # -- What the player and the document say

    def _take_chip(self) -> None:
        program = self._player.program
        if program is None:
            return
        has_images = self._player.images is not None
        self._page.show_chip(program, has_images=has_images)
        self._line.tell("")
        self._set(self._list.checked(program, has_images=has_images))

    def _take_hits(self, frame: Frame, hits: tuple[Watched, ...]) -> None:
        program = self._player.program
        if program is None:
            return
        circuit = self._circuit
        texts = [hit_text(program, hit, frame, circuit) for hit in hits]
        for hit, text in zip(hits, texts, strict=True):
            self._texts[hit, frame.tick] = tr(
                "Tick {tick:,}: {event}", tick=frame.tick, event=text
            )
        self._set(self._list.hit(hits, frame.tick))
        self._parting.stop()
        self._told = frame.tick
        self._tell(
            tr(
                "Stopped at tick {tick:,}: {events}",
                tick=frame.tick,
                events=listed(texts),
            ),
            tr("Go on"),
        )
        for hit in hits:
            if self._select(hit):
                break

    def _take_position(self, tick: int) -> None:
        """Tell no longer of a stop where the chip is no more."""
        if tick != self._told and self._line.text and not self._parting.isActive():
            self._parting.start()

    def _take_changes(self, changes: Changes) -> None:
        if changes.parts == EVERYTHING:
            self._set(BreakpointList())
            self._line.tell("")
        elif changes.parts & Part.NETWORK and len(self._list):
            # Lines may be called something else.
            self._show()

    def _cut(self, tick: int) -> None:
        if self._list.latest >= tick:
            self._set(self._list.cut(tick))
        self._texts = {k: text for k, text in self._texts.items() if k[1] < tick}

    # -- Showing

    @property
    def _circuit(self) -> Circuit | None:
        cores = self._views.cores
        return cores.circuit if cores is not None else None

    def _text(self, condition: Watched) -> str:
        program = self._player.program
        if program is None:
            return ""
        return condition_text(program, condition, self._circuit)

    def _select(self, condition: Watched) -> bool:
        """Select what a breakpoint is about; tells whether that is a place."""
        program = self._player.program
        found = None if program is None else place(program, condition)
        if found is None:
            return False
        core, neuron = found
        if neuron != NONE:
            self._views.neuron_chosen.emit(core, neuron)
        elif core != self._views.core:
            self._views.core_chosen.emit(core)
        return True

    def _tell(self, text: str, button: str = "") -> None:
        tip = tr("Run on to the next breakpoint (B)") if button else ""
        self._parting.stop()
        self._line.tell(text, "information", button, tip)

    def _set(self, breakpoints: BreakpointList) -> None:
        self._list = breakpoints
        self._player.watch(breakpoints.watched)
        self._show()

    def _show(self) -> None:
        entries = self._list.entries
        self._page.show_rows(
            tuple(
                Row(self._text(e.condition), e.error, e.enabled, e.ticks)
                for e in entries
            )
        )
        self._transport.show_stops(
            has_breaks=bool(self._list.watched),
            has_images=self._player.images is not None,
        )
        marks = self._marks
        self._marks = tuple(
            TimelineMark(
                tick + 1, MarkKind.BREAKPOINT, self._texts.get((e.condition, tick), "")
            )
            for e in entries
            for tick in e.ticks
        )
        if marks != self._marks:
            self.changed.emit()

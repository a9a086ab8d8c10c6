"""Which neurons are pinned, and what V of each was."""

from time import perf_counter

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction

from tnstudio.app.frame import Frame
from tnstudio.app.potential_trail import Place, Trail, grown
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.simulate.neuron_card import (
    RECALLED_TICKS,
    REFRESH_MILLISECONDS,
    RESTRAINT,
)
from tnstudio.ui.simulate.pinned_page import MOST_PINS
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.trail_strips import Strip
from tnstudio.ui.simulate.trail_view import covers
from tnstudio.ui.simulate.views import ChipViews


class Pins(QObject):
    """Keeps the pinned neurons; has their trails recalled while they are seen.

    Attributes
    ----------
    toggle : QAction
        Pin the selected neuron, or unpin it.
    """

    def __init__(self, player: Player, views: ChipViews, parent: QObject) -> None:
        super().__init__(parent)
        self._player, self._views, self._page = player, views, views.pinned_page
        self._places: tuple[Place, ...] = ()
        self._trails: tuple[Trail, ...] = ()
        self._frame: Frame | None = None
        self._asked = self._took = 0.0
        self._waits = self._is_late = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(REFRESH_MILLISECONDS)
        self._pause.timeout.connect(self._catch_up)
        self.toggle = QAction(tr("Pin"), self)
        self.toggle.triggered.connect(self._toggle)
        page = self._page
        page.pin_wanted.connect(self._pin)
        page.unpin_wanted.connect(self._toggle)
        page.clear_wanted.connect(self._unpin_all)
        page.shown.connect(self._draw_all)
        page.strips.chosen.connect(self._choose)
        page.strips.dismissed.connect(self._unpin)
        views.neuron_card.pin_wanted.connect(self._toggle)
        views.selected.connect(self._show_pins)
        player.opened.connect(self._unpin_all)
        player.restarted.connect(self._forget)
        player.rewound.connect(self._rewind)
        player.frame_came.connect(self._take_frame)
        player.changed.connect(self._ask_again)
        player.failed.connect(self._give_up)

    @property
    def places(self) -> tuple[Place, ...]:
        """The pinned neurons, as they were pinned."""
        return self._places

    @property
    def is_quiet(self) -> bool:
        """Whether all is drawn that is to be drawn."""
        return not self._is_late

    # -- What the user does

    def _toggle(self) -> None:
        place = self._views.core, self._views.neuron
        if place in self._places:
            self._unpin(self._places.index(place))
        else:
            self._pin()

    def _pin(self) -> None:
        place = self._views.core, self._views.neuron
        if place[1] != NONE and len(self._places) < MOST_PINS:
            self._set((*self._places, place))

    def _unpin(self, number: int) -> None:
        self._set(self._places[:number] + self._places[number + 1 :])

    def _unpin_all(self) -> None:
        self._set(())

    def _choose(self, number: int) -> None:
        self._views.neuron_chosen.emit(*self._places[number])

    def _set(self, places: tuple[Place, ...]) -> None:
        known = {(trail.core, trail.neuron): trail for trail in self._trails}
        self._places = places
        kept = tuple(known[place] for place in places if place in known)
        self._trails = kept if len(kept) == len(places) else ()
        self._show_pins()
        self._draw_now()

    # -- What the player says

    def _forget(self) -> None:
        self._trails = ()
        self._rewind()

    def _rewind(self) -> None:
        self._frame = None
        self._draw_now()

    def _take_frame(self, frame: Frame) -> None:
        if self._has_lost_track(frame):
            self._trails = ()
        self._frame = frame
        if not self._trails:
            self._draw()
            return
        # Ticks that may have been run for the first time are no longer known.
        known = frame.end if frame.is_past else frame.recording.first_tick
        first, end = self._trails[0].first, min(self._trails[0].end, known)
        trails = [trail.between(first, end) for trail in self._trails]
        program = self._player.program
        if end == frame.tick and program is not None and self._page.isVisible():
            now = frame.potentials_before, frame.potentials, frame.active_axons
            trails = [grown(program, trail, *now) for trail in trails]
            end = frame.tick + 1
            trails = [trail.between(end - RECALLED_TICKS, end) for trail in trails]
        self._trails = tuple(trails)
        self._draw()

    def _has_lost_track(self, frame: Frame) -> bool:
        """Tell whether what is known may have been run anew, unseen."""
        if not self._trails or not self._page.isVisible():
            return True
        before = self._frame
        was_past = before is None or before.is_past
        has_another_end = before is None or frame.end != before.end
        has_gap = frame.recording.first_tick > self._trails[0].end
        return (was_past and has_another_end) or (has_gap and not frame.is_past)

    def _ask_again(self) -> None:
        """Ask again if what was asked for has come to nothing."""
        if self._waits and not self._player.is_busy and self._page.isVisible():
            self._ask()

    def _give_up(self) -> None:
        self._waits = False

    def _take_trails(self, trails: tuple[Trail, ...]) -> None:
        self._took = perf_counter() - self._asked
        self._waits = False
        if tuple((one.core, one.neuron) for one in trails) == self._places:
            self._trails = trails
            self._draw_now()

    # -- Drawing

    def _show_pins(self) -> None:
        """Show which neurons are pinned and which is selected."""
        views, cores = self._views, self._views.cores
        if cores is None or not self._page.isVisible():
            return
        place = views.core, views.neuron
        current = self._places.index(place) if place in self._places else -1
        strips = [
            Strip(
                place,
                tr(
                    "core {core} · {neuron}",
                    core=place[0],
                    neuron=cores.neuron_text(*place),
                ),
            )
            for place in self._places
        ]
        self._page.show_pins(strips, current, can_pin=views.neuron != NONE)

    def _draw_all(self) -> None:
        self._show_pins()
        self._draw_now()

    def _draw(self) -> None:
        """Draw the newest frame, now or shortly."""
        if not self._page.isVisible() or not self._places:
            return
        if self._pause.isActive():
            self._is_late = True
        else:
            self._draw_now()
            self._pause.start()

    def _catch_up(self) -> None:
        if self._is_late:
            self._is_late = False
            self._draw()

    def _draw_now(self) -> None:
        """Draw V over time, and ask for what is missing."""
        if not self._page.isVisible() or not self._places:
            return
        frame = self._frame
        if frame is None:
            self._page.show_trails((), NONE)
            return
        self._page.show_trails(self._trails, frame.tick)
        if not self._trails or not covers(self._trails[0], frame.tick):
            self._ask()

    def _ask(self) -> None:
        now, places = perf_counter(), self._places
        hurries = self._player.is_playing
        if hurries and now - self._asked < RESTRAINT * self._took:
            self._is_late = True
            if not self._pause.isActive():
                self._pause.start()
            return
        self._asked, self._waits = now, True
        self._player.look(
            lambda session: session.recalling_all(places, RECALLED_TICKS),
            self._take_trails,
        )

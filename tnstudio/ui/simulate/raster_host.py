"""What a raster has of its workspace: old spikes, memory, selection, timeline."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from tnstudio.app.recalled_spikes import RecalledSpikes
from tnstudio.app.selection import Selection
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.timeline_bar import TimelineBar
from tnstudio.ui.simulate.views import ChipViews
from tnstudio.ui.studio import Studio

PAUSE_MILLISECONDS = 120
"""From the last movement until what it shows is computed: no work for places that
are passed by."""

FULL = tr(
    "The memory for recordings is full: old spikes are kept as an overview, and "
    "computed again where you zoom in. “View” sets how much there is."
)


class RasterHost(QObject):
    """Asks the player for what a raster lacks, once it stands still.

    Parameters
    ----------
    studio : Studio
    player : Player
    views : ChipViews
    bar : TimelineBar
        Shows which part of the run the raster does.
    """

    def __init__(
        self, studio: Studio, player: Player, views: ChipViews, bar: TimelineBar
    ) -> None:
        super().__init__(views)
        self._studio, self._player, self._views = studio, player, views
        self._raster = views.raster
        self._bar = bar
        self._asked: Any = None
        self._refused: Any = None
        self._has_told = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._ask)
        raster = self._raster
        raster.drawn.connect(self._take_drawing)
        raster.lanes_menu.selected = self._selected
        raster.lanes_menu.lanes_wanted.connect(views.cores_card.check)
        raster.memory_menu.menuAction().setVisible(True)
        raster.memory_menu.budget_wanted.connect(self._set_budget)
        player.changed.connect(self._consider)
        player.failed.connect(self._take_failure)
        player.opened.connect(self._begin_anew)
        studio.settings.listen(self._follow_settings)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is about to be asked for."""
        return not self._pause.isActive() and self._asked is None

    def _take_drawing(self) -> None:
        self._bar.show_part(*self._raster.range_on_show)
        record = self._player.record
        if record is not None and record.first > 0 and not self._has_told:
            self._has_told = True
            self._raster.notice.tell(FULL, "information", tr("OK"), tr("Hide this"))
        self._consider()

    def _consider(self) -> None:
        wanted, player = self._wanted(), self._player
        is_free = player.is_open and not player.is_busy and not player.is_playing
        if wanted is not None and wanted != self._refused and is_free:
            self._pause.start()
        else:
            self._pause.stop()

    def _wanted(self) -> Any:
        if not self._raster.isVisible():
            return None
        return self._raster.missing or self._raster.strips.wanted

    def _ask(self) -> None:
        raster, lines = self._raster, self._raster.strips.wanted
        self._asked, missing = self._wanted(), raster.missing
        if missing is not None:
            raster.tell_recalling(True)
            self._player.look(
                lambda session: session.recalling_spikes(
                    missing.cores, missing.first, missing.end
                ),
                self._take_spikes,
                self._give_up,
            )
        elif lines is not None:
            self._player.look(
                lambda session: session.recalling_lines(*lines),
                self._take_lines,
                self._give_up,
            )

    def _take_spikes(self, recalled: RecalledSpikes) -> None:
        self._asked = None
        self._raster.tell_recalling(False)
        self._raster.take_recalled(recalled)

    def _take_lines(self, lines: Any) -> None:
        self._asked = None
        self._raster.take_lines(lines)

    def _give_up(self) -> None:
        self._raster.tell_recalling(False)
        self._refused, self._asked = None, None

    def _take_failure(self) -> None:
        """Do not ask again for what has failed."""
        self._refused = self._wanted()

    def _begin_anew(self) -> None:
        self._refused = None
        self._has_told = False
        self._raster.notice.tell("")

    def _set_budget(self, budget_bytes: int) -> None:
        self._studio.settings.change(recording_bytes=budget_bytes)

    def _follow_settings(self, changed: frozenset[str]) -> None:
        record = self._player.record
        if "recording_bytes" in changed and record is not None:
            record.resize(self._studio.settings.values.recording_bytes)
            self._raster.memory_menu.refresh()
            self._raster.draw()

    def _selected(self) -> tuple[int, ...]:
        """Return the cores that the document has selected, in the copy on show."""
        cores, views = self._views.cores, self._views
        if cores is None:
            return ()
        copy = cores.copy(views.core) if 0 <= views.core < len(cores) else 0
        items = self._studio.document.selection.items
        found = {cores.core(Selection((item,)), copy) for item in items}
        found = found - {NONE} or {views.core}
        return tuple(sorted(core for core in found if 0 <= core < len(cores)))

"""Has counted what is seen of a run: in the crossbar, on the map, in the table."""

from PySide6.QtCore import QObject

from tnstudio.app.simulation_session import SimulationSession
from tnstudio.app.synapse_activity import Since
from tnstudio.app.watches import AT_ONCE, Seen
from tnstudio.texts import tr
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.views import ChipViews

Wanted = tuple[bool, tuple[int, Since] | None]

TITLE = tr("Counting the ticks that were run")


class Counting(QObject):
    """Tells the session what to count, and has counted what it has missed.

    A few ticks are counted at once. Many take their time: they are counted when
    the user asks for it.

    Parameters
    ----------
    player : Player
    views : ChipViews
    """

    def __init__(
        self, player: Player, views: ChipViews, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._player, self._views = player, views
        self._told: Wanted = (False, None)
        self._is_behind = False
        player.opened.connect(self._begin)
        player.frame_came.connect(self._catch_up)
        for view in (views.crossbar, views.map_page, views.counts_page):
            view.wants_changed.connect(self._tell)
        for view in (views.crossbar, views.counts_page):
            view.catch_up.wanted.connect(self._count_all)

    def _begin(self) -> None:
        """Tell a session that is new what to count."""
        self._told = (False, None)
        self._tell()

    def _tell(self) -> None:
        """Have counted what is to be seen now, and nothing else."""
        views = self._views
        counts = views.counts_page.is_wanted or views.map_page.is_wanted
        wanted = counts, views.crossbar.wanted
        if wanted == self._told or not self._player.is_open:
            return
        self._told = wanted

        def set_up(session: SimulationSession) -> None:
            session.watches.count(wanted[0])
            session.watches.follow(*(wanted[1] or (None,)))

        self._player.tell(set_up)
        self._is_behind = views.counts_page.is_wanted or wanted[1] is not None
        self._catch_up()

    def _catch_up(self) -> None:
        """Have the ticks counted that were missed, if they are few."""
        if self._is_behind:
            self._is_behind = False
            self._player.look(
                lambda session: session.watches.catching_up(AT_ONCE),
                self._show,
                self._put_off,
            )

    def _put_off(self) -> None:
        """Ask again after the next tick: something else was more urgent."""
        self._is_behind = True

    def _count_all(self) -> None:
        """Have all ticks counted that were missed."""
        self._player.consult(
            TITLE, lambda session: session.watches.catching_up(), self._show
        )

    def _show(self, seen: Seen | None) -> None:
        if seen is not None and seen.activity is not None:
            self._views.crossbar.show_activity(seen.activity)
        if seen is not None and seen.counts is not None:
            self._views.counts_page.show_counts(seen.counts)

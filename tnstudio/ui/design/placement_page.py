"""The page of Design that shows where cores are on the chip."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.document import Part
from tnstudio.app.items import told
from tnstudio.app.placed_cores import item_of_core, selected_cores
from tnstudio.app.placing import PlacedNetwork
from tnstudio.app.selection import Selection
from tnstudio.app.wording import counted
from tnstudio.errors import TNStudioError
from tnstudio.mapping.placing import PlacingProgress
from tnstudio.model.network import Network
from tnstudio.model.placement import (
    core_count,
    lack_of_room,
    obstacle,
    set_places,
    shifted,
    standard_places,
)
from tnstudio.model.traffic import HopFigures, Traffic, hop_figures, traffic_of
from tnstudio.texts import tr
from tnstudio.ui.design.chip_drawing import chip_drawing
from tnstudio.ui.design.chip_geometry import Spot
from tnstudio.ui.design.chip_paint import Ghost
from tnstudio.ui.design.chip_view import ChipView
from tnstudio.ui.design.export import Source, Wish
from tnstudio.ui.design.export_sheet import ChipSource
from tnstudio.ui.design.hop_figures import HopFiguresBar
from tnstudio.ui.design.placing_job import PlacingJob
from tnstudio.ui.design.tools import tool, zoom_tools
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.empty_state import EmptyState

_HINT = tr("Drag cores, or Alt+arrows, to move them; Ctrl+click selects more")


class PlacementPage(DocumentView):
    """The chip's grid with its cores, the ways between them and their figures.

    Attributes
    ----------
    tools : QWidget
        Its buttons, for the bar above the page.
    """

    follows: ClassVar[Part] = Part.NETWORK | Part.SELECTION

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self._network: Network | None = None
        self._before: HopFigures | None = None
        self.chip = ChipView(studio.theme, self)
        self.figures = HopFiguresBar(self)
        self.banner = Banner(studio.theme, "placement-banner", self)
        self.empty = EmptyState(studio.theme, "placement-empty", self)
        self.job = PlacingJob(studio.jobs, self)
        self.tools = self._make_tools()
        self._lay_out()
        self._connect()

    def rehearse(self) -> None:
        """Select a core whose routes can be seen."""
        self.chip.fit()
        self._studio.document.select(Selection.of(0, 0))

    def export_source(self, wish: Wish) -> Source:
        """Return the chip as it is now, to be drawn for print.

        Raises
        ------
        TNStudioError
            If some core is not at a place of its own on the chip.
        """
        network = self._studio.document.network
        if reason := obstacle(network):
            hint = tr("place the cores first")
            raise TNStudioError(reason, tr("placement"), hint)
        cores = selected_cores(network, self._studio.document.selection)
        seen, colours = self.chip.seen(), self._studio.theme.colours
        return ChipSource(chip_drawing(network), cores, seen, wish, colours)

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        return self.is_fresh and not self.job.is_busy

    # -- Construction

    def _make_tools(self) -> QWidget:
        bar = QWidget(self)
        theme, chip = self._studio.theme, self.chip
        self._auto = tool(
            theme,
            bar,
            "place-automatically",
            "mdi6.auto-fix",
            tr("Place the cores so that routes take fewer hops in all"),
            self._place_or_stop,
        )
        self._auto.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._reset = tool(
            theme,
            bar,
            "place-standard",
            "mdi6.restore",
            tr("Put the cores in the standard order, side by side"),
            self._place_standard,
        )
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._auto)
        layout.addWidget(self._reset)
        layout.addStretch(1)
        for button in zoom_tools(theme, bar, chip, "chip-", tr("Fit the cores (F)")):
            layout.addWidget(button)
        return bar

    def _lay_out(self) -> None:
        self._told = QLabel(_HINT, self)
        self._told.setObjectName("placement-told")
        self._told.setProperty("role", "muted")
        # A long text must not make the window wider.
        self._told.setMinimumWidth(1)
        shown = QWidget(self)
        layout = QVBoxLayout(shown)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.banner)
        layout.addWidget(self.chip, 1)
        layout.addWidget(self._told)
        layout.addWidget(self.figures)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(shown)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.setFocusProxy(self.chip)

    def _connect(self) -> None:
        self.chip.chosen.connect(self._select)
        self.chip.wants_shift.connect(self._shift)
        self.chip.preview.connect(self._preview)
        self.chip.pointed.connect(lambda text: self._told.setText(text or _HINT))
        self.empty.wanted.connect(self._place_standard)
        self.job.changed.connect(self._show_job)
        self.job.progressed.connect(self._show_progress)
        self.job.placed.connect(self._take_places)
        self.job.failed.connect(self._studio.show_error)
        self._show_job()

    # -- Following the document

    def refresh(self, parts: Part) -> None:
        """Show where the cores are, and which of them are selected."""
        network = self._studio.document.network
        if Part.NETWORK in parts and network != self._network:
            self._show_network(network)
        if not obstacle(network):
            cores = selected_cores(network, self._studio.document.selection)
            self.chip.show_selection(cores)
            if cores and Part.SELECTION in parts:
                self.chip.reveal(cores[-1])

    def _show_network(self, network: Network) -> None:
        self._network = network
        reason = obstacle(network)
        self._auto.setEnabled(not lack_of_room(network))
        self._reset.setEnabled(not lack_of_room(network))
        if reason:
            self._tell_obstacle(network, reason)
            return
        before = self.chip.drawing
        traffic = traffic_of(network)
        if before is not None and before.is_of(network, traffic):
            self.banner.tell("")
            self._stack.setCurrentIndex(0)
            return
        drawing = chip_drawing(network, traffic)
        was_moved = before is not None and _same(before.traffic, drawing.traffic)
        self._before = before.figures if before is not None and was_moved else None
        self.chip.show_chip(drawing)
        self.figures.show_figures(drawing.figures, self._before)
        self.banner.tell("")
        self._stack.setCurrentIndex(0)

    def _tell_obstacle(self, network: Network, reason: str) -> None:
        """Say why there is nothing to show; misplaced cores can be placed anew."""
        repairable = not lack_of_room(network)
        has_cores = core_count(network) > 0
        self.empty.tell(
            "mdi6.grid-off",
            tr("The cores are not on the chip") if has_cores else tr("No cores yet"),
            tr("{text}.", text=reason)
            if has_cores
            else tr("Cores that are added are placed here."),
            tr("Put them in the standard order") if repairable else "",
        )
        self._stack.setCurrentIndex(1)

    # -- Selecting and moving

    def _select(self, cores: tuple[int, ...]) -> None:
        network = self._studio.document.network
        items = tuple(item_of_core(network, core) for core in cores)
        self._studio.document.select(Selection(items), self)

    def _shift(self, cores: tuple[int, ...], by: Spot) -> None:
        drawing = self.chip.drawing
        if drawing is None:
            return
        try:
            places = shifted(drawing.places, cores, by, drawing.grid)
        except TNStudioError as error:
            text = tr("{message}: {hint}.", message=error.message, hint=error.hint)
            self.banner.tell(text, "advice")
            return
        network, moved = self._studio.document.network, counted(len(cores), "core")
        if len(cores) == 1:
            moved = told(network, item_of_core(network, cores[0]))
        self._edit(tr("Move {cores}", cores=moved), set_places(network, places))

    def _edit(self, label: str, network: Network) -> None:
        self._studio.document.edit_network(label, network, self)

    def _preview(self, ghost: Ghost | None) -> None:
        """Tell what the figures would be if the cores were put down here."""
        drawing = self.chip.drawing
        if drawing is None:
            return
        if ghost is None:
            self.figures.show_figures(drawing.figures, self._before)
        elif ghost.places is None:
            self._told.setText(
                tr("Beyond the edge of the chip: the cores would go back")
            )
        else:
            # The loads are found when the cores are put down.
            figures = hop_figures(drawing.traffic, ghost.places, drawing.loads)
            self.figures.show_figures(figures, drawing.figures)
            self._told.setText(tr("Let go to move; Esc puts the cores back"))

    def _place_standard(self) -> None:
        network = self._studio.document.network
        places = standard_places(core_count(network), network.hardware)
        self._edit(tr("Standard places"), set_places(network, places))

    # -- Automatic placement

    def _place_or_stop(self) -> None:
        if self.job.is_busy:
            self.job.cancel()
        else:
            network = self._studio.document.network
            self.banner.tell("")
            self.job.start(network, network.seed)

    def _show_job(self) -> None:
        busy = self.job.is_busy
        text = tr("Stop placing") if busy else tr("Place automatically")
        self._auto.setText(text)
        self._auto.setAccessibleName(text)
        icon = "mdi6.stop-circle-outline" if busy else "mdi6.auto-fix"
        self._studio.theme.keep_icon(self._auto, icon)
        if not busy:
            self._told.setText(_HINT)

    def _show_progress(self, progress: PlacingProgress) -> None:
        self._told.setText(
            tr(
                "Placing: {share:.0%} done, {hops:,} hops so far",
                share=progress.share,
                hops=progress.hops,
            )
        )

    def _take_places(self, network: Network, placed: PlacedNetwork) -> None:
        if self._studio.document.network != network:
            self.banner.tell(
                tr(
                    "The design was changed while its cores were being placed, so the "
                    "places that were found were not used. Place it again."
                ),
                "advice",
            )
        elif placed.network == network:
            self.banner.tell(tr("No places with fewer hops were found."))
        else:
            self._edit(tr("Place automatically"), placed.network)


def _same(one: Traffic, other: Traffic) -> bool:
    """Tell whether two designs have the same routes."""
    return (
        one.cores == other.cores
        and one.source.tobytes() == other.source.tobytes()
        and one.target.tobytes() == other.target.tobytes()
        and one.routes.tobytes() == other.routes.tobytes()
    )

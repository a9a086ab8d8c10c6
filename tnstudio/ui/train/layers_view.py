"""What each layer learns: histograms, how they evolve, and figures of its change."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QTabBar,
    QWidget,
)

from tnstudio.app.evolution import LayerEvolution, layer_evolution
from tnstudio.app.histograms import LayerHistograms, histograms_after
from tnstudio.app.layer_tables import evolution_rows, figure_rows, histogram_rows
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.course import Course
from tnstudio.ui.train.curves import whole_run
from tnstudio.ui.train.figures_view import FiguresPlot
from tnstudio.ui.train.heat_view import HeatPlot
from tnstudio.ui.train.histogram_view import HistogramPlot
from tnstudio.ui.train.moment import NEVER, Moment
from tnstudio.ui.train.scrubber import Scrubber
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.draw_queue import DrawQueue
from tnstudio.ui.widgets.paper_figure import PaperFigure, PlotPanel

TALL = 400
"""From this height in pixels, the heat maps are below their histograms."""

WIDE = 1250
"""From this width in pixels, the figures are beside them."""

HISTOGRAMS, EVOLUTION, FIGURES = "histograms", "evolution", "figures"

_TITLES = {
    HISTOGRAMS: tr("Histograms"),
    EVOLUTION: tr("Evolution"),
    FIGURES: tr("Gradients"),
}
_TIPS = {
    HISTOGRAMS: tr("How the parameters of a layer are distributed after an epoch"),
    EVOLUTION: tr("How the parameters of a layer were distributed after every epoch"),
    FIGURES: tr("Norm of the gradient and share of saturated synapses of every layer"),
}


class _Quantity(NamedTuple):
    """What is counted: field of `LayerHistograms`, title, meaning, colour."""

    field: str
    title: str
    about: str
    colour: Callable[[Colours], str]


_QUANTITIES = (
    _Quantity(
        "probabilities",
        tr("Probabilities c̃"),
        tr("c̃: the probability that a synapse is on when a chip is sampled"),
        lambda c: c.series[0],
    ),
    _Quantity(
        "weights",
        tr("Weights c̃ s"),
        tr("c̃ s: probability times strength, the expected weight of a synapse"),
        lambda c: c.series[1],
    ),
    _Quantity(
        "biases",
        tr("Biases b"),
        tr("b: what each neuron adds to its potential in every tick"),
        lambda c: c.series[2],
    ),
)


def arranged(width: int, height: int) -> tuple[tuple[str, ...], ...]:
    """Return which panes are on show together: one tuple for each tab.

    Parameters
    ----------
    width, height : int
        Of the card in pixels.
    """
    beside = (FIGURES,) if width >= WIDE else ()
    if height >= TALL:
        tabs = [(HISTOGRAMS, EVOLUTION, *beside)]
    else:
        tabs = [(HISTOGRAMS, *beside), (EVOLUTION, *beside)]
    return tuple(tabs) if beside else (*tabs, (FIGURES,))


class LayersView(Card):
    """Histograms, heat maps and figures, as many as there is room for.

    A scrubber chooses the epoch of the histograms; the others mark it. Drawing
    goes through a queue, plot by plot, and only what is on show is drawn.

    Parameters
    ----------
    queue : DrawQueue
    """

    def __init__(
        self, theme: Theme, queue: DrawQueue, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Layers"), "layers-card", parent)
        self._theme = theme
        self._queue = queue
        self._course: Course | None = None
        self._newest: tuple[LayerHistograms, ...] = ()
        self._when = NEVER
        self._evolved: LayerEvolution | None = None
        self._evolved_of: tuple[object, int] = (None, -1)
        self._tabs_of: tuple[tuple[str, ...], ...] = ()
        self._pane = HISTOGRAMS
        self._make_controls()
        self._panes = {name: QWidget(self) for name in (HISTOGRAMS, EVOLUTION, FIGURES)}
        self._rows = {name: _row(pane) for name, pane in self._panes.items()}
        self._lay_out()
        self._connect()
        self._arrange(arranged(0, 0))

    # -- The plots, made when they are first drawn: together they would take too long

    @cached_property
    def histograms(self) -> list[HistogramPlot]:
        """The histogram of each parameter."""
        plots = [
            HistogramPlot(
                self._theme, f"histogram-{q.field}", q.title, q.about, q.colour
            )
            for q in _QUANTITIES
        ]
        self._fill(HISTOGRAMS, plots)
        return plots

    @cached_property
    def heat_maps(self) -> list[HeatPlot]:
        """How the histogram of each parameter evolved."""
        plots = [
            HeatPlot(self._theme, f"evolution-{q.field}", q.title, q.about)
            for q in _QUANTITIES
        ]
        for heat in plots:
            heat.wanted.connect(self.scrubber.go_to)
        self._fill(EVOLUTION, plots)
        return plots

    @cached_property
    def _figures_plots(self) -> tuple[FiguresPlot, FiguresPlot]:
        """The norms of the gradients, and the shares of saturated synapses."""
        plots = self._make_figures_plots(self._theme)
        for figures in plots:
            figures.wanted.connect(self.scrubber.go_to)
        self._fill(FIGURES, plots)
        return plots

    @property
    def gradients(self) -> FiguresPlot:
        """The norms of the gradients."""
        return self._figures_plots[0]

    @property
    def saturated(self) -> FiguresPlot:
        """The shares of saturated synapses."""
        return self._figures_plots[1]

    def _fill(self, pane: str, plots: Sequence[QWidget]) -> None:
        for plot in plots:
            self._rows[pane].addWidget(plot, 1)
            plot.show()

    # -- What is on show

    @property
    def pane(self) -> str:
        """The pane on show, or the first of those."""
        return self._pane

    @property
    def layer(self) -> int:
        """The layer on show, from 0; -1 if there is none."""
        return self._layer.currentIndex()

    @property
    def shown(self) -> tuple[LayerHistograms, ...]:
        """The histograms of each layer in the epoch on show."""
        row = self.scrubber.row
        if row is None or self._course is None:
            return self._newest
        return histograms_after(self._course.history, row)

    def show_pane(self, pane: str) -> None:
        """Bring a pane to the front."""
        found = next(k for k, tab in enumerate(self._tabs_of) if pane in tab)
        self._pane = pane
        self._tabs.setCurrentIndex(found)

    def show_course(
        self,
        course: Course | None,
        newest: tuple[LayerHistograms, ...],
        when: Moment,
    ) -> None:
        """Show what is known of a run.

        Parameters
        ----------
        course : Course or None
        newest : tuple of LayerHistograms
            Of the parameters as they are.
        when : Moment
            What they are of.
        """
        self._course, self._newest = course, newest
        epochs = [] if course is None else course.history.epochs.tolist()
        if not newest or (self._is_kept(newest) and not when.is_live):
            when = NEVER
        self._when = when
        self.scrubber.show_epochs(epochs, when.shown)
        self._offer_layers(len(newest))
        self._ask()

    def figures(self) -> tuple[PaperFigure, ...]:
        """Return the panes on show, to be exported."""
        makers = {
            HISTOGRAMS: self._histograms_figure,
            EVOLUTION: self._evolution_figure,
            FIGURES: self._figures_figure,
        }
        panes = self._tabs_of[self._tabs.currentIndex()]
        made = (makers[pane]() for pane in panes)
        return tuple(figure for figure in made if figure is not None)

    def _histograms_figure(self) -> PaperFigure | None:
        shown, layer, told = self.shown, self.layer, self.scrubber.told
        epoch = self.scrubber.epoch
        # Files are in English.
        when = self._when.written if epoch is None else f"after epoch {epoch:,}"
        if not 0 <= layer < len(shown):
            return None
        counted = shown[layer]
        return PaperFigure(
            "histograms",
            tr("Histograms"),
            [
                PlotPanel(
                    plot.plot,
                    tr(
                        "{title}, layer {layer}, {when}",
                        title=plot.title,
                        layer=layer + 1,
                        when=told,
                    ),
                )
                for plot in self.histograms
            ],
            ("layer", "when", "parameter", "low", "high", "count"),
            lambda: histogram_rows(layer + 1, when, counted),
        )

    def _evolution_figure(self) -> PaperFigure | None:
        evolution, layer = self._evolution(), self.layer
        if evolution is None or not len(evolution.probabilities.epochs):
            return None
        return PaperFigure(
            "evolution",
            tr("Evolution"),
            [
                PlotPanel(
                    heat.plot,
                    tr(
                        "{title}, layer {layer}: {told}",
                        title=heat.title,
                        layer=layer + 1,
                        told=heat.told,
                    ),
                )
                for heat in self.heat_maps
            ],
            ("layer", "epoch", "parameter", "low", "high", "count"),
            lambda: evolution_rows(layer + 1, evolution),
        )

    def _figures_figure(self) -> PaperFigure | None:
        history = None if self._course is None else self._course.history
        if history is None or not len(history.epochs):
            return None
        return PaperFigure(
            "gradients",
            tr("Gradients"),
            [
                PlotPanel(plot.plot, plot.title, plot.keys())
                for plot in self._figures_plots
            ],
            ("epoch", "layer", "gradient_norm", "saturated", "saturated_share"),
            lambda: figure_rows(history),
        )

    def _is_kept(self, newest: tuple[LayerHistograms, ...]) -> bool:
        """Tell whether these are the histograms of the last kept epoch."""
        history = None if self._course is None else self._course.history
        if history is None or not len(history.epochs):
            return False
        last = histograms_after(history, -1)
        return len(last) == len(newest) and all(
            (getattr(a, q.field).counts == getattr(b, q.field).counts).all()
            for a, b in zip(last, newest, strict=True)
            for q in _QUANTITIES
        )

    def _offer_layers(self, count: int) -> None:
        if self._layer.count() == count:
            return
        chosen = max(0, min(self._layer.currentIndex(), count - 1))
        self._layer.blockSignals(True)
        self._layer.clear()
        self._layer.addItems([tr("Layer {number}", number=k + 1) for k in range(count)])
        self._layer.setCurrentIndex(chosen if count else -1)
        self._layer.blockSignals(False)

    # -- Drawing

    def _ask(self) -> None:
        """Have drawn anew what is on show."""
        for pane in self._tabs_of[self._tabs.currentIndex()]:
            self._queue.ask(*self._draws[pane])

    def _draw_histogram(self, place: int) -> None:
        shown, layer = self.shown, self.layer
        found = None
        if 0 <= layer < len(shown):
            found = getattr(shown[layer], _QUANTITIES[place].field)
        self.histograms[place].show_histogram(found, self._log.isChecked())

    def _draw_heat(self, place: int) -> None:
        course, evolution = self._course, self._evolution()
        found = None
        if evolution is not None:
            found = getattr(evolution, _QUANTITIES[place].field)
        epochs = (0.0, 1.0) if course is None else whole_run(course)
        heat = self.heat_maps[place]
        heat.show_evolution(found, epochs, self._log.isChecked())
        heat.mark(self.scrubber.epoch)

    def _evolution(self) -> LayerEvolution | None:
        """Return how the chosen layer evolved; computed once for all plots."""
        course, layer = self._course, self.layer
        if course is None or not 0 <= layer < len(course.history.strongest):
            return None
        history = course.history
        if self._evolved_of != (history, layer):
            self._evolved_of = (history, layer)
            self._evolved = layer_evolution(history, layer)
        return self._evolved

    def _draw_gradients(self) -> None:
        course = self._course
        if course is not None:
            history = course.history
            self.gradients.show_figures(
                history.epochs, history.gradient_norms, whole_run(course)
            )
        self.gradients.mark(self.scrubber.epoch)

    def _draw_saturated(self) -> None:
        course = self._course
        if course is not None:
            history = course.history
            shares = 100 * history.saturated_shares()
            self.saturated.show_figures(history.epochs, shares, whole_run(course))
        self.saturated.mark(self.scrubber.epoch)

    # -- Construction

    def _make_controls(self) -> None:
        self._tabs = QTabBar(self)
        self._tabs.setObjectName("layers-panes")
        self._tabs.setAccessibleName(tr("What is shown of the layers"))
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._log = QCheckBox(tr("L&og counts"), self)
        self._log.setObjectName("histogram-log")
        self._log.setToolTip(tr("Draw counts on a logarithmic scale"))
        self._log.setChecked(True)
        self._layer = QComboBox(self)
        self._layer.setObjectName("histogram-layer")
        self._layer.setAccessibleName(tr("Layer of the histograms"))
        self._layer.setToolTip(tr("The layer whose parameters are counted"))
        self.scrubber = Scrubber(self)

    def _make_figures_plots(self, theme: Theme) -> tuple[FiguresPlot, FiguresPlot]:
        gradients = FiguresPlot(
            theme,
            "gradient-plot",
            tr("Gradient norm"),
            tr(
                "‖∂E/∂(c̃, b)‖ of each layer after each epoch, of one batch of images "
                "that is always the same"
            ),
            log=True,
            words=lambda norm: f"{norm:.2g}",
        )
        saturated = FiguresPlot(
            theme,
            "saturated-plot",
            tr("Saturated synapses"),
            tr(
                "Share of each layer's synapses whose c̃ is 0 or 1: only a gradient "
                "that points inwards still moves them"
            ),
            unit="%",
            words=lambda share: f"{share:.0f} %",
        )
        return gradients, saturated

    def _lay_out(self) -> None:
        self.header.insertWidget(1, self._tabs)
        self.header.addStretch(1)
        self.header.addWidget(self._log)
        self.header.addWidget(self._layer)
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        self._grid.addWidget(self._panes[HISTOGRAMS], 0, 0)
        self._grid.addWidget(self._panes[EVOLUTION], 1, 0)
        self._grid.addWidget(self._panes[FIGURES], 0, 1, 2, 1)
        self.body.addLayout(self._grid, 1)
        self.body.addWidget(self.scrubber)

    def _connect(self) -> None:
        places = range(len(_QUANTITIES))
        self._draws: dict[str, list[Callable[[], None]]] = {
            HISTOGRAMS: [partial(self._draw_histogram, k) for k in places],
            EVOLUTION: [partial(self._draw_heat, k) for k in places],
            FIGURES: [self._draw_gradients, self._draw_saturated],
        }
        self.scrubber.moved.connect(self._ask)
        self._layer.currentIndexChanged.connect(self._ask)
        self._log.toggled.connect(self._ask)
        self._tabs.currentChanged.connect(self._turn_to)

    # -- Arrangement

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many panes as there is room for."""
        super().resizeEvent(event)
        tabs = arranged(self.width(), self.height())
        if tabs != self._tabs_of:
            self._arrange(tabs)
            self._ask()

    def _arrange(self, tabs: tuple[tuple[str, ...], ...]) -> None:
        self._tabs_of = tabs
        self._tabs.blockSignals(True)
        while self._tabs.count():
            self._tabs.removeTab(0)
        for panes in tabs:
            self._tabs.setTabToolTip(self._tabs.addTab(_TITLES[panes[0]]), _tip(panes))
        chosen = next(k for k, panes in enumerate(tabs) if self._pane in panes)
        self._tabs.setCurrentIndex(chosen)
        self._tabs.blockSignals(False)
        self._tabs.setVisible(len(tabs) > 1)
        self._heading.setVisible(len(tabs) == 1)
        is_tall = any(EVOLUTION in panes and HISTOGRAMS in panes for panes in tabs)
        is_beside = any(FIGURES in panes and len(panes) > 1 for panes in tabs)
        down, across = (
            QBoxLayout.Direction.TopToBottom,
            QBoxLayout.Direction.LeftToRight,
        )
        self._rows[FIGURES].setDirection(down if is_tall and is_beside else across)
        self._show_panes()

    def _turn_to(self, index: int) -> None:
        panes = self._tabs_of[index]
        if self._pane not in panes:
            self._pane = panes[0]
        self._show_panes()
        self._ask()

    def _show_panes(self) -> None:
        shown = self._tabs_of[self._tabs.currentIndex()]
        for name, pane in self._panes.items():
            pane.setVisible(name in shown)
        is_stacked = {HISTOGRAMS, EVOLUTION} <= set(shown)
        # Columns and rows of hidden panes would take their share of the room.
        self._grid.setColumnStretch(0, 0 if shown == (FIGURES,) else 5)
        beside = 2 if is_stacked else 3
        self._grid.setColumnStretch(1, beside if FIGURES in shown else 0)
        self._grid.setRowStretch(0, 0 if shown[0] == EVOLUTION else 1)
        self._grid.setRowStretch(1, 1 if EVOLUTION in shown else 0)
        self._grid.setVerticalSpacing(10 if is_stacked else 0)
        counts = FIGURES not in shown or len(shown) > 1
        self._log.setEnabled(counts)
        self._layer.setEnabled(counts)


def _row(pane: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout(pane)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(14)
    return layout


def _tip(panes: tuple[str, ...]) -> str:
    return "; ".join(_TIPS[pane] for pane in panes)

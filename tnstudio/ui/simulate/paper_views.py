"""The views of the simulation as pictures on white."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from tnstudio.texts import tr
from tnstudio.ui.simulate.views import ChipViews
from tnstudio.ui.simulate.votes_view import VotesView
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.paper_figure import (
    LINE,
    PLOT,
    PaperFigure,
    PlotPanel,
    write_title,
)
from tnstudio.ui.widgets.picture_file import PAPER
from tnstudio.ui.widgets.screen_panel import screen_figure


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be made.

    Attributes
    ----------
    title : str
        As users read it.
    make : callable
    """

    title: str
    make: Callable[[], PaperFigure]


Pictures = dict[str, Picture]
"""By names in English, which files are called by."""


@dataclass(frozen=True, eq=False, slots=True)
class WidgetPanel:
    """A widget that paints itself in the colours of the theme.

    Attributes
    ----------
    widget : QWidget
    theme : Theme
    title : str
    """

    widget: QWidget
    theme: Theme
    title: str

    @property
    def size(self) -> QSizeF:
        """Width and height."""
        return QSizeF(self.widget.size()) + QSizeF(0, LINE)

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Draw it."""
        write_title(painter, place, self.title)
        painter.save()
        painter.translate(place + QPointF(0, LINE))
        with self.theme.printed(PAPER):
            nothing_below = QWidget.RenderFlag.DrawChildren
            region = self.widget.rect()
            self.widget.render(painter, QPoint(), region, nothing_below)
        painter.restore()


def drawable(theme: Theme, views: ChipViews, votes: VotesView) -> Pictures:
    """Return what can be drawn of the views as they are now."""
    raster, crossbar = views.raster, views.crossbar
    found: Pictures = {
        "raster": Picture(
            tr("Raster"),
            lambda: _figure("raster", PlotPanel(raster.plot, _span(views))),
        ),
        "crossbar": Picture(
            tr("Crossbar"),
            lambda: _figure("crossbar", PlotPanel(crossbar.plot, crossbar.heading)),
        ),
        "chip-map": Picture(
            tr("Chip map"),
            lambda: _figure(
                "chip-map",
                WidgetPanel(views.cores_card.map, theme, _at(views, tr("Spikes"))),
            ),
        ),
    }
    if votes.votes:
        found["class-votes"] = Picture(
            tr("Class votes"),
            lambda: _figure(
                "votes", WidgetPanel(votes.bars, theme, _at(views, votes.heading))
            ),
        )
    trail = views.neuron_card.trail_view
    if trail.trail is not None:
        core, neuron = trail.trail.core, trail.trail.neuron
        shape = QSizeF(PLOT.width(), trail.plot.height())
        title = tr("V of core {core}, neuron {neuron}", core=core, neuron=neuron)
        found["v-over-time"] = Picture(
            tr("V over time"),
            lambda: _figure("V", PlotPanel(trail.plot, title, shape=shape)),
        )
    return found | _page_on_show(theme, views)


_OWN_PICTURE = "crossbar"
"""A page that is a picture already."""


def _page_on_show(theme: Theme, views: ChipViews) -> Pictures:
    """Return the page beside the raster, whichever is on show."""
    name = views.pages.current
    if name == _OWN_PICTURE:
        return {}
    page, title = views.pages.page(name), views.pages.title(name)
    return {
        f"{name}-page": Picture(
            tr("{title} page", title=title),
            lambda: screen_figure(name, _at(views, title), page, theme),
        )
    }


def _span(views: ChipViews) -> str:
    first, end = views.raster.ticks
    return tr(
        "Spikes, ticks {first:,} to {last:,}", first=first, last=max(first, end - 1)
    )


def _at(views: ChipViews, what: str) -> str:
    tick = views.tick
    return what if tick is None else tr("{what} (tick {tick:,})", what=what, tick=tick)


def _figure(name: str, panel: PlotPanel | WidgetPanel) -> PaperFigure:
    return PaperFigure(name, panel.title, (panel,), (), tuple)

"""The page of Design that draws layers: the canvas with its samples and tools."""

from typing import ClassVar

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from tnstudio.app.designs import fitting
from tnstudio.app.document import EVERYTHING, Changes, Part
from tnstudio.app.selection import Selection
from tnstudio.texts import tr
from tnstudio.ui.design.canvas import Canvas
from tnstudio.ui.design.drawing import draw
from tnstudio.ui.design.export import Source, Wish
from tnstudio.ui.design.export_network import NetworkSource, NetworkView
from tnstudio.ui.design.samples import SampleImages, checker
from tnstudio.ui.design.stored_views import StoredViews
from tnstudio.ui.design.tools import SpareLabel, tool, zoom_tools
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.document_view import DocumentView


class LayersPage(DocumentView):
    """Layers as grids of cores, from the input to the readout.

    Attributes
    ----------
    tools : QWidget
        Its buttons, for the bar above the page.
    """

    follows: ClassVar[Part] = Part.NETWORK | Part.TRAINED | Part.SELECTION

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self._samples = SampleImages(studio, self)
        self._samples.changed.connect(self._show_sample)
        self.canvas = Canvas(studio.theme, self)
        self.canvas.selected.connect(self._select)
        self.canvas.sample_wanted.connect(self._samples.step)
        self.views = StoredViews(self.canvas, self)
        self.tools = self._make_tools()
        self.setFocusProxy(self.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)

    def rehearse(self) -> None:
        """Select a core, so that its window and links can be seen."""
        self.canvas.fit()
        self._studio.document.select(Selection.of(0, 0))

    def is_quiet(self) -> bool:
        """Tell whether samples are loaded, crossbars drawn and the view rests."""
        is_drawn = self.canvas.picture.pictures.is_quiet
        return self._samples.is_quiet and is_drawn and not self.canvas.is_moving

    def _follow(self, changes: Changes) -> None:
        if changes.parts == EVERYTHING:
            # Another project: its places are others.
            self.views.forget_all()
        super()._follow(changes)

    def refresh(self, parts: Part) -> None:
        """Show the network and what is selected of it."""
        document = self._studio.document
        network = document.network
        if network.circuit is not None:
            return
        if parts & (Part.NETWORK | Part.TRAINED):
            self.canvas.show_trained(fitting(document.project))
        if Part.NETWORK in parts:
            self.canvas.show_drawing(draw(network), self._picture())
            self._show_sample()
        if parts & (Part.SELECTION | Part.NETWORK):
            self.canvas.show_selection(document.selection)
        if Part.SELECTION in parts:
            self.canvas.reveal(document.selection)

    def export_source(self, wish: Wish) -> Source:
        """Return the network as it is now, to be drawn for print."""
        document = self._studio.document
        has_samples = self._samples.want(document.network.input)
        view = NetworkView(
            self.canvas.drawing or draw(document.network),
            fitting(document.project),
            document.selection,
            self._picture(),
            self._samples.caption() if has_samples else "",
            self.canvas.seen(),
        )
        return NetworkSource(view, wish, self._studio.theme.colours)

    def _select(self, selection: Selection) -> None:
        self._studio.document.select(selection, self)

    def _make_tools(self) -> QWidget:
        bar = QWidget(self)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        theme, canvas = self._studio.theme, self.canvas
        previous = tool(
            theme,
            bar,
            "sample-previous",
            "mdi6.chevron-left",
            tr("Previous sample image (Page Up)"),
            lambda: self._samples.step(-1),
        )
        following = tool(
            theme,
            bar,
            "sample-next",
            "mdi6.chevron-right",
            tr("Next sample image (Page Down)"),
            lambda: self._samples.step(1),
        )
        self._sample_tools = (previous, SpareLabel(tr("Sample"), bar), following)
        for widget in self._sample_tools:
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self._minimap_button(bar))
        layout.addWidget(self.views.button(theme, bar))
        for button in zoom_tools(theme, bar, canvas, "", tr("Fit the network (F)")):
            layout.addWidget(button)
        layout.addWidget(
            tool(
                theme,
                bar,
                "zoom-selection",
                "mdi6.image-filter-center-focus",
                tr("Fit the selection (Shift+F)"),
                canvas.fit_selection,
            )
        )
        return bar

    def _minimap_button(self, bar: QWidget) -> QToolButton:
        minimap = self.canvas.minimap
        made = tool(
            self._studio.theme,
            bar,
            "minimap-toggle",
            "mdi6.map-outline",
            tr("Map of the whole network, when a part is out of view (M)"),
            minimap.toggle,
        )
        made.setCheckable(True)
        made.setChecked(minimap.wanted)
        minimap.wanted_changed.connect(made.setChecked)
        return made

    # -- The input's image

    def _picture(self) -> QImage:
        shape = self._studio.document.network.input
        return self._samples.picture() if self._samples.want(shape) else checker(shape)

    def _show_sample(self) -> None:
        has_samples = self._samples.want(self._studio.document.network.input)
        caption = self._samples.caption() if has_samples else ""
        for widget in self._sample_tools:
            widget.setVisible(has_samples)
        self.canvas.show_picture(self._picture(), caption)

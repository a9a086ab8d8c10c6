"""A network of layers as items of a scene, in the colours of one theme."""

from collections import defaultdict
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene

from tnstudio.app.selection import Kind, Selection
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.captions import Captions, OnScreen
from tnstudio.ui.design.closeup import PIXELS_FOR_NUMBERS
from tnstudio.ui.design.drawing import Column, Drawing, Lit, light
from tnstudio.ui.design.items import (
    LEAST_LETTERS,
    CanvasItem,
    InputItem,
    PlaceholderItem,
    ReadoutItem,
)
from tnstudio.ui.design.layer_item import (
    PIXELS_FOR_STRIPS,
    PIXELS_FOR_TILES,
    LayerItem,
)
from tnstudio.ui.design.legend import (
    Entry,
    paint_legend,
    type_entry,
    use_entry,
    weight_entry,
)
from tnstudio.ui.design.lit_item import LitItem
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.design.thumbnails import Thumbnails

_PAD = 12
"""Pixels between the legend and the edges of the view."""
_RULER = 20
"""Pixels at the top that are left to the numbers of neurons, close up."""


class NetworkPicture:
    """The items of a network in a scene, and what is written over them.

    Parameters
    ----------
    scene : QGraphicsScene
        Gets the items.
    more : callable
        Called when it is worth drawing again: there are more pictures.

    Attributes
    ----------
    pictures : Thumbnails
    least_letters : float
        Names of classes that would be smaller, in pixels, are left away.
    hairline : float
        Width of the thinnest lines, in pixels.
    """

    def __init__(
        self, scene: QGraphicsScene, colours: Colours, more: Callable[[], None]
    ) -> None:
        self._scene = scene
        self._colours = colours
        self.pictures = Thumbnails(more)
        self.least_letters = LEAST_LETTERS
        self.hairline = 1.0
        self._captions = Captions(colours)
        self._drawing: Drawing | None = None
        self._selection = Selection()
        self._input: InputItem | None = None
        self._layers: dict[int, LayerItem] = {}
        self._lit: LitItem | None = None
        self._items: list[CanvasItem] = []
        self.pictures.recolour(colours)

    @property
    def drawing(self) -> Drawing | None:
        """The geometry on show."""
        return self._drawing

    @property
    def lit(self) -> Lit | None:
        """What the current core looks at and feeds."""
        return self._lit.lit if self._lit else None

    # -- What is shown

    def show_drawing(self, drawing: Drawing, picture: QImage) -> None:
        """Show a network."""
        self._drawing = drawing
        self._clear()
        self._add_input(drawing, picture)
        for column in drawing.columns:
            self._add_layer(drawing, column)
        names = drawing.network.readout.class_names
        least = self.least_letters
        self._add(ReadoutItem(drawing.readout, self._colours, names, least))
        self._lit = LitItem(self._colours, drawing.bounds)
        self._scene.addItem(self._lit)
        self._scene.addItem(self._lit.cones)
        self.pictures.show_use(
            {
                column.index: (column.mesh.grid, self._layers[column.index].use)
                for column in drawing.columns
                if column.mesh is not None
            }
        )
        self._captions.show(drawing)
        self.show_selection(self._selection)

    def show_sample(self, picture: QImage, caption: str) -> None:
        """Show another image on the input, with its caption."""
        self._captions.show_sample(caption)
        if self._input is not None:
            self._input.show_picture(picture)

    def show_trained(self, trained: TrainedNetwork | None) -> None:
        """Draw the crossbars of this network, or none."""
        self.pictures.show(trained, self._colours)

    def show_selection(self, selection: Selection) -> None:
        """Mark what is selected, and light up what the current core is part of."""
        self._selection = selection
        self._captions.show_selection(selection.layer)
        cores: dict[int, list[int]] = defaultdict(list)
        layers = set()
        for item in selection.items:
            if item.kind is Kind.LAYER:
                layers.add(item.layer)
            else:
                cores[item.layer].append(item.core)
        for index, layer in self._layers.items():
            layer.select(cores[index], whole=index in layers)
        if self._lit is not None and self._drawing is not None:
            self._lit.show_lit(light(self._drawing, selection), self._colours)

    def hover(self, selection: Selection) -> None:
        """Mark the core under the pointer, and faintly what it is part of."""
        for index, layer in self._layers.items():
            layer.hover(selection.core if index == selection.layer else -1)
        if self._lit is not None and self._drawing is not None:
            self._lit.hover(light(self._drawing, selection))

    def recolour(self, colours: Colours) -> None:
        """Use other colours."""
        self._colours = colours
        self._captions.recolour(colours)
        for item in self._items:
            item.recolour(colours)
        self.pictures.recolour(colours)
        self.show_selection(self._selection)

    def _clear(self) -> None:
        for item in self._items:
            self._scene.removeItem(item)
        if self._lit is not None:
            self._scene.removeItem(self._lit)
            self._scene.removeItem(self._lit.cones)
        self._items, self._layers = [], {}
        self._input = self._lit = None

    def _add(self, item: CanvasItem) -> None:
        item.hairline = self.hairline
        self._items.append(item)
        self._scene.addItem(item)

    def _add_input(self, drawing: Drawing, picture: QImage) -> None:
        if drawing.input is None:
            box, text = drawing.input_box, tr("The input cannot be drawn")
            self._add(PlaceholderItem(box, self._colours, text, waits=False))
        else:
            self._input = InputItem(drawing, self._colours, picture)
            self._add(self._input)

    def _add_layer(self, drawing: Drawing, column: Column) -> None:
        colours = self._colours
        if column.mesh is None:
            box, reason = column.box, column.reason
            self._add(PlaceholderItem(box, colours, reason, waits=column.waits))
        else:
            layer = LayerItem(drawing, column, colours, self.pictures)
            self._layers[column.index] = layer
            self._add(layer)

    def paint_small(self, painter: QPainter, target: QRectF) -> None:
        """Draw the whole network into a small rectangle, without any text."""
        if self._drawing is not None:
            box = rectangle(self._drawing.bounds)
            self._scene.render(painter, target, box)

    # -- What is written over it

    def layer_named_at(self, point: QPoint) -> int:
        """Return the layer whose name is at a point of the view; -1 for none."""
        return self._captions.layer_at(point)

    def paint_over(
        self, painter: QPainter, room: QRect, on_screen: OnScreen, zoom: float
    ) -> None:
        """Draw captions and legend in the units of a view or picture.

        Parameters
        ----------
        room : QRect
            The whole view.
        on_screen : callable
            Maps a rectangle of the scene to the view.
        zoom : float
            Units of the view per unit of the scene.
        """
        seen = [
            layer
            for layer in self._layers.values()
            if on_screen(layer.boundingRect()).intersects(room)
        ]
        sizes = [layer.tile_pixels(zoom) for layer in seen]
        numbered = self.pictures.available and max(sizes, default=0)
        below = _RULER if numbered >= PIXELS_FOR_NUMBERS else 0
        self._captions.paint(painter, room.adjusted(0, below, 0, 0), on_screen)
        entries = self._entries(sizes)
        if entries:
            corner = QPointF(room.left() + _PAD, room.bottom() - _PAD)
            paint_legend(painter, corner, entries, self._colours)

    def _entries(self, sizes: list[float]) -> tuple[Entry, ...]:
        """Return the scales that tiles of these sizes are drawn with."""
        trained = self.pictures.available
        large = [size for size in sizes if size >= PIXELS_FOR_TILES]
        entries = []
        if not trained or len(large) < len(sizes):
            entries.append(use_entry())
        if trained and large:
            entries.append(weight_entry(self._colours))
        if trained and any(size >= PIXELS_FOR_STRIPS for size in large):
            types = self._drawing.network.hardware.axon_types if self._drawing else 0
            entries.append(type_entry(self._colours, types))
        return tuple(entries) if sizes else ()

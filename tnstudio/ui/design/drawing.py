"""Where everything of a network is drawn: pure geometry, from left to right.

Lengths are in scene units, which are pixels at zoom 1.
"""

from dataclasses import dataclass
from math import ceil, floor

from tnstudio.app.selection import Selection
from tnstudio.model.network import MOST_INPUT_ELEMENTS, Network
from tnstudio.model.rules import check_network
from tnstudio.model.topology import Grid, grids
from tnstudio.texts import tr

HEIGHT = 280.0
"""Tallest column."""
WIDTH = 420.0
"""Widest column."""
LARGEST_TILE = 84.0
COLUMN_GAP = 60.0
READOUT_WIDTH = 48.0
CHIP = 28.0
"""Height of a class in the readout."""
MOST_CLASSES = 10
"""Classes drawn one by one; more are summed up."""
BROKEN_WIDTH = 150.0
BROKEN_HEIGHT = 170.0

_NO_CORES = {
    "window-larger-than-source",
    "window-not-positive",
    "stride-not-positive",
}
"""Rules whose violation leaves a layer without cores."""

_GAP_SHARE = 0.1
"""The gap between tiles, as a share of their pitch."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Mesh:
    """A grid of places on the canvas.

    Attributes
    ----------
    pitch : float
        From one place to the next.
    gap : float
        The part of the pitch that is free.
    """

    left: float
    top: float
    grid: Grid
    pitch: float
    gap: float

    @property
    def cell(self) -> float:
        """Side of one place."""
        return self.pitch - self.gap

    @property
    def box(self) -> Box:
        """All places together."""
        return self.span(0, 0, self.grid.rows, self.grid.columns)

    def span(self, row: int, column: int, rows: int, columns: int) -> Box:
        """Return the rectangle around so many places."""
        return Box(
            self.left + column * self.pitch,
            self.top + row * self.pitch,
            columns * self.pitch - self.gap,
            rows * self.pitch - self.gap,
        )

    def tile(self, index: int) -> Box:
        """Return the rectangle of one place."""
        return self.span(*divmod(index, self.grid.columns), 1, 1)

    def at(self, x: float, y: float) -> int:
        """Return the place at a point; -1 between and beside them."""
        column, dx = divmod(x - self.left, self.pitch)
        row, dy = divmod(y - self.top, self.pitch)
        inside = 0 <= row < self.grid.rows and 0 <= column < self.grid.columns
        if not inside or max(dx, dy) > self.cell:
            return -1
        return int(row) * self.grid.columns + int(column)

    def overlapping(self, box: Box) -> tuple[range, range]:
        """Return the rows and the columns of places that a box touches."""
        rows = self._touched(box.top - self.top, box.height, self.grid.rows)
        columns = self._touched(box.left - self.left, box.width, self.grid.columns)
        return rows, columns

    def _touched(self, start: float, length: float, places: int) -> range:
        first = ceil((start - self.cell) / self.pitch)
        last = floor((start + length) / self.pitch)
        return range(max(0, first), min(places, last + 1))

    def block(self, first: int, last: int) -> tuple[int, ...]:
        """Return the places of the rectangle between two, row by row."""
        ends = (divmod(place, self.grid.columns) for place in (first, last))
        rows, columns = (sorted(pair) for pair in zip(*ends, strict=True))
        return self.places(
            range(rows[0], rows[1] + 1), range(columns[0], columns[1] + 1)
        )

    def places(self, rows: range, columns: range) -> tuple[int, ...]:
        """Return the places in these rows and columns, row by row."""
        return tuple(r * self.grid.columns + c for r in rows for c in columns)


@dataclass(frozen=True, slots=True)
class Column:
    """One layer on the canvas.

    Attributes
    ----------
    mesh : Mesh or None
        None for a layer that cannot be drawn; ``reason`` tells why.
    waits : bool
        Whether it is not this layer that is wrong, but something before it.
    """

    index: int
    mesh: Mesh | None
    box: Box
    reason: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole network on the canvas."""

    network: Network
    input: Mesh | None
    input_box: Box
    columns: tuple[Column, ...]
    readout: Box
    bounds: Box

    def source(self, layer: int) -> Mesh | None:
        """Return what a layer looks at: the input or the layer before."""
        return self.input if layer == 0 else self.columns[layer - 1].mesh


def draw(network: Network) -> Drawing:
    """Lay a network out on the canvas; broken layers become placeholders."""
    x = 0.0
    places = grids(network)
    drawable = _is_drawable(network)
    input_mesh = _mesh(places[0], x, gap_share=0.0) if drawable else None
    input_box = input_mesh.box if input_mesh else _placeholder(x)
    x = input_box.right + COLUMN_GAP
    columns = []
    for index, (reason, waits) in enumerate(_obstacles(network, places)):
        mesh = None if reason else _mesh(places[index + 1], x)
        box = mesh.box if mesh else _placeholder(x)
        columns.append(Column(index, mesh, box, reason, waits))
        x = box.right + COLUMN_GAP
    rows = min(network.readout.classes, MOST_CLASSES + 1) or 1
    readout = Box(x, -rows * CHIP / 2, READOUT_WIDTH, rows * CHIP)
    boxes = [input_box, readout, *(column.box for column in columns)]
    top = min(box.top for box in boxes)
    bottom = max(box.bottom for box in boxes)
    bounds = Box(0.0, top, readout.right, bottom - top)
    return Drawing(network, input_mesh, input_box, tuple(columns), readout, bounds)


def _is_drawable(network: Network) -> bool:
    shape = network.input
    positive = min(shape.rows, shape.columns, shape.channels) > 0
    return positive and shape.rows * shape.columns <= MOST_INPUT_ELEMENTS


def _obstacles(network: Network, places: tuple[Grid, ...]) -> list[tuple[str, bool]]:
    """Return for each layer why it cannot be drawn, and whether it only waits.

    The reason is empty if it can be drawn.
    """
    messages = {
        problem.place: problem.message
        for problem in reversed(check_network(network))
        if problem.code in _NO_CORES
    }
    found: list[tuple[str, bool]] = []
    cores = 0
    for index, grid in enumerate(places[1:]):
        cores += grid.size
        broken = next((k for k, (reason, _) in enumerate(found) if reason), None)
        if not _is_drawable(network):
            found.append((tr("Waits for the input"), True))
        elif not grid.size and broken is not None:
            found.append((tr("Waits for layer {number}", number=broken + 1), True))
        elif not grid.size:
            default = tr("This layer has no cores")
            found.append((messages.get(f"layer {index + 1}", default), False))
        elif cores > network.hardware.cores:
            limit = network.hardware.cores
            told = tr(
                "{cores:,} cores so far, the chip has {limit:,}",
                cores=cores,
                limit=limit,
            )
            found.append((told, False))
        else:
            found.append(("", False))
    return found


def _mesh(grid: Grid, x: float, gap_share: float = _GAP_SHARE) -> Mesh:
    pitch = min(HEIGHT / grid.rows, WIDTH / grid.columns)
    if gap_share:
        pitch = min(pitch, LARGEST_TILE)
    gap = pitch * gap_share
    return Mesh(x, -(grid.rows * pitch - gap) / 2, grid, pitch, gap)


def _placeholder(x: float) -> Box:
    return Box(x, -BROKEN_HEIGHT / 2, BROKEN_WIDTH, BROKEN_HEIGHT)


@dataclass(frozen=True, slots=True)
class Lit:
    """What a selection lights up.

    Attributes
    ----------
    tile : Box
        The selected core.
    window : Box or None
        What it looks at, in the source layer or the input.
    targets : tuple of Box
        The cores it feeds; the readout for the last layer.
    target_cores : tuple of int
        Their indices in the next layer; -1 for the readout.
    """

    tile: Box
    window: Box | None
    targets: tuple[Box, ...]
    target_cores: tuple[int, ...]


def light(drawing: Drawing, selection: Selection) -> Lit | None:
    """Return what a selection lights up; None if no drawn core is selected."""
    index = selection.layer
    if not 0 <= index < len(drawing.columns):
        return None
    mesh = drawing.columns[index].mesh
    if mesh is None or not 0 <= selection.core < mesh.grid.size:
        return None
    row, column = divmod(selection.core, mesh.grid.columns)
    layer = drawing.network.layers[index]
    source = drawing.source(index)
    window = None
    if source is not None:
        top, left = row * layer.stride, column * layer.stride
        window = source.span(top, left, layer.window, layer.window)
    cores = _target_cores(drawing, index, row, column)
    if index + 1 == len(drawing.columns):
        targets: tuple[Box, ...] = (drawing.readout,)
    else:
        following = drawing.columns[index + 1].mesh
        targets = tuple(following.tile(k) for k in cores) if following else ()
    return Lit(mesh.tile(selection.core), window, targets, cores)


def _target_cores(
    drawing: Drawing, index: int, row: int, column: int
) -> tuple[int, ...]:
    if index + 1 == len(drawing.columns):
        return (-1,)
    mesh = drawing.columns[index + 1].mesh
    if mesh is None:
        return ()
    layer = drawing.network.layers[index + 1]
    rows = windows_over(row, layer.window, layer.stride, mesh.grid.rows)
    columns = windows_over(column, layer.window, layer.stride, mesh.grid.columns)
    return mesh.places(rows, columns)


def windows_over(place: int, window: int, stride: int, windows: int) -> range:
    """Return which windows along one side cover a place."""
    first = max(0, -(-(place - window + 1) // stride))
    return range(first, min(place // stride + 1, windows))


def neighbour(drawing: Drawing, selection: Selection, dx: int, dy: int) -> Selection:
    """Return the core beside the selected one; from edge to edge of layers.

    Without a selected core the first one of the layer is taken.
    """
    drawn = [c.index for c in drawing.columns if c.mesh is not None]
    if not drawn:
        return selection
    if selection.layer not in drawn or selection.core < 0:
        layer = selection.layer if selection.layer in drawn else drawn[0]
        return Selection.of(layer, 0)
    grid = _grid(drawing, selection.layer)
    row, column = divmod(selection.core, grid.columns)
    if 0 <= column + dx < grid.columns:
        row = min(max(row + dy, 0), grid.rows - 1)
        return Selection.of(selection.layer, row * grid.columns + column + dx)
    position = drawn.index(selection.layer) + dx
    if not 0 <= position < len(drawn):
        return selection
    beyond = _grid(drawing, drawn[position])
    # Straight across: at the same height of the other layer.
    row = round((row + 0.5) / grid.rows * beyond.rows - 0.5)
    entry = 0 if dx > 0 else beyond.columns - 1
    core = min(max(row, 0), beyond.rows - 1) * beyond.columns + entry
    return Selection.of(drawn[position], core)


def _grid(drawing: Drawing, layer: int) -> Grid:
    mesh = drawing.columns[layer].mesh
    return mesh.grid if mesh is not None else Grid(0, 0)

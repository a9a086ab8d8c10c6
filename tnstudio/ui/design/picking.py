"""What a click, a drag or a key selects on the canvas: pure functions."""

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.ui.design.drawing import Box, Drawing, Mesh


def core_item(layer: int, core: int) -> Item:
    """Return a core as something that can be selected."""
    return Item(Kind.CORE, layer, core)


def item_at(drawing: Drawing, x: float, y: float) -> Item | None:
    """Return the core at a point, the layer between its cores, or nothing."""
    for column in drawing.columns:
        box = column.box
        if box.left <= x <= box.right and box.top <= y <= box.bottom:
            core = column.mesh.at(x, y) if column.mesh else -1
            kind = Kind.CORE if core >= 0 else Kind.LAYER
            return Item(kind, column.index, core)
    return None


def between(drawing: Drawing, anchor: Item | None, item: Item) -> tuple[Item, ...]:
    """Return all from an anchor to an item, which comes last.

    Cores of one layer: the rectangle between the two; layers: those between
    them. What has no such in between is the item alone.
    """
    if anchor is None or anchor.kind is not item.kind:
        return (item,)
    if item.kind is Kind.LAYER:
        low, high = sorted((anchor.layer, item.layer))
        found = [Item(Kind.LAYER, index) for index in range(low, high + 1)]
    else:
        mesh = mesh_of(drawing, item.layer)
        if anchor.layer != item.layer or mesh is None:
            return (item,)
        if not 0 <= anchor.core < mesh.grid.size:
            return (item,)
        found = [
            core_item(item.layer, core) for core in mesh.block(anchor.core, item.core)
        ]
    return (*(one for one in found if one != item), item)


def cores_in(drawing: Drawing, box: Box, x: float, y: float) -> tuple[Item, ...]:
    """Return the cores that a box touches; the one nearest to a point is last."""
    found: list[Item] = []
    nearest, least = -1, float("inf")
    for column in drawing.columns:
        if column.mesh is None:
            continue
        for core in column.mesh.places(*column.mesh.overlapping(box)):
            tile = column.mesh.tile(core)
            dx = x - tile.left - tile.width / 2
            dy = y - tile.top - tile.height / 2
            if dx * dx + dy * dy < least:
                nearest, least = len(found), dx * dx + dy * dy
            found.append(core_item(column.index, core))
    if nearest >= 0:
        found.append(found.pop(nearest))
    return tuple(found)


def stepped(drawing: Drawing, item: Item | None, dx: int, dy: int) -> Item | None:
    """Return the core beside a core of the same layer; the same one at an edge."""
    if item is None or item.kind is not Kind.CORE:
        return None
    mesh = mesh_of(drawing, item.layer)
    if mesh is None or not 0 <= item.core < mesh.grid.size:
        return None
    row, column = divmod(item.core, mesh.grid.columns)
    row = min(max(row + dy, 0), mesh.grid.rows - 1)
    column = min(max(column + dx, 0), mesh.grid.columns - 1)
    return core_item(item.layer, row * mesh.grid.columns + column)


def joined(selection: Selection, items: tuple[Item, ...]) -> Selection:
    """Return a selection with more items, which come last; each is there once."""
    added = set(items)
    kept = tuple(item for item in selection.items if item not in added)
    return Selection((*kept, *items))


def mesh_of(drawing: Drawing, layer: int) -> Mesh | None:
    """Return the cores of a layer; None if there is none or it is not drawn."""
    if not 0 <= layer < len(drawing.columns):
        return None
    return drawing.columns[layer].mesh


def box_of(drawing: Drawing, selection: Selection) -> Box | None:
    """Return the box around all selected cores and layers; None for none."""
    boxes = []
    for item in selection.items:
        if not 0 <= item.layer < len(drawing.columns):
            continue
        column = drawing.columns[item.layer]
        if item.kind is Kind.LAYER:
            boxes.append(column.box)
        elif column.mesh is not None and 0 <= item.core < column.mesh.grid.size:
            boxes.append(column.mesh.tile(item.core))
    if not boxes:
        return None
    left, top = min(b.left for b in boxes), min(b.top for b in boxes)
    right, bottom = max(b.right for b in boxes), max(b.bottom for b in boxes)
    return Box(left, top, right - left, bottom - top)

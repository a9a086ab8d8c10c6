"""Where the tiles of a wall of small pictures are, in device pixels."""

from dataclasses import dataclass

LEAST_GAP = 3
"""Between tiles, beside one of their own pixels."""


@dataclass(frozen=True, slots=True)
class WallLayout:
    """Equal tiles in rows, from left to right and from top to bottom.

    Attributes
    ----------
    count : int
        Number of tiles.
    rows, columns : int
        Of each picture, in its own pixels.
    scale : int
        Device pixels of each of them.
    caption : int
        Room under each picture.
    across : int
        Tiles beside each other, >= 1.
    """

    count: int
    rows: int
    columns: int
    scale: int
    caption: int
    across: int

    @property
    def gap(self) -> int:
        """Between tiles."""
        return LEAST_GAP + self.scale

    @property
    def pitch(self) -> tuple[int, int]:
        """From one tile to the one beside it, and to the one below it."""
        return (
            self.columns * self.scale + self.gap,
            self.rows * self.scale + self.caption + self.gap,
        )

    @property
    def lines(self) -> int:
        """Rows of tiles."""
        return -(-self.count // self.across)

    @property
    def height(self) -> int:
        """Of all tiles."""
        return self.gap + self.lines * self.pitch[1]

    def place(self, tile: int) -> tuple[int, int]:
        """Return the left and the top of a tile's picture."""
        line, column = divmod(tile, self.across)
        return self.gap + column * self.pitch[0], self.gap + line * self.pitch[1]

    def tile_at(self, x: float, y: float) -> int:
        """Return the tile at a place; -1 for none."""
        column, line = int(x - self.gap // 2), int(y - self.gap // 2)
        column, line = column // self.pitch[0], line // self.pitch[1]
        tile = line * self.across + column
        inside = 0 <= column < self.across and line >= 0 and tile < self.count
        return tile if inside else -1


def laid_out(
    count: int,
    shape: tuple[int, int],
    area: tuple[int, int],
    caption: int,
    sides: tuple[int, int],
    zoom: int = 0,
) -> WallLayout:
    """Return the largest tiles that all fit into an area, in whole pixels.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of each picture.
    area : tuple of int
        Columns and rows, in device pixels.
    sides : tuple of int
        Least and largest longer side of a picture, in device pixels: with the
        least one they need not all fit.
    zoom : int
        How much larger or smaller than that, in steps of the scale.
    """
    rows, columns = max(1, shape[0]), max(1, shape[1])
    least = max(1, -(-sides[0] // max(rows, columns)))
    most = max(least, sides[1] // max(rows, columns))

    def at(scale: int) -> WallLayout:
        gap = LEAST_GAP + scale
        across = max(1, (area[0] - gap) // (columns * scale + gap))
        return WallLayout(count, rows, columns, scale, caption, across)

    scale = most
    while scale > least and at(scale).height > area[1]:
        scale -= 1
    return at(max(1, min(2 * most, scale + zoom)))

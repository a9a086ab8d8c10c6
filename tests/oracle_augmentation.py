"""Augmentation in plain Python: no kernel, no NumPy arithmetic."""

from math import cos, floor, radians, sin

from tests.oracle_encoders import squares


def moves(
    key: int, epoch: int, images: list[int], largest: list[float]
) -> list[list[float]]:
    """Return degrees, pixels down, pixels right and scale of each image."""
    drawn = []
    for image in images:
        shares = [
            (squares(key, epoch * 2**40 + image * 4 + k) + 0.5) / 2**31 - 1
            for k in range(4)
        ]
        angle, down, right, size = (
            share * most for share, most in zip(shares, largest, strict=True)
        )
        drawn.append([angle, down, right, 1 + size])
    return drawn


def moved(image: list[list[list[int]]], move: list[float]) -> list[list[list[float]]]:
    """Return one image, rows × columns × channels, as values 0..1."""
    rows, columns = len(image), len(image[0])
    return [
        [
            _between(image, *_origin(row, column, rows, columns, move))
            for column in range(columns)
        ]
        for row in range(rows)
    ]


def _origin(
    row: int, column: int, rows: int, columns: int, move: list[float]
) -> tuple[float, float]:
    """Undo the shift, then the turn and the scale about the centre.

    With x to the right and y upwards, as angles are drawn in books.
    """
    angle, down, right, scale = move
    x = column - right - (columns - 1) / 2
    y = -(row - down - (rows - 1) / 2)
    back = radians(-angle)
    x, y = x * cos(back) - y * sin(back), x * sin(back) + y * cos(back)
    return (rows - 1) / 2 - y / scale, (columns - 1) / 2 + x / scale


def _between(image: list[list[list[int]]], row: float, column: float) -> list[float]:
    """Weigh the four pixels around a point; there are none outside."""
    values = [0.0] * len(image[0][0])
    for near_row in (floor(row), floor(row) + 1):
        for near_column in (floor(column), floor(column) + 1):
            if 0 <= near_row < len(image) and 0 <= near_column < len(image[0]):
                weight = (1 - abs(row - near_row)) * (1 - abs(column - near_column))
                for channel, pixel in enumerate(image[near_row][near_column]):
                    values[channel] += weight * pixel / 255
    return values

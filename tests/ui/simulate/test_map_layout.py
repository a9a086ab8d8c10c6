"""Cores have cells of their own, in the layout that is chosen and the room there is."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests.ui.small_world import small_project
from tnstudio.ui.simulate.map_layout import MARGIN, Room, arranged

ROOM = Room(400, 400, 4, 32)


def places(copies: int):
    program = small_project(copies).program
    assert program is not None
    return program.places


@pytest.mark.parametrize("layout", ["chip", "layers"])
@pytest.mark.parametrize("copies", [1, 2, 3])
@pytest.mark.parametrize("size", [(400, 400), (60, 400), (400, 40)])
def test_that_no_two_cores_share_a_cell_and_all_fit(layout, copies, size) -> None:
    room = Room(*size, 4, 32)
    found = arranged(layout, places(copies), room)
    cells = set(zip(found.rows.tolist(), found.columns.tolist(), strict=True))
    assert len(cells) == 5 * copies
    assert found.rows.max() < found.shape[0]
    assert found.columns.max() < found.shape[1]
    assert room.least <= found.side <= room.largest
    assert found.shape[1] * found.side <= room.width - 2 * MARGIN


def test_that_layers_are_side_by_side_and_copies_apart() -> None:
    where = places(2)
    found = arranged("layers", where, ROOM)
    for copy in range(2):
        mine = where.copy == copy
        first, last = (mine & (where.layer == layer) for layer in range(2))
        assert found.columns[first].max() + 2 == found.columns[last].min()
        assert np.ptp(found.columns[first]) == np.ptp(found.rows[first]) == 1
    copies = [found.columns[where.copy == c] for c in range(2)]
    rows = [found.rows[where.copy == c] for c in range(2)]
    beside = copies[0].max() + 2 < copies[1].min()
    below = rows[0].max() + 1 < rows[1].min()
    assert beside or below


def test_that_a_layer_which_is_too_wide_is_scrolled_to() -> None:
    count = 4096
    zeros = np.zeros(count, np.int32)
    strip = SimpleNamespace(
        layer=zeros, row=zeros, column=np.arange(count, dtype=np.int32), copy=zeros
    )
    found = arranged("layers", strip, ROOM)
    assert found.side == ROOM.least
    assert found.shape == (1, count)

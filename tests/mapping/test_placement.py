import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.errors import TNStudioError
from tnstudio.mapping.placement import place
from tnstudio.model.hardware import TRUENORTH, Hardware


@given(
    rows=st.integers(1, 9),
    columns=st.integers(1, 9),
    cores=st.integers(1, 12),
    share=st.floats(0, 1),
)
def test_that_every_core_has_a_place_of_its_own_on_the_chip(
    rows, columns, cores, share
):
    chip = Hardware("any", grid_rows=rows, grid_columns=columns)
    most = chip.cores // cores
    if not most:
        return
    copies = max(1, int(share * most))
    row, column = place(cores, copies, chip)
    assert row.shape == column.shape == (copies * cores,)
    assert row.min() >= 0
    assert row.max() < rows
    assert column.min() >= 0
    assert column.max() < columns
    assert len(set(zip(row.tolist(), column.tolist(), strict=True))) == row.size


@pytest.mark.parametrize("cores", [5, 30])
def test_that_the_cores_of_a_copy_sit_close_together(cores):
    copies = TRUENORTH.cores // cores
    row, column = (
        side.reshape(copies, cores) for side in place(cores, copies, TRUENORTH)
    )
    # A compact copy is about as high and wide as the root of its cores; one
    # that turns round at the chip's edge takes part of the next band.
    height = int(np.ceil(np.sqrt(cores)))
    assert np.ptp(row, axis=1).max() < 2 * height
    assert np.ptp(column, axis=1).max() <= height + 1


def test_that_more_copies_than_fit_are_refused_with_the_most_that_do():
    place(30, 136, TRUENORTH)
    with pytest.raises(TNStudioError, match="4110 cores, the chip has 4096") as caught:
        place(30, 137, TRUENORTH)
    assert caught.value.hint == "choose at most 136"


@pytest.mark.parametrize("copies", [0, -3])
def test_that_less_than_one_copy_is_refused(copies):
    with pytest.raises(TNStudioError, match="cannot be placed"):
        place(5, copies, TRUENORTH)


PLUS = ((3, 4), (4, 3), (4, 5), (5, 4), (4, 4))


def test_that_a_single_copy_is_where_its_design_says():
    row, column = place(5, 1, TRUENORTH, PLUS)
    assert tuple(zip(row.tolist(), column.tolist(), strict=True)) == PLUS


def test_that_each_copy_has_a_block_of_the_placement_s_size():
    copies = 21 * 21
    row, column = place(5, copies, TRUENORTH, PLUS)
    spots = np.stack((row, column), axis=1).reshape(copies, 5, 2)
    corners = spots.min(axis=1)
    assert (spots - corners[:, None] == np.array(PLUS) - (3, 3)).all()
    assert corners[:2].tolist() == [[0, 0], [0, 3]]
    assert corners[-1].tolist() == [60, 60]
    assert len(set(zip(row.tolist(), column.tolist(), strict=True))) == row.size


def test_that_more_copies_than_blocks_are_in_the_standard_order():
    copies = 21 * 21 + 1
    for found, usual in zip(
        place(5, copies, TRUENORTH, PLUS), place(5, copies, TRUENORTH), strict=True
    ):
        np.testing.assert_array_equal(found, usual)


@given(
    copies=st.integers(1, 8),
    spots=st.permutations([divmod(k, 4) for k in range(12)]),
)
def test_that_placed_copies_have_places_of_their_own(copies, spots):
    chip = Hardware("any", grid_rows=6, grid_columns=8)
    row, column = place(5, copies, chip, tuple(spots[:5]))
    assert len(set(zip(row.tolist(), column.tolist(), strict=True))) == 5 * copies
    assert row.min() >= 0
    assert row.max() < 6
    assert column.min() >= 0
    assert column.max() < 8

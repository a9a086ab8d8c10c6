"""Strokes, steps and the way back, against plain loops."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.app import sketch as sketch_module
from tnstudio.app.show_log import Picture
from tnstudio.app.sketch import Brush, Sketch, cells_between, painted
from tnstudio.model.program import NONE

CELLS = st.tuples(st.integers(-3, 9), st.integers(-3, 9))


def some_picture(seed: int = 0, channels: int = 2) -> Picture:
    random = np.random.default_rng(seed)
    return Picture(random.integers(0, 256, (6, 7, channels)).astype(np.uint8), 1)


@given(CELLS, CELLS)
def test_that_a_way_has_both_ends_and_no_gaps(start, end):
    way = cells_between(start, end)
    assert (way[0], way[-1]) == (start, end) if start != end else way == [end]
    for one, other in pairwise(way):
        steps = abs(one[0] - other[0]), abs(one[1] - other[1])
        assert max(steps) == 1


@given(
    st.lists(CELLS, max_size=5),
    st.integers(1, 8),
    st.floats(0, 1),
    st.sampled_from([NONE, 0, 1]),
)
@settings(deadline=None)
def test_that_the_brush_paints_squares(cells, size, value, channel):
    pixels = some_picture().pixels
    expected = pixels.copy()
    for row, column in cells:
        for r in range(row - size // 2, row - size // 2 + size):
            for c in range(column - size // 2, column - size // 2 + size):
                if 0 <= r < 6 and 0 <= c < 7:
                    for k in (0, 1) if channel == NONE else (channel,):
                        expected[r, c, k] = round(255 * value)
    found = painted(pixels, cells, Brush(size, value, channel))
    np.testing.assert_array_equal(found, expected)


@given(
    st.lists(st.sampled_from(["paint", "fill", "invert", "restore", "undo", "redo"]))
)
@settings(deadline=None)
def test_that_steps_are_taken_back_and_done_again(actions):
    sketch, random = Sketch(some_picture()), np.random.default_rng(0)
    pictures, place = [sketch.now], 0
    for action in actions:
        if action == "undo":
            assert sketch.undo() == (place > 0)
            place = max(0, place - 1)
        elif action == "redo":
            assert sketch.redo() == (place < len(pictures) - 1)
            place = min(place + 1, len(pictures) - 1)
        else:
            if action == "paint":
                sketch.begin_step()
                for _ in range(3):
                    cell = tuple(random.integers(0, 6, 2).tolist())
                    sketch.paint([cell], Brush(2, float(random.random())))
            elif action == "fill":
                sketch.fill(Brush(value=0.5))
            elif action == "invert":
                sketch.invert()
            else:
                sketch.restore()
            pictures, place = [*pictures[: place + 1], sketch.now], place + 1
        assert sketch.now is pictures[place]
        assert sketch.can_undo == (place > 0)
        assert sketch.can_redo == (place < len(pictures) - 1)


def test_that_a_stroke_keeps_the_class_and_a_fill_does_not():
    sketch = Sketch(some_picture())
    sketch.begin_step()
    sketch.paint([(0, 0)], Brush(value=0.0, size=3))
    assert sketch.is_changed
    sketch.invert()
    assert sketch.now.label == 1
    sketch.fill(Brush())
    assert sketch.now.label == NONE
    sketch.undo()
    assert sketch.now.label == 1
    sketch.restore()
    assert not sketch.is_changed


def test_that_painting_what_is_there_already_changes_nothing():
    sketch = Sketch(Picture(np.full((4, 4, 1), 255, np.uint8)))
    sketch.begin_step()
    assert not sketch.paint([(1, 1)], Brush())
    assert not sketch.is_changed


@pytest.mark.parametrize("channel", [NONE, 0, 1])
def test_that_a_channel_is_inverted_and_filled_by_itself(channel):
    original = some_picture()
    sketch, mine = Sketch(original), slice(None) if channel == NONE else channel
    sketch.invert(channel)
    expected = original.pixels.copy()
    expected[:, :, mine] = 255 - expected[:, :, mine]
    np.testing.assert_array_equal(sketch.now.pixels, expected)
    sketch.fill(Brush(1, 0.4, channel))
    expected[:, :, mine] = 102
    np.testing.assert_array_equal(sketch.now.pixels, expected)


def test_that_what_is_on_the_input_then_ends_the_way_back():
    sketch = Sketch(some_picture())
    sketch.invert()
    inverted = sketch.now
    sketch.follow(Picture(inverted.pixels.copy(), inverted.label))
    assert sketch.can_undo
    sketch.follow(None)
    assert not sketch.is_changed
    assert not sketch.can_undo
    sketch.follow(inverted)
    assert sketch.now is inverted


def test_that_so_many_steps_are_kept(monkeypatch):
    monkeypatch.setattr(sketch_module, "MOST_STEPS", 3)
    sketch = Sketch(some_picture())
    for _ in range(5):
        sketch.invert()
    assert [sketch.undo() for _ in range(4)] == [True] * 3 + [False]

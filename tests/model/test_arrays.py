"""Frozen arrays cannot be changed, by nobody."""

import numpy as np
import pytest

from tnstudio.model.arrays import frozen


def test_that_a_frozen_array_is_read_only_and_of_its_type() -> None:
    array = frozen([[1, 2], [3, 4]], np.int16)
    assert array.dtype == np.int16
    assert array.flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 5


def test_that_the_array_given_stays_writable_and_apart() -> None:
    given = np.arange(4)
    array = frozen(given, given.dtype)
    given[0] = 9
    assert array.tolist() == [0, 1, 2, 3]


def test_that_a_view_does_not_keep_a_way_in() -> None:
    whole = np.arange(8)
    array = frozen(whole[2:6], whole.dtype)
    whole[:] = 0
    assert array.tolist() == [2, 3, 4, 5]


def test_that_a_read_only_view_of_a_writable_array_is_copied() -> None:
    whole = np.arange(4)
    view = whole[:]
    view.flags.writeable = False
    array = frozen(view, whole.dtype)
    whole[0] = 9
    assert array.tolist() == [0, 1, 2, 3]


def test_that_what_is_frozen_is_not_copied_again() -> None:
    array = frozen([1, 2, 3], np.int32)
    assert frozen(array, np.int32) is array
    part = array[1:]
    assert frozen(part, np.int32) is part


def test_that_another_type_or_order_makes_a_new_array() -> None:
    array = frozen(np.ones((2, 3)), np.float64)
    assert frozen(array, np.float32).dtype == np.float32
    turned = frozen(array.T, np.float64)
    assert turned.flags.c_contiguous
    assert not turned.flags.writeable


def test_that_a_single_value_stays_one() -> None:
    assert frozen(3, np.int32).shape == ()


def test_that_bytes_and_buffers_are_handled_by_who_may_write_them() -> None:
    fixed = np.frombuffer(b"abcd", np.uint8)
    assert frozen(fixed, np.uint8) is fixed
    buffer = bytearray(b"abcd")
    array = frozen(np.frombuffer(memoryview(buffer).toreadonly(), np.uint8), np.uint8)
    buffer[0] = 0
    assert array[0] == ord("a")

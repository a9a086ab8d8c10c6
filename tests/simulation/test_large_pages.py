"""Memory of large tables."""

import numpy as np
import pytest

from tnstudio.simulation.large_pages import PAGE, large_zeros


@pytest.mark.parametrize("shape", [(0,), (3, 5), (PAGE // 8,), (3, PAGE // 8 + 1)])
def test_that_large_zeros_are_zeros_like_any(shape):
    table = large_zeros(shape, np.uint64)
    assert table.shape == shape
    assert table.dtype == np.uint64
    assert table.flags.c_contiguous
    assert table.flags.writeable
    assert not table.any()


def test_that_tables_of_a_page_and_more_begin_with_a_page():
    assert large_zeros((PAGE + 1,), np.uint8).ctypes.data % PAGE == 0

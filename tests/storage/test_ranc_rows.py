"""The table of output lines, in RANC's format."""

import numpy as np
import pytest

from tnstudio.storage.line_table import line_table


@pytest.mark.parametrize("cuts", [(), (1,), (2,), (1, 2), (0, 3), (1, 1)])
def test_that_rows_begin_with_an_empty_one_and_lack_the_last_tick(tmp_path, cuts):
    outputs = np.array([[1, 0], [0, 1], [1, 1]], np.uint8)
    path = tmp_path / "lines.txt"
    with line_table(path) as append:
        for piece in np.split(outputs, cuts):
            append(piece)
    assert path.read_text() == "0 0\n1 0\n0 1\n"


def test_that_a_chip_without_output_lines_has_empty_rows(tmp_path):
    path = tmp_path / "lines.txt"
    with line_table(path) as append:
        append(np.zeros((2, 0), np.uint8))
    assert path.read_text() == "\n\n"

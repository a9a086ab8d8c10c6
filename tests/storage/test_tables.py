"""Tables that are written piece by piece and appear whole, or not at all."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tnstudio.errors import TNStudioError
from tnstudio.storage.line_table import line_table
from tnstudio.storage.spike_table import save_spikes, spike_table


@given(
    outputs=hnp.arrays(
        np.uint8,
        st.tuples(st.integers(0, 20), st.integers(0, 9)),
        elements=st.integers(0, 1),
    ),
    cut=st.integers(0, 20),
)
@settings(max_examples=50)
def test_that_lines_are_written_as_ranc_does(tmp_path_factory, outputs, cut) -> None:
    """As many rows as ticks: one of 0, then all ticks but the last."""
    path = tmp_path_factory.mktemp("lines") / "out.txt"
    with line_table(path) as append:
        append(outputs[:cut])
        append(outputs[cut:])
    rows = [[0] * outputs.shape[1], *outputs.tolist()][: len(outputs)]
    expected = [" ".join(map(str, row)) + "\n" for row in rows]
    assert path.read_text() == "".join(expected)


def test_that_spikes_are_written_in_any_number_of_pieces(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    columns = [random.integers(0, 10**6, 150_000).astype(np.int32) for _ in range(3)]
    save_spikes(tmp_path / "one.csv", *columns)
    with spike_table(tmp_path / "two.csv") as append:
        for piece in range(0, 150_000, 40_000):
            append(*(column[piece : piece + 40_000] for column in columns))
    text = (tmp_path / "one.csv").read_text()
    assert (tmp_path / "two.csv").read_text() == text
    header, *rows = text.splitlines()
    assert header == "tick,core,neuron"
    found = np.array([row.split(",") for row in rows[:500]], int)
    np.testing.assert_array_equal(found, np.column_stack(columns)[:500])
    assert len(rows) == 150_000


def test_that_a_table_without_rows_has_its_header(tmp_path: Path) -> None:
    with spike_table(tmp_path / "none.csv"):
        pass
    assert (tmp_path / "none.csv").read_text() == "tick,core,neuron\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_that_a_run_that_breaks_off_leaves_the_old_table(tmp_path: Path, error) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def break_off() -> None:
        with line_table(path) as append:
            append(np.ones((3, 2), np.uint8))
            raise error

    with pytest.raises(error):
        break_off()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_that_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(TNStudioError, match="The folder does not exist"),
        line_table(tmp_path / "no" / "out.txt"),
    ):
        pass

"""Files that HDF5 only sketches are those that it would have written."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from tnstudio.storage.sketched_hdf5 import Sketch, _SparseFile, later, sketched


def written(sketch: Sketch, path: Path, *values: np.ndarray) -> None:
    with path.open("wb") as file:
        file.truncate(sketch.size)
        for place, piece in sketch.pieces:
            file.seek(place)
            file.write(piece)
        for place, array in zip(sketch.places, values, strict=True):
            file.seek(place)
            file.write(array.tobytes())


@pytest.mark.parametrize("rows", [0, 1, 70_000])
def test_that_a_file_holds_what_was_sketched_and_what_came_later(
    tmp_path: Path, rows: int
) -> None:
    random = np.random.default_rng(rows)
    one, two = random.random(rows), random.integers(0, 9, (rows, 3)).astype(np.uint16)
    small = random.integers(0, 9, 200_000)

    def lay_out(file: h5py.File) -> list[h5py.Dataset]:
        file.create_dataset("small", data=small)
        group = file.create_group("a/b")
        arrays = [
            later(group, "one", np.float64, one.shape),
            later(group, "two", np.uint16, two.shape),
        ]
        for number in range(300):
            group.attrs[f"note {number}"] = "x" * number
        arrays[0].attrs["units"] = "milliseconds"
        return arrays

    path = tmp_path / "a.h5"
    written(sketched(lay_out), path, one, two)
    with h5py.File(path) as file:
        np.testing.assert_array_equal(file["small"], small)
        np.testing.assert_array_equal(file["a/b/one"], one)
        np.testing.assert_array_equal(file["a/b/two"], two)
        assert file["a/b"].attrs["note 299"] == "x" * 299
        assert file["a/b/one"].attrs["units"] == "milliseconds"


def test_that_large_arrays_take_no_memory() -> None:
    rows = 10**12
    sketch = sketched(lambda file: [later(file, "large", np.float64, (rows,))])
    assert sketch.size > 8 * rows
    assert sum(len(piece) for _, piece in sketch.pieces) < 10_000


def test_that_hdf5_can_read_what_it_has_sketched() -> None:
    memory = _SparseFile()
    with h5py.File(memory, "w") as file:
        file["array"] = np.arange(1000)
    with h5py.File(memory, "r+") as file:
        file["array"][3] = 7
        assert file["array"][:5].tolist() == [0, 1, 2, 7, 4]

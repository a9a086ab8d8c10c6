from contextlib import suppress

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.errors import TNStudioError
from tnstudio.storage.hdf5_arrays import hdf5_arrays

IMAGES = np.random.default_rng(0).integers(0, 256, (50, 6, 7), np.uint8)


def whole(array, rows=7):
    return np.concatenate(list(array.blocks(rows)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "own.h5"


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"chunks": (8, 6, 7)},
        {"compression": "gzip", "shuffle": True, "fletcher32": True},
        {"compression": "lzf", "maxshape": (None, 6, 7), "chunks": (64, 6, 7)},
    ],
)
def test_that_arrays_are_read_in_pieces_however_they_are_kept(path, how):
    with h5py.File(path, "w") as file:
        file.create_dataset("train/images", data=IMAGES, **how)
        file.create_dataset("deeper/and/deeper", data=IMAGES)
        file["mean"] = 0.5
    with hdf5_arrays(path) as arrays:
        assert set(arrays.names) == {"train/images", "mean"}
        images = arrays.array("train/images")
        assert (images.shape, images.dtype) == ((50, 6, 7), np.uint8)
        np.testing.assert_array_equal(whole(images), IMAGES)
        blocks = [len(block) for block in images.blocks(7)]
        assert sum(blocks) == 50
        if how.get("chunks", (0,))[0] == 8:
            assert blocks == [8] * 6 + [2]


@pytest.mark.parametrize("dtype", [None, "S4"])
def test_that_texts_are_read(path, dtype):
    with h5py.File(path, "w") as file:
        file.create_dataset(
            "class_names", data=["cat", "dög"] if not dtype else [b"cat", b"dog"]
        )
    with hdf5_arrays(path) as arrays:
        texts = arrays.array("class_names")
        found = [t if isinstance(t, str) else t.decode() for t in whole(texts)]
        assert found == ["cat", "dog" if dtype else "dög"]
        assert texts.dtype.kind in "US"


def test_that_links_to_other_places_are_not_followed(path, tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["images"] = IMAGES
    with h5py.File(path, "w") as file:
        file["images"] = h5py.ExternalLink("other.h5", "images")
        file["labels"] = h5py.SoftLink("/nowhere")
        file["loop"] = h5py.SoftLink("/")
    with hdf5_arrays(path) as arrays:
        assert arrays.names == ()


def missing(file):
    file.create_dataset("x", (2**20, 28, 28), "u1")


def missing_chunks(file):
    file.create_dataset("x", (2**20, 28, 28), "u1", chunks=(100, 28, 28))


def elsewhere(file):
    file.create_dataset("x", (10, 28, 28), "u1", external=[("data.bin", 0, 7840)])


def elsewhere_too(file):
    layout = h5py.VirtualLayout((10, 28, 28), "u1")
    layout[:] = h5py.VirtualSource("other.h5", "x", (10, 28, 28))
    file.create_virtual_dataset("x", layout)


def packed_strangely(file):
    file.create_dataset("x", (10, 28, 28), "u1", scaleoffset=0)


def huge_chunk(file):
    file.create_dataset(
        "x", (1, 2**15, 2**15), "u1", chunks=(1, 2**15, 2**15), compression="gzip"
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (missing, "Values are missing"),
        (missing_chunks, "Values are missing"),
        (elsewhere, "in another file"),
        (elsewhere_too, "in another file"),
        (packed_strangely, "packed in a way"),
        (huge_chunk, "A chunk takes 1,073,741,824 bytes"),
    ],
)
def test_that_arrays_that_are_not_what_they_claim_are_refused(path, make, message):
    with h5py.File(path, "w") as file:
        make(file)
    with (
        hdf5_arrays(path) as arrays,
        pytest.raises(TNStudioError, match=message) as caught,
    ):
        arrays.array("x")
    assert caught.value.location == f"{path}:x"


def test_that_too_long_texts_are_refused(path):
    with h5py.File(path, "w") as file:
        file["class_names"] = ["cat", "d" * 5000]
        file["labels"] = ["a"] * 10_001
    with hdf5_arrays(path) as arrays:
        for name in arrays.names:
            with pytest.raises(TNStudioError, match=r"5000 bytes|10001 texts"):
                arrays.array(name)


def test_that_references_are_not_read(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("x", (10,), h5py.ref_dtype)
    with hdf5_arrays(path) as arrays:
        assert arrays.array("x").dtype.hasobject


@pytest.mark.parametrize("content", [b"", b"\x89HDF\r\n\x1a\n", b"text"])
def test_that_what_is_no_hdf5_file_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(TNStudioError, match="cannot be read"), hdf5_arrays(path):
        pass
    path.unlink()
    with pytest.raises(TNStudioError, match="no such file"), hdf5_arrays(path):
        pass


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_that_damaged_files_are_read_or_refused_but_never_crash(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("damaged") / "own.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("x", data=IMAGES, compression="gzip")
        file["y"] = np.arange(50)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with suppress(TNStudioError), hdf5_arrays(path) as arrays:
        for name in arrays.names:
            array = arrays.array(name)
            if not array.dtype.hasobject and array.shape[:1] == (50,):
                assert len(whole(array)) == 50

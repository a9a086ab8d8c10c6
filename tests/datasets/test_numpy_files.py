import io
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.datasets.own_images import finished, stripes
from tnstudio.datasets.labelled_arrays import read_labelled_arrays
from tnstudio.datasets.numpy_files import NpyFolder, npz_file
from tnstudio.errors import TNStudioError


@pytest.fixture
def arrays() -> dict[str, np.ndarray]:
    images, labels = stripes(30)
    return {"x_train": images, "y_train": labels, "x_test": images, "y_test": labels}


def read_npz(path):
    with npz_file(path) as file:
        return finished(read_labelled_arrays(file, "own"))


def read_npy(folder):
    return finished(read_labelled_arrays(NpyFolder(folder), "own"))


def write_npy(folder, arrays):
    for name, array in arrays.items():
        np.save(folder / name, array)
    return folder


def npy_bytes(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("order", ["C", "F"])
def test_that_npz_and_npy_hold_the_same_images(tmp_path, arrays, save, order):
    # Large enough for several pieces.
    images = np.random.default_rng(3).integers(0, 256, (900, 40, 41), np.uint8)
    labels = np.arange(900) % 3
    big = {**arrays, "x_test": images[:, :6, :7], "x_train": images, "y_train": labels}
    big["x_test"], big["y_test"] = np.asarray(images, order=order), labels
    save(tmp_path / "own.npz", **big)
    folder = tmp_path / "own"
    folder.mkdir()
    write_npy(folder, big)
    for dataset in (read_npz(tmp_path / "own.npz"), read_npy(folder)):
        np.testing.assert_array_equal(dataset.train.pixels[..., 0], images)
        np.testing.assert_array_equal(dataset.test.pixels[..., 0], images)
        assert dataset.train.labels.tolist() == labels.tolist()


def test_that_python_objects_are_never_unpickled(tmp_path, arrays):
    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("it was unpickled",))

    arrays["x_train"] = np.array([Bomb()] * 30, object)
    np.savez(tmp_path / "own.npz", **arrays)
    write_npy(tmp_path, arrays)
    for read, path in ((read_npz, tmp_path / "own.npz"), (read_npy, tmp_path)):
        with pytest.raises(TNStudioError, match="objects, which are never read"):
            read(path)


def test_that_a_cut_off_file_is_refused_before_it_is_read(tmp_path, arrays):
    write_npy(tmp_path, arrays)
    path = tmp_path / "x_train.npy"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(
        TNStudioError, match=r"claims 1,260 bytes.*there are 1,259"
    ) as e:
        read_npy(tmp_path)
    assert e.value.location == str(path)


def test_that_absurd_claims_are_refused_before_anything_is_allocated(tmp_path, arrays):
    header = npy_bytes(np.zeros((1, 6, 7), np.uint8))
    claim = header.replace(b"(1, 6, 7), }" + b" " * 12, b"(9999999999, 6, 7), }   ")
    assert claim != header
    write_npy(tmp_path, arrays)
    (tmp_path / "x_train.npy").write_bytes(claim)
    with pytest.raises(TNStudioError, match=r"claims 419,999,999,958 bytes"):
        read_npy(tmp_path)
    np.savez(tmp_path / "own.npz", **arrays)
    with zipfile.ZipFile(tmp_path / "own.npz", "w") as archive:
        archive.writestr("x.npy", claim)
        archive.writestr("y.npy", npy_bytes(np.zeros(1)))
    with pytest.raises(TNStudioError, match=r"own.npz:x.*claims 419,999,999,958"):
        read_npz(tmp_path / "own.npz")


def test_that_a_small_zip_of_many_images_is_refused_by_its_header(tmp_path):
    """Black images pack a thousandfold: what counts is what they unpack to."""
    header = npy_bytes(np.zeros((1, 6, 7), np.uint8))[:128]
    claim = header.replace(b"(1, 6, 7), }" + b" " * 12, b"(2000000000, 6, 7), }   ")
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", claim + bytes(10**7))
        archive.writestr("y.npy", npy_bytes(np.zeros(1)))
    with pytest.raises(TNStudioError, match="header claims 84,000,000,000 bytes"):
        read_npz(path)


def test_that_foreign_ways_of_packing_are_refused(tmp_path, arrays):
    path = tmp_path / "own.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, array in arrays.items():
            archive.writestr(f"{name}.npy", npy_bytes(array))
    with pytest.raises(TNStudioError, match="packed in a way") as caught:
        read_npz(path)
    assert "4 problems" in str(caught.value)


def test_that_damage_within_a_zip_is_told(tmp_path, arrays):
    path = tmp_path / "own.npz"
    np.savez(path, **arrays)
    content = bytearray(path.read_bytes())
    place = content.index(arrays["x_train"].tobytes()[:50])
    content[place + 20] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(TNStudioError, match="damaged") as caught:
        read_npz(path)
    assert "own.npz:x_train" in caught.value.location


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00\x05\x00{"])
def test_that_what_is_no_file_of_numpy_is_refused(tmp_path, arrays, content):
    write_npy(tmp_path, arrays)
    (tmp_path / "x_train.npy").write_bytes(content)
    with pytest.raises(TNStudioError, match="damaged, or none of NumPy's"):
        read_npy(tmp_path)
    (tmp_path / "own.npz").write_bytes(content)
    with pytest.raises(TNStudioError, match="damaged, or none of NumPy's"):
        read_npz(tmp_path / "own.npz")


def test_that_hidden_files_and_folders_are_passed_over(tmp_path, arrays):
    write_npy(tmp_path, arrays)
    (tmp_path / "._x_train.npy").write_bytes(b"left by another system")
    (tmp_path / "images.npy").mkdir()
    assert len(read_npy(tmp_path).train) == 30


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_that_damaged_files_are_read_or_refused_but_never_crash(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    images, labels = stripes(6)
    np.savez_compressed(folder / "own.npz", x=images, y=labels)
    np.save(folder / "x", images)
    np.save(folder / "y", labels)
    for name, read in (("own.npz", read_npz), ("x.npy", lambda p: read_npy(folder))):
        path = folder / name
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
                st.integers(0, 255)
            )
        path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
        with suppress(TNStudioError):
            assert len(read(path).train)


@pytest.mark.parametrize("byte", [0, ord("("), ord("'"), ord("{"), ord(":"), 0x80])
def test_that_a_header_with_one_byte_wrong_anywhere_never_crashes(tmp_path, byte):
    images, labels = stripes(6)
    np.save(tmp_path / "y", labels)
    whole = npy_bytes(images)
    refused = 0
    for place in range(128):
        content = bytearray(whole)
        content[place] = byte
        (tmp_path / "x.npy").write_bytes(content)
        try:
            read_npy(tmp_path)
        except TNStudioError:
            refused += 1
    assert refused > 20

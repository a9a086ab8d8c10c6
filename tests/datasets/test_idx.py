import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.datasets.idx_files import header, idx_bytes, labels, pixels, write
from tnstudio.datasets.idx import (
    LARGEST,
    read_images,
    read_labels,
    reading_images,
)
from tnstudio.errors import TNStudioError


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 3), (1, 1)])
def test_that_images_are_read_as_they_were_written(tmp_path, packed, shape):
    written = pixels(7, shape)
    read = read_images(write(tmp_path / "images", idx_bytes(written), packed))
    assert read.shape == (7, *shape, 1)[:4]
    np.testing.assert_array_equal(read.ravel(), written.ravel())
    assert not read.flags.writeable


@pytest.mark.parametrize("packed", [False, True])
def test_that_labels_are_read_as_they_were_written(tmp_path, packed):
    read = read_labels(write(tmp_path / "labels", idx_bytes(labels(9)), packed))
    assert read.tolist() == labels(9).tolist()
    assert read.dtype == np.int32


@pytest.mark.parametrize("packed", [False, True])
def test_that_a_large_file_is_read_in_steps_and_can_be_left_between(tmp_path, packed):
    path = write(tmp_path / "images", idx_bytes(pixels(9, (1000, 1000))), packed)
    steps = list(reading_images(path))
    assert [step.done for step in steps] == [4, 8, 9]
    assert all(step.total == 9 for step in steps)
    work = reading_images(path)
    next(work)
    work.close()


def test_that_the_content_decides_what_is_gzipped_not_the_name(tmp_path):
    content = idx_bytes(labels(5))
    misnamed = write(tmp_path / "labels.gz", content)
    unmarked = write(tmp_path / "labels", content, packed=True)
    assert read_labels(misnamed).tolist() == read_labels(unmarked).tolist()


def test_that_a_gzip_file_of_two_members_is_read_whole(tmp_path):
    content = idx_bytes(labels(50))
    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(content[:20]) + gzip.compress(content[20:]))
    assert len(read_labels(path)) == 50


BROKEN = {
    "nothing": (b"", "no IDX file"),
    "foreign": (b"\x89PNG\r\n\x1a\n", "no IDX file"),
    "floats": (header((2,), kind=0x0D) + b"\0" * 8, "numbers of type 0x0D"),
    "images": (idx_bytes(pixels(2)), "3 dimensions, labels have 1"),
    "half a header": (header((2,))[:6], "header is cut off"),
    "no labels": (header((0,)), "holds no labels"),
    "cut off": (idx_bytes(labels(9))[:-1], "ends before the 9 labels"),
    "too long": (idx_bytes(labels(9)) + b"\0", "goes on after its 9 labels"),
    "count too high": (header((2**32 - 1,)) + b"\0" * 9, "ends before the 4294967295"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("case", BROKEN)
def test_that_broken_files_are_refused_with_their_name_and_reason(
    tmp_path, case, packed
):
    content, reason = BROKEN[case]
    path = write(tmp_path / "labels", content, packed)
    with pytest.raises(TNStudioError, match=reason) as caught:
        read_labels(path)
    assert caught.value.location == str(path)
    assert caught.value.hint


@pytest.mark.parametrize("packed", [False, True])
def test_that_absurd_claims_are_refused_before_anything_is_allocated(tmp_path, packed):
    content = header((2**32 - 1, 2**32 - 1, 2**32 - 1)) + b"\0" * 100
    path = write(tmp_path / "images", content, packed)
    with pytest.raises(TNStudioError, match=f"more than {LARGEST}"):
        read_images(path)


def test_that_images_without_rows_are_refused(tmp_path):
    path = write(tmp_path / "images", header((3, 0, 5)))
    with pytest.raises(TNStudioError, match="no images"):
        read_images(path)


def test_that_a_gzip_file_that_unpacks_to_more_than_it_claims_is_not_read_on(tmp_path):
    path = write(tmp_path / "bomb", header((10,)) + b"\0" * 10_000_000, packed=True)
    with pytest.raises(TNStudioError, match="goes on after its 10 labels"):
        read_labels(path)


def test_that_damaged_gzip_files_are_refused(tmp_path):
    whole = gzip.compress(idx_bytes(pixels(40)))
    path = tmp_path / "images.gz"
    for damaged in (
        whole[: len(whole) // 2],
        whole[:-3],
        whole[:-8] + b"\0\0\0\0" + whole[-4:],
        whole[:30] + b"\xff" * 40 + whole[70:],
    ):
        path.write_bytes(damaged)
        with pytest.raises(TNStudioError, match="damaged or cut off") as caught:
            read_images(path)
        assert caught.value.hint == "fetch a new copy of the file"


def test_that_files_that_cannot_be_opened_are_named(tmp_path):
    with pytest.raises(TNStudioError, match=r"gone: .*No such file"):
        read_labels(tmp_path / "gone")
    with pytest.raises(TNStudioError, match="cannot be read"):
        read_labels(tmp_path)


@given(content=st.binary(max_size=60), packed=st.booleans(), like=st.booleans())
@settings(max_examples=80, deadline=None)
def test_that_any_content_is_read_or_refused_but_never_crashes(
    tmp_path_factory, content, packed, like
):
    start = b"\0\0\x08\x01\0\0\0" if like else b""
    path = write(tmp_path_factory.mktemp("any") / "labels", start + content, packed)
    try:
        read = read_labels(path)
    except TNStudioError:
        return
    assert idx_bytes(read) == start + content

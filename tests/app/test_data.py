import os

import h5py
import numpy as np
import pytest
from PIL import Image

from tests.datasets.own_images import finished, stripes, write_pictures
from tnstudio.app import data
from tnstudio.app.data import dataset, loading
from tnstudio.app.jobs import Cancelled, Finished, Happened, Job, JobQueue, Progress
from tnstudio.app.progress import MeasurementProgress
from tnstudio.errors import TNStudioError


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(data, "_kept", {})


@pytest.fixture
def zoo(tmp_path):
    return write_pictures(tmp_path / "zoo", *stripes(30))


def equal(one, other) -> bool:
    return all(
        np.array_equal(a, b)
        for p, q in ((one.train, other.train), (one.test, other.test))
        for a, b in ((p.pixels, q.pixels), (p.labels, q.labels))
    )


def as_arrays(found) -> dict[str, np.ndarray]:
    return {
        "x_train": found.train.pixels,
        "y_train": found.train.labels,
        "x_test": found.test.pixels,
        "y_test": found.test.labels,
    }


def test_that_every_format_gives_the_same_images(zoo, tmp_path):
    first = dataset(str(zoo))
    arrays = as_arrays(first)
    np.savez(tmp_path / "own.npz", **arrays)
    (tmp_path / "own").mkdir()
    with h5py.File(tmp_path / "own.h5", "w") as file:
        for name, array in arrays.items():
            np.save(tmp_path / "own" / name, array)
            file[name] = array
    for name in ("own.npz", "own", "own.h5"):
        found = dataset(str(tmp_path / name))
        assert equal(found, first)
        assert found.name == "own"


@pytest.mark.parametrize("suffix", ["@3x4", "@grey", "@3x4,grey"])
def test_that_images_are_resampled_alike_in_every_format(tmp_path, suffix):
    zoo = write_pictures(tmp_path / "zoo", *stripes(12, shape=(6, 7, 3)))
    np.savez(tmp_path / "own.npz", **as_arrays(dataset(str(zoo))))
    small = dataset(f"{zoo}{suffix}")
    assert small.name == f"zoo{suffix}"
    assert small.train.shape[2] == (1 if "grey" in suffix else 3)
    assert equal(small, dataset(f"{tmp_path / 'own.npz'}{suffix}"))


def test_that_bundled_images_are_resampled_too():
    assert dataset("mnist@14x14").train.shape == (14, 14, 1)


def test_that_a_data_set_is_read_once_until_its_files_change(zoo):
    first = dataset(str(zoo))
    assert dataset(str(zoo)) is first
    Image.new("L", (7, 6)).save(zoo / "cat" / "new.png")
    second = dataset(str(zoo))
    assert len(second.train) + len(second.test) == 31
    arrays = zoo.parent / "own.npz"
    np.savez(arrays, **as_arrays(first))
    assert dataset(str(arrays)).train.shape == (6, 7, 1)
    np.savez(arrays, x=np.zeros((4, 2, 2)), y=[0, 1, 0, 1])
    assert dataset(str(arrays)).train.shape == (2, 2, 1)


def test_that_an_error_is_not_kept(zoo):
    broken = zoo / "cat" / "0.png"
    whole = broken.read_bytes()
    broken.write_bytes(b"torn")
    with pytest.raises(TNStudioError, match="cannot be read"):
        dataset(str(zoo))
    broken.write_bytes(whole)
    assert len(dataset(str(zoo)).train) == 24


def test_that_old_data_sets_make_room_for_new_ones(tmp_path, monkeypatch):
    for k in range(6):
        np.savez(tmp_path / f"{k}.npz", x=np.zeros((4, 2, 2)), y=[0, 1, 0, 1])
    read = [dataset(str(tmp_path / f"{k}.npz")) for k in range(6)]
    assert list(data._kept.values()) == read[-data.MOST_KEPT :]
    monkeypatch.setattr(data, "MOST_BYTES_KEPT", 1)
    last = dataset(str(tmp_path / "0.npz"))
    assert list(data._kept.values()) == [last]


def test_that_progress_comes_in_time_and_shows_what_is_left(zoo, monkeypatch):
    monkeypatch.setattr(data, "PROGRESS_SECONDS", 0.0)
    told = [event for event in loading(str(zoo)) if event is not None]
    done = [event.done for event in told]
    assert done == sorted(done)
    assert set(done) == set(range(31))
    assert all(isinstance(event, MeasurementProgress) for event in told)
    assert all(isinstance(event, Progress) for event in told)
    assert told[-1].share == 1
    monkeypatch.setattr(data, "PROGRESS_SECONDS", 1e9)
    Image.new("L", (7, 6)).save(zoo / "cat" / "new.png")
    assert set(loading(str(zoo))) == {None}


@pytest.mark.parametrize("name", ["zoo", "own.npz", "own.h5"])
def test_that_a_reading_is_left_between_images_and_its_file_closed(
    zoo, name, monkeypatch
):
    monkeypatch.setattr(data, "PROGRESS_SECONDS", 0.0)
    path = zoo.parent / name
    if path.suffix:
        arrays = as_arrays(finished(loading(str(zoo))))
        np.savez(zoo.parent / "own.npz", **arrays)
        with h5py.File(zoo.parent / "own.h5", "w") as file:
            for key, array in arrays.items():
                file[key] = array
    events = []
    queue = JobQueue(events.append)
    job = Job("Reading images", lambda: loading(str(path)))
    queue.start(job)
    while not any(isinstance(e, Happened) and e.event is not None for e in events):
        queue.advance()
    queue.cancel(job.run_id)
    assert isinstance(events[-1], Cancelled)
    assert not any(isinstance(event, Finished) for event in events)
    if path.suffix == ".h5":
        # HDF5 refuses to write a file that is open for reading.
        with h5py.File(path, "a"):
            pass
    os.rename(path, path.with_name("free"))


def test_that_unreadable_places_are_no_traceback(tmp_path):
    for source in ("nowhere", str(tmp_path), "a\0b", "@28x28"):
        with pytest.raises(TNStudioError):
            dataset(source)

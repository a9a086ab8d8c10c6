"""Recordings in a project: wrong ones are refused, each problem with its place."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.same_values import same
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.project import Project
from tnstudio.model.recorded import RecordedSpikes, check_recorded
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import load_project, save_project

Edit = Callable[[h5py.File], None]


def recording(spikes: list[tuple[int, int, int]]) -> RecordedSpikes:
    """Return spikes of a chip of 3 cores of 4 neurons, ticks 10 to 19."""
    tick, core, neuron = np.array(spikes, np.int64).reshape(-1, 3).T
    return RecordedSpikes(
        name="a first look",
        first_tick=10,
        ticks=10,
        cores=3,
        neurons=4,
        tick=frozen(tick, np.int64),
        core=frozen(core, np.int32),
        neuron=frozen(neuron, np.int32),
        program_name="5 cores",
        seed=7,
    )


SPIKES = [(10, 0, 0), (10, 0, 3), (10, 2, 1), (15, 0, 0), (19, 1, 2)]


def project() -> Project:
    none = replace(recording([]), name="nothing", ticks=0)
    return Project(mnist_5core(), recordings=(recording(SPIKES), none))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "recorded.tn.h5"
    save_project(path, project())
    return path


def test_that_recordings_come_back_in_order(path: Path) -> None:
    assert same(load_project(path), project())


def test_that_any_viewer_can_read_a_recording(path: Path) -> None:
    with h5py.File(path, "r") as file:
        group = file["recordings/0"]
        assert group.attrs["type"] == b"recording"
        assert group.attrs["program_name"] == b"5 cores"
        assert group["tick"][()].tolist() == [10, 10, 10, 15, 19]
        assert group["tick"].attrs["unit"] == b"tick"
        stored = group["neuron"]
        assert (stored.compression, stored.shuffle) == ("gzip", True)
        assert stored.attrs["meaning"] == b"of the core; sorted within a core"


def test_that_a_project_without_recordings_has_no_group_of_them(path: Path) -> None:
    save_project(path, Project(mnist_5core()))
    with h5py.File(path, "r") as file:
        assert "recordings" not in file


def change(name: str, index: int, value: int) -> Edit:
    def edit(file: h5py.File) -> None:
        file[f"recordings/0/{name}"][index] = value

    return edit


def attribute(name: str, value: object, group: str = "recordings/0") -> Edit:
    def edit(file: h5py.File) -> None:
        file[group].attrs[name] = value

    return edit


def without(name: str) -> Edit:
    def edit(file: h5py.File) -> None:
        del file[name]

    return edit


def array_for_group(file: h5py.File) -> None:
    del file["recordings"]
    file["recordings"] = [1]


WRONG: dict[str, tuple[Edit, str]] = {
    "not a group": (array_for_group, "/recordings: This is not a group"),
    "fewer than said": (
        attribute("count", 3, "recordings"),
        "/recordings/2: This is missing",
    ),
    "too many": (
        attribute("count", 10**6, "recordings"),
        "/recordings@count: 1000000 is out of range",
    ),
    "newer": (
        attribute("version", 2),
        "/recordings/0: The recording has version 2; .* reads up to 1",
    ),
    "no array": (without("recordings/0/core"), "/recordings/0/core: This is missing"),
    "fewer spikes": (
        attribute("spikes", 6),
        r"/recordings/0/tick: The shape is \(5,\), expected \(6,\)",
    ),
    "no cores": (attribute("cores", 0), "/recordings/0@cores: 0 is out of range"),
    "before tick 0": (
        attribute("first_tick", -1),
        "/recordings/0@first_tick: -1 is out of range",
    ),
    "too late": (
        change("tick", 4, 20),
        r"/recordings/0/tick: 1 values .* \(spike 4\) is 20 \(10 to 19\)",
    ),
    "too early": (change("tick", 0, 9), r"/recordings/0/tick: .* \(spike 0\) is 9"),
    "no such core": (
        change("core", 2, 3),
        r"/recordings/0/core: 1 values .* \(spike 2\) is 3 \(0 to 2\)",
    ),
    "no such neuron": (
        change("neuron", 1, -1),
        r"/recordings/0/neuron: 1 values .* \(spike 1\) is -1 \(0 to 3\)",
    ),
    "ticks not sorted": (
        change("tick", 3, 10),
        "/recordings/0/tick: Spike 3 does not come after the one before it",
    ),
    "twice the same": (
        change("neuron", 1, 0),
        "/recordings/0/tick: Spike 1 does not come after the one before it",
    ),
    "cores not sorted": (
        change("core", 0, 1),
        "/recordings/0/tick: Spike 1 does not come after",
    ),
    "spikes in no ticks": (
        attribute("ticks", 0),
        "/recordings/0/tick: 5 values .*nothing was recorded",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_that_a_wrong_recording_is_refused(path: Path, name: str) -> None:
    edit, pattern = WRONG[name]
    with h5py.File(path, "r+") as file:
        edit(file)
    with pytest.raises(TNStudioError) as caught:
        load_project(path)
    message = str(caught.value).removeprefix(str(path))
    assert re.search(pattern, message), message


def test_that_all_problems_of_recordings_are_told_together(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        change("core", 2, 3)(file)
        change("neuron", 1, 9)(file)
        attribute("seed", -1, "recordings/1")(file)
    with pytest.raises(TNStudioError, match="The file has 3 problems"):
        load_project(path)


def test_that_a_wrong_recording_is_not_saved(path: Path) -> None:
    before = path.read_bytes()
    wrong = replace(project(), recordings=(recording([*SPIKES, SPIKES[0]]),))
    with pytest.raises(TNStudioError, match="cannot be saved: Spike 5 does not come"):
        save_project(path, wrong)
    short = replace(recording(SPIKES), neuron=frozen([1], np.int32))
    with pytest.raises(TNStudioError, match=r"cannot be saved: The shape is \(1,\)"):
        save_project(path, replace(project(), recordings=(short,)))
    assert path.read_bytes() == before


@pytest.mark.parametrize("spikes", [[], SPIKES[:1], SPIKES])
def test_that_sound_recordings_have_no_problems(
    spikes: list[tuple[int, int, int]],
) -> None:
    assert check_recorded(recording(spikes)) == ()

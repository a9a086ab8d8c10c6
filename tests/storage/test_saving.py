"""A save succeeds as a whole, or leaves everything as it was."""

import errno
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.same_values import same
from tests.storage.examples import full_project
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import InputShape, Readout, WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage import atomic
from tnstudio.storage.atomic import replace_file
from tnstudio.storage.project_file import load_project, save_project

ROOT = Path(__file__).parents[2]


def small_project() -> Project:
    return Project(mnist_5core())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a file that holds the full project."""
    path = tmp_path / "kept.tn.h5"
    save_project(path, full_project())
    return path


@contextmanager
def refused_without_a_trace(path: Path) -> Iterator[list[TNStudioError]]:
    """Require an error that leaves the file, and the folder, as they were."""
    before = path.read_bytes()
    names = sorted(p.name for p in path.parent.iterdir())
    errors: list[TNStudioError] = []
    with pytest.raises(TNStudioError) as caught:
        yield errors
    errors.append(caught.value)
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == names


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_that_a_save_replaces_the_old_file(saved: Path) -> None:
    save_project(saved, small_project())
    assert same(load_project(saved), small_project())
    assert [p.name for p in saved.parent.iterdir()] == [saved.name]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EACCES, "You may not write here"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "cannot be written: Input/output error"),
    ],
)
@pytest.mark.parametrize("step", ["open", "write", "fsync", "replace"])
def test_that_a_failing_disk_leaves_the_old_file(
    saved: Path, step: str, code: int, message: str
) -> None:
    owner, name, fake = {
        "open": (Path, "open", failing(code)),
        "write": (Path, "open", open_a_full_disk(code)),
        "fsync": (os, "fsync", failing(code)),
        "replace": (Path, "replace", failing(code)),
    }[step]
    with (
        refused_without_a_trace(saved) as errors,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(owner, name, fake)
        save_project(saved, small_project())
    assert message in errors[0].message
    assert errors[0].location == str(saved)
    assert "nothing was changed" in errors[0].hint
    assert same(load_project(saved), full_project())


def open_a_full_disk(code: int) -> Callable[..., object]:
    """Return an `open` whose files take some bytes and then no more."""
    really_open = Path.open

    def fake(self: Path, mode: str = "r") -> object:
        file = really_open(self, mode)
        if "w" not in mode:
            return file

        class Full:
            def close(self) -> None:
                file.close()

            def write(self, data: bytes) -> None:
                file.write(data[: len(data) // 2])
                raise OSError(code, os.strerror(code))

        return Full()

    return fake


def test_that_a_size_limit_of_the_system_leaves_the_old_file(saved: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with refused_without_a_trace(saved) as errors:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            save_project(saved, full_project())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "too large for this disk" in errors[0].message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_that_a_read_only_folder_leaves_the_old_file(saved: Path) -> None:
    saved.parent.chmod(0o500)
    try:
        with refused_without_a_trace(saved) as errors:
            save_project(saved, small_project())
    finally:
        saved.parent.chmod(0o700)
    assert errors[0].message == "You may not write here"


def test_that_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(TNStudioError, match="The folder does not exist"):
        save_project(tmp_path / "no" / "such.tn.h5", small_project())
    assert list(tmp_path.iterdir()) == []


def test_that_a_file_for_a_folder_is_told(saved: Path) -> None:
    with pytest.raises(TNStudioError, match="The folder does not exist"):
        save_project(saved / "inside.tn.h5", small_project())


def test_that_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(TNStudioError, match="This is a folder"):
        save_project(tmp_path, small_project())


def test_that_impossible_names_are_told(tmp_path: Path) -> None:
    with pytest.raises(TNStudioError, match="name is too long"):
        save_project(tmp_path / ("x" * 300), small_project())
    with pytest.raises(TNStudioError, match="cannot be written"):
        replace_file(tmp_path / "a\0b", b"")


def test_that_the_longest_name_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 249 + ".tn.h5")
    save_project(path, small_project())
    assert same(load_project(path), small_project())


def test_that_names_may_have_any_characters(tmp_path: Path) -> None:
    path = tmp_path / "Übung 7 – 数字 'a' \"b\".tn.h5"
    save_project(path, small_project())
    assert same(load_project(path), small_project())


def test_that_an_interrupt_leaves_the_old_file(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_project(saved, small_project())
    assert [p.name for p in saved.parent.iterdir()] == [saved.name]
    assert same(load_project(saved), full_project())


def test_that_permissions_are_kept(saved: Path) -> None:
    saved.chmod(0o640)
    save_project(saved, small_project())
    assert stat.S_IMODE(saved.stat().st_mode) == 0o640


def test_that_a_symbolic_link_stays_one(saved: Path) -> None:
    link = saved.parent / "link.tn.h5"
    link.symlink_to(saved.name)
    save_project(link, small_project())
    assert link.is_symlink()
    assert same(load_project(saved), small_project())


def test_that_a_folder_that_cannot_be_synced_is_told_of_a_saved_file(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_sync_folder", failing(errno.EIO))
    with pytest.raises(TNStudioError, match="was saved, but the disk did not confirm"):
        save_project(saved, small_project())
    assert same(load_project(saved), small_project())


def with_network(**changes: object) -> Project:
    return Project(replace(mnist_5core(), **changes))


def with_core(**arrays: object) -> Project:
    project = full_project()
    first, *others = project.trained.layers
    cores = (replace(first[0], **arrays), *first[1:])
    return replace(project, trained=replace(project.trained, layers=(cores, *others)))


CORE = full_project().trained.layers[0][0]

UNSAVABLE = {
    "name with NUL": (with_network(name="a\0b"), "NUL"),
    "name with half a character": (with_network(name="\ud800"), "no file can hold"),
    "name too long": (with_network(name="x" * 5000), "limit is 4096"),
    "class name too long": (with_network(readout=Readout(("x" * 5000,))), "4096"),
    "too many classes": (with_network(readout=Readout(("x",) * 10_001)), "too large"),
    "seed too large": (with_network(seed=2**63), "too large to be saved"),
    "window too large": (
        with_network(layers=(WindowLayer(2**63, 1),)),
        "too large to be saved",
    ),
    "half a row": (with_network(input=InputShape(2.5, 2)), "integer"),
    "half a core": (with_network(hardware=replace(TRUENORTH, axons=0.5)), "integer"),
    "c above 1": (with_core(probabilities=CORE.probabilities + 2), "out of range"),
    "c in double precision": (
        with_core(probabilities=CORE.probabilities.astype(np.float64)),
        "The values are float64",
    ),
    "a neuron too few": (with_core(biases=CORE.biases[1:]), "The shape is"),
}


@pytest.mark.parametrize("name", UNSAVABLE)
def test_that_what_would_not_open_is_not_saved(saved: Path, name: str) -> None:
    project, words = UNSAVABLE[name]
    with refused_without_a_trace(saved) as errors:
        save_project(saved, project)
    assert errors[0].message.startswith("The project cannot be saved")
    assert words in errors[0].message
    assert str(saved) in errors[0].location


REPLACE_FOR_EVER = """
import sys
from pathlib import Path
from tnstudio.storage.atomic import replace_file

path, *others = map(Path, sys.argv[1:])
images = [other.read_bytes() for other in others]
print("ready", flush=True)
while True:
    for image in images:
        replace_file(path, image)
"""


def large_project(seed: int) -> Project:
    """Return a project of 8 megabytes that do not compress."""
    project = full_project()
    losses = frozen(np.random.default_rng(seed).random(2**21), np.float32)
    history = replace(project.trained.history, batch_losses=losses)
    return replace(project, trained=replace(project.trained, history=history))


@pytest.mark.slow
def test_that_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    """The child does what a save does last, and nothing else, all the time."""
    random = np.random.default_rng(3)
    path, *others = (tmp_path / f"{name}.tn.h5" for name in ("kept", "one", "two"))
    for seed, other in enumerate(others):
        save_project(other, large_project(seed))
    save_project(path, full_project())
    whole = [file.read_bytes() for file in (path, *others)]
    seen, cut_off = set(), 0
    for _ in range(16):
        with subprocess.Popen(
            [sys.executable, "-c", REPLACE_FOR_EVER, path, *others],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as child:
            assert child.stdout.readline() == b"ready\n"
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(random.uniform(0.02, 0.3))
            child.kill()
        seen.add(whole.index(path.read_bytes()))
        for unfinished in tmp_path.glob(".tnstudio-*.tmp"):
            cut_off += 1
            unfinished.unlink()
    load_project(path)
    assert cut_off > 1
    assert len(seen) > 1

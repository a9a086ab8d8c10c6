"""Whatever a file is, opening it gives a project or one clear message."""

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.same_values import same
from tests.storage.examples import full_project
from tnstudio.errors import TNStudioError
from tnstudio.storage.project_file import load_project, save_project


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("saved") / "full.tn.h5"
    save_project(path, full_project())
    return path.read_bytes()


def refusal(path: Path) -> TNStudioError:
    """Open a file that must be refused, and stay as it is."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(TNStudioError) as caught:
        load_project(path)
    if before is not None:
        assert path.read_bytes() == before
    assert str(path) in caught.value.location
    return caught.value


def with_attribute(name: str, value: object) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        file.attrs[name] = value

    return edit


def edited(tmp_path: Path, content: bytes, edit: Callable[[h5py.File], None]) -> Path:
    """Return a copy of the saved project, changed as another program might."""
    path = tmp_path / "edited.tn.h5"
    path.write_bytes(content)
    with h5py.File(path, "r+") as file:
        edit(file)
    return path


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "nowhere.tn.h5")
    assert error.message == "There is no such file"


def test_that_a_folder_is_no_project(tmp_path: Path) -> None:
    assert refusal(tmp_path).message == "This is a folder"


def test_that_an_empty_file_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "empty.tn.h5"
    path.touch()
    assert refusal(path).message == "The file is empty"


@pytest.mark.parametrize(
    "foreign", [b"x", b"PK\x03\x04 a zip", b"{}" * 4000, b"\x89PNG\r\n\x1a\n" * 9]
)
def test_that_a_foreign_file_is_told_apart(tmp_path: Path, foreign: bytes) -> None:
    path = tmp_path / "foreign.tn.h5"
    path.write_bytes(foreign)
    assert "it is not an HDF5 file" in refusal(path).message


def test_that_another_hdf5_file_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "other.h5"
    with h5py.File(path, "w") as file:
        file["images"] = np.zeros((3, 4))
    message = "This HDF5 file is not a TN Studio project"
    assert refusal(path).message == message
    with h5py.File(path, "r+") as file:
        file.attrs["format"] = "another format"
    assert refusal(path).message == message


def test_that_an_unreadable_name_is_refused() -> None:
    with pytest.raises(TNStudioError, match="cannot be read"):
        load_project(Path("nul\0character.tn.h5"))


def test_that_a_forbidden_file_is_refused(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "forbidden.tn.h5"
    path.write_bytes(content)
    monkeypatch.setattr(Path, "read_bytes", forbidden)
    with pytest.raises(TNStudioError, match="You may not read this file"):
        load_project(path)


def test_that_a_truncated_file_tells_what_is_left(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "short.tn.h5"
    for length in (8, 20, 47, 48, 400, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        assert "was cut short" in refusal(path).message
    assert f"{len(content) - 1} of {len(content)} bytes" in refusal(path).message


def test_that_a_future_format_asks_for_a_newer_program(
    tmp_path: Path, content: bytes
) -> None:
    path = edited(tmp_path, content, with_attribute("version", 5))
    error = refusal(path)
    assert error.message == (
        "The file was made by a newer TN Studio (format 5); this program reads up to 4"
    )
    assert error.hint == "use a newer TN Studio"


@pytest.mark.parametrize("version", [0, -1, -(2**63)])
def test_that_a_format_that_never_was_is_refused(
    tmp_path: Path, content: bytes, version: int
) -> None:
    path = edited(tmp_path, content, with_attribute("version", version))
    assert "There is no format" in refusal(path).message


@pytest.mark.parametrize("version", ["one", 1.0, [1, 2]])
def test_that_a_version_must_be_a_number(
    tmp_path: Path, content: bytes, version: object
) -> None:
    path = edited(tmp_path, content, with_attribute("version", version))
    assert "/@version" in refusal(path).location


@pytest.mark.slow
def test_that_no_mutation_gives_another_error_or_another_project(
    tmp_path: Path, content: bytes
) -> None:
    random = np.random.default_rng(2026)
    project, path = full_project(), tmp_path / "mutated.tn.h5"
    refused = 0
    for _ in range(240):
        path.write_bytes(_mutated(content, random))
        try:
            opened = load_project(path)
        except TNStudioError:
            refused += 1
        else:
            assert same(opened, project)
    assert refused > 120


def _mutated(content: bytes, random: np.random.Generator) -> bytes:
    """Flip a bit, overwrite some bytes, cut the end off, or mix pieces up."""
    data = bytearray(content)
    place, other = (int(k) for k in random.integers(0, len(data), 2))
    match random.integers(4):
        case 0:
            data[place] ^= 1 << random.integers(8)
        case 1:
            some = random.bytes(int(random.integers(1, 64)))
            data[place : place + len(some)] = some
        case 2:
            del data[place:]
        case _:
            data[place : place + 200] = content[other : other + 200]
    return bytes(data)

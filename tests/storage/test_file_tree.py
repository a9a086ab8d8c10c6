"""The tree of a file: complete for projects, safe for whatever else there is."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.storage.everything import layered_project
from tnstudio.errors import TNStudioError
from tnstudio.storage import file_tree as module
from tnstudio.storage.file_tree import Item, file_tree
from tnstudio.storage.project_file import save_project


@pytest.fixture(scope="module")
def project_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "whole.tn.h5"
    save_project(path, layered_project())
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "foreign.h5"


def found(root: Item, place: str) -> Item:
    for name in filter(None, place.split("/")):
        root = next(member for member in root.members if member.name == name)
    return root


def test_that_the_tree_has_every_group_and_array(project_path: Path) -> None:
    root = file_tree(project_path)
    with h5py.File(project_path) as file:
        names: list[str] = []
        file.visit(names.append)
        for name in names:
            assert found(root, name).kind == (
                "group" if isinstance(file[name], h5py.Group) else "array"
            )

    def count(item: Item) -> int:
        return 1 + sum(map(count, item.members))

    assert count(root) == len(names) + 1


def test_that_an_array_tells_what_it_is(project_path: Path) -> None:
    root = file_tree(project_path)
    item = found(root, "trained/layers/0/probabilities")
    with h5py.File(project_path) as file:
        stored = file["trained/layers/0/probabilities"].id.get_storage_size()
    assert (item.dtype, item.shape, item.unit) == ("float32", (6, 18, 6), "probability")
    assert item.axes == "core × axon × neuron"
    assert (item.stored, item.size) == (stored, 6 * 18 * 6 * 4)
    assert item.meaning == "c, probability that the synapse is on"
    layer = found(root, "trained/layers/0")
    assert (layer.type, layer.version) == ("trained-layer", 2)
    assert dict(layer.attributes) == {"cores": 6}
    assert dict(root.attributes)["format"] == "tnstudio-project"
    assert found(root, "network/class_names").dtype == "text of 5 bytes"


def test_that_members_are_counted_as_people_count(path: Path) -> None:
    with h5py.File(path, "w") as file:
        for name in ("10", "9", "b", "a", "²"):
            file.create_group(name)
    assert [m.name for m in file_tree(path).members] == ["9", "10", "a", "b", "²"]


def test_that_links_are_named_and_not_followed(path: Path, tmp_path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.create_group("own")
        file["own/again"] = file["/"]
        file["soft"] = h5py.SoftLink("/own")
        file["out"] = h5py.ExternalLink("other.h5", "/x")
    root = file_tree(path)
    assert [(m.name, m.kind, m.note) for m in root.members] == [
        ("out", "link", "to /x in other.h5"),
        ("own", "group", ""),
        ("soft", "link", "to /own"),
    ]
    again = found(root, "own/again")
    assert (again.kind, again.note) == ("link", "the same as /")


def test_that_a_large_tree_is_cut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with h5py.File(path, "w") as file:
        file.create_group("/".join("x" * 40))
        for k in range(30):
            file.create_group(f"many/{k}")
    monkeypatch.setattr(module, "MOST_MEMBERS", 10)
    root = file_tree(path)
    many = found(root, "many")
    assert (len(many.members), many.note) == (10, "members not shown: 20")
    deep = root
    while deep.members:
        deep = deep.members[-1]
    assert deep.note == "members not shown: 1"
    monkeypatch.setattr(module, "MOST_ITEMS", 5)
    assert file_tree(path).note == "members not shown: 1"
    assert found(file_tree(path), "many").note == "members not shown: 27"


def test_that_attributes_of_any_kind_are_told_or_left_out(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["large"] = np.zeros(2000)
        file.attrs["list"] = [1, 2]
        file.attrs["text"] = "of any length"
        file.attrs["type"] = np.bytes_(b"\xff odd")
        file.create_dataset("empty", data=h5py.Empty("f4"))
    root = file_tree(path)
    assert dict(root.attributes) == {"large": None, "list": [1, 2], "text": None}
    assert root.type == "\ufffd odd"
    assert (found(root, "empty").shape, found(root, "empty").size) == (None, 0)


def test_that_what_is_no_hdf5_file_is_refused(path: Path, tmp_path: Path) -> None:
    for place, words in ((path, "no such file"), (tmp_path, "This is no file")):
        with pytest.raises(TNStudioError, match=words):
            file_tree(place)
    path.write_bytes(b"PK\3\4")
    with pytest.raises(TNStudioError, match="cannot be read as an HDF5 file") as caught:
        file_tree(path)
    assert caught.value.location == str(path)


def test_that_names_that_are_no_utf8_are_told(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["whole"] = [1, 2]
        h5py.h5g.create(file.id, b"\xffodd")
        one = h5py.h5s.create(h5py.h5s.SCALAR)
        h5py.h5a.create(file.id, b"\xfeodd", h5py.h5t.NATIVE_INT64, one)
        file.attrs["sound"] = 3
    root = file_tree(path)
    assert dict(root.attributes)["sound"] == 3
    assert "\ufffdodd" in dict(root.attributes)
    assert found(root, "whole").shape == (2,)
    assert found(root, "\ufffdodd").kind == "unreadable"

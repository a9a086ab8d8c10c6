"""The files that tell a desktop about the program."""

import configparser
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.desktop_files import (
    apply,
    changes_to_install,
    changes_to_remove,
    data_home,
)
from tnstudio.app.files import samples
from tnstudio.errors import TNStudioError
from tnstudio.paths import resources
from tnstudio.storage.schema import FORMAT, SIGNATURE

COMMAND = ("/opt/studio/bin/tnstudio",)


def entry_for(*command: str) -> configparser.SectionProxy:
    """Return the menu entry that would start this command."""
    content = changes_to_install(Path("/nowhere"), command)[0].content
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read_string(content.decode())
    return parser["Desktop Entry"]


def started(entry: configparser.SectionProxy, file: str) -> list[str]:
    """Return what a desktop runs: escapes, then quotes, then field codes."""
    value = entry["Exec"].replace("\\\\", "\\")
    words = [
        re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        for quoted, plain in re.findall(r'"((?:\\.|[^"\\])+)"|(\S+)', value)
    ]
    codes = {"%f": file, "%%": "%"}
    return [re.sub("%.", lambda code: codes[code[0]], word) for word in words]


def tree(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_that_installing_and_removing_leaves_no_file(tmp_path: Path) -> None:
    changes = changes_to_install(tmp_path, COMMAND)
    for change in changes:
        apply(change)
    assert tree(tmp_path) == {
        "applications/tnstudio.desktop",
        "icons/hicolor/scalable/apps/tnstudio.svg",
        "icons/hicolor/scalable/mimetypes/application-x-tnstudio-project.svg",
        "mime/packages/tnstudio.xml",
    }
    assert changes_to_install(tmp_path, COMMAND) == ()
    for change in changes_to_remove(tmp_path):
        apply(change)
    assert tree(tmp_path) == set()
    assert changes_to_remove(tmp_path) == ()


def test_that_only_what_differs_is_written(tmp_path: Path) -> None:
    for change in changes_to_install(tmp_path, COMMAND):
        apply(change)
    moved = changes_to_install(tmp_path, ("/elsewhere/tnstudio",))
    assert [change.path.name for change in moved] == ["tnstudio.desktop"]
    apply(moved[0])
    (tmp_path / "mime/packages/tnstudio.xml").unlink()
    again = changes_to_install(tmp_path, ("/elsewhere/tnstudio",))
    assert [change.path.name for change in again] == ["tnstudio.xml"]


def test_that_a_broken_link_is_removed_too(tmp_path: Path) -> None:
    link = tmp_path / "applications/tnstudio.desktop"
    link.parent.mkdir()
    link.symlink_to("nowhere")
    (change,) = changes_to_remove(tmp_path)
    apply(change)
    assert not os.path.lexists(link)


def test_that_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "applications").write_text("mine")
    with pytest.raises(TNStudioError, match="applications"):
        changes_to_install(tmp_path, COMMAND)
    (tmp_path / "applications").unlink()
    changes = changes_to_install(tmp_path, COMMAND)
    (tmp_path / "applications").write_text("mine")
    with pytest.raises(TNStudioError, match="applications"):
        apply(changes[0])
    assert (tmp_path / "applications").read_text() == "mine"


def test_that_the_entry_is_for_projects_and_names_the_icon() -> None:
    entry = entry_for(*COMMAND)
    assert entry["Icon"] == "tnstudio"
    assert entry["MimeType"] == "application/x-tnstudio-project;"
    assert entry["TryExec"] == COMMAND[0]
    assert started(entry, "/a b.tn.h5") == [*COMMAND, "/a b.tn.h5"]


@given(
    st.text(
        st.characters(categories=("L", "N", "P", "S", "Zs")).filter(str.isprintable),
        min_size=1,
    )
)
def test_that_any_place_of_the_program_is_started(name: str) -> None:
    entry = entry_for(f"/{name}/tnstudio", "-x")
    assert started(entry, "f") == [f"/{name}/tnstudio", "-x", "f"]


def test_that_a_name_cannot_add_lines_to_the_entry() -> None:
    with pytest.raises(TNStudioError, match="printable"):
        changes_to_install(Path("/nowhere"), ("/a\nExec=evil/tnstudio",))


def test_that_the_data_folder_is_the_one_told_if_it_is_absolute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_home() == tmp_path
    for value in ("", "not/absolute"):
        monkeypatch.setenv("XDG_DATA_HOME", value)
        assert data_home() == Path.home() / ".local" / "share"


def test_that_the_kind_of_file_is_told_by_name_and_by_content() -> None:
    root = ET.parse(resources() / "desktop" / "tnstudio-mime.xml").getroot()
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    (glob,) = root.findall(".//m:glob", space)
    assert glob.get("pattern") == "*.tn.h5"
    outer, inner = root.findall(".//m:match", space)
    assert outer.get("offset") == "0"
    signature = outer.get("value").encode().decode("unicode_escape").encode("latin-1")
    assert signature == SIGNATURE
    assert inner.get("value") == FORMAT
    low, high = map(int, inner.get("offset").split(":"))
    for path in samples():
        content = path.read_bytes()
        assert content.startswith(signature)
        assert low <= content.find(FORMAT.encode()) <= high

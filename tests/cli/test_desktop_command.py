"""The command ``desktop``, with a data folder and tools of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tnstudio.app.files import samples
from tnstudio.cli import desktop_command

TOOLS = ("update-desktop-database", "update-mime-database", "xdg-icon-resource")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder."""
    folder = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    return folder


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that programs are found in: it has our own, and no tools."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program(folder / "tnstudio", "exit 0")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    return folder


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def tree(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_that_install_and_remove_say_what_they_do(tnstudio, data, tools):
    code, out, err = tnstudio("desktop", "install")
    assert code == 0
    written = tree(data)
    assert len(written) == 4
    assert sorted(out.splitlines()) == sorted(f"wrote {path}" for path in written)
    for name in TOOLS:
        assert f"{name} is not there" in err
    entry = (data / "applications/tnstudio.desktop").read_text()
    assert f"\nExec={tools / 'tnstudio'} %f\n" in entry
    assert tnstudio("desktop", "install") == (0, "Nothing to do\n", "")
    code, out, _ = tnstudio("desktop", "remove")
    assert (code, tree(data)) == (0, [])
    assert sorted(out.splitlines()) == sorted(f"removed {path}" for path in written)
    assert tnstudio("desktop", "remove") == (0, "Nothing to do\n", "")


@pytest.mark.usefixtures("tools")
def test_that_a_dry_run_does_nothing(tnstudio, data):
    code, out, err = tnstudio("desktop", "install", "--dry-run")
    assert (code, out.count("would write"), err) == (0, 4, "")
    assert not data.exists()
    tnstudio("desktop", "install")
    written = tree(data)
    code, out, err = tnstudio("desktop", "remove", "--dry-run")
    assert (code, out.count("would remove"), err) == (0, 4, "")
    assert tree(data) == written


def test_that_the_desktop_is_told_and_a_tool_that_fails_is_no_obstacle(
    tnstudio, data, tools, tmp_path
):
    log = tmp_path / "log"
    for name in TOOLS:
        program(tools / name, f'echo {name} "$@" >> {log}')
    program(tools / TOOLS[1], "echo no room >&2; exit 3")
    code, _, err = tnstudio("desktop", "install")
    assert code == 0
    assert err == "update-mime-database failed: no room\n"
    assert log.read_text().splitlines() == [
        f"update-desktop-database {data / 'applications'}",
        "xdg-icon-resource forceupdate --theme hicolor --mode user",
    ]


def test_that_a_checkout_has_nothing_to_install(tnstudio, data, tools):
    (tools / "tnstudio").unlink()
    code, out, err = tnstudio("desktop", "install")
    assert (code, out) == (2, "")
    assert "not installed" in err
    assert "pip install" in err
    assert not data.exists()


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("verb", ["install", "remove"])
def test_that_other_systems_are_told(tnstudio, data, monkeypatch, verb):
    monkeypatch.setattr(desktop_command.sys, "platform", "win32")
    code, out, err = tnstudio("desktop", verb)
    assert (code, out) == (2, "")
    assert "freedesktop.org" in err
    assert not data.exists()


def has(*names: str) -> pytest.MarkDecorator:
    there = all(shutil.which(name) for name in names)
    return pytest.mark.skipif(not there, reason=f"needs {', '.join(names)}")


@has("update-mime-database", "gio")
def test_that_the_desktop_knows_a_project_by_name_and_by_content(
    tnstudio, data, tmp_path, monkeypatch
):
    program(tmp_path / "tnstudio", "exit 0")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert tnstudio("desktop", "install")[0] == 0
    unnamed = tmp_path / "unnamed"
    unnamed.write_bytes(samples()[0].read_bytes())
    other = tmp_path / "other.h5"
    other.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(2000))
    kinds = {}
    for path in (samples()[0], unnamed, other):
        words = ("gio", "info", "-a", "standard::content-type", str(path))
        told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        kinds[path] = told.split()[-1]
    assert kinds.pop(other) != "application/x-tnstudio-project"
    assert set(kinds.values()) == {"application/x-tnstudio-project"}


@has("desktop-file-validate")
def test_that_the_menu_entry_is_valid(tnstudio, data, tmp_path, monkeypatch):
    folder = tmp_path / "a (b) 100% $c"
    folder.mkdir()
    program(folder / "tnstudio", "exit 0")
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    assert tnstudio("desktop", "install")[0] == 0
    words = ("desktop-file-validate", str(data / "applications/tnstudio.desktop"))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")

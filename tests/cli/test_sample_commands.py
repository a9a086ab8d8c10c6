"""Circuits from templates come with their guide, and ``info`` shows it."""

import pytest

from tests.same_values import same
from tnstudio.model.circuit_guides import GUIDES
from tnstudio.model.templates import project_from
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project


@pytest.mark.parametrize("name", ["logic-gates", "free-cores", "mnist-5core"])
def test_that_a_project_from_a_template_has_its_guide(tnstudio, tmp_path, name):
    path = tmp_path / "new.tn.h5"
    words = ("new", path, "--template", name, "--seed", 4)
    assert tnstudio(*words)[0] == 0
    assert same(load_project(path), project_from(name, 4))
    assert tnstudio(*words, "--force", "--name", "Mine")[0] == 0
    renamed = load_project(path)
    assert renamed.network.name == "Mine"
    assert renamed.description == GUIDES.get(name, "")


def test_that_info_shows_the_guide_line_by_line(tnstudio, tmp_path):
    path = tmp_path / "new.tn.h5"
    tnstudio("new", path, "--template", "classroom-core")
    code, out, _ = tnstudio("info", path)
    assert code == 0
    assert out.startswith(f"Classroom core\n{GUIDES['classroom-core']}\n1 core ")


def test_that_samples_are_found_by_name(tnstudio, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("mnist_5core", "mnist-5core", "mnist_5core.tn.h5"):
        code, out, _ = tnstudio("info", name)
        assert (code, out.partition("\n")[0]) == (0, "MNIST, 5 cores")
    # A file comes first.
    tnstudio("new", "oscillator", "--template", "logic-gates", "--name", "Mine")
    assert tnstudio("info", "oscillator")[1].startswith("Mine")
    code, _, err = tnstudio("info", "nothing")
    assert code == 2
    assert "no sample of this name" in err
    assert "classroom_core" in err


def test_that_the_window_opens_samples_by_name(tnstudio, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(
        "tnstudio.ui.application.run",
        lambda path, reset_layout: opened.append(path.name) or 0,
    )
    monkeypatch.chdir(tmp_path)
    for words in (["oscillator"], ["oscillator.tn.h5"], ["open", "oscillator"]):
        assert tnstudio(*words)[0] == 0
    assert opened == ["oscillator.tn.h5"] * 3


@pytest.mark.parametrize(
    "words",
    [
        ("train", "mnist_5core"),
        ("place", "oscillator"),
        ("run", "oscillator", "--keep", "all"),
        ("sweep", "mnist_5core", "--keep"),
        ("runs", "note", "mnist_5core", "1", "text"),
        ("runs", "rename", "mnist_5core", "1", "text"),
        ("runs", "delete", "mnist_5core", "1"),
        ("runs", "restore", "mnist_5core", "1"),
        ("import", "spikes", "spikes.csv", "-p", "oscillator"),
        ("new", str(sample_networks() / "new.tn.h5"), "--template", "oscillator"),
    ],
)
def test_that_samples_are_not_written_to(tnstudio, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    before = {path.name: path.stat() for path in sample_networks().iterdir()}
    code, out, err = tnstudio(*words)
    assert (code, out) == (2, "")
    assert "samples are not written to" in err
    assert {path.name: path.stat() for path in sample_networks().iterdir()} == before


def test_that_commands_with_out_take_samples(tnstudio, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = tnstudio("place", "oscillator", "-o", "mine.tn.h5")
    assert code == 0, err
    assert out.startswith("mine.tn.h5")

"""tnstudio sweep and tnstudio agreement: what they print and what they refuse."""

import json

import pytest

from tests.same_values import same
from tnstudio.cli import measure_commands
from tnstudio.storage.project_file import load_project


@pytest.fixture
def sweep(tnstudio, trained, bars):
    """Sweep a small network over few images; returns what it prints."""

    def run(*words, projects=(trained,)):
        few = ("--data", bars, "--limit", 60)
        return tnstudio("sweep", *projects, *few, *words)

    return run


def test_that_sweep_prints_one_object_of_json(sweep, tnstudio, trained, bars):
    words = ("--copies", "4,1", "--ticks", "1,3", "--encoding", "rate,stochastic")
    code, out, err = sweep(*words, "--seeds", 2, "--seed", 5, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert set(found) == {
        "networks",
        "data",
        "images",
        "seeds",
        "profiles",
        "cells",
        "runs",
    }
    assert (found["images"], found["seeds"]) == (60, [5, 6])
    assert [p["name"] for p in found["profiles"]] == ["measured-e15", "fit-0.8V"]
    assert all(p["operating_point"] for p in found["profiles"])
    order = [(c["encoding"], c["ticks"], c["copies"]) for c in found["cells"]]
    assert order == [
        (encoding, ticks, copies)
        for encoding in ("rate", "stochastic")
        for ticks in (1, 3)
        for copies in (1, 4)
    ]
    assert len(found["runs"]) == 2 * 2 * 2
    assert {run["copies"] for run in found["runs"]} == {4}
    cell = found["cells"][1]
    assert set(cell) == {
        "encoding",
        "copies",
        "ticks",
        "cores",
        "accuracy",
        "accuracies",
        "seed_margin",
        "test_interval",
        "synaptic_events_per_frame",
        "frames_per_second",
        "energy_per_frame",
    }
    assert cell["cores"] == 4 * 5
    assert cell["frames_per_second"] == 1000
    measured, fitted = cell["energy_per_frame"]
    assert measured["joules"] == pytest.approx([20 * 53.6e-9, 20 * 56.3e-9])
    assert fitted["joules"][0] > 20 * 15.7e-9
    assert cell["accuracy"] > 0.9


def test_that_a_single_seed_has_no_margin(sweep):
    words = ("--copies", "1", "--ticks", "1", "--encoding", "rate", "--seeds", 1)
    (cell,) = json.loads(sweep(*words, "--json")[1])["cells"]
    assert cell["seed_margin"] is None
    assert len(cell["test_interval"]) == 2


def test_that_several_projects_are_an_ensemble(sweep, trained):
    words = ("--copies", "2", "--ticks", "1", "--encoding", "rate", "--json")
    found = json.loads(sweep(*words, projects=(trained, trained))[1])
    assert found["networks"] == ["Own network"] * 2
    assert found["cells"][0]["cores"] == 2 * 2 * 5


def test_that_sweep_prints_a_table_for_each_encoding(sweep):
    code, out, _ = sweep("--copies", "1,2", "--ticks", "1,2", "--seeds", 2)
    assert code == 0
    assert max(map(len, out.split("± seeds:")[0].splitlines())) <= 80
    for word in ("stochastic", "rate", "± seeds", "µJ (fit)", "Student", "Wilson"):
        assert word in out
    assert "53.6 to 56.3 nJ" in out
    assert "2 ticks per frame: the profile knows" in out


def test_that_sweep_prints_markdown(sweep):
    words = ("--copies", "1,2", "--ticks", "2", "--seeds", 2, "--markdown")
    code, out, _ = sweep(*words)
    rows = [line for line in out.splitlines() if line.startswith("| ")]
    assert code == 0
    assert len(rows) == 2 + 2 * 2
    assert len({row.count("|") for row in rows}) == 1
    assert set(rows[1]) == set("|-: ")
    assert rows[2].startswith("| stochastic | 1 | 2 | 5 |")


def test_that_info_shows_the_very_table_that_sweep_kept(sweep, tnstudio, trained, bars):
    words = ("--copies", "1,2", "--ticks", "1,3", "--seeds", 2, "--keep")
    found = json.loads(sweep(*words, "--json")[1])
    told = json.loads(tnstudio("info", trained, "--json")[1])["trained"]["measured"]
    assert told == {name: found[name] for name in told}
    assert set(told) == {"data", "images", "seeds", "profiles", "cells"}
    before = load_project(trained)
    code, swept, err = sweep(*words)
    assert code == 0
    assert "the table is kept" in err
    assert same(load_project(trained), before)
    code, text, _ = tnstudio("info", trained)
    assert code == 0
    assert f"measured: 60 images of {bars.name} test, 2 seeds" in text
    for line in swept.split("\n", 1)[1].split("This program")[0].splitlines():
        assert line in text.splitlines()


def test_that_a_table_that_was_not_asked_for_is_not_kept(sweep, tnstudio, trained):
    before = trained.read_bytes()
    assert sweep("--copies", "1", "--ticks", "1")[0] == 0
    assert trained.read_bytes() == before
    told = json.loads(tnstudio("info", trained, "--json")[1])
    assert told["trained"]["measured"] is None


def test_that_a_kept_table_goes_with_the_network_it_is_of(
    sweep, tnstudio, trained, bars
):
    assert sweep("--copies", "1", "--ticks", "1", "--keep")[0] == 0
    assert load_project(trained).trained.measured is not None
    assert tnstudio("train", trained, "--data", bars, "--epochs", 1)[0] == 0
    assert load_project(trained).trained.measured is None


def test_that_a_project_which_was_trained_meanwhile_is_left_alone(
    sweep, tnstudio, trained, bars, monkeypatch
):
    """Its network is no longer the one that was measured."""

    def print_and_train(_):
        assert tnstudio("train", trained, "--data", bars, "--epochs", 1)[0] == 0

    monkeypatch.setattr(measure_commands, "_title", print_and_train)
    monkeypatch.setattr(measure_commands, "say", lambda _: None)
    code, _, err = sweep("--copies", "1", "--ticks", "1", "--keep")
    assert code == 2
    assert "has changed while it was measured" in err
    now = load_project(trained).trained
    assert (len(now.history.epochs), now.measured) == (1, None)


def test_that_no_project_keeps_the_table_of_an_ensemble(sweep, trained):
    before = trained.read_bytes()
    code, out, err = sweep("--keep", projects=(trained, trained))
    assert (code, out) == (2, "")
    assert "What 2 networks reach together belongs to none of them" in err
    assert trained.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--copies", "1,x"), "'1,x' is no list of numbers"),
        (("--copies", "0"), "'0' is no list of numbers"),
        (("--ticks", ""), "'' is no list of numbers"),
        (("--encoding", "rate,morse"), "There is no encoding 'morse'"),
        (("--copies", "4096"), "the chip has 4096"),
        (("--seed", 2**63 - 1), "The seed is 9223372036854775808"),
        (("--data", "nowhere"), "nowhere"),
    ],
)
def test_that_sweep_refuses_what_it_cannot_measure(sweep, words, message):
    code, out, err = sweep(*words)
    assert code == 2
    assert message in err
    assert "Traceback" not in err
    assert out == ""


@pytest.mark.parametrize("command", ["sweep", "agreement"])
def test_that_untrained_networks_are_refused(tnstudio, untrained, command):
    code, _, err = tnstudio(command, untrained)
    assert code == 2
    assert "not trained" in err


def test_that_agreement_prints_one_object_of_json(tnstudio, trained, bars):
    words = ("--data", bars, "--copies", 3, "--ticks", 2, "--images", 50, "--seed", 4)
    code, out, err = tnstudio("agreement", trained, *words, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["images"], found["copies"], found["ticks"]) == (50, 3, 2)
    assert (found["encoding"], found["seed"]) == ("stochastic", 4)
    assert set(found) == {
        *("network", "data", "images", "copies", "ticks", "encoding", "seed"),
        *("layers", "stages", "worst", "flips"),
    }
    names = ["training network", "input spikes", "layer 1", "layer 2"]
    assert [stage["name"] for stage in found["stages"]] == names
    assert found["worst"] in names
    assert [layer["layer"] for layer in found["layers"]] == [1, 2]
    for layer in found["layers"]:
        for part in ("whole", "own"):
            assert set(layer[part]) == {
                "mean_absolute",
                "bias",
                "rms",
                "sampling",
                "systematic",
            }
        assert 0 < layer["whole"]["sampling"] < 0.5
        assert layer["correlation"] > 0.5


def test_that_agreement_prints_tables(tnstudio, trained, bars):
    words = ("--data", bars, "--copies", 1, "--images", 100)
    code, out, _ = tnstudio("agreement", trained, *words)
    assert code == 0
    for word in ("own bias", "training network", "layer 2", "on the chip"):
        assert word in out

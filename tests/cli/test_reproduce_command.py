"""tnstudio reproduce: what it prints, what it keeps, how it is left."""

import io
import json
import signal
from dataclasses import replace

import pytest
from rich.console import Console

from tnstudio.app.published import Published
from tnstudio.app.reproduce import Row
from tnstudio.app.reproduction_plans import (
    PLANS,
    Experiment,
    Measurement,
    ReproductionPlan,
    with_epochs,
)
from tnstudio.app.sweep_result import SweepCell
from tnstudio.cli import reproduce_command
from tnstudio.cli.reproduce_command import PaperName
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.records import TrainingSettings
from tnstudio.storage.project_file import load_project

NETWORK = Network(
    "bars",
    InputShape(8, 8, 1),
    (WindowLayer(4, 4), WindowLayer(2, 1, 32)),
    Readout(("0", "1")),
)


def plan(quick: bool) -> ReproductionPlan:
    """Return two rows of one short training."""
    settings = TrainingSettings(epochs=2 if quick else 3)
    experiment = Experiment("bars", NETWORK, settings, 250)
    published = tuple(
        Published(0.9, 1, ticks, "stochastic", "a paper, table 1", joules)
        for ticks, joules in ((1, 0.268e-6), (4, None))
    )
    rows = Measurement("5 cores", (experiment,), published, (0, 1))
    return ReproductionPlan("bars", "Bars 1999", quick, (rows,), ("A remark.",))


def test_that_the_longest_name_of_a_row_fits_into_80_letters():
    measurements = [one for plan in PLANS.values() for one in plan(False).measurements]
    longest = max((one.what for one in measurements), key=len)
    cell = SweepCell("rate", 1, 16, 10_000, 30, (9_999,), (1,))
    published = Published(0.9, 64, 16, "rate", "a paper")
    members = plan(False).experiments
    row = Row(longest, published, cell, 1.0, (replace(members[0], paper_epochs=3333),))
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(reproduce_command._table(plan(True), (row,)))
    assert longest in console.export_text()


@pytest.fixture
def reproduce(tnstudio, monkeypatch, bars, tmp_path):
    monkeypatch.setitem(PLANS, "esser2015", plan)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        return tnstudio("reproduce", "esser2015", "--data", bars, *words)

    return run


def test_that_every_paper_of_the_command_has_a_plan():
    assert list(PaperName) == list(PLANS)


def test_that_it_prints_one_object_of_json(reproduce, tmp_path, bars):
    code, out, err = reproduce("--quick", "--json")
    found = json.loads(out)
    assert code == 0, err
    assert found["complete"]
    assert set(found) == {"paper", "title", "quick", "complete", "rows", "remarks"}
    assert [(row["ticks"], row["published"]) for row in found["rows"]] == [
        (1, 0.9),
        (4, 0.9),
    ]
    assert {(row["paper_epochs"], row["epochs"]) for row in found["rows"]} == {(250, 2)}
    assert found["remarks"][-1].startswith(f"Trained and tested on '{bars.name}'")
    folder = tmp_path / f"reproduce-esser2015-quick-{bars.name}"
    assert (folder / "bars.tn.h5").is_file()


def test_that_the_full_plan_and_another_folder_are_taken(reproduce, tmp_path):
    code, out, _ = reproduce("--out", tmp_path / "a" / "b", "--json")
    assert code == 0
    assert json.loads(out)["rows"][0]["epochs"] == 3
    assert (tmp_path / "a" / "b" / "bars.tn.h5").is_file()


@pytest.mark.parametrize(
    ("words", "folder", "title"),
    [
        ((), "esser2015-4-epochs", "Bars 1999, 4 epochs;"),
        (("--quick",), "esser2015-quick-4-epochs", "quick recipe, 4 epochs;"),
    ],
)
def test_that_both_plans_take_another_number_of_epochs(
    reproduce, tmp_path, bars, words, folder, title
):
    code, out, err = reproduce(*words, "--epochs", 4, "--markdown")
    assert code == 0, err
    assert title in out
    assert "| 4 | 250 | a paper, table 1 |" in out
    assert "4 epochs were asked for" in out
    kept = tmp_path / f"reproduce-{folder}-{bars.name}" / "bars.tn.h5"
    assert len(load_project(kept).trained.history.epochs) == 4


@pytest.mark.parametrize("epochs", [0, -1, 100_001])
def test_that_epochs_out_of_range_are_refused(reproduce, tmp_path, epochs):
    code, out, err = reproduce("--epochs", epochs)
    assert (code, out) == (2, "")
    assert "--epochs" in err
    assert list(tmp_path.iterdir()) == []


def test_that_a_plan_keeps_its_recipe_when_epochs_change():
    for paper in PLANS.values():
        for quick in (False, True):
            before, after = paper(quick), with_epochs(paper(quick), 60)
            for one, other in zip(before.experiments, after.experiments, strict=True):
                settings = replace(one.settings, epochs=60)
                assert other == replace(one, settings=settings)


def test_that_it_prints_a_table_with_published_and_own_figures(reproduce):
    accuracies = [
        100 * row["ours"] for row in json.loads(reproduce("--json")[1])["rows"]
    ]
    code, out, err = reproduce()
    assert code == 0
    table = out.split("5 cores: mean")[0]
    assert max(map(len, table.splitlines())) <= 80
    lines = [line for line in table.splitlines() if line.strip().startswith("5 cores")]
    assert len(lines) == 2
    for line, accuracy in zip(lines, accuracies, strict=True):
        assert f"{accuracy:.2f}" in line
        assert f"{accuracy - 90:+.2f}" in line
        assert line.split()[-2:] == ["3", "250"]
    assert "mean of 2 seeds" in out
    assert "published 0.268 µJ per image, estimated" in out
    assert "A remark." in out
    assert "published 90.00 %, ours" in err


def test_that_it_prints_markdown_with_sources(reproduce):
    code, out, _ = reproduce("--quick", "--markdown")
    assert code == 0
    rows = [line for line in out.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 2
    assert len({row.count("|") for row in rows}) == 1
    assert set(rows[1]) == set("|-: ")
    assert rows[2].startswith("| 5 cores | 1 | 1 | 90.00 |")
    assert rows[2].endswith("| 2 | 250 | a paper, table 1 |")
    assert "quick: few epochs" in out


def test_that_ctrl_c_keeps_the_training_and_the_same_command_goes_on(
    reproduce, monkeypatch
):
    whole = json.loads(reproduce("--json", "--out", "whole")[1])
    take = reproduce_command._Listener.take
    pressed = []

    def press(listener, event):
        take(listener, event)
        if not pressed and getattr(event, "share", 0) > 0.3:
            pressed.append(event)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(reproduce_command._Listener, "take", press)
    monkeypatch.setattr("tnstudio.app.training_session.PROGRESS_SECONDS", 0.0)
    code, out, err = reproduce("--json")
    assert code == 130
    assert (json.loads(out)["rows"], json.loads(out)["complete"]) == ([], False)
    assert "the same command goes on from what reproduce-esser2015-" in err
    code, out, err = reproduce("--json")
    assert code == 0
    assert "bars, going on" in err
    assert timeless(json.loads(out)) == timeless(whole)


def timeless(found: dict) -> dict:
    rows = [row | {"training_seconds": 0} for row in found["rows"]]
    return found | {"rows": rows}


def test_that_another_training_in_the_folder_is_refused(reproduce, monkeypatch):
    assert reproduce("--json")[0] == 0
    other = replace(NETWORK, seed=9)
    experiment = Experiment("bars", other, TrainingSettings(epochs=3), 250)
    rows = Measurement("5 cores", (experiment,), plan(False).measurements[0].published)
    changed = replace(plan(False), measurements=(rows,))
    monkeypatch.setitem(PLANS, "esser2015", lambda quick: changed)
    code, out, err = reproduce("--json")
    assert (code, out) == (2, "")
    assert "another training" in err
    assert "--out" in err


def test_that_a_file_is_no_folder_for_trainings(reproduce, tmp_path):
    (tmp_path / "taken").write_text("mine")
    code, out, err = reproduce("--out", "taken")
    assert (code, out) == (2, "")
    assert "taken" in err
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (float("nan"), ""),
        (42.4, " (42 s left)"),
        (600.0, " (10.0 min left)"),
        (9000.0, " (2.5 h left)"),
    ],
)
def test_that_the_time_left_is_told_in_a_fitting_unit(seconds, text):
    assert reproduce_command._left(seconds) == text

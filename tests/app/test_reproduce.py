"""A table is filled again: trained once, gone on with, and measured as evaluated."""

import math
from dataclasses import replace

import pytest

from tests.app.test_sessions import DATA
from tests.trained_networks import ROOMY_CHIP, network_with_idle_cores, tiny_network
from tnstudio.app import reproduce as reproduce_module
from tnstudio.app.evaluation import evaluate
from tnstudio.app.published import Published
from tnstudio.app.reproduce import (
    NEVER,
    ReproductionProgress,
    ReproductionStopped,
    Row,
    RowsMeasured,
    StepStarted,
    facts,
    reproduce,
)
from tnstudio.app.reproduction_plans import (
    Experiment,
    Measurement,
    ReproductionPlan,
)
from tnstudio.app.training_session import Stops
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy_ensemble
from tnstudio.model.records import Augmentation, RateDrop, TrainingSettings
from tnstudio.storage.project_file import load_project

RECIPE = TrainingSettings(
    epochs=2, batch=20, dropout=0.25, drops=(RateDrop(1 / 3, 0.1),)
)
ONE = Experiment("one", replace(tiny_network(1), hardware=ROOMY_CHIP), RECIPE, 750)
TWO = Experiment(
    "two",
    replace(network_with_idle_cores(2), hardware=ROOMY_CHIP),
    replace(RECIPE, method="binary", rate=0.1, augmentation=Augmentation(5, 1, 0.1)),
    None,
)


def by_rate(ticks: int) -> Published:
    return Published(0.5, 1, ticks, "rate", "some paper, table 1")


PLAN = ReproductionPlan(
    "tiny2015",
    "Tiny et al. 2015",
    True,
    (
        Measurement(
            "one",
            (ONE,),
            (
                Published(0.25, 1, 1, "stochastic", "some paper, abstract", 2e-6),
                Published(0.75, 3, 1, "stochastic", "some paper, abstract"),
            ),
            seeds=(0, 4),
        ),
        Measurement("two", (TWO,), (by_rate(1), by_rate(5))),
        Measurement("both", (ONE, TWO), (by_rate(5),)),
    ),
    ("A remark.",),
)


def run(folder, stops=NEVER):
    """Return the events and the rows."""
    events = list(reproduce(PLAN, DATA, folder, stops))
    rows = [row for e in events if isinstance(e, RowsMeasured) for row in e.rows]
    return events, rows


def timeless(rows: list[Row]) -> list[Row]:
    return [replace(row, seconds=0.0) for row in rows]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("done")
    return folder, *run(folder)


@pytest.fixture
def counted_trainings(monkeypatch):
    """List the design and the start of every training."""
    sessions = []
    real = reproduce_module.training_session

    def counted(network, dataset, settings, start, stops):
        sessions.append((network.name, start))
        return real(network, dataset, settings, start, stops)

    monkeypatch.setattr(reproduce_module, "training_session", counted)
    return sessions


def test_that_every_row_is_a_plain_evaluation_of_the_kept_trainings(done):
    folder, _, rows = done
    kept = {
        one.name: load_project(folder / f"{one.name}.tn.h5").trained
        for one in PLAN.experiments
    }
    assert len(rows) == 5
    for row in rows:
        trained = tuple(kept[member.name] for member in row.members)
        seeds = (0, 4) if row.what == "one" else (0,)
        accuracies = []
        for seed in seeds:
            program = deploy_ensemble(trained, row.published.copies, seed)
            ticks, encoding = row.published.ticks, row.published.encoding
            *_, plain = evaluate(program, DATA.test, ticks, encoding, seed)
            accuracies.append(plain.accuracy)
            assert row.measured.cores == program.cores
        assert row.measured.accuracies == tuple(accuracies)
        assert row.difference == row.measured.accuracy - row.published.accuracy


def test_that_rows_come_in_the_order_of_the_plan_with_what_was_published(done):
    _, _, rows = done
    assert [row.what for row in rows] == ["one", "one", "two", "two", "both"]
    published = [row for one in PLAN.measurements for row in one.published]
    assert [row.published for row in rows] == published
    assert [row.paper_epochs for row in rows] == [750, 750, None, None, 750]
    assert {row.epochs for row in rows} == {2}
    assert all(row.seconds > 0 for row in rows)


def test_that_each_training_is_kept_and_has_finished(done):
    folder, _, _ = done
    assert sorted(path.name for path in folder.iterdir()) == [
        "one.tn.h5",
        "two.tn.h5",
    ]
    for experiment in PLAN.experiments:
        project = load_project(folder / f"{experiment.name}.tn.h5")
        assert project.network == experiment.network
        assert project.trained.settings == experiment.settings
        assert project.trained.state is None


def test_that_what_has_finished_is_not_trained_again(done, counted_trainings):
    folder, _, rows = done
    before = {path: path.read_bytes() for path in folder.iterdir()}
    events, again = run(folder)
    assert counted_trainings == []
    assert again == rows
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert [e.what for e in events if isinstance(e, StepStarted)] == [
        "one",
        "two",
        "both",
    ]


@pytest.mark.parametrize("events_before", [1, 3, 5, 8])
def test_that_a_stopped_table_goes_on_to_the_same_rows(
    done, tmp_path, events_before, counted_trainings
):
    _, _, rows = done
    asked = []

    def wanted() -> bool:
        asked.append(None)
        return len(asked) >= events_before

    events, before = run(tmp_path, Stops(wanted=wanted))
    assert events[-1] == ReproductionStopped("one")
    assert before == []
    history = load_project(tmp_path / "one.tn.h5").trained.history
    assert 1 <= len(history.batch_losses) <= events_before
    events, after = run(tmp_path)
    assert StepStarted("one", kept=True) in events
    assert timeless(after) == timeless(rows)
    assert [start is None for _, start in counted_trainings] == [True, False, True]


def test_that_a_training_that_was_killed_goes_on_from_its_checkpoint(
    done, tmp_path, counted_trainings
):
    _, _, rows = done
    work = reproduce(PLAN, DATA, tmp_path, Stops(every=0.0))
    for event in work:
        kept = tmp_path / "two.tn.h5"
        if isinstance(event, ReproductionProgress) and kept.exists():
            break
    work.close()
    assert load_project(kept).trained.state is not None
    _, after = run(tmp_path)
    assert timeless(after) == timeless(rows)
    assert len(counted_trainings) == 3


def test_that_a_measurement_can_be_stopped_and_is_done_again(done):
    folder, _, rows = done
    work = reproduce(PLAN, DATA, folder, Stops(wanted=lambda: True))
    assert list(work)[-1] == ReproductionStopped("one")
    wishes = iter([False, False])
    stops = Stops(wanted=lambda: next(wishes, True))
    events, some = run(folder, stops)
    assert events[-1] == ReproductionStopped("one")
    assert some == []
    assert run(folder)[1] == rows


def test_that_progress_rises_to_the_end_and_tells_the_time_left(done):
    _, events, _ = done
    told = [e for e in events if isinstance(e, ReproductionProgress)]
    shares = [e.share for e in told]
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] == pytest.approx(1)
    assert told[-1].seconds_left == pytest.approx(0, abs=1e-6)
    assert all(e.seconds_left >= -1e-9 for e in told)


def test_that_progress_begins_where_an_earlier_run_ended(done):
    folder, _, _ = done
    events, _ = run(folder)
    told = [e for e in events if isinstance(e, ReproductionProgress)]
    trained = sum(one.work for one in PLAN.experiments)
    measured = sum(one.work for one in PLAN.measurements)
    assert told[0].share == pytest.approx(trained / (trained + measured))
    assert math.isnan(told[0].seconds_left)
    assert told[-1].share == pytest.approx(1)


@pytest.mark.parametrize("other", ["settings", "network"])
def test_that_another_training_in_the_folder_is_not_touched(done, tmp_path, other):
    folder, _, _ = done
    path = tmp_path / "two.tn.h5"
    path.write_bytes((folder / "two.tn.h5").read_bytes())
    before = path.read_bytes()
    change = {
        "settings": {"settings": replace(TWO.settings, seed=7)},
        "network": {"network": replace(TWO.network, seed=7)},
    }
    experiment = replace(TWO, **change[other])
    plan = replace(PLAN, measurements=(Measurement("x", (experiment,), (by_rate(1),)),))
    with pytest.raises(TNStudioError, match="another training") as raised:
        reproduce(plan, DATA, tmp_path)
    assert raised.value.location == str(path)
    assert path.read_bytes() == before


def test_that_facts_tell_all_of_a_row(done):
    _, _, rows = done
    found = facts(PLAN, tuple(rows))
    assert (found["paper"], found["quick"]) == ("tiny2015", True)
    assert found["complete"]
    assert not facts(PLAN, tuple(rows[:-1]))["complete"]
    first = found["rows"][0]
    assert first["published"] == 0.25
    assert first["ours"] == rows[0].measured.accuracy
    assert first["source"] == "some paper, abstract"
    assert first["published_joules"] == 2e-6
    low, high = first["estimated_joules"]
    cores = rows[0].measured.cores
    events = rows[0].measured.events_per_frame
    assert low == high == pytest.approx(cores * 15.7e-9 + events * 2.30e-12)
    assert first["trainings"][0]["settings"]["dropout"] == 0.25
    assert first["trainings"][0]["strengths"] == [[-1, -1, 1, 1]] * 3
    assert [one["name"] for one in found["rows"][-1]["trainings"]] == ["one", "two"]

"""``run`` with a stop, with energy and with spikes that are kept."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.circuits import expected_beats, oscillator
from tnstudio.app import keeping
from tnstudio.app.data import dataset
from tnstudio.app.setups import image_setup
from tnstudio.model.project import Project
from tnstudio.paths import sample_networks
from tnstudio.simulation.counts import Counter
from tnstudio.simulation.energy import PROFILES, estimate
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage.project_file import load_project, save_project

SAMPLE = sample_networks() / "mnist_5core.tn.h5"


@pytest.fixture
def oscillating(tmp_path) -> Path:
    path = tmp_path / "oscillator.tn.h5"
    save_project(path, Project(oscillator()))
    return path


def facts_of(tnstudio, *words):
    code, out, err = tnstudio("run", *words, "--json")
    assert code == 0, err
    return json.loads(out)


def sample_run(ticks: int, image: int):
    """Return the sample's chip with its spikes in and out."""
    program = load_project(SAMPLE).program
    images = dataset("mnist").test
    setup = image_setup(program, images, image, "stochastic", 0, ticks)
    lines = setup.source.spikes(0, ticks)
    return program, lines, Simulator(program).run(lines)


# -- Until


@pytest.mark.parametrize(
    ("condition", "tick", "where"),
    [
        ("spike:1/0", 3, "core 1, neuron 0"),
        ("line:0", 3, "output line 0"),
        ("silent:1/3", 2, "core 1"),
        # Core 0 fires at 1 and is silent from 2 on.
        ("silent:0/4", 5, "core 0"),
        ("saturated:0/1", 1, "core 0"),
    ],
)
def test_that_a_run_stops_where_it_is_asked_to(
    tnstudio, oscillating, condition, tick, where
):
    words = (oscillating, "--ticks", 1000, "--until", condition)
    facts = facts_of(tnstudio, *words)
    assert facts["stopped"] == {
        "tick": tick,
        "hits": [{"condition": condition, "where": where}],
    }
    assert facts["ticks"] == tick + 1
    assert facts["output_spikes"] == [sum(expected_beats(tick + 1))]
    told = tnstudio("run", *words)[1]
    assert f"stopped after tick {tick}: {condition} ({where})" in told


def test_that_the_first_of_several_conditions_stops_a_run(tnstudio, oscillating):
    words = ("--until", "silent:0/9", "--until", "spike:1/1", "--until", "line:0")
    stopped = facts_of(tnstudio, oscillating, *words)["stopped"]
    assert stopped["tick"] == 3
    assert [hit["condition"] for hit in stopped["hits"]] == ["spike:1/1", "line:0"]


def test_that_a_run_that_is_not_stopped_says_so(tnstudio, oscillating):
    words = (oscillating, "--ticks", 3, "--until", "spike:1/0")
    facts = facts_of(tnstudio, *words)
    assert (facts["stopped"], facts["ticks"]) == (None, 3)
    assert "not stopped: spike:1/0" in tnstudio("run", *words)[1]


def test_that_tables_end_where_the_run_stops(tnstudio, oscillating, tmp_path):
    table = tmp_path / "spikes.csv"
    words = ("--ticks", 600, "--until", "silent:0/5", "--spikes", table)
    facts = facts_of(tnstudio, oscillating, *words, "--until", "v:0/0>=1")
    # Neither ever comes true: core 0 fires every 5 ticks, and V is always 0.
    assert facts["stopped"] is None
    facts = facts_of(tnstudio, oscillating, *words, "--until", "spike:1/1")
    with table.open() as file:
        rows = [tuple(map(int, row.values())) for row in csv.DictReader(file)]
    assert rows == [(1, 0, 0), (1, 0, 1), (3, 1, 0), (3, 1, 1)]
    assert facts["spikes"] == 4


def test_that_a_wrong_decision_stops_an_image(tnstudio):
    label = facts_of(tnstudio, SAMPLE, "--image", 7, "--ticks", 1)["label"]
    latency = load_project(SAMPLE).program.latency
    other = (label + 1) % 10
    words = (SAMPLE, "--image", 7, "--ticks", 20)
    facts = facts_of(tnstudio, *words, "--until", f"wrong:{other}/3")
    assert facts["stopped"]["tick"] == latency + 2
    assert facts["decision"] == label
    assert facts_of(tnstudio, *words, "--until", f"wrong:{label}/16")["stopped"] is None


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("spike:2/0", "--until spike:2/0: There is no core 2 (choose 0 to 1)"),
        ("spike:0/5", "--until spike:0/5: There is no neuron 5 (choose 0 to 4)"),
        ("line:1", "--until line:1: There is no output line 1"),
        ("wrong:0", "--until wrong:0: There is no class 0 (the chip has no class)"),
        ("never", "--until never: There is no condition 'never'"),
        ("v:0/0==1", "write it like 'v:0/12>=100'"),
    ],
)
def test_that_conditions_that_cannot_be_are_refused(
    tnstudio, oscillating, tmp_path, condition, message
):
    table = tmp_path / "spikes.csv"
    words = ("--until", "line:0", "--until", condition, "--spikes", table)
    code, out, err = tnstudio("run", oscillating, *words)
    assert code == 2
    assert message in err
    assert out == ""
    assert not table.exists()


# -- Energy


def test_that_energy_of_an_image_is_that_of_the_engine(tnstudio):
    facts = facts_of(tnstudio, SAMPLE, "--image", 3, "--ticks", 5, "--energy")
    program, lines, recording = sample_run(5, 3)
    counts = Counter(program).count(recording, lines)
    events = int(counts.synaptic_events.sum())
    assert facts["counts"] == {
        "cores": 5,
        "ticks": 5,
        "synaptic_events": events,
        "axon_events": int(counts.axon_events.sum()),
        "spikes": facts["spikes"],
        "hops": int(counts.hops.sum()),
    }
    assert set(facts["energy"]) == {profile.name for profile in PROFILES}
    for profile in PROFILES:
        told, expected = (
            facts["energy"][profile.name],
            estimate(profile, 5, 5, synaptic_events=events, frames=1),
        )
        assert told["joules"] == list(expected.energy)
        assert told["joules_per_frame"] == list(expected.per_frame)
        assert told["joules_per_tick"] == list(expected.per_tick)
        assert told["watts"] == list(expected.power)
        assert told["remark"] == expected.remark
        assert told["operating_point"] == profile.operating_point


def test_that_energy_is_told_with_its_operating_point(tnstudio):
    code, out, err = tnstudio("run", SAMPLE, "--ticks", 4, "--energy")
    assert code == 0, err
    assert "268–282 nJ" in out  # E15: 5 cores, one frame.
    for profile in PROFILES:
        assert f"{profile.name}: {profile.operating_point}" in out
    assert "4 ticks per frame" in out


def test_that_a_circuit_has_counts_and_no_frames(tnstudio, oscillating):
    facts = facts_of(tnstudio, oscillating, "--ticks", 9, "--energy")
    assert facts["counts"] == {
        "cores": 2,
        "ticks": 9,
        "synaptic_events": 8,
        "axon_events": 4,
        "spikes": 8,
        "hops": 4,
    }
    left_out = facts["energy"]["measured-e15"]
    assert left_out["joules"] is None
    assert "no frames" in left_out["remark"]
    assert facts["energy"]["fit-0.8V"]["joules_per_frame"] is None
    out = tnstudio("run", oscillating, "--energy")[1]
    assert "left out: it knows the energy of a frame" in out


def test_that_nothing_is_told_that_was_not_asked_for(tnstudio, oscillating):
    facts = facts_of(tnstudio, oscillating)
    assert not {"stopped", "counts", "energy", "kept"} & set(facts)


# -- Keep


def test_that_spikes_are_kept_in_the_project(tnstudio, tmp_path):
    path = tmp_path / "sample.tn.h5"
    shutil.copy(SAMPLE, path)
    words = (path, "--image", 3, "--ticks", 5, "--keep", "three")
    facts = facts_of(tnstudio, *words)
    program, _, recording = sample_run(5, 3)
    (kept,) = load_project(path).recordings
    events = recording.events()
    np.testing.assert_array_equal(kept.tick, events.tick)
    np.testing.assert_array_equal(kept.core, events.core)
    np.testing.assert_array_equal(kept.neuron, events.neuron)
    assert (kept.name, kept.ticks, kept.cores) == ("three", 5, 5)
    assert (kept.program_name, kept.seed) == (program.name, program.seed)
    count = len(events.tick)
    assert facts["kept"] == {"name": "three", "spikes": count, "replaced": False}


def test_that_a_recording_of_the_same_name_is_replaced(tnstudio, oscillating):
    for name, ticks in (("a", 4), ("b", 5)):
        told = tnstudio("run", oscillating, "--keep", name, "--ticks", ticks)[1]
        assert "in place of" not in told
    words = (oscillating, "--keep", "a", "--ticks", 1000, "--until", "spike:0/1")
    out = tnstudio("run", *words)[1]
    assert "kept 2 spikes as recording a, in place of the one before" in out
    assert facts_of(tnstudio, *words)["kept"]["replaced"] is True
    kept = load_project(oscillating).recordings
    assert [(one.name, one.ticks) for one in kept] == [("a", 2), ("b", 5)]


def test_that_more_spikes_than_a_project_takes_are_refused(
    tnstudio, oscillating, tmp_path, monkeypatch
):
    before, table = oscillating.read_bytes(), tmp_path / "lines.txt"
    made = keeping.SpikeKeeper.__init__
    monkeypatch.setattr(made, "__defaults__", (100, *made.__defaults__[1:]))
    words = ("--keep", "all", "--ticks", 10_000, "--output-lines", table)
    code, out, err = tnstudio("run", oscillating, *words)
    assert code == 2
    assert "recording all: There are more than 100 spikes" in err
    assert "--spikes FILE" in err
    assert out == ""
    assert oscillating.read_bytes() == before
    assert not table.exists()


def test_that_a_recording_needs_a_name(tnstudio, oscillating):
    before = oscillating.read_bytes()
    code, _, err = tnstudio("run", oscillating, "--keep", " ")
    assert code == 2
    assert "is no name for a recording" in err
    assert oscillating.read_bytes() == before

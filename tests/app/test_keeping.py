"""The spikes of a run in the project."""

from dataclasses import replace

import numpy as np
import pytest

from tests.app.test_chip_run import TICKS, random_setup
from tests.circuits import oscillator
from tests.same_values import same
from tnstudio.app import keeping
from tnstudio.app.chip_run import chip_run
from tnstudio.app.keeping import (
    MOST_NAME,
    SpikeKeeper,
    is_kept,
    require_keepable,
    with_recording,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Limit
from tnstudio.model.project import Project
from tnstudio.model.recorded import check_recorded
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage.project_file import load_project, save_project


def kept(seed, name="run", most=keeping.MOST_KEPT):
    setup, lines = random_setup(seed)
    keeper = SpikeKeeper(setup.program, name, most)
    for piece in chip_run(setup, TICKS):
        keeper.add(piece.recording)
    return keeper.recorded(), setup.program, lines


def test_that_a_recording_has_all_spikes_and_their_origin(tmp_path):
    recorded, program, lines = kept(3)
    events = Simulator(program).run(lines).events()
    assert len(events.tick) > 10
    for name in ("tick", "core", "neuron"):
        np.testing.assert_array_equal(getattr(recorded, name), getattr(events, name))
    assert (recorded.first_tick, recorded.ticks) == (0, TICKS)
    assert (recorded.cores, recorded.neurons) == (3, 7)
    assert (recorded.program_name, recorded.seed) == (program.name, program.seed)
    assert check_recorded(recorded) == ()
    path = tmp_path / "kept.tn.h5"
    save_project(path, with_recording(Project(oscillator()), recorded))
    assert same(load_project(path).recordings, (recorded,))


def test_that_a_run_without_spikes_is_kept_too():
    setup, lines = random_setup(3)
    keeper = SpikeKeeper(setup.program, "none")
    keeper.add(Simulator(setup.program).run(lines[:0]))
    recorded = keeper.recorded()
    assert (recorded.ticks, len(recorded.tick)) == (0, 0)
    assert check_recorded(recorded) == ()


def test_that_too_many_spikes_are_refused_with_a_remedy():
    count = len(kept(3)[0].tick)
    assert len(kept(3, most=count)[0].tick) == count
    with pytest.raises(TNStudioError, match=f"more than {count - 1} spikes") as refused:
        kept(3, most=count - 1)
    assert "--spikes FILE" in refused.value.hint
    assert refused.value.location == "recording run"


def test_that_the_limit_is_256_mebibytes():
    recorded = kept(3)[0]
    columns = (recorded.tick, recorded.core, recorded.neuron)
    assert keeping.MOST_KEPT * sum(one.itemsize for one in columns) == 256 * 2**20


def test_that_a_name_is_there_once():
    one, two, other = (kept(seed, name)[0] for seed, name in enumerate("aba"))
    project = with_recording(with_recording(Project(oscillator()), one), two)
    assert project.recordings == (one, two)
    assert is_kept(project, "a")
    assert not is_kept(project, "c")
    assert with_recording(project, other).recordings == (other, two)


@pytest.mark.parametrize("name", ["", "  ", "x" * (MOST_NAME + 1), "a\nb", "\0"])
def test_that_a_name_must_be_one(name):
    with pytest.raises(TNStudioError, match="is no name") as refused:
        require_keepable(Project(oscillator()), name)
    assert len(str(refused.value)) < 400


def test_that_a_project_full_of_recordings_takes_no_other(monkeypatch):
    one = kept(3, "one")[0]
    project = replace(Project(oscillator()), recordings=(one,))
    monkeypatch.setattr(keeping, "RECORDINGS", Limit("recordings", "", 0, 1, "test"))
    require_keepable(project, "one")
    with pytest.raises(TNStudioError, match="has 1 recordings"):
        require_keepable(project, "two")

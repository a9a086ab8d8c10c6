"""Projects for and from other programs."""

import numpy as np
import pytest

from tests.storage.ranc_files import lines_of, two_cores, write_files
from tests.trained_networks import tiny_network
from tnstudio.app.interchange import chip_of, last_tick, ranc_project, shown_spikes
from tnstudio.app.setups import circuit_setup
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage.interchange.ranc_reading import read_ranc


def pattern(ticks, period=0):
    lines = np.zeros(len(ticks))
    return PatternSpikes(frozen(ticks, np.int64), frozen(lines, np.int32), period)


@pytest.mark.parametrize(
    ("stimuli", "last"),
    [
        ((), -1),
        ((SingleSpike(0, 7), pattern([0, 3])), 7),
        ((SingleSpike(0, 2), pattern([0, 3])), 3),
        ((pattern([]),), -1),
        ((pattern([0, 3], period=9),), None),
        ((RegularSpikes(0, 3, end=10), PoissonSpikes(0, 0.5, end=20)), 19),
        ((RegularSpikes(0, 3), SingleSpike(0, 7)), None),
        ((PoissonSpikes(0, 0.5),), None),
        ((ImageSpikes("mnist"),), None),
    ],
)
def test_that_the_last_tick_of_generators_is_known(stimuli, last):
    assert last_tick(stimuli) == last


def test_that_spikes_are_listed_as_they_are_shown(tmp_path):
    model = read_ranc(*write_files(tmp_path, two_cores()))
    stimuli = (RegularSpikes(0, 7), PoissonSpikes(1, 0.2, first=3), SingleSpike(0, 900))
    listed = shown_spikes(model.program, stimuli, 5, 1000)
    assert listed.ticks.size > 200
    assert (np.diff(listed.ticks) >= 0).all()
    shown = lines_of(model.program, listed, 1000)
    assert shown[::7, 0].all()
    assert shown[900, 0]
    shorter = shown_spikes(model.program, stimuli, 5, 300)
    np.testing.assert_array_equal(lines_of(model.program, shorter, 300), shown[:300])


def test_that_a_network_of_ranc_is_a_sound_project_that_runs_the_same(tmp_path):
    model = read_ranc(*write_files(tmp_path, two_cores()))
    project = ranc_project(model)
    assert check_network(project.network) == ()
    assert project.network.name == "input"
    assert chip_of(project).neurons.leak.tolist() == model.program.neurons.leak.tolist()
    setup = circuit_setup(project.network, 0)
    recording = Simulator(setup.program).run(setup.source.spikes(0, 20))
    wanted = Simulator(model.program).run(lines_of(model.program, model.stimulus, 20))
    np.testing.assert_array_equal(recording.spikes, wanted.spikes)
    np.testing.assert_array_equal(recording.outputs, wanted.outputs)


def test_that_a_project_without_a_chip_says_so():
    with pytest.raises(TNStudioError, match="has no chip"):
        chip_of(Project(tiny_network()))

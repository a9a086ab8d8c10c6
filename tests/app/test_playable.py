"""What is simulated, and when it is another chip."""

from dataclasses import replace

import numpy as np
import pytest

from tests.circuits import oscillator
from tests.ui.small_world import small_project
from tnstudio.app.playable import is_same_chip, playable
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit_edits import add_output_line, set_synapses
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.stimulus import PatternSpikes, SingleSpike
from tnstudio.model.stimulus_edits import pattern


def edited(**changes: object) -> Network:
    return replace(oscillator(), circuit=replace(oscillator().circuit, **changes))


def core_edited(**changes: object) -> Network:
    first, second = oscillator().circuit.cores
    return edited(cores=(replace(first, **changes), second))


def test_that_free_cores_are_simulated_as_they_are_and_layers_once_deployed() -> None:
    network, project = oscillator(), small_project()
    assert playable(Project(network)) is network
    assert playable(replace(Project(network), program=project.program)) is network
    assert playable(project) is project.program
    assert playable(Project(project.network)) is None


SAME = {
    "built again": oscillator(),
    "another name": replace(oscillator(), name="other"),
    "a line renamed": edited(line_names=("other",)),
    "a core renamed": core_edited(name="other"),
}


@pytest.mark.parametrize("other", SAME.values(), ids=SAME)
def test_that_names_make_no_other_chip(other: Network) -> None:
    assert is_same_chip(oscillator(), other)


def _with_less() -> Network:
    first, second = oscillator().circuit.cores
    return edited(cores=(set_synapses(first, 0, (0,), on=False), second))


OTHERS = {
    "a synapse less": _with_less(),
    "a core less": edited(cores=oscillator().circuit.cores[:1]),
    "another place": core_edited(chip_row=1),
    "another stimulus": edited(stimuli=(SingleSpike(0, 2),)),
    "a pattern": edited(stimuli=(pattern([(1, 0)]),)),
    "no stimulus": edited(stimuli=()),
    "a line more": replace(
        oscillator(), circuit=add_output_line(oscillator().circuit, "")
    ),
    "another seed": replace(oscillator(), seed=7),
    "another element": edited(
        inputs=replace(oscillator().circuit.inputs, element=frozen([0], np.int32))
    ),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_that_anything_else_makes_another_chip(other: Network) -> None:
    assert not is_same_chip(oscillator(), other)
    assert not is_same_chip(other, oscillator())
    assert is_same_chip(other, other)


def test_that_patterns_are_compared_by_their_spikes() -> None:
    one, same, other = (edited(stimuli=(p,)) for p in _patterns())
    assert is_same_chip(one, same)
    assert not is_same_chip(one, other)


def _patterns() -> tuple[PatternSpikes, ...]:
    return pattern([(1, 0), (3, 0)]), pattern([(3, 0), (1, 0)]), pattern([(1, 0)])


def test_that_a_deployed_chip_is_only_like_itself() -> None:
    one, other = small_project().program, small_project().program
    assert is_same_chip(one, one)
    assert not is_same_chip(one, other)
    assert not is_same_chip(one, oscillator())
    assert not is_same_chip(None, oscillator())
    assert is_same_chip(None, None)

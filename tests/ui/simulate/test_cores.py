"""Names and places of a chip's cores."""

import pytest

from tests.ui.small_world import CLASSES, small_project
from tnstudio.app.selection import Selection
from tnstudio.model.program import NONE
from tnstudio.ui.simulate.cores import ChipCores


@pytest.fixture(scope="module")
def cores() -> ChipCores:
    program = small_project(copies=3).program
    assert program is not None
    return ChipCores(program)


def test_that_every_core_is_found_by_what_the_document_calls_it(
    cores: ChipCores,
) -> None:
    assert len(cores) == 15
    for core in range(len(cores)):
        assert cores.core(cores.selection(core), cores.copy(core)) == core


def test_that_there_is_no_core_beyond_the_layer(cores: ChipCores) -> None:
    assert cores.core(Selection.of(1, 1), 0) == NONE
    assert cores.core(Selection.of(2, 0), 0) == NONE
    assert cores.core(Selection.of(0, -1), 0) == NONE
    assert cores.core(Selection.of(0, 3), 2) == 13


def test_that_a_core_is_named_by_number_and_place(cores: ChipCores) -> None:
    assert cores.name(2) == "Core 2: layer 1, row 1, column 0, copy 1"
    assert cores.short_name(9) == "9 · L2 0,0 · c2"


def test_that_only_neurons_and_axons_in_use_are_shown(cores: ChipCores) -> None:
    assert cores.used[:5].tolist() == [4, 4, 4, 4, 16]
    assert cores.fed[:5].tolist() == [25, 25, 25, 25, 16]


def test_that_an_output_neuron_tells_its_class(cores: ChipCores) -> None:
    assert cores.neuron_text(0, 1) == "neuron 1"
    assert cores.neuron_text(4, 4) == f"neuron 4, class {CLASSES[1]}"


def test_that_a_single_copy_is_not_told() -> None:
    program = small_project().program
    assert program is not None
    assert ChipCores(program).short_name(4) == "4 · L2 0,0"

"""Edits of a loaded chip."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programs import random_recurrent_program
from tnstudio.errors import TNStudioError
from tnstudio.model.neuron_fields import NeuronField, neuron_fields
from tnstudio.model.program import ChipProgram
from tnstudio.model.program_edits import (
    AxonTypeChange,
    NeuronChange,
    ProgramEdit,
    SynapseFlip,
    edited,
    is_on,
    neuron_value,
)
from tnstudio.model.program_rules import check_program

PROGRAM = random_recurrent_program(np.random.default_rng(4))
CORES, AXONS, NEURONS, TYPES = 3, 5, 7, 3


def values(field: NeuronField) -> st.SearchStrategy[int]:
    if field.name == "threshold_mask":
        return st.integers(0, 18).map(lambda k: 2**k - 1)
    if field.kind == "number":
        return st.integers(field.limit.low, field.limit.high)
    return st.integers(0, 2 if field.kind == "mode" else 1)


def edits() -> st.SearchStrategy[ProgramEdit]:
    core, axon = st.integers(0, CORES - 1), st.integers(0, AXONS - 1)
    neuron = st.integers(0, NEURONS - 1)
    field = st.sampled_from(neuron_fields(TYPES))
    return st.one_of(
        st.builds(SynapseFlip, core, axon, neuron),
        st.builds(AxonTypeChange, core, axon, st.integers(0, TYPES - 1)),
        field.flatmap(
            lambda chosen: st.builds(
                NeuronChange, core, neuron, st.just(chosen), values(chosen)
            )
        ),
    )


def by_hand(program: ChipProgram, edit: ProgramEdit, crossbars, types, numbers) -> None:
    """Make an edit in plain lists of numbers."""
    if isinstance(edit, SynapseFlip):
        crossbars[edit.core][edit.axon, edit.neuron] ^= True
    elif isinstance(edit, AxonTypeChange):
        types[edit.core, edit.axon] = edit.axon_type
    else:
        numbers[edit.core, edit.neuron, edit.field] = edit.value


@given(st.lists(edits(), max_size=12))
def test_that_edits_change_what_they_say_and_nothing_else(made):
    found = edited(PROGRAM, made)
    crossbars = [PROGRAM.crossbar(core).copy() for core in range(CORES)]
    types = PROGRAM.axon_types.copy()
    places = [
        (core, neuron, field)
        for core in range(CORES)
        for neuron in range(NEURONS)
        for field in neuron_fields(TYPES)
    ]
    numbers = {place: neuron_value(PROGRAM, *place) for place in places}
    for edit in made:
        by_hand(PROGRAM, edit, crossbars, types, numbers)
    assert {place: neuron_value(found, *place) for place in places} == numbers
    np.testing.assert_array_equal(found.axon_types, types)
    for core, crossbar in enumerate(crossbars):
        np.testing.assert_array_equal(found.crossbar(core), crossbar)
        assert is_on(found, core, 2, 5) == crossbar[2, 5]
    assert check_program(found) == ()
    assert not found.synapses.flags.writeable
    assert (found.routes, found.inputs) == (PROGRAM.routes, PROGRAM.inputs)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (SynapseFlip(3, 0, 0), "no core 3"),
        (SynapseFlip(0, 5, 0), "no axon 5"),
        (SynapseFlip(0, 0, -1), "no neuron -1"),
        (AxonTypeChange(0, 0, 3), "no axon type 3"),
        (NeuronChange(0, 7, NeuronField("leak"), 0), "no neuron 7"),
        (NeuronChange(0, 0, NeuronField("leak"), 256), "leak is 256"),
        (NeuronChange(0, 0, NeuronField("strengths", 3), 0), "no axon type 3"),
        (NeuronChange(0, 0, NeuronField("threshold_mask"), 2), "not 2"),
    ],
)
def test_that_an_edit_out_of_range_is_refused(edit, reason):
    with pytest.raises(TNStudioError, match=reason):
        edited(PROGRAM, [edit])

"""One parameter of many neurons is set; all others stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies
from tests.circuits import SMALL
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_edits import empty_core, set_neurons
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.model.neuron_fields import (
    NeuronField,
    neuron_fields,
    parameters_of,
    strengths_of,
    text_of,
    value_of,
    values_of,
    with_value,
)
from tnstudio.model.presets import PRESETS
from tnstudio.model.program import NeuronArrays

FIELDS = neuron_fields(SMALL.axon_types)


def field_of(name: str, axon_type: int = -1) -> NeuronField:
    return NeuronField(name, axon_type)


def some_value(field: NeuronField) -> int:
    if field.name == "threshold_mask":
        return 63
    return {"flag": 1, "mode": 2}.get(field.kind) or field.limit.high - 3


def test_that_the_fields_are_all_arrays_of_a_neuron_and_nothing_else() -> None:
    assert {field.name for field in FIELDS} == set(NeuronArrays.__slots__)
    assert len(FIELDS) == len(set(FIELDS)) == 2 * 2 + 10
    assert len(neuron_fields(4)) == 18


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_that_a_field_is_set_and_no_other(field: NeuronField) -> None:
    core = empty_core(SMALL, "one", (0, 0))
    core = with_value(core, range(5), NeuronField("negative_saturates"), 0)
    changed = with_value(core, [1, 3], field, some_value(field))
    for other in FIELDS:
        before, after = values_of(core, other), values_of(changed, other)
        if other == field:
            assert after[[1, 3]].tolist() == [some_value(field)] * 2
            assert after[[0, 2, 4]].tolist() == before[[0, 2, 4]].tolist()
        else:
            assert after.tolist() == before.tolist()
        assert after.dtype == before.dtype
    assert changed.synapses is core.synapses
    assert with_value(changed, [3], field, some_value(field)) is changed


@given(strategies.circuits(), st.data())
def test_that_a_circuit_stays_sound_whatever_is_set(drawn, data) -> None:
    circuit, hardware = drawn
    if not circuit.cores:
        return
    core = circuit.cores[0]
    field = data.draw(st.sampled_from(neuron_fields(hardware.axon_types)))
    text = data.draw(st.integers(-(2**20), 2**20).map(str))
    try:
        value = value_of(field, text)
    except TNStudioError:
        return
    neurons = data.draw(st.sets(st.integers(0, hardware.neurons - 1), min_size=1))
    changed = with_value(core, neurons, field, value)
    cores = (changed, *circuit.cores[1:])
    before = check_circuit(circuit, hardware)
    after = check_circuit(type(circuit)(cores, *_rest(circuit)), hardware)
    assert [p.code for p in after if p.severity == "error"] == [
        p.code for p in before if p.severity == "error"
    ]


def _rest(circuit):
    names = [name for name in circuit.__slots__ if name != "cores"]
    return [getattr(circuit, name) for name in names]


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_that_a_text_is_read_as_it_is_written(field: NeuronField) -> None:
    value = some_value(field)
    assert value_of(field, text_of(field, value)) == value
    assert value_of(field, f" {text_of(field, 0)} ") == 0


def test_that_signs_and_words_of_users_are_read() -> None:
    assert value_of(field_of("leak"), "−7") == -7
    assert value_of(field_of("leak_reversal"), "Yes") == 1
    assert value_of(field_of("leak_reversal"), "off") == 0
    assert value_of(field_of("reset_mode"), "minus α") == 1


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        (field_of("leak"), "256", "The leak is 256"),
        (field_of("leak"), "-256", "The leak is -256"),
        (field_of("leak"), "", "not a whole number"),
        (field_of("leak"), "1.5", "not a whole number"),
        (field_of("strengths", 1), "300", "The strength is 300"),
        (field_of("threshold"), "-1", "The threshold is -1"),
        (field_of("threshold"), "262144", "The threshold is 262144"),
        (field_of("threshold_mask"), "10", "not 2\\^k"),
        (field_of("reset_mode"), "3", "The reset mode is 3"),
        (field_of("negative_saturates"), "maybe", "not yes or no"),
    ],
)
def test_that_other_texts_are_refused_with_a_reason(field, text, reason) -> None:
    with pytest.raises(TNStudioError, match=reason) as caught:
        value_of(field, text)
    assert caught.value.hint


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_that_the_parameters_of_a_neuron_are_read_back(preset) -> None:
    cell = preset.cells[0]
    types = SMALL.axon_types
    core = empty_core(SMALL, "one", (0, 0))
    core = set_neurons(core, 2, cell.parameters, cell.strengths[:types])
    found = parameters_of(core, 2)
    padded = (*cell.parameters.stochastic_synapses, *(False,) * types)[:types]
    assert found.stochastic_synapses == padded
    assert set_neurons(core, 2, found).neurons.leak[0, 2] == cell.parameters.leak
    for name in NeuronParameters.__slots__:
        if name != "stochastic_synapses":
            assert getattr(found, name) == getattr(cell.parameters, name)
    assert isinstance(found.reset_mode, ResetMode)
    assert strengths_of(core, 2) == (*cell.strengths, 0, 0)[:types]

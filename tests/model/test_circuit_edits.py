"""Edits build circuits piece by piece and leave all else the same objects."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.circuits import SMALL, oscillator
from tnstudio.errors import TNStudioError
from tnstudio.model import circuit_edits as edits
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import MEMORYLESS_BINARY, NeuronParameters, ResetMode
from tnstudio.model.program import NONE
from tnstudio.model.rules import errors_of


@pytest.fixture
def core() -> FreeCore:
    return edits.empty_core(SMALL, "one", (1, 1))


@pytest.fixture
def circuit() -> Circuit:
    return oscillator().circuit


def test_that_an_empty_core_has_memoryless_neurons_and_nothing_else(core) -> None:
    assert (core.name, core.chip_row, core.chip_column) == ("one", 1, 1)
    assert not core.crossbar().any()
    assert core.crossbar().shape == (4, 5)
    assert (core.neurons.threshold == MEMORYLESS_BINARY.threshold).all()
    assert core.neurons.negative_saturates.all()
    for silent in (core.neurons.strengths, core.neurons.leak, core.axon_types):
        assert not silent.any()
    assert (core.routes.core == NONE).all()
    assert (core.routes.line == NONE).all()
    assert check_circuit(Circuit((core,)), SMALL) == ()


@pytest.mark.parametrize("size", [1, 7, 8, 1024])
def test_that_cores_of_any_size_are_sound(size: int) -> None:
    hardware = Hardware("any", size, size, 16, 256, 256)
    core = edits.empty_core(hardware, "", (255, 255))
    core = edits.set_synapses(core, size - 1, size - 1)
    assert core.crossbar().sum() == 1
    assert core.crossbar()[-1, -1]
    assert check_circuit(Circuit((core,)), hardware) == ()


def test_that_neurons_get_their_parameters_and_others_do_not(core) -> None:
    wanted = NeuronParameters(
        leak=-3,
        leak_reversal=True,
        threshold=9,
        negative_threshold=4,
        negative_saturates=False,
        reset_mode=ResetMode.SUBTRACT_THRESHOLD,
        reset_value=-7,
        initial_potential=5,
        stochastic_synapses=(False, True),
        stochastic_leak=True,
        threshold_mask=15,
    )
    changed = edits.set_neurons(core, [1, 3], wanted, (2,)).neurons
    for name in NeuronParameters.__slots__:
        if name != "stochastic_synapses":
            values = getattr(changed, name)[0]
            assert (values[[1, 3]] == getattr(wanted, name)).all(), name
            others = getattr(core.neurons, name)[0, [0, 2, 4]]
            assert (values[[0, 2, 4]] == others).all(), name
    assert changed.strengths[0].tolist() == [[0, 2, 0, 2, 0], [0] * 5]
    assert changed.stochastic_synapses[0].tolist() == [
        [False] * 5,
        [False, True, False, True, False],
    ]
    assert not core.neurons.strengths.any()


def test_that_strengths_stay_unless_they_are_given(core) -> None:
    strong = edits.set_neurons(core, edits.ALL, NeuronParameters(), (3, -2))
    other = edits.set_neurons(strong, 2, NeuronParameters(threshold=5))
    assert other.neurons.strengths is strong.neurons.strengths
    assert other.neurons.strengths[0, :, 4].tolist() == [3, -2]


def test_that_synapses_of_each_axon_with_each_neuron_are_switched(core) -> None:
    some = edits.set_synapses(core, [0, 2], slice(1, 4))
    expected = np.zeros((4, 5), np.bool_)
    expected[np.ix_([0, 2], [1, 2, 3])] = True
    np.testing.assert_array_equal(some.crossbar(), expected)
    less = edits.set_synapses(some, 2, edits.ALL, False)
    expected[2] = False
    np.testing.assert_array_equal(less.crossbar(), expected)
    pattern = np.eye(4, 5, dtype=np.bool_)
    drawn = edits.set_synapses(some, edits.ALL, edits.ALL, pattern)
    np.testing.assert_array_equal(drawn.crossbar(), pattern)


def test_that_axons_get_types(core) -> None:
    typed = edits.set_axon_types(core, [0, 3], [1, 0])
    assert edits.set_axon_types(typed, 1, 1).axon_types.tolist() == [[1, 1, 0, 0]]


def test_that_a_route_replaces_the_one_before(circuit) -> None:
    changed = edits.to_line(circuit, (0, 0), 0)
    routes = changed.cores[0].routes
    assert (routes.core[0, 0], routes.axon[0, 0], routes.line[0, 0]) == (NONE, NONE, 0)
    back = edits.connect(changed, (0, 0), (1, 3), delay=15).cores[0].routes
    assert (back.core[0, 0], back.axon[0, 0], back.delay[0, 0]) == (1, 3, 15)
    assert back.line[0, 0] == NONE
    cut = edits.disconnect(circuit, (0, 0)).cores[0].routes
    assert (cut.core[0, 0], cut.line[0, 0]) == (NONE, NONE)
    assert changed.cores[1] is circuit.cores[1]


def test_that_lines_are_named_once_one_has_a_name() -> None:
    circuit = edits.add_input_line(edits.add_output_line(Circuit()))
    assert (circuit.line_names, circuit.output_names) == ((), ())
    circuit = edits.add_input_line(circuit, "clock", element=0)
    circuit = edits.add_output_line(circuit, "beat", label=3)
    assert circuit.line_names == ("", "clock")
    assert circuit.output_names == ("", "beat")
    assert circuit.inputs.element.tolist() == [NONE, 0]
    assert circuit.outputs.label.tolist() == [NONE, 3]
    assert circuit.outputs.copy.tolist() == [0, 0]


def test_that_a_line_feeds_any_number_of_axons(circuit) -> None:
    fed = edits.feed(edits.feed(circuit, 0, (1, 2)), 0, (1, 3))
    assert fed.inputs.line.tolist() == [0, 0, 0]
    assert fed.inputs.core.tolist() == [0, 1, 1]
    assert fed.inputs.axon.tolist() == [0, 2, 3]
    assert fed.cores is circuit.cores


def test_that_a_removed_core_takes_what_points_at_it_along(circuit) -> None:
    idle = edits.empty_core(SMALL, "idle", (1, 0))
    circuit = edits.add_core(circuit, idle)
    circuit = edits.connect(circuit, (0, 2), (2, 1))
    circuit = edits.feed(circuit, 0, (2, 1))
    left = edits.remove_core(circuit, 1)
    assert [core.name for core in left.cores] == ["half 0", "idle"]
    assert left.cores[1] is circuit.cores[2]
    routes = left.cores[0].routes
    assert routes.core[0, :3].tolist() == [NONE, NONE, 1]
    assert routes.axon[0, :3].tolist() == [NONE, NONE, 1]
    assert left.inputs.core.tolist() == [0, 1]
    assert left.inputs.axon.tolist() == [0, 1]
    assert check_circuit(left, SMALL) == ()


@given(drawn=strategies.circuits(), data=st.data())
@settings(max_examples=40)
def test_that_removing_a_core_follows_every_index(drawn, data: st.DataObject) -> None:
    circuit, hardware = drawn
    if len(circuit.cores) < 2:
        return
    gone = data.draw(st.integers(0, len(circuit.cores) - 1))
    left = edits.remove_core(circuit, gone)
    kept = [core for k, core in enumerate(circuit.cores) if k != gone]
    for before, after in zip(kept, left.cores, strict=True):
        old, new = before.routes, after.routes
        if (old.core < gone).all():
            assert after is before
        for target, now in zip(old.core[0].tolist(), new.core[0].tolist(), strict=True):
            assert now == (NONE if target == gone else target - (target > gone))
        assert ((new.core == NONE) == (new.axon == NONE)).all()
        assert after.neurons is before.neurons
        assert after.synapses is before.synapses
    assert errors_of(check_circuit(left, hardware)) == ()


@given(drawn=strategies.circuits(), data=st.data())
@settings(max_examples=40)
def test_that_an_edit_of_a_core_touches_no_other(drawn, data: st.DataObject) -> None:
    circuit, _ = drawn
    index = data.draw(st.integers(0, len(circuit.cores) - 1))
    changed = edits.disconnect(circuit, (index, 0))
    for k, core in enumerate(changed.cores):
        assert (core is circuit.cores[k]) == (k != index)
    assert changed.inputs is circuit.inputs
    assert changed.stimuli is circuit.stimuli


def test_that_arrays_of_edited_cores_are_read_only(core) -> None:
    changed = edits.set_neurons(core, 0, NeuronParameters(leak=1), (1, 1))
    changed = edits.set_axon_types(edits.set_synapses(changed, 0, 0), 0, 1)
    circuit = edits.add_output_line(edits.add_core(Circuit(), changed))
    edited = edits.to_line(circuit, (0, 0), 0).cores[0]
    for array in (
        edited.axon_types,
        edited.synapses,
        edited.neurons.leak,
        edited.neurons.strengths,
        edited.routes.line,
    ):
        assert not array.flags.writeable


LEAKY = NeuronParameters(leak=256)
NOISY = NeuronParameters(stochastic_synapses=(True,) * 3)
REFUSED = {
    "There is no neuron 5": lambda c: edits.set_neurons(
        c.cores[0], 5, NeuronParameters()
    ),
    "There is no neuron -1": lambda c: edits.set_synapses(c.cores[0], 0, [-1]),
    "There is no axon 4": lambda c: edits.set_synapses(c.cores[0], [4], 0),
    "There is no axon type 2": lambda c: edits.set_axon_types(c.cores[0], 0, 2),
    "The leak is 256": lambda c: edits.set_neurons(c.cores[0], 0, LEAKY),
    "The strength is 300": lambda c: edits.set_neurons(
        c.cores[0], 0, MEMORYLESS_BINARY, (300,)
    ),
    "Values for 3 axon types, there are 2": lambda c: edits.set_neurons(
        c.cores[0], 0, NOISY
    ),
    "There is no core 2": lambda c: edits.connect(c, (0, 0), (2, 0)),
    "There is no core -1": lambda c: edits.remove_core(c, -1),
    "The delay is 16": lambda c: edits.connect(c, (0, 0), (1, 0), delay=16),
    "There is no output line 1": lambda c: edits.to_line(c, (0, 0), 1),
    "There is no input line 1": lambda c: edits.feed(c, 1, (0, 0)),
    "There is no input line 0": lambda c: edits.feed(
        replace(c, inputs=Circuit().inputs), 0, (0, 0)
    ),
    "There is no core 7": lambda c: edits.replace_core(c, 7, c.cores[0]),
}


@pytest.mark.parametrize("message", REFUSED)
def test_that_what_is_not_there_or_out_of_range_is_told(circuit, message) -> None:
    with pytest.raises(TNStudioError, match=message) as caught:
        REFUSED[message](circuit)
    assert caught.value.hint

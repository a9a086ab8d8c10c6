"""Cores for a chip of another size: nothing in use is lost, or it is refused."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests import strategies
from tests.circuits import SMALL, oscillator
from tests.same_values import same
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_edits import (
    connect,
    feed,
    set_axon_types,
    set_synapses,
)
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.core_sizes import resized_circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.rules import errors_of

LARGE = Hardware("large", axons=21, neurons=30, axon_types=6)
TINY = Hardware("tiny", axons=1, neurons=2, axon_types=1, grid_rows=2, grid_columns=2)


@given(drawn=strategies.circuits())
@settings(max_examples=25)
def test_that_a_larger_chip_and_back_is_the_same_circuit(drawn) -> None:
    circuit, hardware = drawn
    larger = resized_circuit(circuit, LARGE)
    assert errors_of(check_circuit(larger, LARGE)) == ()
    assert same(resized_circuit(larger, hardware), circuit)


def test_that_cores_of_the_same_size_stay_the_same_objects() -> None:
    circuit = oscillator().circuit
    assert resized_circuit(circuit, replace(SMALL, name="other")) is circuit


def test_that_what_has_no_use_may_go() -> None:
    small = resized_circuit(oscillator().circuit, TINY)
    assert check_circuit(small, TINY) == ()
    assert small.cores[0].crossbar().tolist() == [[True, True]]


OVERSIZED = {
    "axon 3": lambda c: connect(c, (0, 0), (1, 3)),
    "axon 1": lambda c: feed(c, 0, (1, 1)),
    "axon 2": lambda c: with_synapse(c, 2, 0),
    "neuron 4": lambda c: with_synapse(c, 0, 4),
    "neuron 3": lambda c: connect(c, (1, 3), (1, 0)),
    "axon type 1": lambda c: replace(
        c, cores=(c.cores[0], set_axon_types(c.cores[1], 0, 1))
    ),
}


def with_synapse(circuit, axon, neuron):
    core = set_synapses(circuit.cores[1], axon, neuron)
    return replace(circuit, cores=(circuit.cores[0], core))


@pytest.mark.parametrize("used", OVERSIZED)
def test_that_what_is_in_use_is_not_lost(used: str) -> None:
    circuit = OVERSIZED[used](oscillator().circuit)
    with pytest.raises(TNStudioError, match=f"It uses {used}, ") as caught:
        resized_circuit(circuit, TINY)
    assert caught.value.location == "core 'half 1'"
    assert caught.value.hint

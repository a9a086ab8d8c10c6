"""Meters of free cores are those of the rules, and count a core only once."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests import strategies
from tests.circuits import oscillator
from tnstudio.model import circuit_use
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import replace_core, set_synapses
from tnstudio.model.circuit_use import CoreUse, UseCount
from tnstudio.model.network import free_network
from tnstudio.model.rules import use_of


@given(strategies.free_networks())
def test_that_meters_are_those_of_the_rules(network) -> None:
    uses = UseCount().of_network(network)
    assert uses[:-1] == use_of(network)
    assert uses[-1].name == "fan-out per core"
    assert uses[-1].used <= uses[2].used


def test_that_the_oscillator_is_counted() -> None:
    count = UseCount()
    cores = oscillator().circuit.cores
    assert count.of_cores(cores) == (CoreUse(1, 2, 1), CoreUse(1, 2, 2))
    assert count.of_network(oscillator())[-1].used == 2
    empty = free_network("empty", Circuit())
    assert [use.used for use in count.of_network(empty)] == [0] * 5


def test_that_only_changed_cores_are_counted_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = []
    real = circuit_use.use_of_core

    def watched(core):
        counted.append(core)
        return real(core)

    monkeypatch.setattr(circuit_use, "use_of_core", watched)
    network, count = oscillator(), UseCount()
    count.of_network(network)
    new = set_synapses(network.circuit.cores[1], 2, 2)
    changed = replace(network, circuit=replace_core(network.circuit, 1, new))
    uses = {use.name: use.used for use in count.of_network(changed)}
    assert counted == [*network.circuit.cores, new]
    assert uses["axons per core"] == 2

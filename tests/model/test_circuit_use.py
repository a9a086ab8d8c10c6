"""What free cores use is counted once for each core."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests import strategies
from tests.circuits import oscillator
from tnstudio.model import circuit_use
from tnstudio.model.circuit_edits import replace_core, set_synapses
from tnstudio.model.circuit_use import CoreUse, use_of_core
from tnstudio.model.program import NONE
from tnstudio.model.rules import use_of


@given(drawn=strategies.circuits())
@settings(max_examples=30)
def test_that_what_a_core_uses_is_counted(drawn) -> None:
    for core in drawn[0].cores:
        crossbar = core.crossbar().tolist()
        routes = core.routes
        axons = sum(any(row) for row in crossbar)
        neurons = sum(
            any(row[j] for row in crossbar)
            or routes.core[0, j] != NONE
            or routes.line[0, j] != NONE
            for j in range(len(crossbar[0]))
        )
        feeding = int(np.sum(routes.core != NONE))
        assert use_of_core(core) == CoreUse(axons, neurons, feeding)


def test_that_a_neuron_on_an_output_line_feeds_no_core() -> None:
    cores = oscillator().circuit.cores
    assert [use_of_core(core).fan_out for core in cores] == [1, 1]
    assert [use_of_core(core).neurons for core in cores] == [2, 2]


def test_that_only_changed_cores_are_counted_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = []
    real = circuit_use.routed_neurons

    def watched(core):
        counted.append(core)
        return real(core)

    monkeypatch.setattr(circuit_use, "routed_neurons", watched)
    network = oscillator()
    use_of(network)
    new = set_synapses(network.circuit.cores[1], 2, 2)
    changed = replace(network, circuit=replace_core(network.circuit, 1, new))
    uses = {use.name: use.used for use in use_of(changed)}
    assert counted == [*network.circuit.cores, new]
    assert uses["axons per core"] == 2

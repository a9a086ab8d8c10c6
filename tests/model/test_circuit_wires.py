"""Which axons are reached, and which neurons reach something."""

import numpy as np
from hypothesis import given

from tests import strategies
from tests.circuits import oscillator
from tnstudio.model.circuit_wires import fed_axons, routed_neurons
from tnstudio.model.program import NONE


def test_that_what_reaches_a_core_and_leaves_it_is_found() -> None:
    circuit = oscillator().circuit
    assert fed_axons(circuit, 0).tolist() == [True, False, False, False]
    assert fed_axons(circuit, 1).tolist() == [True, False, False, False]
    assert routed_neurons(circuit.cores[0]).tolist() == [True] + [False] * 4
    assert routed_neurons(circuit.cores[1]).tolist() == [True, True] + [False] * 3


@given(strategies.circuits())
def test_that_exactly_the_reached_axons_are_fed(drawn) -> None:
    circuit, _ = drawn
    for index in range(len(circuit.cores)):
        expected = {
            int(axon)
            for core, axon in zip(
                circuit.inputs.core.tolist(), circuit.inputs.axon.tolist(), strict=True
            )
            if core == index
        }
        for source in circuit.cores:
            pairs = zip(
                source.routes.core[0].tolist(),
                source.routes.axon[0].tolist(),
                strict=True,
            )
            expected |= {axon for core, axon in pairs if core == index}
        assert set(np.flatnonzero(fed_axons(circuit, index)).tolist()) == expected - {
            NONE
        }

"""Circuits side by side do what each did alone."""

import numpy as np
import pytest
from hypothesis import given, settings

from tests import strategies
from tests.circuits import SMALL, expected_beats, oscillator
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import add_core, empty_core
from tnstudio.model.circuit_joining import fed_axons, routed_neurons, with_circuit
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import free_network
from tnstudio.model.program import NONE
from tnstudio.simulation.simulator import Simulator


def test_that_two_oscillators_beat_side_by_side() -> None:
    circuit = oscillator().circuit
    both = with_circuit(circuit, circuit, SMALL)
    assert both.line_names == ("start", "start")
    assert both.output_names == ("beat", "beat")
    assert len({(core.chip_row, core.chip_column) for core in both.cores}) == 4
    lines = np.zeros((30, 2), np.uint8)
    lines[1, 0] = lines[4, 1] = 1
    outputs = Simulator(assemble(free_network("both", both, SMALL))).run(lines).outputs
    assert outputs[:, 0].tolist() == expected_beats(30)
    assert outputs[3:, 1].tolist() == expected_beats(27)


@settings(deadline=None)
@given(strategies.circuits())
def test_that_a_circuit_beside_another_is_as_sound(drawn) -> None:
    circuit, hardware = drawn
    roomy = Hardware(
        "roomy", hardware.axons, hardware.neurons, hardware.axon_types, 16, 16
    )
    joined = with_circuit(circuit, circuit, roomy)
    assert joined.cores[: len(circuit.cores)] == circuit.cores
    assert joined.stimuli == circuit.stimuli
    codes = {problem.code for problem in check_circuit(joined, roomy)}
    assert codes <= {problem.code for problem in check_circuit(circuit, roomy)}


def test_that_lines_of_nobody_get_no_names() -> None:
    bare = add_core(Circuit(), empty_core(SMALL, "", (0, 0)))
    assert with_circuit(bare, bare, SMALL).line_names == ()
    named = with_circuit(bare, oscillator().circuit, SMALL)
    assert named.line_names == ("start",)


def test_that_a_full_chip_is_told() -> None:
    circuit = oscillator().circuit
    full = with_circuit(circuit, circuit, SMALL)
    with pytest.raises(TNStudioError, match="places all have a core"):
        with_circuit(full, circuit, SMALL)


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

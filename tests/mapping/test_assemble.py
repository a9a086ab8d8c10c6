"""Free cores become a chip, and a chip free cores."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests import strategies
from tests.circuits import SMALL, oscillator
from tests.same_values import same
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_arrays import circuit_of
from tnstudio.model.circuit_edits import add_core, empty_core, remove_core
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Network, free_network
from tnstudio.model.program import ChipProgram
from tnstudio.model.program_rules import check_program
from tnstudio.model.templates import mnist_5core
from tnstudio.simulation.simulator import Simulator


@given(network=strategies.free_networks())
@settings(max_examples=60)
def test_that_a_circuit_becomes_a_chip_and_is_found_again(network: Network) -> None:
    circuit, program = network.circuit, assemble(network)
    assert check_program(program) == ()
    assert (program.name, program.seed) == (network.name, network.seed)
    assert program.hardware == network.hardware
    assert (program.copies, program.latency) == (1, 0)
    again = circuit_of(program, circuit.stimuli)
    names = [core.name for core in circuit.cores]
    cores = [
        replace(core, name=name) for core, name in zip(again.cores, names, strict=True)
    ]
    assert same(
        replace(
            again,
            cores=tuple(cores),
            line_names=circuit.line_names,
            output_names=circuit.output_names,
        ),
        circuit,
    )


@given(program=strategies.programs())
@settings(max_examples=40)
def test_that_a_chip_as_free_cores_has_the_same_arrays(program: ChipProgram) -> None:
    circuit = circuit_of(program)
    assert [core.name for core in circuit.cores] == [
        f"core {k}" for k in range(program.cores)
    ]
    for core in circuit.cores:
        assert np.shares_memory(core.synapses, program.synapses)
    network = free_network(program.name, circuit, program.hardware, program.seed)
    again = assemble(network)
    for name in ("axon_types", "synapses", "neurons", "routes", "inputs"):
        assert same(getattr(again, name), getattr(program, name)), name
    assert same(again.outputs.label, program.outputs.label)
    assert not again.outputs.copy.any()
    for name in ("chip_row", "chip_column"):
        assert same(getattr(again.places, name), getattr(program.places, name))
        own = name.removeprefix("chip_")
        assert same(getattr(again.places, own), getattr(program.places, name))
    assert not again.places.layer.any()


def test_that_an_edited_circuit_is_assembled_anew() -> None:
    network = oscillator()
    assert assemble(network).cores == 2
    fewer = replace(network, circuit=remove_core(network.circuit, 0))
    assert assemble(fewer).cores == 1
    assert assemble(network).cores == 2


@pytest.mark.parametrize(("axons", "neurons"), [(1, 1), (1024, 1024), (3, 1000)])
def test_that_cores_of_any_size_are_assembled(axons: int, neurons: int) -> None:
    hardware = Hardware("any", axons, neurons, 16, 256, 256)
    circuit = add_core(Circuit(), empty_core(hardware, "a", (255, 0)))
    circuit = add_core(circuit, empty_core(hardware, "b", (0, 255)))
    program = assemble(free_network("any", circuit, hardware))
    assert program.places.chip_row.tolist() == [255, 0]
    assert not Simulator(program).run(np.zeros((2, 0), np.uint8)).spikes.any()


def test_that_layers_are_not_assembled() -> None:
    with pytest.raises(TNStudioError, match="has layers") as caught:
        assemble(mnist_5core())
    assert "train it" in caught.value.hint


def test_that_what_is_not_valid_is_not_assembled() -> None:
    with pytest.raises(TNStudioError, match="no cores"):
        assemble(free_network("nothing", Circuit(), SMALL))

"""Presets built with the edits behave as those that the tests build by hand."""

import numpy as np
import pytest

from tests.programs import circuit as by_hand
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.network import free_network
from tnstudio.model.preset_circuits import circuit_of_preset
from tnstudio.model.presets import PRESETS, Preset, preset
from tnstudio.simulation.simulator import Simulator


@pytest.mark.parametrize("wanted", PRESETS, ids=[item.name for item in PRESETS])
def test_that_a_preset_runs_as_it_does_by_hand(wanted: Preset) -> None:
    random = np.random.default_rng(4)
    lines = (random.random((120, len(wanted.inputs))) < 0.3).astype(np.uint8)
    program = assemble(free_network("preset", circuit_of_preset(wanted)))
    cells = len(wanted.cells)
    spikes = Simulator(program).run(lines).of_core(0)
    expected = Simulator(by_hand(wanted)).run(lines).of_core(0)
    np.testing.assert_array_equal(spikes[:, :cells], expected)
    assert not spikes[:, cells:].any()


def test_that_a_cell_without_a_link_has_an_output_line() -> None:
    circuit = circuit_of_preset(preset("tonic spiking"), TRUENORTH)
    assert circuit.output_names == ("cell 0",)
    assert circuit.line_names == ("input 0",)
    program = assemble(free_network("tonic", circuit))
    outputs = Simulator(program).run(np.zeros((40, 1), np.uint8)).outputs
    assert np.flatnonzero(outputs[:, 0]).tolist() == [9, 19, 29, 39]


def test_that_a_core_that_is_too_small_is_told() -> None:
    with pytest.raises(TNStudioError, match="There is no neuron 1"):
        circuit_of_preset(preset("phasic bursting"), Hardware("tiny", 4, 1, 2, 1, 1))

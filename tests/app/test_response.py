"""Responses are those of the plain reference, V and spikes alike."""

import numpy as np
import pytest

from tests import oracle
from tests.circuits import expected_beats, oscillator
from tnstudio.app.drives import (
    ONSET,
    STEP_TICKS,
    Drive,
    DriveKind,
    showing_of,
    trains_of,
)
from tnstudio.app.response import (
    MOST_TICKS,
    Response,
    neuron_network,
    responding_in_place,
    response_of,
)
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Network, free_network
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.model.preset_circuits import circuit_of_preset
from tnstudio.model.presets import PRESETS, Preset, preset

FEW = Hardware("few", axons=8, neurons=4, grid_rows=1, grid_columns=1)


def spike_rows(trains, ticks: int, lines: int) -> np.ndarray:
    rows = np.zeros((ticks, lines), np.uint8)
    for line, train in enumerate(trains):
        rows[[tick for tick in train if tick < ticks], line] = 1
    return rows


def assert_as_by_hand(network: Network, response: Response, trains) -> None:
    program = assemble(network)
    rows = spike_rows(trains, response.ticks, len(program.inputs.element))
    history = oracle.run_chip(program, rows)
    np.testing.assert_array_equal(response.spikes, history.spikes[:, 0, 0])
    np.testing.assert_array_equal(response.potentials, history.potentials[:, 0, 0])
    np.testing.assert_array_equal(response.arrivals, rows)
    fired = response.compared >= response.thresholds
    np.testing.assert_array_equal(fired, response.spikes)


@pytest.mark.parametrize("wanted", PRESETS, ids=[item.name for item in PRESETS])
def test_that_a_preset_answers_its_own_input_as_by_hand(wanted: Preset) -> None:
    network = free_network("preset", circuit_of_preset(wanted, FEW), FEW)
    showing = showing_of(wanted)
    assert len(showing.trains) <= len(wanted.inputs)
    response = response_of(network, showing.trains, showing.ticks)
    assert response.ticks == showing.ticks
    assert response.spikes.any() == (wanted.name != "subthreshold oscillation")
    assert_as_by_hand(network, response, showing.trains)


@pytest.mark.parametrize(
    "parameters",
    [
        NeuronParameters(threshold=5, leak=-1, leak_reversal=True),
        NeuronParameters(threshold=7, reset_mode=ResetMode.SUBTRACT_THRESHOLD),
        NeuronParameters(stochastic_leak=True, leak=100, threshold=3),
        NeuronParameters(stochastic_synapses=(True, False), threshold_mask=3),
        NeuronParameters(initial_potential=-20, leak=2, negative_threshold=30),
    ],
)
@pytest.mark.parametrize("kind", list(DriveKind))
def test_that_a_neuron_answers_every_drive_as_by_hand(parameters, kind) -> None:
    network = neuron_network(parameters, (3, -2), seed=4)
    trains = trains_of(Drive(kind, 1, 3))
    assert_as_by_hand(network, response_of(network, trains, 60), trains)


def test_that_drives_are_what_they_are_called() -> None:
    assert trains_of(Drive(DriveKind.SILENCE)) == ((),)
    assert trains_of(Drive(DriveKind.SINGLE, 2, 4)) == ((), (), (ONSET,))
    assert trains_of(Drive(DriveKind.PAIR, 0, 4)) == ((ONSET, ONSET + 4),)
    (step,) = trains_of(Drive(DriveKind.STEP, 0, 2))
    assert step[:2] == (ONSET, ONSET + 2)
    assert len(step) == STEP_TICKS // 2


def in_place(place: tuple[int, int], ticks: int) -> Response:
    work = responding_in_place(oscillator(), place, ticks)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_that_a_neuron_is_watched_where_it_is() -> None:
    response = in_place((1, 1), 30)
    assert response.spikes.astype(int).tolist() == expected_beats(30)
    assert response.arrivals[:, 0].astype(int).tolist() == expected_beats(30)
    assert response.arrivals.shape == (30, 1)


@pytest.mark.parametrize("ticks", [0, MOST_TICKS + 1])
def test_that_ticks_out_of_range_are_refused(ticks: int) -> None:
    network = neuron_network(NeuronParameters(), (1,))
    with pytest.raises(TNStudioError, match=f"response of {ticks} ticks"):
        response_of(network, (), ticks)


def test_that_a_missing_neuron_is_told() -> None:
    with pytest.raises(TNStudioError, match="no neuron 9 of core 0"):
        in_place((0, 9), 10)


def test_that_a_value_out_of_range_is_told() -> None:
    with pytest.raises(TNStudioError, match="The threshold is -1"):
        neuron_network(NeuronParameters(threshold=-1), (1,))
    with pytest.raises(KeyError):
        preset("nothing of the kind")

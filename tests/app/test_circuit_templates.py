"""The sample circuits do what they say."""

from collections.abc import Callable

import numpy as np
import pytest

from tnstudio.app.chip_run import chip_run
from tnstudio.app.setups import circuit_setup
from tnstudio.model.circuit_templates import (
    bursting,
    coincidence_detector,
    oscillator,
)
from tnstudio.model.network import Network
from tnstudio.model.rules import check_network
from tnstudio.simulation.recording import Recording


def recordings(network: Network, ticks: int) -> list[Recording]:
    pieces = chip_run(circuit_setup(network, seed=0), ticks)
    return [piece.recording for piece in pieces]


@pytest.mark.parametrize(
    ("make", "expected"),
    [(oscillator, [2, 7, 12, 17, 22]), (coincidence_detector, [0, 12, 24])],
)
def test_that_the_output_line_spikes_as_told(
    make: Callable[[], Network], expected: list[int]
) -> None:
    shown = np.concatenate([r.outputs[:, 0] for r in recordings(make(), 25)])
    assert np.flatnonzero(shown).tolist() == expected


def test_that_the_bursting_neuron_spikes_six_times_for_each_pulse() -> None:
    cells = [r.of_core(0)[:, 0] for r in recordings(bursting(), 200)]
    ticks = np.flatnonzero(np.concatenate(cells))
    assert len(ticks) == 6
    assert set(np.diff(ticks)) == {17}


def test_that_the_output_line_of_the_bursting_neuron_shows_its_spikes() -> None:
    found = recordings(bursting(), 201)
    cells = np.concatenate([r.of_core(0)[:, 0] for r in found])
    shown = np.concatenate([r.outputs[:, 0] for r in found])
    # Each spike is on its way for a tick.
    np.testing.assert_array_equal(np.flatnonzero(shown), np.flatnonzero(cells) + 1)
    assert check_network(bursting()) == ()

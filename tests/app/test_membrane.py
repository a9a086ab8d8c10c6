"""V at the moment that it is compared with the threshold."""

import numpy as np
import pytest

from tests.programs import random_recurrent_program
from tnstudio.app.membrane import integrated, thresholds
from tnstudio.simulation.simulator import Simulator


@pytest.mark.parametrize("seed", range(4))
def test_that_a_neuron_fires_where_the_integrated_potential_reaches_its_threshold(
    seed: int,
) -> None:
    program = random_recurrent_program(np.random.default_rng(seed))
    simulator = Simulator(program)
    random = np.random.default_rng(seed)
    fired_at_all = 0
    for tick in range(12):
        before = simulator.potentials
        lines = random.random((1, program.inputs.element.size)) < 0.5
        recording = simulator.run(lines)
        for core in range(program.cores):
            active = simulator.active_axons[core]
            v = integrated(program, core, active, before[core], tick)
            fired = recording.of_core(core)[0]
            assert np.array_equal(v >= thresholds(program, core, tick), fired)
            fired_at_all += int(fired.sum())
    assert fired_at_all > 0

"""What the sample files of older formats hold, by formula, not by chance."""

from dataclasses import replace

import numpy as np

from tests.programs import ProgramBuilder
from tests.storage import test_recordings, test_runs
from tests.storage.test_stopped_trainings import stopped_project
from tests.trained_networks import tiny_network
from tnstudio.model.hardware import DELAY, Hardware
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.model.program import ChipProgram
from tnstudio.model.project import Project


def project_of_version_1() -> Project:
    """Return what ``samples/version_1.tn.h5`` holds.

    That file was saved by the last program that wrote format 1.
    """
    return Project(tiny_network(), None, _program(noisy=False))


def project_of_version_2() -> Project:
    """Return what ``samples/version_2.tn.h5`` holds.

    That file was saved by the last program that wrote format 2.
    """
    return Project(tiny_network(seed=2), None, _program(noisy=True))


def project_of_version_3() -> Project:
    """Return what ``samples/version_3.tn.h5`` holds.

    That file was saved by the last program that wrote format 3.
    """
    places = tuple((k // 7, k % 7) for k in reversed(range(10)))
    whole = stopped_project()
    return replace(
        whole,
        network=replace(whole.network, placement=places),
        recordings=test_recordings.project().recordings,
        runs=test_runs.project().runs,
    )


def _program(*, noisy: bool) -> ChipProgram:
    """Return cores in a ring, with every neuron mode, the stochastic ones if noisy."""
    hardware = Hardware("ring", 6, 10, 3, 2, 3)
    cores, lines, outputs = 4, 5, 3
    builder = ProgramBuilder(hardware, cores, lines, outputs)
    builder.types[:] = np.arange(builder.types.size).reshape(4, 6) % 3
    count = np.arange(builder.synapses.size).reshape(builder.synapses.shape)
    builder.synapses[:] = count * 7 % 11 < 5
    for core in range(cores):
        for j in range(hardware.neurons):
            k = core * hardware.neurons + j
            neuron = _with_noise(_neuron(k), k) if noisy else _neuron(k)
            builder.neuron(core, j, neuron, (k % 4 + 1, -(k % 3), 255 - k))
            if j < 7:
                delay = k % DELAY.high + 1
                builder.route((core, j), ((core + 1) % cores, k % 6), delay)
            else:
                builder.output((core, j), j - 7)
    for line in range(lines):
        builder.input(line, line % cores, line)
        builder.input(line, (line + 1) % cores, 5 - line)
    return builder.build()


def _neuron(k: int) -> NeuronParameters:
    return NeuronParameters(
        leak=k % 5 - 2,
        leak_reversal=k % 2 == 1,
        threshold=3 + k % 13,
        negative_threshold=k % 9,
        negative_saturates=k % 4 < 2,
        reset_mode=ResetMode(k % 3),
        reset_value=k % 6 - 3,
        initial_potential=k % 8 - 4,
    )


def _with_noise(neuron: NeuronParameters, k: int) -> NeuronParameters:
    return replace(
        neuron,
        stochastic_synapses=(k % 2 == 0, k % 3 == 0, k % 5 == 0),
        stochastic_leak=k % 7 < 3,
        threshold_mask=2 ** (k % 5) - 1,
    )

"""Projects out of files of other programs, and what those programs are given."""

from collections.abc import Sequence

import numpy as np

from tnstudio.app.setups import stimulus_setup
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit_arrays import circuit_of
from tnstudio.model.network import free_network
from tnstudio.model.program import ChipProgram
from tnstudio.model.project import Project
from tnstudio.model.stimulus import (
    FOREVER,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.storage.interchange.ranc_reading import RancModel
from tnstudio.texts import tr

_PIECE = 256
"""Ticks of input spikes that are made at once."""


def ranc_project(model: RancModel) -> Project:
    """Return a project of RANC's cores, with its packets as the stimulus."""
    program = model.program
    circuit = circuit_of(program, (model.stimulus,))
    return Project(free_network(program.name, circuit, program.hardware))


def chip_of(project: Project) -> ChipProgram:
    """Return the chip of a project: its free cores, or what was deployed.

    Raises
    ------
    TNStudioError
        If there is none.
    """
    if project.network.circuit is not None:
        return assemble(project.network)
    if project.program is None:
        raise TNStudioError(
            tr("The project has no chip"),
            project.network.name,
            tr("train the network first"),
        )
    return project.program


def last_tick(stimuli: Sequence[Stimulus]) -> int | None:
    """Return the tick after which there are no more spikes; None if for ever.

    -1 without any spike.
    """
    ends = [_end(stimulus) for stimulus in stimuli]
    latest = max(ends, default=0) - 1
    return latest if latest < FOREVER - 1 else None


def _end(stimulus: Stimulus) -> int:
    """Return a tick from which on a generator is silent."""
    match stimulus:
        case SingleSpike():
            return stimulus.tick + 1
        case RegularSpikes() | PoissonSpikes():
            return stimulus.end
        case PatternSpikes(period=0):
            return int(stimulus.ticks[-1]) + 1 if stimulus.ticks.size else 0
        case _:
            return FOREVER


def shown_spikes(
    program: ChipProgram, stimuli: Sequence[Stimulus], seed: int, ticks: int
) -> PatternSpikes:
    """Return what generators show in so many ticks, spike by spike.

    Raises
    ------
    TNStudioError
        As `stimulus_setup` does, or if a data set cannot be read.
    """
    source = stimulus_setup(program, tuple(stimuli), seed).source
    found = [np.zeros((0, 2), np.int64)]
    for first in range(0, ticks, _PIECE):
        rows = min(_PIECE, ticks - first)
        found.append(np.argwhere(source.spikes(first, rows)) + np.array([first, 0]))
    spikes = np.concatenate(found)
    return PatternSpikes(frozen(spikes[:, 0], np.int64), frozen(spikes[:, 1], np.int32))

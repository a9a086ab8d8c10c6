"""What one neuron answers to an input: V, tick by tick, and its spikes."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tnstudio.app.membrane import integrated, thresholds
from tnstudio.app.setups import Setup, circuit_setup
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    empty_core,
    feed,
    set_axon_types,
    set_neurons,
    set_synapses,
)
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Network, free_network
from tnstudio.model.neuron import NeuronParameters
from tnstudio.simulation.simulator import Simulator
from tnstudio.texts import tr

MOST_TICKS = 5000
"""Longest response; each tick is looked at by itself."""

_STEP_TICKS = 16
"""Ticks between two steps of a job: a chip of 4096 cores takes 5 ms for each."""


@dataclass(frozen=True, eq=False, slots=True)
class Response:
    """What a neuron did from tick 0 on.

    Attributes
    ----------
    arrivals : bool array, shape (ticks, trains)
        The spikes that came in: a train for each input line, or for each axon
        with a synapse of the neuron.
    compared : int32 array, shape (ticks,)
        V when it was compared with the threshold: after synapses and leak.
    potentials : int32 array, shape (ticks,)
        V at the end of each tick, after any reset.
    thresholds : int32 array, shape (ticks,)
        α + η.
    spikes : bool array, shape (ticks,)
    """

    arrivals: npt.NDArray[np.bool_]
    compared: npt.NDArray[np.int32]
    potentials: npt.NDArray[np.int32]
    thresholds: npt.NDArray[np.int32]
    spikes: npt.NDArray[np.bool_]

    @property
    def ticks(self) -> int:
        """Number of ticks."""
        return len(self.spikes)


def neuron_network(
    parameters: NeuronParameters, strengths: Sequence[int], seed: int = 0
) -> Network:
    """Return a network of one neuron with an input line for each axon type.

    Raises
    ------
    TNStudioError
        If a parameter or strength is out of range.
    """
    types = max(1, len(strengths), len(parameters.stochastic_synapses))
    hardware = Hardware("one neuron", types, 1, types, 1, 1)
    core = set_neurons(
        empty_core(hardware, "", (0, 0)), 0, parameters, tuple(strengths)
    )
    core = set_axon_types(core, range(types), range(types))
    circuit = add_core(Circuit(), set_synapses(core, range(types), 0))
    for axon in range(types):
        circuit = feed(add_input_line(circuit), axon, (0, axon))
    return free_network("response", circuit, hardware, seed)


def response_of(
    network: Network, trains: Sequence[Iterable[int]], ticks: int
) -> Response:
    """Run a network of free cores and watch the first neuron of its first core.

    Parameters
    ----------
    trains : sequence of iterable of int
        The ticks at which each input line has a spike; lines beyond its end
        are silent.
    ticks : int
        1 to `MOST_TICKS`.

    Raises
    ------
    TNStudioError
        If the network is not valid, or the ticks are out of range.
    """
    return _result_of(responding(network, trains, ticks))


def responding(
    network: Network, trains: Sequence[Iterable[int]], ticks: int
) -> Generator[None, None, Response]:
    """Do what `response_of` does as a job, in small steps."""
    program = assemble(network)
    lines = np.zeros((max(0, ticks), len(program.inputs.element)), np.uint8)
    for line, train in enumerate(trains):
        when = np.fromiter(train, np.int64)
        lines[when[(when >= 0) & (when < ticks)], line] = 1
    setup = Setup(program, _Listed(lines))
    response = yield from _watching(setup, (0, 0), ticks)
    return replace(response, arrivals=lines.astype(np.bool_))


def responding_in_place(
    network: Network, place: tuple[int, int], ticks: int
) -> Generator[None, None, Response]:
    """Run a network with its own stimuli and watch a neuron where it is.

    Parameters
    ----------
    place : (int, int)
        Core and neuron.

    Returns
    -------
    generator
        A job in small steps; its result is the response.

    Raises
    ------
    TNStudioError
        If the network is not valid, its stimuli cannot be had, or there is no
        such neuron.
    """
    setup = circuit_setup(network, network.seed)
    core, neuron = place
    if not (0 <= core < setup.program.cores and 0 <= neuron < network.hardware.neurons):
        raise TNStudioError(
            tr("There is no neuron {neuron} of core {core}", neuron=neuron, core=core),
            hint=tr("choose another"),
        )
    return (yield from _watching(setup, place, ticks))


class _Listed:
    """Input spikes that were listed beforehand."""

    def __init__(self, lines: npt.NDArray[np.uint8]) -> None:
        self._lines = lines

    def spikes(self, first_tick: int, rows: int) -> npt.NDArray[np.uint8]:
        return self._lines[first_tick : first_tick + rows]


def _result_of(work: Generator[None, None, Response]) -> Response:
    while True:
        try:
            next(work)
        except StopIteration as end:
            response: Response = end.value
            return response


def _watching(
    setup: Setup, place: tuple[int, int], ticks: int
) -> Generator[None, None, Response]:
    if not 1 <= ticks <= MOST_TICKS:
        raise TNStudioError(
            tr("A response of {ticks} ticks", ticks=ticks),
            hint=tr("choose 1 to {most:,}", most=MOST_TICKS),
        )
    (core, neuron), program = place, setup.program
    reached = np.flatnonzero(program.crossbar(core)[:, neuron])
    simulator = Simulator(program)
    compared, potentials, levels = (np.zeros(ticks, np.int32) for _ in range(3))
    spikes = np.zeros(ticks, np.bool_)
    arrivals = np.zeros((ticks, len(reached)), np.bool_)
    before = simulator.potentials[core]
    for tick in range(ticks):
        if tick % _STEP_TICKS == 0:
            yield
        recording = simulator.run(setup.source.spikes(tick, 1))
        axons = simulator.active_axons[core]
        compared[tick] = integrated(program, core, axons, before, tick)[neuron]
        levels[tick] = thresholds(program, core, tick)[neuron]
        before = simulator.potentials[core]
        potentials[tick] = before[neuron]
        spikes[tick] = recording.of_core(core)[0, neuron]
        arrivals[tick] = axons[reached]
    return Response(arrivals, compared, potentials, levels, spikes)

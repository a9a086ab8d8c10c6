"""Who feeds the axons of a core: the wiring, read backwards."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import NONE, ChipProgram

Indices = npt.NDArray[np.int64]


class Feeds(NamedTuple):
    """Connections into axons, arrays of shape (connections,).

    Attributes
    ----------
    axon : int64
        The axon, counted within its core.
    source : int64
        A neuron, counted over all cores, or an input line.
    delay : int64
        Ticks from the source's spike until the axon is active.
    """

    axon: Indices
    source: Indices
    delay: Indices


class Sources:
    """All connections into each core of a program; built once, then looked up.

    Attributes
    ----------
    program : ChipProgram
    memory : bool array, shape (cores, neurons)
        See `keeps_memory`.
    """

    def __init__(self, program: ChipProgram) -> None:
        self.program = program
        self.memory = keeps_memory(program)
        routes, inputs = program.routes, program.inputs
        neuron = np.flatnonzero(routes.core.ravel() != NONE)
        self._neurons, self._of_neurons = _by_core(
            program.cores,
            routes.core.ravel()[neuron],
            Feeds(
                routes.axon.ravel()[neuron].astype(np.int64),
                neuron,
                routes.delay.ravel()[neuron].astype(np.int64),
            ),
        )
        # A line that feeds an axon twice feeds it once.
        sizes = (*program.axon_types.shape, max(1, len(inputs.element)))
        pairs = np.unique(
            np.ravel_multi_index((inputs.core, inputs.axon, inputs.line), sizes)
        )
        core, axon, line = np.unravel_index(pairs, sizes)
        at_once = np.zeros(len(line), np.int64)
        self._lines, self._of_lines = _by_core(
            program.cores, core, Feeds(axon, line, at_once)
        )

    def neurons_into(self, core: int) -> Feeds:
        """Return which neurons feed a core."""
        return _of_core(self._neurons, self._of_neurons, core)

    def lines_into(self, core: int) -> Feeds:
        """Return which input lines feed a core, each connection once."""
        return _of_core(self._lines, self._of_lines, core)


def keeps_memory(program: ChipProgram) -> npt.NDArray[np.bool_]:
    """Tell which neurons may start a tick with what earlier ticks left.

    The others start every tick but the first with V = 0: whatever is at least
    α <= 1 is reset to R = 0, whatever is below β = 0 too, and nothing is
    between.

    Returns
    -------
    bool array, shape (cores, neurons)
    """
    n = program.neurons
    forgets: npt.NDArray[np.bool_] = (
        (n.reset_mode == ResetMode.TO_VALUE)
        & (n.reset_value == 0)
        & (n.negative_threshold == 0)
        & (n.threshold <= 1)
        & (n.threshold_mask == 0)
    )
    return ~forgets


def _by_core(
    cores: int, core: npt.NDArray[np.int32 | np.int64], feeds: Feeds
) -> tuple[Feeds, Indices]:
    """Sort connections by their core; return them and the first of each core."""
    order = np.argsort(core, kind="stable")
    starts = np.searchsorted(core[order], np.arange(cores + 1))
    return Feeds(*(values[order] for values in feeds)), starts


def _of_core(feeds: Feeds, starts: Indices, core: int) -> Feeds:
    return Feeds(*(values[starts[core] : starts[core + 1]] for values in feeds))

"""What the ticks of a chip cost: synaptic events, spikes, axon events, hops."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation import count_kernels
from tnstudio.simulation.packing import pack, unpack
from tnstudio.simulation.probes import synapses_per_axon
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.soundness import require_lines, require_sound
from tnstudio.simulation.tables import RING, WORD, words_for


@dataclass(frozen=True, eq=False, slots=True)
class Counts:
    """What happened in a run of ticks, int64 arrays.

    Attributes
    ----------
    first_tick : int
    synaptic_events : shape (ticks,)
        Pairs of an active axon and a closed synapse of it.
    spikes : shape (ticks,)
        Spikes of neurons, also of those without a target.
    axon_events : shape (ticks,)
        Active axons; spikes that meet on an axon are one event.
    hops : shape (ticks,)
        Steps on the chip's grid that spikes take to the core of their target
        axon: rows plus columns (Manhattan distance), counted in the tick in
        which the neuron fires. Spikes to output lines and on input lines
        count 0, since where the lines are attached is not known.
    synaptic_events_of_core : shape (cores,)
        Of all these ticks.
    """

    first_tick: int
    synaptic_events: npt.NDArray[np.int64]
    spikes: npt.NDArray[np.int64]
    axon_events: npt.NDArray[np.int64]
    hops: npt.NDArray[np.int64]
    synaptic_events_of_core: npt.NDArray[np.int64]

    @property
    def ticks(self) -> int:
        """Number of ticks."""
        return len(self.spikes)


class Counter:
    """Counts run after run of a chip, from its recordings and input spikes.

    Axons become active up to 15 ticks after the spikes that reach them, so a
    counter keeps what is on its way from one run to the next.

    Parameters
    ----------
    program : ChipProgram
    first_tick : int
        The first tick to be counted.
    pending : bool array, shape (15, cores, axons), optional
        Row k holds the axons that earlier spikes activate in tick
        ``first_tick + k``; none by default, as before tick 0. To start
        elsewhere, ask the simulator that is there for `Simulator.pending`.

    Raises
    ------
    TNStudioError
        If the program's arrays do not fit together, or pending to it.
    """

    def __init__(
        self,
        program: ChipProgram,
        first_tick: int = 0,
        pending: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        require_sound(program)
        self.program = program
        self._tick = first_tick
        self._wires = _wires(program)
        cores, axons = program.axon_types.shape
        words = words_for(axons)
        self._ring = np.zeros((RING, cores * words), np.uint64)
        if pending is not None:
            self.resume(first_tick, pending)

    @property
    def tick(self) -> int:
        """The next tick to be counted."""
        return self._tick

    @property
    def pending(self) -> npt.NDArray[np.bool_]:
        """Axons to be active in the next ticks, bool, shape (15, cores, axons)."""
        cores, axons = self.program.axon_types.shape
        ticks = (self._tick + np.arange(DELAY.high)) % RING
        rows = self._ring[ticks].reshape(DELAY.high * cores, -1)
        return unpack(rows, axons).reshape(DELAY.high, cores, axons)

    def resume(self, tick: int, pending: npt.NDArray[np.bool_]) -> None:
        """Go on counting at another tick.

        Parameters and errors are those of the counter itself.
        """
        _require_pending(self.program, pending)
        self._tick = tick
        self._ring[:] = 0
        for k in range(DELAY.high):
            self._ring[(tick + k) % RING] = pack(pending[k]).ravel()

    def count(
        self, recording: Recording, lines: npt.NDArray[np.uint8 | np.bool_]
    ) -> Counts:
        """Count the next ticks.

        Parameters
        ----------
        recording : Recording
            Of these ticks; its first one is `tick`.
        lines : uint8 or bool array, shape (ticks, input lines)
            Their input spikes.

        Raises
        ------
        TNStudioError
            If these are other ticks than the next ones, or of another program.
        """
        lines = require_lines(self.program, lines)
        self._require_next(recording, len(lines))
        ticks, cores = recording.ticks, self.program.cores
        tallies = _no_tallies(ticks, cores)
        spikes = recording.spikes.reshape(ticks, cores * words_for(recording.neurons))
        # A kernel would be compiled once more for writable arrays.
        spikes.flags.writeable = False
        # Words wrap around by design; only interpreted kernels would warn.
        with np.errstate(over="ignore"):
            count_kernels.count_ticks(
                spikes, lines, self._wires, self._tick, self._ring, tallies
            )
        first, self._tick = self._tick, self._tick + ticks
        return Counts(first, *(frozen(values, np.int64) for values in tallies))

    def _require_next(self, recording: Recording, ticks: int) -> None:
        neurons = self.program.hardware.neurons
        shape = (ticks, self.program.cores, words_for(neurons))
        if recording.spikes.shape != shape or recording.neurons != neurons:
            raise TNStudioError(
                "Recording and input spikes are not of the same ticks and program",
                self.program.name,
                "give the recording of the run that had this input",
            )
        if recording.first_tick != self._tick:
            raise TNStudioError(
                f"The recording begins with tick {recording.first_tick}",
                self.program.name,
                f"count from tick {self._tick} on, or start another counter",
            )


def _no_tallies(ticks: int, cores: int) -> count_kernels.Tallies:
    return count_kernels.Tallies(
        synaptic_events=np.zeros(ticks, np.int64),
        spikes=np.zeros(ticks, np.int64),
        axon_events=np.zeros(ticks, np.int64),
        hops=np.zeros(ticks, np.int64),
        of_core=np.zeros(cores, np.int64),
    )


def _require_pending(program: ChipProgram, pending: npt.NDArray[np.bool_]) -> None:
    shape = (DELAY.high, *program.axon_types.shape)
    if pending.shape != shape:
        raise TNStudioError(
            f"The pending axons have shape {pending.shape}, not {shape}",
            program.name,
            "take them from a counter of this program",
        )


def _wires(program: ChipProgram) -> count_kernels.Wires:
    cores, axons = program.axon_types.shape
    width = words_for(axons) * WORD
    routes, inputs = program.routes, program.inputs
    routed = routes.core != NONE
    order = np.argsort(inputs.line, kind="stable")
    line = np.arange(len(inputs.element) + 1)
    feeds = inputs.core.astype(np.int64) * width + inputs.axon
    synapses = np.zeros((cores, width), np.int32)
    synapses[:, :axons] = synapses_per_axon(program)
    return count_kernels.Wires(
        target=_by_neuron(
            np.where(routed, routes.core * np.int64(width) + routes.axon, NONE),
            np.int32,
            NONE,
        ),
        delay=_by_neuron(routes.delay, np.uint8),
        hops=_by_neuron(_hops(program), np.int32),
        line_start=np.searchsorted(inputs.line[order], line),
        line_axon=feeds[order],
        synapses=synapses,
    )


def _by_neuron(
    values: npt.NDArray[Any], dtype: npt.DTypeLike, fill: int = 0
) -> npt.NDArray[Any]:
    """Lay (cores, neurons) out so that each core begins with a new word."""
    cores, neurons = values.shape
    table = np.full((cores, words_for(neurons) * WORD), fill, dtype)
    table[:, :neurons] = values
    return table.ravel()


def _hops(program: ChipProgram) -> npt.NDArray[np.int64]:
    """Return the way of each neuron's spikes, 0 without a target axon."""
    row = program.places.chip_row.astype(np.int64)
    column = program.places.chip_column.astype(np.int64)
    target = program.routes.core
    way = np.abs(row[target] - row[:, None]) + np.abs(column[target] - column[:, None])
    return np.where(target != NONE, way, 0)

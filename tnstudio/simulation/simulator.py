"""The chip, tick by tick."""

import numpy as np
import numpy.typing as npt

from tnstudio.jit import thread_count
from tnstudio.model.program import ChipProgram
from tnstudio.simulation import kernels
from tnstudio.simulation.compiled import (
    compile_program,
    initial_state,
    with_live_neurons,
)
from tnstudio.simulation.packing import pack, unpack
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.schedule import schedule_of
from tnstudio.simulation.snapshot import Snapshot
from tnstudio.simulation.soundness import require_lines
from tnstudio.simulation.tables import RING, WORD

PARALLEL_FROM = 128
"""Cores from which on all threads work: below, starting them takes longer."""


class Simulator:
    """Runs a chip program; the same spikes for any division into runs.

    In tick t the axons that are active at t are integrated: those that input
    lines feed with a spike at t, and the targets of spikes of delay d at t - d.
    Then every neuron leaks, compares and resets (C13). V is saturated after
    the sum over the synapses, after the leak and after the reset. What
    stochastic neurons draw depends on the program's seed, the tick and the
    place on the chip only (`tnstudio.simulation.noise`).

    Parameters
    ----------
    program : ChipProgram
    parallel : bool, optional
        Whether all threads work together; only one thread of the process may
        run such a simulator at a time. Unless given, chips of at least
        `PARALLEL_FROM` cores do.

    Raises
    ------
    TNStudioError
        If the program's arrays do not fit together.
    """

    def __init__(self, program: ChipProgram, parallel: bool | None = None) -> None:
        self.program = program
        self._parallel = (
            program.cores >= PARALLEL_FROM if parallel is None else parallel
        )
        with np.errstate(over="ignore"):
            self._chip = compile_program(program)
        self._schedule = schedule_of(program)
        groups = len(self._schedule.bounds) - 1
        self._lanes = min(thread_count(), groups) if self._parallel else 1
        self._tick = 0
        self._state = initial_state(program, self._chip, self._lanes)

    def reset(self) -> None:
        """Go back to before the first tick."""
        self._tick = 0
        initial = self.program.neurons.initial_potential
        self._chip = with_live_neurons(self.program, self._chip, initial)
        self._state = initial_state(self.program, self._chip, self._lanes)

    def snapshot(self) -> Snapshot:
        """Return all that the ticks to come depend on, beside their input."""
        state = self._state
        return Snapshot(
            self._tick,
            self.potentials,
            np.bitwise_or.reduce(state.arriving, axis=0),
            state.active.copy(),
            self._chip.slot,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go to where a simulator of this program, or of a variant, once was.

        Parameters
        ----------
        snapshot : Snapshot
            Of a simulator whose program has as many cores, axons and neurons;
            everything else may differ.

        Raises
        ------
        TNStudioError
            If the snapshot is of a chip of another size.
        """
        state, neurons = self._state, self.program.hardware.neurons
        v = state.potentials[:, :neurons]
        if v.shape != snapshot.potentials.shape:
            raise snapshot.misfit()
        moment = snapshot.in_slots(self._chip.slot, len(state.active))
        self._tick = moment.tick
        self._chip = with_live_neurons(self.program, self._chip, moment.potentials)
        v[:] = moment.potentials
        state.arriving[:] = 0
        state.arriving[0] = moment.arriving
        state.active[:] = moment.active
        state.settled[:] = 0

    @property
    def tick(self) -> int:
        """The next tick to be run, from 0."""
        return self._tick

    @property
    def potentials(self) -> npt.NDArray[np.int32]:
        """V of every neuron after the last tick, shape (cores, neurons)."""
        return self._state.potentials[:, : self.program.hardware.neurons].copy()

    @property
    def active_axons(self) -> npt.NDArray[np.bool_]:
        """The axons active in the last tick, shape (cores, axons)."""
        words = self._state.active
        slots = unpack(words[None], words.size * WORD)[0]
        active: npt.NDArray[np.bool_] = slots[self._chip.slot]
        return active

    def potentials_of(self, core: int) -> npt.NDArray[np.int32]:
        """Return V of one core's neurons after the last tick, shape (neurons,)."""
        neurons = self.program.hardware.neurons
        return self._state.potentials[core, :neurons].copy()

    def active_axons_of(self, core: int) -> npt.NDArray[np.bool_]:
        """Return the axons of one core active in the last tick, shape (axons,)."""
        slot = self._chip.slot[core]
        words = self._state.active[slot // WORD]
        bits = words >> (slot % WORD).astype(np.uint64) & np.uint64(1)
        active: npt.NDArray[np.bool_] = bits.astype(np.bool_)
        return active

    @property
    def pending(self) -> npt.NDArray[np.bool_]:
        """The axons that spikes on their way will activate.

        Bool, shape (15, cores, axons); row k is for the tick `tick` + k.
        """
        ticks = (self._tick + np.arange(RING - 1)) % RING
        words = np.bitwise_or.reduce(self._state.arriving, axis=0)[ticks]
        slots = unpack(words, words.shape[1] * WORD)
        pending: npt.NDArray[np.bool_] = slots[:, self._chip.slot]
        return pending

    def run(self, lines: npt.NDArray[np.uint8 | np.bool_]) -> Recording:
        """Run one tick for each row of input spikes.

        Parameters
        ----------
        lines : uint8 or bool array, shape (ticks, input lines)
            Everything but 0 is a spike.

        Raises
        ------
        TNStudioError
            If the array has another number of lines than the program.
        """
        inputs = pack(require_lines(self.program, lines))
        chip, first = self._chip, self._tick
        ticks, words = len(lines), self.program.cores * chip.neuron_words
        spikes = np.zeros((ticks, words), np.uint64)
        outputs = np.zeros((ticks, len(self.program.outputs.label)), np.uint8)
        span = max(1, ticks) if self._schedule.apart else 1
        tables = (chip.crossbars, chip.neurons, chip.noise, chip.lines, chip.targets)
        # Words wrap around by design; only interpreted kernels would warn.
        with np.errstate(over="ignore"):
            run = kernels.run_parallel if self._parallel else kernels.run
            bounds = self._schedule.bounds
            run(*tables, self._state, bounds, span, first, inputs, spikes)
            kernels.read_outputs(chip.outputs, spikes, outputs)
        self._tick += ticks
        spikes.flags.writeable = False
        outputs.flags.writeable = False
        recorded = spikes.reshape(ticks, self.program.cores, chip.neuron_words)
        return Recording(first, self.program.hardware.neurons, recorded, outputs)

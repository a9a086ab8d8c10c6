"""Memoryless feed-forward programs, many frames at once.

If no neuron remembers anything (the binary neuron of E15 §3.1) and every core
gets all its inputs in the same tick, then what a chip does with a frame does
not depend on the frames before: it can be computed core after core, for 64
frames in one go, and is the same, bit for bit.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.neuron import MEMORYLESS_BINARY
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation import batch_kernels
from tnstudio.simulation.compiled import compile_program
from tnstudio.simulation.levels import HINT, Levels, levels_of
from tnstudio.simulation.packing import pack, unpack
from tnstudio.simulation.soundness import require_lines, require_sound
from tnstudio.simulation.tables import WORD, Chip, Wiring, words_for

PARALLEL_FROM = 2**18
"""Cores × frames from which on all threads work: below, one thread is done
before the others are awake, and need not wait for a second compilation."""


class BatchEvaluator:
    """Evaluates frames independently of each other; see `batch_evaluator`.

    Parameters
    ----------
    program : ChipProgram
        Memoryless and feed-forward.
    levels : Levels
        When each core works on a frame.
    """

    def __init__(self, program: ChipProgram, levels: Levels) -> None:
        self.program = program
        self.levels = levels.level
        with np.errstate(over="ignore"):
            self._chip = compile_program(program)
        self._wiring = _wiring(program, self._chip, levels.level)

    def outputs(
        self, lines: npt.NDArray[np.uint8 | np.bool_], parallel: bool | None = None
    ) -> npt.NDArray[np.uint8]:
        """Return the output spikes that each frame leads to.

        Row k is what the simulator shows ``program.latency`` ticks after the
        tick with row k on its input.

        Parameters
        ----------
        lines : uint8 or bool array, shape (frames, input lines)
            Everything but 0 is a spike.
        parallel : bool, optional
            Whether all threads work together; only one thread of the process
            may ask for that at a time. Unless given, large tasks do.

        Returns
        -------
        uint8 array, shape (frames, output lines)

        Raises
        ------
        TNStudioError
            If the array has another number of lines than the program.
        """
        return self._evaluate(lines, _no_spikes(lines), 0, parallel)[0]

    def outputs_and_events(
        self, lines: npt.NDArray[np.uint8 | np.bool_], parallel: bool | None = None
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """Return the output spikes, and what the frames cost each core.

        Returns
        -------
        outputs : uint8 array, shape (frames, output lines)
        events : int64 array, shape (cores,)
            Synaptic events, pairs of an active axon and a closed synapse of
            it, of all these frames; core c has those of a frame ``levels[c]``
            ticks after it.
        """
        cores = self.program.cores
        return self._evaluate(lines, _no_spikes(lines), cores, parallel)

    def spikes(
        self, lines: npt.NDArray[np.uint8 | np.bool_], parallel: bool | None = None
    ) -> npt.NDArray[np.uint64]:
        """Return the spikes of all cores that each frame leads to.

        Returns
        -------
        uint64 array, shape (frames, cores, ceil(neurons / 64))
            Packed like `Recording.spikes`; core c of row k is what it fires
            ``levels[c]`` ticks after the tick with row k on the input.
        """
        cores, words = self.program.cores, self._chip.neuron_words
        spikes = np.zeros((len(lines), cores * words), np.uint64)
        self._evaluate(lines, spikes, 0, parallel)
        return spikes.reshape(len(lines), cores, words)

    def _evaluate(
        self,
        lines: npt.NDArray[np.uint8 | np.bool_],
        spikes: npt.NDArray[np.uint64],
        counted_cores: int,
        parallel: bool | None,
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        inputs = pack(require_lines(self.program, lines))
        if parallel is None:
            parallel = len(lines) * self.program.cores >= PARALLEL_FROM
        run = batch_kernels.evaluate_parallel if parallel else batch_kernels.evaluate
        count = len(self.program.outputs.label)
        outputs = np.empty((len(lines), words_for(count)), np.uint64)
        events = np.zeros((words_for(len(lines)), counted_cores), np.int64)
        tables = (self._chip.crossbars, self._chip.neurons, self._wiring)
        # Words wrap around by design; only interpreted kernels would warn.
        with np.errstate(over="ignore"):
            run(*tables, inputs, outputs, spikes, events)
        return unpack(outputs, count).view(np.uint8), events.sum(axis=0)


def _no_spikes(lines: npt.NDArray[np.uint8 | np.bool_]) -> npt.NDArray[np.uint64]:
    """Return the room for the spikes of cores that nobody asks for."""
    return np.zeros((len(lines), 0), np.uint64)


def batch_evaluator(program: ChipProgram) -> BatchEvaluator:
    """Prepare the evaluation of frames independently of each other.

    Raises
    ------
    TNStudioError
        If a neuron has a memory, or inputs of one core belong to different
        frames; it names the first such neuron or core.
    """
    require_sound(program)
    _require_memoryless(program)
    levels = levels_of(program)
    _require_latency(program, levels)
    return BatchEvaluator(program, levels)


def is_memoryless_feedforward(program: ChipProgram) -> bool:
    """Tell whether `batch_evaluator` takes the program."""
    require_sound(program)
    try:
        _require_memoryless(program)
        _require_latency(program, levels_of(program))
    except TNStudioError:
        return False
    return True


def _require_memoryless(program: ChipProgram) -> None:
    """Check all parameters but leak and strengths; both may be anything.

    With β = 0, κ = 1 and R = 0 each V ends each tick at 0, and no sum of a
    core of 1024 axons reaches the limits of V. Noise is another in each tick,
    so that frames at once would have to know their ticks.
    """
    n, wanted = program.neurons, MEMORYLESS_BINARY
    differs = (
        n.leak_reversal
        | (n.threshold != wanted.threshold)
        | (n.negative_threshold != wanted.negative_threshold)
        | ~n.negative_saturates
        | (n.reset_mode != wanted.reset_mode)
        | (n.reset_value != wanted.reset_value)
        | (n.initial_potential != wanted.initial_potential)
        | n.stochastic_synapses.any(axis=1)
        | n.stochastic_leak
        | (n.threshold_mask != wanted.threshold_mask)
    )
    if differs.any():
        core, neuron = np.argwhere(differs)[0]
        raise TNStudioError(
            "The neuron is not of the memoryless binary kind",
            f"core {core}, neuron {neuron}",
            HINT,
        )


def _require_latency(program: ChipProgram, levels: Levels) -> None:
    """Check that all outputs of a frame come together, when the program says."""
    level, latency = levels.level, program.latency
    wrong = np.where(levels.driven, level != latency, level > latency)
    late = wrong[:, None] & (program.routes.line != NONE)
    if late.any():
        core, neuron = np.argwhere(late)[0]
        raise TNStudioError(
            f"The output comes {level[core]} ticks after its input, not {latency}",
            f"core {core}, neuron {neuron}",
            HINT,
        )


def _wiring(program: ChipProgram, chip: Chip, level: npt.NDArray[np.int64]) -> Wiring:
    inputs, routes = program.inputs, program.routes
    sending, driving = routes.core != NONE, routes.line != NONE
    slot = np.concatenate(
        (
            chip.slot[inputs.core, inputs.axon],
            chip.slot[routes.core[sending], routes.axon[sending]],
        )
    )
    signal = np.concatenate((inputs.line, _signals(chip, sending)))
    slots = len(chip.crossbars.columns) * WORD
    lines = len(program.outputs.label)
    return Wiring(
        np.argsort(level, kind="stable"),
        *_by_place(slots, slot, signal),
        *_by_place(lines, routes.line[driving], _signals(chip, driving)),
        np.bitwise_count(chip.crossbars.rows).sum(axis=1, dtype=np.int64),
    )


def _signals(chip: Chip, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return the signals of some neurons; those of the lines come before."""
    core, neuron = np.nonzero(chosen)
    return (chip.line_words + core * chip.neuron_words) * WORD + neuron


def _by_place(
    places: int, place: npt.NDArray[Any], signal: npt.NDArray[Any]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where the signals of each place start, and the signals by place."""
    order = np.argsort(place, kind="stable")
    start = np.searchsorted(place[order], np.arange(places + 1))
    return start, signal[order]

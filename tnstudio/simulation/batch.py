"""Memoryless feed-forward programs, many frames at once.

If no neuron remembers anything (the binary neuron of E15 §3.1) and every core
gets all its inputs in the same tick, then what a chip does with a frame does
not depend on the frames before: it can be computed core after core, for 64
frames in one go, and is the same, bit for bit.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.neuron import MEMORYLESS_BINARY
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation import batch_kernels
from tnstudio.simulation.compiled import compile_program
from tnstudio.simulation.levels import HINT, Levels, levels_of
from tnstudio.simulation.soundness import require_lines, require_sound
from tnstudio.simulation.tables import WORD, Chip, Wiring

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
        return self._evaluate(lines, np.zeros((len(lines), 0), np.uint64), parallel)

    def outputs_in_parts(
        self, lines: npt.NDArray[np.uint8 | np.bool_], frames: int
    ) -> Iterator[npt.NDArray[np.uint8]]:
        """Yield the outputs of so many frames at a time, to show progress."""
        for first in range(0, len(lines), frames):
            yield self.outputs(lines[first : first + frames])

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
        self._evaluate(lines, spikes, parallel)
        return spikes.reshape(len(lines), cores, words)

    def _evaluate(
        self,
        lines: npt.NDArray[np.uint8 | np.bool_],
        spikes: npt.NDArray[np.uint64],
        parallel: bool | None,
    ) -> npt.NDArray[np.uint8]:
        inputs = require_lines(self.program, lines)
        if parallel is None:
            parallel = len(lines) * self.program.cores >= PARALLEL_FROM
        evaluate = (
            batch_kernels.evaluate_parallel if parallel else batch_kernels.evaluate
        )
        chip = self._chip
        shown = np.zeros((len(lines), len(self.program.outputs.label)), np.uint8)
        # Words wrap around by design; only interpreted kernels would warn.
        with np.errstate(over="ignore"):
            evaluate(chip.crossbars, chip.neurons, self._wiring, inputs, shown, spikes)
        return shown


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
    core of 1024 axons reaches the limits of V.
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


def _wiring(program: ChipProgram, chip: Chip, levels: npt.NDArray[np.int64]) -> Wiring:
    """Give every slot the signals that feed it."""
    inputs, routes, outputs = program.inputs, program.routes, chip.outputs
    first_neuron = chip.line_words * WORD
    core, neuron = np.nonzero(routes.core != NONE)
    width = chip.neuron_words * WORD
    slots = np.concatenate(
        (
            chip.slot[inputs.core, inputs.axon],
            chip.slot[routes.core[core, neuron], routes.axon[core, neuron]],
        )
    )
    signals = np.concatenate((inputs.line, first_neuron + core * width + neuron))
    order = np.argsort(slots, kind="stable")
    count = len(chip.crossbars.type) * WORD
    return Wiring(
        order=np.argsort(levels, kind="stable"),
        start=np.searchsorted(slots[order], np.arange(count + 1)),
        source=signals[order],
        first_neuron=first_neuron,
        driver=first_neuron + outputs.word * WORD + outputs.bit.astype(np.int64),
        line=outputs.line,
    )

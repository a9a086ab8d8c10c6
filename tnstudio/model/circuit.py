"""Cores built one by one: any crossbar, any neurons, any routes."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.program import InputLines, NeuronArrays, OutputLines, Routes
from tnstudio.model.stimulus import Stimulus
from tnstudio.texts import amount


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class FreeCore:
    """One core: the arrays of a chip that has this core alone.

    Each array is that of a `ChipProgram` with a first axis of length 1, so that
    a chip is assembled by joining them, and an edit of a core makes this core
    anew and no other.

    Attributes
    ----------
    name : str
    chip_row, chip_column : int
        Its place on the chip's grid.
    axon_types : uint8 array, shape (1, axons)
    synapses : uint8 array, shape (1, axons, ceil(neurons / 8))
        One bit per synapse, see `ChipProgram`.
    neurons : NeuronArrays
    routes : Routes
        Targets are indices into the circuit's cores and output lines.
    """

    name: str
    chip_row: int
    chip_column: int
    axon_types: npt.NDArray[np.uint8]
    synapses: npt.NDArray[np.uint8]
    neurons: NeuronArrays
    routes: Routes

    def __repr__(self) -> str:
        axons, neurons = self.axon_types.shape[1], self.neurons.leak.shape[1]
        synapses = amount(int(self.crossbar().sum()), "synapse")
        return f"FreeCore {self.name!r}, {axons} × {neurons}, {synapses}"

    def crossbar(self) -> npt.NDArray[np.bool_]:
        """Return the synapses unpacked, shape (axons, neurons)."""
        neurons = self.neurons.leak.shape[1]
        bits = np.unpackbits(self.synapses[0], axis=1, count=neurons, bitorder="little")
        return bits.astype(np.bool_)


def _nothing() -> npt.NDArray[np.int32]:
    nothing: npt.NDArray[np.int32] = frozen(np.zeros(0), np.int32)
    return nothing


def _no_inputs() -> InputLines:
    return InputLines(*(_nothing() for _ in range(4)))


def _no_outputs() -> OutputLines:
    return OutputLines(_nothing(), _nothing())


@dataclass(frozen=True, eq=False, slots=True)
class Circuit:
    """Cores with their lines, and what makes spikes on the input lines.

    Attributes
    ----------
    cores : tuple of FreeCore
    inputs : InputLines
    outputs : OutputLines
        All of copy 0.
    line_names, output_names : tuple of str
        One for each input and output line, or none at all.
    stimuli : tuple of Stimulus
    input_shape : tuple of int
        Rows, columns and channels of the images that lines carry, if they do.
    class_names : tuple of str
        The classes that output lines vote for, if they do.
    """

    cores: tuple[FreeCore, ...] = ()
    inputs: InputLines = field(default_factory=_no_inputs)
    outputs: OutputLines = field(default_factory=_no_outputs)
    line_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()
    stimuli: tuple[Stimulus, ...] = ()
    input_shape: tuple[int, int, int] = (1, 1, 1)
    class_names: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Circuit of {amount(len(self.cores), 'core')}, "
            f"{amount(self.input_lines, 'input line')}, "
            f"{amount(self.output_lines, 'output line')}"
        )

    @property
    def input_lines(self) -> int:
        """Number of input lines."""
        return len(self.inputs.element)

    @property
    def output_lines(self) -> int:
        """Number of output lines."""
        return len(self.outputs.label)

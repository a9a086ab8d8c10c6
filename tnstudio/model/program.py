"""What a chip is loaded with: bits, integers, targets, delays, lines."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import Hardware
from tnstudio.texts import amount

NONE = -1
"""In target and line arrays: this neuron has none."""


@dataclass(frozen=True, eq=False, slots=True)
class NeuronArrays:
    """The parameters of all neurons, shape (cores, neurons) but for synapses.

    Attributes
    ----------
    strengths : int16 array, shape (cores, types, neurons)
        s; type-major, so that the neurons of one type lie side by side.
    stochastic_synapses : bool array, shape (cores, types, neurons)
        b, see `NeuronParameters`.
    leak : int16
        λ, -255..255.
    leak_reversal : bool
        ε.
    stochastic_leak : bool
        c.
    threshold, negative_threshold : int32
        α and β, 0..2^18 - 1.
    negative_saturates : bool
        κ.
    threshold_mask : int32
        M, 2^k - 1 with k = 0..18.
    reset_mode : uint8
        γ, a `ResetMode`.
    reset_value, initial_potential : int32
        R and V before the first tick, -2^19..2^19 - 1.
    """

    strengths: npt.NDArray[np.int16]
    stochastic_synapses: npt.NDArray[np.bool_]
    leak: npt.NDArray[np.int16]
    leak_reversal: npt.NDArray[np.bool_]
    stochastic_leak: npt.NDArray[np.bool_]
    threshold: npt.NDArray[np.int32]
    negative_threshold: npt.NDArray[np.int32]
    negative_saturates: npt.NDArray[np.bool_]
    threshold_mask: npt.NDArray[np.int32]
    reset_mode: npt.NDArray[np.uint8]
    reset_value: npt.NDArray[np.int32]
    initial_potential: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Routes:
    """Where each neuron's spike goes, shape (cores, neurons).

    A neuron has a target axon, or an output line, or neither.

    Attributes
    ----------
    core, axon : int32
        The target axon; `NONE` without one.
    delay : uint8
        Ticks until the target axon is active, 1..15.
    line : int32
        The output line; `NONE` without one. A line shows a spike in the tick
        in which the neuron fires.
    """

    core: npt.NDArray[np.int32]
    axon: npt.NDArray[np.int32]
    delay: npt.NDArray[np.uint8]
    line: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class InputLines:
    """The lines into the chip; a line may feed any number of axons.

    Attributes
    ----------
    element : int32 array, shape (lines,)
        The element of the flattened input that the line carries; `NONE` for
        a line that no data set feeds.
    line, core, axon : int32 arrays, shape (connections,)
        Connection k makes line[k] feed axon[k] of core[k].
    """

    element: npt.NDArray[np.int32]
    line: npt.NDArray[np.int32]
    core: npt.NDArray[np.int32]
    axon: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class OutputLines:
    """The lines out of the chip.

    Attributes
    ----------
    label : int32 array, shape (lines,)
        The class that the line votes for; `NONE` if it does not vote.
    copy : int32 array, shape (lines,)
        The copy of the network that the line belongs to.
    """

    label: npt.NDArray[np.int32]
    copy: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class CorePlaces:
    """Where each core comes from and sits, shape (cores,), int32.

    Attributes
    ----------
    copy, layer, row, column : int32
        The copy of the network, the layer and the place in the layer's grid.
    chip_row, chip_column : int32
        The place on the chip's grid.
    """

    copy: npt.NDArray[np.int32]
    layer: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    column: npt.NDArray[np.int32]
    chip_row: npt.NDArray[np.int32]
    chip_column: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class ChipProgram:
    """A loaded chip. Every core has the hardware's full size.

    Attributes
    ----------
    axon_types : uint8 array, shape (cores, axons)
    synapses : uint8 array, shape (cores, axons, ceil(neurons / 8))
        The crossbar, one bit per synapse: neuron j of axon i is bit ``j % 8``
        (lowest first) of byte ``j // 8``.
    input_shape : tuple of int
        Rows, columns and channels of the input that the lines carry.
    class_names : tuple of str
        The names of the classes that output lines vote for.
    latency : int
        Ticks from an input spike to the output that it decides; with L layers
        one tick apart, L - 1.
    copies : int
        Copies of the network on the chip.
    seed : int
        The seed the copies were sampled with, and of all draws of stochastic
        neurons (`tnstudio.simulation.noise`): another seed, another noise.
    """

    name: str
    hardware: Hardware
    axon_types: npt.NDArray[np.uint8]
    synapses: npt.NDArray[np.uint8]
    neurons: NeuronArrays
    routes: Routes
    inputs: InputLines
    outputs: OutputLines
    places: CorePlaces
    input_shape: tuple[int, int, int]
    class_names: tuple[str, ...]
    latency: int
    copies: int
    seed: int

    def __repr__(self) -> str:
        return (
            f"ChipProgram {self.name!r}, {amount(self.cores, 'core')} of "
            f"{self.hardware.name}, "
            f"copies {self.copies}, seed {self.seed}"
        )

    @property
    def cores(self) -> int:
        """Number of cores in use."""
        return len(self.axon_types)

    def crossbar(self, core: int) -> npt.NDArray[np.bool_]:
        """Return one core's synapses unpacked, shape (axons, neurons)."""
        bits = np.unpackbits(
            self.synapses[core], axis=1, count=self.hardware.neurons, bitorder="little"
        )
        return bits.astype(np.bool_)

"""What the user designs: an input, layers of cores, a readout."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import TRUENORTH, Hardware

MOST_CLASSES = 10_000
"""Most classes that this program accepts."""

MOST_INPUT_ELEMENTS = 2**22
"""Largest input array that this program accepts (e.g. 2048 × 2048)."""


@dataclass(frozen=True, slots=True)
class InputShape:
    """The input array; elements are values in 0..1."""

    rows: int
    columns: int
    channels: int = 1

    @property
    def size(self) -> int:
        """Number of input elements."""
        return self.rows * self.columns * self.channels


@dataclass(frozen=True, slots=True)
class WindowLayer:
    """A layer of cores that each look through a sliding window (E15 §4).

    Attributes
    ----------
    window : int
        R, the rows and columns of a window, in input elements for the first
        layer and in cores for the others.
    stride : int
        S, how far the window moves from one core to the next.
    features : int or None
        F, the neurons drawn from each covered core. The first layer takes all
        channels of the input: None.
    strengths : tuple of int
        The strengths that each neuron distributes over its axon types,
        one for each type (E15 §3.4).
    """

    window: int
    stride: int
    features: int | None = None
    strengths: tuple[int, ...] = (-1, -1, 1, 1)


Layer = WindowLayer
"""Any kind of layer; convolutions will join this union."""


@dataclass(frozen=True, slots=True)
class Readout:
    """How output spikes become a decision.

    Output neuron j is assigned to class ``j mod classes``; the score of a
    class is the mean of its neurons over copies and ticks (E15 §3.1).
    """

    class_names: tuple[str, ...]

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.class_names)

    def class_of_outputs(self, outputs: int) -> npt.NDArray[np.int32]:
        """Return the class of each of so many output neurons."""
        return np.arange(outputs, dtype=np.int32) % np.int32(self.classes)


@dataclass(frozen=True, slots=True)
class Network:
    """A design: everything but what training finds.

    It has layers, which can be trained, or free cores, which run as they are.

    Attributes
    ----------
    seed : int
        Seed of all that is drawn for this design, >= 0.
    circuit : Circuit or None
        The free cores. There are no layers then; input and readout mean
        nothing.
    placement : tuple of (int, int) or None
        Row and column on the chip of each core of the layers, layer after
        layer; None for the standard order. Free cores know their own places.
    """

    name: str
    input: InputShape
    layers: tuple[Layer, ...]
    readout: Readout
    hardware: Hardware = field(default=TRUENORTH)
    seed: int = 0
    circuit: Circuit | None = None
    # Thousands of pairs: equal networks have equal hashes without them.
    placement: tuple[tuple[int, int], ...] | None = field(default=None, hash=False)


def free_network(
    name: str, circuit: Circuit, hardware: Hardware = TRUENORTH, seed: int = 0
) -> Network:
    """Return a design of free cores."""
    return Network(
        name=name,
        input=InputShape(*circuit.input_shape),
        layers=(),
        readout=Readout(circuit.class_names),
        hardware=hardware,
        seed=seed,
        circuit=circuit,
    )

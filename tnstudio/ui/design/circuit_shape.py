"""How a core of a chip is drawn: pure geometry, relative to its upper left corner.

Axon ports are on the left edge, neuron ports on the right, the crossbar between
them, with the strip of axon types before it. Lengths are in scene units, which
are pixels at zoom 1.
"""

from dataclasses import dataclass

from tnstudio.model.hardware import Hardware
from tnstudio.ui.design.drawing import Box

LARGEST_PITCH = 26.0
"""From one axon or neuron to the next, in small cores."""
LEAST_SIDE, MOST_SIDE = 52.0, 260.0
"""Of a crossbar: large cores are drawn more closely, not larger."""
MARGIN = 22.0
"""Between an edge and what is inside; for the numbers of the ports."""
STRIP = 14.0
GAP = 6.0
ACROSS, DOWN = 84.0, 84.0
"""Free between a core and the next."""
MOST_RADIUS = 6.0
"""Of a port."""


@dataclass(frozen=True, slots=True)
class CoreShape:
    """The places of everything in a core; all cores of a chip look the same.

    Attributes
    ----------
    axons, neurons : int
    width, height : float
    crossbar, strip : Box
    """

    axons: int
    neurons: int
    width: float
    height: float
    crossbar: Box
    strip: Box

    @property
    def axon_pitch(self) -> float:
        """From one axon to the next, downwards."""
        return self.height / self.axons

    @property
    def neuron_pitch(self) -> float:
        """From one neuron port to the next, downwards."""
        return self.height / self.neurons

    @property
    def column_pitch(self) -> float:
        """From one neuron to the next in the crossbar, across."""
        return self.crossbar.width / self.neurons

    @property
    def pitch(self) -> float:
        """The least distance of anything to its neighbour."""
        return min(self.axon_pitch, self.neuron_pitch, self.column_pitch)

    @property
    def radius(self) -> float:
        """Of a port."""
        return min(MOST_RADIUS, 0.32 * min(self.axon_pitch, self.neuron_pitch))

    @property
    def across(self) -> float:
        """From one core of the chip's grid to the next, across."""
        return self.width + ACROSS

    @property
    def down(self) -> float:
        """From one core of the chip's grid to the next, downwards."""
        return self.height + DOWN

    def axon(self, index: int) -> tuple[float, float]:
        """Return where an axon port is."""
        return 0.0, (index + 0.5) * self.axon_pitch

    def neuron(self, index: int) -> tuple[float, float]:
        """Return where a neuron port is."""
        return self.width, (index + 0.5) * self.neuron_pitch

    def dot(self, axon: int, neuron: int) -> tuple[float, float]:
        """Return where a synapse is."""
        return (
            self.crossbar.left + (neuron + 0.5) * self.column_pitch,
            (axon + 0.5) * self.axon_pitch,
        )

    def axon_at(self, y: float) -> int:
        """Return the axon at a height, the first or last one beyond the ends."""
        return min(max(int(y // self.axon_pitch), 0), self.axons - 1)

    def neuron_at(self, y: float) -> int:
        """Return the neuron port at a height, as `axon_at`."""
        return min(max(int(y // self.neuron_pitch), 0), self.neurons - 1)

    def dot_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return axon and neuron of the synapse at a point; None beside all."""
        box = self.crossbar
        if not (box.left <= x < box.right and box.top <= y < box.bottom):
            return None
        return self.axon_at(y), int((x - box.left) // self.column_pitch)


def shape_of(hardware: Hardware) -> CoreShape:
    """Return how the cores of a chip are drawn."""
    across = _side(hardware.neurons)
    # Ports of both edges are stacked: the height has to do for either.
    height = max(_side(hardware.axons), across)
    left = MARGIN + STRIP + GAP
    return CoreShape(
        axons=hardware.axons,
        neurons=hardware.neurons,
        width=left + across + MARGIN,
        height=height,
        crossbar=Box(left, 0.0, across, height),
        strip=Box(MARGIN, 0.0, STRIP, height),
    )


def _side(count: int) -> float:
    return min(max(count * LARGEST_PITCH, LEAST_SIDE), MOST_SIDE)

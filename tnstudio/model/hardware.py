"""The chip's limits, each with its source.

Sources: C13 = Cassidy et al. 2013, "Cognitive computing building block"
(IJCNN); M14 = Merolla et al. 2014, "A million spiking-neuron integrated
circuit" (Science 345).
"""

from dataclasses import dataclass, field, fields
from typing import Any

from tnstudio.texts import marked


@dataclass(frozen=True, slots=True)
class Limit:
    """The range of one quantity, both ends included."""

    name: str
    symbol: str
    low: int
    high: int
    source: str

    def holds(self, value: int) -> bool:
        """Tell whether the value is within the range."""
        return self.low <= value <= self.high


STRENGTH = Limit(marked("strength"), "s", -255, 255, "C13 table I: 9-bit signed")
LEAK = Limit(marked("leak"), "λ", -255, 255, "C13 table I: 9-bit signed")
THRESHOLD = Limit(
    marked("threshold"), "α", 0, 2**18 - 1, "C13 table I: 18-bit unsigned"
)
NEGATIVE_THRESHOLD = Limit(
    marked("negative threshold"), "β", 0, 2**18 - 1, "C13 table I: 18-bit unsigned"
)
THRESHOLD_MASK = Limit(
    marked("threshold mask"),
    "M",
    0,
    2**18 - 1,
    "C13: η = ρ & M, M = 2^k - 1; 18 bits like α",
)
POTENTIAL = Limit(
    marked("membrane potential"),
    "V",
    -(2**19),
    2**19 - 1,
    "C13: 20-bit signed, saturating",
)
RESET = Limit(marked("reset value"), "R", -(2**19), 2**19 - 1, "C13: the range of V")
DELAY = Limit(
    marked("delay"), "d", 1, 15, "M14: spikes are scheduled 1 to 15 ticks ahead"
)

LIMITS = (
    STRENGTH,
    LEAK,
    THRESHOLD,
    NEGATIVE_THRESHOLD,
    THRESHOLD_MASK,
    POTENTIAL,
    RESET,
    DELAY,
)


def _size(low: int, high: int, default: int, meaning: str) -> Any:
    return field(
        default=default, metadata={"low": low, "high": high, "meaning": meaning}
    )


@dataclass(frozen=True, slots=True)
class Hardware:
    """The sizes of a chip; the defaults are TrueNorth's (M14).

    The largest sizes are this program's own, not the chip's.
    """

    name: str = "TrueNorth"
    axons: int = _size(1, 1024, 256, marked("axons per core"))
    neurons: int = _size(1, 1024, 256, marked("neurons per core"))
    axon_types: int = _size(
        1, 16, 4, marked("axon types, one strength per neuron for each")
    )
    grid_rows: int = _size(1, 256, 64, marked("rows of cores on the chip"))
    grid_columns: int = _size(1, 256, 64, marked("columns of cores on the chip"))

    @property
    def cores(self) -> int:
        """Number of cores on the chip."""
        return self.grid_rows * self.grid_columns


_SIZE_SOURCE = "M14 for the default; the range is this program's own"

SIZES = tuple(
    Limit(m["meaning"], size.name, m["low"], m["high"], _SIZE_SOURCE)
    for size in fields(Hardware)
    if (m := size.metadata)
)
"""The range that this program allows for each size of a chip."""

TRUENORTH = Hardware()

"""How far a measurement is."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasurementProgress:
    """How much of a measurement is done.

    Attributes
    ----------
    done, total : int
        In units of the measurement, all of about the same time.
    seconds : float
        Wall time so far.
    """

    done: int
    total: int
    seconds: float

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return self.done / self.total

    @property
    def seconds_left(self) -> float:
        """Estimated time to the end; NaN at the start."""
        if not self.done:
            return math.nan
        return self.seconds * (self.total - self.done) / self.done

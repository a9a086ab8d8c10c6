"""Sums over images, copies and neurons, from which agreement is told."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tnstudio.app.agreement_report import Difference, LayerAgreement

Floats = npt.NDArray[np.floating]


class Block:
    """What the copies do with some images, one layer of it.

    Parameters
    ----------
    predicted : array, shape (images, neurons)
        ñ of the training network.
    """

    def __init__(self, predicted: Floats) -> None:
        self.predicted = predicted.astype(np.float64)
        self.whole = _Sums(predicted.shape)
        self.own = _Sums(predicted.shape)

    def add(self, spikes: Floats, expected: Floats) -> None:
        """Take one copy in.

        Parameters
        ----------
        spikes, expected : arrays, shape (images * ticks, neurons)
            What it fired, and with what probability, by the spikes it got.
        """
        observed = self._over_ticks(spikes)
        self.whole.add(observed - self.predicted)
        self.own.add(observed - self._over_ticks(expected))

    def _over_ticks(self, rows: Floats) -> npt.NDArray[np.float64]:
        images, neurons = self.predicted.shape
        by_image = rows.reshape(images, -1, neurons).astype(np.float64)
        means: npt.NDArray[np.float64] = by_image.mean(axis=1)
        return means


class _Sums:
    """Sums over copies of something and of its square."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._total = np.zeros(shape)
        self._squares = np.zeros(shape)

    def add(self, values: npt.NDArray[np.float64]) -> None:
        """Take one copy in."""
        self._total += values
        self._squares += values * values

    def mean(self, copies: int) -> npt.NDArray[np.float64]:
        """Return the mean over the copies."""
        return self._total / copies

    def variance_of_mean(self, copies: int) -> npt.NDArray[np.float64]:
        """Return the variance that the mean has by chance; NaN for one copy."""
        if copies < 2:
            return np.full_like(self._total, np.nan)
        spread = self._squares - self._total**2 / copies
        return spread / (copies * (copies - 1))


@dataclass(slots=True)
class _DifferenceTally:
    """Sums over images and neurons."""

    size: int = 0
    absolute: float = 0.0
    plain: float = 0.0
    squares: float = 0.0
    chance: float = 0.0

    def add(self, sums: _Sums, copies: int) -> None:
        """Take a block in."""
        mean = sums.mean(copies)
        self.size += mean.size
        self.absolute += float(np.abs(mean).sum())
        self.plain += float(mean.sum())
        self.squares += float((mean**2).sum())
        self.chance += float(sums.variance_of_mean(copies).sum())

    def difference(self) -> Difference:
        """Divide."""
        chance = self.chance / self.size
        return Difference(
            mean_absolute=self.absolute / self.size,
            bias=self.plain / self.size,
            rms=math.sqrt(self.squares / self.size),
            # Rounding may leave less than nothing; NaN stays NaN.
            sampling=math.sqrt(chance) if not chance < 0 else 0.0,
        )


@dataclass(slots=True)
class LayerTally:
    """What becomes a `LayerAgreement`, over images and neurons."""

    neurons: int = 0
    whole: _DifferenceTally = field(default_factory=_DifferenceTally)
    own: _DifferenceTally = field(default_factory=_DifferenceTally)
    moments: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(6))

    def add(self, block: Block, copies: int) -> None:
        """Take a block in."""
        self.neurons = block.predicted.shape[1]
        self.whole.add(block.whole, copies)
        self.own.add(block.own, copies)
        p = block.predicted
        r = p + block.whole.mean(copies)
        self.moments += [p.size, *(m.sum() for m in (p, r, p * p, r * r, p * r))]

    def agreement(self, layer: int) -> LayerAgreement:
        """Divide."""
        _, p, r, pp, rr, pr = self.moments / self.moments[0]
        variance = max(0.0, pp - p * p) * max(0.0, rr - r * r)
        return LayerAgreement(
            layer=layer,
            neurons=self.neurons,
            predicted=float(p),
            observed=float(r),
            correlation=(
                float((pr - p * r) / math.sqrt(variance)) if variance else math.nan
            ),
            whole=self.whole.difference(),
            own=self.own.difference(),
        )

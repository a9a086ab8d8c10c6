"""Firing probabilities without anything that learning would need."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.jit import kernel
from tnstudio.training.normal import SHIFT

_ROOT_HALF = math.sqrt(0.5)


@kernel
def fire(
    mean: npt.NDArray[np.float32],
    variance: npt.NDArray[np.float32],
    floor: np.float32,
    polynomial: tuple[Any, ...],
) -> None:
    """Turn μ - θ and σ² into ñ = Φ((μ - θ) / σ) (E15, equation 3).

    Parameters
    ----------
    mean : (rows, neurons); becomes ñ
    variance : (rows, neurons)
    floor : least variance
    polynomial : from `tnstudio.training.normal`, see there
    """
    shift, root_half = np.float32(SHIFT), np.float32(_ROOT_HALF)
    one, two, half = np.float32(1.0), np.float32(2.0), np.float32(0.5)
    for row in range(mean.shape[0]):
        for j in range(mean.shape[1]):
            z = mean[row, j] / np.sqrt(max(variance[row, j], floor))
            x = abs(z) * root_half
            t = (x - shift) / (x + shift)
            p = polynomial[-1]
            for k in range(len(polynomial) - 2, -1, -1):
                p = p * t + polynomial[k]
            tail = half * np.exp(-x * x) * p / (one + two * x)
            mean[row, j] = one - tail if z > 0 else tail

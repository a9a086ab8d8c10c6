"""Training, the readout: class means, log loss and its gradient (E15 §3.2).

Shapes are those of `tnstudio.training.forward_kernels`.
"""

import math

from tnstudio.jit import kernel
from tnstudio.training.forward_kernels import Array

_ROOT_HALF = math.sqrt(0.5)
_INVERSE_ROOT_TWO_PI = 1.0 / math.sqrt(2.0 * math.pi)


@kernel
def log_normal_cdf(z: float) -> tuple[float, float]:
    """Return log Φ(z), also where Φ itself is too small, and its slope φ(z) / Φ(z)."""
    if z > -20.0:
        # Both need Φ, which takes most of the time.
        below = 0.5 * math.erfc(-z * _ROOT_HALF)
        return math.log(below), math.exp(-0.5 * z * z) * _INVERSE_ROOT_TWO_PI / below
    # Φ(z) → φ(z) / -z · (1 - 1/z²), relative error below 3/z⁴
    log = -0.5 * z * z - math.log(-z) + math.log(_INVERSE_ROOT_TWO_PI) - 1.0 / (z * z)
    return log, -z - 1.0 / z + 2.0 / z**3


@kernel
def read_out(
    activity: Array,
    labels: Array,
    class_weights: Array,
    floor: float,
    losses: Array,
    winners: Array,
    error: Array,
) -> None:
    """Log loss of the class means, and its gradient (E15 §3.2, log loss).

    p_k is the probability that the mean of class k exceeds ½, by the Gaussian
    with the mean m of its ñ and the variance Σ ñ (1 - ñ) / K². With z =
    (m - ½) / σ the loss is -log Φ(z) for the label and -log Φ(-z) otherwise.

    Parameters
    ----------
    activity : (B, M + 1), ñ of the last layer
    labels : int32 (B,)
    class_weights : float64 (classes,), of images of each class; neuron j
        belongs to class j mod classes
    floor : least variance of a class mean
    losses : float64 (B,), written
    winners : int32 (B,), the class with the largest mean, written
    error : (B, M + 1), ∂E/∂ñ, written
    """
    images = activity.shape[0]
    neurons = activity.shape[1] - 1
    classes = len(class_weights)
    for image in range(images):
        losses[image] = 0.0
        best = -1.0
        weight = class_weights[labels[image]]
        for k in range(classes):
            size = 0
            mean = 0.0
            variance = 0.0
            for j in range(k, neurons, classes):
                n = activity[image, j]
                mean += n
                variance += n * (1.0 - n)
                size += 1
            mean /= size
            variance /= size * size
            if mean > best:
                best = mean
                winners[image] = k
            bounded = max(variance, floor)
            sigma = math.sqrt(bounded)
            sign = 1.0 if labels[image] == k else -1.0
            z = sign * (mean - 0.5) / sigma
            log, steepness = log_normal_cdf(z)
            losses[image] -= weight * log
            slope = -weight * steepness
            by_mean = slope * sign / (sigma * size)
            by_variance = 0.0
            if variance > floor:
                by_variance = slope * -0.5 * z / (bounded * size * size)
            for j in range(k, neurons, classes):
                n = activity[image, j]
                error[image, j] = by_mean + by_variance * (1.0 - 2.0 * n)

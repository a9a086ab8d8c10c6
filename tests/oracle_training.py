"""The published training equations in plain, slow Python.

E15 = Esser et al. 2015, "Backpropagation for energy-efficient neuromorphic
computing". No kernel, no array arithmetic: lists, floats and ``math``.

A network here is a list of layers, a layer a list of cores, a core the tuple
(sources, s, c, b): where each axon reads, strengths s[i][j] and
probabilities c[i][j] per axon i and neuron j, biases b[j].
"""

import math
from typing import NamedTuple


class Core(NamedTuple):
    sources: list[int]
    strengths: list[list[float]]
    probabilities: list[list[float]]
    biases: list[float]


class Moments(NamedTuple):
    mean: float
    variance: float
    bounded: float


def normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def normal_density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def binary(core: Core) -> Core:
    """J17, equation 4."""
    on = [[1.0 if c > 0.5 else 0.0 for c in row] for row in core.probabilities]
    return core._replace(probabilities=on)


def whole(core: Core) -> Core:
    """Biases that a chip's leaks can hold: the nearest whole numbers."""
    return core._replace(biases=[float(round(b)) for b in core.biases])


def moments(
    core: Core, x: list[float], j: int, floor: float, kept: list[float] | None = None
) -> Moments:
    """E15, equation 2; with dropout each axon counts as often as it tells."""
    mean = core.biases[j]
    variance = 0.0
    for i, value in enumerate(x):
        c, s = core.probabilities[i][j], core.strengths[i][j]
        times = 1.0 if kept is None else kept[i]
        mean += times * value * c * s
        variance += times * value * c * (1 - value * c) * s * s
    return Moments(mean, variance, max(variance, floor))


def forward(
    layers: list[list[Core]],
    values: list[float],
    floor: float,
    theta: float = 0.0,
    kept: list[list[float]] | None = None,
):
    """E15, equation 3; returns the activity of the input and every layer.

    ``kept`` tells for each hidden layer's neurons how often they count.
    """
    activity = [values]
    for depth, layer in enumerate(layers):
        times = kept[depth - 1] if kept and depth else [1.0] * len(activity[-1])
        out = []
        for core in layer:
            x = [activity[-1][source] for source in core.sources]
            counts = [times[source] for source in core.sources]
            for j in range(len(core.biases)):
                found = moments(core, x, j, floor, counts)
                out.append(normal_cdf((found.mean - theta) / math.sqrt(found.bounded)))
        activity.append(out)
    return activity


def class_moments(outputs: list[float], k: int, classes: int, floor: float) -> Moments:
    """Return the Gaussian of the mean of class k (E15 §3.2)."""
    mine = outputs[k::classes]
    mean = sum(mine) / len(mine)
    variance = sum(n * (1 - n) for n in mine) / len(mine) ** 2
    return Moments(mean, variance, max(variance, floor))


def loss(outputs: list[float], label: int, classes: int, floor: float) -> float:
    """E15 §3.2, log loss over all classes."""
    total = 0.0
    for k in range(classes):
        found = class_moments(outputs, k, classes, floor)
        z = (found.mean - 0.5) / math.sqrt(found.bounded)
        total -= log_normal_cdf(z if k == label else -z)
    return total


def log_normal_cdf(z: float) -> float:
    """Return log Φ(z); by the series of its tail where Φ is too small a number."""
    if z > -30:
        return math.log(math.erfc(-z / math.sqrt(2)) / 2)
    series = 1 - z**-2 + 3 * z**-4 - 15 * z**-6
    return -z * z / 2 - math.log(-z * math.sqrt(2 * math.pi)) + math.log(series)


def output_error(outputs: list[float], label: int, classes: int, floor: float):
    """Return ∂E/∂ñ of every output neuron."""
    error = [0.0] * len(outputs)
    for k in range(classes):
        found = class_moments(outputs, k, classes, floor)
        sigma = math.sqrt(found.bounded)
        z = (found.mean - 0.5) / sigma
        p = normal_cdf(z)
        by_p = -1 / p if k == label else 1 / (1 - p)
        size = len(outputs[k::classes])
        for j in range(k, len(outputs), classes):
            by_mean = normal_density(z) / sigma / size
            by_variance = 0.0
            if found.variance > floor:
                inner = (1 - 2 * outputs[j]) / size**2
                by_variance = -z / (2 * found.bounded) * normal_density(z) * inner
            error[j] += by_p * (by_mean + by_variance)
    return error


def core_gradient(core: Core, x: list[float], error: list[float], floor: float):
    """Return both terms of ∂E/∂c̃ (E15, equation 4), ∂E/∂b, both of ∂E/∂x̃.

    The first term comes through the mean, the second, which the paper's
    approximation drops, through the variance.
    """
    axons, neurons = len(x), len(core.biases)
    by_mean = [[0.0] * neurons for _ in range(axons)]
    by_variance = [[0.0] * neurons for _ in range(axons)]
    by_bias = [0.0] * neurons
    input_by_mean, input_by_variance = [0.0] * axons, [0.0] * axons
    for j in range(neurons):
        found = moments(core, x, j, floor)
        sigma = math.sqrt(found.bounded)
        z = found.mean / sigma
        to_mean = error[j] * normal_density(z) / sigma
        to_variance = 0.0
        if found.variance > floor:
            to_variance = error[j] * -z * normal_density(z) / (2 * found.bounded)
        by_bias[j] = to_mean
        for i in range(axons):
            c, s = core.probabilities[i][j], core.strengths[i][j]
            by_mean[i][j] = to_mean * x[i] * s
            by_variance[i][j] = to_variance * (x[i] - 2 * x[i] ** 2 * c) * s * s
            input_by_mean[i] += to_mean * c * s
            input_by_variance[i] += to_variance * (c - 2 * x[i] * c * c) * s * s
    return by_mean, by_variance, by_bias, input_by_mean, input_by_variance

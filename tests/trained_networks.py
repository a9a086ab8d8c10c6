"""Trained networks for tests: drawn parameters, no training."""

from dataclasses import replace

import numpy as np

from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.records import History, TrainingSettings
from tnstudio.model.topology import CorePlan, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork

SMALL_CHIP = Hardware("classroom", 18, 12, 4, 6, 7)
"""Odd sizes: neurons do not fill bytes, most axons and neurons go unused."""


ROOMY_CHIP = replace(SMALL_CHIP, grid_rows=9)
"""The same with room for several networks."""


def tiny_network(seed: int = 0) -> Network:
    """Return 2 x 3, 1 x 2 and 1 x 2 cores that read a 4 x 5 x 2 input."""
    return Network(
        name="tiny",
        input=InputShape(4, 5, 2),
        layers=(WindowLayer(3, 1), WindowLayer(2, 1, 3), WindowLayer(1, 1, 5)),
        readout=Readout(("left", "right", "none")),
        hardware=SMALL_CHIP,
        seed=seed,
    )


def network_with_idle_cores(seed: int = 0) -> Network:
    """Return 2 x 3 cores, of which one core reads only the left 2 x 2."""
    return replace(tiny_network(seed), layers=(WindowLayer(3, 1), WindowLayer(2, 2, 4)))


def trained_at_random(network: Network, seed: int = 0) -> TrainedNetwork:
    """Return parameters as training might leave them; many c̃ are 0 or 1."""
    random = np.random.default_rng(seed)
    layers = tuple(
        tuple(
            _core(plan, network.layers[index].strengths, random) for plan in layer.cores
        )
        for index, layer in enumerate(lay_out(network).layers)
    )
    return TrainedNetwork(network, TrainingSettings(), layers, History())


def _core(
    plan: CorePlan, strengths: tuple[int, ...], random: np.random.Generator
) -> TrainedCore:
    axons, types = plan.sources.size, len(strengths)
    columns = [random.permutation(strengths) for _ in range(plan.neurons)]
    probabilities = np.clip(random.uniform(-0.3, 1.3, (axons, plan.neurons)), 0, 1)
    return TrainedCore(
        axon_types=(np.arange(axons) % types).astype(np.uint8),
        strengths=np.array(columns, np.int16).reshape(plan.neurons, types).T.copy(),
        probabilities=probabilities.astype(np.float32),
        biases=random.uniform(-3, 3, plan.neurons).astype(np.float32),
    )

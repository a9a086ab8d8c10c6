"""Draw the synapses of copies of a trained network."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import Hardware
from tnstudio.model.trained import TrainedCore
from tnstudio.randomness import generator


def sample_synapses(
    cores: tuple[TrainedCore, ...],
    hardware: Hardware,
    copies: int,
    seed: int,
    member: int = 0,
) -> npt.NDArray[np.uint8]:
    """Turn each synapse on with its probability c̃ (E15 §3.1).

    Every copy draws from a stream of its own, so that copy k is the same
    however many there are.

    Parameters
    ----------
    member : int
        Number of the network in its ensemble; each draws from streams of its
        own, those of the first are also those of a network alone.

    Returns
    -------
    uint8 array, shape (copies * cores, axons, ceil(neurons / 8))
        Packed as `ChipProgram.synapses`; synapses of axons and neurons that
        are not in use are off.
    """
    width = -(-hardware.neurons // 8)
    names = ("member", member) if member else ()
    synapses = np.zeros((copies, len(cores), hardware.axons, width), np.uint8)
    for k in range(copies):
        random = generator(seed, *names, "copy", k)
        for synapses_of_core, core in zip(synapses[k], cores, strict=True):
            # Draws are 0 .. 1 - 2^-24: never below c̃ = 0, always below 1.
            drawn = random.random(core.probabilities.shape, np.float32)
            bits = np.packbits(drawn < core.probabilities, 1, "little")
            synapses_of_core[: bits.shape[0], : bits.shape[1]] = bits
    return synapses.reshape(-1, hardware.axons, width)

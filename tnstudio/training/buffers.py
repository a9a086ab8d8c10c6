"""The arrays that the kernels of training compute in.

Shapes: C cores of one group, T axon types, K axons of each type (padded), B
images, N neurons; a group's parameters have the shape (C, T, K, N).
"""

import numpy as np
import numpy.typing as npt

from tnstudio.training.forward_kernels import BatchArrays, Scratch
from tnstudio.training.update_kernels import StepScratch

Shape = tuple[int, ...]


def batch_arrays(shape: Shape, images: int, dtype: npt.DTypeLike) -> BatchArrays:
    """Return room for what a whole batch leaves for the gradients."""
    count, types, slots, neurons = shape
    return BatchArrays(
        x=np.zeros((count, types, images, slots), dtype),
        slope=np.zeros((count, images, neurons), dtype),
        spread=np.zeros((count, images, neurons), dtype),
    )


def scratch(shape: Shape, images: int, dtype: npt.DTypeLike) -> Scratch:
    """Return room for one core and so many images of a part."""
    _, _, slots, neurons = shape
    powers = np.zeros(neurons, dtype)
    return Scratch(
        x_squared=np.zeros((images, slots), dtype),
        squares=np.zeros((slots, neurons), dtype),
        sums=np.zeros((images, neurons), dtype),
        squared_sums=np.zeros((images, neurons), dtype),
        z=np.zeros((images, neurons), dtype),
        inverse_sigma=np.zeros((images, neurons), dtype),
        by_axon=np.zeros((images, slots), dtype),
        spread_by_axon=np.zeros((images, slots), dtype),
        bits=powers.view(f"i{powers.itemsize}"),
        powers=powers,
    )


def step_scratch(shape: Shape, images: int, dtype: npt.DTypeLike) -> StepScratch:
    """Return room for the gradient of one core's axons of one type."""
    _, _, slots, neurons = shape
    return StepScratch(
        error=np.zeros((images, neurons), dtype),
        x_squared=np.zeros((images, slots), dtype),
        gradient=np.zeros((slots, neurons), dtype),
        squares=np.zeros((slots, neurons), dtype),
        bias_gradient=np.zeros(neurons, dtype),
    )

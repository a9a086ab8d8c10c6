"""The matrix products of training, counted, and done alone."""

from collections.abc import Callable
from functools import partial
from time import perf_counter

import numpy as np

from tnstudio.jit import kernel
from tnstudio.model.records import Gradient
from tnstudio.threads import one_blas_thread, side_by_side
from tnstudio.training.buffers import scratch, step_scratch
from tnstudio.training.forward_kernels import BatchArrays, CoreArrays, Scratch
from tnstudio.training.groups import CoreGroup
from tnstudio.training.stack import PARTS, Stack
from tnstudio.training.update_kernels import StepScratch

Share = tuple[int, int, int, int]
"""First image and the one after the last; the same of rows, as in an update."""


def operations(stack: Stack, gradient: Gradient) -> int:
    """Return the floating point operations of a batch's products.

    A multiplication and an addition are two. Axons that only pad count: they
    are multiplied.
    """
    extra = 1 if gradient == "exact" else 0
    total = 0
    for index, groups in enumerate(stack.layers):
        # Mean and variance, gradient, and the error of the layer below.
        products = 3 + extra + (1 + extra if index else 0)
        total += products * sum(group.probabilities.size for group in groups)
    return 2 * stack.images * total


def seconds_alone(stack: Stack, gradient: Gradient, repeats: int) -> float:
    """Return how long a batch takes of which only the products are done.

    As in training they are done on `PARTS` threads, in the same arrays; the
    median of so many repeats.
    """
    exact = gradient == "exact"
    tasks = [_share(stack, number, exact) for number in range(PARTS)]
    took = []
    with one_blas_thread():
        side_by_side(tasks)
        for _ in range(repeats):
            started = perf_counter()
            side_by_side(tasks)
            took.append(perf_counter() - started)
    return float(np.median(took))


def _share(stack: Stack, number: int, exact: bool) -> Callable[[], None]:
    """Return one thread's share of the products."""
    work = [
        partial(_multiply, *_arguments(stack, group, number), bool(index), exact)
        for index, groups in enumerate(stack.layers)
        for group in groups
    ]

    def share() -> None:
        for multiply in work:
            multiply()

    return share


def _arguments(
    stack: Stack, group: CoreGroup, number: int
) -> tuple[CoreArrays, BatchArrays, Share, Scratch, StepScratch]:
    shape, dtype = group.probabilities.shape, group.probabilities.dtype
    rows = shape[0] * shape[1]
    start, stop, first, last = (
        total * part // PARTS
        for total in (stack.images, rows)
        for part in (number, number + 1)
    )
    return (
        group.arrays,
        group.batch,
        (start, stop, first, last),
        scratch(shape, stop - start, dtype),
        step_scratch(shape, stack.images, dtype),
    )


@kernel
def _multiply(
    cores: CoreArrays,
    batch: BatchArrays,
    share: Share,
    part: Scratch,
    step: StepScratch,
    inner: bool,
    exact: bool,
) -> None:
    """Do the products of a group: of one part of the images, then of some rows."""
    start, stop, first, last = share
    types = cores.columns.shape[1]
    for core in range(len(cores.first)):
        for t in range(types):
            synapses = cores.synapses[core, t]
            np.dot(batch.x[core, t, start:stop], synapses, part.sums)
            np.dot(part.x_squared, part.squares, part.squared_sums)
            if inner:
                np.dot(part.sums, synapses.T, part.by_axon)
            if inner and exact:
                np.dot(part.squared_sums, part.squares.T, part.spread_by_axon)
    for row in range(first, last):
        core, t = row // types, row % types
        np.dot(batch.x[core, t].T, batch.slope[core], step.gradient)
        if exact:
            np.dot(step.x_squared.T, batch.spread[core], step.squares)

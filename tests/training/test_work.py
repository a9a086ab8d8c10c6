"""Work and memory, counted from shapes, beside what is really done and held."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import networks
from tnstudio.app.bench.products import operations
from tnstudio.model.network import Network
from tnstudio.model.records import TrainingSettings
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.training.stack import Stack
from tnstudio.training.work import (
    group_shapes,
    products_of,
    stack_bytes,
    work_of_batch,
)

OPTIONS = (
    TrainingSettings(),
    TrainingSettings(gradient="exact", dropout=0.5),
    TrainingSettings("binary", rounded_biases=True, continuity=True),
)


def held(part: Any, seen: set[int]) -> int:
    """Return the bytes of all arrays that something of training holds, each once."""
    if isinstance(part, np.ndarray):
        while isinstance(part.base, np.ndarray):
            part = part.base
    if id(part) in seen:
        return 0
    seen.add(id(part))
    if isinstance(part, np.ndarray):
        return part.nbytes
    if isinstance(part, list | tuple):
        return sum(held(one, seen) for one in part)
    if type(part).__module__ in ("tnstudio.training.stack", "tnstudio.training.groups"):
        return sum(held(one, seen) for one in vars(part).values())
    return 0


@given(networks(), st.integers(1, 5), st.sampled_from(OPTIONS))
def test_that_multiply_adds_are_those_that_are_done(
    network: Network, images: int, settings: TrainingSettings
) -> None:
    learned, classified = products_of(group_shapes(network), settings)
    stack = Stack(network, images, settings)
    assert operations(stack, settings.gradient) == 2 * images * learned
    synapses = sum(g.probabilities.size for groups in stack.layers for g in groups)
    assert classified == 2 * synapses


@pytest.mark.parametrize("settings", OPTIONS)
@pytest.mark.parametrize("images", [1, 10, 100])
@pytest.mark.parametrize("network", [mnist_5core(), mnist_30core()])
def test_that_the_memory_is_that_of_a_real_stack(
    network: Network, images: int, settings: TrainingSettings
) -> None:
    real = held(Stack(network, images, settings), set())
    assert stack_bytes(network, images, settings) == pytest.approx(real, rel=0.01)


def test_that_larger_batches_take_less_work_for_each_image() -> None:
    shapes = group_shapes(mnist_5core())
    of_image = [work_of_batch(shapes, OPTIONS[0], n)[0] / n for n in (1, 10, 100)]
    assert of_image == sorted(of_image, reverse=True)
    for images in (1, 100):
        learned, classified = work_of_batch(shapes, OPTIONS[0], images)
        assert learned > classified > images * products_of(shapes, OPTIONS[0])[1]

"""The exact gradient against finite differences, for every option."""

import numpy as np
import pytest

from tests.training.test_gradients import (
    EXACT,
    OPTIONS,
    gradients_of,
    prepared,
    tiny_network,
)
from tnstudio.training.stack import Stack


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("strengths", [(-1, -1, 1, 1), (-2, -1, 1, 2)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_that_finite_differences_confirm_the_exact_gradient(options, strengths, seed):
    """With respect to what is computed with: [c > ½] and whole b as real numbers."""
    stack, values, labels = prepared(tiny_network(strengths), seed, options)
    stack.trace(values, labels, EXACT)
    analytic = gradients_of(stack)
    random = np.random.default_rng(seed)
    compared = 0
    for groups, found in zip(stack.layers, analytic, strict=True):
        for group, (by_probability, by_bias) in zip(groups, found, strict=True):
            synapses = group.synapses.reshape(by_probability.shape)
            # Axons that only pad have no source, so they have no gradient.
            real = [(k, a) for k, slots in enumerate(group.slots) for a in slots]
            for pick in random.permutation(len(real))[:12]:
                place = (*real[pick], int(random.integers(synapses.shape[2])))
                numeric = slope(stack, values, labels, synapses, place)
                assert by_probability[place] == pytest.approx(
                    numeric, rel=2e-5, abs=1e-7
                )
                compared += 1
            for place in np.ndindex(*group.leaks.shape):
                numeric = slope(stack, values, labels, group.leaks, place)
                assert by_bias[place] == pytest.approx(numeric, rel=2e-5, abs=1e-7)
                compared += 1
    assert compared > 30


def slope(stack, values, labels, parameters, place, step=1e-5) -> float:
    """Central difference of the loss with respect to one parameter."""
    kept = parameters[place]
    losses = []
    for sign in (1, -1):
        parameters[place] = kept + sign * step
        losses.append(total_loss(stack, values, labels))
    parameters[place] = kept
    return (losses[0] - losses[1]) / (2 * step)


def total_loss(stack: Stack, values: np.ndarray, labels: np.ndarray) -> float:
    """The loss for c̃ and b as they are computed with, with the step's dropout."""
    return float(stack.trace(values, labels, EXACT).losses.sum())

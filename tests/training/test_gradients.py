"""Forward pass, loss and gradients against plain Python."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_training as oracle
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.records import TrainingSettings
from tnstudio.model.topology import lay_out
from tnstudio.training.groups import LEAST_VARIANCE, flat
from tnstudio.training.stack import LEAST_CLASS_VARIANCE, Stack
from tnstudio.training.steps import Step

IMAGES = 3
CLASSES = 3
HARDWARE = Hardware("tiny", axons=18, neurons=8, grid_rows=4, grid_columns=4)
APPROXIMATE, EXACT = Step(0.0, 0.0, "approximate"), Step(0.0, 0.0, "exact")
PLAIN = TrainingSettings()
OPTIONS = {
    "tea": PLAIN,
    "binary": replace(PLAIN, method="binary"),
    "continuity": replace(PLAIN, continuity=True),
    "dropout": replace(PLAIN, dropout=0.4),
    "rounded biases": replace(PLAIN, rounded_biases=True),
    "balanced": replace(PLAIN, balanced=True),
    "tea with all": TrainingSettings(
        dropout=0.3, continuity=True, rounded_biases=True, balanced=True
    ),
    "binary with all": TrainingSettings(
        "binary",
        dropout=0.3,
        continuity=True,
        rounded_biases=True,
        balanced=True,
    ),
}
WEIGHTS = [0.5, 2.0, 1.25]
"""Of the classes, for ``balanced``."""
STRENGTHS = st.sampled_from([(-1, -1, 1, 1), (-2, -1, 1, 2), (-7, 3, 0, 5)])


def tiny_network(strengths=(-1, -1, 1, 1), layers=2) -> Network:
    """A 3 × 6 × 2 input, two cores of unequal use, one output core."""
    first = WindowLayer(3, 3, strengths=strengths)
    second = WindowLayer(1, 1, 5, strengths=strengths)
    return Network(
        "tiny",
        InputShape(3, 6, 2),
        (first, second)[:layers],
        Readout(tuple("abc")),
        HARDWARE,
    )


def prepared(
    network: Network, seed: int, options: TrainingSettings = PLAIN
) -> tuple[Stack, np.ndarray, np.ndarray]:
    """A float64 stack with random biases, and a batch for it."""
    random = np.random.default_rng(seed)
    weights = WEIGHTS if options.balanced else None
    stack = Stack(network, IMAGES, replace(options, seed=seed), weights, np.float64)
    for groups in stack.layers:
        for group in groups:
            spread = 3.0 if options.rounded_biases else 0.5
            group.biases[:] = random.normal(0, spread, group.biases.shape)
            group.refresh()
    values = random.uniform(0.05, 0.95, (IMAGES, network.input.size))
    labels = random.integers(0, CLASSES, IMAGES).astype(np.int32)
    return stack, values, labels


def oracle_layers(stack: Stack) -> list[list[oracle.Core]]:
    """The stack's parameters as the oracle wants them."""
    layers = []
    plans = lay_out(stack.network).layers
    for plan, groups in zip(plans, stack.layers, strict=True):
        cores: list = [None] * len(plan.cores)
        for group in groups:
            flat = group.probabilities.reshape(
                len(group.indices), -1, group.biases.shape[1]
            )
            for k, index in enumerate(group.indices):
                types = group.axon_types[k]
                cores[index] = oracle.Core(
                    plan.cores[index].sources.tolist(),
                    group.strengths[k][types].tolist(),
                    flat[k, group.slots[k]].tolist(),
                    group.biases[k].tolist(),
                )
        layers.append(cores)
    return layers


def gradients_of(
    stack: Stack, step: Step = EXACT
) -> list[list[tuple[np.ndarray, np.ndarray]]]:
    """Return ∂E/∂c̃ (C, T·K, N) and ∂E/∂b (C, N) by layer and group."""
    return [
        [(flat(found.synapses), found.biases) for found in groups]
        for groups in stack.gradients(step)
    ]


def expected_loss(options, outputs, label) -> float:
    loss = oracle.loss(outputs, label, CLASSES, LEAST_CLASS_VARIANCE)
    return loss * (WEIGHTS[label] if options.balanced else 1)


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@given(STRENGTHS, st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_that_forward_and_loss_follow_the_published_equations(options, strengths, seed):
    stack, values, labels = prepared(tiny_network(strengths), seed, options)
    outcome = stack.trace(values, labels, EXACT)
    outputs = stack.activity[-1][:, :-1]
    layers = oracle_layers(stack)
    if options.method == "binary":
        layers = [[oracle.binary(core) for core in layer] for layer in layers]
    if options.rounded_biases:
        layers = [[oracle.whole(core) for core in layer] for layer in layers]
    for image in range(IMAGES):
        # Which neurons dropout keeps is tested by itself.
        kept = [factors[image].tolist() for factors in stack.factors]
        activity = oracle.forward(
            layers,
            values[image].tolist(),
            LEAST_VARIANCE,
            0.5 if options.continuity else 0.0,
            kept,
        )
        np.testing.assert_allclose(outputs[image], activity[-1], rtol=1e-9, atol=1e-12)
        means = [np.mean(activity[-1][k::CLASSES]) for k in range(CLASSES)]
        assert outcome.winners[image] == np.argmax(means)
        expected = expected_loss(options, activity[-1], labels[image])
        assert outcome.losses[image] == pytest.approx(expected, rel=1e-7)


@given(STRENGTHS, st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_that_the_approximation_drops_the_second_term_only(strengths, seed):
    stack, values, labels = prepared(tiny_network(strengths, layers=1), seed)
    layers = oracle_layers(stack)
    found = {}
    for step in (APPROXIMATE, EXACT):
        stack.trace(values, labels, step)
        found[step.gradient] = [c for c, _ in gradients_of(stack, step)[0]]
    first, second = terms_of_equation_4(stack, layers[0], values, labels)
    for g, group in enumerate(stack.layers[0]):
        for k, index in enumerate(group.indices):
            slots = group.slots[k]
            approximate = found["approximate"][g][k, slots]
            exact = found["exact"][g][k, slots]
            np.testing.assert_allclose(approximate, first[index], atol=1e-9, rtol=1e-7)
            dropped = exact - approximate
            np.testing.assert_allclose(dropped, second[index], atol=1e-9, rtol=1e-6)


def terms_of_equation_4(stack, cores, values, labels):
    """Both terms of every core, summed over the batch, by the oracle."""
    plan = lay_out(stack.network).layers[0]
    first = [np.zeros((len(c.sources), len(c.biases))) for c in cores]
    second = [np.zeros_like(total) for total in first]
    for image in range(IMAGES):
        x = values[image].tolist()
        outputs = oracle.forward([cores], x, LEAST_VARIANCE)[-1]
        error = oracle.output_error(
            outputs, int(labels[image]), CLASSES, LEAST_CLASS_VARIANCE
        )
        for index, (core, place) in enumerate(zip(cores, plan.cores, strict=True)):
            mine = error[place.first_neuron : place.first_neuron + place.neurons]
            inputs = [x[source] for source in core.sources]
            by_mean, by_variance, *_ = oracle.core_gradient(
                core, inputs, mine, LEAST_VARIANCE
            )
            first[index] += by_mean
            second[index] += by_variance
    return first, second


def test_that_the_approximation_passes_the_means_error_down():
    """In deeper layers too, only terms through μ remain."""
    stack, values, labels = prepared(tiny_network(), 5)
    stack.trace(values, labels, APPROXIMATE)
    layers = oracle_layers(stack)
    plans = lay_out(stack.network).layers
    expected = [np.zeros((len(c.sources), len(c.biases))) for c in layers[0]]
    for image in range(IMAGES):
        x = values[image].tolist()
        activity = oracle.forward(layers, x, LEAST_VARIANCE)
        error = oracle.output_error(
            activity[-1], int(labels[image]), CLASSES, LEAST_CLASS_VARIANCE
        )
        below = [0.0] * len(activity[1])
        for core, plan in zip(layers[1], plans[1].cores, strict=True):
            mine = error[plan.first_neuron : plan.first_neuron + plan.neurons]
            inputs = [activity[1][source] for source in core.sources]
            *_, by_input, _ = oracle.core_gradient(core, inputs, mine, LEAST_VARIANCE)
            for source, value in zip(core.sources, by_input, strict=True):
                below[source] = value
        for index, (core, plan) in enumerate(
            zip(layers[0], plans[0].cores, strict=True)
        ):
            mine = below[plan.first_neuron : plan.first_neuron + plan.neurons]
            inputs = [x[source] for source in core.sources]
            expected[index] += oracle.core_gradient(core, inputs, mine, LEAST_VARIANCE)[
                0
            ]
    gradients = gradients_of(stack, APPROXIMATE)[0]
    for group, (by_probability, _) in zip(stack.layers[0], gradients, strict=True):
        for k, index in enumerate(group.indices):
            found = by_probability[k, group.slots[k]]
            np.testing.assert_allclose(found, expected[index], atol=1e-10, rtol=1e-7)


def test_that_the_loss_is_finite_for_hopeless_outputs():
    network = replace(tiny_network(layers=1), input=InputShape(3, 3, 2))
    stack = Stack(network, 1, TrainingSettings(), dtype=np.float64)
    stack.layers[0][0].biases[:] = -255
    black, label = np.zeros((1, 18)), np.zeros(1, np.int32)
    outcome = stack.trace(black, label, EXACT)
    assert np.isfinite(outcome.losses).all()
    assert np.isfinite(gradients_of(stack)[0][0][0]).all()


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_that_the_norm_of_a_layer_is_that_of_its_mean_gradient(options):
    stack, values, labels = prepared(tiny_network(), 3, options)
    stack.trace(values, labels, EXACT)
    for groups, figures in zip(gradients_of(stack), stack.figures(EXACT), strict=True):
        parts = [part.ravel() for found in groups for part in found]
        norm = np.linalg.norm(np.concatenate(parts)) / IMAGES
        assert norm > 0
        assert figures.gradient_norm == pytest.approx(norm, rel=1e-12)


def test_that_saturated_synapses_are_counted_without_the_padding():
    stack, _, _ = prepared(tiny_network(), 3)
    before = [figures.saturated for figures in stack.figures(EXACT)]
    assert before == [0, 0]
    group = stack.layers[0][0]
    levels = flat(group.probabilities)
    levels[0, group.slots[0][:2], 0] = 0
    levels[0, group.slots[0][3], 0] = 1
    assert [figures.saturated for figures in stack.figures(EXACT)] == [3, 0]

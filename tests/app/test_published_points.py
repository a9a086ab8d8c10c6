"""Published accuracies are told of the published designs only."""

from dataclasses import replace

import pytest

from tnstudio.app.published import DOUBLED, PLAIN
from tnstudio.app.published_points import published_points
from tnstudio.model.edits import set_layer
from tnstudio.model.network import Network
from tnstudio.model.templates import TEMPLATES, mnist_5core, mnist_30core


def with_strengths(network: Network, strengths: tuple[int, ...]) -> Network:
    layers = tuple(replace(layer, strengths=strengths) for layer in network.layers)
    return replace(network, layers=layers)


@pytest.mark.parametrize(
    ("network", "of_e15", "of_j17"),
    [
        # E15: abstract. J17: tables 2 and 3, the best of their first rows.
        (with_strengths(mnist_5core(), PLAIN), (0.9270, 1), (0.9598, "J17, No aug")),
        (with_strengths(mnist_5core(), DOUBLED), (0.9270, 1), (0.9584, "J17, No aug")),
        (with_strengths(mnist_30core(), PLAIN), (0.9942, 64), (0.9682, "J17, Aug1")),
        (with_strengths(mnist_30core(), DOUBLED), (0.9942, 64), (0.9727, "J17, Aug2")),
    ],
)
def test_that_the_published_designs_have_their_points(network, of_e15, of_j17):
    first, *others = published_points(replace(network, name="mine", seed=9))
    assert (first.published.accuracy, first.published.copies) == of_e15
    assert first.label == "E15"
    assert (others[0].published.accuracy, others[0].label) == of_j17
    assert [point.published.ticks for point in others] == [1, 2, 4, 8, 16, 32, 64]


def test_that_the_templates_are_published_designs():
    assert len(published_points(mnist_5core())) == 8
    assert len(published_points(mnist_30core())) == 8


def test_that_other_designs_have_none():
    design = mnist_5core()
    other_window = set_layer(design, 0, replace(design.layers[0], window=14))
    others = [
        other_window,
        with_strengths(design, (-3, -1, 1, 3)),
        set_layer(design, 1, replace(design.layers[1], strengths=DOUBLED)),
        *(make() for name, make in TEMPLATES.items() if not name.startswith("mnist")),
    ]
    for network in others:
        assert published_points(network) == (), network.name


def test_that_a_point_tells_its_source():
    point = published_points(mnist_5core())[0]
    assert point.told == (
        "E15: 92.70 % with 1 copy and 1 tick, stochastic, 0.268 µJ per frame; "
        "E15, abstract and section 5, 10,000 images of MNIST"
    )

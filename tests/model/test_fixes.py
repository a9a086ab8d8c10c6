"""A fix removes its problem and adds no error, whatever else is wrong."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.broken_networks import broken_circuits, broken_layers
from tests.model.test_rules import BROKEN, SECOND, having, layered
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_fixes import CIRCUIT_FIXES
from tnstudio.model.fixes import fixes
from tnstudio.model.layer_fixes import LAYER_FIXES, without_hidden
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.problems import Problem
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.templates import mnist_5core

HIDING = {"hardware-size", "core-off-chip", "core-size", "program-input", "no-cores"}
"""Problems of free cores that keep others from being looked for."""


def kinds(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(p.code, p.place) for p in problems]


@given(network=broken_layers())
@settings(max_examples=120)
def test_that_a_fix_of_layers_removes_its_problem_and_adds_no_error(network) -> None:
    before = check_network(network)
    known = {*kinds(before), *kinds(check_network(without_hidden(network)))}
    for problem in before:
        for fix in fixes(network, problem):
            after = check_network(fix.network)
            kind = (problem.code, problem.place)
            assert kinds(after).count(kind) < kinds(before).count(kind), fix.label
            assert set(kinds(errors_of(after))) <= known, fix.label


@given(network=broken_circuits())
@settings(max_examples=150)
def test_that_a_fix_of_free_cores_removes_its_problem_and_adds_no_error(network):
    before = check_network(network)
    hidden = any(p.code in HIDING for p in before)
    for problem in before:
        for fix in fixes(network, problem):
            after = check_network(fix.network)
            assert problem not in after, fix.label
            if not hidden:
                assert set(kinds(errors_of(after))) <= set(kinds(before)), fix.label


@given(network=broken_circuits())
@settings(max_examples=80)
def test_that_fixes_one_after_the_other_leave_little(network) -> None:
    """All that can be wrong with values has a fix, and fixes come to an end."""
    for _ in range(30):
        problems = check_network(network)
        offered = [fix for p in problems for fix in fixes(network, p)]
        if not offered:
            break
        network = offered[0].network
    left = {p.code for p in check_network(network)}
    assert left <= {
        "core-size",
        "hardware-size",
        "program-number",
        "program-input",
        "place-shared",
        "core-off-chip",
        "class-names",
    }


def fix_labels(network: Network, code: str) -> list[str]:
    problem = next(p for p in check_network(network) if p.code == code)
    return [fix.label for fix in fixes(network, problem)]


OFFERED = {
    "seed-range": (having(seed=-1), ["Set the seed to 0"]),
    "no-layers": (layered(), ["Add a layer with R 16, S 12"]),
    "fan-out": (
        layered(WindowLayer(16, 4), WindowLayer(2, 1, 65)),
        ["Reduce F to 64 in layer 2", "Set S to 2 in layer 2"],
    ),
    "window-too-many-axons": (
        layered(WindowLayer(28, 1)),
        ["Reduce R to 16 in layer 1"],
    ),
    "not-covered": (
        layered(WindowLayer(16, 11), SECOND),
        ["Set S to 12 in layer 1"],
    ),
    "window-larger-than-source": (
        layered(WindowLayer(16, 12), WindowLayer(3, 1, 8)),
        ["Set R to 2 in layer 2"],
    ),
    "strength-count": (
        layered(WindowLayer(16, 12, None, (1, -1))),
        ["Give 4 strengths: 1, -1, 1, 1 in layer 1"],
    ),
    "features-not-channels": (
        layered(WindowLayer(16, 12, 2), SECOND),
        ["Take all channels in layer 1"],
    ),
    "too-many-cores": (
        having(
            input=InputShape(200, 200),
            layers=(WindowLayer(8, 1, None, (-1, -1, 1, 1)),),
        ),
        ["Set S of layer 1 to 4"],
    ),
    "class-names": (
        having(readout=Readout(("", "yes", "no", "yes"))),
        ["Give each class a name of its own"],
    ),
    "too-few-classes": (having(readout=Readout(("only",))), []),
    "layers-and-cores": (having(circuit=Circuit()), ["Remove the layers"]),
}


@pytest.mark.parametrize("code", OFFERED)
def test_that_the_fix_is_the_one_that_people_expect(code: str) -> None:
    network, labels = OFFERED[code]
    assert fix_labels(network, code) == labels


def test_that_names_of_classes_become_unique() -> None:
    broken = having(readout=Readout(("", "yes", "yes 2", "yes", "class 0")))
    problem = check_network(broken)[0]
    (fix,) = fixes(broken, problem)
    assert fix.network.readout.class_names == (
        "class 0 2",
        "yes",
        "yes 2",
        "yes 3",
        "class 0",
    )


def test_that_a_network_without_problems_of_a_kind_offers_nothing() -> None:
    unknown = Problem("no-such-rule", "network", "?", "?")
    assert fixes(mnist_5core(), unknown) == ()
    assert fixes(having(circuit=Circuit()), unknown) == ()


def test_that_fixes_are_for_rules_that_there_are() -> None:
    assert set(LAYER_FIXES) <= set(BROKEN)
    assert not set(CIRCUIT_FIXES) & {"too-few-classes"}


def test_that_a_fix_that_would_break_another_layer_is_not_offered() -> None:
    """A smaller first window makes more cores, which the second cannot cover."""
    network = layered(WindowLayer(17, 11), WindowLayer(2, 1, 256))
    problem = next(
        p for p in check_network(network) if p.code == "window-too-many-axons"
    )
    for fix in fixes(network, problem):
        new = kinds(errors_of(check_network(fix.network)))
        assert set(new) <= set(kinds(check_network(network)))


HUGE = 10**30


@pytest.mark.parametrize(
    "network",
    [
        having(input=InputShape(HUGE, HUGE, HUGE)),
        having(hardware=replace(mnist_5core().hardware, axon_types=HUGE)),
        layered(WindowLayer(HUGE, 0)),
        layered(WindowLayer(16, 12), WindowLayer(1, HUGE, HUGE)),
    ],
)
def test_that_huge_numbers_are_answered(network: Network) -> None:
    for problem in check_network(network):
        fixes(network, problem)

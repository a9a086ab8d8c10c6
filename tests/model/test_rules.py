"""Every rule is broken once, alone and with others."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tnstudio.errors import TNStudioError
from tnstudio.model import problems, rules
from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.network import (
    MOST_CLASSES,
    InputShape,
    Network,
    Readout,
    WindowLayer,
)
from tnstudio.model.rules import (
    check_network,
    errors_of,
    require_valid,
    use_of,
)
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.topology import lay_out

FIRST = WindowLayer(16, 12)
SECOND = WindowLayer(2, 1, 64)


def having(**changes: object) -> Network:
    return replace(mnist_5core(), **changes)


def layered(*layers: WindowLayer) -> Network:
    return having(layers=layers)


BROKEN = {
    "hardware-size": (having(hardware=replace(TRUENORTH, axons=0)), "hardware"),
    "seed-range": (having(seed=-1), "network"),
    "input-empty": (having(input=InputShape(28, 0)), "input"),
    "input-too-large": (having(input=InputShape(2048, 2049)), "input"),
    "no-layers": (layered(), "layers"),
    "layers-and-cores": (having(circuit=Circuit()), "layers"),
    "window-not-positive": (layered(WindowLayer(0, 12), SECOND), "layer 1"),
    "stride-not-positive": (layered(WindowLayer(16, 0), SECOND), "layer 1"),
    "features-not-positive": (layered(FIRST, WindowLayer(2, 1, 0)), "layer 2"),
    "features-not-channels": (layered(WindowLayer(16, 12, 2), SECOND), "layer 1"),
    "strength-count": (
        layered(FIRST, replace(SECOND, strengths=(1, -1))),
        "layer 2",
    ),
    "strength-range": (
        layered(FIRST, replace(SECOND, strengths=(1, -1, 255, 256))),
        "layer 2",
    ),
    "window-too-many-axons": (layered(WindowLayer(17, 11), SECOND), "layer 1"),
    "window-larger-than-source": (layered(FIRST, WindowLayer(3, 1, 8)), "layer 2"),
    "not-covered": (layered(WindowLayer(15, 12), SECOND), "layer 1"),
    "fan-out": (
        layered(WindowLayer(16, 4), WindowLayer(2, 1, 64), WindowLayer(1, 1, 257)),
        "layer 3",
    ),
    "too-many-cores": (
        having(hardware=replace(TRUENORTH, grid_rows=2, grid_columns=2)),
        "network",
    ),
    "too-few-classes": (having(readout=Readout(("only",))), "readout"),
    "too-many-classes": (
        having(readout=Readout(tuple(str(k) for k in range(MOST_CLASSES + 1)))),
        "readout",
    ),
    "class-names": (having(readout=Readout(("yes", "no", "yes"))), "readout"),
    "too-few-outputs": (
        having(readout=Readout(tuple(str(k) for k in range(257)))),
        "readout",
    ),
}


def codes(network: Network) -> list[str]:
    return [problem.code for problem in check_network(network)]


def test_that_every_rule_has_a_test() -> None:
    files = [Path(module.__file__) for module in (problems, rules)]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert set(re.findall(r'Problem\(\s*"([a-z-]+)"', text)) == set(BROKEN)


@pytest.mark.parametrize("code", BROKEN)
def test_that_a_broken_rule_is_found_at_its_place(code: str) -> None:
    network, place = BROKEN[code]
    problem = next(p for p in check_network(network) if p.code == code)
    assert problem.place == place
    assert problem.message
    assert problem.hint


@pytest.mark.parametrize("template", [mnist_5core, mnist_30core])
def test_that_the_published_networks_have_no_problems(template: object) -> None:
    assert check_network(template()) == ()
    require_valid(template())


@given(network=strategies.networks())
@settings(deadline=None)
def test_that_what_has_no_errors_can_be_laid_out(network: Network) -> None:
    assert errors_of(check_network(network)) == ()
    topology = lay_out(network)
    uses = {use.name: use for use in use_of(network)}
    assert uses["cores"].used == topology.cores
    assert uses["neurons"].used == topology.neurons
    every = [core for layer in topology.layers for core in layer.cores]
    assert uses["axons per core"].used == max(core.sources.size for core in every)
    assert uses["neurons per core"].used == max(core.neurons for core in every)
    assert all(use.used <= use.limit for use in uses.values())


small = st.integers(-1, 6)


@given(
    network=st.builds(
        Network,
        name=st.just("any"),
        input=st.builds(InputShape, small, small, small),
        layers=st.lists(
            st.builds(
                WindowLayer,
                small,
                small,
                st.one_of(st.none(), small),
                st.lists(st.integers(-256, 256), min_size=2, max_size=3).map(tuple),
            ),
            max_size=3,
        ).map(tuple),
        readout=st.just(Readout(("a", "b"))),
        hardware=st.builds(
            Hardware,
            st.just("h"),
            *[st.integers(0, 9)] * 2,
            st.integers(2, 3),
            small,
            small,
        ),
        seed=small,
    )
)
@settings(deadline=None, max_examples=300)
def test_that_any_network_has_errors_or_can_be_laid_out(network: Network) -> None:
    use_of(network)
    if not errors_of(check_network(network)):
        assert lay_out(network).cores > 0


def test_that_all_problems_are_found_together() -> None:
    network = Network(
        name="all wrong",
        input=InputShape(28, 28),
        layers=(
            WindowLayer(0, 0, 7, (1, 300)),
            WindowLayer(1, 1, 0),
        ),
        readout=Readout(()),
    )
    assert codes(network) == [
        "window-not-positive",
        "stride-not-positive",
        "features-not-channels",
        "strength-count",
        "strength-range",
        "features-not-positive",
        "too-few-classes",
    ]


def test_that_problems_of_chip_seed_input_and_readout_are_found_together() -> None:
    network = Network(
        name="all wrong",
        input=InputShape(0, 28),
        layers=(),
        readout=Readout(()),
        hardware=Hardware("no chip", 0, 0, 0, 0, 0),
        seed=2**63,
    )
    assert codes(network) == [
        *["hardware-size"] * 5,
        "seed-range",
        "input-empty",
        "no-layers",
        "too-few-classes",
    ]


def test_that_a_bad_seed_or_input_hides_no_problem_of_a_layer() -> None:
    wrong = (WindowLayer(16, 0), WindowLayer(2, 1, -3, (1,)))
    network = having(input=InputShape(0, 28), layers=wrong, seed=-1)
    assert codes(network) == [
        "seed-range",
        "input-empty",
        "stride-not-positive",
        "features-not-positive",
        "strength-count",
    ]


def test_that_a_window_larger_than_the_core_tells_the_largest_that_fits() -> None:
    (problem,) = errors_of(check_network(layered(WindowLayer(20, 8), SECOND)))
    assert problem.message == "The window 20 × 20 × 1 needs 400 axons, a core has 256"
    assert problem.hint == "choose R of at most 16"


def test_that_hints_for_too_many_axons_lead_to_a_network_that_fits() -> None:
    later = layered(WindowLayer(16, 4), WindowLayer(3, 1, 64))
    (problem,) = errors_of(check_network(later))
    assert problem.hint == "choose R of at most 2, or choose F of at most 28"
    for layer in (WindowLayer(2, 1, 64), WindowLayer(3, 1, 28)):
        assert not errors_of(check_network(layered(WindowLayer(16, 4), layer)))
    deep = having(input=InputShape(28, 28, 300), layers=(WindowLayer(1, 1),))
    assert "use fewer channels" in [p.hint for p in check_network(deep)]


def test_that_hints_for_too_much_fan_out_lead_to_a_network_that_fits() -> None:
    network = layered(WindowLayer(7, 7), WindowLayer(2, 1, 64), WindowLayer(1, 1, 65))
    assert codes(network) == []
    crowded = layered(WindowLayer(7, 7), WindowLayer(2, 1, 65))
    fan_out = next(p for p in check_network(crowded) if p.code == "fan-out")
    assert fan_out.message == (
        "A core of layer 1 feeds 4 cores with 65 neurons each: "
        "260 neurons, a core has 256"
    )
    assert fan_out.hint == "reduce F to 64, or increase S"


def test_that_a_fan_out_beyond_any_f_asks_for_a_larger_stride() -> None:
    chip = replace(TRUENORTH, neurons=2)
    network = having(
        hardware=chip,
        readout=Readout(("a", "b")),
        layers=(WindowLayer(7, 7), WindowLayer(2, 1, 1)),
    )
    (problem,) = errors_of(check_network(network))
    assert (problem.code, problem.hint) == ("fan-out", "increase S")


def test_that_unread_places_are_advice_only() -> None:
    network = layered(WindowLayer(15, 12), SECOND)
    (problem,) = check_network(network)
    assert problem.severity == "advice"
    assert problem.message == "55 of 784 places of the input are read by no core"
    assert errors_of((problem,)) == ()
    require_valid(network)


def test_that_one_problem_is_raised_as_itself() -> None:
    with pytest.raises(TNStudioError) as caught:
        require_valid(layered(WindowLayer(16, 0)))
    assert str(caught.value) == "layer 1: Stride S is 0 (choose S of at least 1)"


def test_that_several_problems_are_raised_as_one_list() -> None:
    with pytest.raises(TNStudioError, match="has 2 problems") as caught:
        require_valid(layered(WindowLayer(0, 0)))
    assert "\n  layer 1: Window R is 0 (choose R of at least 1)" in str(caught.value)
    assert "\n  layer 1: Stride S is 0 (choose S of at least 1)" in str(caught.value)


def test_that_meters_show_the_published_networks() -> None:
    uses = {use.name: (use.used, use.limit) for use in use_of(mnist_30core())}
    assert uses == {
        "cores": (30, 4096),
        "axons per core": (256, 256),
        "neurons per core": (256, 256),
        "fan-out": (256, 256),
        "neurons": (3840, 1048576),
    }


def test_that_the_fan_out_is_over_with_its_problem_and_only_then() -> None:
    for features in (64, 65):
        network = layered(WindowLayer(16, 4), WindowLayer(2, 1, features))
        use = next(use for use in use_of(network) if use.name == "fan-out")
        assert use.used == 4 * features
        codes = {p.code for p in check_network(network)}
        assert (use.used > use.limit) == ("fan-out" in codes)
    assert next(u.used for u in use_of(layered(FIRST)) if u.name == "fan-out") == 0


def test_that_meters_of_a_network_without_layers_are_empty() -> None:
    assert [use.used for use in use_of(layered())] == [0] * 5


HUGE = 10**30


@pytest.mark.parametrize(
    "network",
    [
        having(input=InputShape(HUGE, HUGE, HUGE)),
        having(hardware=Hardware("huge", HUGE, HUGE, HUGE, HUGE, HUGE)),
        layered(WindowLayer(HUGE, HUGE), WindowLayer(HUGE, HUGE, HUGE)),
        layered(FIRST, WindowLayer(1, 1, HUGE)),
        having(input=InputShape(2048, 2048), layers=(WindowLayer(1, 1),) * 30),
        layered(WindowLayer(-HUGE, -HUGE), WindowLayer(-HUGE, -HUGE, -HUGE)),
        layered(FIRST, SECOND, *[WindowLayer(1, 1, 64)] * 200),
    ],
)
def test_that_huge_sizes_answer_fast(network: Network) -> None:
    start = time.perf_counter()
    check_network(network)
    use_of(network)
    assert time.perf_counter() - start < 1

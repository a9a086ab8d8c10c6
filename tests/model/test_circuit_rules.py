"""Every rule of circuits is broken once; problems tell which core it is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests import strategies
from tests.circuits import SMALL, oscillator
from tnstudio.errors import TNStudioError
from tnstudio.model import core_extremes
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_arrays import program_of
from tnstudio.model.circuit_edits import replace_core, set_synapses
from tnstudio.model.circuit_rules import check_circuit, check_layout
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import WindowLayer, free_network
from tnstudio.model.program_rules import find_problems
from tnstudio.model.rules import (
    check_network,
    errors_of,
    require_layers,
    require_valid,
    use_of,
)
from tnstudio.model.stimulus import SingleSpike


def circuit() -> Circuit:
    return oscillator().circuit


def with_second(**changes: object) -> Circuit:
    """Return the oscillator with its second core changed."""
    first, second = circuit().cores
    return replace(circuit(), cores=(first, replace(second, **changes)))


def with_routes(**values: int) -> Circuit:
    routes = circuit().cores[1].routes
    arrays = {name: getattr(routes, name).copy() for name in values}
    for name, value in values.items():
        arrays[name][0, 3] = value
    return with_second(routes=replace(routes, **arrays))


def with_neuron(name: str, value: int) -> Circuit:
    neurons = circuit().cores[1].neurons
    array = getattr(neurons, name).copy()
    array[..., 2] = value
    return with_second(neurons=replace(neurons, **{name: array}))


BROKEN = {
    "no cores": (Circuit(), "no-cores", "network", "no cores"),
    "off the chip": (
        with_second(chip_row=2),
        "core-off-chip",
        "core 1 (half 1)",
        "row 2, column 1",
    ),
    "far off the chip": (
        with_second(chip_column=2**70),
        "core-off-chip",
        "core 1 (half 1)",
        "column 1180591620717411303424",
    ),
    "two at one place": (
        with_second(chip_column=0),
        "place-shared",
        "core 1 (half 1)",
        "both at row 0, column 0",
    ),
    "wrong size": (
        with_second(axon_types=np.zeros((1, 5), np.uint8)),
        "core-size",
        "core 1 (half 1)",
        r"axon_types is uint8 of shape \(1, 5\)",
    ),
    "wrong type": (
        with_second(axon_types=np.zeros((1, 4), np.int8)),
        "core-size",
        "core 1 (half 1)",
        "axon_types is int8",
    ),
    "no such core": (
        with_routes(core=2, axon=0),
        "value-range",
        "core 1 (half 1)",
        "Target core: 1 value is out of range, the first, neuron 3, is 2",
    ),
    "half a target": (
        with_routes(core=0),
        "target-half",
        "core 1 (half 1)",
        "Target axon: 1 value is without either",
    ),
    "two places": (
        with_routes(core=0, axon=0, line=0),
        "target-and-line",
        "core 1 (half 1)",
        "Output line: .* target axon too",
    ),
    "value out of range": (
        with_neuron("leak", 300),
        "value-range",
        "core 1 (half 1)",
        "Leak: .* neuron 2, is 300",
    ),
    "mask with a gap": (
        with_neuron("threshold_mask", 5),
        "mask-gap",
        "core 1 (half 1)",
        "Threshold mask: ",
    ),
    "synapses of no neuron": (
        with_second(synapses=np.full((1, 4, 1), 32, np.uint8)),
        "synapse-padding",
        "core 1 (half 1)",
        "Synapses: ",
    ),
    "line to no core": (
        replace(
            circuit(), inputs=replace(circuit().inputs, core=np.array([9], np.int32))
        ),
        "value-range",
        "inputs/core",
        "is 9",
    ),
    "another copy": (
        replace(
            circuit(), outputs=replace(circuit().outputs, copy=np.array([1], np.int32))
        ),
        "value-range",
        "outputs/copy",
        "is 1",
    ),
    "wrong input": (
        replace(circuit(), input_shape=(0, 1, 1)),
        "program-input",
        "network",
        "The input is 0 × 1 × 1",
    ),
    "a name too many": (
        replace(circuit(), line_names=("a", "b")),
        "line-names",
        "network",
        "2 line names for 1 lines",
    ),
    "an output name too many": (
        replace(circuit(), output_names=("a", "b")),
        "line-names",
        "network",
        "2 output names for 1 lines",
    ),
    "a stimulus of no line": (
        replace(circuit(), stimuli=(SingleSpike(0), SingleSpike(1))),
        "stimulus-line",
        "stimulus 1",
        "There is no input line 1",
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_that_a_broken_rule_is_told_with_the_core(broken) -> None:
    wrong, code, place, message = broken
    problems = check_circuit(wrong, SMALL)
    assert [(p.code, p.place) for p in problems] == [(code, place)]
    with pytest.raises(TNStudioError, match=message):
        require_valid(free_network("wrong", wrong, SMALL))


@given(drawn=strategies.circuits())
@settings(max_examples=50)
def test_that_drawn_circuits_have_no_errors(drawn) -> None:
    assert errors_of(check_circuit(*drawn)) == ()


def test_that_a_fault_of_every_core_is_an_error_of_bounded_length() -> None:
    far = tuple(replace(circuit().cores[0], chip_row=5) for _ in range(1000))
    with pytest.raises(TNStudioError, match="has 1000 problems") as caught:
        require_valid(free_network("far", Circuit(cores=far), SMALL))
    lines = str(caught.value).split("\n")
    assert len(lines) == 22
    assert lines[20].startswith("  core 19 (half 0): It is at row 5")
    assert lines[21] == "  and 980 more"


def test_that_cores_for_another_chip_are_told() -> None:
    problems = check_circuit(circuit(), TRUENORTH)
    assert [p.code for p in problems] == ["core-size", "core-size"]
    assert "build the core for this chip" in problems[0].hint


def test_that_too_many_cores_are_told() -> None:
    cores = [
        replace(circuit().cores[0], chip_row=k // 2, chip_column=k % 2)
        for k in range(5)
    ]
    cores[4] = replace(cores[4], chip_row=0)
    codes = [
        p.code for p in check_circuit(replace(circuit(), cores=tuple(cores)), SMALL)
    ]
    assert codes == ["program-number"]


def test_that_free_cores_need_neither_layers_nor_classes() -> None:
    assert check_network(oscillator()) == ()


def test_that_a_network_has_layers_or_free_cores() -> None:
    both = replace(oscillator(), layers=(WindowLayer(1, 1),))
    assert [p.code for p in check_network(both)] == ["layers-and-cores"]


def test_that_a_seed_out_of_range_is_told() -> None:
    assert [p.code for p in check_network(replace(oscillator(), seed=-1))] == [
        "seed-range"
    ]


def test_that_free_cores_are_not_trained() -> None:
    with pytest.raises(TNStudioError, match="is not trained") as caught:
        require_layers(oscillator())
    assert "tnstudio run" in caught.value.hint


def test_that_the_meters_tell_what_free_cores_use() -> None:
    uses = {use.name: (use.used, use.limit) for use in use_of(oscillator())}
    assert uses == {
        "cores": (2, 4),
        "axons per core": (1, 4),
        "neurons per core": (2, 5),
        "fan-out": (1, 5),
        "neurons": (4, 20),
    }
    nothing = use_of(free_network("none", Circuit(), SMALL))
    assert [use.used for use in nothing] == [0] * 5


def of_all(circuit: Circuit) -> tuple:
    """Return the problems as a program that has all cores tells them."""
    found = find_problems(program_of(circuit, SMALL, name="", seed=0))
    return tuple((one.problem.code, one.core) for one in found)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_that_looking_at_suspects_only_finds_all(broken) -> None:
    wrong = broken[0]
    if any(check_layout(wrong, SMALL)):
        return
    told = [p for p in check_circuit(wrong, SMALL) if p.code != "line-names"]
    told = [p for p in told if not p.code.startswith("stimulus")]
    assert [p.code for p in told] == [code for code, _ in of_all(wrong)]


def test_that_an_edit_lets_only_the_changed_core_be_judged_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged = []
    real = core_extremes.array_of_core

    def watched(core, rule):
        judged.append(core)
        return real(core, rule)

    monkeypatch.setattr(core_extremes, "array_of_core", watched)
    before = circuit()
    check_circuit(before, SMALL)
    assert set(judged) == set(before.cores)
    judged.clear()
    new = set_synapses(before.cores[1], 2, 2)
    assert check_circuit(replace_core(before, 1, new), SMALL) == ()
    assert set(judged) == {new}


def test_that_a_core_is_told_by_its_number_among_many_right_ones() -> None:
    good = circuit().cores[0]
    cores = [replace(good, chip_row=k // 2, chip_column=k % 2) for k in range(4)]
    bad = replace(with_neuron("threshold", -5).cores[1], chip_row=1)
    cores[3] = bad
    (problem,) = check_circuit(replace(circuit(), cores=tuple(cores)), SMALL)
    assert problem.place == "core 3 (half 1)"
    assert "the first, neuron 2, is -5" in problem.message

"""Targets of many neurons, as texts and in routes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.circuits import SMALL, oscillator
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.neuron_targets import (
    Target,
    target_from,
    target_of,
    with_delay,
    with_target,
)


@pytest.fixture
def circuit() -> Circuit:
    return oscillator().circuit


@given(st.integers(0, 5000), st.integers(0, 1023))
def test_that_targets_are_read_as_they_are_written(core: int, axon: int) -> None:
    for target in (Target(core, axon), Target(line=core), Target()):
        assert target_from(target.text) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [("1 : 3", Target(1, 3)), (" Output 2", Target(line=2)), ("1/3", Target(1, 3))],
)
def test_that_targets_are_read_as_users_type_them(text: str, target: Target) -> None:
    assert target_from(text) == target


@pytest.mark.parametrize("text", ["core", "1", "1:2:3", "-1:2", "out", "out -1"])
def test_that_other_texts_are_refused(text: str) -> None:
    with pytest.raises(TNStudioError, match="is no target") as caught:
        target_from(text)
    assert "core:axon" in caught.value.hint


def test_that_many_neurons_get_one_target_and_keep_their_delays(circuit) -> None:
    changed = with_target(circuit, 0, [0, 2, 4], Target(1, 3))
    assert [target_of(changed.cores[0], j).text for j in range(5)] == [
        "1:3",
        "",
        "1:3",
        "",
        "1:3",
    ]
    assert changed.cores[0].routes.delay[0].tolist() == [2, 1, 1, 1, 1]
    assert changed.cores[1] is circuit.cores[1]
    assert check_circuit(changed, SMALL) == ()
    assert with_target(changed, 0, [0, 2], Target(1, 3)) is changed


def test_that_a_line_and_nothing_are_targets_too(circuit) -> None:
    to_line = with_target(circuit, 0, [0], Target(line=0))
    assert target_of(to_line.cores[0], 0) == Target(line=0)
    assert to_line.cores[0].routes.delay[0, 0] == 1
    cut = with_target(to_line, 0, [0], Target())
    assert target_of(cut.cores[0], 0).text == ""
    assert check_circuit(cut, SMALL) == ()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (Target(2, 0), "no core 2"),
        (Target(0, 4), "no axon 4"),
        (Target(line=1), "no output line 1"),
    ],
)
def test_that_missing_targets_are_refused(circuit, target, reason) -> None:
    with pytest.raises(TNStudioError, match=reason) as caught:
        with_target(circuit, 0, [0], target)
    assert "choose 0 to" in caught.value.hint


def test_that_delays_are_set_where_there_is_a_way(circuit) -> None:
    changed = with_delay(circuit, 0, range(5), 9)
    assert changed.cores[0].routes.delay[0].tolist() == [9, 1, 1, 1, 1]
    assert with_delay(changed, 0, [0], 9) is changed
    with pytest.raises(TNStudioError, match="Only spikes to an axon"):
        with_delay(circuit, 0, [1], 9)
    with pytest.raises(TNStudioError, match="The delay is 16"):
        with_delay(circuit, 0, [0], 16)

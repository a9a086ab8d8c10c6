"""Problems in another language: what is read is translated, what is parsed is not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.broken_networks import broken_circuits, broken_layers
from tests.circuits import oscillator
from tests.model.test_circuit_rules import with_neuron
from tests.other_language import other_language
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.circuit_templates import SMALL
from tnstudio.model.fixes import fixes
from tnstudio.model.network import Network, free_network
from tnstudio.model.neuron import ResetMode
from tnstudio.model.neuron_fields import NeuronField, value_of
from tnstudio.model.problems import place_told
from tnstudio.model.rules import check_network


def found(network: Network) -> list[tuple[str, str, str, int]]:
    """Return code, place and severity of each problem, and how many fixes it has."""
    return [
        (p.code, p.place, p.severity, len(fixes(network, p)))
        for p in check_network(network)
    ]


@given(network=broken_circuits())
@settings(max_examples=60)
def test_that_free_cores_have_the_same_problems_and_fixes(network: Network) -> None:
    check_circuit.cache_clear()
    known = found(network)
    with other_language():
        assert found(network) == known


@given(network=broken_layers())
@settings(max_examples=30)
def test_that_layers_have_the_same_problems_and_fixes(network: Network) -> None:
    known = found(network)
    with other_language():
        assert found(network) == known


def test_that_a_message_does_not_repeat_the_core_of_its_place() -> None:
    network = replace(oscillator(), circuit=with_neuron("leak", 300))
    with other_language():
        (problem,) = check_network(network)
    assert problem.place == "core 1 (half 1)"
    assert problem.message == (
        "⟦Leak⟧: ⟦1 value is out of range, the first, ⟦neuron⟧ 2, is 300⟧"
    )


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("layer 2", "⟦layer 2⟧"),
        ("core 3 (clock)", "⟦core 3⟧ (clock)"),
        ("core 3 (two\nlines)", "⟦core 3⟧ (two\nlines)"),
        ("stimulus 0", "⟦stimulus 0⟧"),
        ("network", "⟦network⟧"),
        ("inputs/line", "inputs/line"),
        ("core 3 of others", "core 3 of others"),
    ],
)
def test_that_places_are_told_in_the_language(place: str, told: str) -> None:
    assert place_told(place) == place
    with other_language():
        assert place_told(place) == told


def test_that_the_first_core_of_a_fix_has_an_english_name() -> None:
    empty = free_network("n", Circuit(), SMALL)
    with other_language():
        (problem,) = check_network(empty)
        (fix,) = fixes(empty, problem)
        mended = fix.network
    assert fix.label == "⟦Add a core⟧"
    assert mended.circuit is not None
    assert mended.circuit.cores[0].name == "core 0"


def test_that_the_words_of_a_reset_mode_are_read_in_both_languages() -> None:
    field = NeuronField("reset_mode")
    with other_language():
        assert value_of(field, "minus α") == ResetMode.SUBTRACT_THRESHOLD
        assert value_of(field, "⟦minus α⟧") == ResetMode.SUBTRACT_THRESHOLD

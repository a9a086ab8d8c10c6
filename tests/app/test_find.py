"""Finding by number and name, in reading order."""

from dataclasses import replace

import pytest

from tests.circuits import oscillator
from tnstudio.app.find import find, following
from tnstudio.app.items import told
from tnstudio.app.selection import Item, Kind
from tnstudio.model.circuit_edits import add_input_line, add_output_line
from tnstudio.model.network import Network, WindowLayer
from tnstudio.model.templates import mnist_30core


@pytest.fixture
def cores() -> Network:
    """The oscillator with some lines more."""
    network = oscillator()
    circuit = network.circuit
    for name in ("start 1", "START 12"):
        circuit = add_input_line(circuit, name)
    return replace(network, circuit=add_output_line(circuit, "half beat"))


def found(network: Network, query: str) -> list[str]:
    return [told(network, item) for item in find(network, query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("layer 2", ["layer 2"]),
        ("Layer  2 ", ["layer 2"]),
        ("core 12", ["layer 1, core 12"]),
        ("core 3", ["layer 1, core 3", "layer 2, core 3", "layer 3, core 3"]),
        ("4", ["layer 1, core 4", "layer 2, core 4", "layer 4"]),
        ("2.3", ["layer 2, core 3"]),
        ("core 2 . 3", ["layer 2, core 3"]),
        ("neuron 2.3", []),
        ("layer 0", []),
        ("layer 99", []),
        ("core 99", []),
        ("99999999999999999999", []),
        ("mnist", []),
        ("", []),
        ("  ", []),
        ("²", []),
    ],
)
def test_that_layers_and_their_cores_are_found(query: str, expected: list[str]) -> None:
    network = replace(
        mnist_30core(), layers=(*mnist_30core().layers, WindowLayer(1, 1, 64))[:4]
    )
    assert found(network, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("core 1", ["core 1 (half 1)"]),
        ("cores 1", ["core 1 (half 1)"]),
        (
            "1",
            ["core 1 (half 1)", "input line 1 (start 1)", "output line 1 (half beat)"],
        ),
        ("half", ["core 0 (half 0)", "core 1 (half 1)", "output line 1 (half beat)"]),
        ("BEAT", ["output line 0 (beat)", "output line 1 (half beat)"]),
        ("start 1", ["input line 1 (start 1)"]),
        ("input 2", ["input line 2 (START 12)"]),
        ("input line 2", ["input line 2 (START 12)"]),
        ("output line 0", ["output line 0 (beat)"]),
        ("line 0", ["input line 0 (start)", "output line 0 (beat)"]),
        ("stimulus 0", ["stimulus 0"]),
        ("1.3", ["core 1 (half 1), neuron 3"]),
        ("neuron 1.3", ["core 1 (half 1), neuron 3"]),
        ("axon 0.3", ["core 0 (half 0), axon 3"]),
        ("core 1.3", []),
        ("axon 0.4", []),
        ("layer 1", []),
    ],
)
def test_that_free_cores_and_lines_are_found(
    cores: Network, query: str, expected: list[str]
) -> None:
    assert found(cores, query) == expected


def test_that_a_layer_of_millions_of_cores_answers_at_once() -> None:
    huge = replace(mnist_30core(), layers=(WindowLayer(1, 1),))
    huge = replace(huge, input=replace(huge.input, rows=2000, columns=2000))
    assert found(huge, "core 3999999") == ["layer 1, core 3999999"]


def test_that_next_and_previous_go_around() -> None:
    items = tuple(Item(Kind.CORE, 0, k) for k in (2, 5, 9))
    assert following(items, None) == items[0]
    assert following(items, None, -1) == items[2]
    assert following(items, items[0]) == items[1]
    assert following(items, items[2]) == items[0]
    assert following(items, items[0], -1) == items[2]
    assert following(items, Item(Kind.CORE, 0, 6)) == items[2]
    assert following(items, Item(Kind.CORE, 0, 6), -1) == items[1]
    assert following(items, Item(Kind.OUTPUT, index=0)) == items[0]
    assert following(items[:1], items[0]) == items[0]
    assert following((), items[0]) is None

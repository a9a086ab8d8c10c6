"""Copy and paste: what comes back, where it fits, and what is refused."""

import base64
import json
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.circuits import SMALL, oscillator
from tests.same_values import same
from tnstudio.app.clipboard import can_copy, clip, copy, paste
from tnstudio.app.document import Document
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import add_core, empty_core
from tnstudio.model.clip import CoresClip
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.network import WindowLayer, free_network
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.stimulus import SingleSpike
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.storage import clip_text
from tnstudio.storage.clip_text import clip_of, text_of

NOTHING = Selection()


def cores(*numbers: int) -> Selection:
    return Selection(tuple(Item(Kind.CORE, 0, k) for k in numbers))


def layers(*numbers: int) -> Selection:
    return Selection(tuple(Item(Kind.LAYER, k) for k in numbers))


def opened(network: Any, selection: Selection = NOTHING) -> Document:
    document = Document(Project(network))
    document.select(selection)
    return document


def copied(network: Any, selection: Selection) -> str:
    return copy(opened(network, selection))


class TestLayers:
    def test_that_layers_come_behind_the_selected_ones_in_one_step(self) -> None:
        document = opened(mnist_30core(), layers(0, 1))
        text = copy(document)
        before = document.network
        paste(document, text)
        windows = [layer.window for layer in document.network.layers]
        old = [layer.window for layer in before.layers]
        assert windows == [*old[:2], *old[:2], *old[2:]]
        assert document.network.layers[2].features == 64
        assert document.selection == layers(2, 3)
        assert document.undo_label == "Paste layers 3, 4"
        document.undo()
        assert document.network is before

    def test_that_without_a_selection_they_come_last(self) -> None:
        text = copied(mnist_5core(), layers(0))
        document = opened(mnist_30core())
        paste(document, text)
        assert document.network.layers[-1] == WindowLayer(16, 12, 64)
        document = opened(replace(mnist_5core(), layers=()))
        paste(document, text)
        assert document.network.layers == mnist_5core().layers[:1]

    def test_that_a_selected_core_tells_the_layer_to_come_behind(self) -> None:
        document = opened(mnist_30core(), Selection.of(0, 2))
        paste(document, copied(mnist_5core(), layers(1)))
        assert document.selection == layers(1)

    @given(network=strategies.networks())
    @settings(max_examples=40)
    def test_that_copied_layers_are_the_same(self, network) -> None:
        document = opened(network, layers(*range(len(network.layers))))
        made = clip(document)
        assert clip_of(text_of(made)) == made

    def test_that_another_number_of_axon_types_is_refused(self) -> None:
        chip = Hardware("two", axon_types=2)
        document = opened(replace(mnist_5core(), hardware=chip))
        before = document.network
        with pytest.raises(TNStudioError, match="has 4 strengths, this chip 2") as told:
            paste(document, copied(mnist_5core(), layers(1)))
        assert told.value.location == "copied layer 1"
        assert "2 strengths" in told.value.hint
        assert document.network is before

    def test_that_a_broken_layer_can_be_copied_within_its_project(self) -> None:
        broken = replace(mnist_5core().layers[1], strengths=(1,))
        network = replace(mnist_5core(), layers=(mnist_5core().layers[0], broken))
        document = opened(network, layers(1))
        paste(document, copy(document))
        assert document.network.layers == (network.layers[0], broken, broken)

    def test_that_layers_are_refused_among_free_cores(self) -> None:
        with pytest.raises(TNStudioError, match="among free cores") as told:
            paste(opened(oscillator()), copied(mnist_5core(), layers(0)))
        assert told.value.hint


class TestCores:
    def test_that_both_halves_are_pasted_as_another_oscillator(self) -> None:
        document = opened(oscillator(), cores(0, 1))
        text = copy(document)
        before = document.network
        paste(document, text)
        circuit = document.network.circuit
        assert [core.name for core in circuit.cores[2:]] == ["half 2", "half 3"]
        places = [(core.chip_row, core.chip_column) for core in circuit.cores]
        assert places == [(0, 0), (0, 1), (1, 0), (1, 1)]
        assert circuit.cores[2].routes.core[0, 0] == 3
        assert circuit.cores[3].routes.core[0, 0] == 2
        assert circuit.cores[3].routes.line[0, 1] == 1
        assert circuit.line_names == ("start", "start 2")
        assert circuit.output_names == ("beat", "beat 2")
        assert circuit.stimuli == (SingleSpike(0, 1), SingleSpike(1, 1))
        assert check_network(document.network) == ()
        assert document.selection == cores(2, 3)
        assert document.undo_label == "Paste cores 2, 3"
        document.undo()
        assert document.network is before

    def test_that_wires_to_cores_that_stay_are_cut(self) -> None:
        text = copied(oscillator(), cores(1))
        document = opened(free_network("empty", Circuit(), SMALL))
        paste(document, text)
        (core,) = document.network.circuit.cores
        assert (core.chip_row, core.chip_column) == (0, 1)
        assert (core.routes.core == -1).all()
        assert document.network.circuit.output_names == ("beat",)
        assert document.network.circuit.input_lines == 0

    def test_that_selected_lines_come_along_without_belonging(self) -> None:
        line = Item(Kind.INPUT, index=0)
        document = opened(oscillator(), cores(1).with_item(line))
        made = clip(document)
        assert isinstance(made, CoresClip)
        assert made.circuit.line_names == ("start",)
        assert made.circuit.stimuli == (SingleSpike(0, 1),)

    @given(network=strategies.free_networks())
    @settings(max_examples=60)
    def test_that_copied_cores_are_the_same(self, network) -> None:
        document = opened(network, cores(*range(len(network.circuit.cores))))
        made = clip(document)
        assert isinstance(made, CoresClip)
        again = clip_of(text_of(made))
        assert same(again, made)

    @given(one=strategies.free_networks(), other=strategies.free_networks())
    @settings(max_examples=60)
    def test_that_pasting_fits_or_tells_why_and_changes_nothing(self, one, other):
        document = opened(other)
        before = document.network
        errors = errors_of(check_network(before))
        chosen = cores(*range(len(one.circuit.cores)))
        try:
            paste(document, copied(one, chosen))
        except TNStudioError:
            assert document.network is before
        else:
            assert errors_of(check_network(document.network)) == errors
            new = len(before.circuit.cores)
            assert [item.core for item in document.selection.items] == [
                new + k for k in range(len(chosen.items))
            ]

    def test_that_a_larger_chip_takes_smaller_cores(self) -> None:
        document = opened(free_network("large", Circuit(), TRUENORTH))
        paste(document, copied(oscillator(), cores(0, 1)))
        assert check_network(document.network) == ()
        assert document.network.circuit.cores[0].crossbar().sum() == 2

    def test_that_a_design_without_layers_becomes_one_of_free_cores(self) -> None:
        document = opened(replace(mnist_5core(), layers=()))
        paste(document, copied(oscillator(), cores(0)))
        assert len(document.network.circuit.cores) == 1
        assert document.network.name == mnist_5core().name
        assert check_network(document.network) == ()

    def test_that_free_cores_are_refused_among_layers(self) -> None:
        with pytest.raises(TNStudioError, match="among layers") as told:
            paste(opened(mnist_5core()), copied(oscillator(), cores(0)))
        assert told.value.hint

    def test_that_a_full_chip_is_told(self) -> None:
        document = opened(oscillator(), cores(0, 1))
        text = copy(document)
        paste(document, text)
        with pytest.raises(TNStudioError, match=r"2 cores more, .* 0 free places"):
            paste(document, text)


def test_that_nothing_is_copied_without_something_that_can_be() -> None:
    for network, selection in (
        (mnist_5core(), Selection()),
        (mnist_5core(), Selection.of(0, 1)),
        (mnist_5core(), layers(9)),
        (oscillator(), Selection.of(0)),
        (oscillator(), Selection((Item(Kind.NEURON, 0, 0, 0),))),
        (oscillator(), cores(2)),
    ):
        document = opened(network, selection)
        assert not can_copy(document)
        with pytest.raises(TNStudioError, match="Nothing is selected") as told:
            copy(document)
        assert told.value.hint


# -- Texts from anywhere


def message(**changes: Any) -> str:
    """Return the text of the oscillator with some parts of it changed.

    A dot in a name leads into an object.
    """
    told = json.loads(copied(oscillator(), cores(0, 1)))
    for path, value in changes.items():
        *way, last = path.split("__")
        owner = told
        for name in way:
            owner = owner[name]
        owner[last] = value
    return json.dumps(told)


def packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode()


def layer(**changes: Any) -> str:
    one = {"window": 3, "stride": 1, "features": None, "strengths": [1, -1]}
    return message(layers=[one | changes])


BOMB = packed(bytes(2**26))

REFUSED = {
    "no JSON": ("{", "not JSON"),
    "another text": ('"hello"', "This is a text, expected an object"),
    "a list": ("[]", "This is a list"),
    "deep": ("[" * 100_000, "nested too deeply|not JSON"),
    "another format": (message(format="other"), "no layers and no cores"),
    "a newer version": (message(version=2), "The version is 2"),
    "no hardware": (message(hardware=None), "hardware: This is null"),
    "a huge chip": (message(hardware__axons=2**40), "axons per core"),
    "a size of text": (message(hardware__neurons="5"), "This is a text"),
    "many cores": (message(circuit__names=["a"] * 5), "length of the list is 5"),
    "half a letter": (message(circuit__names=["\ud800", "b"]), "letters that are none"),
    "a NUL": (message(circuit__names=["a\0", "b"]), "letters that are none"),
    "a long name": (message(circuit__names=["a" * 20_000, "b"]), "20000 letters"),
    "rows off the chip": (message(circuit__rows=[0, 2]), "row 2, column 1"),
    "rows far off": (message(circuit__rows=[0, 2**70]), "The place is"),
    "both at one place": (message(circuit__columns=[0, 0]), "both at row 0"),
    "lines without end": (message(circuit__input_lines=2**31 - 1), "bytes, the limit"),
    "lines beyond": (message(circuit__input_lines=2**31), "choose 0 to"),
    "another count": (message(circuit__input_lines=2), "does not have 8 bytes"),
    "no array": (message(circuit__arrays__synapses="???"), "no packed array"),
    "no text": (message(circuit__arrays__synapses="ü"), "no packed array"),
    "not deflated": (message(circuit__arrays__synapses="QUJD"), "no packed array"),
    "a bomb": (message(circuit__arrays__synapses=BOMB), "does not have 8 bytes"),
    "a short array": (
        message(circuit__arrays__synapses=packed(b"abc")),
        "does not have 8 bytes",
    ),
    "synapses beyond": (
        message(circuit__arrays__synapses=packed(b"\xff" * 8)),
        "beyond the last",
    ),
    "targets nowhere": (
        message(
            circuit__arrays={
                **json.loads(message())["circuit"]["arrays"],
                "routes/core": packed(np.full(10, 9, "<i4").tobytes()),
            }
        ),
        "out of range",
    ),
    "no such stimulus": (message(circuit__stimuli=[{"kind": "loud"}]), "no such stim"),
    "a stimulus of no line": (
        message(circuit__stimuli=[{"kind": "single", "line": 3, "tick": 0}]),
        "no input line 3",
    ),
    "no probability": (
        message(
            circuit__stimuli=[
                {
                    "kind": "poisson",
                    "line": 0,
                    "probability": 10**400,
                    "first": 0,
                    "end": 1,
                }
            ]
        ),
        "no probability",
    ),
    "an uneven pattern": (
        message(
            circuit__stimuli=[
                {"kind": "pattern", "ticks": [1, 2], "lines": [0], "period": 0}
            ]
        ),
        "length of the list is 1",
    ),
    "an empty image": (message(circuit__input_shape=[0, 1, 1]), "The side is 0"),
    "no layers": (message(layers=[]), "length of the list is 0"),
    "no window": (layer(window=0), "The window R is 0"),
    "a huge stride": (layer(stride=10**30), "The stride S is 1000"),
    "a fraction": (layer(features=1.5), "a number with a fraction"),
    "truth": (layer(window=True), "a truth value"),
    "strong": (layer(strengths=[256]), "The strength is 256"),
    "no strengths": (layer(strengths=[]), "length of the list is 0"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_that_a_text_that_cannot_be_is_refused_with_its_place(name: str) -> None:
    text, why = REFUSED[name]
    document = opened(oscillator())
    before = document.network
    with pytest.raises(TNStudioError, match=why) as told:
        paste(document, text)
    assert told.value.location.startswith("clipboard")
    assert document.network is before


def test_that_a_text_beyond_all_measure_is_refused(monkeypatch) -> None:
    text = message()
    monkeypatch.setattr(clip_text, "MOST_LETTERS", 100)
    with pytest.raises(TNStudioError, match="letters, the limit is 100"):
        clip_of(text)


def test_that_more_cores_than_the_clipboard_holds_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(clip_text, "MOST_BYTES", 300)
    with pytest.raises(TNStudioError, match="bytes, the limit is 300") as told:
        copied(oscillator(), cores(0, 1))
    assert "fewer" in told.value.hint


def test_that_cores_of_another_chip_are_not_copied() -> None:
    wrong = add_core(oscillator().circuit, empty_core(TRUENORTH, "large", (1, 0)))
    with pytest.raises(TNStudioError, match="of shape"):
        copied(free_network("mixed", wrong, SMALL), cores(2))


@given(text=st.text(max_size=60), data=st.data())
@settings(max_examples=60)
def test_that_damaged_texts_are_refused_or_still_make_sense(text, data) -> None:
    whole = message()
    at = data.draw(st.integers(0, len(whole)))
    damaged = whole[:at] + text + whole[at + data.draw(st.integers(0, 40)) :]
    assume(damaged != whole)
    document = opened(oscillator())
    try:
        paste(document, damaged)
    except TNStudioError:
        assert len(document.history) == 1
    else:
        assert errors_of(check_network(document.network)) == ()

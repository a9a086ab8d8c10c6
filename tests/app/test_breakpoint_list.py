"""The list of breakpoints as users edit it, and what is said of its rows."""

from dataclasses import replace

import pytest

from tests.app.test_circuit_sessions import session_of
from tests.app.test_session_travel import PROGRAM
from tests.app.test_sessions import DATA
from tests.circuits import oscillator
from tnstudio.app.breakpoint_list import BreakpointList, Entry
from tnstudio.app.breakpoint_run import WrongOnImage
from tnstudio.app.breakpoint_words import condition_text, hit_text, line_text, place
from tnstudio.app.simulation_session import image_session
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_lines import rename_output
from tnstudio.model.program import NONE
from tnstudio.simulation.breakpoints import (
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    NeuronSpikes,
    PotentialCrosses,
    WrongClass,
)

ONE, TWO, THREE = NeuronSpikes(0, 1), CoreSilent(2, 9), LineSpikes(1)


def some() -> BreakpointList:
    return BreakpointList().added(ONE).added(TWO).added(THREE)


def test_that_breakpoints_are_kept_in_their_order_and_once():
    found = some()
    assert [entry.condition for entry in found.entries] == [ONE, TWO, THREE]
    assert (found.row(TWO), found.row(WrongOnImage())) == (1, -1)
    with pytest.raises(TNStudioError, match="in the list already"):
        found.added(NeuronSpikes(0, 1))
    assert found.without([0, 2]).watched == (TWO,)


def test_that_only_those_that_are_on_are_watched():
    found = some().switched(1, enabled=False)
    assert found.watched == (ONE, THREE)
    assert found.switched(1, enabled=True).watched == (ONE, TWO, THREE)


def test_that_a_change_forgets_what_the_breakpoint_was():
    found = some().hit([ONE, TWO], 5).switched(1, enabled=False)
    changed = found.changed(1, CoreSilent(2, 10))
    assert changed.entries[1] == Entry(CoreSilent(2, 10), enabled=False)
    assert changed.entries[0].ticks == (5,)
    assert found.changed(0, ONE) is found
    with pytest.raises(TNStudioError, match="in the list already"):
        found.changed(1, ONE)


def test_that_each_tick_of_a_stop_counts_once_and_goes_with_the_future():
    found = some()
    assert found.latest == -1
    for tick in (3, 8, 20, 8):
        found = found.hit([TWO], tick)
    assert found.entries[1].ticks == (3, 20, 8)
    assert found.latest == 20
    assert found.cut(20).entries[1].ticks == (3, 8)
    assert found.cut(0).entries == some().entries


def test_that_what_a_chip_does_not_have_is_not_watched_on_it():
    few = replace(PROGRAM, class_names=())
    found = some().added(WrongOnImage()).added(NeuronSpikes(99, 0)).hit([ONE], 4)
    checked = found.checked(PROGRAM, has_images=True)
    assert [bool(entry.error) for entry in checked.entries] == [False] * 4 + [True]
    assert checked.entries[4].error == "There is no core 99"
    assert NeuronSpikes(99, 0) not in checked.watched
    assert checked.latest == -1
    errors = [e.error for e in found.checked(few, has_images=True).entries]
    assert errors[3] == "There is no class 0"
    errors = [e.error for e in found.checked(PROGRAM, has_images=False).entries]
    assert errors[3] == "There are no images on the input"
    assert checked.checked(PROGRAM, has_images=True) == checked


def test_that_breakpoints_and_stops_are_told_in_words():
    frame = image_session(PROGRAM, DATA.test).advance(9)
    v = int(frame.potentials[0, 1])
    wrong = replace(frame, image=4, label=2, decision=0)
    expected = [
        (ONE, "core 0, neuron 1 spikes", "core 0, neuron 1 spiked"),
        (
            PotentialCrosses(0, 1, v, "up"),
            f"V of core 0, neuron 1 rises to {v:,}",
            f"V of core 0, neuron 1 rose to {v:,}",
        ),
        (
            PotentialCrosses(0, 1, v + 1000, "down"),
            f"V of core 0, neuron 1 falls to {v + 1000:,}",
            f"V of core 0, neuron 1 fell to {v:,}, past {v + 1000:,}",
        ),
        (TWO, "core 2 is silent for 9 ticks", "core 2 was silent for 9 ticks"),
        (
            CoreSaturated(1, 1),
            "core 1 is saturated for 1 tick",
            "core 1 was saturated for 1 tick",
        ),
        (
            WrongClass(1, 0, 3),
            "wrong class, not class right, after 3 ticks",
            "the votes are not for class right",
        ),
        (
            WrongOnImage(3),
            "wrong class after 3 ticks",
            "image 4: the votes are for class left, not class none",
        ),
    ]
    for condition, waits, stopped in expected:
        assert condition_text(PROGRAM, condition) == waits
        assert hit_text(PROGRAM, condition, wrong) == stopped


def test_that_output_lines_are_called_by_name_or_class():
    label = PROGRAM.class_names[PROGRAM.outputs.label[1]]
    assert line_text(PROGRAM, 1) == f"output line 1 (class {label})"
    assert line_text(PROGRAM, 999) == "output line 999"
    network = oscillator()
    program = session_of(network).program
    named = rename_output(network.circuit, 0, "bell")
    assert condition_text(program, LineSpikes(0), named) == "output bell spikes"
    nameless = replace(named, output_names=())
    assert condition_text(program, LineSpikes(0), nameless) == "output line 0 spikes"


def test_that_a_breakpoint_leads_to_its_place():
    assert place(PROGRAM, ONE) == (0, 1)
    assert place(PROGRAM, PotentialCrosses(1, 2, 3)) == (1, 2)
    assert place(PROGRAM, TWO) == (2, NONE)
    core, neuron = place(PROGRAM, THREE)
    assert PROGRAM.routes.line[core, neuron] == 1
    nowhere = (
        WrongOnImage(),
        WrongClass(0),
        LineSpikes(999),
        NeuronSpikes(99, 0),
        NeuronSpikes(0, 999),
    )
    assert [place(PROGRAM, condition) for condition in nowhere] == [None] * 5

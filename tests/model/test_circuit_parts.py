"""Parts of circuits: what is kept, cut, moved, named and wired."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.circuits import SMALL, oscillator
from tests.same_values import same
from tnstudio.errors import TNStudioError
from tnstudio.model.chip_places import free_places, places_of
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
    connect,
    empty_core,
    feed,
    to_line,
)
from tnstudio.model.circuit_parts import (
    own_lines,
    own_names,
    part_of,
    with_part,
    without,
    without_stimuli,
)
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.circuit_wires import without_arrivals, without_routes
from tnstudio.model.hardware import Hardware
from tnstudio.model.program import NONE
from tnstudio.model.rules import errors_of
from tnstudio.model.stimulus import ImageSpikes, PatternSpikes, SingleSpike


@pytest.fixture
def circuit() -> Circuit:
    return oscillator().circuit


def some_of(data: st.DataObject, count: int) -> set[int]:
    return data.draw(st.sets(st.integers(0, count - 1))) if count else set()


def spikes_of(stimuli: tuple) -> set[tuple]:
    """Return all that generators do, line by line; images have no line."""
    found = set()
    for one in stimuli:
        if isinstance(one, PatternSpikes):
            pairs = zip(one.ticks.tolist(), one.lines.tolist(), strict=True)
            found |= {("pattern", t, line, one.period) for t, line in pairs}
        elif not isinstance(one, ImageSpikes):
            found.add((type(one).__name__, one.line, str(replace(one, line=0))))
    return found


@given(drawn=strategies.circuits(), data=st.data())
@settings(max_examples=60)
def test_that_a_part_has_what_is_kept_and_nothing_points_out_of_it(drawn, data):
    circuit, hardware = drawn
    cores = some_of(data, len(circuit.cores))
    lines = some_of(data, circuit.input_lines)
    outputs = some_of(data, circuit.output_lines)
    part = part_of(circuit, cores, lines, outputs)
    core_of = {old: new for new, old in enumerate(sorted(cores))}
    line_of = {old: new for new, old in enumerate(sorted(lines))}
    output_of = {old: new for new, old in enumerate(sorted(outputs))}
    for old, new in core_of.items():
        before, after = circuit.cores[old], part.cores[new]
        assert after.neurons is before.neurons
        for j in range(hardware.neurons):
            target = int(before.routes.core[0, j])
            assert after.routes.core[0, j] == core_of.get(target, NONE)
            kept = target in core_of
            assert after.routes.axon[0, j] == (before.routes.axon[0, j] if kept else -1)
            line = int(before.routes.line[0, j])
            assert after.routes.line[0, j] == output_of.get(line, NONE)
    expected = [
        (line_of[line], core_of[core], axon)
        for line, core, axon in connections(circuit)
        if line in line_of and core in core_of
    ]
    assert connections(part) == expected
    assert part.inputs.element.tolist() == [
        circuit.inputs.element[k] for k in sorted(lines)
    ]
    assert part.outputs.label.tolist() == [
        circuit.outputs.label[k] for k in sorted(outputs)
    ]
    kept_spikes = {
        (kind, a, line_of[b], *rest) if kind == "pattern" else (kind, line_of[a], b)
        for kind, a, b, *rest in spikes_of(circuit.stimuli)
        if (b if kind == "pattern" else a) in line_of
    }
    assert spikes_of(part.stimuli) == kept_spikes
    if cores:
        assert errors_of(check_circuit(part, hardware)) == ()


def connections(circuit: Circuit) -> list[tuple[int, int, int]]:
    inputs = circuit.inputs
    return list(
        zip(
            inputs.line.tolist(),
            inputs.core.tolist(),
            inputs.axon.tolist(),
            strict=True,
        )
    )


@given(drawn=strategies.circuits())
@settings(max_examples=30)
def test_that_leaving_nothing_out_changes_nothing(drawn) -> None:
    circuit, _ = drawn
    kept = without(circuit)
    assert all(a is b for a, b in zip(kept.cores, circuit.cores, strict=True))
    empty = [
        one
        for one in circuit.stimuli
        if isinstance(one, PatternSpikes) and not one.ticks.size
    ]
    stimuli = tuple(one for one in circuit.stimuli if one not in empty)
    assert same(replace(kept, stimuli=()), replace(circuit, stimuli=()))
    assert same(kept.stimuli, stimuli)


@given(drawn=strategies.circuits(), data=st.data())
@settings(max_examples=40)
def test_that_a_part_put_back_beside_the_rest_is_the_same_part(drawn, data) -> None:
    circuit, hardware = drawn
    cores = some_of(data, len(circuit.cores))
    part = part_of(circuit, cores, *own_lines(circuit, cores))
    joined = with_part(circuit, part, places_of(part))
    old, n = circuit, len(circuit.cores)
    assert all(a is b for a, b in zip(old.cores, joined.cores[:n], strict=True))
    again = part_of(
        joined,
        range(n, len(joined.cores)),
        range(old.input_lines, joined.input_lines),
        range(old.output_lines, joined.output_lines),
    )
    for one, other in zip(again.cores, part.cores, strict=True):
        assert same(replace(one, name=""), replace(other, name=""))
    assert same(again.inputs, part.inputs)
    assert same(again.outputs, part.outputs)
    assert spikes_of(again.stimuli) == spikes_of(part.stimuli)
    assert len(joined.line_names) in (0, joined.input_lines)
    moved = with_part(circuit, part, [(0, 0)] * len(part.cores))
    others = [p for p in check_circuit(moved, hardware) if p.code != "place-shared"]
    assert (
        "program-number" in {p.code for p in others} or errors_of(tuple(others)) == ()
    )


def test_that_lines_belong_to_cores_that_have_them_for_themselves(circuit) -> None:
    circuit = feed(add_input_line(circuit, "both"), 1, (0, 1))
    circuit = feed(circuit, 1, (1, 1))
    assert own_lines(circuit, [0]) == ((0,), ())
    assert own_lines(circuit, [1]) == ((), (0,))
    assert own_lines(circuit, [0, 1]) == ((0, 1), (0,))
    shared = to_line(circuit, (0, 4), 0)
    assert own_lines(shared, [1]) == ((), ())
    assert own_lines(Circuit(), []) == ((), ())


def test_that_a_removed_line_takes_its_stimuli_and_routes_along(circuit) -> None:
    circuit = add_input_line(add_output_line(circuit, "second"), "more")
    pattern = PatternSpikes(
        np.array([1, 2], np.int64), np.array([1, 0], np.int32), period=9
    )
    circuit = replace(circuit, stimuli=(*circuit.stimuli, SingleSpike(1, 4), pattern))
    circuit = to_line(circuit, (0, 4), 1)
    left = without(circuit, inputs=[0], outputs=[0])
    assert left.line_names == ("more",)
    assert left.output_names == ("second",)
    assert connections(left) == []
    assert left.stimuli[0] == SingleSpike(0, 4)
    assert left.stimuli[1].ticks.tolist() == [1]
    assert left.stimuli[1].lines.tolist() == [0]
    assert left.cores[1].routes.line.tolist() == [[NONE] * 5]
    assert left.cores[0].routes.line.tolist() == [[NONE] * 4 + [0]]


def test_that_images_go_with_the_last_line_that_carries_them(circuit) -> None:
    images = ImageSpikes("mnist")
    shown = add_input_line(add_input_line(circuit, element=0), element=0)
    shown = replace(shown, stimuli=(images,))
    assert without(shown, inputs=[1]).stimuli == (images,)
    assert without(shown, inputs=[1, 2]).stimuli == ()
    again = with_part(shown, part_of(shown, [], [1], []), [])
    assert again.stimuli == (images,)
    assert again.inputs.element.tolist() == [NONE, 0, 0, 0]


def test_that_stimuli_are_removed_by_number(circuit) -> None:
    circuit = replace(circuit, stimuli=tuple(SingleSpike(0, k) for k in range(4)))
    left = without_stimuli(circuit, {0, 2})
    assert [one.tick for one in left.stimuli] == [1, 3]


def test_that_lines_keep_elements_and_classes_only_where_they_mean_the_same() -> None:
    def pictured(shape: tuple, names: tuple) -> Circuit:
        circuit = replace(Circuit(), input_shape=shape, class_names=names)
        circuit = add_core(circuit, empty_core(SMALL, "one", (0, 0)))
        return add_output_line(add_input_line(circuit, element=0), label=1)

    part = pictured((2, 2, 1), ("a", "b"))
    alike = with_part(part, part, [(0, 1)])
    assert alike.inputs.element.tolist() == [0, 0]
    assert alike.outputs.label.tolist() == [1, 1]
    other = with_part(pictured((1, 4, 1), ("x", "y")), part, [(0, 1)])
    assert other.inputs.element.tolist() == [0, NONE]
    assert other.outputs.label.tolist() == [1, NONE]
    assert (other.input_shape, other.class_names) == ((1, 4, 1), ("x", "y"))
    fresh = with_part(Circuit(), part, [(0, 0)])
    assert (fresh.input_shape, fresh.class_names) == ((2, 2, 1), ("a", "b"))
    assert check_circuit(fresh, SMALL) == ()


def test_that_taken_names_get_the_next_number() -> None:
    taken = ("half 0", "half 1", "clock", "")
    assert own_names(("half 0", "clock", "clock", "new", ""), taken) == (
        "half 2",
        "clock 2",
        "clock 3",
        "new",
        "",
    )


class TestWires:
    def test_that_the_routes_of_many_neurons_are_cut(self, circuit) -> None:
        left = without_routes(circuit, [(0, 0), (1, 1), (1, 4)])
        assert (left.cores[0].routes.core == NONE).all()
        assert left.cores[1].routes.core.tolist() == [[0, NONE, NONE, NONE, NONE]]
        assert (left.cores[1].routes.line == NONE).all()
        assert without_routes(circuit, [(0, 4)]).cores[0] is circuit.cores[0]

    def test_that_all_that_reaches_axons_is_cut(self, circuit) -> None:
        circuit = connect(circuit, (0, 3), (0, 2))
        left = without_arrivals(circuit, [(0, 0), (1, 3)])
        assert connections(left) == []
        assert left.cores[0] is circuit.cores[0]
        assert left.cores[1].routes.core[0, 0] == NONE
        assert check_circuit(left, SMALL) == ()
        assert without_arrivals(circuit, []).cores == circuit.cores

    @given(drawn=strategies.circuits(), data=st.data())
    @settings(max_examples=30)
    def test_that_nothing_else_is_cut(self, drawn, data) -> None:
        circuit, hardware = drawn
        core = data.draw(st.integers(0, len(circuit.cores) - 1))
        axon = data.draw(st.integers(0, hardware.axons - 1))
        left = without_arrivals(circuit, [(core, axon)])
        for before, after in zip(circuit.cores, left.cores, strict=True):
            old, new = before.routes, after.routes
            here = (old.core == core) & (old.axon == axon)
            assert (new.core == np.where(here, NONE, old.core)).all()
            assert (new.line == old.line).all()
        kept = [c for c in connections(circuit) if c[1:] != (core, axon)]
        assert connections(left) == kept


class TestFreePlaces:
    def test_that_free_places_are_taken_as_wanted(self) -> None:
        assert free_places([(0, 0)], [(1, 1), (0, 1)], SMALL) == ((1, 1), (0, 1))

    def test_that_cores_move_together_to_the_right_first(self) -> None:
        chip = Hardware(grid_rows=4, grid_columns=6)
        wanted = [(1, 1), (2, 2)]
        assert free_places(wanted, wanted, chip) == ((1, 3), (2, 4))

    def test_that_without_room_together_the_first_free_places_are_taken(self) -> None:
        chip = Hardware(grid_rows=2, grid_columns=3)
        taken = [(0, 0), (0, 1), (0, 2)]
        assert free_places(taken, [(0, 0), (1, 0)], chip) == ((1, 0), (1, 1))

    def test_that_places_off_the_chip_come_onto_it(self) -> None:
        assert free_places([], [(9, 2**70)], SMALL) == ((1, 1),)
        assert free_places([], [(-5, 0), (-5, 1)], SMALL) == ((0, 0), (0, 1))

    def test_that_a_full_chip_is_told(self) -> None:
        with pytest.raises(TNStudioError, match=r"2 cores more, .* 1 free") as caught:
            free_places([(0, 0), (0, 1), (1, 0)], [(0, 0), (0, 1)], SMALL)
        assert caught.value.hint

    @given(data=st.data())
    @settings(max_examples=60)
    def test_that_any_places_given_are_free_and_different(self, data) -> None:
        chip = Hardware(
            grid_rows=data.draw(st.integers(1, 6)),
            grid_columns=data.draw(st.integers(1, 6)),
        )
        spot = st.tuples(
            st.integers(0, chip.grid_rows - 1), st.integers(0, chip.grid_columns - 1)
        )
        taken = data.draw(st.sets(spot))
        most = chip.cores - len(taken)
        wanted = data.draw(st.lists(spot, max_size=most))
        places = free_places(taken, wanted, chip)
        assert len(places) == len(wanted) == len(set(places))
        assert not set(places) & taken
        for row, column in places:
            assert 0 <= row < chip.grid_rows
            assert 0 <= column < chip.grid_columns

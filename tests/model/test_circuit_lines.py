"""Lines of a circuit are named, cut and driven; moved and resized cores."""

from dataclasses import replace

import numpy as np
import pytest

from tests.circuits import oscillator
from tnstudio.errors import TNStudioError
from tnstudio.model import circuit_edits as edits
from tnstudio.model.chip_places import move_cores
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_lines import (
    feeds,
    name_of_input,
    name_of_output,
    rename_input,
    rename_output,
    unfeed,
)
from tnstudio.model.circuit_rules import check_circuit
from tnstudio.model.circuit_templates import (
    CIRCUITS,
    bursting,
    coincidence_detector,
    free_cores,
)
from tnstudio.model.circuit_templates import oscillator as sample
from tnstudio.model.core_sizes import hardware_of, resize_cores
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.model.rules import check_network
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.model.stimulus_edits import (
    pattern_on,
    set_stimulus,
    stimulus_of,
    ticks_on,
)
from tnstudio.model.templates import mnist_5core


@pytest.fixture
def circuit() -> Circuit:
    return oscillator().circuit


class TestLines:
    def test_that_a_line_is_cut_from_one_axon_only(self, circuit: Circuit) -> None:
        more = edits.feed(circuit, 0, (1, 3))
        less = unfeed(more, 0, (0, 0))
        assert not feeds(less, 0, (0, 0))
        assert feeds(less, 0, (1, 3))
        assert less.cores is circuit.cores
        with pytest.raises(TNStudioError, match="does not feed axon 0 of core 0"):
            unfeed(less, 0, (0, 0))

    def test_that_lines_have_names_or_numbers(self, circuit: Circuit) -> None:
        more = edits.add_output_line(circuit)
        assert name_of_input(more, 0) == "start"
        assert name_of_output(more, 1) == "output 1"
        named = rename_output(rename_input(more, 0, "go"), 1, "late")
        assert named.line_names == ("go",)
        assert named.output_names == ("beat", "late")
        assert rename_input(named, 0, "").line_names == ()
        with pytest.raises(TNStudioError, match="no line 7"):
            rename_output(named, 7, "x")

    def test_that_a_line_without_names_at_all_gets_one(self) -> None:
        circuit = edits.add_input_line(edits.add_input_line(Circuit()))
        assert rename_input(circuit, 1, "b").line_names == ("", "b")


class TestStimuli:
    def test_that_one_generator_takes_the_place_of_all_of_its_line(
        self, circuit: Circuit
    ) -> None:
        circuit = edits.add_input_line(circuit)
        other, images = RegularSpikes(1, 3), ImageSpikes("mnist")
        circuit = replace(
            circuit, stimuli=(SingleSpike(0), other, PoissonSpikes(0, 0.5), images)
        )
        new = RegularSpikes(0, 9)
        assert set_stimulus(circuit, 0, new).stimuli == (new, other, images)
        assert set_stimulus(circuit, 0, None).stimuli == (other, images)
        assert stimulus_of(set_stimulus(circuit, 0, None), 0) is None
        with pytest.raises(TNStudioError, match="no input line 2"):
            set_stimulus(circuit, 2, None)

    def test_that_a_pattern_keeps_its_spikes_on_other_lines(self) -> None:
        circuit = edits.add_input_line(edits.add_input_line(Circuit()))
        ticks = np.array([0, 1, 2], np.int64)
        pattern = PatternSpikes(ticks, np.array([0, 1, 0], np.int32), 8)
        circuit = replace(circuit, stimuli=(pattern,))
        assert stimulus_of(circuit, 1) is pattern
        changed = set_stimulus(circuit, 1, SingleSpike(1))
        rest, new = changed.stimuli[1], changed.stimuli[0]
        assert new == SingleSpike(1)
        assert ticks_on(rest, 0) == (0, 2)
        assert ticks_on(rest, 1) == ()
        assert rest.period == 8

    def test_that_images_drive_the_lines_with_elements(self) -> None:
        circuit = edits.add_input_line(edits.add_input_line(Circuit()), element=4)
        images = ImageSpikes("mnist")
        circuit = replace(circuit, stimuli=(images,))
        assert stimulus_of(circuit, 0) is None
        assert stimulus_of(circuit, 1) is images

    def test_that_a_pattern_is_sorted_and_within_its_period(self) -> None:
        pattern = pattern_on(2, (9, 3, 3, -1, 0), period=8)
        assert pattern.ticks.tolist() == [0, 3]
        assert pattern.lines.tolist() == [2, 2]
        circuit = edits.add_core(Circuit(), fresh_core(TRUENORTH, "", (0, 0)))
        for _ in range(3):
            circuit = edits.add_input_line(circuit)
        circuit = set_stimulus(circuit, 2, pattern)
        assert check_circuit(circuit, TRUENORTH) == ()


class TestPlaces:
    def test_that_cores_move_together_and_may_swap_with_none(
        self, circuit: Circuit
    ) -> None:
        hardware = oscillator().hardware
        moved = move_cores(circuit, hardware, (0, 1), (1, 0))
        assert [(c.chip_row, c.chip_column) for c in moved.cores] == [(1, 0), (1, 1)]
        assert moved.cores[0].routes is circuit.cores[0].routes
        with pytest.raises(TNStudioError, match="column 1 is the place of half 1"):
            move_cores(circuit, hardware, (0,), (0, 1))
        with pytest.raises(TNStudioError, match="beside the chip"):
            move_cores(circuit, hardware, (0, 1), (0, 1))

    def test_that_cores_may_come_to_places_that_others_leave(
        self, circuit: Circuit
    ) -> None:
        wide = replace(oscillator().hardware, grid_columns=3)
        moved = move_cores(circuit, wide, (0, 1), (0, 1))
        assert [core.chip_column for core in moved.cores] == [1, 2]


class TestSizes:
    def test_that_more_neurons_are_ready_to_spike(self) -> None:
        network = resize_cores(sample(), hardware_of(8, 16, TRUENORTH))
        core = network.circuit.cores[0]
        assert core.crossbar().shape == (8, 16)
        assert np.argwhere(core.crossbar()).tolist() == [[0, 0], [0, 1]]
        assert (core.neurons.strengths[0, 0] == 1).all()
        assert network.hardware.name == "8 × 16 cores"
        assert check_network(network) == ()

    def test_that_there_and_back_is_no_change(self) -> None:
        network = sample()
        large = resize_cores(network, hardware_of(256, 256, network.hardware))
        assert large.hardware == TRUENORTH
        back = resize_cores(large, network.hardware)
        for old, new in zip(network.circuit.cores, back.circuit.cores, strict=True):
            assert (old.synapses == new.synapses).all()
            assert (old.neurons.strengths == new.neurons.strengths).all()
            assert (old.routes.core == new.routes.core).all()

    def test_that_nothing_in_use_is_cut(self) -> None:
        network = sample()
        circuit = edits.connect(network.circuit, (0, 3), (1, 2))
        network = replace(network, circuit=circuit)
        with pytest.raises(TNStudioError, match="neuron 3"):
            resize_cores(network, hardware_of(4, 3, network.hardware))
        with pytest.raises(TNStudioError, match="axon 2"):
            resize_cores(network, hardware_of(2, 4, network.hardware))
        with pytest.raises(TNStudioError, match="no free cores"):
            resize_cores(mnist_5core(), TRUENORTH)


class TestTemplates:
    @pytest.mark.parametrize(
        "name", [name for name in CIRCUITS if name != "free-cores"]
    )
    def test_that_samples_break_no_rule(self, name: str) -> None:
        network = CIRCUITS[name](seed=5)
        assert network.seed == 5
        assert check_network(network) == ()

    def test_that_the_empty_one_lacks_cores_only(self) -> None:
        assert [problem.code for problem in check_network(free_cores())] == ["no-cores"]

    def test_that_small_cores_hold_the_samples(self) -> None:
        for network in (coincidence_detector(), bursting(), sample()):
            assert network.hardware.axons == network.hardware.neurons == 4


def test_that_a_delay_is_changed_and_nothing_else(circuit: Circuit) -> None:
    changed = edits.set_delay(circuit, (0, 0), 9)
    routes = changed.cores[0].routes
    assert int(routes.delay[0, 0]) == 9
    assert (routes.axon == circuit.cores[0].routes.axon).all()
    with pytest.raises(TNStudioError, match="reaches no axon"):
        edits.set_delay(circuit, (0, 1), 2)
    with pytest.raises(TNStudioError, match="choose 1 to 15"):
        edits.set_delay(circuit, (0, 0), 16)


def test_that_one_spike_is_enough_for_a_fresh_core() -> None:
    core = fresh_core(hardware_of(4, 6, TRUENORTH), "new", (2, 3))
    assert not core.crossbar().any()
    assert core.neurons.strengths[0, :, 0].tolist() == [1, -1, 2, -2]
    two = fresh_core(replace(TRUENORTH, axon_types=2), "", (0, 0))
    assert two.neurons.strengths[0, :, 9].tolist() == [1, -1]

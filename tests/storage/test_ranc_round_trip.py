"""Programs out to RANC and in again: the same spikes."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programs import (
    ProgramBuilder,
    random_feedforward_program,
    random_recurrent_program,
    single_neuron,
)
from tests.ranc_oracle import run_ranc
from tests.storage.ranc_files import run_here, two_cores, write_files
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import NeuronParameters
from tnstudio.model.program_rules import check_program
from tnstudio.model.stimulus import PatternSpikes
from tnstudio.storage.interchange.ranc_reading import read_ranc
from tnstudio.storage.interchange.ranc_writing import ranc_texts

TICKS = 40


def pattern(spikes):
    """Return (tick, line) pairs as a pattern."""
    columns = np.array(sorted(spikes), np.int64).reshape(-1, 2).T
    return PatternSpikes(frozen(columns[0], np.int64), frozen(columns[1], np.int32))


def read_back(folder, texts):
    paths = folder / "input.json", folder / "config.json"
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return read_ranc(*paths)


def supported(random, program):
    """Return the program without what RANC lacks, with both resets."""
    n = program.neurons
    never = frozen(np.zeros(n.leak.shape), np.bool_)
    saturates = random.random(n.leak.shape) < 0.3
    modes = np.where(saturates, 0, random.integers(0, 2, n.leak.shape))
    resets = np.where(saturates, n.negative_threshold, n.reset_value)
    return replace(
        program,
        neurons=replace(
            n,
            stochastic_synapses=frozen(np.zeros(n.strengths.shape), np.bool_),
            leak_reversal=never,
            stochastic_leak=never,
            threshold_mask=frozen(np.zeros(n.leak.shape), np.int32),
            negative_saturates=frozen(saturates, np.bool_),
            reset_mode=frozen(modes, np.uint8),
            reset_value=frozen(resets, np.int32),
        ),
    )


def check_round_trip(folder, program, stimulus):
    spikes, rows = run_here(program, stimulus, TICKS)
    texts = ranc_texts(program, stimulus)
    plain, plain_rows = run_ranc(*map(json.loads, texts), TICKS)
    assert [sorted(tick) for tick in plain] == [sorted(tick) for tick in spikes]
    assert plain_rows == rows
    model = read_back(folder, texts)
    assert check_program(model.program) == ()
    again, again_rows = run_here(model.program, model.stimulus, TICKS)
    assert again == spikes
    assert again_rows == rows
    assert ranc_texts(model.program, model.stimulus) == texts


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), memoryless=st.booleans())
def test_that_a_program_comes_back_with_the_same_spikes(
    tmp_path_factory, seed, memoryless
):
    random = np.random.default_rng(seed)
    if memoryless:
        program = random_feedforward_program(random)
    else:
        program = supported(random, random_recurrent_program(random))
    lines = len(program.inputs.element)
    spikes = {
        (int(tick), int(line))
        for tick, line in random.integers(0, (20, lines), (int(random.integers(30)), 2))
    }
    check_round_trip(tmp_path_factory.mktemp("ranc"), program, pattern(spikes))


def test_that_a_file_of_ranc_goes_out_as_it_came(tmp_path):
    """But for packets, which are to be integrated at once, and sizes, made full."""
    model = read_ranc(*write_files(tmp_path, two_cores()))
    written, config = map(json.loads, ranc_texts(model.program, model.stimulus))
    original = two_cores()
    assert config["num_cores_x"] * config["num_cores_y"] == 6
    assert model.bus == tuple(original["output_bus"]["coordinates"])
    for core, was in zip(written["cores"], original["cores"], strict=True):
        assert core["coordinates"] == was["coordinates"]
        assert core["axons"][: len(was["axons"])] == was["axons"]
        assert len(core["neurons"]) == 3
        assert [len(row) for row in core["connections"]] == [4, 4, 4]
    assert [len(packets) for packets in written["packets"]] == [0, 1, 1, 1, 0, 0, 1, 1]


def test_that_a_line_to_several_axons_becomes_several_packets():
    builder = ProgramBuilder(Hardware("small", 3, 2, 1, 2, 2), 2, 2)
    for line, core, axon in [(0, 0, 2), (0, 1, 1), (1, 1, 1)]:
        builder.input(line, core, axon)
    texts = ranc_texts(builder.build(), pattern([(0, 1), (2, 0), (2, 1)]))
    packets = json.loads(texts.input)["packets"]
    found = [
        [(tuple(p["destination_core"]), p["destination_axon"]) for p in tick]
        for tick in packets
    ]
    assert found == [[((1, 0), 1)], [], [((0, 0), 2), ((1, 0), 1)]]


def test_that_a_full_grid_grows_by_a_row_for_the_output_bus(tmp_path):
    program = single_neuron(NeuronParameters())
    assert program.hardware.cores == 1
    texts = ranc_texts(program, pattern([(0, 0)]))
    assert json.loads(texts.config)["num_cores_y"] == 2
    assert json.loads(texts.input)["output_bus"]["coordinates"] == [0, 1]
    check_round_trip(tmp_path, program, pattern([(0, 0)]))


def test_that_neurons_without_a_target_point_at_an_empty_place(tmp_path):
    builder = ProgramBuilder(Hardware("one", 1, 1, 1, 1, 1), 1, 1)
    builder.input(0, 0, 0)
    builder.synapse(0, 0, 0)
    builder.neuron(0, 0, strengths=[1])
    texts = ranc_texts(builder.build(), pattern([(3, 0)]))
    found = json.loads(texts.input)
    assert found["output_bus"]["coordinates"] == [0, 1]
    assert found["cores"][0]["neurons"][0]["destination_core_offset"] == [0, 2]
    check_round_trip(tmp_path, builder.build(), pattern([(3, 0)]))


def test_that_the_largest_grid_grows_by_columns_and_then_no_more():
    builder = ProgramBuilder(Hardware("narrow", 1, 1, 1, 256, 1), 256, 0)
    config = json.loads(ranc_texts(builder.build(), pattern([])).config)
    assert (config["num_cores_x"], config["num_cores_y"]) == (2, 256)
    builder = ProgramBuilder(Hardware("largest", 1, 1, 1, 256, 256), 256 * 256, 0)
    with pytest.raises(TNStudioError, match="no place left"):
        ranc_texts(builder.build(), pattern([]))


def test_that_a_program_beyond_ranc_is_refused_with_its_first_neuron():
    builder = ProgramBuilder(Hardware("small", 1, 3, 1, 1, 2), 2, 0)
    builder.neuron(1, 2, NeuronParameters(leak=3, stochastic_leak=True))
    with pytest.raises(TNStudioError) as caught:
        ranc_texts(builder.build(), pattern([]))
    assert str(caught.value) == (
        "core 1, neuron 2: RANC's neurons have no stochastic leak (c) "
        "(give this neuron other parameters)"
    )

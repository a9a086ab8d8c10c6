import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.nscs_files import core, model_text, neuron, row
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.hardware import Limit
from tnstudio.model.network import free_network
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.storage.interchange.foreign_circuit import ForeignCircuit
from tnstudio.storage.interchange.json_part import JsonPart
from tnstudio.storage.interchange.nscs_reading import read_nscs
from tnstudio.storage.interchange.nscs_text import run_lengths, without_comments

SMALL = Limit("number", "", -1000, 1000, "a test")


@pytest.fixture
def read(tmp_path: Path):
    def reading(text: str) -> ForeignCircuit:
        path = tmp_path / "model.json"
        path.write_text(text)
        return read_nscs(path)

    return reading


def _program(model: ForeignCircuit) -> ChipProgram:
    return assemble(free_network(model.name, model.circuit, model.hardware))


def _expanded(items: list, most: int = 100) -> list[int]:
    return run_lengths(JsonPart(items, "f", "list", 100), SMALL, most)


def test_that_the_highest_bit_of_a_row_is_the_first_neuron(read):
    program = _program(read(model_text([core()], rows=[row("80"), row("41", "S2")])))
    crossbar = program.crossbar(0)
    assert np.flatnonzero(crossbar[0]).tolist() == [0]
    assert np.flatnonzero(crossbar[1]).tolist() == [1, 7]
    assert not crossbar[2:].any()
    assert program.axon_types[0].tolist() == [0, 2, 0, 0, 0, 0, 0, 0]


def test_that_signs_and_powers_become_the_parameters_of_the_neuron(read):
    kind = neuron(
        sigma1=-1, s1=7, b2=True, sigma_lambda=-1, c_lambda=True, alpha=9, beta=3,
        TM=4, gamma=1, kappa=False, sigma_VR=-1, VR=5, V=2, epsilon=True, s3=255,
        **{"lambda": 6},
    )  # fmt: skip
    n = _program(read(model_text([core()], [kind]))).neurons
    assert n.strengths[0, :, 5].tolist() == [1, -7, 1, 255]
    assert n.stochastic_synapses[0, :, 5].tolist() == [False, False, True, False]
    assert (n.leak[0, 5], n.threshold[0, 5], n.negative_threshold[0, 5]) == (-6, 9, 3)
    assert (n.threshold_mask[0, 5], n.reset_value[0, 5]) == (15, -31)
    assert (n.reset_mode[0, 5], n.initial_potential[0, 5]) == (1, 2)
    assert n.stochastic_leak[0, 5]
    assert n.leak_reversal[0, 5]
    assert not n.negative_saturates[0, 5]


def test_that_a_type_is_found_by_the_number_in_its_name(read):
    kinds = [
        neuron(name="N0000001F", **{"lambda": 31}),
        neuron(name="N00000002", **{"lambda": 2}),
    ]
    model = read(model_text([core(types=[2, 31, "2x6"])], kinds))
    assert _program(model).neurons.leak[0, :3].tolist() == [2, 31, 2]


def test_that_types_with_other_names_count_from_1(read):
    kinds = [neuron(name="a", **{"lambda": 4}), neuron(name="b", **{"lambda": 5})]
    model = read(model_text([core(types=[1, "2x7"])], kinds))
    assert _program(model).neurons.leak[0, :2].tolist() == [4, 5]


def test_that_type_0_is_a_neuron_that_is_not_in_use(read):
    program = _program(read(model_text([core(types=["1x6", 0, 0])])))
    assert program.routes.line[0].tolist() == [0, 1, 2, 3, 4, 5, NONE, NONE]
    assert program.neurons.strengths[0, :, 6:].any() == np.False_


def test_that_negative_cores_are_pins_of_output_connectors(read):
    model = read(model_text([core(destCores=["-3x4", "-2x4"], destAxons=["5x8"])]))
    assert model.circuit.output_names == ("out 2.5", "out 3.5")
    assert _program(model).routes.line[0].tolist() == [1] * 4 + [0] * 4


def test_that_a_neuron_sits_where_its_dendrite_is(read):
    chosen = core(
        dendrites=[6, 2], types=["1x2"], destCores=[0, 0], destAxons=[1, 3],
        destDelays=[15, 4],
    )  # fmt: skip
    routes = _program(read(model_text([chosen]))).routes
    assert routes.axon[0].tolist() == [NONE, NONE, 3, NONE, NONE, NONE, 1, NONE]
    assert (routes.delay[0, 2], routes.delay[0, 6]) == (4, 15)


def test_that_cores_are_found_by_number_and_missing_ones_are_told(read):
    cores = [core(70, destCores=["5x4", "9x4"]), core(5, destCores=["70x8"])]
    model = read(model_text(cores, coreCount=10**12))
    routes = _program(model).routes
    assert routes.core[0].tolist() == [1] * 4 + [NONE] * 4
    assert (routes.core[1] == 0).all()
    assert [(c.chip_row, c.chip_column) for c in model.circuit.cores] == [
        (1, 6),
        (0, 5),
    ]
    assert model.losses[0].startswith("The model has 1000000000000 cores")
    assert "4 neurons send their spikes" in model.losses[1]
    assert "core 9)" in model.losses[1]


def test_that_a_core_without_its_crossbar_has_no_synapses(read):
    bare = core() | {"crossbar": {"name": "another"}}
    model = read(model_text([bare]))
    assert not _program(model).synapses.any()
    assert any("The crossbar of 1 core is not in the file" in s for s in model.losses)


def test_that_axons_that_nothing_reaches_get_input_lines(read):
    model = read(model_text([core(destCores=["0x8"], destAxons=["1x8"])]))
    assert model.circuit.inputs.axon.tolist() == [0]
    assert model.circuit.line_names == ("core 0, axon 0",)


def test_that_the_seed_is_told_as_lost_only_if_something_is_random(read):
    assert not any("rngSeed" in s for s in read(model_text([core()])).losses)
    noisy = read(model_text([core()], [neuron(TM=2)]))
    assert any("rngSeed" in s for s in noisy.losses)


# -- Runs


def test_that_runs_repeat_count_and_step():
    items = [5, "1x3", "0:3", "21:2:25", "22:-1:20", "-3x2"]
    expected = [5, 1, 1, 1, 0, 1, 2, 3, 21, 23, 25, 22, 21, 20, -3, -3]
    assert _expanded(items) == expected


@given(st.integers(-900, 900), st.integers(-9, 9).filter(bool), st.integers(1, 9))
def test_that_a_run_of_steps_is_what_it_says(first, step, count):
    numbers = [first + step * k for k in range(count)]
    assert _expanded([f"{first}:{step}:{numbers[-1]}"]) == numbers


@pytest.mark.parametrize(
    "item",
    [
        *("", "x", "1x", "1:2:", "1:0:5", "1:2:4", "5:1", "1x2x3", "1.5", "0x1F"),
        *(" 1x2", "1001x2", "0:1001", "9" * 40 + "x1", "1:" + "9" * 10),
        *(None, 1.5, True),
    ],
)
def test_that_what_is_no_run_is_refused(item):
    with pytest.raises(TNStudioError, match=r"list\[0\]"):
        _expanded([item])


@pytest.mark.parametrize("item", ["1x1000000000000", "-500:500", "0x" + "9" * 19])
def test_that_a_run_longer_than_the_core_takes_no_memory(item):
    with pytest.raises(TNStudioError, match="longer than 100"):
        _expanded([item])


# -- Comments


def test_that_comments_leave_every_place_where_it_was():
    text = '{"a /* b": 1, /* "c"\n: */ "d\\"/*": 2}'
    bare = without_comments(text, "f")
    assert len(bare) == len(text)
    assert json.loads(bare) == {"a /* b": 1, 'd"/*': 2}
    assert bare.count("\n") == 1


def test_that_a_comment_without_end_is_refused_at_once():
    with pytest.raises(TNStudioError, match=r"line 2.*no end"):
        without_comments("{}\n" + "/*" * 10**6, "f")
    assert without_comments('"' * 10**5, "f") == '"' * 10**5


# -- What is refused


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        (model_text([core(), core()]), "core", "2 cores have the number 0"),
        (model_text([core(destAxons=["8x8"], destCores=["0x8"])]), "destAxons", "8"),
        (model_text([core(dendrites=["1x8"])]), "dendrites", "same dendrite"),
        (model_text([core(dendrites=["0:8"])]), "dendrites", "8"),
        (model_text([core(types=["1x7"])]), "types", "7 numbers, there are 8"),
        (model_text([core(types=["4x8"])]), "types", "no neuron type 4"),
        (model_text([core(destDelays=["16x8"])]), "destDelays", "1 to 15"),
        (model_text([core()], [neuron(s0=256)]), "neuronTypes[0].s0", "0 to 255"),
        (model_text([core()], [neuron(VR=20)]), "VR", "0 to 19"),
        (model_text([core()], [neuron(sigma2=0)]), "sigma2", "The sign is 0"),
        (model_text([core()], [neuron(b1=1)]), "b1", "truth value"),
        (model_text([core()], [neuron(), neuron()]), "neuronTypes", "same number"),
        (model_text([core()], rows=[row("8")]), "rows[0].synapses", "hexadecimal"),
        (model_text([core()], rows=[row("80 00")]), "synapses", "1 hexadecimal"),
        (model_text([core()], rows=[row("80", "S4")]), "rows[0].type", "S0 to S3"),
        (model_text([core()], crossbarSize=10**12), "crossbarSize", "1 to 1024"),
        (model_text([core()], coreCount=0), "coreCount", "0"),
        (model_text([]), "core", "missing"),
    ],
)  # fmt: skip
def test_that_what_a_chip_cannot_hold_is_refused_with_its_place(
    read, text, place, told
):
    with pytest.raises(TNStudioError) as error:
        read(text)
    assert place in str(error.value)
    assert told in str(error.value)


def test_that_all_problems_are_told_at_once(read):
    cores = [core(types=["4x8"]), core(1, dendrites=["1x8"])]
    with pytest.raises(TNStudioError) as error:
        read(model_text(cores, coreCount=0))
    for place in ("core[0].neurons.types", "core[1].neurons.dendrites", "coreCount"):
        assert place in str(error.value)


def test_that_large_crossbars_do_not_come_from_a_small_file(read):
    cores = [core(k, **{name: [] for name in core()["neurons"]}) for k in range(1500)]
    with pytest.raises(TNStudioError, match="do not come from"):
        read(model_text(cores, rows=[], crossbarSize=1024))


def test_that_mutated_files_are_read_or_refused_and_nothing_else(read):
    draw = random.Random(5)
    good = model_text([core(), core(1)]).encode()
    refused = 0
    for _ in range(300):
        data = bytearray(good)
        for _ in range(draw.randint(1, 4)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        cut = draw.randrange(len(data)) if draw.random() < 0.2 else len(data)
        try:
            read(bytes(data[:cut]).decode("latin-1"))
        except TNStudioError as error:
            refused += "model.json" in str(error)
    assert refused > 100


def test_that_a_mark_of_the_byte_order_does_no_harm(read):
    assert len(read("\ufeff" + model_text([core(0)])).circuit.cores) == 1

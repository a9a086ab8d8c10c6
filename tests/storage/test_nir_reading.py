import random
from itertools import pairwise

import h5py
import nir
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.nir_oracle import run_graph
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.mapping.deploy import deploy
from tnstudio.model.circuit_templates import coincidence_detector, oscillator
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import free_network
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage.heap_texts import Heap
from tnstudio.storage.interchange.foreign_circuit import ForeignCircuit
from tnstudio.storage.interchange.nir_chip import chip_graph
from tnstudio.storage.interchange.nir_file import write_nir
from tnstudio.storage.interchange.nir_fit import fit
from tnstudio.storage.interchange.nir_layers import deployed_graph
from tnstudio.storage.interchange.nir_reading import read_nir_model

SMALL = Hardware("small", 12, 10, 4, 16, 16)
"""Small cores, so that small graphs take several."""


def _program(model: ForeignCircuit):
    return assemble(free_network("read", model.circuit, model.hardware))


def _write(path, nodes, edges):
    nir.write(path, nir.NIRGraph(nodes, edges))
    return path


def _chain(*matrices, threshold=0.5, bias=None):
    """Layers of Thresholds, each of one matrix."""
    nodes = {"in": nir.Input(np.array([matrices[0].shape[1]]))}
    names = ["in"]
    for k, matrix in enumerate(matrices):
        weight = np.asarray(matrix, np.float32)
        if bias is None:
            nodes[f"w{k}"] = nir.Linear(weight)
        else:
            nodes[f"w{k}"] = nir.Affine(weight, np.full(len(matrix), bias))
        nodes[f"s{k}"] = nir.Threshold(np.full(len(matrix), threshold))
        names += [f"w{k}", f"s{k}"]
    nodes["out"] = nir.Output(np.array([len(matrices[-1])]))
    names.append("out")
    return nodes, list(pairwise(names))


def _spikes(ticks, lines, seed=0):
    draw = np.random.default_rng(seed)
    return (draw.random((ticks, lines)) < 0.4).astype(np.uint8)


def _require_same(path, layers, hardware=SMALL, ticks=30):
    """The circuit spikes as the graph does, a tick later for each layer but one."""
    model = read_nir_model(path, hardware)
    program = _program(model)
    spikes = _spikes(ticks, len(program.inputs.element))
    later = layers - 1
    shown = np.concatenate((spikes, np.zeros((later, spikes.shape[1]), np.uint8)))
    found = Simulator(program).run(shown).outputs[later:]
    wanted = run_graph(nir.read(path), spikes)
    np.testing.assert_array_equal(found, wanted > 0)
    return model


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_that_layers_of_small_weights_do_the_same_on_cores(tmp_path_factory, data):
    sizes = [data.draw(st.integers(1, 12)) for _ in range(3)]
    values = data.draw(st.sampled_from([(-1, 0, 1), (-2, -1, 0, 0, 1, 2), (0, 0, 7)]))
    draw = np.random.default_rng(data.draw(st.integers(0, 1000)))
    matrices = [
        draw.choice(values, (rows, columns)) * (draw.random((rows, columns)) < 0.4)
        for columns, rows in pairwise(sizes)
    ]
    threshold = data.draw(st.sampled_from([-1.5, 0.0, 0.5, 1.0]))
    bias = data.draw(st.sampled_from([None, -1.0, 0.25, 2.0]))
    path = tmp_path_factory.mktemp("nir") / "a.nir"
    _write(path, *_chain(*matrices, threshold=threshold, bias=bias))
    _require_same(path, layers=2)


def test_that_a_deployed_network_comes_back(tmp_path):
    program = deploy(trained_at_random(tiny_network()), 1, 0)
    path = tmp_path / "a.nir"
    write_nir(path, deployed_graph(program))
    hardware = Hardware("roomy", 18, 12, 4, 16, 16)
    model = _require_same(path, layers=3, hardware=hardware)
    assert model.circuit.cores[0].name == "layer1_spikes 0"


@pytest.mark.parametrize("network", [oscillator(), coincidence_detector()])
def test_that_free_cores_come_back_tick_for_tick(tmp_path, network):
    path, program = tmp_path / "a.nir", assemble(network)
    write_nir(path, chip_graph(program))
    model = read_nir_model(path, SMALL)
    spikes = _spikes(50, len(program.inputs.element))
    np.testing.assert_array_equal(
        Simulator(_program(model)).run(spikes).outputs,
        Simulator(program).run(spikes).outputs,
    )
    assert not any("no Delay" in line for line in model.losses)


def test_that_neurons_that_reach_several_axons_are_there_several_times(tmp_path):
    # Rows of ±1 in all columns: an axon of each sign for each spike.
    first, second = np.eye(3), np.array([[1, -1, 1], [-1, 1, 1], [1, 1, -1]])
    path = _write(tmp_path / "a.nir", *_chain(first, np.tile(second, (4, 1))))
    model = _require_same(path, layers=2)
    assert any("neurons were added" in line for line in model.losses)
    path = _write(tmp_path / "b.nir", *_chain(np.eye(1), np.array([[1], [-1]])))
    once = read_nir_model(path, SMALL).losses
    assert once[0].startswith("1 connection between neurons has no Delay"), once


def test_that_scales_delays_sums_and_ifs_are_understood(tmp_path):
    nodes = {
        "in": nir.Input(np.array([2])),
        "scale": nir.Scale(np.array([2.0, -1.0])),
        "a": nir.Linear(np.array([[1.0, 1.0], [0.0, 1.0]])),
        "b": nir.Affine(np.array([[3.0, 0.0], [0.0, 5.0]]), np.array([1.0, 0.0])),
        "if": nir.IF(np.ones(2), np.array([6.5, 7.0]), np.array([-3.0, 2.0])),
        "delay": nir.Delay(np.array([3.0, 1.0])),
        "w": nir.Linear(np.array([[4.0, 4.0]])),
        "s": nir.Threshold(np.array([3.0])),
        "out": nir.Output(np.array([1])),
    }
    edges = [
        ("in", "scale"), ("scale", "a"), ("a", "if"), ("in", "b"), ("b", "if"),
        ("if", "delay"), ("delay", "w"), ("w", "s"), ("s", "out"),
    ]  # fmt: skip
    path = _write(tmp_path / "a.nir", nodes, edges)
    program = _program(read_nir_model(path, SMALL))
    spikes = _spikes(60, 2)
    wanted = run_graph(nir.read(path), spikes)
    assert wanted.any()
    np.testing.assert_array_equal(Simulator(program).run(spikes).outputs, wanted)


# -- Windows


def _if(shape, threshold):
    threshold = np.full(shape, float(threshold))
    return nir.IF(np.ones(shape), threshold, np.zeros(shape))


def _conv_network(path):
    """Conv2d, IF, SumPool2d, IF, Flatten, Linear, IF."""
    draw = np.random.default_rng(3)
    kernels = draw.choice([-1.0, 1.0, 2.0], (2, 1, 3, 3)).astype(np.float32)
    nodes = {
        "in": nir.Input(np.array([1, 6, 7])),
        "conv": nir.Conv2d((6, 7), kernels, 1, "same", 1, 1, np.array([0.0, -1.0])),
        "if1": _if((2, 6, 7), 1.5),
        "pool": nir.SumPool2d(np.array([2, 2]), np.array([2, 2]), np.array([0, 0])),
        "if2": _if((2, 3, 3), 2),
        "flat": nir.Flatten({"input": np.array([2, 3, 3])}, 0, -1),
        "full": nir.Linear(draw.choice([-1.0, 1.0, 1.0], (4, 18)).astype(np.float32)),
        "if3": _if((4,), 2.5),
        "out": nir.Output(np.array([4])),
    }
    return _write(path, nodes, list(pairwise(nodes))), nodes


def _conv_ticks(nodes, spikes):
    """The network tick by tick; spikes of neurons arrive a tick later."""
    kernels, bias = nodes["conv"].weight, nodes["conv"].bias
    v = [np.zeros((2, 6, 7)), np.zeros((2, 3, 3)), np.zeros(4)]
    fired = [np.zeros_like(one) for one in v]
    shown = []
    for image in spikes.reshape(-1, 6, 7):
        padded = np.pad(image, 1)
        into = [np.zeros_like(one) for one in v]
        for c, y, x in np.ndindex(2, 6, 7):
            window = padded[y : y + 3, x : x + 3]
            into[0][c, y, x] = (kernels[c, 0] * window).sum() + bias[c]
        for c, y, x in np.ndindex(2, 3, 3):
            window = fired[0][c, 2 * y : 2 * y + 2, 2 * x : 2 * x + 2]
            into[1][c, y, x] = window.sum()
        into[2] = nodes["full"].weight @ fired[1].reshape(-1)
        fired = []
        for k, threshold in enumerate((1.5, 2, 2.5)):
            v[k] = v[k] + into[k]
            fired.append((v[k] > threshold).astype(int))
            v[k][fired[k] > 0] = 0
        shown.append(fired[2])
    return np.array(shown)


def test_that_a_network_of_windows_does_the_same_tick_by_tick(tmp_path):
    path, nodes = _conv_network(tmp_path / "a.nir")
    spikes = _spikes(60, 42)
    wanted = _conv_ticks(nodes, spikes)
    assert 0.05 < wanted.mean() < 0.95
    program = _program(read_nir_model(path))
    np.testing.assert_array_equal(Simulator(program).run(spikes).outputs, wanted)


@pytest.mark.parametrize("given", [False, True])
def test_that_a_convolution_and_its_matrix_are_one_graph(tmp_path, given):
    kernels = np.array([[[1.0, -1.0, 2.0]], [[0.0, 1.0, 1.0]]])
    bias = np.array([1.0, -1.0])
    conv = nir.Conv1d(5, kernels, 2, 1, 1, 1, bias)
    matrix = np.zeros((6, 5))
    for c, k, j in np.ndindex(2, 3, 3):
        if 0 <= 2 * k - 1 + j < 5:
            matrix[3 * c + k, 2 * k - 1 + j] = kernels[c, 0, j]
    affine = nir.Affine(matrix, np.repeat(bias, 3))
    found = []
    for node in (conv, affine):
        nodes = {
            "in": nir.Input(np.array([1, 5])),
            "w": node,
            "s": nir.Threshold(np.zeros(6)),
            "out": nir.Output(np.array([6])),
        }
        path, graph = tmp_path / "a.nir", list(pairwise(nodes))
        nir.write(path, nir.NIRGraph(nodes, graph, type_check=False))
        if node is conv and not given:
            with h5py.File(path, "r+") as file:
                del file["node/nodes/w/input_shape"]
        found.append(Simulator(_program(read_nir_model(path))).run(_spikes(20, 5)))
    np.testing.assert_array_equal(found[0].outputs, found[1].outputs)


def test_that_means_become_whole_behind_a_scale(tmp_path):
    nodes = {
        "in": nir.Input(np.array([1, 4, 4])),
        "mean": nir.AvgPool2d(np.array([2, 2]), np.array([2, 2]), np.array([0, 0])),
        "scale": nir.Scale(np.full((1, 2, 2), 4.0)),
        "s": nir.Threshold(np.full((1, 2, 2), 1.5)),
        "out": nir.Output(np.array([1, 2, 2])),
    }
    path = tmp_path / "a.nir"
    graph = nir.NIRGraph(nodes, list(pairwise(nodes)), type_check=False)
    nir.write(path, graph)
    spikes = _spikes(30, 16)
    sums = spikes.reshape(-1, 2, 2, 2, 2).sum(axis=(2, 4)).reshape(-1, 4)
    program = _program(read_nir_model(path))
    np.testing.assert_array_equal(Simulator(program).run(spikes).outputs, sums > 1.5)
    del nodes["scale"]
    nir.write(path, nir.NIRGraph(nodes, list(pairwise(nodes)), type_check=False))
    with pytest.raises(TNStudioError, match=r"“s”.*strength 0.25 is no whole"):
        read_nir_model(path)


def test_that_rows_and_columns_are_known_within_a_graph(tmp_path):
    pool = nir.SumPool2d(np.array([2, 1]), np.array([2, 1]), np.array([0, 0]))
    inner = nir.NIRGraph(
        {
            "input": nir.Input(np.array([1, 4, 2])),
            "pool": pool,
            "s": nir.Threshold(np.full((1, 2, 2), 1.5)),
            "output": nir.Output(np.array([1, 2, 2])),
        },
        [("input", "pool"), ("pool", "s"), ("s", "output")],
        type_check=False,
    )
    nodes = {
        "in": nir.Input(np.array([8])),
        "block": inner,
        "out": nir.Output(np.array([4])),
    }
    path, spikes = tmp_path / "a.nir", _spikes(30, 8)
    nir.write(path, nir.NIRGraph(nodes, list(pairwise(nodes)), type_check=False))
    sums = spikes.reshape(-1, 2, 2, 2).sum(axis=2).reshape(-1, 4)
    program = _program(read_nir_model(path))
    np.testing.assert_array_equal(Simulator(program).run(spikes).outputs, sums > 1)


def test_that_a_window_too_large_is_named_with_its_size(tmp_path):
    nodes = {
        "in": nir.Input(np.array([1, 1000, 1000])),
        "first": nir.Conv2d(
            (1000, 1000), np.ones((1, 1, 3, 3)), 1, 0, 1, 1, np.zeros(1)
        ),
        "s": nir.Threshold(np.ones((1, 998, 998))),
        "out": nir.Output(np.array([1, 998, 998])),
    }
    path = tmp_path / "a.nir"
    nir.write(path, nir.NIRGraph(nodes, list(pairwise(nodes)), type_check=False))
    with pytest.raises(
        TNStudioError, match=r"“first” \(Conv2d\).*996,004 × 1,000,000 weights"
    ):
        read_nir_model(path)


# -- Fitting


@given(st.integers(1, 7), st.integers(1, 9), st.integers(1, 4), st.integers(0, 99))
def test_that_a_fit_is_the_matrix(rows, columns, types, seed):
    weights = np.random.default_rng(seed).integers(-2, 3, (rows, columns))
    found = fit(weights, types)
    distinct = max(len(set(row.tolist()) - {0}) for row in weights)
    assert (found is not None) or distinct > types
    if found is not None:
        again = np.zeros_like(weights)
        for axon, (column, kind) in enumerate(
            zip(found.columns, found.types, strict=True)
        ):
            again[:, column] += found.strengths[kind] * found.synapses[axon]
        np.testing.assert_array_equal(again, weights)


def test_that_types_of_a_core_are_found_again_without_an_axon_more():
    draw = np.random.default_rng(0)
    kinds = np.arange(64) % 4
    strengths = draw.permuted(np.tile([-1, -1, 1, 1], (32, 1)), axis=1)
    weights = strengths[:, kinds] * (draw.random((32, 64)) < 0.6)
    found = fit(weights, 4)
    assert found is not None
    assert found.columns.size == 64


# -- What is refused


def _refused(tmp_path, nodes, edges, told):
    path = _write(tmp_path / "a.nir", nodes, edges)
    with pytest.raises(TNStudioError, match=told):
        read_nir_model(path, SMALL)


@pytest.mark.parametrize(
    ("matrix", "options", "told"),
    [
        (np.array([[0.3]]), {}, r"w0|“s0” \(Threshold\).*strength 0.3 is no whole"),
        (np.array([[300]]), {}, "strength would be 300"),
        (np.array([[1, 2, 3, 4, 5]]), {}, "Neuron 0 has 5 different weights"),
        (np.ones((1, 13)), {}, "Neuron 0 has 13 inputs"),
        (np.array([[1]]), {"threshold": 500.0}, "leak would be -500"),
    ],
)
def test_that_a_layer_that_no_core_holds_is_named(tmp_path, matrix, options, told):
    _refused(tmp_path, *_chain(matrix, **options), told)


def test_that_nodes_without_an_equal_are_all_named(tmp_path):
    one = np.ones(1)
    nodes, edges = _chain(np.eye(1))
    nodes |= {"leaky": nir.LIF(one, one, one, one), "sum": nir.I(one)}
    edges += [("in", "leaky"), ("leaky", "out"), ("in", "sum"), ("sum", "out")]
    _refused(tmp_path, nodes, edges, r"(?s)leaky.*LIF.*by a share.*sum")


@pytest.mark.parametrize(
    ("edges", "told"),
    [
        ([("in", "delay"), ("delay", "w0")], "input “in” are delayed"),
        ([("s0", "delay"), ("delay", "out")], "delayed on their way out"),
        ([("in", "out")], "An input leads straight to it"),
        ([("s0", "late"), ("late", "w0")], "delay would be 16|delay 16"),
        ([("s0", "half"), ("half", "w0")], "delay 1.5 is no whole"),
        ([("w0", "out")], "An input leads straight|weights"),
        ([("s0", "twice"), ("twice", "out")], "Its spikes have weights"),
    ],
)
def test_that_wires_that_no_chip_has_are_refused(tmp_path, edges, told):
    nodes, own = _chain(np.eye(1))
    nodes |= {
        "delay": nir.Delay(np.array([2.0])),
        "late": nir.Delay(np.array([16.0])),
        "half": nir.Delay(np.array([1.5])),
        "twice": nir.Linear(np.array([[2.0]])),
    }
    named = {name for edge in (*own, *edges) for name in edge}
    nodes = {name: node for name, node in nodes.items() if name in named}
    _refused(tmp_path, nodes, own + edges, told)


def test_that_a_linear_loop_is_refused(tmp_path):
    nodes, edges = _chain(np.eye(1))
    nodes["loop"] = nir.Scale(np.ones(1))
    path = _write(tmp_path / "a.nir", nodes, [*edges, ("w0", "loop"), ("loop", "w0")])
    with pytest.raises(TNStudioError, match="leads to itself without a spike"):
        read_nir_model(path, SMALL)


def test_that_an_array_that_claims_too_much_is_refused(tmp_path):
    path = _write(tmp_path / "a.nir", *_chain(np.eye(2)))
    with h5py.File(path, "r+") as file:
        group = file["node/nodes/w0"]
        del group["weight"]
        group.create_dataset("weight", (2**40, 2**20), "f4", chunks=(1024, 1024))
    with pytest.raises(TNStudioError, match="w0/weight"):
        read_nir_model(path, SMALL)


def test_that_mutated_files_are_read_or_refused_and_nothing_else(tmp_path):
    path = _write(tmp_path / "a.nir", *_chain(np.eye(3), np.ones((2, 3)), bias=1.0))
    good, draw, refused = path.read_bytes(), random.Random(4), 0
    for _ in range(150):
        data = bytearray(good)
        for _ in range(draw.randint(1, 12)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        cut = draw.randrange(len(data)) if draw.random() < 0.2 else len(data)
        path.write_bytes(data[:cut])
        try:
            read_nir_model(path, SMALL)
        except TNStudioError as error:
            refused += str(path) in str(error)
    assert refused > 30


def _recurrent():
    """A layer that feeds itself, as frameworks write one: a graph of its own."""
    ones = np.ones(3, np.float32)
    return nir.NIRGraph(
        {
            "input": nir.Input(np.array([3])),
            "w_rec": nir.Linear(np.eye(3, k=1, dtype=np.float32)),
            "wait": nir.Delay(2 * ones),
            "cells": nir.IF(r=ones, v_threshold=ones / 2),
            "output": nir.Output(np.array([3])),
        },
        [
            ("input", "cells"),
            ("cells", "wait"),
            ("wait", "w_rec"),
            ("w_rec", "cells"),
            ("cells", "output"),
        ],
    )


def _around(path, nodes, edges):
    first = nir.Linear(np.array([[1, 0], [0, 1], [1, 1]], np.float32))
    ends = {"in": nir.Input(np.array([2])), "out": nir.Output(np.array([3]))}
    return _write(path, {**ends, "w": first, **nodes}, [("in", "w"), *edges])


def test_that_a_graph_within_a_graph_is_taken_apart(tmp_path):
    inner = _recurrent()
    nested = _around(
        tmp_path / "a.nir", {"layer": inner}, [("layer", "out"), ("w", "layer")]
    )
    names = {"input": "w", "output": "out"}
    flat = _around(
        tmp_path / "b.nir",
        {name: inner.nodes[name] for name in ("w_rec", "wait", "cells")},
        [(names.get(one, one), names.get(other, other)) for one, other in inner.edges],
    )
    one, other = read_nir_model(nested), read_nir_model(flat)
    assert one.circuit.cores[0].name == "layer/cells"
    spikes = _spikes(40, 2)
    found, wanted = (
        Simulator(_program(model)).run(spikes).outputs for model in (one, other)
    )
    assert wanted.any()
    np.testing.assert_array_equal(found, wanted)


def test_that_names_with_slashes_are_names(tmp_path):
    nodes, edges = _chain(np.eye(2))
    slashed = {"w0": "block/1/w", "s0": "block/1/s"}
    path = _write(
        tmp_path / "a.nir",
        {slashed.get(name, name): node for name, node in nodes.items()},
        [tuple(slashed.get(name, name) for name in edge) for edge in edges],
    )
    assert read_nir_model(path).circuit.cores[0].name == "block/1/s"


def test_that_graphs_without_end_are_refused_soon(tmp_path):
    path = _write(tmp_path / "a.nir", *_chain(np.eye(2)))
    with h5py.File(path, "r+") as file:
        file["node/nodes/again"] = file["node"]
        file["node/nodes/twice"] = file["node"]
        file["node/nodes/folder/within"] = file["node/nodes"]
    with pytest.raises(TNStudioError, match="graphs within graphs"):
        read_nir_model(path)


def test_that_the_file_is_named_once(tmp_path):
    ones = np.ones(2, np.float32)
    nodes, edges = _chain(np.eye(2))
    nodes["s0"] = nir.LIF(ones, ones, 0 * ones, ones)
    path = _write(tmp_path / "a.nir", nodes, edges)
    with pytest.raises(TNStudioError, match="use IF nodes") as found:
        read_nir_model(path)
    assert str(found.value).count("a.nir") == 1


def test_that_infinities_do_not_take_each_other_away(tmp_path):
    nodes = {
        "in": nir.Input(np.array([1])),
        "a": nir.Linear(np.full((2, 1), 1e300)),
        "b": nir.Scale(np.full(2, 1e300)),
        "c": nir.Linear(np.array([[1.0, -1.0]])),
        "s": nir.Threshold(np.zeros(1)),
        "out": nir.Output(np.array([1])),
    }
    _refused(
        tmp_path, nodes, list(pairwise(["in", "a", "b", "c", "s", "out"])), "large"
    )


def test_that_texts_of_many_nodes_are_looked_for_once(tmp_path, monkeypatch):
    path, looked = tmp_path / "a.nir", []
    _write(path, *_chain(*[np.eye(2)] * 40))
    monkeypatch.setattr(
        Heap,
        "_objects",
        lambda heap, at, of=Heap._objects: looked.append(at) or of(heap, at),
    )
    read_nir_model(path)
    # Of 82 nodes: a collection holds the texts of many.
    assert 0 < len(looked) == len(set(looked)) < 20

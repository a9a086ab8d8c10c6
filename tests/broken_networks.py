"""Networks with something wrong, drawn from sound ones."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests import strategies
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import replace_core
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)

WILD = st.integers(-3, 30)


@st.composite
def broken_layers(draw: st.DrawFn) -> Network:
    """Draw a network with any few things of it wrong."""
    network = draw(strategies.networks())
    for _ in range(draw(st.integers(1, 3))):
        network = draw(st.sampled_from(_SPOILERS))(draw, network)
    return network


def _layer(draw: st.DrawFn, network: Network) -> Network:
    if not network.layers:
        return network
    index = draw(st.integers(0, len(network.layers) - 1))
    field = draw(st.sampled_from(["window", "stride", "features", "strengths"]))
    strength = st.integers(-300, 300)
    value = draw(st.lists(strength, max_size=6) if field == "strengths" else WILD)
    layers = list(network.layers)
    made = tuple(value) if field == "strengths" else value
    layers[index] = replace(layers[index], **{field: made})
    return replace(network, layers=tuple(layers))


def _more_layers(draw: st.DrawFn, network: Network) -> Network:
    types = network.hardware.axon_types
    layer = WindowLayer(draw(WILD), draw(WILD), draw(WILD), (1,) * types)
    return replace(network, layers=(*network.layers, layer))


def _seed(draw: st.DrawFn, network: Network) -> Network:
    return replace(network, seed=draw(st.sampled_from([-1, 2**63, 2**70])))


def _hardware(draw: st.DrawFn, network: Network) -> Network:
    sizes = draw(st.tuples(*[st.integers(0, 20)] * 5))
    return replace(network, hardware=Hardware("other", *sizes))


def _others(draw: st.DrawFn, network: Network) -> Network:
    names = st.lists(st.sampled_from(["", "a", "b", "class 0"]), max_size=6).map(tuple)
    return draw(
        st.sampled_from(
            [
                replace(network, layers=()),
                replace(network, input=InputShape(*draw(st.tuples(WILD, WILD, WILD)))),
                replace(network, readout=Readout(draw(names))),
            ]
        )
    )


_SPOILERS = (_layer, _layer, _more_layers, _seed, _hardware, _others)


@st.composite
def broken_circuits(draw: st.DrawFn) -> Network:
    """Draw free cores with one thing wrong, or several values of one array."""
    network = draw(strategies.free_networks())
    return draw(st.sampled_from(_CIRCUIT_SPOILERS))(draw, network)


def _with(network: Network, **changes: Any) -> Network:
    return replace(network, circuit=replace(network.circuit, **changes))


_RANGES = {
    "neurons": {
        "leak": 300,
        "threshold": 2**20,
        "negative_threshold": -1,
        "threshold_mask": 5,
        "reset_mode": 9,
        "reset_value": 2**20,
        "initial_potential": -(2**20),
        "strengths": 256,
    },
    "routes": {"core": 77, "axon": 1024, "delay": 0, "line": 99},
}


def _value(draw: st.DrawFn, network: Network) -> Network:
    circuit = network.circuit
    index = draw(st.integers(0, len(circuit.cores) - 1))
    core = circuit.cores[index]
    group = draw(st.sampled_from(list(_RANGES)))
    name = draw(st.sampled_from(list(_RANGES[group])))
    owner = getattr(core, group)
    values = getattr(owner, name).copy()
    count = draw(st.integers(1, 3))
    values.reshape(-1)[:count] = _RANGES[group][name]
    changed = replace(owner, **{name: frozen(values, values.dtype)})
    made = replace_core(circuit, index, replace(core, **{group: changed}))
    return replace(network, circuit=made)


def _half(draw: st.DrawFn, network: Network) -> Network:
    core = network.circuit.cores[0]
    routes, wrong = core.routes, {"core": 0, "axon": -1, "line": -1}
    if draw(st.booleans()) and network.circuit.output_lines:
        wrong = {"core": 0, "axon": 0, "line": 0}
    arrays = {}
    for name, value in wrong.items():
        arrays[name] = getattr(routes, name).copy()
        arrays[name][0, 0] = value
    spoiled = replace(core, routes=replace(routes, **arrays))
    return replace(network, circuit=replace_core(network.circuit, 0, spoiled))


def _bits(draw: st.DrawFn, network: Network) -> Network:
    core = network.circuit.cores[0]
    full = np.full_like(core.synapses, 255)
    types = np.full_like(core.axon_types, 17)
    name, values = draw(
        st.sampled_from([("synapses", full), ("axon_types", types)]),
    )
    spoiled = replace(core, **{name: values})
    return replace(network, circuit=replace_core(network.circuit, 0, spoiled))


def _place(draw: st.DrawFn, network: Network) -> Network:
    cores = network.circuit.cores
    spot = draw(st.sampled_from([(0, 0), (-1, 2), (99, 0), (2**70, 0)]))
    placed = tuple(replace(c, chip_row=spot[0], chip_column=spot[1]) for c in cores[1:])
    return _with(network, cores=(*cores[:1], *placed))


def _lines(draw: st.DrawFn, network: Network) -> Network:
    inputs, outputs = network.circuit.inputs, network.circuit.outputs
    group, name = draw(
        st.sampled_from(
            [
                ("inputs", "element"),
                ("inputs", "line"),
                ("inputs", "core"),
                ("inputs", "axon"),
                ("outputs", "label"),
                ("outputs", "copy"),
            ]
        )
    )
    owner = inputs if group == "inputs" else outputs
    values = getattr(owner, name).copy()
    values[:2] = draw(st.sampled_from([-7, 10_000]))
    return _with(network, **{group: replace(owner, **{name: values})})


def _stimulus(draw: st.DrawFn, network: Network) -> Network:
    ticks = np.array([5, -1, 2], np.int64)
    wrong = draw(
        st.sampled_from(
            [
                SingleSpike(-1),
                SingleSpike(99, -4),
                RegularSpikes(0, 0, -1, -1),
                PoissonSpikes(0, float("nan")),
                PoissonSpikes(0, 1.5, 2**70),
                PatternSpikes(ticks, np.array([0, 99, -1], np.int32), 0),
                PatternSpikes(ticks, np.zeros(3, np.int32), 3),
                PatternSpikes(ticks, np.zeros(3, np.int32), -3),
                ImageSpikes("none", "all", "morse", 0, -1),
            ]
        )
    )
    return _with(network, stimuli=(*network.circuit.stimuli, wrong))


def _circuit_others(draw: st.DrawFn, network: Network) -> Network:
    return draw(
        st.sampled_from(
            [
                replace(network, circuit=Circuit()),
                replace(network, seed=-1),
                replace(network, layers=(WindowLayer(1, 1),)),
                _with(network, line_names=("a",) * 20),
                _with(network, output_names=("a",) * 20),
                replace(network, hardware=Hardware("other", 30, 30, 9, 3, 3)),
                replace(network, hardware=Hardware("other", 1, 1, 1, 3, 3)),
            ]
        )
    )


_CIRCUIT_SPOILERS = (
    _value,
    _value,
    _half,
    _bits,
    _place,
    _lines,
    _stimulus,
    _circuit_others,
)

"""A design in the file: `Network` to a group and back."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import h5py

from tnstudio.model.network import (
    MOST_CLASSES,
    InputShape,
    Layer,
    Network,
    Readout,
    WindowLayer,
)
from tnstudio.storage import schema, writing
from tnstudio.storage.circuit_group import read_circuit, write_circuit
from tnstudio.storage.hardware_group import read_hardware, write_hardware
from tnstudio.storage.placement_group import read_placement, write_placement
from tnstudio.storage.reading import Part
from tnstudio.storage.report import Report
from tnstudio.texts import tr

_INPUT = tuple(field.name for field in fields(InputShape))


def write_network(parent: h5py.Group, network: Network) -> None:
    """Write a design, valid or not: users save unfinished work."""
    group = writing.element(parent, "network", "network", "the design")
    writing.text(group, "name", network.name)
    writing.integer(group, "seed", network.seed)
    for name in _INPUT:
        writing.integer(group, f"input_{name}", getattr(network.input, name))
    write_hardware(group, network.hardware)
    names = network.readout.class_names
    writing.names(
        group, "class_names", names, "output neuron j votes for j mod classes", "class"
    )
    layers = writing.element(group, "layers", "layers", "from the input on")
    writing.integer(layers, "count", len(network.layers))
    for index, layer in enumerate(network.layers):
        entry = writing.element(layers, str(index), "layer")
        kind, write, _ = _KINDS[type(layer)]
        writing.text(entry, "kind", kind)
        write(entry, layer)
    if network.circuit is not None:
        write_circuit(group, network.circuit, network.hardware)
    write_placement(group, network.placement)


def read_network(parent: Part) -> Network | None:
    """Read a design; None, and a report, if anything is wrong with it."""
    before = len(parent.report)
    part = parent.element("network", "network")
    if part is None:
        return None
    name, seed = part.text("name"), part.integer("seed", schema.INTEGER)
    shape = InputShape(*(part.integer(f"input_{n}", schema.INTEGER) for n in _INPUT))
    hardware = read_hardware(part)
    readout = Readout(part.names("class_names", MOST_CLASSES))
    layers = _read_layers(part)
    if len(parent.report) > before or hardware is None:
        return None
    circuit = read_circuit(part, hardware) if part.has("circuit") else None
    placement = read_placement(part)
    if len(parent.report) > before:
        return None
    return Network(
        name, shape, layers, readout, hardware, seed, circuit, placement=placement
    )


def _read_layers(parent: Part) -> tuple[Layer, ...]:
    part = parent.element("layers", "layers")
    if part is None:
        return ()
    count = part.integer("count", schema.LAYERS)
    found = [_read_layer(part, str(index), part.report) for index in range(count)]
    return tuple(layer for layer in found if layer is not None)


def _read_layer(parent: Part, name: str, report: Report) -> Layer | None:
    part = parent.element(name, "layer")
    if part is None:
        return None
    before, kind = len(report), part.text("kind")
    if len(report) > before:
        return None
    for known, _, read in _KINDS.values():
        if kind == known:
            return read(part)
    known_kinds = ", ".join(known for known, _, _ in _KINDS.values())
    report.add(
        part.place,
        tr("This program does not know layers of the kind '{kind}'", kind=kind),
        tr("it knows: {names}", names=known_kinds),
    )
    return None


def _write_window(group: h5py.Group, layer: WindowLayer) -> None:
    """Write R, S, F and s; the attribute `features` is absent for all channels."""
    writing.integer(group, "window", layer.window)
    writing.integer(group, "stride", layer.stride)
    if layer.features is not None:
        writing.integer(group, "features", layer.features)
    writing.integers(group, "strengths", layer.strengths)


def _read_window(part: Part) -> WindowLayer:
    has_features = part.has_attribute("features")
    return WindowLayer(
        window=part.integer("window", schema.INTEGER),
        stride=part.integer("stride", schema.INTEGER),
        features=part.integer("features", schema.INTEGER) if has_features else None,
        strengths=part.integer_list("strengths"),
    )


_Kind = tuple[str, Callable[[h5py.Group, Any], None], Callable[[Part], Layer]]

_KINDS: dict[type, _Kind] = {WindowLayer: ("window", _write_window, _read_window)}
"""How each kind of layer is called, written and read."""

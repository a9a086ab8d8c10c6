"""A training result in the file: `TrainedNetwork` to groups and back."""

from dataclasses import fields
from types import SimpleNamespace
from typing import cast, get_args

import h5py
import numpy as np

from tnstudio.model.hardware import STRENGTH
from tnstudio.model.network import Network
from tnstudio.model.records import (
    SEED,
    EpochRecord,
    Gradient,
    History,
    RateDrop,
    TrainingSettings,
)
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.topology import LayerPlan, grids, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.network_group import read_network, write_network
from tnstudio.storage.reading import Part

_TINY = float(np.nextafter(0.0, 1.0))
_BELOW_ONE = float(np.nextafter(1.0, 0.0))
_LARGEST = float(np.finfo(np.float64).max)


def _core_columns(types: int) -> tuple[Column, ...]:
    s = STRENGTH
    return (
        Column(
            "axon_types", np.uint8, ("axon",), "G, axon type", low=0, high=types - 1
        ),
        Column(
            "strengths",
            np.int16,
            ("axon type", "neuron"),
            "s, strength of a neuron for an axon type",
            "membrane potential",
            low=s.low,
            high=s.high,
        ),
        Column(
            "probabilities",
            np.float32,
            ("axon", "neuron"),
            "c, probability that the synapse is on",
            "probability",
            low=0,
            high=1,
        ),
        Column(
            "biases",
            np.float32,
            ("neuron",),
            "b, added every tick",
            "membrane potential",
            low=-255,
            high=255,
        ),
    )


def _per_epoch(name: str, meaning: str, unit: str = "1") -> Column:
    return Column(name, np.float64, ("epoch",), meaning, unit)


def _accuracy(name: str, meaning: str) -> Column:
    return Column(
        name, np.float64, ("epoch",), meaning, "share", low=0, high=1, may_be_nan=True
    )


_EPOCHS = (
    Column("epoch", np.int64, ("epoch",), "number of the epoch, from 1"),
    _per_epoch("loss", "mean log loss of its batches", "nat"),
    _accuracy("train_accuracy", "on its batches, as they were seen"),
    _accuracy("test_accuracy", "on the test images; NaN: not measured"),
    _accuracy(
        "deployed_accuracy",
        "of one sampled copy, one tick per test image; NaN: not measured",
    ),
    _per_epoch("rate", "learning rate"),
    _per_epoch("seconds", "wall time", "s"),
)
_HISTORY = (
    Column("batch_losses", np.float32, ("batch",), "log loss of every batch", "nat"),
)


def write_trained(parent: h5py.Group, trained: TrainedNetwork) -> None:
    """Write a training result and the design it belongs to."""
    group = writing.element(parent, "trained", "trained-network", "what training found")
    write_network(group, trained.network)
    _write_settings(group, trained.settings)
    columns = _core_columns(trained.network.hardware.axon_types)
    layers = writing.element(group, "layers", "trained-layers")
    writing.integer(layers, "count", len(trained.layers))
    for index, cores in enumerate(trained.layers):
        layer = writing.element(layers, str(index), "trained-layer")
        entries = writing.element(layer, "cores", "trained-cores", "row after row")
        for k, core in enumerate(cores):
            write_columns(
                writing.element(entries, str(k), "trained-core"), columns, core
            )
    _write_history(group, trained.history)


def read_trained(parent: Part) -> TrainedNetwork | None:
    """Read a training result; None, and a report, if anything is wrong with it."""
    before = len(parent.report)
    part = parent.element("trained", "trained-network")
    if part is None:
        return None
    network = read_network(part)
    if network is not None and network.circuit is not None:
        part.report.add(f"{part.place}/network/circuit", "Free cores are not trained")
    settings = _read_settings(part)
    history = _read_history(part)
    layers = _read_layers(part, network) if network is not None else ()
    if len(parent.report) > before or network is None:
        return None
    return TrainedNetwork(network, settings, layers, history)


def _write_settings(parent: h5py.Group, settings: TrainingSettings) -> None:
    group = writing.element(parent, "settings", "training-settings")
    writing.text(group, "method", settings.method)
    writing.integer(group, "epochs", settings.epochs)
    writing.real(group, "rate", settings.rate)
    writing.reals(group, "drop_after", [drop.after for drop in settings.drops])
    writing.reals(group, "drop_factor", [drop.factor for drop in settings.drops])
    writing.real(group, "momentum", settings.momentum)
    writing.integer(group, "batch", settings.batch)
    writing.text(group, "gradient", settings.gradient)
    writing.integer(group, "seed", settings.seed)


def _read_settings(parent: Part) -> TrainingSettings:
    part = parent.element("settings", "training-settings")
    if part is None:
        return TrainingSettings()
    after, factors = part.real_list("drop_after"), part.real_list("drop_factor")
    if len(after) != len(factors):
        part.report.add(
            f"{part.place}@drop_factor",
            f"There are {len(factors)} factors for {len(after)} drops",
        )
    gradient = part.text("gradient")
    if gradient not in get_args(Gradient):
        part.report.add(
            f"{part.place}@gradient",
            f"This program does not know the gradient '{gradient}'",
            f"it knows: {', '.join(get_args(Gradient))}",
        )
    return TrainingSettings(
        method=part.text("method"),
        epochs=part.integer("epochs", schema.POSITIVE),
        rate=part.real("rate", _TINY, _LARGEST),
        drops=tuple(map(RateDrop, after, factors)),
        momentum=part.real("momentum", 0.0, _BELOW_ONE),
        batch=part.integer("batch", schema.POSITIVE),
        gradient=cast("Gradient", gradient),
        seed=part.integer("seed", SEED),
    )


def _write_history(parent: h5py.Group, history: History) -> None:
    group = writing.element(parent, "history", "training-history")
    writing.integer(group, "batches", len(history.batch_losses))
    write_columns(group, _HISTORY, history)
    epochs = writing.element(group, "epochs", "epochs-table", "one row per epoch")
    writing.integer(epochs, "count", len(history.epochs))
    table = SimpleNamespace(
        **{
            column.name: np.array(
                [getattr(record, column.name) for record in history.epochs],
                column.dtype,
            )
            for column in _EPOCHS
        }
    )
    write_columns(epochs, _EPOCHS, table)


def _read_history(parent: Part) -> History:
    part = parent.element("history", "training-history")
    if part is None:
        return History()
    counts = {"batch": part.integer("batches", schema.COUNT)}
    losses = read_columns(part, _HISTORY, counts)["batch_losses"]
    return History(_read_epochs(part), losses)


def _read_epochs(parent: Part) -> tuple[EpochRecord, ...]:
    part = parent.element("epochs", "epochs-table")
    if part is None:
        return ()
    before = len(part.report)
    counts = {"epoch": part.integer("count", schema.EPOCHS)}
    table = read_columns(part, _EPOCHS, counts)
    if len(part.report) > before:
        return ()
    columns = [table[field.name].tolist() for field in fields(EpochRecord)]
    return tuple(EpochRecord(*row) for row in zip(*columns, strict=True))


def _read_layers(parent: Part, network: Network) -> tuple[tuple[TrainedCore, ...], ...]:
    """Read the cores of a network whose plan tells how many and how large."""
    report = parent.report
    problems = errors_of(check_network(network))
    for problem in problems:
        place = f"{parent.place}/network"
        report.add(place, f"{problem.place}: {problem.message}", problem.hint)
    if problems:
        return ()
    sizes = tuple(grid.size for grid in grids(network)[1:])
    parts = _layer_parts(parent)
    stored = tuple(len(part) for part in parts)
    if stored != sizes:
        report.add(
            f"{parent.place}/layers",
            f"The cores per layer are {stored}, the network's are {sizes}",
        )
        return ()
    # Only now, when the file has a group for every core of the plan.
    plans = lay_out(network).layers
    types = network.hardware.axon_types
    return tuple(
        _read_cores(part, plan, types) for part, plan in zip(parts, plans, strict=True)
    )


def _layer_parts(parent: Part) -> list[Part]:
    """Open the group of cores of every layer; the sound ones if any is wrong."""
    layers = parent.element("layers", "trained-layers")
    if layers is None:
        return []
    count = layers.integer("count", schema.LAYERS)
    entries = [layers.element(str(k), "trained-layer") for k in range(count)]
    cores = [e.element("cores", "trained-cores") for e in entries if e is not None]
    return [part for part in cores if part is not None]


def _read_cores(part: Part, plan: LayerPlan, types: int) -> tuple[TrainedCore, ...]:
    columns, cores = _core_columns(types), []
    for k, core_plan in enumerate(plan.cores):
        core = part.element(str(k), "trained-core")
        if core is None:
            continue
        counts = {
            "axon": len(core_plan.sources),
            "neuron": core_plan.neurons,
            "axon type": types,
        }
        cores.append(TrainedCore(**read_columns(core, columns, counts)))
    return tuple(cores)

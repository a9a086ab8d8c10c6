"""A training result in the file: `TrainedNetwork` to groups and back."""

from dataclasses import fields
from types import SimpleNamespace

import h5py
import numpy as np

from tnstudio.model.hardware import STRENGTH
from tnstudio.model.network import Network
from tnstudio.model.records import EpochRecord, History
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.core_tables import read_cores, write_cores
from tnstudio.storage.measured_group import read_measured, write_measured
from tnstudio.storage.network_group import read_network, write_network
from tnstudio.storage.reading import Part
from tnstudio.storage.settings_group import read_settings, write_settings
from tnstudio.storage.state_group import read_state, write_state


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
    write_settings(group, trained.settings)
    columns = _core_columns(trained.network.hardware.axon_types)
    write_cores(group, "trained-core", columns, trained.layers)
    _write_history(group, trained.history)
    write_state(group, trained.state)
    write_measured(group, trained.measured)


def read_trained(parent: Part) -> TrainedNetwork | None:
    """Read a training result; None, and a report, if anything is wrong with it."""
    before = len(parent.report)
    part = parent.element("trained", "trained-network")
    if part is None:
        return None
    network = read_network(part)
    if network is not None and network.circuit is not None:
        part.report.add(f"{part.place}/network/circuit", "Free cores are not trained")
    settings = read_settings(part)
    history = _read_history(part)
    if network is None or _report_problems(part, network):
        return None
    columns = _core_columns(network.hardware.axon_types)
    tables = read_cores(part, "trained-core", columns, network)
    state = read_state(part, network, settings, history)
    measured = read_measured(part)
    if len(parent.report) > before:
        return None
    layers = tuple(tuple(TrainedCore(**core) for core in cores) for cores in tables)
    return TrainedNetwork(network, settings, layers, history, state, measured)


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


def _report_problems(part: Part, network: Network) -> bool:
    """Tell whether a network has errors, and report them."""
    problems = errors_of(check_network(network))
    for problem in problems:
        place = f"{part.place}/network"
        part.report.add(place, f"{problem.place}: {problem.message}", problem.hint)
    return bool(problems)

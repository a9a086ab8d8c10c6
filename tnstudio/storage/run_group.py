"""Training runs in the file: `Run` to a group and back."""

from typing import Any

import h5py
import numpy as np

from tnstudio.model.hardware import Limit
from tnstudio.model.network import Network
from tnstudio.model.run import (
    BINS,
    MOST_LOSSES,
    EpochWeights,
    ParameterHistory,
    Run,
    no_parameters,
)
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.history_group import read_epochs, write_epochs
from tnstudio.storage.network_group import write_network
from tnstudio.storage.reading import Part
from tnstudio.storage.settings_group import read_settings, write_settings
from tnstudio.storage.trained_cores import (
    read_trained_design,
    read_trained_layers,
    write_trained_layers,
)
from tnstudio.texts import tr

_TEXTS = ("name", "note", "started", "source")
_STRETCH = Limit("stretch", "", 1, 2**31, "this program")
_LOSSES = Limit("losses", "", 0, MOST_LOSSES, "this program")
_LOSS_COLUMNS = (
    Column(
        "losses",
        np.float32,
        ("stretch of batches",),
        "mean log loss of as many batches as the attribute stretch tells",
        "nat",
    ),
)


def _counts(name: str, meaning: str) -> Column:
    # Counts go hand in hand with those of the epoch before: they pack well.
    return Column(name, np.uint32, ("epoch", "layer", "bin"), meaning, "parameter")


_PARAMETER_COLUMNS = (
    Column("epochs", np.int32, ("epoch",), "number of the epoch, from 1; rising"),
    Column(
        "strongest",
        np.int16,
        ("layer",),
        "S; bins of c s go from -S to S",
        "membrane potential",
        low=1,
        high=255,
    ),
    Column(
        "reaches",
        np.int16,
        ("epoch", "layer"),
        "bins of b go from -reach to reach",
        "membrane potential",
        low=1,
        high=256,
    ),
    _counts("probabilities", "how many c are in each bin; bins go from 0 to 1"),
    _counts("weights", "how many c s are in each bin"),
    _counts("biases", "how many b are in each bin"),
    Column(
        "gradient_norms",
        np.float32,
        ("epoch", "layer"),
        "norm of the gradient of the loss by c and b, of one batch",
        "nat",
        low=0,
        high=float("inf"),
        may_be_nan=True,
    ),
    Column(
        "saturated",
        np.uint32,
        ("epoch", "layer"),
        "synapses whose c is 0 or 1",
        "synapse",
    ),
)


def write_runs(parent: h5py.Group, runs: tuple[Run, ...]) -> None:
    """Write runs, if there are any."""
    if not runs:
        return
    group = writing.element(parent, "runs", "runs", "trainings, the oldest first")
    writing.integer(group, "count", len(runs))
    for index, run in enumerate(runs):
        _write_run(writing.element(group, str(index), "run"), run)


def read_runs(parent: Part) -> tuple[Run, ...]:
    """Read runs; without those in which something is wrong, and a report."""
    if not parent.has("runs"):
        return ()
    part = parent.element("runs", "runs")
    if part is None:
        return ()
    count = part.integer("count", schema.RUNS)
    # Entries are counted first: a file that has none asks for no work.
    if count > len(part):
        part.report.add(
            part.place,
            tr("There are {found} runs, not {count}", found=len(part), count=count),
        )
        return ()
    read = (_read_run(part, str(index)) for index in range(count))
    return tuple(run for run in read if run is not None)


def _write_run(group: h5py.Group, run: Run) -> None:
    for name in _TEXTS:
        writing.text(group, name, getattr(run, name))
    writing.integer(group, "batches", run.batches)
    writing.integer(group, "stretch", run.stretch)
    writing.integer(group, "losses", len(run.losses))
    writing.integers(group, "restarts", run.restarts)
    write_network(group, run.network)
    write_settings(group, run.settings)
    write_epochs(group, run.epochs)
    write_columns(group, _LOSS_COLUMNS, run)
    _write_parameters(group, run.parameters)
    weights = writing.element(group, "weights", "kept-weights", "of some epochs")
    writing.integer(weights, "count", len(run.weights))
    for index, kept in enumerate(run.weights):
        entry = writing.element(weights, str(index), "epoch-weights")
        writing.integer(entry, "epoch", kept.epoch)
        write_trained_layers(entry, run.network, kept.layers)


def _write_parameters(parent: h5py.Group, history: ParameterHistory) -> None:
    group = writing.element(
        parent, "parameters", "parameter-history", "histograms of each layer"
    )
    writing.integer(group, "count", len(history.epochs))
    write_columns(group, _PARAMETER_COLUMNS, history)


def _read_run(parent: Part, name: str) -> Run | None:
    part, before = parent.element(name, "run"), len(parent.report)
    if part is None:
        return None
    read: dict[str, Any] = {text: part.text(text) for text in _TEXTS}
    read["batches"] = part.integer("batches", schema.COUNT)
    read["stretch"] = part.integer("stretch", _STRETCH)
    read["restarts"] = part.integer_list("restarts")
    read["settings"] = read_settings(part)
    read["epochs"] = read_epochs(part)
    losses = part.integer("losses", _LOSSES)
    read |= read_columns(part, _LOSS_COLUMNS, {"stretch of batches": losses})
    network = read_trained_design(part)
    if network is None or len(part.report) > before:
        return None
    epochs = len(read["epochs"])
    read["parameters"] = _read_parameters(part, len(network.layers), epochs)
    read["weights"] = _read_weights(part, network, epochs)
    run = Run(network=network, **read)
    _require_epochs(part, run)
    return run


def _read_parameters(parent: Part, layers: int, epochs: int) -> ParameterHistory:
    part = parent.element("parameters", "parameter-history")
    if part is None:
        return no_parameters(layers)
    count = part.integer("count", Limit("epochs", "", 0, epochs, ""))
    counts = {"epoch": count, "layer": layers, "bin": BINS}
    return ParameterHistory(**read_columns(part, _PARAMETER_COLUMNS, counts))


def _read_weights(
    parent: Part, network: Network, epochs: int
) -> tuple[EpochWeights, ...]:
    part = parent.element("weights", "kept-weights")
    if part is None:
        return ()
    count = part.integer("count", Limit("epochs", "", 0, epochs, ""))
    kept = []
    for index in range(count):
        entry = part.element(str(index), "epoch-weights")
        if entry is None:
            return ()
        epoch = entry.integer("epoch", Limit("epoch", "", 1, epochs, ""))
        kept.append(EpochWeights(epoch, read_trained_layers(entry, network)))
    return tuple(kept)


def _require_epochs(part: Part, run: Run) -> None:
    """Report epochs that are not counted as they must be."""
    done = len(run.epochs)
    numbered = [record.epoch for record in run.epochs] == list(range(1, done + 1))
    if not numbered:
        part.report.add(f"{part.place}/epochs", tr("They are not numbered from 1 on"))
    if len(run.losses) * run.stretch < done * run.batches:
        part.report.add(
            f"{part.place}/losses",
            tr(
                "There are {losses}, each of {stretch} batches, for {done} "
                "epochs of {batches} batches",
                losses=len(run.losses),
                stretch=run.stretch,
                done=done,
                batches=run.batches,
            ),
        )
    for place, some in (
        ("/parameters/epochs", run.parameters.epochs.tolist()),
        ("/weights", [kept.epoch for kept in run.weights]),
        ("@restarts", list(run.restarts)),
    ):
        if some != sorted(set(some)) or not all(1 <= epoch <= done for epoch in some):
            message = tr("Epochs must rise, each from 1 to {done}", done=done)
            part.report.add(f"{part.place}{place}", message)

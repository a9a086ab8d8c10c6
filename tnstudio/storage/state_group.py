"""A stopped training in the file: `TrainingState` to a group and back."""

import h5py
import numpy as np

from tnstudio.model.hardware import Limit
from tnstudio.model.network import Network
from tnstudio.model.records import History, TrainingSettings
from tnstudio.model.training_state import CoreState, DataMark, TrainingState
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column
from tnstudio.storage.core_tables import read_cores, write_cores
from tnstudio.storage.reading import Part
from tnstudio.texts import tr

_CRC = Limit("CRC-32", "", 0, 2**32 - 1, "32 bits")
_LARGEST = float(np.finfo(np.float32).max)
_LARGEST_SECONDS = float(np.finfo(np.float64).max)


def _velocity(name: str, axes: tuple[str, ...], meaning: str, unit: str) -> Column:
    # Most digits are noise: packing takes long and gains little.
    return Column(
        name, np.float32, axes, meaning, unit, low=-_LARGEST, high=_LARGEST, packing=1
    )


_COLUMNS = (
    Column(
        "levels",
        np.float32,
        ("axon", "neuron"),
        "c before any threshold",
        "probability",
        low=0,
        high=1,
        packing=1,
    ),
    _velocity("velocities", ("axon", "neuron"), "last change of c", "probability"),
    Column(
        "biases",
        np.float32,
        ("neuron",),
        "b before any rounding",
        "membrane potential",
        low=-255,
        high=255,
    ),
    _velocity("bias_velocities", ("neuron",), "last change of b", "membrane potential"),
)


def write_state(parent: h5py.Group, state: TrainingState | None) -> None:
    """Write what a training goes on from, unless it has finished."""
    if state is None:
        return
    group = writing.element(
        parent, "state", "training-state", "what a stopped training goes on from"
    )
    for name in ("epoch", "batch", "batches", "correct"):
        writing.integer(group, name, getattr(state, name))
    writing.real(group, "seconds", state.seconds)
    writing.text(group, "data_name", state.data.name)
    for name in ("train", "test", "crc"):
        writing.integer(group, f"data_{name}", getattr(state.data, name))
    write_cores(group, _COLUMNS, state.layers)


def read_state(
    parent: Part, network: Network, settings: TrainingSettings, history: History
) -> TrainingState | None:
    """Read a state, if there is one, that belongs to these; or report why not."""
    if not parent.has("state"):
        return None
    part = parent.element("state", "training-state")
    if part is None:
        return None
    batches = part.integer("batches", schema.POSITIVE)
    state = TrainingState(
        epoch=part.integer("epoch", Limit("epoch", "", 1, settings.epochs, "")),
        batch=part.integer("batch", Limit("batch", "", 0, batches, "")),
        batches=batches,
        correct=part.integer("correct", schema.COUNT),
        seconds=part.real("seconds", 0.0, _LARGEST_SECONDS),
        data=_read_data(part),
        layers=tuple(
            tuple(CoreState(**table) for table in tables)
            for tables in read_cores(part, _COLUMNS, network)
        ),
    )
    _require_same_history(part, state, history)
    return state


def _read_data(part: Part) -> DataMark:
    return DataMark(
        name=part.text("data_name"),
        train=part.integer("data_train", schema.POSITIVE),
        test=part.integer("data_test", schema.COUNT),
        crc=part.integer("data_crc", _CRC),
    )


def _require_same_history(part: Part, state: TrainingState, history: History) -> None:
    """Report a state that stands elsewhere than the history ends."""
    epochs, losses = len(history.epochs), len(history.batch_losses)
    done = (state.epoch - 1) * state.batches + state.batch
    if (epochs, losses) != (state.epoch - 1, done):
        part.report.add(
            part.place,
            tr(
                "The state is that of epoch {epoch} after {done} batches in all, "
                "but the history has {epochs} epochs and {losses} batches",
                epoch=state.epoch,
                done=done,
                epochs=epochs,
                losses=losses,
            ),
        )

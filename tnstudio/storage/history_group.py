"""The course of a training in the file: `History` to a group and back."""

from dataclasses import fields
from types import SimpleNamespace

import h5py
import numpy as np

from tnstudio.model.records import EpochRecord, History
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.reading import Part


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


def write_history(parent: h5py.Group, history: History) -> None:
    """Write all losses and epochs."""
    group = writing.element(parent, "history", "training-history")
    writing.integer(group, "batches", len(history.batch_losses))
    write_columns(group, _HISTORY, history)
    write_epochs(group, history.epochs)


def write_epochs(parent: h5py.Group, records: tuple[EpochRecord, ...]) -> None:
    """Write what was measured after each epoch."""
    group = writing.element(parent, "epochs", "epochs-table", "one row per epoch")
    writing.integer(group, "count", len(records))
    table = {
        column.name: np.array([getattr(r, column.name) for r in records], column.dtype)
        for column in _EPOCHS
    }
    write_columns(group, _EPOCHS, SimpleNamespace(**table))


def read_history(parent: Part) -> History:
    """Read all losses and epochs; fewer, and a report, if anything is wrong."""
    part = parent.element("history", "training-history")
    if part is None:
        return History()
    counts = {"batch": part.integer("batches", schema.COUNT)}
    losses = read_columns(part, _HISTORY, counts)["batch_losses"]
    return History(read_epochs(part), losses)


def read_epochs(parent: Part) -> tuple[EpochRecord, ...]:
    """Read what was measured after each epoch; none, and a report, if it is wrong."""
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

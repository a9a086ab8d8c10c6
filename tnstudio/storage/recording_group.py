"""Recorded spikes in the file: `RecordedSpikes` to a group and back."""

import h5py
import numpy as np

from tnstudio.model.hardware import Limit
from tnstudio.model.recorded import TICK, RecordedSpikes, check_recorded
from tnstudio.model.records import SEED
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.reading import Part

_COLUMNS = (
    Column("tick", np.int64, ("spike",), "when, sorted", "tick"),
    Column("core", np.int32, ("spike",), "where; sorted within a tick"),
    Column("neuron", np.int32, ("spike",), "of the core; sorted within a core"),
)
_NUMBERS: dict[str, Limit] = {
    "first_tick": TICK,
    "ticks": schema.COUNT,
    "cores": schema.POSITIVE,
    "neurons": schema.POSITIVE,
    "seed": SEED,
}


def write_recordings(
    parent: h5py.Group, recordings: tuple[RecordedSpikes, ...]
) -> None:
    """Write recordings, if there are any."""
    if not recordings:
        return
    group = writing.element(parent, "recordings", "recordings", "spikes of runs")
    writing.integer(group, "count", len(recordings))
    for index, recorded in enumerate(recordings):
        _write_recording(group, str(index), recorded)


def read_recordings(parent: Part) -> tuple[RecordedSpikes, ...]:
    """Read recordings; without those in which something is wrong, and a report."""
    if not parent.has("recordings"):
        return ()
    part = parent.element("recordings", "recordings")
    if part is None:
        return ()
    count = part.integer("count", schema.RECORDINGS)
    read = (_read_recording(part, str(index)) for index in range(count))
    return tuple(recorded for recorded in read if recorded is not None)


def _write_recording(parent: h5py.Group, name: str, recorded: RecordedSpikes) -> None:
    group = writing.element(parent, name, "recording", "all spikes of some ticks")
    writing.text(group, "name", recorded.name)
    writing.text(group, "program_name", recorded.program_name)
    for number in _NUMBERS:
        writing.integer(group, number, getattr(recorded, number))
    writing.integer(group, "spikes", len(recorded.tick))
    write_columns(group, _COLUMNS, recorded)


def _read_recording(parent: Part, name: str) -> RecordedSpikes | None:
    part, before = parent.element(name, "recording"), len(parent.report)
    if part is None:
        return None
    own_name, program_name = part.text("name"), part.text("program_name")
    numbers = {
        number: part.integer(number, limit) for number, limit in _NUMBERS.items()
    }
    spikes = part.integer("spikes", schema.COUNT)
    if len(part.report) > before:
        return None
    columns = read_columns(part, _COLUMNS, {"spike": spikes})
    if len(part.report) > before:
        return None
    recorded = RecordedSpikes(
        name=own_name,
        first_tick=numbers["first_tick"],
        ticks=numbers["ticks"],
        cores=numbers["cores"],
        neurons=numbers["neurons"],
        tick=columns["tick"],
        core=columns["core"],
        neuron=columns["neuron"],
        program_name=program_name,
        seed=numbers["seed"],
    )
    for problem in check_recorded(recorded):
        part.report.add(f"{part.place}/{problem.place}", problem.message, problem.hint)
    return recorded

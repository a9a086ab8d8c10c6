"""Recordings that a project keeps: made of a run, renamed, removed, shown again."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from time import perf_counter

import numpy as np

from tnstudio.app.data_export import PROGRESS_SECONDS
from tnstudio.app.keeping import (
    MOST_KEPT,
    SpikeKeeper,
    is_kept,
    require_keepable,
)
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.run_data import piece_ticks, spike_events
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.spike_record import SpikeRecord
from tnstudio.simulation.tables import words_for
from tnstudio.texts import marked, tr

SPIKE_BYTES = 16
"""Of a spike in memory; in the file it is packed, to some 2 bytes mostly."""

MOST_BEFORE = 10_000_000
"""Ticks before the first one of a recording that can be shown."""

NAME = "Run"
"""What recordings are called unless asked otherwise, with a number; in English, as
projects have it."""


def new_name(project: Project) -> str:
    """Return a name that no recording has."""
    number = len(project.recordings) + 1
    while is_kept(project, f"{NAME} {number}"):
        number += 1
    return f"{NAME} {number}"


def keeping(
    session: SimulationSession, name: str, first: int, end: int, most: int = MOST_KEPT
) -> Generator[MeasurementProgress | None, None, RecordedSpikes]:
    """Gather the spikes of some ticks that were run; closable.

    The session stays where it is.

    Raises
    ------
    TNStudioError
        If there are no ticks, or more spikes than a project takes.
    """
    if end <= first:
        raise TNStudioError(
            tr("There are no ticks to keep"), name, tr("run some first")
        )
    keeper = SpikeKeeper(session.program, name, most, first, tr(FEWER))
    started = told = perf_counter()
    reached = first
    for end_of_piece, events in spike_events(session, first, end):
        if events is not None:
            keeper.add_events(events, end_of_piece - reached)
            reached = end_of_piece
        now = perf_counter()
        if now - told >= PROGRESS_SECONDS:
            told = now
            yield MeasurementProgress(reached - first, end - first, now - started)
        else:
            yield None
    return keeper.recorded()


FEWER = marked("keep fewer ticks, or export the spikes to a file")
"""The remedy for more spikes than a project takes."""


def renamed(project: Project, name: str, new: str) -> Project:
    """Return the project with a recording called otherwise.

    Raises
    ------
    TNStudioError
        If the new name is none, or another recording has it.
    """
    if new == name:
        return project
    require_keepable(project, new)
    if is_kept(project, new):
        raise TNStudioError(
            tr("Another recording has this name"), new, tr("choose another name")
        )
    return _with(
        project, [_called(r, new) if r.name == name else r for r in project.recordings]
    )


def without(project: Project, names: frozenset[str]) -> Project:
    """Return the project without recordings of these names."""
    return _with(project, [r for r in project.recordings if r.name not in names])


def recorded_of(project: Project, name: str) -> RecordedSpikes | None:
    """Return the recording of this name; None if there is none."""
    return next((r for r in project.recordings if r.name == name), None)


def showing(
    recorded: RecordedSpikes,
) -> Generator[MeasurementProgress | None, None, SpikeRecord]:
    """Make a record of a recording, as views draw it, from tick 0 on; closable.

    The ticks before its first one are silent.

    Raises
    ------
    TNStudioError
        If it begins too late, or is not as it should be.
    """
    if recorded.first_tick > MOST_BEFORE:
        raise TNStudioError(
            tr(
                "It begins at tick {tick:,}, too late to be drawn",
                tick=recorded.first_tick,
            ),
            recorded.name,
            tr("export it to a file"),
        )
    record = SpikeRecord(recorded.cores, recorded.neurons)
    end = recorded.first_tick + recorded.ticks
    started = told = perf_counter()
    for recording in _pieces(recorded, end):
        record.append(recording)
        now = perf_counter()
        if now - told >= PROGRESS_SECONDS:
            told = now
            yield MeasurementProgress(record.end, end, now - started)
        else:
            yield None
    return record


def _pieces(recorded: RecordedSpikes, end: int) -> Iterator[Recording]:
    """Yield the ticks from 0 on, packed."""
    words = words_for(recorded.neurons)
    step = piece_ticks(recorded.cores)
    for low in range(0, end, step):
        high = min(end, low + step)
        first, stop = np.searchsorted(recorded.tick, (low, high))
        part = slice(int(first), int(stop))
        packed = np.zeros((high - low, recorded.cores, words), np.uint64)
        neuron = recorded.neuron[part]
        place = recorded.tick[part] - low, recorded.core[part], neuron // 64
        bits = np.uint64(1) << (neuron % 64).astype(np.uint64)
        np.bitwise_or.at(packed, place, bits)
        packed.flags.writeable = False
        outputs = np.zeros((high - low, 0), np.uint8)
        yield Recording(low, recorded.neurons, packed, outputs)


def _called(recorded: RecordedSpikes, name: str) -> RecordedSpikes:
    return replace(recorded, name=name)


def _with(project: Project, recordings: list[RecordedSpikes]) -> Project:
    return replace(project, recordings=tuple(recordings))

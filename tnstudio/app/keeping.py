"""Keeping in the project what runs and measurements came to."""

from array import array
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.measured import MeasuredTable
from tnstudio.model.program import ChipProgram
from tnstudio.model.project import Project
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.simulation.recording import Events, Recording
from tnstudio.storage.schema import RECORDINGS
from tnstudio.texts import tr

MOST_KEPT = 2**24
"""Most spikes of one recording: with 16 bytes each, 256 MiB."""

MOST_NAME = 200
"""Longest name of a recording."""


def require_keepable(project: Project, name: str) -> None:
    """Refuse, before the run, a recording that the project cannot take.

    Raises
    ------
    TNStudioError
        If the name is empty, too long or cannot be shown, or the project is full
        of recordings.
    """
    if not name.strip() or len(name) > MOST_NAME or not name.isprintable():
        raise TNStudioError(
            tr("{name!r} is no name for a recording", name=name)[: MOST_NAME + 40],
            project.network.name,
            tr("choose 1 to {most} characters", most=MOST_NAME),
        )
    full = len(project.recordings) >= RECORDINGS.high
    if full and not is_kept(project, name):
        raise TNStudioError(
            tr("The project has {number} recordings", number=len(project.recordings)),
            project.network.name,
            tr("replace one of them"),
        )


def is_kept(project: Project, name: str) -> bool:
    """Tell whether a project has a recording of this name."""
    return any(recorded.name == name for recorded in project.recordings)


def with_recording(project: Project, recorded: RecordedSpikes) -> Project:
    """Return the project with a recording, in place of one of the same name."""
    if not is_kept(project, recorded.name):
        return replace(project, recordings=(*project.recordings, recorded))
    recordings = tuple(
        recorded if old.name == recorded.name else old for old in project.recordings
    )
    return replace(project, recordings=recordings)


def with_measured(project: Project, table: MeasuredTable) -> Project:
    """Return the project with a table of its trained network, in place of any other.

    Raises
    ------
    TNStudioError
        If the network is not trained.
    """
    if project.trained is None:
        raise TNStudioError(tr("The network is not trained"), project.network.name)
    return replace(project, trained=replace(project.trained, measured=table))


class SpikeKeeper:
    """Gathers the spikes of a run, as many as a project takes.

    Parameters
    ----------
    program : ChipProgram
    name : str
        Of the recording.
    most : int
        Spikes.
    first_tick : int
        The first tick of the run that is kept.
    remedy : str
        What to do if there are more spikes.
    """

    def __init__(
        self,
        program: ChipProgram,
        name: str,
        most: int = MOST_KEPT,
        first_tick: int = 0,
        remedy: str = "run fewer ticks, or write a table: --spikes FILE",
    ) -> None:
        self._program = program
        self._name = name
        self._most = most
        self._first_tick = first_tick
        self._remedy = remedy
        self._ticks = 0
        # They grow in place: a run of any length is no long list of small arrays.
        self._tick, self._core, self._neuron = array("q"), array("i"), array("i")

    def add(self, recording: Recording) -> None:
        """Take the next ticks of the run.

        Raises
        ------
        TNStudioError
            If these are more spikes than a project takes.
        """
        self._count(int(np.bitwise_count(recording.spikes).sum()), recording.ticks)
        self._take(recording.events())

    def add_events(self, events: Events, ticks: int) -> None:
        """Take the spikes of the next so many ticks.

        Raises
        ------
        TNStudioError
            If these are more spikes than a project takes.
        """
        self._count(len(events.tick), ticks)
        self._take(events)

    def _count(self, spikes: int, ticks: int) -> None:
        self._ticks += ticks
        if len(self._tick) + spikes > self._most:
            raise TNStudioError(
                tr(
                    "There are more than {most:,} spikes in {ticks:,} ticks, too many "
                    "to be kept in a project",
                    most=self._most,
                    ticks=self._ticks,
                ),
                tr("recording {name}", name=self._name),
                self._remedy,
            )

    def _take(self, events: Events) -> None:
        self._tick.frombytes(events.tick.tobytes())
        self._core.frombytes(events.core.tobytes())
        self._neuron.frombytes(events.neuron.tobytes())

    def recorded(self) -> RecordedSpikes:
        """Return all of it."""
        return RecordedSpikes(
            name=self._name,
            first_tick=self._first_tick,
            ticks=self._ticks,
            cores=self._program.cores,
            neurons=self._program.hardware.neurons,
            tick=_as_array(self._tick, np.int64),
            core=_as_array(self._core, np.int32),
            neuron=_as_array(self._neuron, np.int32),
            program_name=self._program.name,
            seed=self._program.seed,
        )


def _as_array(column: "array[int]", dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.frombuffer(column.tobytes(), dtype)

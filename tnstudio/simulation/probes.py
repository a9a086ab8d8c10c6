"""What to note down of a chip while it runs.

Spikes come with every run. V and active axons are only there between two
runs: with such a probe a chip is run tick by tick, which takes longer by what
it takes to look at the chip after every tick.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.recording import Events, Recording, joined
from tnstudio.texts import tr

CHUNK = 256
"""Ticks that are run at once, unless asked otherwise."""

_NOTHING = np.empty(0)


class RunningChip(Protocol):
    """What is run and looked at: a `Simulator`, or what goes back and forth in it."""

    program: ChipProgram

    @property
    def tick(self) -> int:
        """The next tick to be run."""

    @property
    def potentials(self) -> npt.NDArray[np.int32]:
        """V of every neuron after the last tick, shape (cores, neurons)."""

    @property
    def active_axons(self) -> npt.NDArray[np.bool_]:
        """The axons active in the last tick, shape (cores, axons)."""

    def run(self, lines: npt.NDArray[np.uint8 | np.bool_]) -> Recording:
        """Run one tick for each row of input spikes."""


@dataclass(frozen=True, slots=True)
class SpikeProbe:
    """The spikes of neurons; reads `Events`.

    Attributes
    ----------
    cores, neurons : tuple of int, or None
        Which cores, and which neurons in each of them; None: all.
    """

    cores: tuple[int, ...] | None = None
    neurons: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class PotentialProbe:
    """V after each tick; reads an int32 array, shape (ticks, places).

    Attributes
    ----------
    places : tuple of (int, int)
        Core and neuron.
    """

    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AxonProbe:
    """Which axons are active; reads a bool array, shape (ticks, cores, axons).

    Attributes
    ----------
    cores : tuple of int
        The cores, in the order in which they are read.
    """

    cores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SynapticEventProbe:
    """Synaptic events: pairs of an active axon and a closed synapse on it.

    Reads an int64 array, shape (ticks, cores). An event counts whatever the
    strength is, 0 too, and whatever a stochastic synapse draws.

    Attributes
    ----------
    cores : tuple of int, or None
        The cores, in the order in which they are read; None: all.
    """

    cores: tuple[int, ...] | None = None


Probe = SpikeProbe | PotentialProbe | AxonProbe | SynapticEventProbe
Reading = Events | npt.NDArray[Any]


@dataclass(frozen=True, eq=False, slots=True)
class Observation:
    """What was seen in some ticks.

    Attributes
    ----------
    recording : Recording
        All spikes of these ticks.
    readings : tuple
        What each probe says it reads.
    """

    recording: Recording
    readings: tuple[Reading, ...]


def observe(
    chip: RunningChip,
    lines: npt.NDArray[np.uint8 | np.bool_],
    probes: Iterable[Probe],
    chunk: int = CHUNK,
) -> Iterator[Observation]:
    """Run a chip and read probes.

    Parameters
    ----------
    chip : RunningChip
    lines : uint8 or bool array, shape (ticks, input lines)
        As for `Simulator.run`.
    probes : iterable of Probe
    chunk : int
        Ticks per observation, at least 1; the last may have fewer. The
        readings of a run do not depend on it.

    Returns
    -------
    iterator of Observation
        Runs the chip while it is read; after each, the chip is right behind
        the ticks observed.

    Raises
    ------
    TNStudioError
        At once, if a probe is on a place that the chip does not have; if the
        lines are not the chip's, when it is run.
    """
    meter = Meter(chip.program, tuple(probes))
    return (
        meter.observe(chip, lines[first : first + chunk])
        for first in range(0, len(lines), chunk)
    )


class Meter:
    """Probes on a program, ready to be read.

    Raises
    ------
    TNStudioError
        If a probe is on a place that the program does not have.
    """

    def __init__(self, program: ChipProgram, probes: tuple[Probe, ...]) -> None:
        for probe in probes:
            require_places(program, probe)
        self._probes = probes
        kinds = {type(probe) for probe in probes}
        self._needs_potentials = PotentialProbe in kinds
        self._needs_axons = not kinds.isdisjoint({AxonProbe, SynapticEventProbe})
        self._synapses = (
            synapses_per_axon(program) if SynapticEventProbe in kinds else _NOTHING
        )

    def observe(
        self, chip: RunningChip, lines: npt.NDArray[np.uint8 | np.bool_]
    ) -> Observation:
        """Run at least one tick."""
        if self._needs_potentials or self._needs_axons:
            recording, samples = self._run_by_ticks(chip, lines)
        else:
            recording = chip.run(lines)
            samples = [[] for _ in self._probes]
        readings = (
            _spikes_at(probe, recording)
            if isinstance(probe, SpikeProbe)
            else np.stack(sample)
            for probe, sample in zip(self._probes, samples, strict=True)
        )
        return Observation(recording, tuple(readings))

    def _run_by_ticks(
        self, chip: RunningChip, lines: npt.NDArray[np.uint8 | np.bool_]
    ) -> tuple[Recording, list[list[npt.NDArray[Any]]]]:
        """Run tick by tick; return also what each probe reads in each tick."""
        recordings = []
        samples: list[list[npt.NDArray[Any]]] = [[] for _ in self._probes]
        for tick in range(len(lines)):
            recordings.append(chip.run(lines[tick : tick + 1]))
            for sample, values in zip(samples, self._sample(chip), strict=True):
                sample.append(values)
        return joined(recordings), samples

    def _sample(self, chip: RunningChip) -> list[npt.NDArray[Any]]:
        """Read all probes after a tick; nothing for those that read spikes."""
        potentials = chip.potentials if self._needs_potentials else _NOTHING
        active = chip.active_axons if self._needs_axons else _NOTHING
        return [self._read(probe, potentials, active) for probe in self._probes]

    def _read(
        self, probe: Probe, potentials: npt.NDArray[Any], active: npt.NDArray[Any]
    ) -> npt.NDArray[Any]:
        if isinstance(probe, PotentialProbe):
            places = np.array(probe.places, np.int64).reshape(-1, 2)
            return potentials[places[:, 0], places[:, 1]]
        if isinstance(probe, AxonProbe):
            return active[list(probe.cores)]
        if isinstance(probe, SynapticEventProbe):
            events = self._synaptic_events(active)
            return events if probe.cores is None else events[list(probe.cores)]
        return _NOTHING

    def _synaptic_events(self, active: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Sum the synapses of the active axons, which are few, by core."""
        # One long row: it takes a fraction of the time of `np.nonzero`.
        places = np.flatnonzero(active)
        synapses = self._synapses.ravel()[places]
        core = places // active.shape[1]
        return np.bincount(core, synapses, len(active)).astype(np.int64)


def synapses_per_axon(program: ChipProgram) -> npt.NDArray[np.int32]:
    """Count the closed synapses of each axon, shape (cores, axons)."""
    counts: npt.NDArray[np.int32] = np.bitwise_count(program.synapses).sum(
        axis=2, dtype=np.int32
    )
    return counts


def require_places(program: ChipProgram, probe: Probe) -> None:
    """Refuse a probe on what a program does not have.

    Raises
    ------
    TNStudioError
        Naming the core or neuron.
    """
    cores: Iterable[int] = ()
    neurons: Iterable[int] = ()
    if isinstance(probe, PotentialProbe):
        cores = [core for core, _ in probe.places]
        neurons = [neuron for _, neuron in probe.places]
    else:
        cores = probe.cores or ()
        if isinstance(probe, SpikeProbe):
            neurons = probe.neurons or ()
    for core in cores:
        require_index(program, "core", core, program.cores)
    for neuron in neurons:
        require_index(program, "neuron", neuron, program.hardware.neurons)


def require_index(program: ChipProgram, what: str, index: int, count: int) -> None:
    """Refuse what a program does not have so many of.

    Raises
    ------
    TNStudioError
        If the index is not 0 to count - 1.
    """
    if not 0 <= index < count:
        thing = tr(what)
        hint = (
            tr("choose 0 to {last}", last=count - 1)
            if count
            else tr("the chip has no {thing}", thing=thing)
        )
        message = tr("There is no {thing} {number}", thing=thing, number=index)
        raise TNStudioError(message, program.name, hint)


def _spikes_at(probe: SpikeProbe, recording: Recording) -> Events:
    events = recording.events()
    if probe.cores is None and probe.neurons is None:
        return events
    chosen = np.ones(len(events.tick), np.bool_)
    if probe.cores is not None:
        chosen &= np.isin(events.core, probe.cores)
    if probe.neurons is not None:
        chosen &= np.isin(events.neuron, probe.neurons)
    return Events(events.tick[chosen], events.core[chosen], events.neuron[chosen])

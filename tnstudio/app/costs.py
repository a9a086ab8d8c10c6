"""What a run cost: how often what happened, and the energy that it would take."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import ChipProgram
from tnstudio.simulation.counts import Counter
from tnstudio.simulation.energy import (
    PROFILES,
    EnergyEstimate,
    EnergyProfile,
    estimate,
)
from tnstudio.simulation.recording import Recording
from tnstudio.texts import marked


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a run; what they count, `tnstudio.simulation.counts` says."""

    ticks: int = 0
    synaptic_events: int = 0
    axon_events: int = 0
    spikes: int = 0
    hops: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a profile says nothing about a run."""

    profile: EnergyProfile
    reason: str


@dataclass(frozen=True, slots=True)
class Costs:
    """What a run cost.

    Attributes
    ----------
    cores : int
        Of the chip, all of them in use.
    frames : int or None
        Frames that were shown; None if the run is not about frames.
    totals : Totals
    energy : tuple of EnergyEstimate or LeftOut
        One for each profile.
    """

    cores: int
    frames: int | None
    totals: Totals
    energy: tuple[EnergyEstimate | LeftOut, ...]


class CostMeter:
    """Counts along with a run.

    Parameters
    ----------
    program : ChipProgram
    frames : int, optional
        Frames that the run will have shown; none if it is not about frames.
    """

    def __init__(self, program: ChipProgram, frames: int | None = None) -> None:
        self._cores = program.cores
        self._frames = frames
        self._counter = Counter(program)
        self._totals = Totals()

    def add(
        self, recording: Recording, lines: npt.NDArray[np.uint8 | np.bool_]
    ) -> None:
        """Count the next ticks of the run, which begins with tick 0.

        Parameters
        ----------
        recording : Recording
        lines : uint8 or bool array, shape (ticks, input lines)
            The input spikes of these ticks.

        Raises
        ------
        TNStudioError
            If these are other ticks than the next ones.
        """
        counts, before = self._counter.count(recording, lines), self._totals
        self._totals = Totals(
            ticks=before.ticks + counts.ticks,
            synaptic_events=before.synaptic_events + int(counts.synaptic_events.sum()),
            axon_events=before.axon_events + int(counts.axon_events.sum()),
            spikes=before.spikes + int(counts.spikes.sum()),
            hops=before.hops + int(counts.hops.sum()),
        )

    def costs(self) -> Costs:
        """Return what the run has cost so far.

        Raises
        ------
        TNStudioError
            If there was no tick yet.
        """
        energy = tuple(self._energy(profile) for profile in PROFILES)
        return Costs(self._cores, self._frames, self._totals, energy)

    def _energy(self, profile: EnergyProfile) -> EnergyEstimate | LeftOut:
        if profile.needs_frames and self._frames is None:
            reason = marked("it knows the energy of a frame; this run shows no frames")
            return LeftOut(profile, reason)
        totals = self._totals
        return estimate(
            profile, self._cores, totals.ticks, totals.synaptic_events, self._frames
        )

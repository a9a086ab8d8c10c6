"""What a sweep is asked for, and what it finds; see `tnstudio.app.sweep`."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING, Any

from tnstudio.app.confidence import Interval, binomial_interval, seed_margin
from tnstudio.errors import TNStudioError
from tnstudio.model.measured import MeasuredCell, MeasuredTable
from tnstudio.simulation.energy import (
    PROFILES,
    TICK_SECONDS,
    EnergyEstimate,
    estimate,
)

if TYPE_CHECKING:
    # Compilers are not waited for by those who read a table that is kept.
    from tnstudio.datasets.encoders import Encoding


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """What a sweep measures: all combinations.

    Attributes
    ----------
    copies, ticks : tuple of int
        Copies of each network and ticks per image, rising, from 1.
    encodings : tuple of str
        How images become spikes.
    seeds : tuple of int
        Each of another sample of synapses and other input spikes.

    Raises
    ------
    TNStudioError
        If a part is empty, does not rise, begins below 1, or repeats itself.
    """

    copies: tuple[int, ...]
    ticks: tuple[int, ...]
    encodings: "tuple[Encoding, ...]"
    seeds: tuple[int, ...]

    def __post_init__(self) -> None:
        for name in ("copies", "ticks"):
            _require_rising(name, getattr(self, name))
        for name in ("encodings", "seeds"):
            _require_different(name, getattr(self, name))

    @property
    def shows(self) -> "tuple[tuple[Encoding, int], ...]":
        """Every encoding with every number of ticks."""
        return tuple((code, ticks) for code in self.encodings for ticks in self.ticks)


def _require_rising(name: str, values: tuple[int, ...]) -> None:
    rising = all(one < other for one, other in pairwise(values))
    if not values or not rising or values[0] < 1:
        raise TNStudioError(
            f"The numbers of {name} are {values}", hint="list them from 1 on, rising"
        )


def _require_different(name: str, values: tuple[object, ...]) -> None:
    if not values or len(set(values)) < len(values):
        raise TNStudioError(f"The {name} are {values}", hint="list each of them once")


@dataclass(frozen=True, slots=True)
class SweepCell:
    """What one combination came to.

    Attributes
    ----------
    encoding : str
    copies, ticks : int
        Copies of each network, ticks per image.
    images : int
        Images classified with each seed.
    cores : int
        In use on the chip.
    correct : tuple of int
        Images whose class was found, for each seed.
    synaptic_events : tuple of int
        Of all images, for each seed; counted, not estimated.
    """

    encoding: "Encoding"
    copies: int
    ticks: int
    images: int
    cores: int
    correct: tuple[int, ...]
    synaptic_events: tuple[int, ...]

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Share of the images whose class was found, for each seed."""
        return tuple(correct / self.images for correct in self.correct)

    @property
    def accuracy(self) -> float:
        """Mean over the seeds."""
        return fmean(self.accuracies)

    @property
    def seed_margin(self) -> float:
        """Half the 95 % interval of the mean over seeds (Student); NaN for one."""
        return seed_margin(self.accuracies)

    @property
    def test_interval(self) -> Interval:
        """The 95 % interval by the choice of test images (binomial, Wilson)."""
        return binomial_interval(self.accuracy, self.images)

    @property
    def events_per_frame(self) -> float:
        """Synaptic events for each image, mean over the seeds."""
        return fmean(self.synaptic_events) / self.images

    @property
    def energies(self) -> tuple[EnergyEstimate, ...]:
        """The estimate of every profile; see its ``per_frame`` and ``remark``."""
        frames = self.images * len(self.correct)
        events = sum(self.synaptic_events)
        return tuple(
            estimate(profile, self.cores, frames * self.ticks, events, frames)
            for profile in PROFILES
        )

    @property
    def frames_per_second(self) -> float:
        """Images that a chip classifies in real time: layers work at once."""
        return 1 / (TICK_SECONDS * self.ticks)


@dataclass(frozen=True, slots=True)
class SweepRun:
    """One evaluation of the most copies, from which all numbers are read off.

    Attributes
    ----------
    seconds : float
        Wall time of this program.
    """

    encoding: "Encoding"
    ticks: int
    seed: int
    copies: int
    images: int
    seconds: float

    @property
    def images_per_second(self) -> float:
        """How fast this program classified."""
        return self.images / self.seconds


@dataclass(frozen=True, slots=True)
class SweepResult:
    """Everything that a sweep measured.

    Attributes
    ----------
    networks : tuple of str
        The networks' names; several are an ensemble.
    plan : SweepPlan
    data : str
        Name of the images.
    images : int
        Number of images.
    cells : tuple of SweepCell
        By encoding, ticks, copies.
    runs : tuple of SweepRun
        By seed, encoding, ticks.
    """

    networks: tuple[str, ...]
    plan: SweepPlan
    data: str
    images: int
    cells: tuple[SweepCell, ...]
    runs: tuple[SweepRun, ...]

    def __repr__(self) -> str:
        names = ", ".join(self.networks)
        head = f"{names}: {self.images} images of {self.data}, seeds {self.plan.seeds}"
        rows = (
            f"{cell.encoding:<10} {cell.copies:>6} {cell.ticks:>6} {cell.cores:>6} "
            f"{cell.accuracy:>9.2%}"
            for cell in self.cells
        )
        columns = f"{'encoding':<10} {'copies':>6} {'ticks':>6} {'cores':>6} "
        return "\n".join((head, f"{columns}{'accuracy':>9}", *rows))


def table_of(result: SweepResult) -> MeasuredTable:
    """Return what a project keeps of a sweep over a network of its own.

    Raises
    ------
    TNStudioError
        If several networks were measured together.
    """
    require_one(result.networks)
    cells = tuple(
        MeasuredCell(
            cell.encoding,
            cell.copies,
            cell.ticks,
            cell.cores,
            cell.correct,
            cell.synaptic_events,
        )
        for cell in result.cells
    )
    return MeasuredTable(result.data, result.images, result.plan.seeds, cells)


def require_one(networks: Sequence[object]) -> None:
    """Refuse to keep what was measured of an ensemble.

    Raises
    ------
    TNStudioError
        If there are several networks.
    """
    if len(networks) > 1:
        raise TNStudioError(
            f"What {len(networks)} networks reach together belongs to none of them",
            hint="keep the table of a single network, or print it with --markdown",
        )


def cells_of(table: MeasuredTable) -> tuple[SweepCell, ...]:
    """Return the cells of a table that was kept, with all that follows from them."""
    return tuple(
        SweepCell(
            cell.encoding,
            cell.copies,
            cell.ticks,
            table.images,
            cell.cores,
            cell.correct,
            cell.synaptic_events,
        )
        for cell in table.cells
    )


def facts_of_table(table: MeasuredTable) -> dict[str, Any]:
    """Return a kept table as plain JSON values, like those of `facts`."""
    return _measured(table.data, table.images, table.seeds, cells_of(table))


def _measured(
    data: str, images: int, seeds: tuple[int, ...], cells: tuple[SweepCell, ...]
) -> dict[str, Any]:
    return {
        "data": data,
        "images": images,
        "seeds": list(seeds),
        "profiles": [
            {
                "name": profile.name,
                "operating_point": profile.operating_point,
                "source": profile.source,
            }
            for profile in PROFILES
        ],
        "cells": [_cell_facts(cell) for cell in cells],
    }


def facts(result: SweepResult) -> dict[str, Any]:
    """Return a result as plain JSON values; accuracies 0..1, energies in joules."""
    return {
        "networks": list(result.networks),
        **_measured(result.data, result.images, result.plan.seeds, result.cells),
        "runs": [
            {
                "encoding": run.encoding,
                "ticks": run.ticks,
                "seed": run.seed,
                "copies": run.copies,
                "seconds": run.seconds,
                "images_per_second": run.images_per_second,
            }
            for run in result.runs
        ],
    }


def _cell_facts(cell: SweepCell) -> dict[str, Any]:
    return {
        "encoding": cell.encoding,
        "copies": cell.copies,
        "ticks": cell.ticks,
        "cores": cell.cores,
        "accuracy": cell.accuracy,
        "accuracies": list(cell.accuracies),
        "seed_margin": cell.seed_margin,
        "test_interval": list(cell.test_interval),
        "synaptic_events_per_frame": cell.events_per_frame,
        "frames_per_second": cell.frames_per_second,
        "energy_per_frame": [_energy_facts(energy) for energy in cell.energies],
    }


def _energy_facts(energy: EnergyEstimate) -> dict[str, Any]:
    per_frame = energy.per_frame
    return {
        "profile": energy.profile.name,
        "joules": None if per_frame is None else list(per_frame),
        "remark": energy.remark,
    }

"""How V of some neurons has come about over the last ticks."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import POTENTIAL
from tnstudio.model.program import ChipProgram
from tnstudio.simulation import noise
from tnstudio.simulation.explain import axons_of, contribution_of, require_neuron
from tnstudio.simulation.explanation import Explanation
from tnstudio.simulation.timeline import Timeline

PIECE_TICKS = 8
"""Ticks between two moments to stop: a full chip takes 0.1 s for them."""

Place = tuple[int, int]
"""Core and neuron."""

Potentials = npt.NDArray[np.int32]
Ticks = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Trail:
    """V and threshold of one neuron, tick by tick.

    Attributes
    ----------
    core, neuron : int
    first : int
        The first of the ticks.
    compared : int32 array, shape (ticks,)
        V after synapses and leak, as it is compared with the threshold.
    potentials : int32 array, shape (ticks,)
        V after each tick.
    thresholds : int32 array, shape (ticks,)
        α + η.
    """

    core: int
    neuron: int
    first: int
    compared: Potentials
    potentials: Potentials
    thresholds: Potentials

    @property
    def end(self) -> int:
        """The tick after the last one."""
        return self.first + len(self.potentials)

    @property
    def spikes(self) -> npt.NDArray[np.bool_]:
        """In which of the ticks the neuron fired, shape (ticks,)."""
        fired: npt.NDArray[np.bool_] = self.compared >= self.thresholds
        return fired

    def between(self, first: int, end: int) -> Self:
        """Return what is known of the ticks `first` to before `end`."""
        low = min(max(first, self.first), self.end)
        part = slice(low - self.first, max(low, end) - self.first)
        return replace(
            self,
            first=low,
            compared=self.compared[part],
            potentials=self.potentials[part],
            thresholds=self.thresholds[part],
        )

    def followed_by(self, told: Explanation) -> Self:
        """Return this with one tick more: the one that follows, of this neuron."""
        return replace(
            self,
            compared=np.append(self.compared, np.int32(told.after_leak)),
            potentials=np.append(self.potentials, np.int32(told.after)),
            thresholds=np.append(self.thresholds, np.int32(told.thresholds.threshold)),
        )


def grown(
    program: ChipProgram,
    trail: Trail,
    before: npt.NDArray[np.int32],
    after: npt.NDArray[np.int32],
    active: npt.NDArray[np.bool_],
) -> Trail:
    """Return a trail with one tick more, the one that follows.

    Parameters
    ----------
    before, after : int32 arrays, shape (cores, neurons)
        V before and after that tick.
    active : bool array, shape (cores, axons)
        The axons active in it.
    """
    place = trail.core, trail.neuron
    v = np.array([before[place], after[place]], np.int32)
    axons = active[[trail.core, trail.core]]
    tick = _trail(program, place, trail.end, v, axons)
    return replace(
        trail,
        compared=np.append(trail.compared, tick.compared),
        potentials=np.append(trail.potentials, tick.potentials),
        thresholds=np.append(trail.thresholds, tick.thresholds),
    )


def recalling(
    timeline: Timeline, core: int, neuron: int, ticks: int
) -> Generator[None, None, Trail]:
    """Run the last ticks again and note what one neuron did; closable.

    As `recalling_all`, with one `Trail` as its result.
    """
    (trail,) = yield from recalling_all(timeline, ((core, neuron),), ticks)
    return trail


def recalling_all(
    timeline: Timeline, places: Sequence[Place], ticks: int
) -> Generator[None, None, tuple[Trail, ...]]:
    """Run the last ticks again and note what some neurons did; closable.

    The timeline is at its tick again when the generator has ended or is closed.

    Parameters
    ----------
    places : sequence of (int, int)
        Core and neuron of each.
    ticks : int
        How many; at the beginning there are fewer.

    Returns
    -------
    generator
        With a `Trail` of each neuron as its result.

    Raises
    ------
    TNStudioError
        If there is no such neuron.
    """
    for place in places:
        require_neuron(timeline.program, *place)
    first = max(timeline.first, timeline.tick - ticks)
    cores = sorted({core for core, _ in places})
    potentials: list[list[int]] = []
    active: list[list[npt.NDArray[np.bool_]]] = []
    with closing(timeline.recalling(first)) as past:
        for tick in past:
            if tick >= first:
                v = {core: timeline.potentials_of(core) for core in cores}
                potentials.append([v[core][neuron] for core, neuron in places])
                active.append([timeline.active_axons_of(core) for core in cores])
            if tick % PIECE_TICKS == 0:
                yield
    return tuple(
        _trail(
            timeline.program,
            place,
            first,
            np.array([row[k] for row in potentials], np.int32),
            np.array([row[cores.index(place[0])] for row in active], np.bool_),
        )
        for k, place in enumerate(places)
    )


def _trail(
    program: ChipProgram,
    place: Place,
    first: int,
    v: Potentials,
    active: npt.NDArray[np.bool_],
) -> Trail:
    """Return what a neuron did, of V and axons before and after each tick."""
    # At first the chip is before tick `first`: its V counts, its axons do not.
    axons = active[1:]
    return Trail(
        *place,
        first,
        _compared(program, place, first, v[:-1], axons),
        v[1:],
        _thresholds(program, place, first, len(axons)),
    )


def _compared(
    program: ChipProgram,
    place: Place,
    first: int,
    before: Potentials,
    active: npt.NDArray[np.bool_],
) -> Potentials:
    """Return V after synapses and leak (C13), shape (ticks,)."""
    v = _saturated(before + _synaptic_sums(program, place, first, active))
    direction = np.sign(v) if program.neurons.leak_reversal[place] else np.int64(1)
    v = _saturated(v + direction * _leaks(program, place, first, len(v)))
    return v.astype(np.int32)


def _synaptic_sums(
    program: ChipProgram,
    place: Place,
    first: int,
    active: npt.NDArray[np.bool_],
) -> Ticks:
    core, neuron = place
    n, types = program.neurons, program.axon_types[core]
    on = axons_of(program, core, neuron)
    drawn = n.stochastic_synapses[core, types, neuron] & on
    sure = np.where(on & ~drawn, n.strengths[core, types, neuron], 0)
    sums: Ticks = active.astype(np.int64) @ sure.astype(np.int64)
    for row, axon in np.argwhere(active & drawn).tolist():
        sums[row] += contribution_of(program, first + row, core, neuron, axon).value
    return sums


def _leaks(program: ChipProgram, place: Place, first: int, ticks: int) -> Ticks:
    leak = np.int64(program.neurons.leak[place])
    if not program.neurons.stochastic_leak[place]:
        return np.full(ticks, leak)
    core, neuron = place
    rho = [
        noise.leak_rho(program.seed, core, tick, neuron + 1)[neuron]
        for tick in range(first, first + ticks)
    ]
    leaks: Ticks = np.sign(leak) * (np.abs(leak) >= np.array(rho, np.int64))
    return leaks


def _thresholds(
    program: ChipProgram, place: Place, first: int, ticks: int
) -> Potentials:
    core, neuron = place
    alpha, mask = (
        program.neurons.threshold[place],
        program.neurons.threshold_mask[place],
    )
    reached = np.full(ticks, alpha, np.int32)
    if mask:
        rho = [
            noise.threshold_rho(program.seed, core, tick, neuron + 1)[neuron]
            for tick in range(first, first + ticks)
        ]
        reached += np.array(rho, np.int32) & mask
    return reached


def _saturated(v: Ticks) -> Ticks:
    return np.clip(v, POTENTIAL.low, POTENTIAL.high)

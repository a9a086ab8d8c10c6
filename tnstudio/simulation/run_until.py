"""Running until something happens, and stopping right behind that tick.

Conditions are judged on the ticks of a chunk at once. When one is met, the
chip goes back to before the chunk and runs it again up to the tick; so a run
costs little more than without conditions, except that V is only known tick by
tick (see `tnstudio.simulation.probes`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.breakpoints import (
    Breakpoint,
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    Memory,
    NeuronSpikes,
    PotentialCrosses,
    SpikeBreakpoint,
    WrongClass,
    place_of,
    require_condition,
)
from tnstudio.simulation.probes import CHUNK, Meter, PotentialProbe, RunningChip
from tnstudio.simulation.readout import class_counts, class_scores, predict
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.simulator import Simulator

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hit:
    """A condition that was met.

    Attributes
    ----------
    index : int
        Which of the conditions, by its place in the list.
    tick : int
        The last tick that was run.
    where : str
        The place on the chip, in words.
    """

    index: int
    tick: int
    where: str


@dataclass(frozen=True, eq=False, slots=True)
class Stretch:
    """Some ticks that were run.

    Attributes
    ----------
    recording : Recording
        Their spikes.
    memory : tuple of Memory
        Of each condition after them; what a later run goes on with.
    hits : tuple of Hit
        The conditions met in the last of these ticks; if there are any, the
        run has ended here.
    """

    recording: Recording
    memory: tuple[Memory, ...]
    hits: tuple[Hit, ...]


class Travelling(RunningChip, Protocol):
    """A chip that records its input and can go back."""

    def go_to(self, tick: int) -> None:
        """Go to where `tick` is the next to be run."""


def run_until(
    chip: Simulator | Travelling,
    lines: npt.NDArray[np.uint8 | np.bool_],
    breakpoints: Sequence[Breakpoint],
    memory: Sequence[Memory] | None = None,
    chunk: int = CHUNK,
) -> Iterator[Stretch]:
    """Run a chip until a condition is met or the input is used up.

    Parameters
    ----------
    chip : Simulator or Travelling
        Afterwards, or when the iterator is closed between two stretches, it
        is right behind the last tick of the last stretch.
    lines : uint8 or bool array, shape (ticks, input lines)
        As for `Simulator.run`.
    breakpoints : sequence of Breakpoint
    memory : sequence of Memory, optional
        Of the run before; unless given, the conditions know of nothing before
        this run.
    chunk : int
        Ticks that are run at once, at least 1. No result depends on it.

    Returns
    -------
    iterator of Stretch
        Runs the chip while it is read. Only the last may have hits.

    Raises
    ------
    TNStudioError
        At once, if a condition is about what the chip does not have, or the
        memory is not that of these conditions; if the lines are not the
        chip's, when it is run.
    """
    for condition in breakpoints:
        require_condition(chip.program, condition)
    known = tuple(Memory() for _ in breakpoints) if memory is None else tuple(memory)
    if len(known) != len(breakpoints):
        raise TNStudioError(
            f"There are {len(known)} memories for {len(breakpoints)} breakpoints",
            chip.program.name,
            "begin without any",
        )
    if chunk < 1:
        raise TNStudioError(f"The chunk is {chunk} ticks", hint="choose 1 or more")
    return _run_until(
        chip, lines, _Watch(chip.program, tuple(breakpoints)), known, chunk
    )


def remembered(
    program: ChipProgram,
    breakpoints: Sequence[SpikeBreakpoint],
    recording: Recording,
    memory: Sequence[Memory],
) -> tuple[Memory, ...]:
    """Tell what conditions know after ticks that were run without them.

    Parameters
    ----------
    recording : Recording
        Of at least one tick.
    memory : sequence of Memory
        Of each condition before these ticks.
    """
    nothing = np.empty((recording.ticks + 1, 0), np.int32)
    watch = _Watch(program, tuple(breakpoints))
    return watch.judge(_Seen(recording, nothing), tuple(memory))[1]


def _run_until(
    chip: Simulator | Travelling,
    lines: npt.NDArray[np.uint8 | np.bool_],
    watch: "_Watch",
    memory: tuple[Memory, ...],
    chunk: int,
) -> Iterator[Stretch]:
    for first in range(0, len(lines), chunk):
        piece = lines[first : first + chunk]
        go_back = _way_back(chip)
        seen = watch.run(chip, piece)
        met, after = watch.judge(seen, memory)
        ticks = np.flatnonzero(met.any(axis=0))
        if not len(ticks):
            memory = after
            yield Stretch(seen.recording, memory, ())
            continue
        count = int(ticks[0]) + 1
        if count < len(piece):
            go_back()
            chip.run(piece[:count])
            seen = seen.up_to(count)
            met, after = watch.judge(seen, memory)
        yield Stretch(seen.recording, after, watch.hits(met[:, -1], chip.tick - 1))
        return


def _way_back(chip: Simulator | Travelling) -> Callable[[], None]:
    """Return a function that brings the chip back to where it is now."""
    if isinstance(chip, Simulator):
        snapshot = chip.snapshot()
        return lambda: chip.restore(snapshot)
    tick = chip.tick
    return lambda: chip.go_to(tick)


class _Seen(NamedTuple):
    """What conditions are judged on.

    potentials: V at the watched places before the first tick and after each
    tick, shape (ticks + 1, places).
    """

    recording: Recording
    potentials: npt.NDArray[np.int32]

    def up_to(self, ticks: int) -> "_Seen":
        return _Seen(self.recording.up_to(ticks), self.potentials[: ticks + 1])


class _Watch:
    """Conditions on a program."""

    def __init__(self, program: ChipProgram, breakpoints: tuple[Breakpoint, ...]):
        self._program = program
        self._breakpoints = breakpoints
        self._places = tuple(
            (b.core, b.neuron) for b in breakpoints if isinstance(b, PotentialCrosses)
        )
        probes = (PotentialProbe(self._places),) if self._places else ()
        self._meter = Meter(program, probes)
        self._used = {
            b.core: _neurons_in_use(program, b.core)
            for b in breakpoints
            if isinstance(b, CoreSaturated)
        }

    def run(self, chip: RunningChip, lines: npt.NDArray[np.uint8 | np.bool_]) -> _Seen:
        """Run at least one tick."""
        if not self._places:
            return _Seen(chip.run(lines), np.empty((len(lines) + 1, 0), np.int32))
        cores, neurons = np.array(self._places).T
        before = chip.potentials[cores, neurons]
        observation = self._meter.observe(chip, lines)
        after: Any = observation.readings[0]
        return _Seen(observation.recording, np.concatenate((before[None], after)))

    def judge(
        self, seen: _Seen, memory: tuple[Memory, ...]
    ) -> tuple[Flags, tuple[Memory, ...]]:
        """Tell in which ticks each condition is met, (conditions, ticks)."""
        met = np.zeros((len(self._breakpoints), seen.recording.ticks), np.bool_)
        after = []
        potentials = iter(seen.potentials.T)
        for k, condition in enumerate(self._breakpoints):
            if isinstance(condition, PotentialCrosses):
                met[k] = _crosses(condition, next(potentials))
                new = memory[k]
            else:
                met[k], new = self._judge_spikes(condition, seen.recording, memory[k])
            after.append(replace(new, hits=new.hits + int(met[k].sum())))
        return met, tuple(after)

    def _judge_spikes(
        self, condition: SpikeBreakpoint, recording: Recording, memory: Memory
    ) -> tuple[Flags, Memory]:
        match condition:
            case NeuronSpikes(core, neuron):
                return recording.of_core(core)[:, neuron], memory
            case LineSpikes(line):
                return recording.outputs[:, line] != 0, memory
            case CoreSilent(core, ticks):
                silent = ~np.logical_or.reduce(recording.of_core(core), axis=1)
                return _streak(silent, ticks, memory)
            case CoreSaturated(core, ticks):
                spikes = recording.of_core(core)[:, self._used[core]]
                if not spikes.shape[1]:
                    return np.zeros(len(spikes), np.bool_), memory
                return _streak(np.logical_and.reduce(spikes, axis=1), ticks, memory)
            case WrongClass():
                return _becomes_wrong(self._program, condition, recording, memory)

    def hits(self, met: Flags, tick: int) -> tuple[Hit, ...]:
        """Name the conditions met in a tick."""
        return tuple(
            Hit(int(k), tick, place_of(self._program, self._breakpoints[k]))
            for k in np.flatnonzero(met)
        )


def _neurons_in_use(program: ChipProgram, core: int) -> Flags:
    routes = program.routes
    sends = (routes.core[core] != NONE) | (routes.line[core] != NONE)
    used: Flags = np.any(program.crossbar(core), axis=0) | sends
    return used


def _crosses(condition: PotentialCrosses, v: npt.NDArray[np.int32]) -> Flags:
    """Compare V before and after each tick; v has one value more than ticks."""
    before, after = v[:-1], v[1:]
    if condition.direction == "up":
        return (before < condition.value) & (after >= condition.value)
    return (before > condition.value) & (after <= condition.value)


def _streak(holds: Flags, ticks: int, memory: Memory) -> tuple[Flags, Memory]:
    """Find the ticks in which something holds for the n-th time in a row."""
    tick = np.arange(1, len(holds) + 1)
    last_break = np.maximum.accumulate(np.where(holds, 0, tick))
    length = tick - last_break + np.where(last_break == 0, memory.streak, 0)
    return length == ticks, replace(memory, streak=int(length[-1]))


def _becomes_wrong(
    program: ChipProgram, condition: WrongClass, recording: Recording, memory: Memory
) -> tuple[Flags, Memory]:
    tick = recording.first_tick + np.arange(recording.ticks)
    counts = class_counts(program, recording.outputs)
    counts[tick < condition.first_tick] = 0
    before = np.array(memory.votes or [0] * len(program.class_names), np.int64)
    votes = before + np.cumsum(counts, axis=0, dtype=np.int64)
    decision = predict(class_scores(program, votes, 1))
    judged = tick >= condition.first_tick + condition.after_ticks - 1
    wrong: Flags = judged & (decision != condition.label)
    was_wrong = np.concatenate(([memory.wrong], wrong[:-1]))
    after = replace(memory, votes=tuple(votes[-1].tolist()), wrong=bool(wrong[-1]))
    return wrong & ~was_wrong, after

"""A chip with a past: any tick that was run can be gone to, exactly.

What the chip did is not kept, but what makes it do so again: the input spikes
of every tick (`tnstudio.simulation.input_log`) and, now and then, the state of
the chip (`tnstudio.simulation.checkpoints`). Going to a tick restores the
checkpoint before it and runs the recorded input from there.
"""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.checkpoints import Checkpoints
from tnstudio.simulation.input_log import InputLog
from tnstudio.simulation.recording import Recording, joined
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.snapshot import Snapshot
from tnstudio.simulation.soundness import require_lines
from tnstudio.simulation.tables import WORD, words_for
from tnstudio.texts import tr

BUDGET_BYTES = 3 * 2**27
"""Memory for checkpoints unless asked otherwise: a full chip then has one every
256 ticks, half a second, of its last 10,000 ticks."""

PIECE_BYTES = 2**23
"""Most bytes of spikes, in and out, that one piece of a run may take: then a
full chip runs 64 ticks at a time, and can be stopped within 0.2 s."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How far a replay has got.

    Attributes
    ----------
    done, total : int
        Ticks run again so far and in all.
    """

    done: int
    total: int

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return self.done / self.total


class Inputs(Protocol):
    """Input spikes by tick, as `InputLog` keeps them."""

    lines: int

    @property
    def end(self) -> int:
        """The tick after the last one."""

    @property
    def nbytes(self) -> int:
        """Memory that the spikes take."""

    def append(self, rows: npt.NDArray[np.uint8 | np.bool_]) -> None:
        """Add ticks at the end."""

    def rows(self, first: int, stop: int) -> npt.NDArray[np.uint8]:
        """Return the ticks from `first` to before `stop`, shape (ticks, lines)."""

    def cut(self, tick: int) -> None:
        """Forget `tick` and all after it."""

    def copy(self) -> "Inputs":
        """Return the same ticks, to go on by itself."""


@dataclass(frozen=True, eq=False, slots=True)
class Origin:
    """Where a fork starts: the chip at that tick and the input that it had.

    Attributes
    ----------
    snapshot : Snapshot
    inputs : Inputs
        The fork's own.
    """

    snapshot: Snapshot
    inputs: Inputs


class Timeline:
    """Runs a chip program and goes back and forth in what was run.

    The timeline is always at one tick, the next to be run, between `first`
    and `end`. It is moved by running new input, which cuts off what came
    after, and by going to or running again what is recorded.

    The methods that return a generator do their work while it is read, a piece
    of at most `PIECE_BYTES` at a time. A generator may be closed between two
    pieces; the timeline is then at the tick that it has got to. While one is
    open, nothing else may move the timeline.

    Parameters
    ----------
    program : ChipProgram
    budget_bytes : int
        Memory for checkpoints: the more, the quicker a far tick is reached,
        see `tnstudio.simulation.checkpoints`. Input spikes are kept beside it.
    parallel : bool, optional
        As for `Simulator`.
    origin : Origin, optional
        Where to start if not before tick 0; `fork` gives it.
    inputs : Inputs, optional
        What keeps the input spikes from tick 0 on, if not an `InputLog`.

    Raises
    ------
    TNStudioError
        If the program's arrays do not fit together.
    """

    def __init__(
        self,
        program: ChipProgram,
        budget_bytes: int = BUDGET_BYTES,
        parallel: bool | None = None,
        origin: Origin | None = None,
        inputs: Inputs | None = None,
    ) -> None:
        self.program = program
        self._budget_bytes = budget_bytes
        self._parallel = parallel
        self._simulator = Simulator(program, parallel)
        self._inputs: Inputs = inputs or InputLog(len(program.inputs.element))
        if origin is not None:
            self._simulator.restore(origin.snapshot)
            self._inputs = origin.inputs
        self._checkpoints = Checkpoints(self._simulator.snapshot(), budget_bytes)
        self._before = self._simulator.potentials
        self._newest: Recording | None = None
        self._piece_ticks = max(1, PIECE_BYTES // _bytes_per_tick(program))

    @property
    def first(self) -> int:
        """The earliest tick that can be gone to: 0, or where a fork starts."""
        return self._checkpoints.first

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._simulator.tick

    @property
    def end(self) -> int:
        """The tick after the last one recorded."""
        return self._inputs.end

    @property
    def nbytes(self) -> int:
        """Memory that checkpoints and input spikes take."""
        return self._checkpoints.nbytes + self._inputs.nbytes

    @property
    def potentials(self) -> npt.NDArray[np.int32]:
        """V of every neuron after the last tick, shape (cores, neurons)."""
        return self._simulator.potentials

    @property
    def potentials_before(self) -> npt.NDArray[np.int32]:
        """V before the last tick, shape (cores, neurons); at `first`, V itself."""
        return self._before.copy()

    @property
    def newest(self) -> Recording | None:
        """The last tick alone, whose spikes are read-only; None at `first`."""
        return self._newest

    @property
    def active_axons(self) -> npt.NDArray[np.bool_]:
        """The axons active in the last tick, shape (cores, axons)."""
        return self._simulator.active_axons

    @property
    def pending(self) -> npt.NDArray[np.bool_]:
        """The axons that spikes on their way will activate: `Simulator.pending`."""
        return self._simulator.pending

    def potentials_of(self, core: int) -> npt.NDArray[np.int32]:
        """Return V of one core's neurons after the last tick, shape (neurons,)."""
        return self._simulator.potentials_of(core)

    def active_axons_of(self, core: int) -> npt.NDArray[np.bool_]:
        """Return the axons of one core active in the last tick, shape (axons,)."""
        return self._simulator.active_axons_of(core)

    def inputs(self, first: int, stop: int) -> npt.NDArray[np.uint8]:
        """Return the recorded input of ticks `first` to before `stop`, 0 or 1.

        A fork has also the input of the ticks before its start.

        Returns
        -------
        uint8 array, shape (ticks, input lines)

        Raises
        ------
        TNStudioError
            If these ticks are not all recorded.
        """
        return self._inputs.rows(first, stop)

    def run(self, lines: npt.NDArray[np.uint8 | np.bool_]) -> Recording:
        """Run new input from here on, and record it.

        What was recorded after this tick is forgotten, unless there is no tick
        to be run.

        Parameters
        ----------
        lines : uint8 or bool array, shape (ticks, input lines)
            Everything but 0 is a spike.

        Raises
        ------
        TNStudioError
            If the array has another number of lines than the program.
        """
        rows = require_lines(self.program, lines)
        pieces = self._running(rows, at_once=True)
        return self._joined(part for piece in pieces for part in piece)

    def running(
        self, lines: npt.NDArray[np.uint8 | np.bool_]
    ) -> Generator[Recording, None, None]:
        """Run new input as `run` does, a piece at a time; closable.

        Parameters and errors are those of `run`; errors are raised at once.

        Returns
        -------
        generator of Recording
            Of the ticks just run; joined, they are what `run` returns.
        """
        rows = require_lines(self.program, lines)
        return (self._joined(piece) for piece in self._running(rows))

    def replay(self, ticks: int) -> Recording:
        """Run recorded input again from here on: the spikes are the same again.

        Parameters
        ----------
        ticks : int
            At most `end` - `tick`.

        Raises
        ------
        TNStudioError
            If fewer ticks are recorded after this one.
        """
        stop = self._after(ticks)
        pieces = self._replaying(stop, at_once=True)
        return self._joined(part for piece in pieces for part in piece)

    def replaying(self, ticks: int) -> Generator[Recording, None, None]:
        """Run recorded input as `replay` does, a piece at a time; closable.

        Errors are those of `replay`, raised at once.

        Returns
        -------
        generator of Recording
            Of the ticks just run; joined, they are what `replay` returns.
        """
        stop = self._after(ticks)
        return (self._joined(piece) for piece in self._replaying(stop))

    def go_to(self, tick: int) -> None:
        """Go to where `tick` is the next to be run; nothing is forgotten.

        Parameters
        ----------
        tick : int
            From `first` to `end`.

        Raises
        ------
        TNStudioError
            If the tick is not recorded.
        """
        for _ in self.going_to(tick):
            pass

    def going_to(self, tick: int) -> Generator[Replayed, None, None]:
        """Go to a tick as `go_to` does, a piece at a time; closable.

        Errors are those of `go_to`, raised at once.

        Returns
        -------
        generator of Replayed
            After each piece that had to be run again.
        """
        return self._going_to(self._recorded(tick))

    def recalling(self, first: int) -> Generator[int, None, None]:
        """Run the last ticks again, from `first` on one at a time, and stay here.

        While this is read, the timeline tells V and active axons of the past.
        It is here again at the end, or as soon as the generator is closed.

        Parameters
        ----------
        first : int
            From the timeline's `first` to `tick`.

        Returns
        -------
        generator of int
            The tick that is next to be run; on the way to `first`, some before.

        Raises
        ------
        TNStudioError
            At once, if the tick is not recorded.
        """
        return self._recalling(min(self._recorded(first), self.tick))

    def retelling(
        self, first: int, stop: int, most: int | None = None
    ) -> Generator[Recording | None, None, None]:
        """Run recorded ticks again, a piece at a time, and stay here; closable.

        Other than with `replaying`, the timeline is where it was at the end, or as
        soon as the generator is closed.

        Parameters
        ----------
        first, stop : int
            The first of these ticks and the one after the last.
        most : int, optional
            Ticks in a piece from `first` on, at most.

        Returns
        -------
        generator of Recording or None
            Of the ticks just run; None on the way to `first`.

        Raises
        ------
        TNStudioError
            At once, if the ticks are not recorded.
        """
        piece = min(most or self._piece_ticks, self._piece_ticks)
        return self._retelling(self._recorded(first), self._recorded(stop), piece)

    @contextmanager
    def excursion(self) -> Iterator[None]:
        """Be elsewhere in what is recorded for a while, and then here again."""
        here = self._simulator.snapshot()
        before, newest = self._before, self._newest
        try:
            yield
        finally:
            self._simulator.restore(here)
            self._before, self._newest = before, newest

    def fork(self, tick: int, program: ChipProgram | None = None) -> "Timeline":
        """Return another timeline that starts where this one was at a tick.

        The fork has the input recorded here after that tick, to be run again
        with `replay` or replaced with `run`; if the program has another number
        of input lines, it has none. It does not go back before its first tick:
        this timeline does, and stays as it is. Both have the same budget.
        To be able to stop on the way, go to the tick first.

        Parameters
        ----------
        tick : int
            From `first` to `end`.
        program : ChipProgram, optional
            This timeline's, edited. It must have as many cores, axons and
            neurons, anything else may differ. V goes on as it was, so that an
            edited initial V has no effect, even at tick 0.

        Raises
        ------
        TNStudioError
            If the tick is not recorded, or the program's arrays do not fit
            together or describe cores of other sizes.
        """
        program = program or self.program
        snapshot = self._moment(self._recorded(tick))
        lines = len(program.inputs.element)
        if lines == self._inputs.lines:
            inputs = self._inputs.copy()
        else:
            inputs = InputLog(lines, tick)
        origin = Origin(snapshot, inputs)
        return Timeline(program, self._budget_bytes, self._parallel, origin)

    def branching(self, tick: int) -> Generator[Replayed, None, Snapshot]:
        """Return the chip as it was at a tick, and stay here; closable.

        Parameters and errors are those of `going_to`. Where the chip is at the
        end, or as soon as the generator is closed, it was before.

        Returns
        -------
        generator of Replayed
            With a `Snapshot` as its result.
        """
        return self._branching(self._recorded(tick))

    def _branching(self, tick: int) -> Generator[Replayed, None, Snapshot]:
        with self.excursion():
            yield from self._going_to(tick)
            return self._simulator.snapshot()

    def _moment(self, tick: int) -> Snapshot:
        """Return the chip as it was at a tick, and stay here."""
        with self.excursion():
            self.go_to(tick)
            return self._simulator.snapshot()

    def _recalling(self, first: int) -> Generator[int, None, None]:
        stop = self.tick
        with self.excursion():
            self._simulator.restore(self._checkpoints.latest(first))
            yield self.tick
            while self.tick < stop:
                ticks = self._piece(first - self.tick) if self.tick < first else 1
                # Not by `_advance`: it notes V before, of all neurons, each time.
                self._simulator.run(self._inputs.rows(self.tick, self.tick + ticks))
                yield self.tick

    def _retelling(
        self, first: int, stop: int, most: int
    ) -> Generator[Recording | None, None, None]:
        with self.excursion():
            self._simulator.restore(self._checkpoints.latest(first))
            while self.tick < stop:
                is_before = self.tick < first
                if is_before:
                    ticks = min(first - self.tick, self._piece_ticks)
                else:
                    ticks = min(stop - self.tick, most)
                rows = self._inputs.rows(self.tick, self.tick + ticks)
                recording = self._simulator.run(rows)
                yield None if is_before else recording

    def _running(
        self, rows: npt.NDArray[np.uint8], *, at_once: bool = False
    ) -> Generator[list[Recording], None, None]:
        """Run new input; `at_once` promises to read all, so that V is noted once."""
        if len(rows):
            self._inputs.cut(self.tick)
            self._checkpoints.cut(self.tick)
        while len(rows):
            piece = rows[: self._piece(len(rows))]
            rows = rows[len(piece) :]
            recordings = self._advance(piece, notes=not at_once or not len(rows))
            self._inputs.append(piece)
            self._keep_moment()
            yield recordings

    def _replaying(
        self, stop: int, *, at_once: bool = False
    ) -> Generator[list[Recording], None, None]:
        while self.tick < stop:
            ticks = self._piece(stop - self.tick)
            rows = self._inputs.rows(self.tick, self.tick + ticks)
            is_last = self.tick + ticks == stop
            recordings = self._advance(rows, notes=not at_once or is_last)
            self._keep_moment()
            yield recordings

    def _going_to(self, tick: int) -> Generator[Replayed, None, None]:
        if tick == self.tick:
            return
        # A checkpoint at the tick itself would not tell V before the last tick.
        start = self._checkpoints.latest(max(self.first, tick - 1))
        if not start.tick <= self.tick < tick:
            self._simulator.restore(start)
            self._before, self._newest = self._simulator.potentials, None
        self._checkpoints.approach(tick)
        first = self.tick
        for _ in self._replaying(tick):
            yield Replayed(self.tick - first, tick - first)

    def _piece(self, ticks: int) -> int:
        """Return how many of the next ticks to run at once."""
        to_checkpoint = self._checkpoints.next_stop(self.tick) - self.tick
        return min(ticks, to_checkpoint, self._piece_ticks)

    def _advance(self, rows: npt.NDArray[np.uint8], *, notes: bool) -> list[Recording]:
        """Run at least one tick; to note V before the last one, that apart."""
        simulator = self._simulator
        if not notes:
            return [simulator.run(rows)]
        earlier = [simulator.run(rows[:-1])] if len(rows) > 1 else []
        self._before = simulator.potentials
        self._newest = simulator.run(rows[-1:])
        return [*earlier, self._newest]

    def _keep_moment(self) -> None:
        if self._checkpoints.wants(self.tick, self.end):
            self._checkpoints.add(self._simulator.snapshot(), self.end)

    def _recorded(self, tick: int) -> int:
        """Return the tick if the timeline can be there."""
        if self.first <= tick <= self.end:
            return tick
        remedy = tr("choose {low} to {high}", low=self.first, high=self.end)
        if 0 <= tick < self.first:
            remedy = tr("go back on the timeline that this one was forked from")
        raise TNStudioError(
            tr("Tick {tick} is not recorded", tick=tick), self.program.name, remedy
        )

    def _after(self, ticks: int) -> int:
        """Return the tick that many recorded ticks from here."""
        if ticks < 0:
            raise TNStudioError(
                f"{ticks} ticks cannot be run", self.program.name, "go to the tick"
            )
        return self._recorded(self.tick + ticks)

    def _joined(self, parts: Iterable[Recording]) -> Recording:
        """Return recordings that follow each other as one."""
        found = list(parts)
        if not found:
            nothing = np.zeros((0, self._inputs.lines), np.uint8)
            found = [self._simulator.run(nothing)]
        return joined(found)


def _bytes_per_tick(program: ChipProgram) -> int:
    spikes = program.cores * words_for(program.hardware.neurons) * WORD // 8
    return spikes + len(program.inputs.element) + len(program.outputs.label)

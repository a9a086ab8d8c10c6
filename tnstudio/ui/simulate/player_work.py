"""What the worker does with a session for the player, and what it tells."""

import sys
from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from tnstudio.app.breakpoint_run import Watched
from tnstudio.app.frame import Frame
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.ui.simulate.pace import Pace

UNDRAWN_SECONDS = 0.04
"""That ticks are run at once which are not drawn: it can be stopped between."""

TOLD_SECONDS = 0.1
"""Between two words of how far a run is that is not drawn."""

Work = Generator[Any, None, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Ran:
    """The worker has run some ticks, up to where conditions were met, if any were."""

    frame: Frame
    ticks: int
    seconds: float
    hits: tuple[Watched, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """The worker has run ticks that are not drawn: so many, up to a position."""

    position: int
    ticks: int


@dataclass(frozen=True, eq=False, slots=True)
class Went:
    """The chip has gone to another tick; without a frame that is before tick 0."""

    frame: Frame | None


@dataclass(frozen=True, eq=False, slots=True)
class Saw:
    """Where the chip is; it has not moved."""

    frame: Frame | None


@dataclass(slots=True)
class Watch:
    """What ticks that go by stop at; the worker reads it for every piece."""

    conditions: tuple[Watched, ...] = ()


def running(
    session: SimulationSession, stop: int, most: int, watch: Watch
) -> Generator[Ran | None, None, None]:
    """Run to a tick in pieces short enough to stop at any time, at first `most`."""
    pace = Pace(None, most)
    pieces = session.running_until(
        lambda: watch.conditions, stop, lambda: pace.due(0.0)
    )
    started = perf_counter()
    for piece in pieces:
        if piece is None:
            yield None
        else:
            ticks, seconds = piece.frame.recording.ticks, perf_counter() - started
            pace.measured(ticks, seconds)
            yield Ran(piece.frame, ticks, seconds, piece.hits)
        started = perf_counter()


def running_to_break(
    session: SimulationSession, most: int, watch: Watch
) -> Generator[Ran | None, None, None]:
    """Run for as long as there is something to stop at."""
    for piece in running(session, sys.maxsize, most, watch):
        yield piece
        if not watch.conditions:
            return


def passing(session: SimulationSession, most: int) -> Work:
    """Run until it is closed; tell now and then how far it is."""
    pace = Pace(None, most, UNDRAWN_SECONDS)
    since = perf_counter()
    ticks = 0
    while True:
        piece = pace.due(0.0)
        started = perf_counter()
        session.pass_by(piece)
        ended = perf_counter()
        pace.measured(piece, ended - started)
        ticks += piece
        if ended - since < TOLD_SECONDS:
            yield
        else:
            yield Passed(session.tick, ticks)
            since, ticks = ended, 0


def passing_to_break(session: SimulationSession, most: int, watch: Watch) -> Work:
    """Run, and tell now and then how far it is, until there is a frame to see."""
    since, ticks = perf_counter(), 0
    for ran in running_to_break(session, most, watch):
        if ran is None or ran.hits:
            yield ran
            continue
        ticks += ran.ticks
        if perf_counter() - since >= TOLD_SECONDS:
            yield Passed(session.tick, ticks)
            since, ticks = perf_counter(), 0


def seeing(session: SimulationSession) -> Work:
    """Tell where the chip is."""
    yield Saw(session.seen())


def going(session: SimulationSession, tick: int) -> Work:
    """Go to another tick and tell what is to be seen there."""
    yield Went((yield from session.going_to(tick)))

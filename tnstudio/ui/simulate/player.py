"""Plays a chip: one request at a time to the worker, which owns the chip."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from tnstudio.app.breakpoint_run import Watched
from tnstudio.app.frame import Frame
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.openings import CircuitOpening, Opening
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.spike_record import SpikeRecord
from tnstudio.texts import tr
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.simulate.pace import Pace
from tnstudio.ui.simulate.player_work import (
    Passed,
    Ran,
    Saw,
    Watch,
    Went,
    Work,
    going,
    passing,
    passing_to_break,
    running,
    running_to_break,
    seeing,
)

HERTZ = 60
"""Requests per second while playing; as fast as it goes they follow each other."""

FIRST_RATE = 10.0
"""Ticks per second: slow enough to follow."""

TITLE = tr("Simulation")
"""What users read about what the chip does."""


def _nothing(_: Any = None) -> None:
    """Do nothing when a request is done, or is called off."""


class _Kind(Enum):
    """What a request does to time."""

    NOTHING = auto()
    READ = auto()
    PICTURE = auto()
    RUN = auto()
    PASS = auto()
    JOURNEY = auto()
    LOOK = auto()
    TASK = auto()


@dataclass(frozen=True, slots=True)
class _Request:
    """Something to do with the chip.

    Attributes
    ----------
    done : callable
        Is given what the work returns.
    gone : callable
        Is called if the work was called off, or has failed.
    """

    work: Callable[[SimulationSession], Work]
    done: Callable[[Any], None] = _nothing
    kind: _Kind = _Kind.NOTHING
    gone: Callable[[], None] = _nothing
    title: str = TITLE
    at_stake: bool = True


def _at_once(
    action: Callable[[SimulationSession], Any],
    done: Callable[[Any], None] = _nothing,
    kind: _Kind = _Kind.NOTHING,
    gone: Callable[[], None] = _nothing,
) -> _Request:
    def work(session: SimulationSession) -> Work:
        found = action(session)
        yield
        return found

    return _Request(work, done, kind, gone)


class Player(QObject):
    """Opens a chip and runs it, in steps or at a rate.

    Attributes
    ----------
    opened : Signal
        Another chip is ready: at tick 0, with something on its input.
    frame_came : Signal of Frame
    passed : Signal of int, int
        Ticks were run that are not drawn: where the chip is, and how many.
    broke : Signal of Frame, tuple of Watched
        Conditions to stop at were met in the last tick of a frame, which has
        come: nothing runs any more.
    rewound : Signal
        The chip has gone back to before tick 0; what was run is still recorded.
    restarted : Signal
        The chip is back at tick 0.
    forgot : Signal of int
        Another input is on from this tick on: those that were run after are void.
    changed : Signal
        Playing or not, busy or not.
    failed : Signal of TNStudioError
    """

    opened = Signal()
    frame_came = Signal(object)
    passed = Signal(int, int)
    broke = Signal(object, object)
    rewound = Signal()
    restarted = Signal()
    forgot = Signal(int)
    changed = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._session: SimulationSession | None = None
        self._requests: deque[_Request] = deque()
        self._current: _Request | None = None
        self._run_id = 0
        self._playing = False
        self._draws = self._is_seen = True
        self._position = self._wanted = 0
        self._changes = 0
        self._watch = Watch()
        self._is_fresh = True
        self._rate: float | None = FIRST_RATE
        self._pace = Pace(self._rate)
        self._asked = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // HERTZ)
        self._timer.timeout.connect(self._play_on)

    @property
    def is_open(self) -> bool:
        """Whether there is a chip."""
        return self._session is not None

    @property
    def is_playing(self) -> bool:
        """Whether ticks go by on their own."""
        return self._playing

    @property
    def is_busy(self) -> bool:
        """Whether the worker has something to do for this player."""
        return self._run_id != 0

    @property
    def images(self) -> ImageSet | None:
        """The images that can be shown; they never change. None for a circuit."""
        return self._session.images if self._session else None

    @property
    def program(self) -> ChipProgram | None:
        """The chip that is played; None while there is none."""
        return self._session.program if self._session else None

    @property
    def record(self) -> SpikeRecord | None:
        """What was run; None while there is no chip."""
        return self._session.record if self._session else None

    @property
    def rate(self) -> float | None:
        """Ticks per second; None for as fast as it goes."""
        return self._rate

    @property
    def draws(self) -> bool:
        """Whether frames come while ticks go by on their own."""
        return self._draws

    @property
    def position(self) -> int:
        """How many ticks lie before what was last shown."""
        return self._position

    @property
    def is_changing(self) -> bool:
        """Whether no tick was shown yet with what was put on the input last."""
        return self._changes > 0 or not self._is_fresh

    @property
    def is_moving(self) -> bool:
        """Whether ticks go by, on their own or in a step that takes its time."""
        return self._playing or self._does(_Kind.RUN)

    @property
    def is_travelling(self) -> bool:
        """Whether the chip is on its way to another tick."""
        return self._does(_Kind.JOURNEY)

    def open(self, opening: Opening | CircuitOpening) -> None:
        """Take another chip, at tick 0."""
        self.close()
        job = Job(tr("Loading the chip"), opening.session, at_stake=False)
        self._start(job, None)

    def close(self) -> None:
        """Have no chip."""
        self._session = None
        self._stop_playing()
        self._drop_requests()
        if self.is_busy:
            self._jobs.cancel(self._run_id)
        current, self._current = self._current, None
        self._run_id = 0
        if current is not None:
            current.gone()
        self._position = self._wanted = self._changes = 0
        self._is_fresh = True
        self.changed.emit()

    def play(self) -> None:
        """Let ticks go by."""
        if self.is_open and not self._playing:
            self._playing = True
            self._pace.start()
            self._asked = perf_counter()
            self._timer.start()
            self._play_on()
            self.changed.emit()

    def pause(self) -> None:
        """Let no more ticks go by, those of a long step included."""
        self._stop_playing()
        self._call_off(_Kind.RUN)
        self._wanted = self._position
        self.changed.emit()

    def step(self, ticks: int = 1) -> None:
        """Run so many ticks."""
        self._stop_playing()
        self._ask(self._running(ticks))

    def watch(self, conditions: tuple[Watched, ...]) -> None:
        """Choose what ticks that go by stop at, however they were set going.

        Parameters
        ----------
        conditions : tuple of Watched
            Each once; the chip must have what they are about.
        """
        self._watch.conditions = conditions
        # What is not drawn is run in one piece, with conditions or without.
        self._call_off(_Kind.PASS)

    def run_to_break(self) -> None:
        """Run until a condition to stop at is met, as fast as it goes."""
        if self._watch.conditions:
            most, watch = self._pace.most, self._watch
            self._run_by(lambda session: running_to_break(session, most, watch))

    def run_to_image_end(self) -> None:
        """Run to the end of the image on the input, as fast as it goes."""
        if self.images is not None:
            most, watch = self._pace.most, self._watch
            self._run_by(
                lambda session: running(session, session.image_end, most, watch)
            )

    def go_to(self, tick: int) -> None:
        """Go to where so many ticks were run, of those that are recorded.

        Of several journeys that are wished only the last one is made.
        """
        self._stop_playing()
        self._call_off(_Kind.RUN, _Kind.JOURNEY)
        self._wanted = max(0, tick)
        self._ask(_Request(lambda session: going(session, tick), kind=_Kind.JOURNEY))

    def step_back(self, ticks: int = 1) -> None:
        """Go so many ticks back, from where a journey that goes on will end."""
        travels = self._does(_Kind.JOURNEY) or self._waits(_Kind.JOURNEY)
        self.go_to((self._wanted if travels else self._position) - ticks)

    def show_image(self, image: int) -> None:
        """Put another image on the input; ticks recorded after now are forgotten."""
        self._change(lambda session: session.show(image))

    def show_picture(self, pixels: npt.NDArray[np.uint8], label: int) -> None:
        """Put a picture of no set on the input, instead of one that waits for it.

        Parameters are those of `SimulationSession.show_picture`.
        """
        if self._requests and self._requests[-1].kind is _Kind.PICTURE:
            self._requests.pop().gone()
        self._change(lambda session: session.show_picture(pixels, label), _Kind.PICTURE)

    def encode_as(self, encoding: Encoding) -> None:
        """Make input spikes in another way from now on."""
        self._change(lambda session: session.encode_as(encoding))

    def restart(self, seed: int) -> None:
        """Go back to tick 0, with this seed for the input spikes."""
        self.pause()
        self._ask(_at_once(lambda session: session.restart(seed), self._begin_anew))

    def look(
        self,
        work: Callable[[SimulationSession], Work],
        take: Callable[[Any], None],
        gone: Callable[[], None] = _nothing,
    ) -> None:
        """Ask about what was run, in a moment; the chip must stay where it is.

        Only the last one of these wishes counts, and none once the chip is to
        run or to go elsewhere.

        Parameters
        ----------
        work : callable
            Makes a job of the session.
        take : callable
            Is given what the job returns.
        gone : callable
            Is called instead if the wish counts no more, or has failed.
        """
        self._ask(_Request(work, take, _Kind.LOOK, gone))

    def read(
        self,
        question: Callable[[SimulationSession], Any],
        take: Callable[[Any], None],
        gone: Callable[[], None] = _nothing,
    ) -> None:
        """Ask what the session knows by itself; nothing else ends for it.

        Parameters
        ----------
        question : callable
            Is answered at once.
        take : callable
            Is given the answer.
        gone : callable
            Is called instead if the chip is closed before.
        """
        self._ask(_at_once(question, take, _Kind.READ, gone))

    def consult(
        self,
        title: str,
        work: Callable[[SimulationSession], Work],
        take: Callable[[Any], None],
        gone: Callable[[], None] = _nothing,
    ) -> None:
        """Have something done with what was run that takes its time.

        Nothing else happens to the chip meanwhile; the chip must be left where
        it is. Parameters are those of `look`; the title is what users read
        beside the progress that the job tells (`tnstudio.app.jobs.Progress`).
        """
        self._stop_playing()
        self._ask(_Request(work, take, _Kind.TASK, gone, title=title, at_stake=False))

    def tell(self, action: Callable[[SimulationSession], None]) -> None:
        """Have something set in the session, in its turn and in no time."""
        self._ask(_at_once(action))

    def set_rate(self, rate: float | None) -> None:
        """Choose ticks per second; None for as fast as it goes."""
        self._rate = self._pace.rate = rate

    def set_drawing(self, draws: bool) -> None:
        """Choose whether frames come while playing.

        Without them the chip runs as fast as it goes, whatever the rate; the frame
        of the last tick comes when it stops.
        """
        self._draws = draws
        if draws:
            self._call_off(_Kind.PASS)
        self.changed.emit()

    def set_seen(self, seen: bool) -> None:
        """Tell whether frames are looked at; if not, none are made needlessly."""
        self._is_seen = seen
        if seen:
            self._call_off(_Kind.PASS)

    # -- Requests, one after the other

    def _running(self, ticks: int) -> _Request:
        most, watch = self._pace.most, self._watch
        return _Request(
            lambda session: running(session, session.tick + ticks, most, watch),
            kind=_Kind.RUN,
        )

    def _run_by(self, work: Callable[[SimulationSession], Work]) -> None:
        self._stop_playing()
        self._ask(_Request(work, kind=_Kind.RUN))

    def _passing(self) -> _Request:
        most, watch = self._pace.most, self._watch

        def work(session: SimulationSession) -> Work:
            if watch.conditions:
                return passing_to_break(session, most, watch)
            return passing(session, most)

        return _Request(work, kind=_Kind.PASS, gone=self._show_end)

    def _show_end(self) -> None:
        """Show where a run came to that was not drawn."""
        self._ask(_Request(seeing))

    def _change(
        self,
        change: Callable[[SimulationSession], None],
        kind: _Kind = _Kind.NOTHING,
    ) -> None:
        def work(session: SimulationSession) -> int:
            change(session)
            return session.tick

        if self.is_open:
            self._changes += 1
            self._ask(_at_once(work, self._end_change, kind, self._give_up_change))

    def _end_change(self, tick: int) -> None:
        self._changes -= 1
        # Of a run that is not drawn the position is known now and then only.
        self.forgot.emit(tick)
        self._is_fresh = False

    def _give_up_change(self) -> None:
        self._changes -= 1

    def _begin_anew(self, _: Any) -> None:
        self._is_fresh = True
        self._position = self._wanted = 0
        self.restarted.emit()

    def _does(self, kind: _Kind) -> bool:
        return self._current is not None and self._current.kind is kind

    def _waits(self, kind: _Kind) -> bool:
        return any(request.kind is kind for request in self._requests)

    def _call_off(self, *kinds: _Kind) -> None:
        """Let requests of these kinds be, those that wait and the one at work."""
        if self._current is not None and self._current.kind in kinds:
            self._jobs.cancel(self._run_id)
        self._let_wait_no_more(*kinds)

    def _let_wait_no_more(self, *kinds: _Kind) -> None:
        off = [request for request in self._requests if request.kind in kinds]
        self._requests = deque(r for r in self._requests if r.kind not in kinds)
        for request in off:
            request.gone()

    def _drop_requests(self) -> None:
        dropped, self._requests = self._requests, deque()
        for request in dropped:
            request.gone()

    def _stop_playing(self) -> None:
        self._playing = False
        self._timer.stop()
        self._call_off(_Kind.PASS)

    def _play_on(self) -> None:
        if self.is_busy or not self.is_open:
            return
        now = perf_counter()
        if not self._draws or (self._rate is None and not self._is_seen):
            self._asked = now
            self._ask(self._passing())
            return
        ticks = self._pace.due(now - self._asked)
        self._asked = now
        if ticks:
            self._ask(self._running(ticks))

    def _ask(self, request: _Request) -> None:
        if self.is_open:
            if request.kind not in (_Kind.NOTHING, _Kind.READ, _Kind.PICTURE):
                self._call_off(_Kind.LOOK)
            if request.kind not in (_Kind.READ, _Kind.PASS):
                self._call_off(_Kind.PASS)
            self._requests.append(request)
            self._next()
        else:
            request.gone()

    def _next(self) -> None:
        session = self._session
        if self.is_busy or session is None or not self._requests:
            return
        request = self._requests.popleft()
        job = Job(
            request.title, lambda: request.work(session), at_stake=request.at_stake
        )
        self._start(job, request)

    def _start(self, job: Job, request: _Request | None) -> None:
        """Start a job; without a request it opens a chip."""
        self._current = request
        self._run_id = self._jobs.start(job, self._take)
        self.changed.emit()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            self._hand_on(event.event)
            return
        request, self._current = self._current, None
        self._run_id = 0
        if isinstance(event, Finished):
            self._finish(request, event.result)
        else:
            if isinstance(event, Failed):
                self._stop_playing()
                self._drop_requests()
                self.failed.emit(event.error)
            if request is not None:
                request.gone()
        self._next()
        if self._playing and self._rate is None:
            self._play_on()
        self.changed.emit()

    def _hand_on(self, event: Any) -> None:
        if isinstance(event, Ran):
            self._pace.measured(event.ticks, event.seconds)
            self._show(event.frame)
            if event.hits:
                self._stop_playing()
                self._let_wait_no_more(_Kind.RUN)
                self.broke.emit(event.frame, event.hits)
        elif isinstance(event, Saw):
            # What was put on the input meanwhile is not to be seen in it.
            self._hand_on_frame(event.frame)
        elif isinstance(event, Went):
            self._show(event.frame)
        elif isinstance(event, Passed):
            self._position = event.position
            self.passed.emit(event.position, event.ticks)

    def _show(self, frame: Frame | None) -> None:
        self._is_fresh = True
        self._hand_on_frame(frame)

    def _hand_on_frame(self, frame: Frame | None) -> None:
        self._position = 0 if frame is None else frame.tick + 1
        if frame is None:
            self.rewound.emit()
        else:
            self.frame_came.emit(frame)

    def _finish(self, request: _Request | None, result: Any) -> None:
        if request is None:
            self._session = result
            self.opened.emit()
        else:
            request.done(result)

"""What is counted of a run while somebody wants to see it, and only then."""

from bisect import bisect_right
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from time import perf_counter

from tnstudio.app.count_log import CountLog, CountsSeen
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.synapse_activity import ActivityLog, ActivitySeen, Since
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.timeline import Timeline

AT_ONCE = 200_000
"""Cores times ticks that are run again in well under half a second."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the watches tell after a tick; None for what nobody wants to see."""

    counts: CountsSeen | None = None
    activity: ActivitySeen | None = None


NOTHING = Seen()


class Watches:
    """Counts the ticks that a timeline runs, as far as it is wanted.

    Ticks that were run while nobody wanted to see their counts are counted when
    it is asked for, by running them again. What was counted is kept.

    Parameters
    ----------
    timeline : Timeline
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._counts = CountLog(timeline.program)
        self._activity: ActivityLog | None = None
        self._counts_wanted = self._activity_wanted = False
        self._since: Since = "image"
        self._onset = self._images = 0

    def count(self, wanted: bool) -> None:
        """Count spikes, events and hops from now on, or count them no more."""
        self._counts_wanted = wanted

    def follow(self, core: int | None, since: Since = "image") -> None:
        """Count how often the axons and neurons of a core are active; None: no more.

        What was counted of a core is kept until it is another one.
        """
        self._activity_wanted = core is not None
        self._since = since
        if core is not None and (self._activity is None or self._activity.core != core):
            self._activity = ActivityLog(self._timeline.program, core)

    def begin(self) -> None:
        """Prepare for the ticks that the timeline runs next."""
        for log in self._taking:
            log.begin(self._timeline)

    def take(self, recording: Recording, onsets: Sequence[int]) -> Seen:
        """Count the ticks just run.

        Parameters
        ----------
        recording : Recording
            Of the ticks since `begin`.
        onsets : sequence of int
            The ticks in which an image appeared, rising; none without images.
        """
        self._take(self._taking, recording)
        return self.seen(onsets)

    def seen(self, onsets: Sequence[int]) -> Seen:
        """Tell what was counted of the ticks up to here; onsets as for `take`."""
        self._images = bisect_right(onsets, self._timeline.tick - 1)
        self._onset = onsets[self._images - 1] if self._images else 0
        return self._seen()

    def cut(self, end: int) -> None:
        """Forget this tick and all after it."""
        for log in (self._counts, self._activity):
            if log is not None:
                log.cut(end)

    def catching_up(
        self, most: int | None = None
    ) -> Generator[MeasurementProgress, None, Seen | None]:
        """Count the ticks up to here that are wanted and were not counted; closable.

        The timeline is at its tick again when the generator has ended or is
        closed; what it has counted so far is kept.

        Parameters
        ----------
        most : int, optional
            Nothing is counted if it would take more ticks times cores.

        Returns
        -------
        generator
            With what is seen then as its result; None before tick 0.
        """
        timeline = self._timeline
        stop = timeline.tick
        if not stop:
            return None
        gaps = [
            (log, gap)
            for log in self._taking
            for gap in log.gaps(self._first if log is self._activity else 0, stop)
        ]
        total = sum(end - first for _, (first, end) in gaps)
        if most is None or total * timeline.program.cores <= most:
            started, done = perf_counter(), 0
            with timeline.excursion():
                for log, (first, end) in gaps:
                    for _ in timeline.going_to(first):
                        yield MeasurementProgress(done, total, perf_counter() - started)
                    log.begin(timeline)
                    for recording in timeline.replaying(end - first):
                        self._take((log,), recording)
                        done += recording.ticks
                        yield MeasurementProgress(done, total, perf_counter() - started)
        return self._seen()

    @property
    def _taking(self) -> tuple[CountLog | ActivityLog, ...]:
        counts = (self._counts,) if self._counts_wanted else ()
        if self._activity is None or not self._activity_wanted:
            return counts
        return (*counts, self._activity)

    @property
    def _first(self) -> int:
        """The tick since which the activity of a core is told."""
        return self._onset if self._since == "image" else 0

    def _take(
        self, logs: tuple[CountLog | ActivityLog, ...], recording: Recording
    ) -> None:
        if logs:
            first = recording.first_tick
            lines = self._timeline.inputs(first, first + recording.ticks)
            for log in logs:
                log.take(recording, lines)

    def _seen(self) -> Seen:
        tick, activity = self._timeline.tick, self._activity
        told = activity if self._activity_wanted else None
        return Seen(
            self._counts.seen(self._onset, self._images, tick)
            if self._counts_wanted
            else None,
            told.seen(self._first, tick) if told is not None else None,
        )

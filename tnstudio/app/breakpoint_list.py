"""The breakpoints of a chip that is simulated, as a list that users edit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tnstudio.app.breakpoint_run import Watched, require_watched
from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr


@dataclass(frozen=True, slots=True)
class Entry:
    """One breakpoint.

    Attributes
    ----------
    condition : Watched
    enabled : bool
        Whether the user wants runs to stop at it.
    ticks : tuple of int
        The ticks of the run, as far as it is recorded, in which it stopped the
        chip; each once, the last one at the end.
    error : str
        Why it cannot be judged on the chip; empty if it can.
    """

    condition: Watched
    enabled: bool = True
    ticks: tuple[int, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class BreakpointList:
    """Breakpoints in the order in which they were added, no two alike."""

    entries: tuple[Entry, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def watched(self) -> tuple[Watched, ...]:
        """The conditions at which runs stop."""
        return tuple(e.condition for e in self.entries if e.enabled and not e.error)

    @property
    def latest(self) -> int:
        """The latest tick in which any stopped the chip; -1 if none has."""
        return max((tick for e in self.entries for tick in e.ticks), default=-1)

    def row(self, condition: Watched) -> int:
        """Return the place of a condition; -1 if it is not here."""
        found = (k for k, e in enumerate(self.entries) if e.condition == condition)
        return next(found, -1)

    def added(self, condition: Watched) -> "BreakpointList":
        """Return the list with one more breakpoint, at the end.

        Raises
        ------
        TNStudioError
            If it is here already.
        """
        self._require_new(condition)
        return BreakpointList((*self.entries, Entry(condition)))

    def changed(self, row: int, condition: Watched) -> "BreakpointList":
        """Return the list with another condition in a row; what it was is forgotten.

        Raises
        ------
        TNStudioError
            If the condition is here already, in another row.
        """
        old = self.entries[row]
        if condition == old.condition:
            return self
        self._require_new(condition)
        return self._with(row, Entry(condition, old.enabled))

    def switched(self, row: int, *, enabled: bool) -> "BreakpointList":
        """Return the list with a breakpoint on or off."""
        return self._with(row, replace(self.entries[row], enabled=enabled))

    def without(self, rows: Iterable[int]) -> "BreakpointList":
        """Return the list without some rows."""
        gone = set(rows)
        kept = (e for k, e in enumerate(self.entries) if k not in gone)
        return BreakpointList(tuple(kept))

    def hit(self, conditions: Iterable[Watched], tick: int) -> "BreakpointList":
        """Return the list with a stop of the chip noted."""
        met = set(conditions)
        return BreakpointList(
            tuple(_hit(e, tick) if e.condition in met else e for e in self.entries)
        )

    def cut(self, end: int) -> "BreakpointList":
        """Return the list without what was noted of this tick and those after."""
        return BreakpointList(
            tuple(
                replace(e, ticks=tuple(tick for tick in e.ticks if tick < end))
                for e in self.entries
            )
        )

    def checked(self, program: ChipProgram, *, has_images: bool) -> "BreakpointList":
        """Return the list on another chip: nothing was run yet, some may not fit."""
        return BreakpointList(
            tuple(
                replace(
                    e,
                    ticks=(),
                    error=_error(program, e.condition, has_images=has_images),
                )
                for e in self.entries
            )
        )

    def _with(self, row: int, entry: Entry) -> "BreakpointList":
        return BreakpointList((*self.entries[:row], entry, *self.entries[row + 1 :]))

    def _require_new(self, condition: Watched) -> None:
        row = self.row(condition)
        if row >= 0:
            raise TNStudioError(tr("This breakpoint is in the list already"))


def _hit(entry: Entry, tick: int) -> Entry:
    others = tuple(known for known in entry.ticks if known != tick)
    return replace(entry, ticks=(*others, tick))


def _error(program: ChipProgram, condition: Watched, *, has_images: bool) -> str:
    try:
        require_watched(program, condition, has_images=has_images)
    except TNStudioError as error:
        return error.message
    return ""

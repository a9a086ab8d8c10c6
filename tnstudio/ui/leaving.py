"""What is asked and waited for before the open project is left.

Long work that runs is asked about first, then unsaved changes. What shall happen
then, such as closing the window, waits for the end of work that is stopped, so that
what this work leaves behind is saved with the rest, and for the end of saves; if a
save fails it does not happen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from tnstudio.app.wording import listed
from tnstudio.texts import tr
from tnstudio.ui.dialogs import Ask, Choice, Question
from tnstudio.ui.file_questions import ask_to_go_on
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.fields import finish_typing

Then = Callable[[], None]
"""What happens once the project may be left."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Why the open project shall be left.

    Attributes
    ----------
    verb : str
        On a button, e.g. ``close``.
    text : str
        In a sentence, e.g. ``close the window``.
    """

    verb: str
    text: str


OPEN = Wish(tr("open"), tr("open another project"))
CREATE = Wish(tr("create"), tr("create a new project"))
CLOSE = Wish(tr("close"), tr("close the window"))

_STAY = Choice("stay", tr("Cancel"), "reject")


class Saves(Protocol):
    """Saves the open project."""

    @property
    def saving(self) -> bool:
        """Whether a file is being written."""

    @property
    def name(self) -> str:
        """What users call the project."""

    def saver(self) -> Callable[[Then], None] | None:
        """Ask where to save to, if need be; return what saves there and goes on.

        None if the user would rather not.
        """


class Leaving(QObject):
    """Leaves the open project, once.

    Parameters
    ----------
    studio : Studio
    ask : Ask
    saves : Saves
    parent : QObject

    Attributes
    ----------
    told : Signal of str
        What is waited for, for the status bar.
    """

    told = Signal(str)

    def __init__(
        self, studio: Studio, ask: Ask, saves: Saves, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._ask = ask
        self._saves = saves
        self._stopping: set[int] = set()
        self._after_stop: Then | None = None
        self._after_saves: Then | None = None
        studio.jobs.ended.connect(self._take_end)

    def leave(self, then: Then, wish: Wish) -> None:
        """Go on once nothing is lost, or the user says that it may be.

        What is being saved is waited for, unless the user gives it up.
        """
        if not self._saves.saving:
            self._leave(then, wish)
        elif self._after_saves is None:
            self._leave_when_saved(then, wish)
            self.told.emit(tr("Still saving {name} …", name=self._saves.name))
        elif ask_to_go_on(self._ask, self._saves.name, wish.verb):
            self._after_saves = None
            self._leave(then, wish)

    def take_end_of_save(self) -> None:
        """Go on if the last save was waited for."""
        if not self._saves.saving and self._after_saves is not None:
            then, self._after_saves = self._after_saves, None
            then()

    def _leave_when_saved(self, then: Then, wish: Wish) -> None:
        if self._saves.saving:
            self._after_saves = lambda: self._leave(then, wish)
        else:
            self._leave(then, wish)

    def _leave(self, then: Then, wish: Wish) -> None:
        finish_typing()
        jobs = self._studio.jobs
        if self._stopping:
            # The user has agreed already, and wishes something else now.
            self._after_stop = lambda: self.leave(then, wish)
        elif not jobs.at_stake:
            self._ask_to_save(then, wish)
        elif any(jobs.keeps(run_id) for run_id in jobs.at_stake):
            self._ask_to_keep(then, wish)
        else:
            self._ask_to_stop(then, wish)

    # -- Questions

    def _ask_to_save(self, then: Then, wish: Wish) -> None:
        """Ask about unsaved changes, if there are any; then go on."""
        if not self._studio.document.is_modified:
            then()
            return
        answer = self._ask.choose(
            Question(
                tr("Save the changes to “{name}”?", name=self._saves.name),
                tr("Without saving they are lost."),
                (
                    Choice("save", tr("&Save"), "accept"),
                    Choice("discard", tr("&Discard"), "destroy"),
                    _STAY,
                ),
                default="save",
            )
        )
        if answer == "save":
            save = self._saves.saver()
            if save is not None:
                save(lambda: self._leave_when_saved(then, wish))
        elif answer == "discard":
            then()

    def _ask_to_stop(self, then: Then, wish: Wish) -> None:
        """Ask whether long work may be stopped; go on when it has ended."""
        answer = self._ask.choose(
            Question(
                tr(
                    "Stop {jobs} and {wish}?",
                    jobs=self._long_jobs(),
                    wish=wish.text,
                ),
                tr("What it has found so far is lost."),
                (
                    Choice("stop", tr("S&top and {verb}", verb=wish.verb), "destroy"),
                    _STAY,
                ),
                default="stay",
            )
        )
        if answer == "stop":
            self._stop_long_jobs(lambda: self.leave(then, wish))

    def _ask_to_keep(self, then: Then, wish: Wish) -> None:
        """Ask about long work that can be kept and about saving, all at once."""
        names = self._long_jobs()
        others = ""
        if self._studio.document.is_modified:
            name = self._saves.name
            others = tr(" So are the other unsaved changes to “{name}”.", name=name)
        answer = self._ask.choose(
            Question(
                tr("Stop {jobs} and {wish}?", jobs=names, wish=wish.text),
                tr(
                    "Saved, it can be resumed from the very place where it stopped. "
                    "Without saving, all of it is lost.{others}",
                    others=others,
                ),
                (
                    Choice(
                        "save", tr("&Stop, save and {verb}", verb=wish.verb), "accept"
                    ),
                    Choice("discard", tr("Stop with&out saving"), "destroy"),
                    Choice("stay", tr("&Keep {jobs}", jobs=names), "reject"),
                ),
                default="save",
            )
        )
        if answer == "save":
            # Asked for now, while there is still a way back.
            save = self._saves.saver()
            if save is not None:
                self._stop_long_jobs(
                    lambda: save(lambda: self._leave_when_saved(then, wish))
                )
        elif answer == "discard":
            self._stop_long_jobs(then, discard=True)

    # -- Long work

    def _long_jobs(self) -> str:
        jobs = self._studio.jobs
        return listed([jobs.names[run_id].lower() for run_id in jobs.at_stake])

    def _stop_long_jobs(self, then: Then, *, discard: bool = False) -> None:
        """End what was asked about; `_take_end` hears of each end."""
        jobs = self._studio.jobs
        self._after_stop = then
        # Some may have ended while the question was open.
        self._stopping = set(jobs.at_stake)
        for run_id in self._stopping:
            self.told.emit(tr("Stopping {job} …", job=jobs.names[run_id].lower()))
            if discard:
                jobs.discard(run_id)
            else:
                jobs.cancel(run_id)
        self._go_on_if_stopped()

    def _take_end(self, run_id: int) -> None:
        if run_id in self._stopping:
            self._stopping.discard(run_id)
            self.told.emit("")
            self._go_on_if_stopped()

    def _go_on_if_stopped(self) -> None:
        if not self._stopping and self._after_stop is not None:
            then, self._after_stop = self._after_stop, None
            then()

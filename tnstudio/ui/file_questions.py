"""Questions about files that others have, have changed or have left unsaved."""

from pathlib import Path

from tnstudio.app.files import Fate
from tnstudio.app.recovery import FoundWork
from tnstudio.texts import tr
from tnstudio.ui.dialogs import Ask, Choice, Question
from tnstudio.ui.file_claims import Holder
from tnstudio.ui.recovery_words import moment


def ask_about_holder(ask: Ask, path: Path, holder: Holder) -> str:
    """Ask what to do with a file that is open elsewhere.

    Returns
    -------
    str
        ``copy``, ``read-only``, ``take`` or ``stay``.
    """
    detail = tr(
        "It is {holder}. Two windows that save to one file would overwrite "
        "each other's work.",
        holder=holder.words,
    )
    choices = [
        Choice("copy", tr("Open a &copy"), "accept"),
        Choice("read-only", tr("Open &read-only"), "accept"),
        Choice("stay", tr("Cancel"), "reject"),
    ]
    if holder.is_elsewhere:
        detail += "\n\n" + tr(
            "Whether that window is still open cannot be seen from here. If its "
            "program has crashed or its computer is off, take the file over. Should "
            "the window be open after all, it is told so and has to save its work to "
            "another file."
        )
        choices.insert(2, Choice("take", tr("&Take it over"), "destroy"))
    return ask.choose(
        Question(
            tr("“{name}” is open in another window.", name=path.name),
            detail,
            tuple(choices),
            default="copy",
        )
    )


def ask_about_taken(ask: Ask, path: Path) -> str:
    """Ask what to do with work on a file that another window has taken over.

    Returns
    -------
    str
        ``elsewhere`` or ``stay``.
    """
    return ask.choose(
        Question(
            tr("“{name}” was taken over by another window.", name=path.name),
            tr(
                "Whoever opened it there said that this window runs no more. Saving "
                "here would overwrite the work that is done there."
            ),
            (
                Choice("elsewhere", tr("Save &elsewhere…"), "accept"),
                Choice("stay", tr("Cancel"), "reject"),
            ),
            default="elsewhere",
        )
    )


def ask_about_fate(ask: Ask, path: Path, fate: Fate) -> str:
    """Ask whether to save to a file that others have changed, moved or removed.

    Returns
    -------
    str
        ``save``, ``elsewhere`` or ``stay``.
    """
    if fate == "taken":
        return ask_about_taken(ask, path)
    gone = fate == "gone"
    text = (
        tr("“{name}” is no longer there.", name=path.name)
        if gone
        else tr("“{name}” has changed on the disk.", name=path.name)
    )
    detail = (
        tr("It was moved or removed after it was opened.")
        if gone
        else tr("Another program has written to it. Saving replaces what is there now.")
    )
    return ask.choose(
        Question(
            text,
            detail,
            (
                Choice("elsewhere", tr("Save &elsewhere…"), "accept"),
                Choice(
                    "save",
                    tr("&Save it there again") if gone else tr("&Overwrite"),
                    "destroy",
                ),
                Choice("stay", tr("Cancel"), "reject"),
            ),
            default="elsewhere",
        )
    )


def ask_to_overwrite(ask: Ask, path: Path) -> bool:
    """Ask whether a file may be replaced that was not named in full."""
    answer = ask.choose(
        Question(
            tr("There is already a file “{name}”.", name=path.name),
            tr("Saving replaces what is in it."),
            (
                Choice("save", tr("&Overwrite"), "destroy"),
                Choice("stay", tr("Cancel"), "reject"),
            ),
            default="stay",
        )
    )
    return answer == "save"


def ask_to_forget(ask: Ask, path: Path) -> bool:
    """Ask whether a recent project that is not found shall be in the list no more."""
    answer = ask.choose(
        Question(
            tr("“{name}” is not there.", name=path.name),
            tr(
                "It was looked for in {folder}. If that is on a drive or in a network "
                "that is not connected now, connect it and open the project again.",
                folder=path.parent,
            ),
            (
                Choice("forget", tr("&Remove from the list"), "destroy"),
                Choice("stay", tr("&Keep in the list"), "reject"),
            ),
            default="stay",
        )
    )
    return answer == "forget"


def ask_to_go_on(ask: Ask, name: str, verb: str) -> bool:
    """Ask, after a wish was repeated, whether a save may be given up for it."""
    answer = ask.choose(
        Question(
            tr("“{name}” is still being saved.", name=name),
            tr(
                "The disk has not answered yet. Whoever does not wait may lose what "
                "is being saved.",
            ),
            (
                Choice("go-on", tr("&Give it up and {verb}", verb=verb), "destroy"),
                Choice("stay", tr("&Wait"), "reject"),
            ),
            default="stay",
        )
    )
    return answer == "go-on"


def ask_about_unsaved(ask: Ask, work: FoundWork) -> str:
    """Ask whether to open a file or what was left unsaved of it.

    Returns
    -------
    str
        ``work``, ``file`` or ``stay``.
    """
    return ask.choose(
        Question(
            tr("There is unsaved work of this project."),
            tr(
                "TN Studio ended without saving it; it is of {when}. If the file is "
                "opened as it was saved, the unsaved work stays where it is.",
                when=moment(work.written),
            ),
            (
                Choice("work", tr("Open the &unsaved work"), "accept"),
                Choice("file", tr("Open what was &saved"), "accept"),
                Choice("stay", tr("Cancel"), "reject"),
            ),
            default="work",
        )
    )


def ask_to_replace(ask: Ask, path: Path) -> bool:
    """Ask whether a new project may take the place of a file that is there."""
    answer = ask.choose(
        Question(
            tr("“{name}” is there already. Replace it?", name=path.name),
            tr("What the file holds now is lost: {folder}", folder=path.parent),
            (
                Choice("replace", tr("&Replace"), "destroy"),
                Choice("stay", tr("Cancel"), "reject"),
            ),
            default="stay",
        )
    )
    return answer == "replace"


def ask_to_discard(ask: Ask, work: FoundWork) -> bool:
    """Ask whether unsaved work may be removed for good."""
    answer = ask.choose(
        Question(
            tr("Discard the unsaved work of “{name}”?", name=work.name),
            tr("It cannot be brought back."),
            (
                Choice("discard", tr("&Discard"), "destroy"),
                Choice("stay", tr("&Keep it"), "reject"),
            ),
            default="stay",
        )
    )
    return answer == "discard"


def ask_to_revert(ask: Ask, name: str) -> bool:
    """Ask whether to go back to what is in the file; it can be undone."""
    answer = ask.choose(
        Question(
            tr("Go back to “{name}” as it was saved?", name=name),
            tr("It is a step of the history: Undo brings the changes back."),
            (
                Choice("revert", tr("&Revert"), "accept"),
                Choice("stay", tr("Cancel"), "reject"),
            ),
            default="revert",
        )
    )
    return answer == "revert"

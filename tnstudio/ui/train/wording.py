"""What the Train workspace says about its state."""

from dataclasses import dataclass

from tnstudio.app.designs import fitting, same_design
from tnstudio.app.training_job import Order, Preparing, Reading
from tnstudio.app.training_session import TrainingProgress
from tnstudio.datasets.images import Dataset
from tnstudio.datasets.load import require_matching
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.training.extension import extended
from tnstudio.ui.dialogs import sentence
from tnstudio.ui.train.amounts import epochs_told
from tnstudio.ui.train.course import Course
from tnstudio.ui.train.run import Outcome, Phase
from tnstudio.ui.widgets.banner import Kind

PREPARING = tr("Preparing (the first start on a computer takes some seconds) …")

TAKE_DESIGN = tr("Take the trained desi&gn")
RESUME = tr("Resume training")
TRAIN_ON = tr("Train on…")


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be started while nothing runs.

    Attributes
    ----------
    start_tip : str
    no_start : str
        Why no run can start anew; empty if one can.
    further : str
        On the button that goes on with the trained network: resume a stopped
        training, or train a finished one further. Empty if there is none.
    further_tip : str
    no_further : str
        Why it cannot go on; empty if it can.
    """

    start_tip: str
    no_start: str
    further: str = ""
    further_tip: str = ""
    no_further: str = ""

    @property
    def resumes(self) -> bool:
        """Whether there is a stopped training."""
        return self.further == RESUME

    @property
    def no_step(self) -> str:
        """Why a single batch cannot be learned; empty if one can."""
        return self.no_further if self.resumes else self.no_start


@dataclass(frozen=True, slots=True)
class Notice:
    """What the banner says.

    Attributes
    ----------
    text : str
        Empty for nothing.
    kind : Kind
    design : Network or None
        The one that the banner offers to take back.
    """

    text: str = ""
    kind: Kind = "information"
    design: Network | None = None


def offer(
    project: Project, dataset: Dataset | None, error: TNStudioError | None
) -> Offer:
    """Return what can be started with a project and a data set.

    Parameters
    ----------
    project : Project
    dataset, error
        As for `cannot_start`.
    """
    no_start = cannot_start(project.network, dataset, error)
    trained = project.trained
    if trained is None or not trained.history.batch_losses.size:
        return Offer(tr("Train this design"), no_start)
    no_further = cannot_start(trained.network, dataset, error)
    if trained.state is not None:
        return Offer(
            tr("Train this design anew; the stopped training comes back with Undo"),
            no_start,
            RESUME,
            tr(
                "Go on where the training stopped, to the very numbers of one that was "
                "never stopped"
            ),
            no_further,
        )
    return Offer(
        tr("Train this design anew"),
        no_start,
        TRAIN_ON,
        tr("Train the network for more epochs"),
        no_further or _cannot_extend(trained),
    )


def _cannot_extend(trained: TrainedNetwork) -> str:
    try:
        extended(trained, len(trained.history.epochs) + 1)
    except TNStudioError as error:
        return str(error)
    return ""


def cannot_start(
    network: Network, dataset: Dataset | None, error: TNStudioError | None
) -> str:
    """Return why no run can start; empty if one can.

    Parameters
    ----------
    dataset : Dataset or None
        None while it has not been read.
    error : TNStudioError or None
        Why it cannot be read.
    """
    if network.circuit is not None:
        return tr(
            "This network's cores were built one by one: there is nothing to train. "
            "Train a network of layers."
        )
    problems = errors_of(check_network(network))
    if problems:
        first = problems[0]
        if len(problems) == 1:
            return tr(
                "The design has errors. {place}: {message}",
                place=first.place,
                message=first.message,
            )
        return tr(
            "The design has errors. {place}: {message} (and {more} more)",
            place=first.place,
            message=first.message,
            more=len(problems) - 1,
        )
    if error is not None:
        return tr("The data set cannot be read. {error}", error=error)
    if dataset is not None:
        try:
            require_matching(dataset, network)
        except TNStudioError as mismatch:
            return str(mismatch)
    return ""


def notice(
    project: Project, order: Order | None, reason: str, last: Outcome | None
) -> Notice:
    """Return what the banner says.

    Parameters
    ----------
    project : Project
    order : Order or None
        Of the run that goes on.
    reason : str
        Why no run can start; empty if one can.
    last : Outcome or None
        How the last run ended, if nothing was changed since.
    """
    if order is not None:
        return _notice_of_run(project, order)
    if last is not None and last.error is not None:
        return Notice(_failure_text(last.error), "error")
    if reason:
        return Notice(reason, "error")
    trained = project.trained
    if trained is None or fitting(project) is not None:
        return Notice()
    return Notice(
        tr(
            "The design has changed since this network was trained. It is of the "
            "earlier design: train again to use the new one, or take the earlier one "
            "back."
        )
        if trained.state is None
        else tr(
            "The design has changed since this network was trained. It is of the "
            "earlier design, and so is what Resume learns: train again to use the new "
            "one, or take the earlier one back."
        ),
        "advice",
        trained.network,
    )


def _failure_text(error: TNStudioError) -> str:
    if not error.hint:
        return sentence(error.message)
    remedy = f"{error.hint[:1].upper()}{error.hint[1:]}"
    return f"{sentence(error.message)} {sentence(remedy)}"


def _notice_of_run(project: Project, order: Order) -> Notice:
    if not same_design(order.network, project.network):
        return Notice(
            tr(
                "The design has changed since this run started. The run goes on with "
                "the earlier design, and what it learns is a network of that design."
            ),
            "advice",
            order.network,
        )
    trained = project.trained
    if order.start is None and trained is not None and trained.state is not None:
        return Notice(
            tr(
                "This run starts anew. It takes the place of the training that was "
                "stopped; Undo brings that one back."
            )
        )
    return Notice()


def ready_text(project: Project, reason: str) -> str:
    """Return the status line of a network that was never trained.

    Parameters
    ----------
    project : Project
    reason : str
        Why no run can start, which the banner tells; empty if one can.
    """
    if project.network.circuit is not None:
        return ""
    return tr("Not ready to train") if reason else tr("Ready to train")


def state_text(trained: TrainedNetwork) -> str:
    """Return the status line of a trained network while nothing runs."""
    epochs, state = trained.history.epochs, trained.state
    if state is not None:
        place = _place(state.epoch, state.batch, state.batches, trained.settings.epochs)
        return tr("Stopped {place}", place=place)
    if not epochs:
        return tr("Trained")
    seconds = sum(record.seconds for record in epochs)
    return tr(
        "Trained for {epochs} in {seconds:,.0f} s",
        epochs=epochs_told(len(epochs)),
        seconds=seconds,
    )


def _place(epoch: int, batch: int, batches: int, epochs: int) -> str:
    """Return where a training stands after so many batches of an epoch."""
    if batch == 0:
        return tr("after epoch {epoch} of {epochs}", epoch=epoch - 1, epochs=epochs)
    return tr(
        "in epoch {epoch} of {epochs}, after batch {batch} of {batches}",
        epoch=epoch,
        epochs=epochs,
        batch=batch,
        batches=batches,
    )


def phase_text(phase: Phase, course: Course | None, *, prepares: bool) -> str:
    """Return the status line of a run when it enters a phase.

    Parameters
    ----------
    phase : Phase
    course : Course or None
        What it has learned so far.
    prepares : bool
        Whether it has not begun to learn.
    """
    if prepares and phase in (Phase.RUNNING, Phase.STEPPING):
        return PREPARING
    words = {
        Phase.RUNNING: tr("Training …"),
        Phase.STEPPING: tr("Learning one batch …"),
        Phase.PAUSING: tr("Pausing …"),
        Phase.PAUSED: tr("Paused"),
        Phase.STOPPING: tr("Stopping …"),
    }
    if phase is Phase.PAUSED and course is not None and course.losses.size:
        return tr("Paused {place}", place=_place_of(course))
    return words.get(phase, "")


def _place_of(course: Course) -> str:
    ended, batches = len(course.epochs), course.batches
    done = course.losses.size - ended * batches
    return _place(ended + 1, done, batches, course.settings.epochs)


def preparing_text(event: Reading | Preparing) -> str:
    """Return the status line of a run that has not learned anything yet."""
    if isinstance(event, Preparing):
        return PREPARING
    share = f" ({event.share:.0%})" if event.share else ""
    return tr("Reading {source}{share} …", source=event.source, share=share)


def progress_text(progress: TrainingProgress) -> str:
    """Return the status line of a run that trains."""
    return tr(
        "Epoch {epoch} of {epochs}, batch {batch} of {batches}",
        epoch=progress.epoch,
        epochs=progress.epochs,
        batch=progress.batch,
        batches=progress.batches,
    )


def measuring_text(epoch: int) -> str:
    """Return the status line of a run that measures after an epoch."""
    return tr("Measuring after epoch {epoch} …", epoch=epoch)


def outcome_text(outcome: Outcome) -> str:
    """Return the status line after a run."""
    trained, start = outcome.trained, outcome.order.start
    failed = outcome.error is not None
    if trained is None:
        return _nothing_learned(failed=failed, is_new=start is None)
    if failed:
        epoch = len(trained.history.epochs)
        return tr("The run failed; its state after epoch {epoch} is kept", epoch=epoch)
    told = state_text(trained)
    return told if trained.state is None else tr("{told}; all of it is kept", told=told)


def _nothing_learned(*, failed: bool, is_new: bool) -> str:
    if not is_new:
        if failed:
            return tr("The run failed before it learned anything new")
        return tr("Stopped before it learned anything new")
    if failed:
        return tr("The run failed before it learned anything; nothing was kept")
    return tr("Stopped before it learned anything; nothing was kept")

"""What the Train workspace says about its state."""

from tnstudio.app.designs import fitting, same_design
from tnstudio.app.training_session import TrainingProgress
from tnstudio.datasets.images import Dataset
from tnstudio.datasets.load import require_matching
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.trained import TrainedNetwork
from tnstudio.ui.train.course import Course
from tnstudio.ui.train.run import Order, Outcome, Phase
from tnstudio.ui.widgets.banner import Kind

PREPARING = "Preparing (the first start on a computer takes some seconds) …"


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
        return (
            "This network's cores were built one by one: there is nothing to train. "
            "Train a network of layers."
        )
    problems = errors_of(check_network(network))
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return f"The design has errors. {first.place}: {first.message}{more}"
    if error is not None:
        return f"The data set cannot be read. {error}"
    if dataset is not None:
        try:
            require_matching(dataset, network)
        except TNStudioError as mismatch:
            return str(mismatch)
    return ""


def advice(project: Project, order: Order | None, reason: str) -> tuple[str, Kind]:
    """Return what the banner says, and of what kind it is."""
    if order is not None:
        if not same_design(order.network, project.network):
            return (
                "The design has changed since this run started; "
                "the run goes on with the earlier design."
            ), "advice"
        return "", "information"
    if reason:
        return reason, "error"
    if project.trained is not None and fitting(project) is None:
        return (
            "The design has changed since this network was trained. "
            "Train again to use the new design."
        ), "advice"
    return "", "information"


def state_text(trained: TrainedNetwork | None) -> str:
    """Return the status line while nothing runs."""
    if trained is None:
        return "Ready to train"
    epochs, state = trained.history.epochs, trained.state
    if state is not None:
        return f"Stopped in epoch {state.epoch} of {trained.settings.epochs}"
    if not epochs:
        return "Trained"
    seconds = sum(record.seconds for record in epochs)
    count = "1 epoch" if len(epochs) == 1 else f"{len(epochs)} epochs"
    return f"Trained for {count} in {seconds:,.0f} s"


def is_preparing(phase: Phase, course: Course | None) -> bool:
    """Tell whether a run goes on that has not shown anything yet."""
    return phase is Phase.RUNNING and (course is None or not course.losses.size)


def phase_text(phase: Phase, course: Course | None) -> str:
    """Return the status line of a run when it enters a phase."""
    words = {
        Phase.RUNNING: PREPARING if is_preparing(phase, course) else "Training …",
        Phase.PAUSED: "Paused",
        Phase.STOPPING: "Stopping …",
    }
    if phase is Phase.PAUSED and course is not None and course.batches:
        epoch = course.losses.size // course.batches + 1
        return f"Paused in epoch {epoch} of {course.settings.epochs}"
    return words.get(phase, "")


def progress_text(progress: TrainingProgress) -> str:
    """Return the status line of a run that trains."""
    return (
        f"Epoch {progress.epoch} of {progress.epochs}, "
        f"batch {progress.batch} of {progress.batches}"
    )


def measuring_text(epoch: int) -> str:
    """Return the status line of a run that measures after an epoch."""
    return f"Measuring after epoch {epoch} …"


def outcome_text(outcome: Outcome) -> str:
    """Return the status line after a run."""
    trained = outcome.trained
    if outcome.finished and trained is not None:
        return state_text(trained)
    how = "The run failed" if outcome.error else "Stopped"
    if trained is None:
        return f"{how} before its first epoch ended; nothing was kept"
    epoch = len(trained.history.epochs)
    return (
        f"{how} after epoch {epoch} of {outcome.order.settings.epochs}; "
        "its network is kept (Undo takes it back)"
    )

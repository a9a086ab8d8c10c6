"""A training and the project that it leads to, wherever it ends."""

from dataclasses import replace

from tnstudio.app.deployment import deploying
from tnstudio.app.run_recorder import RunRecorder, now
from tnstudio.app.runs import with_run
from tnstudio.app.training_job import Order
from tnstudio.app.training_session import SessionEvent
from tnstudio.datasets.reading import finished
from tnstudio.model.project import Project
from tnstudio.model.trained import TrainedNetwork


def recorder_of(order: Order, keep: int | None = None) -> RunRecorder:
    """Return what makes a run of an order, or goes on with one.

    Parameters
    ----------
    keep : int, optional
        How many epochs' weights the run keeps; as many as is usual without it.
    """
    return RunRecorder(order.source, now(), keep, order.start, order.before)


class KeptTraining:
    """Takes the events of a session and puts what it came to into a project.

    Parameters
    ----------
    project : Project
        All else that is kept.
    order : Order
    keep : int, optional
        As for `recorder_of`.
    """

    def __init__(self, project: Project, order: Order, keep: int | None = None) -> None:
        self._project = project
        self._order = order
        self._recorder = recorder_of(order, keep)

    def take(self, event: SessionEvent | None) -> None:
        """Take what the session tells."""
        self._recorder.take(event)

    def with_checkpoint(self, trained: TrainedNetwork) -> Project:
        """Return the project with what was learned so far.

        Without a chip: one that belongs to it is made in the end.
        """
        return replace(self._with_run(trained), trained=trained, program=None)

    def with_training(self, trained: TrainedNetwork) -> Project:
        """Return the project with a result and its run, one copy ready to run."""
        project = self._with_run(trained)
        seed = trained.settings.seed
        program = finished(deploying(trained, project.network, 1, seed))
        return replace(project, trained=trained, program=program)

    def _with_run(self, trained: TrainedNetwork) -> Project:
        return with_run(self._project, self._recorder.run(trained), self._order.start)

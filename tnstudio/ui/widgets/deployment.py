"""Deployment as a job, and whether the chip is that of the trained network."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tnstudio.app.deployment import deploying
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.widgets.fields import About

if TYPE_CHECKING:
    from tnstudio.model.program import ChipProgram

COPIES = About(
    "copies",
    tr("Copies"),
    tr("Copies of the network on the chip, each with synapses of its own."),
    equation=tr("P(synapse is on) = c̃"),
)
SEED = About(
    "deploy-seed",
    tr("Seed"),
    tr("Draws the synapses: the same seed gives the same chip."),
    tr("0 to 2⁶³ - 1"),
)


def _learned(trained: TrainedNetwork | None) -> object:
    """Return what a chip is sampled from: measured tables come and go beside it."""
    return None if trained is None else trained.layers


class Deployment(QObject):
    """Samples a chip in the background.

    Attributes
    ----------
    deployed : Signal of ChipProgram
    failed : Signal of TNStudioError
    changed : Signal
        Busy or not.
    """

    deployed = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._run_id = 0
        self._trained: TrainedNetwork | None = None
        self._pair: tuple[ChipProgram | None, TrainedNetwork | None] = (None, None)

    @property
    def is_busy(self) -> bool:
        """Whether a chip is being sampled."""
        return self._run_id != 0

    def believe(self, project: Project) -> None:
        """Take the chip of a project that was opened for that of its training."""
        self._pair = project.program, project.trained

    def is_outdated(self, project: Project) -> bool:
        """Tell whether the chip is known to be of another training."""
        program, trained = self._pair
        return (
            project.program is not None
            and project.program is program
            and _learned(project.trained) is not _learned(trained)
        )

    def start(
        self, trained: TrainedNetwork, network: Network, copies: int, seed: int
    ) -> None:
        """Sample copies of a trained network, unless that is under way.

        Parameters
        ----------
        network : Network
            The design as it is now: it may have placed the cores elsewhere.
        """
        if self.is_busy:
            return
        self._trained = trained
        job = Job(tr("Deploying"), lambda: deploying(trained, network, copies, seed))
        self._run_id = self._jobs.start(job, self._take)
        self.changed.emit()

    def abandon(self) -> None:
        """Forget the chip that is being sampled."""
        if self.is_busy:
            self._jobs.cancel(self._run_id)
            self._run_id = 0
            self.changed.emit()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id or isinstance(event, Happened):
            return
        self._run_id = 0
        self.changed.emit()
        if isinstance(event, Finished):
            self._pair = event.result, self._trained
            self.deployed.emit(event.result)
        elif isinstance(event, Failed):
            self.failed.emit(event.error)

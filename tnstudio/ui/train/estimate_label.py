"""What the next run is likely to take, told before it starts."""

from PySide6.QtWidgets import QLabel, QWidget

from tnstudio.app.jobs import Failed, Finished, Job, JobEvent
from tnstudio.app.machine import machine_memory
from tnstudio.app.training_estimate import (
    TrainingEstimate,
    estimated,
    measuring_pace,
    pace_of,
)
from tnstudio.app.training_session import EpochFinished
from tnstudio.app.wording import bytes_text
from tnstudio.datasets.images import Dataset
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.records import TrainingSettings
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio

NOTICED = 0.1
"""Smaller changes of the pace are not worth a line in a file."""


class EstimateLabel(QLabel):
    """Tells time and memory; the pace of this computer is remembered.

    It is measured when it is first needed, and again by every epoch of a run.
    """

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training-estimate")
        self.setAccessibleName(tr("Estimate of time and memory"))
        self.setWordWrap(True)
        self.setContentsMargins(13, 0, 4, 2)
        self._studio = studio
        self._run_id = 0
        # Or has asked for one.
        self._has_pace = studio.settings.values.training_pace > 0
        self._asked: tuple[Network, Dataset, TrainingSettings] | None = None

    @property
    def is_measuring(self) -> bool:
        """Whether the pace is being measured."""
        return self._run_id != 0

    def ask(
        self, network: Network, dataset: Dataset | None, settings: TrainingSettings
    ) -> None:
        """Tell what a run would take; nothing while that cannot be known."""
        self._asked = None if dataset is None else (network, dataset, settings)
        if self._asked is not None and not self._has_pace:
            self._has_pace = True
            job = Job(tr("Measuring the pace"), measuring_pace)
            self._run_id = self._studio.jobs.start(job, self._take)
        self._draw()

    def take_epoch(self, event: EpochFinished) -> None:
        """Measure the pace by an epoch of a run with the images that were asked of."""
        trained, record = event.snapshot, event.record
        # The first epoch may have had to wait for kernels.
        if self._asked is None or record.epoch == 1 < trained.settings.epochs:
            return
        dataset = self._asked[1]
        pace = pace_of(trained.network, dataset, trained.settings, record.seconds)
        known = self._studio.settings.values.training_pace
        if abs(pace - known) > NOTICED * known:
            self._remember(pace)

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, Finished | Failed):
            self._run_id = 0
        if isinstance(event, Finished):
            self._remember(event.result)

    def _remember(self, pace: float) -> None:
        self._studio.settings.change(training_pace=pace)
        self._draw()

    def _draw(self) -> None:
        pace = self._studio.settings.values.training_pace
        estimate = None
        if self._asked is not None and pace:
            network, dataset, settings = self._asked
            try:
                estimate = estimated(network, dataset, settings, pace)
            except TNStudioError:
                # What is wrong with the design, the banner tells.
                estimate = None
        self._show(estimate)

    def _show(self, estimate: TrainingEstimate | None) -> None:
        self.setHidden(estimate is None)
        if estimate is None or self._asked is None:
            self.setText("")
            return
        excess = estimate.excess(machine_memory())
        told = "\n".join(estimate.parts(self._asked[2].epochs))
        self.setText(excess or told)
        self.setToolTip(
            tr(
                "By what there is to compute and the pace of this computer: of its "
                "last epoch, or measured in a moment.<br>"
                "Images {image_bytes}, network and batch {network_bytes}, "
                "checkpoints and measurements {other_bytes}.",
                image_bytes=bytes_text(estimate.image_bytes),
                network_bytes=bytes_text(estimate.network_bytes),
                other_bytes=bytes_text(estimate.other_bytes),
            )
        )
        self.setProperty("role", "problem" if excess else "muted")
        self.style().polish(self)

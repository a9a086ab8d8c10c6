"""The images that the chip takes for something else, found in the background."""

from PySide6.QtCore import QObject, Signal

from tnstudio.app.chip_mistakes import ChipDecisions, deciding
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.progress import MeasurementProgress
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr
from tnstudio.ui.qt_bridge import Jobs

TITLE = tr("Finding wrong images")


class WrongImages(QObject):
    """What the chip takes each image for, found once for a chip and an encoding.

    Attributes
    ----------
    changed : Signal
        Something is found, a job has started, got on or ended, or there is
        another chip, set or encoding.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._of: tuple[ChipProgram, ImageSet, Encoding, int] | None = None
        self._run_id = 0
        self._found: ChipDecisions | None = None
        self._error: TNStudioError | None = None
        self._was_cancelled = False
        self._share = 0.0

    @property
    def found(self) -> ChipDecisions | None:
        """What the chip takes each image for; None while that is not known."""
        return self._found

    @property
    def error(self) -> TNStudioError | None:
        """Why it cannot be known."""
        return self._error

    @property
    def is_busy(self) -> bool:
        """Whether images are being shown to the chip."""
        return self._run_id != 0

    @property
    def share(self) -> float:
        """How much of that is done, 0..1."""
        return self._share

    def show(
        self, program: ChipProgram, images: ImageSet, encoding: Encoding, seed: int
    ) -> None:
        """Take another chip, set or encoding; what was found of others is forgotten.

        Parameters
        ----------
        seed : int
            Of the input spikes; the rate code draws none.
        """
        new = program, images, encoding, seed if encoding == "stochastic" else 0
        old = self._of
        is_same = old is not None and all(
            a is b if k < 2 else a == b
            for k, (a, b) in enumerate(zip(old, new, strict=True))
        )
        if not is_same:
            self._of = new
            self._end()
            self._forget()
            self.changed.emit()

    def want(self) -> None:
        """Show the images, unless that was done, has failed or was cancelled."""
        known = self._found or self._error or self._run_id or self._was_cancelled
        if self._of is None or known:
            return
        of = self._of
        job = Job(TITLE, lambda: deciding(*of), at_stake=False)
        self._run_id = self._jobs.start(job, self._take)
        self.changed.emit()

    def want_again(self) -> None:
        """Show the images although that was cancelled or has failed."""
        self._was_cancelled, self._error = False, None
        self.want()

    def cancel(self) -> None:
        """Stop showing images."""
        if self.is_busy:
            self._end()
            self._was_cancelled = True
            self.changed.emit()

    def _forget(self) -> None:
        self._found = self._error = None
        self._was_cancelled = False
        self._share = 0.0

    def _end(self) -> None:
        if self.is_busy:
            self._jobs.cancel(self._run_id)
            self._run_id = 0

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            if isinstance(event.event, MeasurementProgress):
                self._share = event.event.share
                self.changed.emit()
            return
        self._run_id = 0
        if isinstance(event, Finished):
            self._found = event.result
        elif isinstance(event, Failed):
            self._error = event.error
        else:
            # By the status bar.
            self._was_cancelled = True
        self.changed.emit()

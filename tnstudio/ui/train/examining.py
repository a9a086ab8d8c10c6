"""The test images shown to the trained network, in the background."""

from PySide6.QtCore import QObject, Signal

from tnstudio.app.confusion import Examination, examine
from tnstudio.app.document import Changes, Part
from tnstudio.app.evaluation import EvaluationProgress
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent, Work
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.dataset_field import DatasetField


def _examining(trained: TrainedNetwork, images: ImageSet) -> Work:
    result = None
    for event in examine(trained, images):
        if isinstance(event, Examination):
            result = event
        else:
            yield event
    return result


class Examining(QObject):
    """What showing all test images has found; one for all pages.

    Attributes
    ----------
    changed : Signal
        A job has started or ended, or there is another network or data set.
    progressed : Signal of float
        How much is done, 0..1.
    """

    changed = Signal()
    progressed = Signal(float)

    def __init__(
        self, studio: Studio, data: DatasetField, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = studio.document
        self._jobs = studio.jobs
        self._data = data
        self._run_id = 0
        self._trained: TrainedNetwork | None = None
        self._images: ImageSet | None = None
        self._result: Examination | None = None
        self._error: TNStudioError | None = None
        self._was_cancelled = False
        self._take_new()
        studio.document.listen(self._follow)
        data.changed.connect(self._take_new)

    @property
    def data(self) -> DatasetField:
        """The data set that the images are of."""
        return self._data

    @property
    def trained(self) -> TrainedNetwork | None:
        """The trained network of the document."""
        return self._trained

    @property
    def images(self) -> ImageSet | None:
        """The test images; None while they have not been read."""
        return self._images

    @property
    def result(self) -> Examination | None:
        """What was found for this network and these images."""
        return self._result

    @property
    def error(self) -> TNStudioError | None:
        """Why there is nothing to be found."""
        return self._error or self._data.error

    @property
    def is_busy(self) -> bool:
        """Whether images are being shown."""
        return self._run_id != 0

    @property
    def was_cancelled(self) -> bool:
        """Whether the user has stopped it: it starts again only when asked."""
        return self._was_cancelled

    def want(self) -> None:
        """Show the images, unless that was done, has failed or was cancelled."""
        self._data.read()
        trained, images = self._trained, self._images
        known = self._result or self._error or self.is_busy or self._was_cancelled
        if trained is None or images is None or known:
            return
        job = Job(tr("Showing test images"), lambda: _examining(trained, images))
        self._run_id = self._jobs.start(job, self._take)
        self.changed.emit()

    def want_again(self) -> None:
        """Show the images although that was cancelled."""
        self._was_cancelled = False
        self.want()

    def cancel(self) -> None:
        """Stop showing images."""
        if self.is_busy:
            self._stop()
            self._was_cancelled = True
            self.changed.emit()

    def _stop(self) -> None:
        if self.is_busy:
            self._jobs.cancel(self._run_id)
            self._run_id = 0

    def _follow(self, changes: Changes) -> None:
        if Part.TRAINED in changes.parts:
            self._take_new()

    def _take_new(self) -> None:
        """Forget what was found of another network or of other images."""
        dataset = self._data.dataset
        trained = self._document.project.trained
        images = None if dataset is None else dataset.test
        if trained is not self._trained or images is not self._images:
            self._stop()
            self._trained, self._images = trained, images
            self._result = self._error = None
            self._was_cancelled = False
        self.changed.emit()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            if isinstance(event.event, EvaluationProgress):
                self.progressed.emit(event.event.done / event.event.total)
            return
        self._run_id = 0
        if isinstance(event, Finished):
            self._result = event.result
        elif isinstance(event, Failed):
            self._error = event.error
        self.changed.emit()

"""How augmentation moves images, drawn anew while its settings change."""

from functools import partial

import numpy as np
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tnstudio.app.augmentation_preview import (
    Preview,
    examples_of_classes,
    previewing,
)
from tnstudio.app.jobs import Work
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.records import Augmentation
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.newest import Newest
from tnstudio.ui.train.preview_grid import PreviewGrid
from tnstudio.ui.train.settings_panel import SettingsPanel
from tnstudio.ui.widgets.card import Card

IMAGES = 6
EPOCHS = 5


class AugmentationCard(Card):
    """Some images beside what the first epochs make of them.

    The drawings are those of training with the settings of the panel: the same
    seed, the same epochs.
    """

    def __init__(
        self, studio: Studio, panel: SettingsPanel, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Augmentation"), "augmentation-card", parent)
        self._panel = panel
        self._images: ImageSet | None = None
        self._indices = np.zeros(0, np.int64)
        self._draw = 0
        self._newest = Newest(studio.jobs, tr("Drawing images"), self)
        self._newest.found.connect(self._show)
        self._newest.failed.connect(self._tell_problem)
        self.grid = PreviewGrid(studio.theme, self)
        self._told = QLabel(self)
        self._told.setObjectName("augmentation-told")
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self.again = QPushButton(tr("&Other images"), self)
        self.again.setObjectName("augmentation-again")
        self.again.setToolTip(tr("Draw other images to see moved, one of each class"))
        self.again.clicked.connect(self._draw_again)
        self.header.addStretch(1)
        self.header.addWidget(self.again)
        self.body.addWidget(self._told)
        self.body.addWidget(self.grid, 1)
        panel.changed.connect(self._want)

    @property
    def is_busy(self) -> bool:
        """Whether images are being drawn."""
        return self._newest.is_busy

    def show_images(self, images: ImageSet | None) -> None:
        """Show some of these images, or none."""
        if images is not self._images:
            self._newest.forget()
            self._images = images
            self._indices = np.zeros(0, np.int64)
            self.grid.show_preview(None)
        self._want()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed while nobody looked."""
        super().showEvent(event)
        self._want()

    def _draw_again(self) -> None:
        self._draw += 1
        self._indices = np.zeros(0, np.int64)
        self._want()

    def _want(self) -> None:
        images, settings = self._images, self._panel.settings
        self._told.setText(_told(settings.augmentation))
        if images is None or not self.isVisible():
            return
        self._newest.want(
            partial(
                _work,
                images,
                self._indices,
                self._draw,
                settings.augmentation,
                settings.seed,
            )
        )

    def _show(self, preview: Preview) -> None:
        self._indices = preview.indices
        self.grid.show_preview(preview)

    def _tell_problem(self, error: TNStudioError) -> None:
        self.grid.show_preview(None)
        self._told.setText(str(error))


def _work(
    images: ImageSet,
    indices: np.ndarray[tuple[int], np.dtype[np.int64]],
    draw: int,
    augmentation: Augmentation,
    seed: int,
) -> Work:
    yield
    if not len(indices):
        indices = examples_of_classes(images, IMAGES, draw)
    return (yield from previewing(images, indices, augmentation, seed, EPOCHS))


def _told(augmentation: Augmentation) -> str:
    if not augmentation.moves:
        return tr("None is set: every epoch sees the images as they are.")
    return tr(
        "Turned by up to ±{rotation:g}°, shifted by up to "
        "±{shift:g} px each way, rescaled by up to "
        "±{rescale:g} %, drawn anew in each epoch.",
        rotation=augmentation.rotation,
        shift=augmentation.shift,
        rescale=100 * augmentation.rescale,
    )

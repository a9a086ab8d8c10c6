"""Which classes are taken for which, and the images behind it."""

from typing import ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.confusion import Decisions
from tnstudio.app.document import Part
from tnstudio.app.wording import counted
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.amounts import images_told
from tnstudio.ui.train.cell_grid import CellGrid, Cells
from tnstudio.ui.train.examining import Examining
from tnstudio.ui.train.picture_wall import PictureWall, Tiles
from tnstudio.ui.train.weight_colours import blended, of_images
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.empty_state import EmptyState
from tnstudio.ui.widgets.paper_figure import PaperFigure, TablePanel
from tnstudio.ui.widgets.picture_file import PAPER
from tnstudio.ui.widgets.plot_export import ExportButton
from tnstudio.ui.widgets.screen_panel import screen_figure

MOST_IMAGES = 60
"""Shown at once."""

IMAGE_SIDE = 52
"""Least side of an image, in pixels."""

MOST_NUMBERED = 100
"""Classes whose cells have numbers, if there is room for them."""

TITLES = tr("class"), tr("taken for")
"""What rows and columns of the matrix are."""

MOST_SIDE = 96
"""Larger images are shown with every second, third … pixel only."""


class MistakesPage(DocumentView):
    """The confusion matrix, and the images of one of its cells."""

    follows: ClassVar[Part] = Part.TRAINED

    def __init__(self, studio: Studio, examining: Examining, parent: QWidget) -> None:
        super().__init__(studio, parent)
        self.setObjectName("page-mistakes")
        self._examining = examining
        self._cell: tuple[int, int] | None = None
        self._shown: npt.NDArray[np.intp] = np.zeros(0, np.intp)
        self.empty = EmptyState(studio.theme, "mistakes-empty", self)
        self.empty.wanted.connect(examining.want_again)
        self._stack = QStackedWidget(self)
        for widget in (self.empty, self._progress_view(), self._figures()):
            self._stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        examining.changed.connect(self._take_examined)
        examining.progressed.connect(self._show_progress)
        studio.theme.changed.connect(self._take_examined)

    # -- What every page does

    def rehearse(self) -> None:
        """Bring the page into a state worth a picture."""
        self._examining.want()

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        return self.is_fresh and not self._examining.is_busy

    def refresh(self, parts: Part) -> None:  # noqa: ARG002
        """Show what there is of the network as it is now."""
        self._cell = None
        self._take_examined()

    # -- Construction

    def _progress_view(self) -> QWidget:
        view = QWidget(self)
        told = QLabel(
            tr("Showing the test images to the network and to a chip …"), view
        )
        self._bar = QProgressBar(view)
        self._bar.setObjectName("mistakes-progress")
        self._bar.setAccessibleName(tr("Test images shown"))
        self._bar.setRange(0, 100)
        self._bar.setFixedWidth(320)
        self._bar.setFixedHeight(8)
        self._bar.setTextVisible(False)
        self.cancel = QPushButton(tr("Cancel"), view)
        self.cancel.setObjectName("mistakes-cancel")
        self.cancel.setToolTip(tr("Show no more images"))
        self.cancel.clicked.connect(self._examining.cancel)
        row = QHBoxLayout()
        row.addStretch(1)
        column = QVBoxLayout(view)
        column.addStretch(1)
        inner = QVBoxLayout()
        inner.setSpacing(10)
        for widget in (told, self._bar, self.cancel):
            inner.addWidget(widget)
        row.addLayout(inner)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return view

    def _figures(self) -> QWidget:
        view = QWidget(self)
        layout = QHBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._confusion_card(view), 1)
        layout.addWidget(self._images_card(view), 1)
        return view

    def _confusion_card(self, parent: QWidget) -> Card:
        card = Card(tr("Confusion"), "mistakes-confusion-card", parent)
        self._who = QComboBox(card)
        self._who.setObjectName("mistakes-who")
        self._who.setAccessibleName(tr("Who decides"))
        self._who.setToolTip(tr("The training network, or a chip sampled from it"))
        self._who.setMinimumWidth(110)
        self._who.addItems([tr("Training network"), tr("Chip: 1 copy, 1 tick")])
        self._who.currentIndexChanged.connect(self._show_all)
        self._accuracy = QLabel(card)
        self._accuracy.setObjectName("mistakes-accuracy")
        self._count = QLabel(card)
        self._count.setObjectName("mistakes-count")
        self._count.setWordWrap(True)
        theme = self._studio.theme
        self.grid = CellGrid(theme, "mistakes-confusion", tr("Confusion matrix"), card)
        self.grid.chosen.connect(self._choose_cell)
        below = QHBoxLayout()
        below.addWidget(self._count, 1)
        below.addWidget(self._accuracy)
        card.header.addStretch(1)
        card.header.addWidget(self._who)
        ExportButton(self._studio, card, self._confusion_figures)
        card.body.addWidget(self.grid, 1)
        card.body.addLayout(below)
        return card

    def _images_card(self, parent: QWidget) -> Card:
        card = self._images = Card(tr("Worst mistakes"), "mistakes-images-card", parent)
        self.worst = QPushButton(tr("Wor&st mistakes"), card)
        self.worst.setObjectName("mistakes-worst")
        self.worst.setToolTip(tr("The wrong decisions of which the network is surest"))
        self.worst.clicked.connect(lambda: self._choose(None))
        self.wall = PictureWall(
            self._studio.theme, "mistakes-images", tr("Images"), card
        )
        self.wall.chosen.connect(self._tell_image)
        self._told = QLabel(card)
        self._told.setObjectName("mistakes-told")
        self._told.setWordWrap(True)
        card.header.addStretch(1)
        card.header.addWidget(self.worst)
        ExportButton(self._studio, card, self._images_figures)
        card.body.addWidget(self.wall, 1)
        card.body.addWidget(self._told)
        return card

    def _images_figures(self) -> tuple[PaperFigure, ...]:
        title = tr("Worst mistakes")
        return (screen_figure("mistakes", title, self.wall, self._studio.theme),)

    # -- States

    def _take_examined(self) -> None:
        if not self.isVisible():
            self._stale |= self.follows
            return
        examining = self._examining
        examining.want()
        if examining.result is not None:
            self._stack.setCurrentIndex(2)
            self._show_all()
        elif examining.is_busy:
            self._stack.setCurrentIndex(1)
        else:
            self._stack.setCurrentIndex(0)
            self._tell_why_empty()

    def _tell_why_empty(self) -> None:
        examining = self._examining
        if examining.trained is None:
            told = (
                tr("Not trained yet"),
                tr(
                    "Once there is a trained network, its decisions on the test images "
                    "are counted here."
                ),
                "",
            )
        elif examining.error is not None:
            told = tr("The test images cannot be shown"), str(examining.error), ""
        elif examining.was_cancelled:
            told = (
                tr("Cancelled"),
                tr("The decisions have not been counted."),
                tr("Show the test images"),
            )
        else:
            told = tr("Reading images …"), tr("The data set is being read."), ""
        self.empty.tell("mdi6.grid", *told)

    def _show_progress(self, share: float) -> None:
        self._bar.setValue(round(100 * share))

    # -- Figures

    def _decisions(self) -> Decisions | None:
        result = self._examining.result
        if result is None:
            return None
        return result.chip if self._who.currentIndex() else result.network

    def _show_all(self) -> None:
        decisions, trained = self._decisions(), self._examining.trained
        if decisions is None or trained is None:
            return
        names = trained.network.readout.class_names
        confusion = decisions.confusion()
        self._accuracy.setText(
            tr("{percent:.2f} % right", percent=100 * decisions.accuracy)
        )

        def tell(row: int, column: int) -> str:
            count, of = confusion[row, column], confusion[row].sum()
            told = _recognised(count, of, names[row])
            if row != column:
                told = _taken(count, of, names[row], names[column])
            return f"{told} ({100 * count / of:.1f} %)" if of else told

        cells = Cells(
            _coloured(confusion, self._studio.theme.colours),
            tell,
            texts=_counts(confusion),
            rows=names,
            columns=names,
            titles=TITLES,
        )
        self.grid.show_cells(cells)
        self._count.setText(self.grid.told())
        self._show_images()

    def _confusion_figures(self) -> tuple[PaperFigure, ...]:
        """Return the matrix on show, to be exported."""
        decisions, trained = self._decisions(), self._examining.trained
        if decisions is None or trained is None:
            return ()
        names = trained.network.readout.class_names
        confusion = decisions.confusion()
        panel = TablePanel(
            _coloured(confusion, PAPER),
            _counts(confusion),
            names,
            names,
            TITLES,
            f"{self._who.currentText()}: {self._accuracy.text()}",
        )
        return (
            PaperFigure(
                "confusion",
                tr("Confusion"),
                (panel,),
                ("class", *names),
                lambda: (
                    (name, *counts)
                    for name, counts in zip(names, confusion.tolist(), strict=True)
                ),
            ),
        )

    def _choose_cell(self, row: int, column: int) -> None:
        self._choose((row, column))

    def _choose(self, cell: tuple[int, int] | None) -> None:
        self._cell = cell
        self._count.setText(self.grid.told())
        self._show_images()

    def _show_images(self) -> None:
        decisions, images = self._decisions(), self._examining.images
        trained = self._examining.trained
        if decisions is None or images is None or trained is None:
            return
        names = trained.network.readout.class_names
        if self._cell is None:
            found = decisions.mistakes()
            heading = counted(found.size, "mistake")
        else:
            label, other = self._cell
            found = decisions.images_of(label, other)
            heading = f"{names[label]} → {names[other]}: {_counted(found.size)}"
        self._images.set_heading(heading)
        self._shown = found[:MOST_IMAGES]
        pixels = images.pixels[self._shown]
        step = -(-max(pixels.shape[1:3]) // MOST_SIDE)
        self.wall.show_tiles(
            Tiles(
                of_images(pixels[:, ::step, ::step]),
                tuple(str(image) for image in self._shown),
                self._words_of,
                least_side=IMAGE_SIDE,
            )
        )
        self._tell_image()

    def _words_of(self, tile: int) -> str:
        decisions, trained = self._decisions(), self._examining.trained
        if decisions is None or trained is None:
            return ""
        image = int(self._shown[tile])
        names = trained.network.readout.class_names
        label, found = int(decisions.labels[image]), int(decisions.found[image])
        if label == found:
            return tr(
                "Image {image}: {label}, recognised", image=image, label=names[label]
            )
        return tr(
            "Image {image}: {label}, taken for {other}; the training network scores "
            "it {margin:+.2f} against the right class",
            image=image,
            label=names[label],
            other=names[found],
            margin=decisions.margins[image],
        )

    def _tell_image(self) -> None:
        tile = self.wall.index
        self._told.setText(self._words_of(tile) if tile >= 0 else tr("No such image"))


def _coloured(
    confusion: npt.NDArray[np.int64], colours: Colours
) -> npt.NDArray[np.uint32]:
    """Return the colours of the cells: by the share of a class's images."""
    rows = np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    # The root lets a few images be seen beside many.
    diagonal = np.eye(len(confusion), dtype=np.bool_)
    shares = np.sqrt(confusion / rows)
    most = max(1e-9, float(shares[~diagonal].max(initial=0)))
    right = blended(colours.surface, colours.positive, shares)
    wrong = blended(colours.surface, colours.negative, np.minimum(1, shares / most))
    return np.where(diagonal, right, wrong)


def _counts(confusion: npt.NDArray[np.int64]) -> npt.NDArray[np.str_] | None:
    """Return what is written into cells; none if they are too many for that."""
    if len(confusion) > MOST_NUMBERED:
        return None
    return np.where(confusion > 0, confusion.astype(np.str_), "")


def _counted(images: int) -> str:
    if images > MOST_IMAGES:
        return tr("{shown} of {images:,} images", shown=MOST_IMAGES, images=images)
    return images_told(images)


def _recognised(count: int, of: int, label: str) -> str:
    return tr(
        "{count:,} of {of:,} images of {label} recognised",
        count=count,
        of=of,
        label=label,
    )


def _taken(count: int, of: int, label: str, other: str) -> str:
    return tr(
        "{count:,} of {of:,} images of {label} taken for {other}",
        count=count,
        of=of,
        label=label,
        other=other,
    )

"""The data set: its classes, examples of them, how they are moved."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.data_design import design_for
from tnstudio.app.data_summary import DataSummary, class_examples, summarising
from tnstudio.app.document import Part
from tnstudio.app.jobs import Work
from tnstudio.datasets.images import Dataset
from tnstudio.datasets.load import require_matching
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.texts import tr
from tnstudio.ui.dialogs import sentence
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.augmentation_card import AugmentationCard
from tnstudio.ui.train.class_table import EXAMPLES, Classes, ClassTable
from tnstudio.ui.train.newest import Newest
from tnstudio.ui.train.settings_panel import SettingsPanel
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.empty_state import EmptyState
from tnstudio.ui.widgets.long_text import breakable
from tnstudio.ui.widgets.paper_figure import PaperFigure
from tnstudio.ui.widgets.plot_export import ExportButton
from tnstudio.ui.widgets.screen_panel import screen_figure

ONE_CLASS = tr("All images are of one class: there is nothing to learn to tell apart.")


class DataPage(DocumentView):
    """Classes at the left, augmentation at the right, what is wrong above."""

    follows: ClassVar[Part] = Part.NETWORK

    def __init__(self, studio: Studio, panel: SettingsPanel, parent: QWidget) -> None:
        super().__init__(studio, parent)
        self.setObjectName("page-data")
        self._data = panel.data
        self._dataset: Dataset | None = None
        self._classes: Classes | None = None
        self._draw = 0
        self._newest = Newest(studio.jobs, tr("Counting images"), self)
        self._newest.found.connect(self._show_classes)
        self.empty = EmptyState(studio.theme, "data-empty", self)
        self._stack = QStackedWidget(self)
        for widget in (self.empty, self._figures(panel), self._unread_card()):
            self._stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._data.changed.connect(self._take_data)

    # -- What every page does

    def rehearse(self) -> None:
        """Bring the page into a state worth a picture."""
        self._data.read()

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        busy = self._newest.is_busy or self.augmentation.is_busy
        return self.is_fresh and not busy

    def refresh(self, parts: Part) -> None:  # noqa: ARG002
        """Show the data set, and whether the design can read it."""
        self._take_data()

    # -- Construction

    def _figures(self, panel: SettingsPanel) -> QWidget:
        view = QWidget(self)
        self.banner = Banner(self._studio.theme, "data-mismatch", view)
        self.fit = QPushButton(tr("Set up the design for these images"), view)
        self.fit.setObjectName("data-fit")
        self.fit.setToolTip(
            tr(
                "Gives the design the input and the classes of this data set. Its "
                "layers "
                "stay if they fit, else others are proposed. Undo takes it back."
            )
        )
        self.fit.clicked.connect(self._fit_design)
        above = QHBoxLayout()
        above.addWidget(self.banner, 1)
        above.addWidget(self.fit)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._classes_card(view), 5)
        self.augmentation = AugmentationCard(self._studio, panel, view)
        below.addWidget(self.augmentation, 4)
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(above)
        layout.addLayout(below, 1)
        return view

    def _classes_card(self, parent: QWidget) -> Card:
        card = Card(tr("Classes"), "data-classes-card", parent)
        self.again = QPushButton(tr("Other e&xamples"), card)
        self.again.setObjectName("data-again")
        self.again.setToolTip(tr("Draw other images of each class"))
        self.again.clicked.connect(self._draw_again)
        self.table = ClassTable(self._studio.theme, card)
        self._facts = _text("data-facts", card)
        self._remarks = _text("data-remarks", card)
        self._remarks.setProperty("role", "advice")
        card.header.addStretch(1)
        card.header.addWidget(self.again)
        ExportButton(self._studio, card, self._classes_figures)
        card.body.addWidget(self._facts)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._remarks)
        return card

    def _classes_figures(self) -> tuple[PaperFigure, ...]:
        title = tr("Classes")
        return (screen_figure("classes", title, self.table, self._studio.theme),)

    def _unread_card(self) -> Card:
        """Return what shows an error, however long: each file may have one."""
        card = Card(tr("The data set was not read"), "data-unread-card", self)
        self.read_again = QPushButton(tr("Read agai&n"), card)
        self.read_again.setObjectName("data-read-again")
        self.read_again.setToolTip(tr("Read the images anew"))
        self.read_again.clicked.connect(self._data.read_again)
        self._problem = QPlainTextEdit(card)
        self._problem.setObjectName("data-problem")
        self._problem.setAccessibleName(tr("Why the data set was not read"))
        self._problem.setReadOnly(True)
        self._problem.setTabChangesFocus(True)
        card.header.addStretch(1)
        card.header.addWidget(self.read_again)
        card.body.addWidget(self._problem, 1)
        return card

    # -- States

    def _take_data(self) -> None:
        if not self.isVisible():
            self._stale |= self.follows
            return
        self._data.read()
        dataset = self._data.dataset
        if dataset is not self._dataset:
            self._dataset, self._classes = dataset, None
            self._newest.forget()
            self.table.show_classes(None)
        self.augmentation.show_images(None if dataset is None else dataset.train)
        if dataset is None:
            self._tell_why_empty()
            return
        self._stack.setCurrentIndex(1)
        self._tell_mismatch(dataset)
        if self._classes is None and not self._newest.is_busy:
            self._tell_facts(dataset, None)
            self._want(dataset)

    def _tell_why_empty(self) -> None:
        error = self._data.error
        self._stack.setCurrentIndex(0 if error is None else 2)
        if error is not None:
            self._problem.setPlainText(str(error))
        icon, text = "mdi6.image-multiple-outline", tr("The data set is being read.")
        self.empty.tell(icon, tr("Reading images …"), text)

    def _tell_mismatch(self, dataset: Dataset) -> None:
        told = mismatch(dataset, self._studio.document.network)
        is_of_use = dataset.train.classes > 1
        self.banner.tell(told if is_of_use else ONE_CLASS, "advice")
        self.fit.setVisible(bool(told) and is_of_use)

    def _fit_design(self) -> None:
        dataset, document = self._dataset, self._studio.document
        if dataset is not None:
            fitting = design_for(dataset, document.network)
            document.edit_network(tr("Set up for {name}", name=dataset.name), fitting)

    # -- Classes

    def _want(self, dataset: Dataset) -> None:
        known = None if self._classes is None else self._classes.summary
        self._newest.want(partial(_surveying, dataset, self._draw, known))

    def _draw_again(self) -> None:
        if self._dataset is not None:
            self._draw += 1
            self._want(self._dataset)

    def _show_classes(self, classes: Classes) -> None:
        self._classes = classes
        self.table.show_classes(classes)
        if self._dataset is not None:
            self._tell_facts(self._dataset, classes.summary)

    def _tell_facts(self, dataset: Dataset, summary: DataSummary | None) -> None:
        rows, columns, channels = dataset.train.shape
        facts = tr(
            "{train:,} to train, {test:,} to test; {rows} × {columns} × {channels}",
            train=len(dataset.train),
            test=len(dataset.test),
            rows=rows,
            columns=columns,
            channels=channels,
        )
        remarks = dataset.remarks
        if summary is not None:
            facts = tr(
                "{facts}; values {lowest:.3g} to {highest:.3g}",
                facts=facts,
                lowest=summary.lowest,
                highest=summary.highest,
            )
            remarks = summary.remarks
        self._facts.setText(breakable(facts))
        self._remarks.setText(breakable("\n".join(f"⚠ {r}" for r in remarks)))
        self._remarks.setVisible(bool(remarks))


def mismatch(dataset: Dataset, network: Network) -> str:
    """Return why a design cannot read a data set; empty if it can.

    Cores that were built one by one are trained with no images at all.
    """
    if network.circuit is None:
        try:
            require_matching(dataset, network)
        except TNStudioError as error:
            return sentence(error.message)
    return ""


def _surveying(dataset: Dataset, draw: int, known: DataSummary | None) -> Work:
    yield
    summary = known or (yield from summarising(dataset))
    return Classes(
        summary, dataset.train, class_examples(dataset.train, EXAMPLES, draw)
    )


def _text(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setProperty("role", "muted")
    # Names of files and classes are no mark-up.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label

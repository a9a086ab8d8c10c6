"""What can be chosen of an export: input spikes for RANC, the copy for NIR."""

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QWidget

from tnstudio.app.code_names import code_name
from tnstudio.app.interchange import last_tick
from tnstudio.app.outgoing import (
    MOST_TICKS,
    NIR_DEPLOYED,
    RANC,
    ExportChoices,
    ExportKind,
)
from tnstudio.datasets.encoders import ENCODINGS
from tnstudio.model.circuit import Circuit
from tnstudio.model.project import Project
from tnstudio.model.stimulus import ImageSpikes
from tnstudio.texts import plural, tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.choice import Choice
from tnstudio.ui.widgets.dataset_field import DatasetField
from tnstudio.ui.widgets.fields import About, WholeNumber

ENDLESS_TICKS = 1000
"""Proposed for generators that never end."""

IMAGE_TICKS = 16
_MOST_INDEX = 2**31 - 1


class ExportFields(QWidget):
    """The fields of one kind of export; those of no kind take no room.

    Parameters
    ----------
    studio : Studio
        Its jobs read data sets.
    project : Project
    """

    def __init__(self, studio: Studio, project: Project, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export-to-choices")
        self._circuit = project.network.circuit
        copies = 1 if project.program is None else project.program.copies
        self.copy = _number(
            "copy",
            tr("Copy"),
            tr("Which copy of the network on the chip is written"),
            (1, copies),
            self,
        )
        self.copy.setSuffix(tr(" of {number}", number=copies))
        self.ticks = _number(
            "ticks",
            tr("Ticks"),
            tr("Input spikes of so many ticks are written"),
            (1, MOST_TICKS),
            self,
        )
        self.input = self._input_choice()
        self.data = DatasetField(studio, brief=True, parent=self)
        self.split = self._split_choice()
        self.first = _number(
            "first-image",
            tr("First image"),
            tr("Its number in the data set, from 0"),
            (0, _MOST_INDEX),
            self,
        )
        self.images = _number(
            "images",
            tr("Images"),
            tr("How many images are shown, one after the other"),
            (1, MOST_TICKS),
            self,
        )
        self.each = _number(
            "image-ticks",
            tr("Ticks of each"),
            tr("How many ticks each image is shown"),
            (1, MOST_TICKS),
            self,
        )
        self.each.setValue(IMAGE_TICKS)
        self.encoding = self._encoding_choice()
        self._end = QLabel(self)
        self._end.setObjectName("export-to-end")
        self._end.setProperty("role", "muted")
        self._lay_out()
        if self._circuit is not None:
            self._propose_ticks(self._circuit)
        self.input.currentIndexChanged.connect(self._show_images)
        self.each.valueChanged.connect(self._bound_images)
        self._bound_images(IMAGE_TICKS)

    def show_kind(self, kind: ExportKind | None) -> None:
        """Offer what can be chosen for a kind of file."""
        free = self._circuit is not None
        self._form.setRowVisible(
            self.copy, kind is NIR_DEPLOYED and self.copy.maximum() > 1
        )
        self._form.setRowVisible(self._ticks_row, kind is RANC and free)
        self._form.setRowVisible(self.input, kind is RANC and not free)
        self._show_images()

    def chosen(self) -> ExportChoices:
        """Return what was chosen."""
        if self._circuit is not None:
            return ExportChoices(ticks=self.ticks.value())
        if not self._shows_images:
            return ExportChoices(copy=self.copy.value() - 1)
        each = self.each.value()
        images = ImageSpikes(
            self.data.source,
            self.split.currentData(),
            self.encoding.currentData(),
            each,
            self.first.value(),
        )
        return ExportChoices(ticks=each * self.images.value(), images=images)

    def cancel(self) -> None:
        """Read no further: the dialog closes."""
        self.data.cancel()

    @property
    def _shows_images(self) -> bool:
        is_offered = self._form.isRowVisible(self.input)
        return is_offered and bool(self.input.currentData())

    def _input_choice(self) -> Choice:
        tip = tr("What the file lets the chip see")
        choice = self._choice("input", tr("Input spikes"), tip)
        choice.addItem(tr("None"), "")
        choice.addItem(tr("Images of a data set"), "images")
        return choice

    def _split_choice(self) -> Choice:
        tip = tr("Images to test with, or those to train with")
        choice = self._choice("split", tr("Part of the data set"), tip)
        choice.addItem(tr("test"), "test")
        choice.addItem(tr("train"), "train")
        return choice

    def _encoding_choice(self) -> Choice:
        tip = tr("How pixels become spikes")
        choice = self._choice("encoding", tr("Encoding"), tip)
        for encoding in ENCODINGS:
            choice.addItem(code_name(encoding), encoding)
        return choice

    def _choice(self, name: str, label: str, tip: str) -> Choice:
        choice = Choice(self)
        choice.setObjectName(f"export-to-{name}")
        choice.setAccessibleName(label)
        choice.setToolTip(tip)
        return choice

    def _lay_out(self) -> None:
        self._ticks_row = _row(self.ticks, self._end)
        which = _row(self.split, QLabel(tr("from"), self), self.first)
        how = _row(self.images, QLabel("×", self), self.each, self.encoding)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.addRow(tr("&Copy"), self.copy)
        self._add(tr("&Ticks"), self._ticks_row, self.ticks)
        self._form.addRow(tr("&Input spikes"), self.input)
        self._form.addRow(tr("&Data set"), self.data)
        self._add(tr("I&mages"), which, self.split)
        self._add(tr("&Number × ticks"), how, self.images)
        self._of_images = (self.data, which, how)

    def _add(self, text: str, row: QWidget, first: QWidget) -> None:
        label = QLabel(text, self)
        label.setBuddy(first)
        self._form.addRow(label, row)

    def _show_images(self) -> None:
        for row in self._of_images:
            self._form.setRowVisible(row, self._shows_images)
        if self._shows_images:
            self.data.read()

    def _bound_images(self, each: int) -> None:
        self.images.setMaximum(MOST_TICKS // each)

    def _propose_ticks(self, circuit: Circuit) -> None:
        last = last_tick(circuit.stimuli)
        if last is None:
            self.ticks.setValue(ENDLESS_TICKS)
            self._end.setText(tr("The input spikes never end."))
            return
        self.ticks.setValue(last + 1)
        self._end.setText(
            tr("There are no input spikes.")
            if last < 0
            else plural(
                "The input spikes end after {number:,} tick.",
                "The input spikes end after {number:,} ticks.",
                last + 1,
            )
        )


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget(widgets[0].parentWidget())
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return row


def _number(
    name: str, label: str, meaning: str, bounds: tuple[int, int], parent: QWidget
) -> WholeNumber:
    low, high = bounds
    about = About(f"export-to-{name}", label, meaning, f"{low:,} … {high:,}")
    return WholeNumber(about, low, high, low, parent)

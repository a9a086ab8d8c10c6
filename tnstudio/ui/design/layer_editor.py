"""The fields of one layer: R, S, F, what they make, what is wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.ui.design.facts import LayerFacts
from tnstudio.ui.design.problem_notes import ProblemNotes
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.fields import About, WholeNumber

LARGEST = 512
"""What can be typed is wider than what is allowed: rules tell what is wrong."""

_FIELDS = ("window", "stride", "features")


def _abouts(number: int) -> dict[str, About]:
    place = f"layer {number}"
    unit = "inputs" if number == 1 else f"cores of layer {number - 1}"
    features = (
        "The first layer takes all channels of the input."
        if number == 1
        else "Neurons drawn from each core that the window covers."
    )
    return {
        "window": About(
            f"layer-{number}-window",
            f"Window R of {place}",
            f"Rows and columns of a core's window, in {unit}.",
            "R ≥ 1; R × R × F must not exceed the axons of a core",
            "cores per side = ⌊(length − R) / S⌋ + 1",
        ),
        "stride": About(
            f"layer-{number}-stride",
            f"Stride S of {place}",
            "How far the window moves from one core to the next.",
            "S ≥ 1",
            "cores per side = ⌊(length − R) / S⌋ + 1",
        ),
        "features": About(
            f"layer-{number}-features",
            f"Features F of {place}",
            features,
            "F ≥ 1; F × (cores fed) must not exceed the neurons of a core",
            "axons per core = R × R × F",
        ),
    }


class LayerEditor(QFrame):
    """Edits one layer; tells of every change at once.

    Attributes
    ----------
    edited : Signal
        Number of the layer (from 0), field name, value.
    removed : Signal
        Number of the layer (from 0).
    finished : Signal
        The user has left a field: the next change is another edit.
    """

    edited = Signal(int, str, int)
    removed = Signal(int)
    finished = Signal()

    def __init__(self, theme: Theme, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        number = index + 1
        self.setObjectName(f"layer-{number}-editor")
        self.setProperty("role", "layer")
        self._index = index
        self._summary = QLabel(self)
        self._summary.setObjectName(f"layer-{number}-summary")
        self._summary.setProperty("role", "muted")
        self._notes = ProblemNotes(f"layer-{number}-problems", self)
        self._fields = {
            name: self._field(name, about) for name, about in _abouts(number).items()
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 8)
        layout.setSpacing(5)
        layout.addLayout(self._header(theme, number))
        layout.addLayout(self._row())
        layout.addWidget(self._notes)

    def _header(self, theme: Theme, number: int) -> QHBoxLayout:
        title = QLabel(f"Layer {number}", self)
        title.setProperty("role", "subheading")
        remove = QToolButton(self)
        remove.setObjectName(f"layer-{number}-remove")
        remove.setProperty("role", "flat")
        remove.setFixedSize(28, 24)
        remove.setAccessibleName(f"Remove layer {number}")
        remove.setToolTip(
            f"Remove layer {number} (or select it in the outline and press Delete)"
        )
        # Not by Tab: behind the fields a space would remove the layer.
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(lambda: self.removed.emit(self._index))
        theme.keep_icon(remove, "mdi6.trash-can-outline", "muted")
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addWidget(title)
        header.addWidget(self._summary, 1)
        header.addWidget(remove)
        return header

    def _row(self) -> QGridLayout:
        row = QGridLayout()
        row.setHorizontalSpacing(5)
        for k, name in enumerate(_FIELDS):
            label = QLabel("RSF"[k], self)
            label.setProperty("role", "muted")
            label.setBuddy(self._fields[name])
            row.addWidget(label, 0, 2 * k)
            row.addWidget(self._fields[name], 0, 2 * k + 1)
            row.setColumnStretch(2 * k + 1, 1)
        return row

    def _field(self, name: str, about: About) -> WholeNumber:
        field = WholeNumber(about, 0, LARGEST, 0, self)
        field.setKeyboardTracking(True)
        field.setMinimumWidth(58)
        field.valueChanged.connect(
            lambda value: self.edited.emit(self._index, name, value)
        )
        field.editingFinished.connect(self.finished)
        return field

    def show_facts(self, facts: LayerFacts, *, is_selected: bool) -> None:
        """Show another state of the layer; tells of no change."""
        for name, value in (
            ("window", facts.window),
            ("stride", facts.stride),
            ("features", facts.features),
        ):
            field = self._fields[name]
            if field.value() != value:
                field.blockSignals(True)
                field.setValue(value)
                field.blockSignals(False)
        self._fields["features"].setEnabled(facts.features_are_free)
        self._summary.setText(facts.summary)
        self._notes.show_problems(facts.problems)
        self._mark(is_selected=is_selected)

    def _mark(self, *, is_selected: bool) -> None:
        if self.property("selected") != is_selected:
            self.setProperty("selected", is_selected)
            self.style().unpolish(self)
            self.style().polish(self)

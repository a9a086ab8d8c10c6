"""The selected cores, and the selected axons."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from tnstudio.app.circuit_design import move_cores_by
from tnstudio.app.core_design import ByCore, by_core, give_axon_type, rename_core
from tnstudio.app.selection import Kind, Selection
from tnstudio.app.wording import counted
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.texts import tr
from tnstudio.ui.design.chosen_card import ChosenCard
from tnstudio.ui.design.chosen_facts import common_type, ports_told, use_told
from tnstudio.ui.design.circuit_facts import name_of_core
from tnstudio.ui.design.value_fields import ChoiceField, ValueField
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.fields import About, TextField

_ROW = About(
    "core-row", tr("Row on the chip"), tr("The row of the chip's grid."), tr("from 0")
)
_COLUMN = About(
    "core-column",
    tr("Column on the chip"),
    tr("The column of the chip's grid."),
    tr("from 0"),
)
_TYPE = About(
    "axon-type",
    tr("Axon type G"),
    tr(
        "Each neuron has a strength for each type: a synapse on this axon counts by "
        "s[G]."
    ),
    "",
    "V ← V + Σ Aᵢ wᵢⱼ sⱼ[Gᵢ]",
)


def place_from(text: str) -> int:
    """Read a row or column as users type it.

    Raises
    ------
    TNStudioError
        If it is none.
    """
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4):
        raise TNStudioError(
            tr("“{typed}” is no place", typed=plain), hint=tr("count from 0")
        )
    return int(plain)


class CoreCard(ChosenCard):
    """Name, place and use of cores; one core can be renamed and moved."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, tr("Core"), "card-core-free", parent)
        self._cores: tuple[int, ...] = ()
        self._name = TextField(self)
        self._name.setObjectName("core-name")
        self._name.setAccessibleName(tr("Core name"))
        self._name.setToolTip(tr("Name of the core"))
        self._name.textEdited.connect(self._rename)
        self._name.editingFinished.connect(self.end_session)
        self._sides = (
            ValueField(_ROW, place_from, self),
            ValueField(_COLUMN, place_from, self),
        )
        place = QWidget(self)
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for axis, field in enumerate(self._sides):
            if axis:
                row.addWidget(QLabel(",", place))
            row.addWidget(field, 1)
            field.refused.connect(self.tell)
        self._sides[0].edited.connect(lambda row: self._move(0, row))
        self._sides[1].edited.connect(lambda column: self._move(1, column))
        self._axons, self._neurons = QLabel(self), QLabel(self)
        self.add_row(tr("Name"), self._name)
        self.add_row(tr("Row, column"), place)
        self.add_row(tr("Axons"), self._axons)
        self.add_row(tr("Neurons"), self._neurons)

    def show_chosen(self, circuit: Circuit, selection: Selection) -> None:
        """Show the selected cores; one also for its neurons and axons."""
        cores = tuple(
            dict.fromkeys(
                item.core
                for item in selection.of_kind(Kind.CORE)
                if 0 <= item.core < len(circuit.cores)
            )
        )
        if cores != self._cores:
            self.end_session()
            self._cores = cores
        self.setVisible(bool(cores))
        if not cores:
            return
        is_one = len(cores) == 1
        self.set_heading(
            tr("Core {number}", number=cores[0])
            if is_one
            else counted(len(cores), "core")
        )
        first = circuit.cores[cores[0]]
        name = first.name if is_one else ""
        if self._name.text() != name:
            self._name.setText(name)
        self._name.setPlaceholderText(name_of_core(circuit, cores[0]) if is_one else "")
        places = (first.chip_row, first.chip_column)
        for field, place in zip(self._sides, places, strict=True):
            field.show_text(str(place) if is_one else None)
            field.setEnabled(is_one)
        self._name.setEnabled(is_one)
        for label, text in zip(
            (self._axons, self._neurons), use_told(circuit, cores), strict=True
        ):
            label.setText(text)

    def _rename(self, name: str) -> None:
        key = self._session.key("name")
        rename_core(self._studio.document, self._cores[0], name, self, key)

    def _move(self, axis: int, wanted: int) -> None:
        circuit, document = self._studio.document.network.circuit, self._studio.document
        if circuit is None or len(self._cores) != 1:
            return
        core = circuit.cores[self._cores[0]]
        by = [0, 0]
        by[axis] = wanted - (core.chip_row, core.chip_column)[axis]
        self.attempt(lambda: move_cores_by(document, self._cores, (by[0], by[1]), self))


class AxonCard(ChosenCard):
    """The type of the selected axons."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, tr("Axon"), "card-axon", parent)
        self._chosen: ByCore = {}
        self._type = ChoiceField(_TYPE, self)
        self._type.edited.connect(self._give)
        self.add_row(tr("Type G"), self._type)

    def show_chosen(self, circuit: Circuit, selection: Selection) -> None:
        """Show the type that the selected axons have in common."""
        self._chosen = by_core(circuit, selection.items, Kind.AXON)
        self.setVisible(bool(self._chosen))
        if not self._chosen:
            return
        self.set_heading(ports_told(circuit, self._chosen, Kind.AXON))
        core = circuit.cores[next(iter(self._chosen))]
        types = range(core.neurons.strengths.shape[1])
        self._type.offer([(tr("Type {number}", number=kind), kind) for kind in types])
        self._type.show_value(common_type(circuit, self._chosen))

    def _give(self, axon_type: int) -> None:
        document, axons = self._studio.document, self._chosen
        self.attempt(lambda: give_axon_type(document, axons, axon_type, self))

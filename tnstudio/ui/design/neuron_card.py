"""The selected neurons: every parameter with its symbol, range and equation."""

from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from tnstudio.app.core_design import (
    ByCore,
    by_core,
    set_delay_of,
    set_neuron_field,
    set_target,
)
from tnstudio.app.selection import Kind, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.neuron_fields import (
    MODE_WORDS,
    PLAIN_FIELDS,
    NeuronField,
    neuron_fields,
    text_of,
    value_of,
)
from tnstudio.model.neuron_targets import Target, target_from
from tnstudio.texts import tr
from tnstudio.ui.design.chosen_card import ChosenCard, row_label
from tnstudio.ui.design.chosen_facts import (
    common_delay,
    common_target,
    common_value,
    ports_told,
)
from tnstudio.ui.design.neuron_table_model import delay_from
from tnstudio.ui.design.value_fields import ChoiceField, FlagField, ValueField
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.fields import About
from tnstudio.ui.widgets.neuron_abouts import (
    DELAY_OF_TARGET,
    TARGET,
    about,
    symbol_of,
)

_ROWS = (
    ("leak", "leak_reversal", "stochastic_leak"),
    ("threshold",),
    ("threshold_mask",),
    ("negative_threshold", "negative_saturates"),
    ("reset_mode",),
    ("reset_value",),
    ("initial_potential",),
)
"""Fields that share a row; the first one gives its label."""

_LABELS = {
    "leak": tr("Leak λ"),
    "threshold": tr("Threshold α"),
    "threshold_mask": tr("Mask M"),
    "negative_threshold": tr("Negative β"),
    "reset_mode": tr("Reset γ"),
    "reset_value": tr("Reset to R"),
    "initial_potential": tr("Initial V₀"),
}

_MODES = tuple(MODE_WORDS.items())

_Field = ValueField | FlagField | ChoiceField


class NeuronCard(ChosenCard):
    """Edits all selected neurons at once, of several cores too."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, tr("Neuron"), "card-neuron", parent)
        self._fields: dict[NeuronField, _Field] = {}
        self._neurons: ByCore = {}
        self._types = QGridLayout()
        self._types.setHorizontalSpacing(8)
        self._types.setVerticalSpacing(4)
        self.body.insertLayout(0, self._types)
        for names in _ROWS:
            self._add_fields([NeuronField(name) for name in names])
        self._target = ValueField(_named(TARGET), target_from, self)
        self._target.edited.connect(self._aim)
        self._delay = ValueField(_named(DELAY_OF_TARGET), delay_from, self)
        self._delay.edited.connect(self._delay_by)
        for text, field in (
            (tr("Target →"), self._target),
            (tr("Delay d"), self._delay),
        ):
            field.refused.connect(self.tell)
            field.editingFinished.connect(self.end_session)
            self.add_row(text, field)

    def show_chosen(self, circuit: Circuit, selection: Selection) -> None:
        """Show what the selected neurons have in common."""
        neurons = by_core(circuit, selection.items, Kind.NEURON)
        if neurons != self._neurons:
            self.end_session()
            self._neurons = neurons
        self.setVisible(bool(neurons))
        if not neurons:
            return
        self.set_heading(ports_told(circuit, neurons, Kind.NEURON))
        first = circuit.cores[next(iter(neurons))]
        self._show_types(first.neurons.strengths.shape[1])
        for field, widget in self._fields.items():
            _show(widget, field, common_value(circuit, neurons, field))
        self._target.show_text(common_target(circuit, neurons))
        delay = common_delay(circuit, neurons)
        self._delay.show_text(delay)
        self._delay.setEnabled(delay != "")

    # -- Construction

    def _add_fields(self, fields: list[NeuronField]) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for field in fields:
            row.addWidget(self._make(field), 1 if field.kind != "flag" else 0)
        first = self._fields[fields[0]]
        self.form.addRow(row_label(_LABELS[fields[0].name], first), row)

    def _make(self, field: NeuronField) -> _Field:
        told = about(field, "neuron")
        made: _Field
        if field.kind == "flag":
            made = FlagField(told, symbol_of(field), self)
        elif field.kind == "mode":
            made = ChoiceField(told, self)
            made.offer(
                [
                    (f"{int(mode)}: {tr(words)}", int(mode))
                    for mode, words in MODE_WORDS.items()
                ]
            )
        else:
            made = ValueField(told, partial(value_of, field), self)
            made.refused.connect(self.tell)
            made.editingFinished.connect(self.end_session)
        made.edited.connect(partial(self._set, field))
        self._fields[field] = made
        return made

    def _show_types(self, count: int) -> None:
        """Have a strength and a flag for each axon type."""
        wanted = [f for f in neuron_fields(count) if f not in PLAIN_FIELDS]
        old = [field for field in self._fields if field.axon_type >= 0]
        if set(old) == set(wanted):
            return
        self._drop_types(old)
        for kind in range(count):
            strength = self._make(NeuronField("strengths", kind))
            chance = self._make(NeuronField("stochastic_synapses", kind))
            label = row_label(tr("Strength s{type}", type=kind), strength)
            for column, widget in enumerate((label, strength, chance)):
                self._types.addWidget(widget, kind, column)
        self._types.setColumnStretch(1, 1)

    def _drop_types(self, fields: list[NeuronField]) -> None:
        while (item := self._types.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for field in fields:
            del self._fields[field]

    # -- Edits

    def _set(self, field: NeuronField, value: int) -> None:
        document, neurons = self._studio.document, self._neurons
        key = self._session.key(field)
        self.attempt(
            lambda: set_neuron_field(document, neurons, field, value, self, key)
        )
        if field.kind != "number":
            self.end_session()

    def _aim(self, target: Target) -> None:
        document, key = self._studio.document, self._session.key("target")
        self.attempt(lambda: set_target(document, self._neurons, target, self, key))

    def _delay_by(self, delay: int) -> None:
        document, key = self._studio.document, self._session.key("delay")
        self.attempt(lambda: set_delay_of(document, self._neurons, delay, self, key))


def _named(told: About) -> About:
    return About(
        f"neuron-{told.object_name}",
        told.label,
        told.meaning,
        told.values,
        told.equation,
    )


def _show(widget: _Field, field: NeuronField, value: int | None) -> None:
    if isinstance(widget, FlagField):
        widget.show_flag(None if value is None else bool(value))
    elif isinstance(widget, ChoiceField):
        widget.show_value(value)
    else:
        widget.show_text(None if value is None else text_of(field, value))

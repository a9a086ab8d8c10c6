"""The selected input and output lines, and what drives them."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tnstudio.app.core_design import (
    change_stimulus,
    drive_lines,
    rename_line,
    set_class,
)
from tnstudio.app.selection import Kind, Selection
from tnstudio.app.wording import counted
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_lines import name_of_input, name_of_output
from tnstudio.model.program import NONE
from tnstudio.model.stimulus import PatternSpikes, Stimulus
from tnstudio.model.stimulus_edits import KINDS, of_kind, stimulus_of
from tnstudio.texts import tr
from tnstudio.ui.design.chosen_card import ChosenCard
from tnstudio.ui.design.chosen_facts import common
from tnstudio.ui.design.stimulus_fields import StimulusField, stimulus_fields
from tnstudio.ui.design.value_fields import ChoiceField, ValueField
from tnstudio.ui.interchange.actions import spikes_dialog
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.fields import About, TextField

_KIND = About(
    "stimulus-kind",
    tr("Stimulus"),
    tr(
        "What makes spikes on the line: one, regular or random ones, a pattern, images."
    ),
)
_CLASS = About(
    "output-class",
    tr("Class"),
    tr("The class that spikes on this line are votes for."),
    tr("a class of the network, or none"),
)
_NO_STIMULUS = "none"
"""As the value of a choice: None stands for several."""


class StimulusCard(ChosenCard):
    """Edits generators; what follows from the selection is up to its subclasses."""

    def __init__(
        self, studio: Studio, heading: str, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(studio, heading, name, parent)
        self._stimulus: Stimulus | None = None
        self._shown: tuple[str, ...] = ()
        self._fields: dict[str, ValueField] = {}
        self._made: dict[str, StimulusField] = {}
        self._prefix = name
        self._kind = ChoiceField(_prefixed(_KIND, name), self)
        self._kind.edited.connect(self._become)

    def _offer_kinds(self, *, or_none: bool) -> None:
        kinds: list[tuple[str, Any]] = [
            (tr(word), kind) for kind, word in KINDS.items()
        ]
        none: list[tuple[str, Any]] = [(tr("none"), _NO_STIMULUS)] if or_none else []
        self._kind.offer(none + kinds)
        self.add_row(tr("Stimulus"), self._kind)

    def show_stimulus(self, stimulus: Stimulus | None, *, is_mixed: bool) -> None:
        """Show a generator, or that there is none, or several."""
        self._stimulus = stimulus
        kind = type(stimulus) if stimulus is not None else _NO_STIMULUS
        self._kind.show_value(None if is_mixed else kind)
        fields = () if stimulus is None or is_mixed else stimulus_fields(stimulus)
        self._show_fields(self._wanted(fields))
        for name, field in self._made.items():
            self._fields[name].show_text(field.text(stimulus))

    def _wanted(self, fields: tuple[StimulusField, ...]) -> tuple[StimulusField, ...]:
        """Return the fields to show."""
        return fields

    def _show_fields(self, fields: tuple[StimulusField, ...]) -> None:
        names = tuple(field.name for field in fields)
        self._made = {field.name: field for field in fields}
        if names == self._shown:
            return
        for field in self._fields.values():
            self.form.removeRow(field)
        self._shown, self._fields = names, {}
        for made in fields:
            field = ValueField(
                _prefixed(made.about, self._prefix),
                partial(self._read, made.name),
                self,
                empty=made.empty,
            )
            field.edited.connect(partial(self._change, made.name))
            field.refused.connect(self.tell)
            field.editingFinished.connect(self.end_session)
            self._fields[made.name] = field
            self.add_row(made.label, field)

    def _read(self, name: str, text: str) -> Stimulus:
        return self._made[name].read(self._stimulus, text)

    def _change(self, name: str, stimulus: Stimulus) -> None:
        self.attempt(partial(self.put, stimulus, self._session.key(name)))

    def _become(self, kind: Any) -> None:
        self.end_session()
        new = None
        if kind != _NO_STIMULUS:
            new = of_kind(kind, self.first_line, self._stimulus)
        self.attempt(partial(self.put, new, None))

    @property
    def first_line(self) -> int:
        """The line that a generator of another kind is put on."""
        raise NotImplementedError

    def put(self, stimulus: Stimulus | None, merge_key: object) -> None:
        """Make the edit.

        Raises
        ------
        NotImplementedError
            Unless a card says how.
        """
        raise NotImplementedError


class OneStimulusCard(StimulusCard):
    """The generator that is selected."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, tr("Stimulus"), "card-stimulus", parent)
        self._index = -1
        self._offer_kinds(or_none=False)

    @property
    def first_line(self) -> int:
        """The line that it is on; the first of a pattern; else line 0."""
        stimulus = self._stimulus
        if isinstance(stimulus, PatternSpikes):
            return int(stimulus.lines[0]) if stimulus.lines.size else 0
        return int(getattr(stimulus, "line", 0))

    def show_chosen(self, circuit: Circuit, selection: Selection) -> None:
        """Show the generator that was selected last."""
        found = [
            item.index
            for item in selection.of_kind(Kind.STIMULUS)
            if 0 <= item.index < len(circuit.stimuli)
        ]
        self.setVisible(bool(found))
        if found:
            self._index = found[-1]
            self.set_heading(tr("Stimulus {number}", number=self._index))
            self.show_stimulus(circuit.stimuli[self._index], is_mixed=False)

    def put(self, stimulus: Stimulus | None, merge_key: object) -> None:
        """Change the generator."""
        if stimulus is not None:
            document = self._studio.document
            change_stimulus(document, self._index, stimulus, self, merge_key)


class InputCard(StimulusCard):
    """Name, targets and stimulus of the selected input lines."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, tr("Input line"), "card-input", parent)
        self._lines: tuple[int, ...] = ()
        self._name = _name_field("input-name", tr("Input line name"), self)
        self._name.textEdited.connect(self._rename)
        self._name.editingFinished.connect(self.end_session)
        self._feeds = QLabel(self)
        self.add_row(tr("Name"), self._name)
        self.add_row(tr("Feeds"), self._feeds)
        self._offer_kinds(or_none=True)
        self._from_file = QPushButton(tr("Spikes from a file…"), self)
        self._from_file.setObjectName("input-from-file")
        self._from_file.setAccessibleName(tr("Spikes from a file"))
        self._from_file.setToolTip(
            tr("Read a pattern for the lines that a CSV, NumPy or SONATA file names")
        )
        self._from_file.clicked.connect(lambda: spikes_dialog(studio, self.window()))
        self.body.addWidget(self._from_file)

    @property
    def first_line(self) -> int:
        """The first of the selected lines."""
        return self._lines[0]

    def show_chosen(self, circuit: Circuit, selection: Selection) -> None:
        """Show the selected input lines."""
        lines = _chosen(selection, Kind.INPUT, circuit.input_lines)
        if lines != self._lines:
            self.end_session()
            self._lines = lines
        self.setVisible(bool(lines))
        if not lines:
            return
        self.set_heading(_heading(Kind.INPUT, lines))
        first = name_of_input(circuit, lines[0])
        _show_name(self._name, circuit.line_names, lines, first)
        fed = sum(int((circuit.inputs.line == line).sum()) for line in lines)
        self._feeds.setText(counted(fed, "axon"))
        stimuli = [stimulus_of(circuit, line) for line in lines]
        told = {_told_apart(stimulus) for stimulus in stimuli}
        self.show_stimulus(stimuli[0], is_mixed=len(told) > 1)

    def _wanted(self, fields: tuple[StimulusField, ...]) -> tuple[StimulusField, ...]:
        # The line is the selected one.
        return tuple(field for field in fields if field.name != "line")

    def put(self, stimulus: Stimulus | None, merge_key: object) -> None:
        """Let the generator drive all selected lines."""
        drive_lines(self._studio.document, self._lines, stimulus, self, merge_key)

    def _rename(self, name: str) -> None:
        key = self._session.key("name")
        document = self._studio.document
        rename_line(document, Kind.INPUT, self._lines[0], name, self, key)


class OutputCard(ChosenCard):
    """Name and class of the selected output lines."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, tr("Output line"), "card-output", parent)
        self._lines: tuple[int, ...] = ()
        self._name = _name_field("output-name", tr("Output line name"), self)
        self._name.textEdited.connect(self._rename)
        self._name.editingFinished.connect(self.end_session)
        self._class = ChoiceField(_CLASS, self)
        self._class.edited.connect(self._vote)
        self.add_row(tr("Name"), self._name)
        self.add_row(tr("Class"), self._class)

    def show_chosen(self, circuit: Circuit, selection: Selection) -> None:
        """Show the selected output lines."""
        lines = _chosen(selection, Kind.OUTPUT, circuit.output_lines)
        if lines != self._lines:
            self.end_session()
            self._lines = lines
        self.setVisible(bool(lines))
        if not lines:
            return
        self.set_heading(_heading(Kind.OUTPUT, lines))
        first = name_of_output(circuit, lines[0])
        _show_name(self._name, circuit.output_names, lines, first)
        classes = [(name, k) for k, name in enumerate(circuit.class_names)]
        self._class.offer([(tr("no class"), NONE), *classes])
        self._class.setEnabled(bool(classes))
        self._class.show_value(common(circuit.outputs.label[list(lines)].tolist()))

    def _rename(self, name: str) -> None:
        key = self._session.key("name")
        document = self._studio.document
        rename_line(document, Kind.OUTPUT, self._lines[0], name, self, key)

    def _vote(self, label: int) -> None:
        set_class(self._studio.document, self._lines, label, self)


def _chosen(selection: Selection, kind: Kind, count: int) -> tuple[int, ...]:
    indices = (item.index for item in selection.of_kind(kind))
    return tuple(dict.fromkeys(k for k in indices if 0 <= k < count))


_ONE = {
    Kind.INPUT: tr("Input line {number}"),
    Kind.OUTPUT: tr("Output line {number}"),
}


def _heading(kind: Kind, lines: tuple[int, ...]) -> str:
    if len(lines) == 1:
        return _ONE[kind].format(number=lines[0])
    return counted(len(lines), kind)


def _name_field(name: str, label: str, parent: QWidget) -> TextField:
    field = TextField(parent)
    field.setObjectName(name)
    field.setAccessibleName(label)
    field.setToolTip(tr("{label}; without one, its number is shown", label=label))
    return field


def _show_name(
    field: TextField, names: tuple[str, ...], lines: tuple[int, ...], without: str
) -> None:
    is_one = len(lines) == 1
    text = names[lines[0]] if is_one and lines[0] < len(names) else ""
    if field.text() != text:
        field.setText(text)
    field.setPlaceholderText(without if is_one and not text else "")
    field.setEnabled(is_one)


def _told_apart(stimulus: Stimulus | None) -> object:
    """Return what two generators on different lines agree in, if they do."""
    if stimulus is None or isinstance(stimulus, PatternSpikes):
        return stimulus
    fields = stimulus_fields(stimulus)
    values = tuple(f.text(stimulus) for f in fields if f.name != "line")
    return type(stimulus), values


def _prefixed(about: About, prefix: str) -> About:
    name = f"{prefix}-{about.object_name}".removeprefix("card-")
    return replace(about, object_name=name)

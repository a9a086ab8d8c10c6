"""Edits of a loaded chip: one synapse, one number of a neuron, one axon's type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.neuron_fields import NeuronField, require_value
from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr


@dataclass(frozen=True, slots=True)
class SynapseFlip:
    """A synapse is on where it is off, and off where it is on."""

    core: int
    axon: int
    neuron: int


@dataclass(frozen=True, slots=True)
class NeuronChange:
    """A number of one neuron is another one.

    Attributes
    ----------
    core, neuron : int
    field : NeuronField
    value : int
        Within the field's range.
    """

    core: int
    neuron: int
    field: NeuronField
    value: int


@dataclass(frozen=True, slots=True)
class AxonTypeChange:
    """An axon is of another type G."""

    core: int
    axon: int
    axon_type: int


ProgramEdit = SynapseFlip | NeuronChange | AxonTypeChange


def is_on(program: ChipProgram, core: int, axon: int, neuron: int) -> bool:
    """Tell whether there is a synapse."""
    return bool(program.synapses[core, axon, neuron // 8] >> (neuron % 8) & 1)


def neuron_value(
    program: ChipProgram, core: int, neuron: int, field: NeuronField
) -> int:
    """Return a number of one neuron."""
    values: npt.NDArray[Any] = getattr(program.neurons, field.name)[core]
    row = values if field.axon_type < 0 else values[field.axon_type]
    return int(row[neuron])


def require_edit(program: ChipProgram, edit: ProgramEdit) -> None:
    """Refuse an edit that a chip cannot have.

    Raises
    ------
    TNStudioError
        If there is no such core, axon, neuron or axon type, or the value is out of
        range.
    """
    size = program.hardware
    _require("core", edit.core, program.cores)
    if not isinstance(edit, NeuronChange):
        _require("axon", edit.axon, size.axons)
    if isinstance(edit, AxonTypeChange):
        _require("axon type", edit.axon_type, size.axon_types)
        return
    _require("neuron", edit.neuron, size.neurons)
    if isinstance(edit, NeuronChange):
        place = tr("core {core}, neuron {neuron}", core=edit.core, neuron=edit.neuron)
        if edit.field.axon_type >= 0:
            _require("axon type", edit.field.axon_type, size.axon_types)
        require_value(edit.field, edit.value, place)


def edited(program: ChipProgram, edits: Sequence[ProgramEdit]) -> ChipProgram:
    """Return the chip with some edits, one after the other; it stays as it is.

    Raises
    ------
    TNStudioError
        As `require_edit` does.
    """
    for edit in edits:
        require_edit(program, edit)
    flips = [edit for edit in edits if isinstance(edit, SynapseFlip)]
    kinds = [edit for edit in edits if isinstance(edit, AxonTypeChange)]
    changes = [edit for edit in edits if isinstance(edit, NeuronChange)]
    arrays: dict[str, Any] = {}
    for name in dict.fromkeys(change.field.name for change in changes):
        chosen = [change for change in changes if change.field.name == name]
        old = getattr(program.neurons, name)
        arrays[name] = _changed(old, chosen, _set_value)
    return replace(
        program,
        synapses=_changed(program.synapses, flips, _flip),
        axon_types=_changed(program.axon_types, kinds, _set_type),
        neurons=replace(program.neurons, **arrays),
    )


def _changed(
    old: npt.NDArray[Any],
    edits: Sequence[Any],
    put: Callable[[npt.NDArray[Any], Any], None],
) -> npt.NDArray[Any]:
    """Return the array with edits; itself if there is none."""
    if not edits:
        return old
    values = old.copy()
    for edit in edits:
        put(values, edit)
    return frozen(values, old.dtype)


def _flip(synapses: npt.NDArray[Any], edit: SynapseFlip) -> None:
    synapses[edit.core, edit.axon, edit.neuron // 8] ^= np.uint8(1 << edit.neuron % 8)


def _set_type(types: npt.NDArray[Any], edit: AxonTypeChange) -> None:
    types[edit.core, edit.axon] = edit.axon_type


def _set_value(values: npt.NDArray[Any], edit: NeuronChange) -> None:
    kind = edit.field.axon_type
    row = values[edit.core] if kind < 0 else values[edit.core, kind]
    row[edit.neuron] = edit.value


def _require(thing: str, number: int, count: int) -> None:
    if not 0 <= number < count:
        raise TNStudioError(
            tr("There is no {thing} {index}", thing=tr(thing), index=number),
            "",
            tr("0 to {high}", high=count - 1),
        )

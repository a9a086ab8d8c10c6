"""Every number of a neuron by itself: its range, its text, and how to set it.

`circuit_edits.set_neurons` gives neurons all parameters at once; here one
parameter is set, of many neurons at once, and the others stay as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import FreeCore
from tnstudio.model.hardware import (
    LEAK,
    NEGATIVE_THRESHOLD,
    POTENTIAL,
    RESET,
    STRENGTH,
    THRESHOLD,
    THRESHOLD_MASK,
    Limit,
)
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.texts import marked, tr

Kind = Literal["number", "flag", "mode"]

_LIMITS = {
    "strengths": STRENGTH,
    "leak": LEAK,
    "threshold": THRESHOLD,
    "threshold_mask": THRESHOLD_MASK,
    "negative_threshold": NEGATIVE_THRESHOLD,
    "reset_value": RESET,
    "initial_potential": POTENTIAL,
}

_YES = ("yes", "on", "true", "1")
_NO = ("no", "off", "false", "0")

MODE_WORDS = {
    ResetMode.TO_VALUE: marked("to R"),
    ResetMode.SUBTRACT_THRESHOLD: marked("minus α"),
    ResetMode.NONE: marked("none"),
}
"""What a spike does to V, in a word or two."""


@dataclass(frozen=True, slots=True)
class NeuronField:
    """One number of a neuron.

    Attributes
    ----------
    name : str
        The array of `NeuronArrays` that holds it.
    axon_type : int
        Of a strength or a stochastic synapse; -1 for what has none.
    """

    name: str
    axon_type: int = -1

    @property
    def kind(self) -> Kind:
        """A whole number, yes or no, or a reset mode."""
        if self.name in _LIMITS:
            return "number"
        return "mode" if self.name == "reset_mode" else "flag"

    @property
    def limit(self) -> Limit:
        """The range of a number.

        Raises
        ------
        KeyError
            If it is no number.
        """
        return _LIMITS[self.name]


PLAIN_FIELDS = tuple(
    NeuronField(name)
    for name in (
        "leak",
        "leak_reversal",
        "stochastic_leak",
        "threshold",
        "threshold_mask",
        "negative_threshold",
        "negative_saturates",
        "reset_mode",
        "reset_value",
        "initial_potential",
    )
)
"""What every neuron has, whatever the axon types are; in the order of a tick."""


def neuron_fields(axon_types: int) -> tuple[NeuronField, ...]:
    """Return all fields of the neurons of a chip with so many axon types."""
    types = range(axon_types)
    return (
        *(NeuronField("strengths", kind) for kind in types),
        *(NeuronField("stochastic_synapses", kind) for kind in types),
        *PLAIN_FIELDS,
    )


def values_of(core: FreeCore, field: NeuronField) -> npt.NDArray[Any]:
    """Return a field of all neurons of a core, shape (neurons,)."""
    values: npt.NDArray[Any] = getattr(core.neurons, field.name)[0]
    return values if field.axon_type < 0 else values[field.axon_type]


def with_value(
    core: FreeCore, neurons: Iterable[int], field: NeuronField, value: int
) -> FreeCore:
    """Set a field of some neurons; the same core if they have that value.

    Raises
    ------
    TNStudioError
        If the value is out of range.
    """
    require_value(field, value, core.name)
    chosen = np.fromiter(neurons, np.intp)
    if (values_of(core, field)[chosen] == value).all():
        return core
    old = getattr(core.neurons, field.name)
    changed = old.copy()
    row = changed[0] if field.axon_type < 0 else changed[0, field.axon_type]
    row[chosen] = value
    arrays: dict[str, Any] = {field.name: frozen(changed, old.dtype)}
    return replace(core, neurons=replace(core.neurons, **arrays))


def parameters_of(core: FreeCore, neuron: int) -> NeuronParameters:
    """Return the parameters of one neuron, without its strengths."""
    arrays = core.neurons
    values = {field.name: values_of(core, field)[neuron] for field in PLAIN_FIELDS}
    numbers: dict[str, Any] = {name: value.item() for name, value in values.items()}
    numbers["reset_mode"] = ResetMode(numbers["reset_mode"])
    flags = tuple(arrays.stochastic_synapses[0, :, neuron].tolist())
    return NeuronParameters(**numbers, stochastic_synapses=flags)


def strengths_of(core: FreeCore, neuron: int) -> tuple[int, ...]:
    """Return the strength of one neuron for each axon type."""
    return tuple(core.neurons.strengths[0, :, neuron].tolist())


# -- Values and texts


def text_of(field: NeuronField, value: int) -> str:
    """Return a value as users read and type it."""
    if field.kind == "flag":
        return _YES[0] if value else _NO[0]
    return str(int(value))


def value_of(field: NeuronField, text: str) -> int:
    """Read a value as users type it.

    Raises
    ------
    TNStudioError
        If the text is no such value, or one out of range.
    """
    if field.kind == "flag":
        return int(_flag(text))
    plain = text.strip().lower().replace("−", "-")
    for mode, words in MODE_WORDS.items():
        if field.kind == "mode" and plain in (words, tr(words).lower()):
            return int(mode)
    try:
        value = int(plain)
    except ValueError:
        raise TNStudioError(
            tr("“{typed}” is not a whole number", typed=text.strip()),
            hint=_range_of(field),
        ) from None
    require_value(field, value)
    return value


def require_value(field: NeuronField, value: int, place: str = "") -> None:
    """Raise an error unless a field may have this value.

    Raises
    ------
    TNStudioError
        If it may not.
    """
    if field.kind == "flag":
        return
    low, high, name = _bounds(field)
    if not low <= value <= high:
        raise TNStudioError(
            tr("The {name} is {value}", name=tr(name), value=value),
            place,
            _range_of(field),
        )
    if field.name == "threshold_mask" and value & (value + 1):
        raise TNStudioError(
            tr("The threshold mask is {value}, which is not 2^k − 1", value=value),
            place,
            tr("choose {mask}, or 0 for no noise", mask=2 ** value.bit_length() - 1),
        )


def _flag(text: str) -> bool:
    plain = text.strip().lower()
    if plain not in _YES + _NO:
        raise TNStudioError(
            tr("“{typed}” is not yes or no", typed=text.strip()),
            hint=tr("type yes or no"),
        )
    return plain in _YES


def _bounds(field: NeuronField) -> tuple[int, int, str]:
    if field.kind == "mode":
        return min(ResetMode), max(ResetMode), "reset mode"
    return field.limit.low, field.limit.high, field.limit.name


def _range_of(field: NeuronField) -> str:
    low, high, _ = _bounds(field)
    return tr("choose {low:,} to {high:,}", low=low, high=high)

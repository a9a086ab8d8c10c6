"""Every array of a chip program: its type, axes, range and meaning."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import (
    DELAY,
    LEAK,
    NEGATIVE_THRESHOLD,
    POTENTIAL,
    RESET,
    STRENGTH,
    THRESHOLD,
    THRESHOLD_MASK,
    Hardware,
    Limit,
)
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.texts import marked

_PLACE = Limit("place", "", 0, 2**31 - 1, "this program")
_MODE = Limit("reset mode", "γ", min(ResetMode), max(ResetMode), "C13: γ")


@dataclass(frozen=True, slots=True)
class ArrayRule:
    """What one array of a chip program must be like.

    Attributes
    ----------
    group, name : str
        Which array: ``neurons``, ``leak`` is `program.neurons.leak`; the
        group is empty for the program's own.
    dtype : data type
    axes : tuple of str
        What each axis counts; `counts_of` tells how many there are.
    meaning : str
        In words, with the symbol of the field.
    values : Limit or str or None
        The range of the values; or the axis that they are indices into;
        None for bits.
    or_none : bool
        Whether `NONE` is allowed beside indices.
    """

    group: str
    name: str
    dtype: npt.DTypeLike
    axes: tuple[str, ...]
    meaning: str
    values: Limit | str | None = None
    or_none: bool = False

    @property
    def place(self) -> str:
        """Where the array is: group and name with a slash."""
        return f"{self.group}/{self.name}" if self.group else self.name

    def shape(self, counts: Mapping[str, int]) -> tuple[int, ...]:
        """Return the shape that these counts ask for."""
        return tuple(counts[axis] for axis in self.axes)

    def range(self, counts: Mapping[str, int]) -> tuple[int, int] | None:
        """Return the lowest and highest value; None if all are good."""
        if self.values is None:
            return None
        if isinstance(self.values, Limit):
            return self.values.low, self.values.high
        return (NONE if self.or_none else 0), counts[self.values] - 1


def _neurons(
    name: str, dtype: npt.DTypeLike, meaning: str, values: Limit | None = None
) -> ArrayRule:
    return ArrayRule("neurons", name, dtype, ("core", "neuron"), meaning, values)


def _routes(
    name: str, meaning: str, values: Limit | str, dtype: npt.DTypeLike = np.int32
) -> ArrayRule:
    axes, or_none = ("core", "neuron"), isinstance(values, str)
    return ArrayRule("routes", name, dtype, axes, meaning, values, or_none)


def _inputs(name: str, meaning: str, values: str) -> ArrayRule:
    return ArrayRule("inputs", name, np.int32, (marked("connection"),), meaning, values)


def _places(name: str, meaning: str, values: Limit | str) -> ArrayRule:
    return ArrayRule("places", name, np.int32, ("core",), meaning, values)


ARRAYS = (
    ArrayRule(
        "", "axon_types", np.uint8, ("core", "axon"), "G, type of an axon", "axon type"
    ),
    ArrayRule(
        "",
        "synapses",
        np.uint8,
        ("core", "axon", "byte"),
        "synapse of neuron j: bit j % 8, lowest first, of byte j // 8",
    ),
    ArrayRule(
        "neurons",
        "strengths",
        np.int16,
        ("core", "axon type", "neuron"),
        "s, strength of a neuron for an axon type",
        STRENGTH,
    ),
    ArrayRule(
        "neurons",
        "stochastic_synapses",
        np.bool_,
        ("core", "axon type", "neuron"),
        "b: a synapse of that type counts by sgn s if |s| >= ρ, ρ from 0..255",
    ),
    _neurons("leak", np.int16, "λ, added every tick", LEAK),
    _neurons("leak_reversal", np.bool_, "ε: the leak is multiplied by sgn V"),
    _neurons(
        "stochastic_leak",
        np.bool_,
        "c: the leak counts by sgn λ if |λ| >= ρ, ρ from 0..255",
    ),
    _neurons("threshold", np.int32, "α: spikes when V >= α", THRESHOLD),
    _neurons(
        "negative_threshold",
        np.int32,
        "β, lower end of V or where it is reset",
        NEGATIVE_THRESHOLD,
    ),
    _neurons("negative_saturates", np.bool_, "κ: V stops at -β, else it is reset"),
    _neurons(
        "threshold_mask",
        np.int32,
        "M, 2^k - 1: α + (ρ & M) is the threshold, ρ of 18 bits; 0: α alone",
        THRESHOLD_MASK,
    ),
    _neurons("reset_mode", np.uint8, "γ, spike: 0 V = R, 1 V -= α, 2 V stays", _MODE),
    _neurons("reset_value", np.int32, "R, V after a spike if γ = 0", RESET),
    _neurons("initial_potential", np.int32, "V before the first tick", POTENTIAL),
    _routes("core", "core of the target axon; -1: none", "core"),
    _routes("axon", "target axon of that core; -1: none", "axon"),
    _routes("delay", "ticks until the target axon is active", DELAY, np.uint8),
    _routes("line", "output line; -1: none", "output line"),
    ArrayRule(
        "inputs",
        "element",
        np.int32,
        ("input line",),
        "element of the flattened input that a line carries; -1: none",
        "input element",
        or_none=True,
    ),
    _inputs("line", "input line of a connection", "input line"),
    _inputs("core", "core that the line feeds", "core"),
    _inputs("axon", "axon that the line feeds", "axon"),
    ArrayRule(
        "outputs",
        "label",
        np.int32,
        ("output line",),
        "class that a line votes for; -1: none",
        "class",
        or_none=True,
    ),
    ArrayRule(
        "outputs",
        "copy",
        np.int32,
        ("output line",),
        "copy of the network that a line belongs to",
        "copy",
    ),
    _places("copy", "copy of the network", "copy"),
    _places("layer", "layer of the network, from 0", _PLACE),
    _places("row", "row in the layer's grid", _PLACE),
    _places("column", "column in the layer's grid", _PLACE),
    _places("chip_row", "row on the chip", "chip row"),
    _places("chip_column", "column on the chip", "chip column"),
)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of everything a chip program has, its hardware aside."""

    cores: int
    input_lines: int
    connections: int
    output_lines: int
    classes: int
    copies: int
    input_shape: tuple[int, int, int]


def extent_of(program: ChipProgram) -> Extent:
    """Return how much of everything a program has."""
    return Extent(
        cores=program.cores,
        input_lines=len(program.inputs.element),
        connections=len(program.inputs.line),
        output_lines=len(program.outputs.label),
        classes=len(program.class_names),
        copies=program.copies,
        input_shape=program.input_shape,
    )


def counts_of(hardware: Hardware, extent: Extent) -> dict[str, int]:
    """Return the length of every axis, which is also the end of its indices."""
    return {
        "core": extent.cores,
        "axon": hardware.axons,
        "axon type": hardware.axon_types,
        "neuron": hardware.neurons,
        "byte": -(-hardware.neurons // 8),
        "input line": extent.input_lines,
        "connection": extent.connections,
        "output line": extent.output_lines,
        "class": extent.classes,
        "copy": extent.copies,
        "input element": math.prod(extent.input_shape),
        "chip row": hardware.grid_rows,
        "chip column": hardware.grid_columns,
    }

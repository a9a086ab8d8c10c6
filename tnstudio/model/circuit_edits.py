"""Building a circuit: pure functions that give new cores and new circuits.

An edit makes the core anew that it changes; all others stay the same objects.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_arrays import CORE_ARRAYS
from tnstudio.model.circuit_parts import without
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
from tnstudio.model.neuron import MEMORYLESS_BINARY, NeuronParameters, ResetMode
from tnstudio.model.program import NONE, NeuronArrays, OutputLines, Routes
from tnstudio.model.program_arrays import Extent, counts_of
from tnstudio.texts import marked, tr

Indices = int | Sequence[int] | slice | npt.NDArray[np.integer]
"""Some neurons or axons of a core."""

Place = tuple[int, int]
"""A core and a neuron or axon of it; or row and column."""

ALL = slice(None)
"""As indices: every neuron or axon of a core."""

_LIMITS = {
    "leak": LEAK,
    "threshold": THRESHOLD,
    "negative_threshold": NEGATIVE_THRESHOLD,
    "threshold_mask": THRESHOLD_MASK,
    "reset_mode": Limit(
        marked("reset mode"), "γ", min(ResetMode), max(ResetMode), "C13: γ"
    ),
    "reset_value": RESET,
    "initial_potential": POTENTIAL,
}


# -- One core


def empty_core(hardware: Hardware, name: str, place: Place) -> FreeCore:
    """Return a core without synapses and targets, of memoryless neurons.

    Parameters
    ----------
    place : (int, int)
        Row and column on the chip.
    """
    counts = counts_of(hardware, Extent(1, 0, 0, 0, 0, 1, (1, 1, 1)))
    arrays: dict[str, dict[str, npt.NDArray[Any]]] = {
        "": {},
        "neurons": {},
        "routes": {},
    }
    for rule in CORE_ARRAYS:
        value = _FIRST_VALUES.get(rule.place, 0)
        arrays[rule.group][rule.name] = frozen(
            np.full(rule.shape(counts), value), rule.dtype
        )
    return FreeCore(
        name,
        *place,
        axon_types=arrays[""]["axon_types"],
        synapses=arrays[""]["synapses"],
        neurons=NeuronArrays(**arrays["neurons"]),
        routes=Routes(**arrays["routes"]),
    )


_FIRST_VALUES = {
    "neurons/threshold": MEMORYLESS_BINARY.threshold,
    "neurons/negative_saturates": MEMORYLESS_BINARY.negative_saturates,
    "routes/core": NONE,
    "routes/axon": NONE,
    "routes/delay": DELAY.low,
    "routes/line": NONE,
}


def set_neurons(
    core: FreeCore,
    neurons: Indices,
    parameters: NeuronParameters,
    strengths: Sequence[int] | None = None,
) -> FreeCore:
    """Give neurons these parameters.

    Parameters
    ----------
    strengths : sequence of int, optional
        s for each axon type from the first on, 0 for the types beyond its end;
        as they are unless given.

    Raises
    ------
    TNStudioError
        If there is no such neuron or axon type, or a value is out of range.
    """
    old = core.neurons
    chosen = _chosen(neurons, old.leak.shape[1], "neuron", core)
    types = old.strengths.shape[1]
    changed: dict[str, npt.NDArray[Any]] = {}
    for field in fields(NeuronArrays):
        name = field.name
        if name not in ("strengths", "stochastic_synapses"):
            value = getattr(parameters, name)
            if name in _LIMITS:
                _require(_LIMITS[name], value, core.name)
            changed[name] = _with(getattr(old, name), chosen, value)
    flags = _by_type(parameters.stochastic_synapses, types, core)
    changed["stochastic_synapses"] = _with(
        old.stochastic_synapses, (ALL, chosen), flags
    )
    if strengths is not None:
        for strength in strengths:
            _require(STRENGTH, strength, core.name)
        column = _by_type(strengths, types, core)
        changed["strengths"] = _with(old.strengths, (ALL, chosen), column)
    return replace(core, neurons=replace(old, **changed))


def set_synapses(
    core: FreeCore,
    axons: Indices,
    neurons: Indices,
    on: bool | npt.NDArray[np.bool_] = True,
) -> FreeCore:
    """Switch the synapse of each of these axons with each of these neurons.

    Parameters
    ----------
    on : bool or bool array, shape (axons, neurons)
        One for all, or one for each.

    Raises
    ------
    TNStudioError
        If there is no such axon or neuron.
    """
    count = core.axon_types.shape[1]
    rows = _chosen(axons, count, "axon", core)
    columns = _chosen(neurons, core.neurons.leak.shape[1], "neuron", core)
    crossbar = core.crossbar()
    crossbar[np.ix_(rows, columns)] = on
    packed = np.packbits(crossbar, axis=1, bitorder="little")[None]
    return replace(core, synapses=frozen(packed, np.uint8))


def set_axon_types(
    core: FreeCore, axons: Indices, types: int | Sequence[int]
) -> FreeCore:
    """Give axons a type: one for all, or one for each.

    Raises
    ------
    TNStudioError
        If there is no such axon or axon type.
    """
    chosen = _chosen(axons, core.axon_types.shape[1], "axon", core)
    wanted = np.asarray(types)
    _chosen(wanted.reshape(-1), core.neurons.strengths.shape[1], "axon type", core)
    return replace(core, axon_types=_with(core.axon_types, chosen, wanted))


# -- Routes


def connect(circuit: Circuit, source: Place, target: Place, delay: int = 1) -> Circuit:
    """Send a neuron's spikes to an axon, and to no other place.

    Parameters
    ----------
    source : (int, int)
        Core and neuron.
    target : (int, int)
        Core and axon.
    delay : int
        Ticks, 1..15.

    Raises
    ------
    TNStudioError
        If there is no such neuron or axon, or the delay is out of range.
    """
    _require_axon(circuit, target)
    _require(DELAY, delay, circuit.cores[target[0]].name)
    return _routed(circuit, source, core=target[0], axon=target[1], delay=delay)


def to_line(circuit: Circuit, source: Place, line: int) -> Circuit:
    """Send a neuron's spikes to an output line, and to no other place.

    Raises
    ------
    TNStudioError
        If there is no such neuron or line.
    """
    _require_index(line, circuit.output_lines, "output line")
    return _routed(circuit, source, line=line)


def set_delay(circuit: Circuit, source: Place, delay: int) -> Circuit:
    """Change how long a neuron's spikes are on their way to its axon.

    Raises
    ------
    TNStudioError
        If there is no such neuron, it reaches no axon, or the delay is out of
        range.
    """
    index, neuron = source
    _require_index(index, len(circuit.cores), "core")
    core = circuit.cores[index]
    _require_index(neuron, core.routes.core.shape[1], "neuron", core.name)
    routes = core.routes
    target = (int(routes.core[0, neuron]), int(routes.axon[0, neuron]))
    if target[0] == NONE:
        raise TNStudioError(
            tr("Neuron {neuron} reaches no axon", neuron=neuron),
            core.name,
            tr("connect it first"),
        )
    return connect(circuit, source, target, delay)


def disconnect(circuit: Circuit, source: Place) -> Circuit:
    """Send a neuron's spikes nowhere.

    Raises
    ------
    TNStudioError
        If there is no such neuron.
    """
    return _routed(circuit, source)


def feed(circuit: Circuit, line: int, target: Place) -> Circuit:
    """Let an input line feed an axon, beside all that it feeds already.

    Raises
    ------
    TNStudioError
        If there is no such line or axon.
    """
    _require_index(line, circuit.input_lines, "input line")
    _require_axon(circuit, target)
    old = circuit.inputs
    inputs = replace(
        old,
        line=_appended(old.line, line),
        core=_appended(old.core, target[0]),
        axon=_appended(old.axon, target[1]),
    )
    return replace(circuit, inputs=inputs)


# -- Cores and lines


def add_core(circuit: Circuit, core: FreeCore) -> Circuit:
    """Append a core."""
    return replace(circuit, cores=(*circuit.cores, core))


def replace_core(circuit: Circuit, index: int, core: FreeCore) -> Circuit:
    """Put another core in the place of one.

    Raises
    ------
    TNStudioError
        If there is no such core.
    """
    _require_index(index, len(circuit.cores), "core")
    cores = list(circuit.cores)
    cores[index] = core
    return replace(circuit, cores=tuple(cores))


def remove_core(circuit: Circuit, index: int) -> Circuit:
    """Remove a core; routes and input lines to it are cut.

    The cores after it move up by one, and what points at them follows.

    Raises
    ------
    TNStudioError
        If there is no such core.
    """
    _require_index(index, len(circuit.cores), "core")
    return without(circuit, cores=(index,))


def add_input_line(circuit: Circuit, name: str = "", element: int = NONE) -> Circuit:
    """Append an input line.

    Parameters
    ----------
    element : int
        The element of the images that it carries; `NONE` for none.
    """
    inputs = replace(circuit.inputs, element=_appended(circuit.inputs.element, element))
    names = _with_name(circuit.line_names, circuit.input_lines, name)
    return replace(circuit, inputs=inputs, line_names=names)


def add_output_line(circuit: Circuit, name: str = "", label: int = NONE) -> Circuit:
    """Append an output line.

    Parameters
    ----------
    label : int
        The class that it votes for; `NONE` for none.
    """
    old = circuit.outputs
    outputs = OutputLines(_appended(old.label, label), _appended(old.copy, 0))
    names = _with_name(circuit.output_names, circuit.output_lines, name)
    return replace(circuit, outputs=outputs, output_names=names)


# -- Arrays


def _with(array: npt.NDArray[Any], index: Any, values: Any) -> npt.NDArray[Any]:
    """Return a read-only copy with some values of the only core changed."""
    changed = array.copy()
    changed[0][index] = values
    changed.flags.writeable = False
    return changed


def _appended(array: npt.NDArray[np.int32], value: int) -> npt.NDArray[np.int32]:
    longer: npt.NDArray[np.int32] = frozen(np.append(array, np.int32(value)), np.int32)
    return longer


def _with_name(names: tuple[str, ...], lines: int, name: str) -> tuple[str, ...]:
    """Name one line more; none are named until one has a name."""
    if not names and not name:
        return ()
    return (*(names or ("",) * lines), name)


def _by_type(values: Sequence[Any], types: int, core: FreeCore) -> npt.NDArray[Any]:
    """Return a value for each axon type, as a column; 0 beyond the end."""
    if len(values) > types:
        raise TNStudioError(
            tr(
                "Values for {number} axon types, there are {types}",
                number=len(values),
                types=types,
            ),
            core.name,
            tr("give at most {types}", types=types),
        )
    column = np.zeros((types, 1), np.int64)
    column[: len(values), 0] = values
    return column


def _routed(circuit: Circuit, source: Place, **route: int) -> Circuit:
    """Give a neuron a new route; what is not told is none."""
    index, neuron = source
    _require_index(index, len(circuit.cores), "core")
    core = circuit.cores[index]
    _require_index(neuron, core.routes.core.shape[1], "neuron", core.name)
    new = {"core": NONE, "axon": NONE, "delay": DELAY.low, "line": NONE} | route
    arrays = {
        name: _with(getattr(core.routes, name), neuron, value)
        for name, value in new.items()
    }
    return replace_core(circuit, index, replace(core, routes=Routes(**arrays)))


# -- Checks


def _chosen(
    indices: Indices, count: int, thing: str, core: FreeCore
) -> npt.NDArray[np.intp]:
    """Return indices as an array."""
    if isinstance(indices, slice):
        return np.arange(count)[indices]
    chosen = np.atleast_1d(np.asarray(indices, np.intp))
    for index in (chosen.min(initial=0), chosen.max(initial=0)):
        _require_index(int(index), count, thing, core.name)
    return chosen


def _require_axon(circuit: Circuit, target: Place) -> None:
    core, axon = target
    _require_index(core, len(circuit.cores), "core")
    chosen = circuit.cores[core]
    _require_index(axon, chosen.axon_types.shape[1], "axon", chosen.name)


def _require_index(index: int, count: int, thing: str, place: str = "") -> None:
    if not 0 <= index < count:
        hint = (
            tr("choose 0 to {high}", high=count - 1)
            if count
            else tr("there is none yet")
        )
        raise TNStudioError(
            tr("There is no {thing} {index}", thing=tr(thing), index=index), place, hint
        )


def _require(limit: Limit, value: int, place: str) -> None:
    if not limit.holds(value):
        raise TNStudioError(
            tr("The {name} is {value}", name=tr(limit.name), value=value),
            place,
            tr("choose {low} to {high}", low=limit.low, high=limit.high),
        )

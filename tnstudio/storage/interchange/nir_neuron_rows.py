"""Nodes of a NIR graph that make spikes, in the whole numbers of the chip."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import (
    DELAY,
    LEAK,
    NEGATIVE_THRESHOLD,
    RESET,
    STRENGTH,
    THRESHOLD,
    Limit,
)
from tnstudio.storage.interchange import nir_graph
from tnstudio.storage.interchange.nir_flow import Flow, Flows
from tnstudio.storage.interchange.nir_graph import NirNode
from tnstudio.texts import tr

_CLOSE = 1e-4
"""How far from a whole number a number may be: files have 32-bit numbers."""

_Whole = npt.NDArray[np.int64]
_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class NeuronRows:
    """A node as neurons, one for each element.

    Attributes
    ----------
    weights : int64 array, shape (neurons, columns)
    sources : tuple of str
        The nodes whose spikes come in.
    source, element, delay : int64 arrays, shape (columns,)
        Which of the sources each column is, which element of it, and its ticks.
    leak, threshold, reset : int64 arrays, shape (neurons,)
    floor : int
        β: V stops at -β.
    undelayed : int
        Columns that no Delay is before, but those of inputs.
    """

    weights: _Whole
    sources: tuple[str, ...]
    source: _Whole
    element: _Whole
    delay: _Whole
    leak: _Whole
    threshold: _Whole
    reset: _Whole
    floor: int
    undelayed: int


def neuron_rows(flows: Flows, name: str, node: NirNode, inputs: set[str]) -> NeuronRows:
    """Return a node that makes spikes as neurons.

    Parameters
    ----------
    inputs : set of str
        The nodes whose spikes come from outside.

    Raises
    ------
    TNStudioError
        If the chip cannot hold it, naming the node and the number.
    """
    size = flows.size(name)
    flow = flows.into(name, size)
    if node.kind == nir_graph.THRESHOLD:
        neurons = _without_memory(flows, name, node, flow)
        scale = np.ones(size)
    else:
        scale = _flat(flows, name, node, "r", size)
        neurons = _integrating(flows, name, node, flow.bias * scale)
    columns = _Columns(flows, name, flow, inputs)
    weights = _whole(flows, name, columns.weights * scale[:, None], STRENGTH)
    return NeuronRows(
        weights,
        columns.sources,
        columns.source,
        columns.element,
        columns.delay,
        *neurons,
        undelayed=columns.undelayed,
    )


_Neurons = tuple[_Whole, _Whole, _Whole, int]
"""Leak, threshold, reset value and β."""


def _without_memory(flows: Flows, name: str, node: NirNode, flow: Flow) -> _Neurons:
    """Return memoryless neurons: S + b > θ is S - ⌊θ - b⌋ >= 1 for whole S."""
    threshold = _flat(flows, name, node, "threshold", flow.bias.size)
    leak = _in_range(flows, name, -np.floor(threshold - flow.bias), LEAK)
    same = np.ones_like(leak)
    return leak, same, np.zeros_like(leak), 0


def _integrating(flows: Flows, name: str, node: NirNode, bias: _Numbers) -> _Neurons:
    """Return neurons that add up: V > θ is V >= ⌊θ⌋ + 1 for whole V."""
    threshold = np.floor(_flat(flows, name, node, "v_threshold", bias.size)) + 1
    reset = _flat(flows, name, node, "v_reset", bias.size)
    return (
        _whole(flows, name, bias, LEAK),
        _in_range(flows, name, threshold, THRESHOLD),
        _whole(flows, name, reset, RESET),
        NEGATIVE_THRESHOLD.high,
    )


class _Columns:
    """The matrices of all terms side by side, without columns of zeros."""

    def __init__(self, flows: Flows, name: str, flow: Flow, inputs: set[str]) -> None:
        parts, source, element, delay = [], [], [], []
        sources = tuple(dict.fromkeys(term.source for term in flow.terms))
        self.undelayed = 0
        for term in flow.terms:
            matrix = flows.matrix(term)
            used = np.flatnonzero(matrix.any(axis=0))
            parts.append(matrix[:, used])
            source.append(np.full(used.size, sources.index(term.source)))
            element.append(used)
            ticks = term.delays[used]
            if term.source in inputs:
                self._require_none(flows, name, term.source, ticks)
                delay.append(np.zeros(used.size))
            else:
                self.undelayed += int(np.count_nonzero(ticks == 0))
                delay.append(np.where(ticks == 0, 1, ticks))
        self.weights = np.concatenate(parts, axis=1)
        self.sources = sources
        self.source = np.concatenate(source).astype(np.int64)
        self.element = np.concatenate(element).astype(np.int64)
        all_delays = np.concatenate(delay)
        from_inside = all_delays != 0
        _whole(flows, name, all_delays[from_inside], DELAY)
        self.delay = np.rint(all_delays).astype(np.int64)

    def _require_none(
        self, flows: Flows, name: str, source: str, ticks: _Numbers
    ) -> None:
        if ticks.any():
            flows.refuse(
                name,
                tr(
                    "The spikes of the input “{source}” are delayed", source=source[:60]
                ),
                tr(
                    "input lines of the chip have no delay: shift the spikes themselves"
                ),
            )


def _flat(flows: Flows, name: str, node: NirNode, what: str, size: int) -> _Numbers:
    values = node.arrays[what].astype(np.float64).reshape(-1)
    if values.size != size:
        flows.refuse(
            name,
            tr(
                "{array} has {number} numbers for {neurons} neurons",
                array=what,
                number=values.size,
                neurons=size,
            ),
        )
    return values


def _whole(flows: Flows, name: str, values: _Numbers, limit: Limit) -> _Whole:
    """Return whole numbers in a range."""
    away = np.abs(values - np.rint(values)) > _CLOSE
    if away.any():
        first = values.reshape(-1)[int(np.argmax(away))]
        flows.refuse(
            name,
            tr(
                "The {name} {value:g} is no whole number",
                name=tr(limit.name),
                value=first,
            ),
            tr("round weights, biases and delays to what the chip has"),
        )
    return _in_range(flows, name, np.rint(values), limit)


def _in_range(flows: Flows, name: str, values: _Numbers, limit: Limit) -> _Whole:
    # Written so that NaN is outside.
    outside = ~((values >= limit.low) & (values <= limit.high))
    if outside.any():
        first = values.reshape(-1)[int(np.argmax(outside))]
        flows.refuse(
            name,
            tr("The {name} would be {value:g}", name=tr(limit.name), value=first),
            tr("the chip has {low} to {high}", low=limit.low, high=limit.high),
        )
    return values.astype(np.int64)

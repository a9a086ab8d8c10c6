"""NIR graphs to free cores.

A graph is read if all its neurons are Thresholds or IFs and its weights are whole
numbers that fit axon types and strengths (`tnstudio.storage.interchange.nir_fit`).
Elements of inputs and outputs become lines. In NIR spikes pass at once where there
is no Delay; on the chip they take a tick.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import empty_core
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.program import NONE, InputLines, OutputLines
from tnstudio.storage.interchange import nir_graph
from tnstudio.storage.interchange.foreign_circuit import ForeignCircuit
from tnstudio.storage.interchange.gathering import noted
from tnstudio.storage.interchange.nir_cores import Chunk, Layout
from tnstudio.storage.interchange.nir_file import read_nir
from tnstudio.storage.interchange.nir_flow import Flows
from tnstudio.storage.interchange.nir_graph import NirGraph
from tnstudio.storage.interchange.nir_neuron_rows import NeuronRows, neuron_rows
from tnstudio.storage.report import Report
from tnstudio.texts import plural, tr

_Counts = npt.NDArray[np.int64]


def read_nir_model(path: Path, hardware: Hardware = TRUENORTH) -> ForeignCircuit:
    """Read a graph of NIR as free cores.

    Raises
    ------
    TNStudioError
        If the file cannot be read, or the chip cannot hold the graph: with the nodes
        that it cannot, and why.
    """
    graph = read_nir(path)
    circuit, losses = nir_circuit(graph, str(path), hardware)
    return ForeignCircuit(path.stem, hardware, circuit, losses)


@np.errstate(over="ignore", invalid="ignore")
def nir_circuit(
    graph: NirGraph, file: str, hardware: Hardware
) -> tuple[Circuit, tuple[str, ...]]:
    """Return a graph as a circuit, and what it does not do.

    Raises
    ------
    TNStudioError
        If the chip cannot hold the graph.
    """
    flows = Flows(graph, file)
    named = _by_kind(graph)
    inputs = {name: flows.size(name) for name in named[nir_graph.INPUT]}
    spiking = [*named[nir_graph.THRESHOLD], *named[nir_graph.INTEGRATE]]
    if not spiking:
        raise TNStudioError(tr("No node of the graph makes spikes"), file)
    report = Report()
    nodes: dict[str, NeuronRows] = {}
    for name in spiking:
        with noted(report, file):
            nodes[name] = neuron_rows(flows, name, graph.nodes[name], set(inputs))
    lines: dict[str, _Lines] = {}
    for name in named[nir_graph.OUTPUT]:
        with noted(report, file):
            lines[name] = _lines_of(flows, name, set(spiking))
    report.raise_if_any(file)
    outputs = _Outputs(lines)
    chunks = Layout(flows, nodes, outputs.counts(nodes), hardware).chunks()
    circuit = _Builder(nodes, chunks, inputs, hardware).circuit(outputs)
    return circuit, tuple(_losses(nodes, chunks, outputs))


def _by_kind(graph: NirGraph) -> dict[str, list[str]]:
    return {
        kind: [name for name, node in graph.nodes.items() if node.kind == kind]
        for kind in nir_graph.ARRAYS
    }


# -- Outputs


@dataclass(frozen=True, eq=False, slots=True)
class _Lines:
    """The lines of an output: who drives which, by node."""

    size: int
    drivers: tuple[tuple[str, _Counts, _Counts], ...]
    """A node, its elements and the lines that they drive."""


def _lines_of(flows: Flows, name: str, spiking: set[str]) -> _Lines:
    size = flows.size(name)
    flow = flows.into(name, size)
    if flow.bias.any():
        flows.refuse(
            name, tr("Numbers lead to it, not spikes"), tr("end with a Threshold")
        )
    drivers = []
    for term in flow.terms:
        if term.source not in spiking:
            flows.refuse(name, tr("An input leads straight to it"), tr("leave it out"))
        if term.delays.any():
            flows.refuse(
                name, tr("Spikes are delayed on their way out"), tr("leave it out")
            )
        if term.matrix is None:
            drivers.append((term.source, np.arange(size), np.arange(size)))
            continue
        matrix = term.matrix
        if not np.isin(matrix, (0.0, 1.0)).all():
            flows.refuse(
                name,
                tr("Its spikes have weights"),
                tr("outputs of the chip are spikes: end with a Threshold or IF"),
            )
        line, element = np.nonzero(matrix)
        drivers.append((term.source, element, line))
    return _Lines(size, tuple(drivers))


class _Outputs:
    """The lines of all outputs, one after another."""

    def __init__(self, lines: Mapping[str, _Lines]) -> None:
        self.names = [
            name if one.size == 1 else f"{name} {k}"
            for name, one in lines.items()
            for k in range(one.size)
        ]
        self.drivers: list[tuple[str, _Counts, _Counts]] = []
        first = 0
        for one in lines.values():
            self.drivers += [(n, e, line + first) for n, e, line in one.drivers]
            first += one.size

    def counts(self, nodes: Mapping[str, NeuronRows]) -> dict[str, _Counts]:
        """Count the lines that each neuron drives."""
        found = {name: np.zeros(len(nodes[name].weights), np.int64) for name in nodes}
        for name, element, _ in self.drivers:
            np.add.at(found[name], element, 1)
        return found

    def shared(self) -> int:
        """Count the lines that several neurons drive."""
        lines = [line for _, _, line in self.drivers]
        met = np.bincount(np.concatenate([*lines, np.zeros(0, np.int64)]))
        return int(np.count_nonzero(met > 1))


# -- The circuit


class _Builder:
    """Puts cores, routes and lines together."""

    def __init__(
        self,
        nodes: Mapping[str, NeuronRows],
        chunks: list[Chunk],
        inputs: Mapping[str, int],
        hardware: Hardware,
    ) -> None:
        self._nodes, self._chunks, self._hardware = nodes, chunks, hardware
        self._inputs = inputs
        self._names = _names_of(chunks)
        shape = (len(chunks), hardware.neurons)
        self._core, self._axon, self._line = (np.full(shape, NONE) for _ in range(3))
        self._delay = np.ones(shape, np.int64)
        # The copies of each neuron that are still without a target.
        self._free: dict[str, list[list[tuple[int, int]]]] = {
            name: [[] for _ in rows.weights] for name, rows in nodes.items()
        }
        for core, chunk in enumerate(chunks):
            place = 0
            for row, copies in zip(
                chunk.rows.tolist(), chunk.copies.tolist(), strict=True
            ):
                spots = [(core, place + k) for k in range(copies)]
                self._free[chunk.node][row] += reversed(spots)
                place += copies

    def circuit(self, outputs: _Outputs) -> Circuit:
        """Return the circuit."""
        names = [
            name if size == 1 else f"{name} {k}"
            for name, size in self._inputs.items()
            for k in range(size)
        ]
        inputs = self._feed_axons(len(names))
        for node, elements, lines in outputs.drivers:
            for element, line in zip(elements.tolist(), lines.tolist(), strict=True):
                self._line[self._free[node][element].pop()] = line
        shown = len(outputs.names)
        return Circuit(
            cores=tuple(self._free_core(k) for k in range(len(self._chunks))),
            inputs=inputs,
            outputs=OutputLines(
                frozen(np.full(shown, NONE), np.int32),
                frozen(np.zeros(shown), np.int32),
            ),
            line_names=tuple(names),
            output_names=tuple(outputs.names),
        )

    def _feed_axons(self, lines: int) -> InputLines:
        """Let lines and neurons reach the axons of all cores."""
        first, total = {}, 0
        for name, size in self._inputs.items():
            first[name], total = total, total + size
        fed: list[tuple[int, int, int]] = []
        for core, chunk in enumerate(self._chunks):
            rows = self._nodes[chunk.node]
            for axon, column in enumerate(chunk.fit.columns.tolist()):
                source = rows.sources[int(rows.source[column])]
                element = int(rows.element[column])
                if source in first:
                    fed.append((first[source] + element, core, axon))
                    continue
                spot = self._free[source][element].pop()
                self._core[spot], self._axon[spot] = core, axon
                self._delay[spot] = rows.delay[column]
        line, of_core, axons = np.array(fed, np.int64).reshape(-1, 3).T
        return InputLines(
            element=frozen(np.full(lines, NONE), np.int32),
            line=frozen(line, np.int32),
            core=frozen(of_core, np.int32),
            axon=frozen(axons, np.int32),
        )

    def _free_core(self, core: int) -> FreeCore:
        chunk, hardware = self._chunks[core], self._hardware
        made = empty_core(
            hardware, self._names[core], divmod(core, hardware.grid_columns)
        )
        rows = self._nodes[chunk.node]
        each = np.repeat(np.arange(chunk.rows.size), chunk.copies)
        chosen = chunk.rows[each]
        axons, neurons = chunk.fit.columns.size, each.size
        types = made.axon_types.copy()
        types[0, :axons] = chunk.fit.types
        crossbar = np.zeros((hardware.axons, hardware.neurons), np.bool_)
        crossbar[:axons, :neurons] = chunk.fit.synapses[:, each]
        packed = np.packbits(crossbar, axis=1, bitorder="little")[None]
        strengths = made.neurons.strengths.copy()
        strengths[0, :, :neurons] = chunk.fit.strengths[:, each]
        old = made.neurons
        parameters = replace(
            old,
            strengths=frozen(strengths, np.int16),
            leak=_with(old.leak, rows.leak[chosen]),
            threshold=_with(old.threshold, rows.threshold[chosen]),
            reset_value=_with(old.reset_value, rows.reset[chosen]),
            negative_threshold=_with(
                old.negative_threshold, np.full(neurons, rows.floor)
            ),
        )
        routes = replace(
            made.routes,
            core=frozen(self._core[core][None], np.int32),
            axon=frozen(self._axon[core][None], np.int32),
            delay=frozen(self._delay[core][None], np.uint8),
            line=frozen(self._line[core][None], np.int32),
        )
        return replace(
            made,
            axon_types=frozen(types, np.uint8),
            synapses=frozen(packed, np.uint8),
            neurons=parameters,
            routes=routes,
        )


def _names_of(chunks: list[Chunk]) -> list[str]:
    """Call cores like their nodes, with a number where a node has several."""
    counts = Counter(chunk.node for chunk in chunks)
    numbers = {node: count() for node in counts}
    return [
        node if counts[node] == 1 else f"{node} {next(numbers[node])}"
        for node in (chunk.node for chunk in chunks)
    ]


def _with(old: npt.NDArray[Any], values: _Counts) -> npt.NDArray[Any]:
    changed = old.copy()
    changed[0, : values.size] = values
    changed.flags.writeable = False
    return changed


# -- What is lost


def _losses(
    nodes: Mapping[str, NeuronRows], chunks: list[Chunk], outputs: _Outputs
) -> list[str]:
    told = []
    undelayed = sum(rows.undelayed for rows in nodes.values())
    if undelayed:
        told.append(
            plural(
                "{number} connection between neurons has no Delay: on the chip its "
                "spikes take one tick.",
                "{number} connections between neurons have no Delay: on the chip their "
                "spikes take one tick.",
                undelayed,
            )
        )
    copies = sum(int((chunk.copies - 1).sum()) for chunk in chunks)
    if copies:
        told.append(
            plural(
                "{number} neuron was added: one neuron reaches one axon, so one that "
                "has to reach several is there several times.",
                "{number} neurons were added: one neuron reaches one axon, so those "
                "that "
                "have to reach several are there several times.",
                copies,
            )
        )
    if any(rows.floor for rows in nodes.values()):
        told.append(tr("V of an IF has no lower end in NIR; on the chip it stops."))
    if outputs.shared():
        told.append(
            plural(
                "{number} output adds up the spikes of several neurons: on the "
                "chip spikes that meet merge.",
                "{number} outputs add up the spikes of several neurons: on the "
                "chip spikes that meet merge.",
                outputs.shared(),
            )
        )
    return told

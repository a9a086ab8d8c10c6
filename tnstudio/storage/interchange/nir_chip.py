"""A chip of free cores as a graph of NIR.

The neurons of a core become one node or two, a Threshold and an IF
(`tnstudio.storage.interchange.nir_neurons`). Between two of them is one matrix,
what the spikes of the one add to the other, behind a Delay with the ticks that each
spike is on its way. Leaks are the bias of a matrix; where no input feeds a node,
that of a matrix of zeros from the input.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.storage.interchange.nir_graph import (
    DELAY,
    INPUT,
    INTEGRATE,
    MOST_WEIGHTS,
    OUTPUT,
    THRESHOLD,
    Array,
    GraphBuilder,
    NirGraph,
    shape_of,
)
from tnstudio.storage.interchange.nir_neurons import (
    NeuronKinds,
    neuron_kinds,
    used_neurons,
    weights_of,
)
from tnstudio.texts import marked, plural, tr

NO_PLACES = marked(
    "Names, axon types, stimuli and the places of cores are not told: what is left is "
    "what spikes add to what."
)


@dataclass(frozen=True, eq=False, slots=True)
class _Group:
    """Neurons of a core that become one node."""

    name: str
    core: int
    neurons: npt.NDArray[np.intp]
    binary: bool


def chip_losses(program: ChipProgram) -> tuple[str, ...]:
    """Tell what a graph of a chip does not have, a sentence each."""
    told = [tr(NO_PLACES)]
    idle = program.neurons.leak.size - int(np.count_nonzero(used_neurons(program)))
    if idle:
        told.append(
            plural(
                "{number} neuron leads nowhere and is left out.",
                "{number} neurons lead nowhere and are left out.",
                idle,
            )
        )
    merging = _merging_axons(program)
    if merging:
        told.append(
            plural(
                "{number} axon has several sources: spikes that meet there merge on "
                "the chip and add up in NIR.",
                "{number} axons have several sources: spikes that meet there merge on "
                "the chip and add up in NIR.",
                merging,
            )
        )
    lines = program.routes.line[program.routes.line != NONE]
    shared = int(np.count_nonzero(np.bincount(lines, minlength=1) > 1))
    if shared:
        told.append(
            plural(
                "{number} output line has several neurons: their spikes merge on the "
                "chip and add up in NIR.",
                "{number} output lines have several neurons: their spikes merge on the "
                "chip and add up in NIR.",
                shared,
            )
        )
    return tuple(told)


def _merging_axons(program: ChipProgram) -> int:
    routes, inputs = program.routes, program.inputs
    sent = routes.core != NONE
    axons = program.hardware.axons
    flat = np.concatenate(
        [
            routes.core[sent].astype(np.int64) * axons + routes.axon[sent],
            inputs.core.astype(np.int64) * axons + inputs.axon,
        ]
    )
    _, counts = np.unique(flat, return_counts=True)
    return int(np.count_nonzero(counts > 1))


def chip_graph(program: ChipProgram) -> NirGraph:
    """Return a chip as a graph.

    Raises
    ------
    TNStudioError
        If a neuron has no equal, naming it; if nothing leads to an output line; or
        if the matrices are too large.
    """
    if not (program.routes.line != NONE).any():
        raise TNStudioError(
            tr("No neuron leads to an output line"),
            program.name,
            tr("add an output line"),
        )
    groups = _groups(program, neuron_kinds(program))
    chip = _Chip(program, groups)
    chip.require_room()
    return chip.graph()


def _groups(program: ChipProgram, kinds: NeuronKinds) -> list[_Group]:
    groups = []
    for core in range(program.cores):
        for binary, word in ((True, "binary"), (False, "integrating")):
            here = kinds.used[core] & (kinds.binary[core] == binary)
            if here.any():
                name = f"core{core}_{word}"
                groups.append(_Group(name, core, np.flatnonzero(here), binary))
    return groups


class _Chip:
    """Makes the graph; the input has as many elements as there are lines."""

    def __init__(self, program: ChipProgram, groups: list[_Group]) -> None:
        self._program = program
        self._groups = groups
        self._of_core: dict[int, list[_Group]] = {}
        for group in groups:
            self._of_core.setdefault(group.core, []).append(group)
        # NIR begins with an input; without lines it has one that tells nothing.
        self._inputs = max(1, len(program.inputs.element))

    def require_room(self) -> None:
        """Refuse what would take too much memory, before any of it is made."""
        weights = sum(len(g.neurons) * self._inputs for g in self._groups)
        weights += sum(
            len(source.neurons) * len(target.neurons)
            for source in self._groups
            for target in self._targets(source)
        )
        if weights > MOST_WEIGHTS:
            raise TNStudioError(
                tr(
                    "The graph would have {weights} weights, the limit is {most}",
                    weights=weights,
                    most=MOST_WEIGHTS,
                ),
                self._program.name,
                tr("export fewer cores"),
            )

    def _targets(self, group: _Group) -> list[_Group]:
        cores = self._program.routes.core[group.core, group.neurons]
        found = np.unique(cores[cores != NONE]).tolist()
        return [target for core in found for target in self._of_core.get(core, [])]

    def graph(self) -> NirGraph:
        """Return the graph."""
        builder = GraphBuilder()
        builder.add("input", INPUT, shape=shape_of(self._inputs))
        for group in self._groups:
            self._add_spikes(builder, group)
        for group in self._groups:
            self._add_wires(builder, group)
        fed = {target for _, target in builder.graph({}).edges}
        for number, group in enumerate(self._groups):
            self._add_inputs(
                builder, group, needed=number == 0 or group.name not in fed
            )
        lines = len(self._program.outputs.label)
        builder.add("output", OUTPUT, shape=shape_of(lines))
        return builder.graph({"made_by": "TN Studio", "time_unit": "tick"})

    def _add_spikes(self, builder: GraphBuilder, group: _Group) -> None:
        n = self._program.neurons
        here = (group.core, group.neurons)
        threshold = (n.threshold[here] - 0.5).astype(np.float32)
        if group.binary:
            builder.add(group.name, THRESHOLD, threshold=threshold)
            return
        builder.add(
            group.name,
            INTEGRATE,
            r=np.ones_like(threshold),
            v_threshold=threshold,
            v_reset=n.reset_value[here].astype(np.float32),
        )

    def _add_wires(self, builder: GraphBuilder, group: _Group) -> None:
        routes, here = self._program.routes, (group.core, group.neurons)
        targets = self._targets(group)
        if targets:
            delayed = builder.add(
                f"{group.name}_delay",
                DELAY,
                group.name,
                delay=routes.delay[here].astype(np.float32),
            )
            for target in targets:
                matrix = self._between(group, target)
                name = f"{group.name}_to_{target.name}"
                builder.join(target.name, builder.weights(name, delayed, matrix))
        line = routes.line[here]
        if (line != NONE).any():
            matrix = np.zeros((len(self._program.outputs.label), len(line)))
            shown = np.flatnonzero(line != NONE)
            matrix[line[shown], shown] = 1
            name = f"{group.name}_to_output"
            builder.join("output", builder.weights(name, group.name, matrix))

    def _between(self, source: _Group, target: _Group) -> Array:
        routes, here = self._program.routes, (source.core, source.neurons)
        sent = np.flatnonzero(routes.core[here] == target.core)
        axons = routes.axon[here][sent]
        matrix = np.zeros((len(target.neurons), len(source.neurons)))
        weights = weights_of(self._program, target.core)
        matrix[:, sent] = weights[axons][:, target.neurons].T
        return matrix

    def _add_inputs(
        self, builder: GraphBuilder, group: _Group, *, needed: bool
    ) -> None:
        inputs = self._program.inputs
        here = inputs.core == group.core
        matrix = np.zeros((len(group.neurons), self._inputs))
        weights = weights_of(self._program, group.core)
        added = weights[inputs.axon[here]][:, group.neurons]
        np.add.at(matrix.T, inputs.line[here], added)
        bias = self._program.neurons.leak[group.core, group.neurons]
        if needed or matrix.any() or bias.any():
            name = f"input_to_{group.name}"
            builder.join(group.name, builder.weights(name, "input", matrix, bias))

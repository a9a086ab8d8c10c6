"""Layers of a trained network, or of one copy on a chip, as a graph of NIR.

Each layer is a matrix over the whole layer before it, zero where no core looks,
and a Threshold: most programs read such a chain. Elements of the input are in the
order row, column, channel; neurons of a layer in the order of its cores.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.topology import LayerPlan, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.storage.interchange.nir_graph import (
    INPUT,
    MOST_WEIGHTS,
    OUTPUT,
    THRESHOLD,
    Array,
    GraphBuilder,
    NirGraph,
    shape_of,
)
from tnstudio.storage.interchange.nir_neurons import neuron_kinds, weights_of
from tnstudio.texts import marked, tr

ONE_TICK = marked(
    "On the chip each layer takes a tick; NIR passes spikes from layer to layer at "
    "once."
)
NO_CORES = marked(
    "Cores, axon types and their places on the chip are not told: a layer is one "
    "matrix."
)
ONLY_NOTED = marked(
    "NIR has no votes: which output stands for which class is in the metadata only."
)
NO_ENCODING = marked(
    "How images become spikes is not told: the graph starts with spikes."
)


@dataclass(frozen=True, eq=False, slots=True)
class _Layer:
    """Weights of shape (neurons, inputs), biases and thresholds of neurons."""

    weights: npt.NDArray[np.float32]
    biases: npt.NDArray[np.float32]
    thresholds: npt.NDArray[np.float32]


# -- A trained network


def trained_losses(trained: TrainedNetwork) -> tuple[str, ...]:
    """Tell what a graph of a trained network does not have, a sentence each."""
    cores = [core for layer in trained.layers for core in layer]
    inner = any(_is_uncertain(core) for core in cores)
    fractions = any((core.biases != np.trunc(core.biases)).any() for core in cores)
    told = [tr(ONE_TICK), tr(NO_CORES), tr(ONLY_NOTED), tr(NO_ENCODING)]
    if fractions:
        told.insert(0, tr("Biases keep the fractions that a chip drops."))
    if inner:
        told.insert(
            0,
            tr(
                "Each synapse has its expected weight c̃ · s; a chip has it on or off, "
                "drawn with probability c̃."
            ),
        )
    return tuple(told)


def _is_uncertain(core: TrainedCore) -> bool:
    c = core.probabilities
    return bool(((c > 0) & (c < 1)).any())


def trained_graph(trained: TrainedNetwork) -> NirGraph:
    """Return a graph with the expected weights of a trained network.

    Raises
    ------
    TNStudioError
        If the matrices are too large.
    """
    network = trained.network
    plans = lay_out(network).layers
    sizes = [network.input.size, *(plan.neurons for plan in plans)]
    _require_room(sizes, network.name)
    layers = [
        _expected(plan, cores, inputs)
        for plan, cores, inputs in zip(plans, trained.layers, sizes, strict=False)
    ]
    labels = network.readout.class_of_outputs(sizes[-1])
    shape = (network.input.rows, network.input.columns, network.input.channels)
    return _chain(layers, shape, labels, network.readout.class_names)


def _expected(plan: LayerPlan, cores: Sequence[TrainedCore], inputs: int) -> _Layer:
    weights = np.zeros((plan.neurons, inputs), np.float32)
    biases = np.zeros(plan.neurons, np.float32)
    for place, core in zip(plan.cores, cores, strict=True):
        rows = slice(place.first_neuron, place.first_neuron + place.neurons)
        weights[rows, place.sources] = core.effective_weights().T
        biases[rows] = core.biases
    # E15: a neuron fires if its input is above 0.
    return _Layer(weights, biases, np.zeros(plan.neurons, np.float32))


# -- A copy on a chip


def deployed_losses(program: ChipProgram) -> tuple[str, ...]:
    """Tell what a graph of one copy on a chip does not have, a sentence each."""
    told = [tr(ONE_TICK), tr(NO_CORES), tr(ONLY_NOTED), tr(NO_ENCODING)]
    if program.copies > 1:
        told.insert(
            0, tr("One copy is written; the chip has {number}.", number=program.copies)
        )
    return tuple(told)


def deployed_graph(program: ChipProgram, copy: int = 0) -> NirGraph:
    """Return a graph with the weights that one copy has on a chip.

    Raises
    ------
    TNStudioError
        If there is no such copy, a neuron has no equal, the copy is not made of
        layers that feed only the next one, or the matrices are too large.
    """
    if not 0 <= copy < program.copies:
        raise TNStudioError(
            tr("There is no copy {copy}", copy=copy),
            program.name,
            tr("choose 0 to {high}", high=program.copies - 1),
        )
    chosen = _CopyLayers(program, copy)
    layers = [chosen.layer(k) for k in range(len(chosen.cores))]
    return _chain(layers, program.input_shape, chosen.labels(), program.class_names)


class _CopyLayers:
    """The layers of one copy, found by what feeds what."""

    def __init__(self, program: ChipProgram, copy: int) -> None:
        self._program = program
        kinds = neuron_kinds(program)
        mine = program.places.copy == copy
        self._require_binary(mine[:, None] & kinds.used & ~kinds.binary)
        layer = program.places.layer
        depth = int(layer[mine].max(initial=-1)) + 1
        self.cores = [np.flatnonzero(mine & (layer == k)) for k in range(depth)]
        self._neurons = [self._order(cores, kinds.used) for cores in self.cores]
        self._row = np.full(kinds.used.shape, NONE)
        for neurons in self._neurons:
            self._row[tuple(neurons.T)] = np.arange(len(neurons))
        inputs = int(np.prod(program.input_shape))
        self._sizes = [inputs, *map(len, self._neurons)]
        _require_room(self._sizes, program.name)
        self._require_chain()

    def _order(self, cores: Array, used: npt.NDArray[np.bool_]) -> Array:
        """Return core and neuron of all neurons in use, in the order of their lines."""
        which, neuron = np.nonzero(used[cores])
        pairs = np.column_stack((cores[which], neuron))
        lines = self._program.routes.line[tuple(pairs.T)]
        return pairs[np.argsort(lines, kind="stable")]

    def _require_binary(self, others: npt.NDArray[np.bool_]) -> None:
        if others.any():
            core, neuron = np.unravel_index(int(np.argmax(others)), others.shape)
            raise TNStudioError(
                tr("The neuron has a memory; layers of NIR have none here"),
                f"core {core}, neuron {neuron}",
            )

    def _require_chain(self) -> None:
        """Refuse what is no chain of layers, such as copies of several networks."""
        program = self._program
        layer = program.places.layer
        last = len(self.cores) - 1
        for k, neurons in enumerate(self._neurons):
            core, line = (a[tuple(neurons.T)] for a in self._targets())
            leads_on = (line == NONE) & (layer[core] == k + 1)
            if not (leads_on.all() if k < last else (line != NONE).all()):
                raise TNStudioError(
                    tr("The chip is not made of layers that each feed the next one"),
                    program.name,
                    tr("export the trained network instead"),
                )
        if np.unique(self._lines()).size != self._sizes[-1]:
            raise TNStudioError(
                tr("Several neurons share an output line"), program.name
            )

    def _targets(self) -> tuple[Array, Array]:
        return self._program.routes.core, self._program.routes.line

    def _lines(self) -> Array:
        lines: Array = self._program.routes.line[tuple(self._neurons[-1].T)]
        return lines

    def labels(self) -> npt.NDArray[np.int32]:
        """Return the class of each output."""
        return self._program.outputs.label[self._lines()]

    def layer(self, k: int) -> _Layer:
        """Return a layer by its number."""
        n, neurons = self._program.neurons, tuple(self._neurons[k].T)
        weights = np.zeros((self._sizes[k + 1], self._sizes[k]), np.float32)
        for core in self.cores[k].tolist():
            axons, sources = self._feeds(core, k)
            own = self._neurons[k][:, 0] == core
            added = weights_of(self._program, core)[axons][:, neurons[1][own]]
            rows = np.flatnonzero(own)
            np.add.at(weights, (rows[:, None], sources[None, :]), added.T)
        return _Layer(
            weights,
            biases=n.leak[neurons].astype(np.float32),
            thresholds=(n.threshold[neurons] - 0.5).astype(np.float32),
        )

    def _feeds(self, core: int, k: int) -> tuple[Array, Array]:
        """Return axons of a core and the element or neuron that feeds each."""
        program = self._program
        if k > 0:
            before = tuple(self._neurons[k - 1].T)
            here = program.routes.core[before] == core
            return program.routes.axon[before][here], np.flatnonzero(here)
        inputs = program.inputs
        here = inputs.core == core
        elements = inputs.element[inputs.line[here]]
        if (elements == NONE).any():
            raise TNStudioError(
                tr("An input line carries no element of images"), f"core {core}"
            )
        return inputs.axon[here], elements


# -- Both


def _require_room(sizes: Sequence[int], place: str) -> None:
    weights = sum(a * b for a, b in zip(sizes[1:], sizes, strict=False))
    if weights > MOST_WEIGHTS:
        raise TNStudioError(
            tr(
                "The graph would have {weights} weights, the limit is {most}",
                weights=weights,
                most=MOST_WEIGHTS,
            ),
            place,
            tr("use fewer or smaller layers"),
        )


def _chain(
    layers: Sequence[_Layer],
    shape: tuple[int, int, int],
    labels: npt.NDArray[np.int32],
    class_names: tuple[str, ...],
) -> NirGraph:
    builder = GraphBuilder()
    last = builder.add("input", INPUT, shape=shape_of(int(np.prod(shape))))
    for k, layer in enumerate(layers, start=1):
        last = builder.weights(f"layer{k}", last, layer.weights, layer.biases)
        last = builder.add(
            f"layer{k}_spikes", THRESHOLD, last, threshold=layer.thresholds
        )
    builder.add("output", OUTPUT, last, shape=shape_of(labels.size))
    rows, columns, channels = shape
    return builder.graph(
        {
            "made_by": "TN Studio",
            "input_rows": rows,
            "input_columns": columns,
            "input_channels": channels,
            "class_names": json.dumps(class_names),
            "class_of_output": json.dumps(labels.tolist()),
        }
    )

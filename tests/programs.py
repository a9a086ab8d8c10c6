"""Chip programs for tests, from a few neurons by hand to random networks."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tests.strategies import random_program
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import MEMORYLESS_BINARY, NeuronParameters
from tnstudio.model.presets import Preset
from tnstudio.model.program import (
    NONE,
    ChipProgram,
    CorePlaces,
    InputLines,
    NeuronArrays,
    OutputLines,
    Routes,
)
from tnstudio.model.program_arrays import Extent

CORE_5_BY_7 = Hardware("classroom", 5, 7, 3, 4, 4)
"""5 axons, 7 neurons, 3 axon types, up to 16 cores."""


class ProgramBuilder:
    """A program that starts empty: no synapse, no target, memoryless neurons.

    The arrays may be written to before `build`.
    """

    def __init__(self, hardware: Hardware, cores: int, lines: int, outputs: int = 0):
        neurons = (cores, hardware.neurons)
        self.hardware = hardware
        self.types = np.zeros((cores, hardware.axons), np.uint8)
        self.synapses = np.zeros((cores, hardware.axons, hardware.neurons), np.bool_)
        self.strengths = np.zeros(
            (cores, hardware.axon_types, hardware.neurons), np.int16
        )
        self.stochastic = np.zeros(self.strengths.shape, np.bool_)
        self.core = np.full(neurons, NONE, np.int32)
        self.axon = np.full(neurons, NONE, np.int32)
        self.delay = np.ones(neurons, np.uint8)
        self.line = np.full(neurons, NONE, np.int32)
        self.label = np.full(outputs, NONE, np.int32)
        self.connections: list[tuple[int, int, int]] = []
        self.class_names: tuple[str, ...] = ("yes", "no")
        self.latency = 0
        self.seed = 0
        self._lines = lines
        self._parameters = {
            (core, j): MEMORYLESS_BINARY
            for core in range(cores)
            for j in range(hardware.neurons)
        }

    def neuron(
        self,
        core: int,
        j: int,
        parameters: NeuronParameters = MEMORYLESS_BINARY,
        strengths: Sequence[int] = (),
    ) -> None:
        """Set a neuron's parameters and its first strengths."""
        self._parameters[core, j] = parameters
        self.strengths[core, : len(strengths), j] = strengths
        flags = parameters.stochastic_synapses
        self.stochastic[core, : len(flags), j] = flags

    def synapse(self, core: int, axon: int, j: int) -> None:
        """Close a synapse."""
        self.synapses[core, axon, j] = True

    def input(self, line: int, core: int, axon: int) -> None:
        """Let an input line feed an axon."""
        self.connections.append((line, core, axon))

    def route(self, source: tuple[int, int], target: tuple[int, int], delay: int = 1):
        """Send the spikes of (core, neuron) to (core, axon)."""
        self.core[source], self.axon[source] = target
        self.delay[source] = delay

    def output(self, source: tuple[int, int], line: int) -> None:
        """Send the spikes of (core, neuron) to an output line."""
        self.line[source] = line

    def build(self) -> ChipProgram:
        """Return the program."""
        cores = len(self.types)
        connections = np.array(self.connections, np.int32).reshape(-1, 3).T
        return ChipProgram(
            name="by hand",
            hardware=self.hardware,
            axon_types=frozen(self.types, np.uint8),
            synapses=frozen(
                np.packbits(self.synapses, axis=2, bitorder="little"), np.uint8
            ),
            neurons=self._neurons(),
            routes=Routes(
                core=frozen(self.core, np.int32),
                axon=frozen(self.axon, np.int32),
                delay=frozen(self.delay, np.uint8),
                line=frozen(self.line, np.int32),
            ),
            inputs=InputLines(
                frozen(np.full(self._lines, NONE), np.int32),
                *(frozen(column, np.int32) for column in connections),
            ),
            outputs=OutputLines(
                frozen(self.label, np.int32),
                frozen(np.zeros(len(self.label)), np.int32),
            ),
            places=_in_reading_order(self.hardware, cores),
            input_shape=(1, 1, 1),
            class_names=self.class_names,
            latency=self.latency,
            copies=1,
            seed=self.seed,
        )

    def _neurons(self) -> NeuronArrays:
        def table(name: str, dtype: type) -> np.ndarray:
            values = [getattr(p, name) for p in self._parameters.values()]
            return frozen(np.array(values).reshape(self.core.shape), dtype)

        return NeuronArrays(
            strengths=frozen(self.strengths, np.int16),
            stochastic_synapses=frozen(self.stochastic, np.bool_),
            leak=table("leak", np.int16),
            leak_reversal=table("leak_reversal", np.bool_),
            stochastic_leak=table("stochastic_leak", np.bool_),
            threshold=table("threshold", np.int32),
            negative_threshold=table("negative_threshold", np.int32),
            negative_saturates=table("negative_saturates", np.bool_),
            threshold_mask=table("threshold_mask", np.int32),
            reset_mode=table("reset_mode", np.uint8),
            reset_value=table("reset_value", np.int32),
            initial_potential=table("initial_potential", np.int32),
        )


def single_neuron(
    parameters: NeuronParameters, strengths: Sequence[int] = (1,)
) -> ChipProgram:
    """Return one neuron with one axon, input line and output line per strength."""
    kinds = len(strengths)
    builder = ProgramBuilder(Hardware("one neuron", kinds, 1, kinds, 1, 1), 1, kinds, 1)
    builder.neuron(0, 0, parameters, strengths)
    builder.types[0] = range(kinds)
    for axon in range(kinds):
        builder.synapse(0, axon, 0)
        builder.input(axon, 0, axon)
    builder.output((0, 0), 0)
    return builder.build()


def circuit(preset: Preset) -> ChipProgram:
    """Return the cells of a preset on one core."""
    kinds = max(len(cell.strengths) for cell in preset.cells)
    lines, links = len(preset.inputs), preset.links
    size = Hardware("circuit", lines + len(links), len(preset.cells), kinds, 1, 1)
    builder = ProgramBuilder(size, 1, lines)
    for j, cell in enumerate(preset.cells):
        builder.neuron(0, j, cell.parameters, cell.strengths)
    for axon, targets in enumerate(preset.inputs):
        builder.types[0, axon] = axon
        builder.input(axon, 0, axon)
        for j in targets:
            builder.synapse(0, axon, j)
    for axon, link in enumerate(links, start=lines):
        builder.types[0, axon] = link.axon_type
        builder.synapse(0, axon, link.target)
        builder.route((0, link.source), (0, axon), link.delay)
    return builder.build()


def random_recurrent_program(
    random: np.random.Generator,
    hardware: Hardware = CORE_5_BY_7,
    cores: int = 3,
    lines: int = 6,
    *,
    calm: bool = True,
) -> ChipProgram:
    """Return a program with loops, all delays and all neuron modes.

    Calm neurons fire now and then; the others live at the ends of their ranges.
    """
    extent = Extent(
        cores=cores,
        input_lines=lines,
        connections=3 * lines,
        output_lines=4,
        classes=2,
        copies=1,
        input_shape=(1, max(1, lines), 1),
    )
    return random_program(random, hardware, extent, calm=calm)


def random_feedforward_program(
    random: np.random.Generator,
    hardware: Hardware = CORE_5_BY_7,
    cores_per_layer: Sequence[int] = (3, 2, 1),
    lines: int = 6,
    *,
    most_strength: int = 3,
) -> ChipProgram:
    """Return layers of memoryless neurons.

    The layers are 1 to 15 ticks apart. Lines feed several axons, several
    neurons meet on one axon or on one output line, some go nowhere.
    """
    cores = sum(cores_per_layer)
    program = random_recurrent_program(random, hardware, cores, lines)
    layer = np.repeat(np.arange(len(cores_per_layer)), cores_per_layer)
    steps = random.integers(1, 16, len(cores_per_layer))
    steps[-1] = 0
    return replace(
        program,
        neurons=_memoryless(random, program, most_strength),
        routes=_forward_routes(random, program, layer, steps),
        inputs=replace(
            program.inputs,
            core=frozen(
                random.integers(0, cores_per_layer[0], len(program.inputs.line)),
                np.int32,
            ),
        ),
        latency=int(steps.sum()),
    )


def copies_of(program: ChipProgram, copies: int) -> ChipProgram:
    """Return copies of a program side by side, each with its own lines."""

    def times(values: np.ndarray) -> np.ndarray:
        return frozen(np.concatenate([values] * copies), values.dtype)

    def shifted(values: np.ndarray, step: int) -> np.ndarray:
        parts = [
            np.where(values == NONE, NONE, values + k * step) for k in range(copies)
        ]
        return frozen(np.concatenate(parts), values.dtype)

    cores, routes, inputs = program.cores, program.routes, program.inputs
    lines, outputs = len(inputs.element), len(program.outputs.label)
    neurons = {
        name: times(getattr(program.neurons, name)) for name in NeuronArrays.__slots__
    }
    return replace(
        program,
        axon_types=times(program.axon_types),
        synapses=times(program.synapses),
        neurons=NeuronArrays(**neurons),
        routes=Routes(
            core=shifted(routes.core, cores),
            axon=times(routes.axon),
            delay=times(routes.delay),
            line=shifted(routes.line, outputs),
        ),
        inputs=InputLines(
            element=times(inputs.element),
            line=shifted(inputs.line, lines),
            core=shifted(inputs.core, cores),
            axon=times(inputs.axon),
        ),
        outputs=OutputLines(
            label=times(program.outputs.label),
            copy=frozen(np.repeat(np.arange(copies), outputs), np.int32),
        ),
        places=_in_reading_order(program.hardware, copies * cores),
        copies=copies,
    )


def _memoryless(
    random: np.random.Generator, program: ChipProgram, most_strength: int
) -> NeuronArrays:
    by_type = program.neurons.strengths.shape
    shape = program.neurons.leak.shape
    wanted = MEMORYLESS_BINARY
    strengths = random.integers(-most_strength, most_strength + 1, by_type)
    return NeuronArrays(
        strengths=frozen(strengths, np.int16),
        stochastic_synapses=frozen(np.zeros(by_type), np.bool_),
        leak=frozen(random.integers(-3, 4, shape), np.int16),
        leak_reversal=frozen(np.zeros(shape), np.bool_),
        stochastic_leak=frozen(np.zeros(shape), np.bool_),
        threshold=frozen(np.full(shape, wanted.threshold), np.int32),
        negative_threshold=frozen(np.zeros(shape), np.int32),
        negative_saturates=frozen(np.ones(shape), np.bool_),
        threshold_mask=frozen(np.zeros(shape), np.int32),
        reset_mode=frozen(np.zeros(shape), np.uint8),
        reset_value=frozen(np.zeros(shape), np.int32),
        initial_potential=frozen(np.zeros(shape), np.int32),
    )


def _forward_routes(
    random: np.random.Generator,
    program: ChipProgram,
    layer: np.ndarray,
    steps: np.ndarray,
) -> Routes:
    """Send each neuron a layer up, those of the last layer out, some nowhere."""
    shape = program.routes.core.shape
    used = random.random(shape) < 0.8
    last = (layer == layer[-1])[:, None]
    first_above = np.searchsorted(layer, layer + 1)
    count_above = np.searchsorted(layer, layer + 2) - first_above
    above = first_above + random.random(shape).T * count_above
    onward = used & ~last
    axon = random.integers(0, program.hardware.axons, shape)
    line = random.integers(0, len(program.outputs.label), shape)
    return Routes(
        core=frozen(np.where(onward, above.T.astype(np.int32), NONE), np.int32),
        axon=frozen(np.where(onward, axon, NONE), np.int32),
        delay=frozen(
            np.broadcast_to(np.maximum(steps[layer], 1)[:, None], shape), np.uint8
        ),
        line=frozen(np.where(used & last, line, NONE), np.int32),
    )


def _in_reading_order(hardware: Hardware, cores: int) -> CorePlaces:
    row, column = np.divmod(np.arange(cores), hardware.grid_columns)
    none = frozen(np.zeros(cores), np.int32)
    return CorePlaces(
        copy=none,
        layer=none,
        row=none,
        column=frozen(np.arange(cores), np.int32),
        chip_row=frozen(row, np.int32),
        chip_column=frozen(column, np.int32),
    )

"""Hypothesis strategies for everything that a project holds, all of it valid.

Structure is drawn by Hypothesis, the contents of arrays by a generator with a
drawn seed: examples stay small and quick. Sizes are odd on purpose: neurons
do not fill bytes, grids and inputs are not square.
"""

import math
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_arrays import circuit_of
from tnstudio.model.hardware import (
    DELAY,
    LEAK,
    NEGATIVE_THRESHOLD,
    POTENTIAL,
    RESET,
    STRENGTH,
    THRESHOLD,
    Hardware,
    Limit,
)
from tnstudio.model.measured import MeasuredCell, MeasuredTable
from tnstudio.model.network import (
    InputShape,
    Network,
    Readout,
    WindowLayer,
    free_network,
)
from tnstudio.model.prepared import PreparedTraining
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
from tnstudio.model.project import Project
from tnstudio.model.recorded import TICK, RecordedSpikes
from tnstudio.model.records import (
    SEED,
    Augmentation,
    EpochRecord,
    History,
    RateDrop,
    TrainingSettings,
)
from tnstudio.model.run import BINS, EpochWeights, ParameterHistory, Run
from tnstudio.model.stimulus import (
    FOREVER,
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.model.topology import Grid, grid_after, grids, lay_out, most_windows
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.model.training_state import CoreState, DataMark, TrainingState

SEEDS = st.integers(0, 2**63 - 1)
NAMES = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
)
STRENGTHS = st.one_of(
    st.sampled_from([-1, 1]),
    st.integers(-3, 3),
    st.integers(STRENGTH.low, STRENGTH.high),
)


def class_names(most: int = 5) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw 2 to so many names of classes."""
    return st.lists(NAMES, min_size=2, max_size=most).map(tuple)


@st.composite
def networks(draw: st.DrawFn, most_layers: int = 3) -> Network:
    """Draw a network that `check_network` finds no error in."""
    rows, columns = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    channels, types = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    axons = draw(st.integers(channels, 40))
    neurons = draw(st.integers(2, 20))
    source = Grid(rows, columns)
    layers: list[WindowLayer] = []
    for index in range(draw(st.integers(1, most_layers))):
        layer = _draw_layer(draw, source, axons // (channels if index == 0 else 1))
        if index > 0:
            layer = _with_features(draw, layer, source, axons, neurons)
        if layer is None:
            break
        strengths = draw(st.lists(STRENGTHS, min_size=types, max_size=types))
        layers.append(replace(layer, strengths=tuple(strengths)))
        source = grid_after(source, layer)
    network = Network(
        name=draw(NAMES),
        input=InputShape(rows, columns, channels),
        layers=tuple(layers),
        readout=Readout(draw(class_names(min(5, neurons)))),
        seed=draw(SEEDS),
    )
    cores = sum(grid.size for grid in grids(network)[1:])
    chip_rows = draw(st.integers(1, 12))
    chip_columns = -(-cores // chip_rows) + draw(st.integers(0, 3))
    name = draw(NAMES)
    hardware = Hardware(name, axons, neurons, types, chip_rows, chip_columns)
    return replace(
        network, hardware=hardware, placement=draw(placements(hardware, cores))
    )


@st.composite
def placements(
    draw: st.DrawFn, hardware: Hardware, cores: int
) -> tuple[tuple[int, int], ...] | None:
    """Draw a place of its own for each core, or the standard order."""
    if draw(st.booleans()):
        return None
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    spots = random.permutation(hardware.cores)[:cores].tolist()
    return tuple(divmod(spot, hardware.grid_columns) for spot in spots)


def _draw_layer(draw: st.DrawFn, source: Grid, most_places: int) -> WindowLayer:
    """Draw R and S such that R x R places fit; one place always does."""
    fitting = min(source.rows, source.columns, int(most_places**0.5))
    window = draw(st.integers(1, fitting))
    return WindowLayer(window, draw(st.integers(1, window + 1)))


def _with_features(
    draw: st.DrawFn, layer: WindowLayer, source: Grid, axons: int, neurons: int
) -> WindowLayer | None:
    """Draw F such that axons and neurons suffice; None if no F does."""
    most = min(axons // layer.window**2, neurons // most_windows(source, layer))
    return replace(layer, features=draw(st.integers(1, most))) if most else None


@st.composite
def trained_networks(draw: st.DrawFn, most_layers: int = 3) -> TrainedNetwork:
    """Draw a network with random parameters; many c are 0 or 1."""
    network = draw(networks(most_layers))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    trained = TrainedNetwork(
        network,
        draw(training_settings()),
        trained_cores(random, network),
        draw(histories()),
        measured=draw(st.none() | measured_tables()),
    )
    return draw(st.one_of(st.just(trained), checkpoints(random, trained)))


@st.composite
def measured_tables(draw: st.DrawFn) -> MeasuredTable:
    """Draw a table of what a sweep may have counted."""
    images, count = draw(st.integers(1, 2**31 - 1)), st.integers(1, 2**31 - 1)
    seeds = tuple(draw(st.lists(SEEDS, min_size=1, max_size=3, unique=True)))

    def by_seed(most: int) -> st.SearchStrategy[tuple[int, ...]]:
        return st.tuples(*[st.integers(0, most) for _ in seeds])

    encoding = st.sampled_from(["stochastic", "rate"])
    cells = st.builds(
        MeasuredCell, encoding, count, count, count, by_seed(images), by_seed(2**53)
    )
    chosen = draw(st.lists(cells, min_size=1, max_size=4))
    return MeasuredTable(draw(NAMES), images, seeds, tuple(chosen))


@st.composite
def checkpoints(
    draw: st.DrawFn, random: np.random.Generator, trained: TrainedNetwork
) -> TrainedNetwork:
    """Draw where a training of this network was stopped, and its state there."""
    epoch = draw(st.integers(1, 3))
    batches = draw(st.integers(1, 4))
    batch = draw(st.integers(0, batches))
    state = TrainingState(
        epoch=epoch,
        batch=batch,
        batches=batches,
        correct=draw(st.integers(0, 2**31 - 1)),
        seconds=draw(st.floats(0, 1e300)),
        data=DataMark(
            draw(NAMES), *draw(st.tuples(*[st.integers(1, 9)] * 2)), 2**32 - 1
        ),
        layers=core_states(random, trained.network),
    )
    losses = frozen(random.random((epoch - 1) * batches + batch), np.float32)
    record = EpochRecord(1, 0.5, 0.5, 0.5, float("nan"), 1.0, 2.0)
    records = tuple(replace(record, epoch=k) for k in range(1, epoch))
    return replace(
        trained,
        settings=replace(trained.settings, epochs=draw(st.integers(epoch, 9))),
        history=History(records, losses),
        state=state,
    )


def core_states(
    random: np.random.Generator, network: Network
) -> tuple[tuple[CoreState, ...], ...]:
    """Return random states for every core of a network."""
    return tuple(
        tuple(
            _core_state(random, plan.sources.size, plan.neurons) for plan in layer.cores
        )
        for layer in lay_out(network).layers
    )


def _core_state(random: np.random.Generator, axons: int, neurons: int) -> CoreState:
    shape = (axons, neurons)
    return CoreState(
        levels=frozen(np.clip(random.uniform(-0.3, 1.3, shape), 0, 1), np.float32),
        velocities=frozen(random.normal(0, 1, shape), np.float32),
        biases=frozen(random.uniform(-255, 255, neurons), np.float32),
        bias_velocities=frozen(random.normal(0, 1, neurons), np.float32),
    )


def trained_cores(
    random: np.random.Generator, network: Network
) -> tuple[tuple[TrainedCore, ...], ...]:
    """Return random parameters for every core of a network."""
    types = network.hardware.axon_types
    return tuple(
        tuple(
            _trained_core(random, plan.sources.size, plan.neurons, types)
            for plan in layer.cores
        )
        for layer in lay_out(network).layers
    )


def _trained_core(
    random: np.random.Generator, axons: int, neurons: int, types: int
) -> TrainedCore:
    probabilities = np.clip(random.uniform(-0.3, 1.3, (axons, neurons)), 0, 1)
    return TrainedCore(
        axon_types=frozen(random.integers(0, types, axons), np.uint8),
        strengths=frozen(_between(random, STRENGTH, (types, neurons)), np.int16),
        probabilities=frozen(probabilities, np.float32),
        biases=frozen(random.uniform(-255, 255, neurons), np.float32),
    )


@st.composite
def training_settings(draw: st.DrawFn) -> TrainingSettings:
    """Draw settings that training accepts."""
    share = st.floats(0, 1)
    drops = st.builds(RateDrop, share, st.floats(1e-6, 10))
    return TrainingSettings(
        method=draw(st.sampled_from(["tea", "binary"])),
        epochs=draw(st.integers(1, 100_000)),
        rate=draw(st.floats(1e-300, 1e300)),
        drops=tuple(draw(st.lists(drops, max_size=3))),
        momentum=draw(st.floats(0, 1, exclude_max=True)),
        batch=draw(st.integers(1, 100_000)),
        gradient=draw(st.sampled_from(["approximate", "exact"])),
        seed=draw(SEEDS),
        schedule=draw(st.sampled_from(["step", "cosine", "constant"])),
        dropout=draw(st.floats(0, 1, exclude_max=True)),
        augmentation=draw(augmentations()),
        balanced=draw(st.booleans()),
        continuity=draw(st.booleans()),
        certainty=draw(st.floats(0, 1)),
        rounded_biases=draw(st.booleans()),
    )


def augmentations() -> st.SearchStrategy[Augmentation]:
    """Draw how far images may be moved."""
    return st.builds(
        Augmentation,
        rotation=st.floats(0, 180),
        shift=st.floats(0, 1000),
        rescale=st.floats(0, 1, exclude_max=True),
    )


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw a course of training; what was not measured is NaN."""
    real = st.floats(width=64)
    share = st.one_of(st.floats(0, 1), st.just(float("nan")))
    count = draw(st.integers(0, 3))
    epochs = tuple(
        EpochRecord(
            k + 1,
            draw(real),
            draw(share),
            draw(share),
            draw(share),
            draw(real),
            draw(real),
        )
        for k in range(count)
    )
    losses = draw(st.lists(st.floats(width=32), max_size=6))
    return History(epochs, frozen(np.array(losses, np.float32), np.float32))


@st.composite
def hardware_sizes(draw: st.DrawFn, most: int = 20) -> Hardware:
    """Draw a small chip."""
    size, types, side = st.integers(1, most), st.integers(1, 5), st.integers(1, 4)
    return Hardware(*(draw(part) for part in (NAMES, size, size, types, side, side)))


@st.composite
def programs(draw: st.DrawFn, most_cores: int = 4) -> ChipProgram:
    """Draw a program that `check_program` finds nothing in."""
    hardware = draw(hardware_sizes())
    extent = Extent(
        cores=draw(st.integers(1, min(most_cores, hardware.cores))),
        input_lines=draw(st.integers(0, 12)),
        connections=draw(st.integers(0, 24)),
        output_lines=draw(st.integers(0, 9)),
        classes=draw(st.integers(2, 5)),
        copies=draw(st.integers(1, min(3, hardware.cores))),
        input_shape=draw(st.tuples(*[st.integers(1, 4)] * 3)),
    )
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    program = random_program(random, hardware, extent, calm=draw(st.booleans()))
    return replace(
        program,
        name=draw(NAMES),
        class_names=tuple(draw(NAMES) for _ in range(extent.classes)),
        latency=draw(st.integers(0, 5)),
        seed=draw(SEEDS),
    )


def random_program(
    random: np.random.Generator, hardware: Hardware, extent: Extent, *, calm: bool
) -> ChipProgram:
    """Return a valid program of random contents.

    All that a chip can do, also what mapping never asks for: loops, any delay,
    neurons that share lines, every neuron parameter. With calm numbers neurons
    fire now and then; the others reach for the ends of their ranges.
    """
    if not extent.input_lines:
        extent = replace(extent, connections=0)
    cores, lines = (extent.cores,), (extent.output_lines,)
    return ChipProgram(
        name="random",
        hardware=hardware,
        axon_types=_indices(
            random, hardware.axon_types, (extent.cores, hardware.axons), np.uint8
        ),
        synapses=_synapses(random, hardware, extent.cores),
        neurons=_neurons(random, hardware, extent.cores, calm),
        routes=_routes(random, hardware, extent),
        inputs=_input_lines(random, hardware, extent),
        outputs=OutputLines(
            label=_indices(random, extent.classes, lines, low=NONE),
            copy=_indices(random, extent.copies, lines),
        ),
        places=_places(random, hardware, cores, extent.copies),
        input_shape=extent.input_shape,
        class_names=tuple(f"class {k}" for k in range(extent.classes)),
        latency=0,
        copies=extent.copies,
        seed=int(random.integers(SEED.high)),
    )


def _indices(
    random: np.random.Generator,
    end: int,
    shape: tuple[int, ...],
    dtype: type = np.int32,
    low: int = 0,
) -> np.ndarray:
    return frozen(random.integers(low, end, shape), dtype)


def _between(
    random: np.random.Generator, limit: Limit, shape: tuple[int, ...]
) -> np.ndarray:
    """Draw from a range, its ends more often than chance would."""
    values = random.integers(limit.low, limit.high, shape, endpoint=True)
    ends = random.choice([limit.low, limit.high], shape)
    return np.where(random.random(shape) < 0.1, ends, values)


def _synapses(
    random: np.random.Generator, hardware: Hardware, cores: int
) -> np.ndarray:
    density = random.uniform(0.1, 0.9)
    bits = random.random((cores, hardware.axons, hardware.neurons)) < density
    return frozen(np.packbits(bits, axis=2, bitorder="little"), np.uint8)


def _neurons(
    random: np.random.Generator, hardware: Hardware, cores: int, calm: bool
) -> NeuronArrays:
    shape = (cores, hardware.neurons)
    by_type = (cores, hardware.axon_types, hardware.neurons)

    def some(limit: Limit, low: int, high: int, dtype: type, of: tuple = shape):
        if calm:
            return frozen(random.integers(low, high, of, endpoint=True), dtype)
        return frozen(_between(random, limit, of), dtype)

    # Some cores have no noise, some have it in some of their types only.
    noisy_types = random.random((cores, hardware.axon_types, 1)) < 0.5
    noisy_leak, noisy_threshold = random.random((2, cores, 1)) < 0.5
    bits = random.integers(0, 4 if calm else 19, shape)
    return NeuronArrays(
        strengths=_strengths(random, noisy_types, by_type, calm),
        stochastic_synapses=frozen(
            noisy_types & (random.random(by_type) < 0.7), np.bool_
        ),
        leak=some(LEAK, -2, 2, np.int16),
        leak_reversal=frozen(random.random(shape) < 0.5, np.bool_),
        stochastic_leak=frozen(noisy_leak & (random.random(shape) < 0.7), np.bool_),
        threshold=some(THRESHOLD, 0, 6, np.int32),
        negative_threshold=some(NEGATIVE_THRESHOLD, 0, 6, np.int32),
        negative_saturates=frozen(random.random(shape) < 0.5, np.bool_),
        threshold_mask=frozen(np.where(noisy_threshold, 2**bits - 1, 0), np.int32),
        reset_mode=_indices(random, 3, shape, np.uint8),
        reset_value=some(RESET, -4, 4, np.int32),
        initial_potential=some(POTENTIAL, -4, 4, np.int32),
    )


def _strengths(
    random: np.random.Generator, noisy: np.ndarray, shape: tuple, calm: bool
) -> np.ndarray:
    """Return strengths; of noisy types also such that are often drawn."""
    if not calm:
        return frozen(_between(random, STRENGTH, shape), np.int16)
    small = random.integers(-3, 3, shape, endpoint=True)
    large = random.integers(STRENGTH.low, STRENGTH.high, shape, endpoint=True)
    return frozen(np.where(noisy, large, small), np.int16)


def _routes(random: np.random.Generator, hardware: Hardware, extent: Extent) -> Routes:
    """Send each neuron to an axon, to an output line or nowhere."""
    shape = (extent.cores, hardware.neurons)
    way = random.integers(0, 4 if extent.output_lines else 3, shape)
    core = np.where(way < 2, random.integers(0, extent.cores, shape), NONE)
    axon = np.where(way < 2, random.integers(0, hardware.axons, shape), NONE)
    line = random.integers(0, max(1, extent.output_lines), shape)
    delay = random.integers(DELAY.low, DELAY.high, shape, endpoint=True)
    return Routes(
        core=frozen(core, np.int32),
        axon=frozen(axon, np.int32),
        delay=frozen(delay, np.uint8),
        line=frozen(np.where(way == 3, line, NONE), np.int32),
    )


def _input_lines(
    random: np.random.Generator, hardware: Hardware, extent: Extent
) -> InputLines:
    connections = (extent.connections,)
    elements = math.prod(extent.input_shape)
    return InputLines(
        element=_indices(random, elements, (extent.input_lines,), low=NONE),
        line=_indices(random, max(1, extent.input_lines), connections),
        core=_indices(random, extent.cores, connections),
        axon=_indices(random, hardware.axons, connections),
    )


def _places(
    random: np.random.Generator, hardware: Hardware, cores: tuple[int], copies: int
) -> CorePlaces:
    spot = random.permutation(hardware.cores)[: cores[0]]
    return CorePlaces(
        copy=_indices(random, copies, cores),
        layer=_indices(random, 3, cores),
        row=_indices(random, 4, cores),
        column=_indices(random, 4, cores),
        chip_row=frozen(spot // hardware.grid_columns, np.int32),
        chip_column=frozen(spot % hardware.grid_columns, np.int32),
    )


@st.composite
def stimuli(draw: st.DrawFn, lines: int, *, images: bool = False) -> tuple:
    """Draw generators that `check_stimuli` finds no error in."""
    if not lines:
        return ()
    line, tick = st.integers(0, lines - 1), st.integers(0, 40)
    late = st.one_of(tick, st.integers(0, 2**61), st.just(FOREVER))
    probability = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1))
    kinds = [
        st.builds(SingleSpike, line, late.filter(lambda t: t < FOREVER)),
        st.builds(RegularSpikes, line, st.integers(1, 20), tick, late),
        st.builds(PoissonSpikes, line, probability, tick, late),
        patterns(lines),
    ]
    if images:
        words = st.sampled_from(["test", "train"]), st.sampled_from(["rate"])
        kinds.append(st.builds(ImageSpikes, NAMES, *words, st.integers(1, 9), tick))
    return tuple(draw(st.lists(st.one_of(kinds), max_size=6)))


@st.composite
def patterns(draw: st.DrawFn, lines: int) -> PatternSpikes:
    """Draw a list of spikes, shown once or again and again."""
    period = draw(st.one_of(st.just(0), st.integers(1, 12)))
    tick = st.integers(0, period - 1 if period else 60)
    ticks = sorted(draw(st.lists(tick, max_size=8)))
    line = st.integers(0, lines - 1)
    chosen = draw(st.lists(line, min_size=len(ticks), max_size=len(ticks)))
    return PatternSpikes(
        frozen(np.array(ticks, np.int64), np.int64),
        frozen(np.array(chosen, np.int32), np.int32),
        period,
    )


@st.composite
def circuits(draw: st.DrawFn) -> tuple[Circuit, Hardware]:
    """Draw free cores that `check_circuit` finds no error in, and their chip."""
    program = draw(programs())
    lines, outputs = len(program.inputs.element), len(program.outputs.label)
    circuit = circuit_of(program, draw(stimuli(lines, images=True)))

    def names_of(count: int) -> st.SearchStrategy[tuple[str, ...]]:
        every = st.lists(NAMES, min_size=count, max_size=count).map(tuple)
        return st.one_of(st.just(()), every)

    cores = tuple(replace(core, name=draw(NAMES)) for core in circuit.cores)
    circuit = replace(
        circuit,
        cores=cores,
        line_names=draw(names_of(lines)),
        output_names=draw(names_of(outputs)),
    )
    return circuit, program.hardware


@st.composite
def free_networks(draw: st.DrawFn) -> Network:
    """Draw a network of free cores."""
    circuit, hardware = draw(circuits())
    return free_network(draw(NAMES), circuit, hardware, draw(SEEDS))


def projects() -> st.SearchStrategy[Project]:
    """Draw projects with and without training result, chip, recordings and runs."""
    return st.builds(
        Project,
        st.one_of(networks(), free_networks()),
        st.one_of(st.none(), trained_networks()),
        st.one_of(st.none(), programs()),
        st.lists(recorded_spikes(), max_size=2).map(tuple),
        st.lists(runs(), max_size=2).map(tuple),
        st.one_of(st.just(""), NAMES),
        st.one_of(st.none(), st.builds(PreparedTraining, training_settings(), NAMES)),
    )


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Draw a run of up to 3 epochs, and what was kept of some of them."""
    network = draw(networks(2))
    random = np.random.default_rng(draw(SEEDS))
    done, batches, stretch = (draw(st.integers(0, 3)), draw(st.integers(0, 4)), 2)
    share = st.one_of(st.floats(0, 1), st.just(float("nan")))
    epochs = tuple(
        EpochRecord(k + 1, 0.5, *(draw(share) for _ in range(3)), 1.0, 2.0)
        for k in range(done)
    )
    some = st.sets(st.integers(1, max(1, done)), max_size=done).map(sorted)
    return Run(
        name=draw(NAMES),
        started="2026-01-01T12:00:00+01:00",
        source=draw(NAMES),
        network=network,
        settings=draw(training_settings()),
        epochs=epochs,
        batches=batches,
        losses=frozen(random.random(-(-done * batches // stretch)), np.float32),
        stretch=stretch,
        parameters=parameter_history(random, draw(some), len(network.layers)),
        weights=tuple(
            EpochWeights(k, trained_cores(random, network)) for k in draw(some)
        ),
        restarts=tuple(draw(some)),
        note=draw(NAMES),
    )


def parameter_history(
    random: np.random.Generator, epochs: list[int], layers: int
) -> ParameterHistory:
    """Return random counts of parameters after these epochs."""
    rows = (len(epochs), layers)

    def counts() -> np.ndarray:
        return frozen(random.integers(0, 2**32, (*rows, BINS)), np.uint32)

    return ParameterHistory(
        epochs=frozen(np.array(epochs), np.int32),
        strongest=frozen(random.integers(1, 256, layers), np.int16),
        reaches=frozen(2 ** random.integers(0, 9, rows), np.int16),
        probabilities=counts(),
        weights=counts(),
        biases=counts(),
        gradient_norms=frozen(random.exponential(1, rows), np.float32),
        saturated=frozen(random.integers(0, 2**32, rows), np.uint32),
    )


@st.composite
def recorded_spikes(draw: st.DrawFn) -> RecordedSpikes:
    """Draw a recording of any chip."""
    random = np.random.default_rng(draw(SEEDS))
    first = draw(st.integers(TICK.low, TICK.high))
    ticks, cores, neurons = (draw(st.integers(0, 20)), *random.integers(1, 9, 2))
    spikes = np.argwhere(random.random((ticks, cores, neurons)) < draw(st.floats(0, 1)))
    return RecordedSpikes(
        name=draw(NAMES),
        first_tick=first,
        ticks=ticks,
        cores=int(cores),
        neurons=int(neurons),
        tick=frozen(first + spikes[:, 0], np.int64),
        core=frozen(spikes[:, 1], np.int32),
        neuron=frozen(spikes[:, 2], np.int32),
        program_name=draw(NAMES),
        seed=draw(SEEDS),
    )

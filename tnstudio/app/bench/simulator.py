"""How fast the simulator is on a network like those of chip measurements."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.app.bench.numpy_chip import NumpyChip
from tnstudio.app.bench.recurrent import recurrent_program
from tnstudio.errors import TNStudioError
from tnstudio.jit import most_threads, threads_in_use
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.packing import unpack
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.simulator import PARALLEL_FROM, Simulator

CHECKED = 32
"""Ticks that NumPy runs too. After `DELAY.high` of them all delays are filled:
only later ones are timed."""

PIECES = 20
MOST_PIECE_SPIKE_BYTES = 2**23
"""A run's spikes, a bit per neuron and tick, are held at once; Ctrl+C waits."""

_NoLines = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class SimulatorBench:
    """What to measure.

    Attributes
    ----------
    cores, rate, synapses, seed, noisy, uniform
        The network, see `recurrent_program`.
    ticks : int
        Ticks to measure, 1 or more.
    threads : int or None
        Threads to use; None: as the simulator chooses.
    """

    cores: int = 4096
    rate: float = 20.0
    synapses: int = 128
    ticks: int = 1000
    seed: int = 0
    noisy: bool = False
    uniform: bool = True
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class BenchProgress:
    """How far the measurement is, in ticks, and what is being done."""

    doing: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SimulatorBenchResult:
    """What was measured.

    Attributes
    ----------
    settings : SimulatorBench
    threads : int
        Threads that were in use.
    ready_seconds : float
        From the program to a simulator that can run, kernels being loaded.
    ms_per_tick, best_ms_per_tick : float
        Median and least of the pieces that the ticks were run in.
    measured_rate : float
        Spikes per neuron and second at 1000 ticks per second.
    synaptic_events_per_second : float
        Synapses of active axons, counted exactly, by wall time.
    peak_memory_mb : float or None
        The most memory that the process has had, 2^20 bytes, before NumPy's
        turn; None where the system does not tell (Windows).
    numpy_ms_per_tick : float
        Median of single ticks.
    checked_ticks : int
        Ticks in which both had the same spikes.
    """

    settings: SimulatorBench
    threads: int
    ready_seconds: float
    ms_per_tick: float
    best_ms_per_tick: float
    measured_rate: float
    synaptic_events_per_second: float
    peak_memory_mb: float | None
    numpy_ms_per_tick: float
    checked_ticks: int

    @property
    def ticks_per_second(self) -> float:
        """Ticks per second of wall time, by the median."""
        return 1000 / self.ms_per_tick

    @property
    def ratio_to_numpy(self) -> float:
        """How many times as fast as plain NumPy."""
        return self.numpy_ms_per_tick / self.ms_per_tick


BenchEvent = BenchProgress | SimulatorBenchResult


def bench_simulator(bench: SimulatorBench) -> Iterator[BenchEvent]:
    """Measure the simulator and, on the same network, plain NumPy.

    Yields
    ------
    BenchEvent
        Progress, and the result as the last event.

    Raises
    ------
    TNStudioError
        If a setting is out of range, or the two do not spike alike.
    """
    _require(bench)
    threads = bench.threads or _own_choice(bench.cores)
    with threads_in_use(threads):
        yield from _measure(bench, threads)


def _require(bench: SimulatorBench) -> None:
    if bench.ticks < 1:
        raise TNStudioError(f"{bench.ticks} ticks to measure", hint="choose 1 or more")
    most = most_threads()
    if bench.threads is not None and not 1 <= bench.threads <= most:
        raise TNStudioError(
            f"The number of threads is {bench.threads}", hint=f"choose 1 to {most}"
        )


def _own_choice(cores: int) -> int:
    return most_threads() if cores >= PARALLEL_FROM else 1


def _measure(bench: SimulatorBench, threads: int) -> Iterator[BenchEvent]:
    yield BenchProgress("Building the network", 0, bench.ticks)
    program = _network(bench, bench.cores)
    _load_kernels(bench, threads)
    started = perf_counter()
    simulator = Simulator(program, parallel=threads > 1)
    ready_seconds = perf_counter() - started
    yield BenchProgress("Warming up", 0, bench.ticks)
    start = simulator.run(_silence(CHECKED))
    yield BenchProgress("Measuring", 0, bench.ticks)
    watch = _Watch(program, start)
    while watch.ticks < bench.ticks:
        lines = _silence(_piece(bench, watch.ticks))
        started = perf_counter()
        recording = simulator.run(lines)
        watch.add(recording, perf_counter() - started)
        yield BenchProgress("Measuring", watch.ticks, bench.ticks)
    peak_memory_mb = _peak_memory_mb()
    yield BenchProgress("Comparing with NumPy", bench.ticks, bench.ticks)
    numpy_ms = _numpy_ms_per_tick(program, start)
    yield SimulatorBenchResult(
        settings=bench,
        threads=threads,
        ready_seconds=ready_seconds,
        ms_per_tick=float(np.median(watch.ms_per_tick)),
        best_ms_per_tick=min(watch.ms_per_tick),
        measured_rate=watch.rate(),
        synaptic_events_per_second=watch.axon_events() * bench.synapses / watch.seconds,
        peak_memory_mb=peak_memory_mb,
        numpy_ms_per_tick=numpy_ms,
        checked_ticks=start.ticks,
    )


def _network(bench: SimulatorBench, cores: int) -> ChipProgram:
    return recurrent_program(
        cores, bench.rate, bench.synapses, bench.seed, bench.noisy, bench.uniform
    )


def _load_kernels(bench: SimulatorBench, threads: int) -> None:
    """Have kernels compiled or loaded before the clock starts."""
    Simulator(_network(bench, 1), parallel=threads > 1).run(_silence(1))


def _silence(ticks: int) -> _NoLines:
    """Return the input of a network without input lines."""
    return np.zeros((ticks, 0), np.uint8)


def _piece(bench: SimulatorBench, done: int) -> int:
    """Return the ticks of the next piece."""
    most = MOST_PIECE_SPIKE_BYTES * 8 // (bench.cores * 256)
    return min(bench.ticks - done, max(1, min(bench.ticks // PIECES, most)))


class _Watch:
    """Counts what the pieces of a run do, and the time they take.

    Parameters
    ----------
    program : ChipProgram
        Every spike goes to an axon of its own.
    before : Recording
        Of the ticks before, at least `DELAY.high`.
    """

    def __init__(self, program: ChipProgram, before: Recording) -> None:
        self.ms_per_tick: list[float] = []
        self.seconds = 0.0
        self.ticks = 0
        self._spikes = 0
        self._delay = program.routes.delay
        self._latest = before.spikes[-DELAY.high :]
        self._under_way_before = self._under_way()

    def add(self, recording: Recording, seconds: float) -> None:
        """Count one more piece."""
        self.ms_per_tick.append(seconds / recording.ticks * 1000)
        self.seconds += seconds
        self.ticks += recording.ticks
        self._spikes += int(np.bitwise_count(recording.spikes).sum(dtype=np.int64))
        latest = np.concatenate((self._latest, recording.spikes[-DELAY.high :]))
        self._latest = latest[-DELAY.high :]

    def rate(self) -> float:
        """Return the spikes per neuron and 1000 ticks."""
        return 1000 * self._spikes / (self._delay.size * self.ticks)

    def axon_events(self) -> int:
        """Return how many axons were active, over all ticks."""
        return self._spikes + self._under_way_before - self._under_way()

    def _under_way(self) -> int:
        """Count the spikes whose axons are still to become active."""
        count = 0
        for age, spikes in enumerate(reversed(self._latest), start=1):
            spiking = unpack(spikes, self._delay.shape[1])
            count += int(np.count_nonzero(spiking & (self._delay >= age)))
        return count


def _peak_memory_mb() -> float | None:
    """Return the most memory that this process has had so far."""
    try:
        import resource
    except ImportError:
        return None  # Windows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _numpy_ms_per_tick(program: ChipProgram, expected: Recording) -> float:
    """Run the first ticks in NumPy; the spikes must be the expected ones."""
    chip, silence = NumpyChip(program), np.zeros(0, np.uint8)
    took = []
    for tick in range(expected.ticks):
        started = perf_counter()
        spikes = chip.step(silence)
        took.append(perf_counter() - started)
        wrong = spikes != unpack(expected.spikes[tick], expected.neurons)
        if wrong.any():
            core, neuron = np.argwhere(wrong)[0]
            raise TNStudioError(
                "The simulator does not spike like plain NumPy",
                f"tick {tick}, core {core}, neuron {neuron}",
                "this is a fault of the program: please report it",
            )
    return float(np.median(took[DELAY.high :])) * 1000

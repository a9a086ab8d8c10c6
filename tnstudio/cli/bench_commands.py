"""Commands that measure: bench simulator, bench training."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tnstudio.cli.arguments import Json, Seed
from tnstudio.cli.output import print_json, progress_bar, show
from tnstudio.errors import TNStudioError
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.bench.simulator import SimulatorBenchResult
    from tnstudio.app.bench.training import TrainingBenchResult

bench = typer.Typer(
    name="bench",
    help="Measure how fast this program is.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@bench.command()
def simulator(
    cores: Annotated[
        int, typer.Option(help="Cores of 256 × 256, 1 to 65536; 0.1 MB each.")
    ] = 4096,
    rate: Annotated[
        float, typer.Option(help="Spikes per neuron and 1000 ticks, in Hz; 0 to 1000.")
    ] = 20.0,
    synapses: Annotated[int, typer.Option(help="Synapses of each axon, 0 to 256.")] = (
        128
    ),
    ticks: Annotated[int, typer.Option(help="Ticks to measure.")] = 1000,
    seed: Seed = 0,
    noisy: Annotated[
        bool, typer.Option("--noisy", help="All synapses and thresholds stochastic.")
    ] = False,
    varied: Annotated[
        bool, typer.Option("--varied", help="A leak and threshold for each neuron.")
    ] = False,
    threads: Annotated[
        int | None, typer.Option(help="Threads to use; as fits the size unless given.")
    ] = None,
    json: Json = False,
) -> None:
    """Time the simulator on a recurrent network, beside plain NumPy.

    The network is of the kind that chips are characterised with. Both must
    have the same spikes.
    """
    from tnstudio.app.bench.simulator import (
        BenchProgress,
        SimulatorBench,
        bench_simulator,
    )

    settings = SimulatorBench(
        cores, rate, synapses, ticks, seed, noisy, not varied, threads
    )
    result = _measured(bench_simulator(settings), BenchProgress, settings.ticks, json)
    if json:
        print_json(_facts(result))
    else:
        show(_table(result))


def _measured(
    events: Iterator[Any], progress: type[Any], total: int, json: bool
) -> Any:
    """Show how a measurement goes on; return its last event, the result."""
    result = None
    with progress_bar(not json) as bar:
        task = bar.add_task("Starting", total=total)
        for event in events:
            if isinstance(event, progress):
                bar.update(task, description=event.doing, completed=event.done)
            else:
                result = event
    if result is None:
        raise TNStudioError("Nothing was measured")
    return result


def _facts(result: "SimulatorBenchResult") -> dict[str, Any]:
    settings = result.settings
    return {
        "cores": settings.cores,
        "rate": settings.rate,
        "synapses": settings.synapses,
        "ticks": settings.ticks,
        "seed": settings.seed,
        "noisy": settings.noisy,
        "varied": not settings.uniform,
        "threads": result.threads,
        "ready_seconds": result.ready_seconds,
        "ms_per_tick": result.ms_per_tick,
        "best_ms_per_tick": result.best_ms_per_tick,
        "ticks_per_second": result.ticks_per_second,
        "measured_rate": result.measured_rate,
        "synaptic_events_per_second": result.synaptic_events_per_second,
        "peak_memory_mb": result.peak_memory_mb,
        "numpy_ms_per_tick": result.numpy_ms_per_tick,
        "ratio_to_numpy": result.ratio_to_numpy,
        "checked_ticks": result.checked_ticks,
    }


def _table(result: "SimulatorBenchResult") -> Table:
    settings, memory = result.settings, result.peak_memory_mb
    kinds = {"noisy": settings.noisy, "varied": not settings.uniform}
    title = (
        f"{amount(settings.cores, 'core')}, {settings.rate:g} Hz, "
        f"{amount(settings.synapses, 'synapse')} per axon"
    )
    table = Table(
        title="\n".join([title, *(kind for kind, on in kinds.items() if on)]),
        show_header=False,
    )
    table.add_column()
    table.add_column(justify="right")
    rows = {
        "threads": str(result.threads),
        "ms per tick, median": f"{result.ms_per_tick:.4g}",
        "ms per tick, best": f"{result.best_ms_per_tick:.4g}",
        "ticks per second": f"{result.ticks_per_second:,.0f}",
        "synaptic events per second": f"{result.synaptic_events_per_second:.3g}",
        "measured rate, Hz": f"{result.measured_rate:.2f}",
        "seconds until ready": f"{result.ready_seconds:.2f}",
        "peak memory, MB": "–" if memory is None else f"{memory:,.0f}",
        "plain NumPy, ms per tick": f"{result.numpy_ms_per_tick:.4g}",
        "times as fast as NumPy": f"{result.ratio_to_numpy:.1f}",
        "ticks with equal spikes": str(result.checked_ticks),
    }
    for name, value in rows.items():
        table.add_row(name, value)
    return table


@bench.command()
def training(
    epochs: Annotated[
        int, typer.Option(help="How often the same images are learned from.")
    ] = 1,
    batches: Annotated[
        int,
        typer.Option(help="Batches of 100 images to measure in each epoch, 1 to 600."),
    ] = 100,
    json: Json = False,
) -> None:
    """Time training on MNIST, beside PyTorch where that is installed.

    Both networks of the templates learn after a warm-up; an epoch is 600 times
    the median batch. PyTorch computes the same on as many threads, and must
    come to the same loss.
    """
    from tnstudio.app.bench.training import (
        TrainingBench,
        TrainingBenchProgress,
        bench_training,
    )

    settings = TrainingBench(epochs, batches)
    result = _measured(
        bench_training(settings), TrainingBenchProgress, settings.total, json
    )
    if json:
        print_json(_training_facts(result))
    else:
        show(_training_table(result))


def _training_facts(result: "TrainingBenchResult") -> dict[str, Any]:
    return {
        "epochs": result.settings.epochs,
        "batches": result.settings.batches,
        "threads": result.threads,
        "torch": result.torch,
        "networks": [
            {
                "network": speed.network,
                "seconds_per_epoch": speed.seconds_per_epoch,
                "best_seconds_per_epoch": speed.best_seconds_per_epoch,
                "gflops": speed.gflops,
                "matrix_share": speed.matrix_share,
                "torch_seconds_per_epoch": speed.torch_seconds_per_epoch,
                "torch_best_seconds_per_epoch": speed.torch_best_seconds_per_epoch,
                "ratio_to_torch": speed.ratio_to_torch,
            }
            for speed in result.networks
        ],
    }


def _training_table(result: "TrainingBenchResult") -> Table:
    batches = result.settings.total
    title = f"600 × the median of {batches} batches, {result.threads} threads"
    beside = "PyTorch" if result.torch is None else f"PyTorch {result.torch}"
    table = Table(title=title)
    table.add_column()
    for speed in result.networks:
        table.add_column(speed.network, justify="right")
    rows = {
        "seconds per epoch": [f"{n.seconds_per_epoch:.3g}" for n in result.networks],
        "by the fastest batch": [
            f"{n.best_seconds_per_epoch:.3g}" for n in result.networks
        ],
        "GFLOP/s of matrix products": [f"{n.gflops:.3g}" for n in result.networks],
        "time in matrix products": [f"{n.matrix_share:.0%}" for n in result.networks],
        f"{beside}, seconds per epoch": [
            _number(n.torch_seconds_per_epoch) for n in result.networks
        ],
        f"{beside}, by the fastest batch": [
            _number(n.torch_best_seconds_per_epoch) for n in result.networks
        ],
        "times as fast as PyTorch": [
            _number(n.ratio_to_torch) for n in result.networks
        ],
    }
    for name, values in rows.items():
        table.add_row(name, *values)
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"

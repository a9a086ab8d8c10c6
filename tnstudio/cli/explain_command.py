"""``explain``: why a neuron did what it did in a tick."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tnstudio.cli.arguments import (
    Data,
    EncodingName,
    EncodingOption,
    Json,
    ProjectFile,
    Seed,
    Split,
    SplitName,
)
from tnstudio.cli.explain_facts import explained_facts
from tnstudio.cli.output import print_json, progress_bar, say, show
from tnstudio.cli.project_parts import (
    read_images,
    refuse_image_options,
    setup_of_circuit,
    setup_of_image,
)
from tnstudio.storage.project_file import load_project
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.explaining import Explained
    from tnstudio.app.setups import Setup
    from tnstudio.simulation.trace import Limits, Node, Trace


def explain(
    context: typer.Context,
    project: ProjectFile,
    tick: Annotated[
        int, typer.Option(min=0, max=2**31 - 1, help="Which tick of the run, from 0.")
    ],
    core: Annotated[int, typer.Option(min=0, help="From 0.")],
    neuron: Annotated[int, typer.Option(min=0, help="Of the core, from 0.")],
    data: Data = "mnist",
    split: Split = SplitName.TEST,
    image: Annotated[int, typer.Option(min=0, help="Number of the image, from 0.")] = 0,
    encoding: EncodingOption = EncodingName.STOCHASTIC,
    ticks: Annotated[
        int, typer.Option(min=1, help="Ticks per image of the rate code, T.")
    ] = 16,
    seed: Seed = 0,
    depth: Annotated[
        int,
        typer.Option(
            min=0,
            max=100,
            help="Follow causes and consequences of a spike over so many spikes; "
            "0: not at all.",
        ),
    ] = 1,
    reach: Annotated[
        int,
        typer.Option(
            min=1, max=10_000, help="Ticks that a neuron is taken to remember."
        ),
    ] = 32,
    most: Annotated[
        int, typer.Option(min=1, max=100_000, help="Most spikes that are followed.")
    ] = 100,
    json: Json = False,
) -> None:
    """Explain what a neuron did in a tick, and why it fired and what came of it.

    The run is that of the command run with the same options.
    """
    from tnstudio.simulation.trace import Limits

    loaded = load_project(project)
    if loaded.network.circuit is not None:
        refuse_image_options(context, "ticks")
        setup = setup_of_circuit(loaded, seed)
    else:
        images = read_images(data, split)
        setup = setup_of_image(loaded, project, images, image, encoding, seed, ticks)
    limits = Limits(depth, reach, most)
    told = _explain(setup, (tick, core, neuron), limits, json)
    if json:
        print_json(explained_facts(told))
        return
    for line in told.update.lines():
        say(line)
    if told.causes is not None:
        _show_trace("causes", "there are none: no spike went into it", told.causes)
    if told.consequences is not None:
        _show_trace(
            "consequences", f"none within {amount(reach, 'tick')}", told.consequences
        )


def _explain(
    setup: "Setup", place: tuple[int, int, int], limits: "Limits", json: bool
) -> "Explained":
    """Run the chip, showing a bar unless JSON is printed."""
    from tnstudio.app.explaining import ExplainProgress, explaining

    events = explaining(setup, *place, limits)
    with progress_bar(not json) as bar:
        task = bar.add_task("Ticks", total=None)
        event = next(events)
        while isinstance(event, ExplainProgress):
            bar.update(task, completed=event.done, total=event.total)
            event = next(events)
    return event


def _show_trace(heading: str, nothing: str, trace: "Trace") -> None:
    """Print the edges of a trace, one a row."""
    from tnstudio.simulation.trace import Cut

    if not trace.edges:
        say(f"{heading}: {nothing}")
    else:
        table = Table("spike", "led to", title=heading, title_justify="left")
        for name in ("axon", "delay", "adds"):
            table.add_column(name, justify="right")
        for edge in trace.edges:
            numbers = (edge.axon, edge.delay, edge.contribution)
            table.add_row(
                _node(edge.source),
                _node(edge.target),
                *("–" if number is None else str(number) for number in numbers),
            )
        show(table)
    # That the last depth was not followed is what --depth asked for.
    for cut in sorted(trace.cut - {Cut.DEPTH}, key=lambda cut: cut.value):
        say(f"{heading}: {cut.value}")


def _node(node: "Node") -> str:
    """Return when a spike was, and where."""
    from tnstudio.simulation.trace import InputSpike, Spike

    if isinstance(node, Spike):
        return f"tick {node.tick}, core {node.core}, neuron {node.neuron}"
    kind = "input" if isinstance(node, InputSpike) else "output"
    return f"tick {node.tick}, {kind} line {node.line}"

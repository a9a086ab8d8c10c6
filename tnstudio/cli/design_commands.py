"""Commands about designs: new, info, check."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tnstudio.app.building import network_from_layers, project_from_template
from tnstudio.app.summary import summary
from tnstudio.app.sweep_result import cells_of
from tnstudio.cli.arguments import Json, ProjectFile, Seed, parse_input, parse_layer
from tnstudio.cli.measured_table import (
    column_remarks,
    measured_on,
    measured_tables,
)
from tnstudio.cli.output import percent, print_json, say, show
from tnstudio.cli.project_parts import read_dataset
from tnstudio.cli.targets import require_new
from tnstudio.cli.tree_report import print_tree
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename
from tnstudio.model.measured import MeasuredTable
from tnstudio.model.network import MOST_CLASSES, Network
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of, require_valid
from tnstudio.model.templates import TEMPLATES
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.texts import amount


def new(
    out: Annotated[Path, typer.Argument(help="The project file to write.")],
    template: Annotated[
        str | None, typer.Option(help=f"One of: {', '.join(TEMPLATES)}.")
    ] = None,
    shape: Annotated[
        str | None, typer.Option("--input", help="Input size, like 28x28x1.")
    ] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(help="A layer: R,S for the first, R,S,F for the others."),
    ] = None,
    classes: Annotated[
        int | None,
        typer.Option(min=2, max=MOST_CLASSES, help="Classes; 10 unless given."),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(help="Take input size and classes from this data set."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the network.")] = None,
    seed: Seed = 0,
    force: Annotated[bool, typer.Option(help="Replace an existing file.")] = False,
) -> None:
    """Make a project from a template or from your own layers."""
    require_new(out, force)
    if template is not None and (shape or layer or classes or data):
        raise TNStudioError(
            "A template has its own input, layers and classes",
            "--template",
            "leave out --input, --layer, --classes and --data, or --template",
        )
    if template is not None:
        project = _from_template(template, seed)
    elif data is not None:
        project = Project(_from_data(data, shape, layer or [], classes, seed))
    else:
        project = Project(_from_layers(shape, layer or [], classes or 10, seed))
    if name is not None:
        project = replace(project, network=rename(project.network, name))
    save_project(out, project)
    facts = summary(project)
    cores = amount(facts["cores"], "core")
    say(f"{out}: {cores}, {amount(facts['neurons'], 'neuron')}")


def _from_template(name: str, seed: int) -> Project:
    try:
        return project_from_template(name, seed)
    except TNStudioError as error:
        raise TNStudioError(error.message, "--template", error.hint) from error


def _from_data(
    data: str, shape: str | None, layers: list[str], classes: int | None, seed: int
) -> Network:
    from tnstudio.app.data_summary import network_for

    if shape is not None or classes is not None:
        raise TNStudioError(
            "A data set has its own image size and classes",
            "--data",
            "leave out --input and --classes, or --data",
        )
    if not layers:
        raise TNStudioError(
            "Nothing to build", "new", "give one --layer for each layer"
        )
    found = read_dataset(data)
    chosen = tuple(parse_layer(text) for text in layers)
    network = network_for(found, chosen, f"Network for {found.name}", seed)
    require_valid(network)
    return network


def _from_layers(
    shape: str | None, layers: list[str], classes: int, seed: int
) -> Network:
    if shape is None or not layers:
        raise TNStudioError(
            "Nothing to build",
            "new",
            "give --template NAME, or --input 28x28x1 or --data PATH and one --layer "
            "for each layer",
        )
    names = tuple(str(k) for k in range(classes))
    chosen = tuple(parse_layer(text) for text in layers)
    return network_from_layers(parse_input(shape), chosen, names, seed=seed)


def info(
    project: ProjectFile,
    tree: Annotated[
        bool, typer.Option(help="Show the groups and arrays of the file.")
    ] = False,
    attributes: Annotated[
        bool, typer.Option(help="With --tree: show the attributes too.")
    ] = False,
    json: Json = False,
) -> None:
    """Tell what a project holds."""
    if tree or attributes:
        print_tree(project, attributes=attributes, json=json)
        return
    loaded = load_project(project)
    facts = summary(loaded)
    if json:
        print_json(facts)
        return
    say(facts["name"])
    for line in facts["description"].splitlines():
        say(line)
    if facts["circuit"] is not None:
        _print_circuit(facts)
        return
    say(
        f"{amount(facts['cores'], 'core')}, {amount(facts['neurons'], 'neuron')} on "
        f"{facts['hardware']}, input {' × '.join(map(str, facts['input']))}, "
        f"{amount(facts['classes'], 'class')}, seed {facts['seed']}"
    )
    show(_layer_table(facts["layers"]))
    _print_hops(facts)
    _print_results(facts)
    if loaded.trained is not None and loaded.trained.measured is not None:
        _print_measured(loaded.trained.measured)


def _print_measured(table: MeasuredTable) -> None:
    cells = cells_of(table)
    words = measured_on(table.data, table.images, len(table.seeds))
    say(f"measured: {words}, accuracy in %")
    for part in measured_tables(cells):
        show(part)
    for line in column_remarks(cells):
        say(line)


def _print_circuit(facts: dict[str, Any]) -> None:
    circuit = facts["circuit"]
    say(
        f"{amount(facts['cores'], 'core')} built one by one, "
        f"{amount(facts['neurons'], 'neuron')} in use, "
        f"{amount(circuit['synapses'], 'synapse')} on "
        f"{facts['hardware']}, seed {facts['seed']}"
    )
    _print_hops(facts)
    inputs = amount(circuit["input_lines"], "input line")
    say(f"{inputs}, {amount(circuit['output_lines'], 'output line')}")
    kinds = [f"{count} {kind}" for kind, count in circuit["stimuli"].items()]
    say(f"stimuli: {', '.join(kinds) or 'none'}")


def _print_hops(facts: dict[str, Any]) -> None:
    hops = facts["hops"]
    if hops is not None and hops["routes"]:
        say(
            f"{amount(hops['total'], 'hop')} of {amount(hops['routes'], 'route')}: "
            f"{hops['mean']:.2f} each, {hops['worst']} at most; "
            f"{amount(hops['largest_load'], 'route')} over the fullest link"
        )


def _layer_table(layers: list[dict[str, Any]]) -> Table:
    table = Table("layer", "kind", "window R", "stride S", "features F", "grid")
    table.add_column("cores", justify="right")
    table.add_column("neurons", justify="right")
    for number, layer in enumerate(layers, 1):
        features = layer["features"]
        table.add_row(
            str(number),
            layer["kind"],
            str(layer["window"]),
            str(layer["stride"]),
            "all" if features is None else str(features),
            f"{layer['rows']} × {layer['columns']}",
            str(layer["cores"]),
            str(layer["neurons"]),
        )
    return table


def _print_prepared(prepared: dict[str, Any] | None) -> None:
    if prepared is None:
        return
    method, epochs = prepared["method"], amount(prepared["epochs"], "epoch")
    say(f"prepared: {method}, {epochs} of {prepared['source']}")
    _print_options(prepared["options"])


def _print_options(options: dict[str, Any]) -> None:
    if options:
        say("  with " + ", ".join(_option(*item) for item in options.items()))


def _print_results(facts: dict[str, Any]) -> None:
    trained, program = facts["trained"], facts["program"]
    if trained is None:
        say("not trained")
        _print_prepared(facts["prepared"])
    else:
        say(
            f"trained: {trained['method']}, {amount(trained['epochs'], 'epoch')}, "
            f"test accuracy {percent(trained['test_accuracy'])}, one sampled copy "
            f"{percent(trained['deployed_accuracy'])}"
        )
        _print_options(trained["options"])
        if trained["stopped_in_epoch"] is not None:
            say(
                f"the training was stopped in epoch {trained['stopped_in_epoch']}; "
                "to go on: tnstudio train PROJECT --resume"
            )
        if not trained["fits_design"]:
            say("the design has changed since this training")
    if program is None:
        say("not deployed")
    else:
        cores = amount(program["cores"], "core")
        say(f"deployed: {program['copies']} × on {cores}")


def check(project: ProjectFile, json: Json = False) -> None:
    """Tell all problems of a project; exit code 1 if it has errors."""
    loaded = load_project(project)
    problems = check_network(loaded.network)
    errors = errors_of(problems)
    if json:
        print_json({"ok": not errors, "problems": [asdict(p) for p in problems]})
    else:
        if loaded.network.circuit is not None:
            _print_circuit(summary(loaded))
        for problem in problems:
            say(str(problem))
        if not problems:
            say("no problems")
    if errors:
        raise typer.Exit(1)


def _option(name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if value == []:
        return f"no {words}"
    return words if value is True else f"{words} {value}"

"""The facts about a project, as plain values."""

from typing import Any

from tnstudio.app.designs import fitting
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of, neurons_of_layer
from tnstudio.model.topology import grids


def summary(project: Project) -> dict[str, Any]:
    """Return the facts that ``tnstudio info`` prints; plain JSON values."""
    network = project.network
    layers = [_layer(project, index) for index in range(len(network.layers))]
    shape = network.input
    return {
        "name": network.name,
        "cores": sum(layer["cores"] for layer in layers),
        "neurons": sum(layer["neurons"] for layer in layers),
        "input": [shape.rows, shape.columns, shape.channels],
        "layers": layers,
        "classes": network.readout.classes,
        "hardware": network.hardware.name,
        "seed": network.seed,
        "errors": len(errors_of(check_network(network))),
        "trained": _training(project),
        "program": _program(project),
    }


def _layer(project: Project, index: int) -> dict[str, Any]:
    layer = project.network.layers[index]
    grid = grids(project.network)[index + 1]
    return {
        "kind": "window",
        "window": layer.window,
        "stride": layer.stride,
        "features": layer.features,
        "rows": grid.rows,
        "columns": grid.columns,
        "cores": grid.size,
        "neurons": neurons_of_layer(project.network, index),
    }


def _training(project: Project) -> dict[str, Any] | None:
    trained = project.trained
    if trained is None:
        return None
    epochs = trained.history.epochs
    nothing = float("nan")
    return {
        "method": trained.settings.method,
        "epochs": len(epochs),
        "test_accuracy": epochs[-1].test_accuracy if epochs else nothing,
        "deployed_accuracy": epochs[-1].deployed_accuracy if epochs else nothing,
        "fits_design": fitting(project) is not None,
    }


def _program(project: Project) -> dict[str, Any] | None:
    program = project.program
    if program is None:
        return None
    return {"cores": program.cores, "copies": program.copies, "seed": program.seed}

"""The facts about a project, as plain values."""

from collections import Counter
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from tnstudio.app.designs import fitting
from tnstudio.app.sweep_result import facts_of_table
from tnstudio.model.network import Network
from tnstudio.model.placement import hops_of
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.rules import (
    check_network,
    errors_of,
    neurons_of_layer,
    use_of,
)
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.model.topology import grids
from tnstudio.model.traffic import HopFigures

_WORDS: dict[type, str] = {
    SingleSpike: "single",
    RegularSpikes: "regular",
    PoissonSpikes: "Poisson",
    PatternSpikes: "pattern",
    ImageSpikes: "images",
}
"""What kinds of stimuli are called."""


def summary(project: Project) -> dict[str, Any]:
    """Return the facts that ``tnstudio info`` prints; plain JSON values."""
    network = project.network
    layers = [_layer(project, index) for index in range(len(network.layers))]
    shape = network.input
    used = {use.name: use.used for use in use_of(network)}
    return {
        "name": network.name,
        "description": project.description,
        "cores": used["cores"],
        "neurons": used["neurons"],
        "input": [shape.rows, shape.columns, shape.channels],
        "layers": layers,
        "circuit": _circuit(project),
        "classes": network.readout.classes,
        "hops": _hops(network),
        "hardware": network.hardware.name,
        "seed": network.seed,
        "errors": len(errors_of(check_network(network))),
        "prepared": _prepared(project),
        "trained": _training(project),
        "program": _program(project),
    }


def _hops(network: Network) -> dict[str, Any] | None:
    figures = hops_of(network)
    return None if figures is None else hop_facts(figures)


def hop_facts(figures: HopFigures) -> dict[str, Any]:
    """Return how far routes go as plain JSON values."""
    return {
        "routes": figures.routes,
        "total": figures.total,
        "mean": figures.mean,
        "worst": figures.worst,
        "largest_load": figures.largest_load,
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


def _circuit(project: Project) -> dict[str, Any] | None:
    circuit = project.network.circuit
    if circuit is None:
        return None
    synapses = sum(int(np.bitwise_count(core.synapses).sum()) for core in circuit.cores)
    kinds = Counter(_WORDS[type(stimulus)] for stimulus in circuit.stimuli)
    return {
        "synapses": synapses,
        "input_lines": circuit.input_lines,
        "output_lines": circuit.output_lines,
        "stimuli": dict(kinds),
    }


def _prepared(project: Project) -> dict[str, Any] | None:
    prepared = project.prepared
    if prepared is None:
        return None
    return {
        "method": prepared.settings.method,
        "options": _options(prepared.settings),
        "epochs": prepared.settings.epochs,
        "source": prepared.source,
    }


def _training(project: Project) -> dict[str, Any] | None:
    trained = project.trained
    if trained is None:
        return None
    epochs, state = trained.history.epochs, trained.state
    nothing = float("nan")
    return {
        "method": trained.settings.method,
        "options": _options(trained.settings),
        "epochs": len(epochs),
        "test_accuracy": epochs[-1].test_accuracy if epochs else nothing,
        "deployed_accuracy": epochs[-1].deployed_accuracy if epochs else nothing,
        "fits_design": fitting(project) is not None,
        "stopped_in_epoch": None if state is None else state.epoch,
        "measured": trained.measured and facts_of_table(trained.measured),
    }


def _options(settings: TrainingSettings) -> dict[str, Any]:
    """Return the settings that are not the usual ones, but for method and epochs."""
    usual = _flat(TrainingSettings())
    return {
        name: value for name, value in _flat(settings).items() if value != usual[name]
    }


def _flat(settings: TrainingSettings) -> dict[str, Any]:
    facts = asdict(replace(settings, method="tea", epochs=1))
    facts |= facts.pop("augmentation")
    facts["drops"] = [list(drop.values()) for drop in facts["drops"]]
    return facts


def _program(project: Project) -> dict[str, Any] | None:
    program = project.program
    if program is None:
        return None
    return {"cores": program.cores, "copies": program.copies, "seed": program.seed}

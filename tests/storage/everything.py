"""Projects that have, between them, everything that a project file can hold."""

from dataclasses import replace

from tests.storage import test_circuit_files
from tests.storage.old_projects import project_of_version_3
from tnstudio.model.prepared import PreparedTraining
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings


def layered_project() -> Project:
    """Return layers with places, stopped training, chip, recordings and runs."""
    whole = project_of_version_3()
    placed, (first, *others) = whole.network, whole.runs
    return replace(
        whole,
        trained=replace(whole.trained, network=placed),
        runs=(replace(first, network=placed), *others),
        description="All there is,\nin lines – π.",
        prepared=PreparedTraining(TrainingSettings(epochs=3, seed=5), "mnist"),
    )


def circuit_project() -> Project:
    """Return free cores with names and a generator of every kind."""
    network = test_circuit_files.full_network()
    circuit = replace(
        network.circuit,
        line_names=("in",) * len(network.circuit.inputs.element),
        output_names=("out",) * len(network.circuit.outputs.label),
    )
    return Project(replace(network, circuit=circuit), description="One after another")


def everything() -> tuple[Project, ...]:
    """Return all of them."""
    return layered_project(), circuit_project()

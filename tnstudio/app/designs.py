"""Whether two designs are the same network, whatever they are called."""

from dataclasses import replace

from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.trained import TrainedNetwork


def same_design(one: Network, other: Network) -> bool:
    """Tell whether two designs differ in nothing but their names."""
    return one is other or replace(one, name=other.name) == other


def fitting(project: Project) -> TrainedNetwork | None:
    """Return the trained network if it belongs to the design as it is now."""
    trained = project.trained
    if trained is None or not same_design(trained.network, project.network):
        return None
    return trained

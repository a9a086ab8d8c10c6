"""Whether two designs are the same network, wherever on the chip its cores are."""

from dataclasses import replace

from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.trained import TrainedNetwork


def same_design(one: Network, other: Network) -> bool:
    """Tell whether two designs differ in nothing but their names and placements."""
    if one is other:
        return True
    return replace(one, name=other.name, placement=other.placement) == other


def fitting(project: Project) -> TrainedNetwork | None:
    """Return the trained network if it belongs to the design as it is now."""
    trained = project.trained
    if trained is None or not same_design(trained.network, project.network):
        return None
    return trained


def placed_as(trained: TrainedNetwork, network: Network) -> TrainedNetwork:
    """Return a trained network with its cores where the design now has them.

    Nothing changes if it does not belong to this design.
    """
    own = trained.network
    if own.placement == network.placement or not same_design(own, network):
        return trained
    return replace(trained, network=replace(own, placement=network.placement))

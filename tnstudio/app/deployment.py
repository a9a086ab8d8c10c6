"""From what a project has learned to a chip."""

from collections.abc import Generator

from tnstudio.app.designs import placed_as
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.mapping.deploy import deploy
from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.model.project import Project
from tnstudio.model.rules import require_layers
from tnstudio.model.trained import TrainedNetwork


def trained_of(
    project: Project, place: str = "", hint: str = "train it first"
) -> TrainedNetwork:
    """Return a project's training, its cores placed as the design has them.

    Parameters
    ----------
    place, hint : str
        What an error tells; the place is the network's name unless given.

    Raises
    ------
    TNStudioError
        If the network has no layers or is not trained.
    """
    require_layers(project.network)
    if project.trained is None:
        raise TNStudioError(
            "The network is not trained", place or project.network.name, hint
        )
    return placed_as(project.trained, project.network)


def deploying(
    trained: TrainedNetwork, network: Network, copies: int, seed: int
) -> Generator[None, None, ChipProgram]:
    """Sample copies of a trained network, as a job.

    Parameters
    ----------
    network : Network
        The design as it is now: it may have placed the cores elsewhere.
    copies, seed : int
        As for `tnstudio.mapping.deploy.deploy`.

    Raises
    ------
    TNStudioError
        As `tnstudio.mapping.deploy.deploy` does.
    """
    yield
    return deploy(placed_as(trained, network), copies, seed)


def chip_to_run(
    project: Project, seed: int, place: str = "", hint: str = "train it first"
) -> ChipProgram:
    """Return what a project has to run.

    That is its free cores, or the chip that was deployed, or else one copy
    sampled for now.

    Parameters
    ----------
    seed : int
        Of that copy.
    place, hint : str
        As for `trained_of`.

    Raises
    ------
    TNStudioError
        If there is nothing to run.
    """
    if project.network.circuit is not None:
        return assemble(project.network)
    if project.program is not None:
        return project.program
    return deploy(trained_of(project, place, hint), 1, seed)

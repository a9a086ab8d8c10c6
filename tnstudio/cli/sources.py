"""What commands read: trained networks and images."""

from pathlib import Path
from typing import TYPE_CHECKING

from tnstudio.cli.arguments import SplitName
from tnstudio.cli.output import note
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.rules import require_layers

if TYPE_CHECKING:
    from tnstudio.datasets.images import Dataset, ImageSet
    from tnstudio.model.trained import TrainedNetwork


def dataset_of(source: str) -> "Dataset":
    """Return a bundled data set by name, or that of a folder.

    Raises
    ------
    TNStudioError
        If there is no such data set or its files are broken.
    """
    from tnstudio.app.data import dataset

    return dataset(source)


def images_of(data: str, split: SplitName) -> "ImageSet":
    """Return one half of a data set, with the errors of `dataset_of`."""
    found = dataset_of(data)
    return found.test if split is SplitName.TEST else found.train


def trained_of(project: Project, path: Path) -> "TrainedNetwork":
    """Return the trained network of a project.

    Raises
    ------
    TNStudioError
        If it has free cores, or is not trained.
    """
    require_layers(project.network)
    if project.trained is None:
        raise TNStudioError(
            "The network is not trained", str(path), f"run: tnstudio train {path}"
        )
    return project.trained


def note_other_design(project: Project, trained: "TrainedNetwork") -> None:
    """Tell if the design is no longer the one that was trained."""
    if trained.network != project.network:
        note("The design has changed since it was trained; the older one is used.")

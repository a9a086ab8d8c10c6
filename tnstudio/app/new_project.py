"""What a new project begins with: data, a template, a method, a name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from tnstudio.app.data_design import design_for, grown
from tnstudio.app.data_summary import network_for
from tnstudio.app.files import SUFFIX
from tnstudio.datasets.images import Dataset
from tnstudio.model.circuit_templates import CIRCUITS
from tnstudio.model.edits import add_layer, rename
from tnstudio.model.network import Network, WindowLayer
from tnstudio.model.placement import core_count
from tnstudio.model.problems import Problem
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.templates import PUBLISHED, TEMPLATES, TOLD
from tnstudio.texts import marked

PROPOSED, WINDOWS = "proposed", "windows"

LAYERED: Mapping[str, tuple[str, str]] = {
    PROPOSED: (
        marked("Layers that fit the images"),
        marked("R, S and F are proposed, layer by layer, until one core is left"),
    ),
    "mnist-5core": (marked("Published, 5 cores"), TOLD["mnist-5core"]),
    "mnist-30core": (marked("Published, 30 cores"), TOLD["mnist-30core"]),
    WINDOWS: (
        marked("Windows of my own"),
        marked("R and S of the first layer are yours; the others are proposed"),
    ),
    "empty": (
        marked("No layers yet"),
        marked("The input and the classes only; add layers of your own in Design"),
    ),
}
"""Templates that read images: what they are called, and what they are."""

FREE: Mapping[str, tuple[str, str]] = {
    name: (make().name, TOLD[name]) for name, make in CIRCUITS.items()
}
"""Templates of free cores."""


@dataclass(frozen=True, eq=False, slots=True)
class NewProject:
    """What was chosen.

    Attributes
    ----------
    project : Project
    path : Path or None
        Where to save it at once.
    """

    project: Project
    path: Path | None = None


def layered_design(
    dataset: Dataset, template: str, window: int, stride: int
) -> Network:
    """Return a design of layers for a data set; it may have errors.

    Parameters
    ----------
    dataset : Dataset
    template : str
        A key of `LAYERED`.
    window, stride : int
        R and S of the first layer, for `WINDOWS` only; >= 1.
    """
    bare = network_for(dataset, (), dataset.name, seed=0)
    made = _with_template(dataset, bare, template, WindowLayer(window, stride))
    # English in every language: it is written into the project.
    number = core_count(made)
    cores = "1 core" if number == 1 else f"{number:,} cores"
    return rename(made, f"{dataset.name}, {cores}")


def _with_template(
    dataset: Dataset, bare: Network, template: str, layer: WindowLayer
) -> Network:
    if template in PUBLISHED:
        return replace(bare, layers=PUBLISHED[template]().layers)
    if template == PROPOSED:
        return design_for(dataset, bare)
    if template == WINDOWS:
        first = add_layer(bare, layer)
        return first if obstacles(first) else grown(first)
    return bare


def free_design(template: str) -> Network:
    """Return a circuit by its name, a key of `FREE`."""
    return TEMPLATES[template]()


def obstacles(network: Network) -> tuple[Problem, ...]:
    """Return why a design cannot be used; that it has no layers yet is no reason."""
    found = errors_of(check_network(network))
    return found if network.layers else ()


def free_name(folder: Path, name: str) -> str:
    """Return a name for a file that no file in the folder has: ``a_2.tn.h5``."""
    stem = name.removesuffix(SUFFIX)
    numbered = (f"{stem}_{number}{SUFFIX}" for number in count(2))
    return next(one for one in chain([name], numbered) if not (folder / one).exists())


def file_name_for(name: str) -> str:
    """Return a name for the file of a project: lower case, without spaces."""
    words = "".join(c if c.isalnum() else " " for c in name).split()
    return f"{'_'.join(words).lower()[:80] or 'network'}{SUFFIX}"

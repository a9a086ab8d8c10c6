"""Projects: opened, made, edited, checked and saved."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import index
from os import PathLike
from pathlib import Path
from typing import Any

from tnstudio.api.work import require_kind
from tnstudio.app import files
from tnstudio.app.building import DIGITS, network_from_layers, project_from_template
from tnstudio.app.data import dataset as read_dataset
from tnstudio.app.data_summary import network_for
from tnstudio.datasets.images import Dataset
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.edits import rename
from tnstudio.model.network import InputShape, Network, WindowLayer
from tnstudio.model.problems import Problem
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of, require_valid
from tnstudio.storage.project_file import load_project, save_project

File = str | PathLike[str]
LayerLike = WindowLayer | Sequence[int]
"""A layer, or its R, S and, but for the first one, F."""


class Problems(tuple[Problem, ...]):
    """What is wrong with a design, one line each when printed."""

    __slots__ = ()

    @property
    def ok(self) -> bool:
        """Whether it can be trained, deployed or run: advice does no harm."""
        return not errors_of(self)

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "no problems"


def samples() -> tuple[str, ...]:
    """Return the names of the sample projects, for `open`."""
    return tuple(path.name.removesuffix(files.SUFFIX) for path in files.samples())


def open_project(path: File) -> Project:
    """Read a project from its file; `tnstudio.open`.

    Parameters
    ----------
    path : str or path
        A file; if there is no such file, the name of one of the `samples`, with
        ``_`` or ``-`` in it.

    Raises
    ------
    TNStudioError
        If the file is missing, foreign or damaged.
    """
    require_kind(path, (str, PathLike), "open")
    return load_project(files.project_path(Path(path)))


def save(project: Project, path: File) -> Path:
    """Write a project to a file; one that is there lives until the new is whole.

    Returns
    -------
    Path
        The file, with the ending ``.tn.h5``.

    Raises
    ------
    TNStudioError
        If the file cannot be written, or is one of the samples.
    """
    require_kind(project, (Project,), "save")
    target = files.with_suffix(Path(path))
    if files.is_sample(target):
        raise TNStudioError(
            "The samples are not written to", str(target), "choose another file"
        )
    save_project(target, project)
    return target


def dataset(source: File) -> Dataset:
    """Return images to train and to test with.

    Parameters
    ----------
    source : str or path
        ``mnist``, or a folder or file of images, with ``@28x28`` behind it to
        resample them: as for ``--data`` of the command line.

    Raises
    ------
    TNStudioError
        If there is no such data set or it cannot be used.
    """
    return read_dataset(str(source))


def build(
    template: str | None = None,
    *,
    shape: Sequence[int] | None = None,
    layers: Iterable[LayerLike] = (),
    classes: int | Sequence[str] | None = None,
    data: File | Dataset | None = None,
    name: str | None = None,
    seed: int = 0,
) -> Project:
    """Make a new project: from a template, or from layers.

    Parameters
    ----------
    template : str, optional
        One of ``tnstudio.TEMPLATES``: published networks, or free cores; with
        ``-`` or ``_`` in it.
    shape : sequence of int, optional
        Rows, columns and, if there are several, channels of the input.
    layers : iterable of WindowLayer or sequence of int
        (R, S) for the first and (R, S, F) for the others.
    classes : int or sequence of str, optional
        How many classes, or their names; ten digits unless told.
    data : str, path or Dataset, optional
        Takes the input's shape and the classes from a data set.
    name : str, optional
        Of the network.
    seed : int
        Of all that is drawn for the design.

    Raises
    ------
    TNStudioError
        If it is not told what to build, or that breaks a rule.
    """
    chosen = tuple(_layer(layer) for layer in layers)
    others = (shape, classes, data)
    if template is not None:
        if chosen or any(part is not None for part in others):
            raise TNStudioError(
                "A template has its own input, layers and classes", "build"
            )
        project = project_from_template(template.replace("_", "-"), seed)
    elif data is not None:
        if shape is not None or classes is not None:
            raise TNStudioError("A data set has its own image size and classes")
        require_kind(data, (Dataset, str, PathLike), "data")
        found = data if isinstance(data, Dataset) else dataset(data)
        network = network_for(found, chosen, f"Network for {found.name}", seed)
        require_valid(network)
        project = Project(network)
    elif shape is not None and chosen:
        names = _class_names(classes)
        project = Project(
            network_from_layers(_input_shape(shape), chosen, names, seed=seed)
        )
    else:
        raise TNStudioError(
            "Nothing to build", "build", "give a template, or shape or data and layers"
        )
    if name is None:
        return project
    return replace(project, network=rename(project.network, name))


def _input_shape(shape: Sequence[int]) -> InputShape:
    sides = _numbers(shape)
    if sides is None or not 2 <= len(sides) <= 3:
        raise TNStudioError(
            f"{shape!r} is no shape of an input",
            "shape",
            "give (rows, columns) or (rows, columns, channels)",
        )
    return InputShape(*sides)


def _layer(layer: LayerLike) -> WindowLayer:
    if isinstance(layer, WindowLayer):
        return layer
    numbers = _numbers(layer)
    if numbers is None or not 2 <= len(numbers) <= 3:
        raise TNStudioError(
            f"{layer!r} is no layer", "layers", "give (R, S) or (R, S, F) for each"
        )
    window, stride, *features = numbers
    return WindowLayer(window, stride, features[0] if features else None)


def _numbers(values: Any) -> tuple[int, ...] | None:
    """Return whole numbers, also those of NumPy; None for anything else."""
    try:
        return tuple(map(index, values))
    except TypeError:
        return None


def _class_names(classes: int | Sequence[str] | None) -> tuple[str, ...]:
    if classes is None:
        return DIGITS
    try:
        return tuple(map(str, range(index(classes))))  # type: ignore[arg-type]
    except TypeError:
        return tuple(classes)  # type: ignore[arg-type]


def edit(project: Project, part: Network | Circuit) -> Project:
    """Return a project with another design, or with other free cores.

    What was trained or deployed before stays, as in the window, and still tells
    which design it is of.

    Parameters
    ----------
    part : Network or Circuit
        E.g. what the functions of ``tnstudio.edits`` make of free cores.
    """
    require_kind(project, (Project,), "edit")
    require_kind(part, (Network, Circuit), "edit")
    if isinstance(part, Circuit):
        part = replace(project.network, circuit=part)
    return replace(project, network=part)


def check(project: Project | Network) -> Problems:
    """Return all that is wrong with a design; printed, it tells line by line."""
    require_kind(project, (Project, Network), "check")
    network = project.network if isinstance(project, Project) else project
    return Problems(check_network(network))

"""What is told of a project before it is opened."""

import json
import math
from dataclasses import asdict, dataclass
from typing import Any

from tnstudio.model.measured import MeasuredTable
from tnstudio.model.placement import core_count
from tnstudio.model.project import Project

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Glance:
    """A project at a glance.

    Attributes
    ----------
    name : str
    description : str
        See `Project.description`.
    cores : int
    free : bool
        Whether they are free cores, without layers.
    trained : bool
    accuracy : float
        Of one copy and one tick per image, 0..1, as it was measured or as the
        last epoch of the training told; NaN if that is not known.
    """

    name: str
    description: str
    cores: int
    free: bool
    trained: bool
    accuracy: float = math.nan


def glance_of(project: Project) -> Glance:
    """Return what is told of a project."""
    network = project.network
    return Glance(
        name=network.name[:LONGEST_NAME],
        description=project.description,
        cores=core_count(network),
        free=network.circuit is not None,
        trained=project.trained is not None,
        accuracy=_accuracy(project),
    )


def _accuracy(project: Project) -> float:
    trained = project.trained
    if trained is None:
        return math.nan
    measured = _of_one_copy(trained.measured)
    if math.isnan(measured) and trained.history.epochs:
        return float(trained.history.epochs[-1].deployed_accuracy)
    return measured


def _of_one_copy(table: MeasuredTable | None) -> float:
    """Return the mean over the seeds; NaN if it was not measured."""
    for cell in table.cells if table is not None else ():
        is_least = cell.copies == cell.ticks == 1
        if is_least and cell.encoding == "stochastic" and table is not None:
            return sum(cell.correct) / (len(cell.correct) * table.images)
    return math.nan


def packed(glance: Glance) -> str:
    """Return a glance as a text of ASCII characters, to be kept."""
    facts = asdict(glance)
    if math.isnan(glance.accuracy):
        del facts["accuracy"]
    return json.dumps(facts)


def unpacked(text: str) -> Glance | None:
    """Return a glance that was kept; None if that cannot be read."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _checked(found) if isinstance(found, dict) else None


_TYPES: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "description": (str,),
    "cores": (int,),
    "free": (bool,),
    "trained": (bool,),
    "accuracy": (float, int),
}


def _checked(found: dict[str, Any]) -> Glance | None:
    known = {name: found[name] for name in _TYPES if name in found}
    if any(not isinstance(value, _TYPES[name]) for name, value in known.items()):
        return None
    try:
        return Glance(**known)
    except TypeError:
        return None

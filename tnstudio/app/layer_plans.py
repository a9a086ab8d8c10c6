"""What an edit of a layer would come to: whether it fits, and in numbers."""

from dataclasses import dataclass

from tnstudio.model.network import Network
from tnstudio.model.problems import Problem
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.topology import (
    Grid,
    axons_in_use,
    covered,
    grid_after,
    grids,
    most_neurons_in_use,
)


def refusal(before: Network, wanted: Network, index: int) -> Problem | None:
    """Return why an edit of a layer must not be made; None if it may.

    It must not break a rule for the layer itself, or overfill the chip. What
    was wrong before is no reason: it has to be mended somehow. Later layers
    may come out wrong; see `consequences`.
    """
    place = f"layer {index + 1}"
    known = {problem.code for problem in _errors_at(before, place)}
    for problem in _errors_at(wanted, place):
        if problem.code not in known:
            return problem
    return None


def _errors_at(network: Network, place: str) -> list[Problem]:
    """Return the errors of a layer and of the whole network."""
    errors = errors_of(check_network(network))
    return [p for p in errors if p.place in (place, "network")]


def consequences(before: Network, wanted: Network, index: int) -> tuple[Problem, ...]:
    """Return the errors elsewhere that an edit of a layer brings with it."""
    known = {(p.place, p.code) for p in errors_of(check_network(before))}
    return tuple(
        problem
        for problem in errors_of(check_network(wanted))
        if (problem.place, problem.code) not in known
        and problem.place not in ("network", f"layer {index + 1}")
    )


@dataclass(frozen=True, slots=True)
class LayerPlan:
    """A layer in numbers.

    Attributes
    ----------
    source, grid : Grid
        What it looks at, and its own cores.
    orphans : int
        Places of the source that no core reads.
    axons : int
        Used in each of its cores.
    neurons : int
        Used in its fullest core: F of the next layer, for each core fed.
    source_neurons : int
        Used in the fullest core that it reads; 0 for the first layer.
    """

    source: Grid
    grid: Grid
    orphans: int
    axons: int
    neurons: int
    source_neurons: int


def plan_of(network: Network, index: int) -> LayerPlan:
    """Return the numbers of a layer; those that do not fit, too."""
    places, layer = grids(network), network.layers[index]
    source = places[index]
    return LayerPlan(
        source=source,
        grid=grid_after(source, layer),
        orphans=source.size - covered(source, layer),
        axons=axons_in_use(network, index),
        neurons=most_neurons_in_use(network, index),
        source_neurons=most_neurons_in_use(network, index - 1) if index else 0,
    )

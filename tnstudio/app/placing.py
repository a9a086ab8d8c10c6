"""Placing a design's cores automatically, and telling how far its routes go."""

from collections.abc import Generator
from dataclasses import dataclass

from tnstudio.errors import TNStudioError
from tnstudio.mapping.placing import PlacingProgress, placing
from tnstudio.model.network import Network
from tnstudio.model.placement import (
    PLACEMENT,
    core_count,
    figures_of,
    grid_of,
    lack_of_room,
    obstacle,
    places_of,
    set_places,
    standard_places,
)
from tnstudio.model.traffic import HopFigures, traffic_of
from tnstudio.texts import tr


@dataclass(frozen=True, eq=False, slots=True)
class PlacedNetwork:
    """What automatic placement makes of a design.

    Attributes
    ----------
    network : Network
        The design itself, if no better places were found.
    before, after : HopFigures
    """

    network: Network
    before: HopFigures
    after: HopFigures


def placing_network(
    network: Network, seed: int
) -> Generator[PlacingProgress, None, PlacedNetwork]:
    """Search for places with fewer hops for all cores of a design.

    A design whose cores cannot be where they are is placed anew, from the
    standard order on.

    Parameters
    ----------
    seed : int
        The same seed gives the same places.

    Yields
    ------
    PlacingProgress
        See `tnstudio.mapping.placing.placing`.

    Raises
    ------
    TNStudioError
        If there are no cores, or more than the chip has.
    """
    reason = lack_of_room(network)
    if reason:
        raise TNStudioError(
            tr("The cores cannot be placed: {reason}", reason=reason),
            tr(PLACEMENT),
            tr("see: tnstudio check"),
        )
    misplaced = bool(obstacle(network))
    usual = standard_places(core_count(network), network.hardware)
    start = usual if misplaced else places_of(network)
    traffic = traffic_of(network)
    found = yield from placing(traffic, start, grid_of(network.hardware), seed)
    before = figures_of(network, traffic, start)
    if found.after == found.before and not misplaced:
        return PlacedNetwork(network, before, before)
    placed = set_places(network, found.places)
    return PlacedNetwork(placed, before, figures_of(placed, traffic, found.places))

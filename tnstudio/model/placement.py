"""Where the cores of a design sit on the chip, and how they are moved."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Network
from tnstudio.model.problems import Problem, check_hardware
from tnstudio.model.topology import Grid, grids
from tnstudio.model.traffic import (
    HopFigures,
    Places,
    Traffic,
    hop_figures,
    link_loads,
    traffic_of,
)
from tnstudio.texts import marked, tr

PLACEMENT = "placement"
"""The place of problems that `check_placement` tells."""

_RESET = marked("put the cores in the standard order, or place them automatically")


def grid_of(hardware: Hardware) -> Grid:
    """Return the rows and columns of a chip."""
    return Grid(hardware.grid_rows, hardware.grid_columns)


def standard_places(count: int, hardware: Hardware, copy: int = 0) -> Places:
    """Return the places of so many cores, one next to another.

    The chip is filled in bands about as high as a copy is wide, column by
    column, forth in one band and back in the next: a copy that begins where a
    band ends goes on right below, and no place of the chip is lost.

    Parameters
    ----------
    count : int
        At most as many as the chip has.
    copy : int
        Cores of each copy of the network; all if not given.
    """
    height = int(np.ceil(np.sqrt(copy or count)))
    path = (
        (row, column)
        for band, top in enumerate(range(0, hardware.grid_rows, height or 1))
        for column in _columns(band, hardware.grid_columns)
        for row in range(top, min(top + height, hardware.grid_rows))
    )
    return np.array(list(islice(path, count)), np.int32).reshape(-1, 2)


def _columns(band: int, columns: int) -> range:
    return range(columns) if band % 2 == 0 else range(columns - 1, -1, -1)


def places_of(network: Network) -> Places:
    """Return where the cores of a design are.

    Free cores are where each of them says; those of layers where the placement
    says, or in the standard order. There must be no `obstacle`.

    Returns
    -------
    int32 array, shape (cores, 2)
        Layer after layer, as in `tnstudio.model.traffic.traffic_of`.
    """
    if network.circuit is not None:
        spots = [(core.chip_row, core.chip_column) for core in network.circuit.cores]
        return np.array(spots, np.int32).reshape(-1, 2)
    if network.placement is not None:
        return np.array(network.placement, np.int32).reshape(-1, 2)
    return standard_places(core_count(network), network.hardware)


def core_count(network: Network) -> int:
    """Return how many cores a design has."""
    if network.circuit is not None:
        return len(network.circuit.cores)
    return sum(grid.size for grid in grids(network)[1:])


def set_places(network: Network, places: Places) -> Network:
    """Put all cores of a design somewhere else.

    Layers in the standard order have no placement of their own.

    Parameters
    ----------
    places : int32 array, shape (cores, 2)
        Row and column of each core.
    """
    spots = [(row, column) for row, column in places.tolist()]
    if network.circuit is not None:
        return replace(network, circuit=_moved(network.circuit, spots))
    usual = standard_places(len(spots), network.hardware)
    return replace(
        network, placement=None if np.array_equal(places, usual) else tuple(spots)
    )


def _moved(circuit: Circuit, spots: Sequence[tuple[int, int]]) -> Circuit:
    cores = tuple(
        core
        if (core.chip_row, core.chip_column) == spot
        else replace(core, chip_row=spot[0], chip_column=spot[1])
        for core, spot in zip(circuit.cores, spots, strict=True)
    )
    return replace(circuit, cores=cores)


def shifted(
    places: Places, cores: Sequence[int], by: tuple[int, int], grid: Grid
) -> Places:
    """Move some cores by rows and columns; cores in their way change places.

    A core that is in the way goes back along the move to the first place that
    has become free, so that two cores swap, and a core beside a moving block
    steps to its other side.

    Raises
    ------
    TNStudioError
        If a core would leave the chip.
    """
    moving = np.unique(np.asarray(cores, np.intp))
    step = np.array(by, np.int32)
    if not step.any() or not moving.size:
        return places
    targets = places[moving] + step
    _require_within(targets, grid)
    taken = {tuple(spot) for spot in targets.tolist()}
    moved = places.copy()
    moved[moving] = targets
    still = np.ones(len(places), np.bool_)
    still[moving] = False
    for core in np.flatnonzero(still).tolist():
        spot = places[core]
        while tuple(spot.tolist()) in taken:
            spot = spot - step
        moved[core] = spot
    return moved


def _require_within(targets: Places, grid: Grid) -> None:
    outside = (targets < 0) | (targets >= (grid.rows, grid.columns))
    if outside.any():
        row, column = targets[int(np.argmax(outside.any(axis=1)))]
        raise TNStudioError(
            tr(
                "There is no place at row {row}, column {column}",
                row=row,
                column=column,
            ),
            tr(PLACEMENT),
            tr(
                "the chip has rows 0 to {last_row}, columns 0 to {last_column}",
                last_row=grid.rows - 1,
                last_column=grid.columns - 1,
            ),
        )


def check_placement(network: Network) -> Iterator[Problem]:
    """Check that the cores of layers each have a place of their own on the chip.

    Those of free cores are checked with the circuit.

    Yields
    ------
    Problem
        The first thing that is wrong, with place ``placement``.
    """
    spots = network.placement
    if spots is None or network.circuit is not None:
        return
    count, grid = core_count(network), grid_of(network.hardware)
    if len(spots) != count:
        yield Problem(
            "placement-count",
            PLACEMENT,
            tr(
                "There are places for {places} cores, the network has {cores}",
                places=len(spots),
                cores=count,
            ),
            tr(_RESET),
        )
        return
    seen: dict[tuple[int, int], int] = {}
    for core, (row, column) in enumerate(spots):
        if not (0 <= row < grid.rows and 0 <= column < grid.columns):
            yield Problem(
                "placement-off-chip",
                PLACEMENT,
                tr(
                    "Core {core} is at row {row}, column {column}; the chip has rows 0 "
                    "to {last_row}, columns 0 to {last_column}",
                    core=core,
                    row=row,
                    column=column,
                    last_row=grid.rows - 1,
                    last_column=grid.columns - 1,
                ),
                tr(_RESET),
            )
            return
        other = seen.setdefault((row, column), core)
        if other != core:
            yield Problem(
                "placement-shared",
                PLACEMENT,
                tr(
                    "Cores {other} and {core} are both at row {row}, column {column}",
                    other=other,
                    core=core,
                    row=row,
                    column=column,
                ),
                tr(_RESET),
            )
            return


def lack_of_room(network: Network) -> str:
    """Tell why cores have no places on the chip at all; empty if they have."""
    for problem in check_hardware(network.hardware):
        return tr("{problem}: {hint}", problem=problem.message, hint=problem.hint)
    count, room = core_count(network), network.hardware.cores
    if not count:
        return tr("There are no cores yet")
    if count > room:
        return tr(
            "There are {count:,} cores, the chip has {room:,}", count=count, room=room
        )
    return ""


def obstacle(network: Network) -> str:
    """Tell why the cores cannot be shown on the chip; empty if they can."""
    reason = lack_of_room(network)
    if reason:
        return reason
    for problem in check_placement(network):
        return problem.message
    return _shared_or_outside(network.circuit, network.hardware)


def hops_of(network: Network) -> HopFigures | None:
    """Return how far a design's routes go; None if its cores are not on the chip."""
    if obstacle(network):
        return None
    return figures_of(network, traffic_of(network), places_of(network))


def figures_of(network: Network, traffic: Traffic, places: Places) -> HopFigures:
    """Return how far routes go between these places on the chip of a design."""
    loads = link_loads(traffic, places, grid_of(network.hardware))
    return hop_figures(traffic, places, loads)


def _shared_or_outside(circuit: Circuit | None, hardware: Hardware) -> str:
    """Tell of free cores that are not on the chip, or two in one place."""
    if circuit is None:
        return ""
    spots = [(core.chip_row, core.chip_column) for core in circuit.cores]
    grid = grid_of(hardware)
    for core, (row, column) in enumerate(spots):
        if not (0 <= row < grid.rows and 0 <= column < grid.columns):
            return tr(
                "Core {core} is at row {row}, column {column}, beside the chip",
                core=core,
                row=row,
                column=column,
            )
    if len(set(spots)) < len(spots):
        return tr("Two cores are in the same place of the chip")
    return ""

"""A placed design as it is drawn: cores, layers, routes and loads."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tnstudio.app.placed_cores import first_cores
from tnstudio.app.wording import counted
from tnstudio.model.network import Network
from tnstudio.model.placement import grid_of, places_of
from tnstudio.model.topology import Grid
from tnstudio.model.traffic import (
    HopFigures,
    LinkLoads,
    Places,
    Traffic,
    hop_figures,
    link_loads,
    traffic_of,
)
from tnstudio.texts import tr
from tnstudio.ui.design.chip_geometry import Link, Spot, fullest_link, loads_of


@dataclass(frozen=True, slots=True)
class Leg:
    """The routes between two cores.

    Attributes
    ----------
    start, end : (int, int)
        Places of source and target.
    routes : int
    hops : int
    outward : bool
        Whether the source is the core that is asked about.
    """

    start: Spot
    end: Spot
    routes: int
    hops: int
    outward: bool


@dataclass(frozen=True, eq=False)
class ChipDrawing:
    """All that is drawn of a placed design.

    Attributes
    ----------
    layers : int array, shape (cores,)
        The layer of each core; of free cores 0.
    names : tuple of str
        Of free cores; empty for those of layers.
    """

    grid: Grid
    places: Places
    traffic: Traffic
    loads: LinkLoads
    figures: HopFigures
    layers: npt.NDArray[np.intp]
    names: tuple[str, ...]

    def is_of(self, network: Network, traffic: Traffic) -> bool:
        """Tell whether a design with this traffic would be drawn the same."""
        circuit = network.circuit
        names = tuple(core.name for core in circuit.cores) if circuit else ()
        return (
            traffic is self.traffic
            and names == self.names
            and grid_of(network.hardware) == self.grid
            and np.array_equal(places_of(network), self.places)
        )

    @cached_property
    def core_at(self) -> dict[Spot, int]:
        """The core in each place that has one."""
        spots = zip(*self.places.T.tolist(), strict=True)
        return {spot: core for core, spot in enumerate(spots)}

    @property
    def layer_count(self) -> int:
        """Number of layers with cores; 1 for free cores."""
        return int(self.layers.max(initial=-1)) + 1

    def spot(self, core: int) -> Spot:
        """Return the place of a core."""
        row, column = self.places[core].tolist()
        return row, column

    def name(self, core: int) -> str:
        """Return what a core is called."""
        if self.names:
            if not self.names[core]:
                return tr("Core {number}", number=core)
            return tr("Core {number} ({name})", number=core, name=self.names[core])
        layer = int(self.layers[core])
        first = int(np.searchsorted(self.layers, layer))
        return tr("Layer {layer}, core {core}", layer=layer + 1, core=core - first)

    def legs(self, core: int) -> tuple[Leg, ...]:
        """Return the routes from and to a core, those to itself left out."""
        traffic, found = self.traffic, []
        for ends, outward in ((traffic.source, True), (traffic.target, False)):
            for k in np.flatnonzero(ends == core).tolist():
                start, end = (
                    self.spot(int(traffic.source[k])),
                    self.spot(int(traffic.target[k])),
                )
                hops = abs(start[0] - end[0]) + abs(start[1] - end[1])
                if hops:
                    routes = int(traffic.routes[k])
                    found.append(Leg(start, end, routes, hops, outward))
        return tuple(found)

    def told_of_core(self, core: int) -> str:
        """Return what is said of a core, in one line."""
        row, column = self.spot(core)
        legs = self.legs(core)
        parts = [
            tr(
                "{name} at row {row}, column {column}",
                name=self.name(core),
                row=row,
                column=column,
            )
        ]
        for outward in (True, False):
            own = [leg for leg in legs if leg.outward == outward]
            routes = sum(leg.routes for leg in own)
            hops = sum(leg.routes * leg.hops for leg in own)
            if routes:
                told, mean = counted(routes, "route"), hops / routes
                parts.append(
                    tr("sends {routes}, {hops:.1f} hops each", routes=told, hops=mean)
                    if outward
                    else tr(
                        "receives {routes}, {hops:.1f} hops each",
                        routes=told,
                        hops=mean,
                    )
                )
        return "; ".join(parts)

    def told_of_link(self, link: Link) -> str:
        """Return what is said of a link, in one line."""
        there, back = loads_of(self.loads, link)
        total = counted(there + back, "route")
        if link.across:
            return tr(
                "Row {row}, columns {column} to {next}: {routes}, "
                "{there:,} to the right and {back:,} to the left",
                row=link.row,
                column=link.column,
                next=link.column + 1,
                routes=total,
                there=there,
                back=back,
            )
        return tr(
            "Column {column}, rows {row} to {next}: {routes}, "
            "{there:,} down and {back:,} up",
            column=link.column,
            row=link.row,
            next=link.row + 1,
            routes=total,
            there=there,
            back=back,
        )

    @cached_property
    def fullest(self) -> Link | None:
        """The link that most routes cross."""
        return fullest_link(self.loads)


def chip_drawing(network: Network, traffic: Traffic | None = None) -> ChipDrawing:
    """Return what is drawn of a design whose cores are on the chip.

    Parameters
    ----------
    traffic : Traffic, optional
        Of the network, if it is known.
    """
    grid, places = grid_of(network.hardware), places_of(network)
    traffic = traffic or traffic_of(network)
    loads = link_loads(traffic, places, grid)
    sizes = np.diff(first_cores(network))
    circuit = network.circuit
    return ChipDrawing(
        grid=grid,
        places=places,
        traffic=traffic,
        loads=loads,
        figures=hop_figures(traffic, places, loads),
        layers=np.repeat(np.arange(len(sizes)), sizes),
        names=tuple(core.name for core in circuit.cores) if circuit else (),
    )

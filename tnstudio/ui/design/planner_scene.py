"""What the window planner shows, as a value, and the words that tell it."""

from dataclasses import dataclass

from tnstudio.app.layer_plans import LayerPlan, plan_of
from tnstudio.app.wording import counted
from tnstudio.model.network import Network, WindowLayer
from tnstudio.model.proposals import FeatureLimits, feature_limits
from tnstudio.model.topology import Grid, grids
from tnstudio.texts import tr
from tnstudio.ui.design.planner_geometry import Handle


@dataclass(frozen=True, slots=True)
class PlannerScene:
    """One layer over its source.

    Attributes
    ----------
    index : int
        The layer, from 0.
    source : Grid
        Places of the input, or cores of the layer before.
    layer : WindowLayer or None
        None on an input that no layer looks at yet.
    limits : FeatureLimits or None
        Of F; None for a first layer.
    core : int
        The selected core of the layer; -1 for none.
    """

    index: int
    source: Grid
    layer: WindowLayer | None
    limits: FeatureLimits | None = None
    core: int = -1

    @property
    def title(self) -> str:
        """What is seen, in short."""
        rows, columns = self.source.rows, self.source.columns
        if self.index == 0:
            return tr("Input, {rows} × {columns}", rows=rows, columns=columns)
        return tr(
            "Cores of layer {number}, {rows} × {columns}",
            number=self.index,
            rows=rows,
            columns=columns,
        )


def scene_of(network: Network, index: int, core: int = -1) -> PlannerScene:
    """Return the scene of a layer, or that of the bare input without layers."""
    source = grids(network)[index]
    if index >= len(network.layers):
        return PlannerScene(index, source, None)
    layer = network.layers[index]
    limits = feature_limits(network.hardware, source, layer) if index else None
    return PlannerScene(index, source, layer, limits, core)


def obstacle(network: Network, index: int) -> str:
    """Return why there is nothing to plan a layer on; nothing if there is."""
    places = grids(network)
    if places[index].size:
        return ""
    if not places[0].size:
        return tr("The input has no places: give it rows and columns.")
    broken = next(k for k, grid in enumerate(places) if not grid.size)
    return tr(
        "Layer {number} has no cores that this one could look at: mend it first.",
        number=broken,
    )


def told(scene: PlannerScene, network: Network, handle: Handle) -> str:
    """Return the numbers that go with a handle, for those who cannot see them."""
    if scene.layer is None:
        return tr("No layer yet")
    layer, plan = scene.layer, plan_of(network, scene.index)
    hardware = network.hardware
    size = f"{plan.grid.rows} × {plan.grid.columns} = {counted(plan.grid.size, 'core')}"
    if handle is Handle.STRIDE:
        orphans = counted(plan.orphans, "place")
        return tr(
            "S is {stride}: {size}, {places} seen by no core",
            stride=layer.stride,
            size=size,
            places=orphans,
        )
    if handle is Handle.FEATURES and scene.limits is not None:
        return tr(
            "F is {features}: {axons} of {all_axons} axons, "
            "{neurons} of {all_neurons} neurons of a source core; "
            "axons allow {most_by_axons}, neurons {most_by_neurons}",
            features=layer.features,
            axons=plan.axons,
            all_axons=hardware.axons,
            neurons=plan.source_neurons,
            all_neurons=hardware.neurons,
            most_by_axons=scene.limits.axons,
            most_by_neurons=scene.limits.fan_out,
        )
    return tr(
        "R is {window}: {size}, {axons} of {all_axons} axons per core",
        window=layer.window,
        size=size,
        axons=plan.axons,
        all_axons=hardware.axons,
    )


def headline(plan: LayerPlan) -> str:
    """Return the grid of a layer in short, e.g. ``4 × 4 = 16 cores``."""
    rows, columns = plan.grid.rows, plan.grid.columns
    return f"{rows} × {columns} = {counted(plan.grid.size, 'core')}"

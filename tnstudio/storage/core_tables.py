"""Tables for every core of a layered network: one group per layer and core.

Arrays of a core have the axes ``axon``, ``neuron`` and ``axon type``.
"""

from typing import Any

import h5py
import numpy.typing as npt

from tnstudio.model.network import Network
from tnstudio.model.topology import LayerPlan, grids, lay_out
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.reading import Part

Table = dict[str, npt.NDArray[Any]]


def write_cores(
    parent: h5py.Group,
    core_type: str,
    columns: tuple[Column, ...],
    values: tuple[tuple[object, ...], ...],
) -> None:
    """Write the arrays of a value for each core of each layer."""
    layers = writing.element(parent, "layers", "trained-layers")
    writing.integer(layers, "count", len(values))
    for index, cores in enumerate(values):
        layer = writing.element(layers, str(index), "trained-layer")
        entries = writing.element(layer, "cores", "trained-cores", "row after row")
        for k, core in enumerate(cores):
            group = writing.element(entries, str(k), core_type)
            write_columns(group, columns, core)


def read_cores(
    parent: Part, core_type: str, columns: tuple[Column, ...], network: Network
) -> tuple[tuple[Table, ...], ...]:
    """Read the arrays of each core of a network that has no errors.

    Nothing, and a report, if the file has other cores than the network.
    """
    sizes = tuple(grid.size for grid in grids(network)[1:])
    parts = _layer_parts(parent)
    stored = tuple(len(part) for part in parts)
    if stored != sizes:
        parent.report.add(
            f"{parent.place}/layers",
            f"The cores per layer are {stored}, the network's are {sizes}",
        )
        return ()
    # Only now, when the file has a group for every core of the plan.
    plans = lay_out(network).layers
    types = network.hardware.axon_types
    return tuple(
        _read_layer(part, core_type, columns, plan, types)
        for part, plan in zip(parts, plans, strict=True)
    )


def _layer_parts(parent: Part) -> list[Part]:
    """Open the group of cores of every layer; the sound ones if any is wrong."""
    layers = parent.element("layers", "trained-layers")
    if layers is None:
        return []
    count = layers.integer("count", schema.LAYERS)
    entries = [layers.element(str(k), "trained-layer") for k in range(count)]
    cores = [e.element("cores", "trained-cores") for e in entries if e is not None]
    return [part for part in cores if part is not None]


def _read_layer(
    part: Part,
    core_type: str,
    columns: tuple[Column, ...],
    plan: LayerPlan,
    types: int,
) -> tuple[Table, ...]:
    tables = []
    for k, core_plan in enumerate(plan.cores):
        core = part.element(str(k), core_type)
        if core is None:
            continue
        counts = {
            "axon": len(core_plan.sources),
            "neuron": core_plan.neurons,
            "axon type": types,
        }
        tables.append(read_columns(core, columns, counts))
    return tuple(tables)

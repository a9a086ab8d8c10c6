"""Tables for the cores of a layered network: one group per layer, cores stacked.

The first axis of every array is ``core``; the others are ``axon``, ``neuron`` and
``axon type``. All cores of a layer use as many axons, but not as many neurons: the
array ``neurons`` tells how many each uses, and beyond them the arrays hold 0.
"""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.topology import axons_in_use, grids, neurons_in_use
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, notes_of, read_columns, write_columns
from tnstudio.storage.reading import Part
from tnstudio.texts import tr

Table = dict[str, npt.NDArray[Any]]

_NEURONS = Column("neurons", np.int32, ("core",), "neurons that each core uses")


def write_cores(
    parent: h5py.Group,
    columns: tuple[Column, ...],
    values: tuple[tuple[object, ...], ...],
) -> None:
    """Write the arrays of a value for each core of each layer.

    Parameters
    ----------
    columns : tuple of Column
        The arrays of one core; in the file they have the axis ``core`` before.
    values : tuple of tuple of object
        The cores of each layer, with an attribute for each column.

    Raises
    ------
    TNStudioError
        If the arrays of a core are of the wrong type, or of other sizes than
        its own and the layer's.
    """
    layers = writing.element(parent, "layers", "trained-layers")
    writing.integer(layers, "count", len(values))
    for index, cores in enumerate(values):
        layer = writing.element(
            layers, str(index), "trained-layer", "its cores, row after row"
        )
        writing.integer(layer, "cores", len(cores))
        _write_layer(layer, columns, cores)


def read_cores(
    parent: Part, columns: tuple[Column, ...], network: Network
) -> tuple[tuple[Table, ...], ...]:
    """Read the arrays of each core of a network that has no errors, read-only.

    Nothing, and a report, if the file has other cores than the network.
    """
    sizes = tuple(grid.size for grid in grids(network)[1:])
    parts = _layer_parts(parent)
    stored = tuple(part.integer("cores", schema.COUNT) for part in parts)
    if stored != sizes:
        parent.report.add(
            f"{parent.place}/layers",
            tr(
                "The cores per layer are {stored}, the network's are {sizes}",
                stored=stored,
                sizes=sizes,
            ),
        )
        return ()
    return tuple(
        _read_layer(part, columns, network, index) for index, part in enumerate(parts)
    )


def _write_layer(
    group: h5py.Group, columns: tuple[Column, ...], cores: tuple[object, ...]
) -> None:
    counts = [_counts_of(core, columns) for core in cores]
    neurons = np.array([count["neuron"] for count in counts], np.int32)
    write_columns(group, (_NEURONS,), SimpleNamespace(neurons=neurons))
    widest = max(counts, key=lambda count: count["neuron"], default={})
    for column in columns:
        shapes = [_shape(column, {**widest, "neuron": n}) for n in neurons.tolist()]
        row = _shape(column, widest) if cores else (0,) * len(column.axes)
        writing.stacked(
            group,
            column.name,
            (len(cores), *row),
            column.dtype,
            _checked(cores, column, shapes, str(group.name)),
            notes_of(_of_all(column)),
            column.packing,
        )


def _counts_of(core: object, columns: tuple[Column, ...]) -> dict[str, int]:
    """Return the length of each axis, as the first array that has it tells."""
    counts: dict[str, int] = {}
    for column in columns:
        for axis, length in zip(
            column.axes, getattr(core, column.name).shape, strict=False
        ):
            counts.setdefault(axis, length)
    return counts


def _checked(
    cores: tuple[object, ...],
    column: Column,
    shapes: list[tuple[int, ...]],
    place: str,
) -> Iterator[npt.NDArray[Any]]:
    """Return the array of each core, if it is what the others make it."""
    expected = np.dtype(column.dtype)
    for k, (core, shape) in enumerate(zip(cores, shapes, strict=True)):
        values = getattr(core, column.name)
        where = f"{place}/{column.name}, core {k}"
        if values.dtype != expected:
            raise TNStudioError(
                tr(
                    "The values are {dtype}, expected {expected}",
                    dtype=values.dtype,
                    expected=expected,
                ),
                where,
            )
        if values.shape != shape:
            raise TNStudioError(
                tr(
                    "The shape is {shape}, expected {expected}",
                    shape=values.shape,
                    expected=shape,
                ),
                where,
            )
        yield values


def _shape(column: Column, counts: dict[str, int]) -> tuple[int, ...]:
    return tuple(counts[axis] for axis in column.axes)


def _layer_parts(parent: Part) -> list[Part]:
    """Open the group of every layer; the sound ones if any is wrong."""
    layers = parent.element("layers", "trained-layers")
    if layers is None:
        return []
    count = layers.integer("count", schema.LAYERS)
    found = [layers.element(str(k), "trained-layer") for k in range(count)]
    return [part for part in found if part is not None]


def _read_layer(
    part: Part, columns: tuple[Column, ...], network: Network, index: int
) -> tuple[Table, ...]:
    neurons = neurons_in_use(network, index).ravel()
    counts = {
        "core": len(neurons),
        "axon": axons_in_use(network, index),
        "neuron": int(neurons.max()),
        "axon type": network.hardware.axon_types,
    }
    before = len(part.report)
    stored = read_columns(part, (_NEURONS,), counts)["neurons"]
    if len(part.report) == before and not np.array_equal(stored, neurons):
        k = int(np.argmax(stored != neurons))
        part.report.add(
            f"{part.place}/neurons",
            tr(
                "Core {core} uses {stored} neurons, the network's uses {neurons}",
                core=k,
                stored=stored[k],
                neurons=neurons[k],
            ),
        )
    arrays = read_columns(part, tuple(map(_of_all, columns)), counts)
    if len(part.report) > before:
        return ()
    split = {c.name: _split(arrays.pop(c.name), c.axes, neurons) for c in columns}
    return tuple(
        {name: of_cores[k] for name, of_cores in split.items()}
        for k in range(len(neurons))
    )


def _of_all(column: Column) -> Column:
    """Return the column of all cores for that of one."""
    return replace(column, axes=("core", *column.axes))


def _split(
    values: npt.NDArray[Any], axes: tuple[str, ...], neurons: npt.NDArray[np.int64]
) -> list[npt.NDArray[Any]]:
    """Return the array of each core; views if no core leaves anything out.

    Kernels want each without gaps, so that the others are copied: all of them, or
    a single view would keep the whole array in memory.
    """
    if "neuron" not in axes or (neurons == values.shape[-1]).all():
        return list(values)
    found = []
    for core, count in zip(values, neurons.tolist(), strict=True):
        own = core[..., :count].copy()
        own.flags.writeable = False
        found.append(own)
    return found

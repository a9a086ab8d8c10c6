"""From format 3, with a group for every core and no description, to format 4."""

import math
from collections.abc import Iterator
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.storage import schema, writing
from tnstudio.storage.claims import layout_problem, storage_problem
from tnstudio.storage.migrations.from_1 import own_member
from tnstudio.storage.report import Damage, Report
from tnstudio.texts import tr

_AXON, _NEURON, _TYPE = "axon", "neuron", "axon type"
_MOST_CORES = 256 * 256
"""Of the largest chip in format 3."""

_Arrays = dict[str, tuple[npt.DTypeLike, tuple[str, ...]]]

_TRAINED: _Arrays = {
    "biases": (np.float32, (_NEURON,)),
    "axon_types": (np.uint8, (_AXON,)),
    "strengths": (np.int16, (_TYPE, _NEURON)),
    "probabilities": (np.float32, (_AXON, _NEURON)),
}
_STATE: _Arrays = {
    "biases": (np.float32, (_NEURON,)),
    "bias_velocities": (np.float32, (_NEURON,)),
    "levels": (np.float32, (_AXON, _NEURON)),
    "velocities": (np.float32, (_AXON, _NEURON)),
}
"""The arrays of each core in format 3: type and axes."""

_Cores = list[tuple[str, Any]]


def lift(file: h5py.File) -> None:
    """Add an empty description, and put the cores of each layer into one array.

    What only looks like a prepared training, which came later, is dropped.

    Raises
    ------
    TNStudioError
        If arrays of cores are missing or cannot be stacked; with all of them.
    """
    _add_description(file)
    if "prepared" in file:
        del file["prepared"]
    report = Report()
    for owner, arrays in _owners(file):
        for layer in _own_groups(own_member(owner, "layers")):
            _stack(layer, arrays, report)
    report.raise_if_any("")


def _add_description(file: h5py.File) -> None:
    """Put an empty description in place of what only looks like one."""
    if "description" in file.attrs:
        del file.attrs["description"]
    writing.text(file, "description", "")


def _owners(file: h5py.File) -> Iterator[tuple[Any, _Arrays]]:
    """Find the groups whose member ``layers`` has arrays for every core."""
    trained = own_member(file, "trained")
    yield trained, _TRAINED
    yield own_member(trained, "state"), _STATE
    for run in _own_groups(own_member(file, "runs")):
        for kept in _own_groups(own_member(run, "weights")):
            yield kept, _TRAINED


def _own_groups(parent: Any) -> Iterator[h5py.Group]:
    """Return the numbered groups of a group, in order; none of what is none."""
    if not isinstance(parent, h5py.Group):
        return
    for k in range(len(parent)):
        member = own_member(parent, str(k))
        if isinstance(member, h5py.Group):
            yield member


def _stack(layer: h5py.Group, arrays: _Arrays, report: Report) -> None:
    """Replace the groups of a layer's cores by an array of each kind for all.

    A layer without them is left to the reader, which tells so.
    """
    entries = own_member(layer, "cores")
    if not isinstance(entries, h5py.Group):
        return
    if len(entries) > _MOST_CORES:
        report.add(
            str(entries.name), tr("There are {number} cores", number=len(entries))
        )
        return
    names = [str(k) for k in range(len(entries))]
    cores = [(f"{entries.name}/{name}", own_member(entries, name)) for name in names]
    del layer["cores"]
    writing.integer(layer, "cores", len(cores))
    layer.attrs["version"] = np.int64(2)
    counts: list[dict[str, int]] = [{} for _ in cores]
    for name, (dtype, axes) in arrays.items():
        before = len(report)
        found = _arrays(cores, name, np.dtype(dtype), len(axes), report)
        if len(report) == before:
            _require_alike(cores, name, axes, found, counts, report)
        if len(report) == before:
            with Damage(report, f"{layer.name}/{name}"):
                _write(layer, name, found, np.dtype(dtype), report)
    if "neurons" in layer:
        del layer["neurons"]
    layer["neurons"] = np.array([count.get(_NEURON, 0) for count in counts], np.int32)


def _arrays(
    cores: _Cores, name: str, dtype: np.dtype[Any], axes: int, report: Report
) -> list[npt.NDArray[Any]]:
    """Read an array of every core, once its type and bytes were judged."""
    read = (
        _array(f"{place}/{name}", own_member(core, name), dtype, axes, report)
        for place, core in cores
    )
    return [values for values in read if values is not None]


def _array(
    place: str, found: Any, dtype: np.dtype[Any], axes: int, report: Report
) -> npt.NDArray[Any] | None:
    with Damage(report, place):
        if not isinstance(found, h5py.Dataset):
            report.add(place, tr("This array is missing"))
        elif found.ndim != axes:
            report.add(place, tr("The shape is {shape}", shape=found.shape))
        elif problem := (
            layout_problem(found, dtype, found.shape) or storage_problem(found)
        ):
            report.add(place, problem)
        elif report.has_room(place, int(found.nbytes)):
            values: npt.NDArray[Any] = found[()]
            return values
    return None


def _require_alike(
    cores: _Cores,
    name: str,
    axes: tuple[str, ...],
    found: list[npt.NDArray[Any]],
    counts: list[dict[str, int]],
    report: Report,
) -> None:
    """Report arrays of other sizes than their core's, or than the first core's.

    Only the number of neurons may differ from core to core.
    """
    for k, ((place, _), values) in enumerate(zip(cores, found, strict=True)):
        for axis, length in zip(axes, values.shape, strict=True):
            own = counts[k] if axis == _NEURON else counts[0]
            if own.setdefault(axis, length) != length:
                report.add(
                    f"{place}/{name}",
                    tr(
                        "The shape is {shape}, but {axes} are {number}",
                        shape=values.shape,
                        axes=f"{axis}s",
                        number=own[axis],
                    ),
                )


def _write(
    layer: h5py.Group,
    name: str,
    found: list[npt.NDArray[Any]],
    dtype: np.dtype[Any],
    report: Report,
) -> None:
    """Write the arrays of all cores as one, if it keeps within the limit."""
    widest = max((values.shape for values in found), default=())
    shape = (len(found), *widest)
    size, place = math.prod(shape) * dtype.itemsize, f"{layer.name}/{name}"
    if size > schema.MOST_ARRAY_BYTES:
        report.add(
            place,
            tr(
                "The cores take {size} bytes, the limit is {most}",
                size=size,
                most=schema.MOST_ARRAY_BYTES,
            ),
        )
    elif report.has_room(place, size):
        if name in layer:
            del layer[name]
        values = np.zeros(shape, dtype)
        for part, of_core in zip(values, found, strict=True):
            part[tuple(map(slice, of_core.shape))] = of_core
        layer[name] = values

"""Projects in format 3, as an oracle of the migration: its layout, written anew."""

from pathlib import Path

import h5py
import numpy as np

CORE_TYPES = {"probabilities": "trained-core", "levels": "core-state"}


def into_format_3(path: Path) -> None:
    """Turn a project file of format 4 into one of format 3, without description."""
    layers: list[str] = []

    def note(name: str, item: h5py.HLObject) -> None:
        if item.attrs.get("type") == b"trained-layer":
            layers.append(name)

    with h5py.File(path, "r+") as file:
        file.visititems(note)
        for name in layers:
            _part(file[name])
        file.attrs["version"] = np.int64(3)
        del file.attrs["description"]


def _part(layer: h5py.Group) -> None:
    """Give every core of a layer a group of its own."""
    arrays = {name: array[()] for name, array in layer.items()}
    neurons = arrays.pop("neurons")
    for name in list(layer):
        del layer[name]
    del layer.attrs["cores"]
    layer.attrs["version"] = np.int64(1)
    cores = _group(layer, "cores", "trained-cores")
    kind = next(CORE_TYPES[name] for name in arrays if name in CORE_TYPES)
    for k, count in enumerate(neurons):
        core = _group(cores, str(k), kind)
        for name, values in arrays.items():
            own = values[k] if name == "axon_types" else values[k, ..., :count]
            core.create_dataset(name, data=np.ascontiguousarray(own))


def _group(parent: h5py.Group, name: str, kind: str) -> h5py.Group:
    group = parent.create_group(name)
    group.attrs["type"] = np.bytes_(kind.encode())
    group.attrs["version"] = np.int64(1)
    return group

"""What training found for each core, in the file, and the design it belongs to."""

import h5py
import numpy as np

from tnstudio.model.hardware import STRENGTH
from tnstudio.model.network import Network
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.trained import TrainedCore
from tnstudio.storage.columns import Column
from tnstudio.storage.core_tables import read_cores, write_cores
from tnstudio.storage.network_group import read_network
from tnstudio.storage.reading import Part
from tnstudio.texts import tr


def _core_columns(types: int) -> tuple[Column, ...]:
    s = STRENGTH
    return (
        Column(
            "axon_types", np.uint8, ("axon",), "G, axon type", low=0, high=types - 1
        ),
        Column(
            "strengths",
            np.int16,
            ("axon type", "neuron"),
            "s, strength of a neuron for an axon type",
            "membrane potential",
            low=s.low,
            high=s.high,
        ),
        Column(
            "probabilities",
            np.float32,
            ("axon", "neuron"),
            "c, probability that the synapse is on",
            "probability",
            low=0,
            high=1,
        ),
        Column(
            "biases",
            np.float32,
            ("neuron",),
            "b, added every tick",
            "membrane potential",
            low=-255,
            high=255,
        ),
    )


def write_trained_layers(
    parent: h5py.Group, network: Network, layers: tuple[tuple[TrainedCore, ...], ...]
) -> None:
    """Write the cores of a trained network."""
    columns = _core_columns(network.hardware.axon_types)
    write_cores(parent, columns, layers)


def read_trained_layers(
    parent: Part, network: Network
) -> tuple[tuple[TrainedCore, ...], ...]:
    """Read the cores of a network that has no errors; none, and a report, if wrong."""
    before = len(parent.report)
    columns = _core_columns(network.hardware.axon_types)
    tables = read_cores(parent, columns, network)
    if len(parent.report) > before:
        return ()
    return tuple(tuple(TrainedCore(**core) for core in cores) for cores in tables)


def read_trained_design(parent: Part) -> Network | None:
    """Read the design that was trained; None, and a report, if it has errors."""
    network = read_network(parent)
    if network is None:
        return None
    place = f"{parent.place}/network"
    if network.circuit is not None:
        parent.report.add(f"{place}/circuit", tr("Free cores are not trained"))
    problems = errors_of(check_network(network))
    for problem in problems:
        message = f"{problem.place}: {problem.message}"
        parent.report.add(place, message, problem.hint)
    return None if problems else network

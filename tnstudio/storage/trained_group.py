"""A training result in the file: `TrainedNetwork` to groups and back."""

import h5py

from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage import writing
from tnstudio.storage.history_group import read_history, write_history
from tnstudio.storage.measured_group import read_measured, write_measured
from tnstudio.storage.network_group import write_network
from tnstudio.storage.reading import Part
from tnstudio.storage.settings_group import read_settings, write_settings
from tnstudio.storage.state_group import read_state, write_state
from tnstudio.storage.trained_cores import (
    read_trained_design,
    read_trained_layers,
    write_trained_layers,
)


def write_trained(parent: h5py.Group, trained: TrainedNetwork) -> None:
    """Write a training result and the design it belongs to."""
    group = writing.element(parent, "trained", "trained-network", "what training found")
    write_network(group, trained.network)
    write_settings(group, trained.settings)
    write_trained_layers(group, trained.network, trained.layers)
    write_history(group, trained.history)
    write_state(group, trained.state)
    write_measured(group, trained.measured)


def read_trained(parent: Part) -> TrainedNetwork | None:
    """Read a training result; None, and a report, if anything is wrong with it."""
    before = len(parent.report)
    part = parent.element("trained", "trained-network")
    if part is None:
        return None
    network = read_trained_design(part)
    settings = read_settings(part)
    history = read_history(part)
    if network is None:
        return None
    layers = read_trained_layers(part, network)
    state = read_state(part, network, settings, history)
    measured = read_measured(part)
    if len(parent.report) > before:
        return None
    return TrainedNetwork(network, settings, layers, history, state, measured)

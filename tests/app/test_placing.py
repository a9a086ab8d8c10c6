"""Designs placed automatically."""

from dataclasses import replace

import pytest

from tests.circuits import oscillator
from tnstudio.app.designs import same_design
from tnstudio.app.placing import PlacedNetwork, placing_network
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.placement import hops_of
from tnstudio.model.templates import mnist_5core


def placed(network: Network, seed: int = 0) -> PlacedNetwork:
    work = placing_network(network, seed)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_that_only_places_change() -> None:
    network = mnist_5core()
    found = placed(network)
    assert same_design(network, found.network)
    assert (found.before.total, found.after.total) == (384, 256)
    assert found.after == hops_of(found.network)
    again = placed(found.network)
    assert again.network is found.network
    assert again.before == again.after == found.after


def test_that_misplaced_cores_get_places() -> None:
    network = replace(mnist_5core(), placement=((0, 0), (99, 99)))
    found = placed(network)
    assert found.after == hops_of(found.network)
    assert found.after.total == 256
    two = oscillator()
    assert two.circuit is not None
    core = two.circuit.cores[0]
    stacked = replace(two.circuit, cores=(core, core))
    assert hops_of(replace(two, circuit=stacked)) is None
    assert hops_of(placed(replace(two, circuit=stacked)).network) is not None


def test_that_nothing_cannot_be_placed() -> None:
    nothing = replace(mnist_5core(), layers=())
    with pytest.raises(TNStudioError, match="There are no cores yet"):
        placed(nothing)

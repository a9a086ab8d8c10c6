"""Free cores in the file: compact, readable, and each problem with its place."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given, settings

from tests import strategies
from tests.circuits import SMALL, oscillator
from tests.same_values import same
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.storage.project_file import load_project, save_project

Edit = Callable[[h5py.File], None]


def with_stimuli(*stimuli: object) -> Network:
    network = oscillator()
    return replace(network, circuit=replace(network.circuit, stimuli=stimuli))


def full_network() -> Network:
    """Return the oscillator with a generator of every kind, out of order."""
    pattern = PatternSpikes(
        frozen(np.array([1, 2]), np.int64), frozen(np.array([0, 0]), np.int32), 5
    )
    return with_stimuli(
        PoissonSpikes(0, 0.25),
        pattern,
        SingleSpike(0, 2**60),
        ImageSpikes("mnist", "train", "rate", 3, 7),
        RegularSpikes(0, 3),
        PoissonSpikes(0, 0.5, 3, 9),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "circuit.tn.h5"


@given(network=strategies.free_networks())
@settings(max_examples=40)
def test_that_free_cores_open_as_they_were_saved(
    tmp_path_factory: pytest.TempPathFactory, network: Network
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.tn.h5"
    save_project(path, Project(network))
    assert same(load_project(path), Project(network))


def test_that_every_kind_of_stimulus_keeps_its_place(path: Path) -> None:
    save_project(path, Project(full_network()))
    assert same(load_project(path), Project(full_network()))


def test_that_a_circuit_without_anything_can_be_saved(path: Path) -> None:
    empty = Project(free_network("empty", Circuit(), SMALL))
    save_project(path, empty)
    assert same(load_project(path), empty)


def test_that_unfinished_circuits_can_be_saved(path: Path) -> None:
    network = with_stimuli(SingleSpike(99, -5), PoissonSpikes(0, float("nan")))
    first, second = network.circuit.cores
    routes = replace(second.routes, core=frozen([[9] * 5], np.int32))
    far = replace(second, routes=routes, chip_row=-3)
    network = replace(network, circuit=replace(network.circuit, cores=(first, far)))
    assert errors_of(check_network(network))
    save_project(path, Project(network))
    assert same(load_project(path), Project(network))


def test_that_cores_of_another_chip_are_not_saved(path: Path) -> None:
    other = replace(oscillator(), hardware=TRUENORTH)
    with pytest.raises(TNStudioError, match="axon_types is uint8") as caught:
        save_project(path, Project(other))
    assert "core 0 (half 0)" in caught.value.location
    assert not path.exists()


@pytest.mark.parametrize(
    "stimulus", [SingleSpike(2**70), RegularSpikes(0, 2**64), SingleSpike(0, -(2**64))]
)
def test_that_numbers_that_no_file_holds_are_told(path: Path, stimulus: object) -> None:
    with pytest.raises(TNStudioError, match="too large"):
        save_project(path, Project(with_stimuli(stimulus)))


def test_that_a_place_that_no_file_holds_is_told(path: Path) -> None:
    network = oscillator()
    core = replace(network.circuit.cores[0], chip_column=2**64)
    network = replace(network, circuit=replace(network.circuit, cores=(core,)))
    with pytest.raises(TNStudioError, match="too large"):
        save_project(path, Project(network))


def test_that_arrays_of_all_cores_lie_together(path: Path) -> None:
    save_project(path, Project(full_network()))
    with h5py.File(path) as file:
        group = file["network/circuit"]
        assert group["synapses"].shape == (2, 4, 1)
        assert group["neurons/strengths"].shape == (2, 2, 5)
        assert group["core_names"][()].tolist() == [b"half 0", b"half 1"]
        assert group["stimuli/poisson/probability"][()].tolist() == [0.25, 0.5]
        assert group["stimuli/poisson/position"][()].tolist() == [0, 5]


def test_that_thousands_of_generators_take_little_room(path: Path) -> None:
    many = [PoissonSpikes(0, k / 5000) for k in range(5000)]
    save_project(path, Project(with_stimuli(*many)))
    assert path.stat().st_size < 100_000
    assert load_project(path).network.circuit.stimuli == tuple(many)


def test_that_free_cores_are_never_a_trained_network(path: Path) -> None:
    trained = replace(trained_at_random(tiny_network()), network=oscillator())
    with pytest.raises(TNStudioError, match="Free cores are not trained"):
        save_project(path, Project(oscillator(), trained))


# -- Files with the wrong things in them


def put(name: str, values: object) -> Edit:
    def edit(file: h5py.File) -> None:
        del file[f"network/circuit/{name}"]
        file[f"network/circuit/{name}"] = values

    return edit


def attribute(name: str, key: str, value: object) -> Edit:
    def edit(file: h5py.File) -> None:
        file[f"network/circuit/{name}"].attrs[key] = value

    return edit


def without(name: str) -> Edit:
    def edit(file: h5py.File) -> None:
        del file[f"network/circuit/{name}"]

    return edit


WRONG: dict[str, tuple[Edit, str]] = {
    "no synapses": (without("synapses"), "/synapses: This is missing"),
    "no routes": (without("routes"), "/routes: This is missing"),
    "no stimuli": (without("stimuli"), "/stimuli: This is missing"),
    "no table": (without("stimuli/poisson"), "/stimuli/poisson: This is missing"),
    "no pattern": (without("stimuli/patterns/0"), "/patterns/0: This is missing"),
    "more cores than arrays": (attribute("", "cores", 3), "2 names for 3 cores"),
    "more cores than a chip has": (
        attribute("", "cores", 2**40),
        "@cores: 1099511627776 is out of range",
    ),
    "negative cores": (attribute("", "cores", -1), "@cores: -1 is out of range"),
    "a core too few": (
        put("neurons/leak", np.zeros((1, 5), np.int16)),
        r"/neurons/leak: The shape is \(1, 5\), expected \(2, 5\)",
    ),
    "too many names": (
        put("line_names", np.array([b"a", b"b"])),
        "/line_names: The list of texts is too large",
    ),
    "many generators": (
        attribute("stimuli/poisson", "count", 2**31 - 1),
        r"/stimuli/poisson/position: The shape is \(2,\)",
    ),
    "many patterns": (
        attribute("stimuli/patterns", "count", 2**31 - 1),
        "/stimuli/patterns/1: This is missing",
    ),
    "a long pattern": (
        attribute("stimuli/patterns/0", "spikes", 2**31 - 1),
        r"/stimuli/patterns/0/ticks: The shape is \(2,\)",
    ),
    "two at one position": (
        put("stimuli/poisson/position", np.array([0, 0])),
        "/stimuli: The positions of the generators are not 0 to 5",
    ),
    "a generator too few": (
        attribute("stimuli", "count", 7),
        "/stimuli: The positions of the generators are not 0 to 6",
    ),
    "billions of generators": (
        attribute("stimuli", "count", 2**31 - 1),
        "/stimuli: The positions of the generators are not 0 to 2147483646",
    ),
    "a probability as an integer": (
        put("stimuli/poisson/probability", np.array([0, 1])),
        "/stimuli/poisson/probability: The values are int64",
    ),
    "a word as a number": (
        attribute("stimuli/images/0", "split", 1),
        "/stimuli/images/0@split: This is not a text",
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_that_what_is_wrong_is_told_with_its_place(
    path: Path, wrong: tuple[Edit, str]
) -> None:
    edit, message = wrong
    save_project(path, Project(full_network()))
    with h5py.File(path, "r+") as file:
        edit(file)
    with pytest.raises(TNStudioError, match=message) as caught:
        load_project(path)
    assert "/network/circuit" in str(caught.value)


def test_that_cores_on_an_impossible_chip_are_told(path: Path) -> None:
    save_project(path, Project(full_network()))
    with h5py.File(path, "r+") as file:
        file["network/hardware"].attrs["axons"] = 2**40
    with pytest.raises(TNStudioError, match="axons per core is 1099511627776"):
        load_project(path)

"""Whether a trained network belongs to a design."""

from dataclasses import replace

from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_network
from tnstudio.app.designs import fitting, placed_as, same_design
from tnstudio.app.summary import summary
from tnstudio.model.edits import set_layer
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project


def test_that_a_name_makes_no_other_design() -> None:
    network = small_network()
    assert same_design(network, network)
    assert same_design(network, replace(network, name="another"))
    assert not same_design(network, replace(network, seed=network.seed + 1))
    assert not same_design(network, set_layer(network, 1, WindowLayer(2, 1, 3)))


def test_that_a_renamed_design_keeps_its_trained_network() -> None:
    network = small_network()
    trained = trained_at_random(network)
    renamed = Project(replace(network, name="another"), trained)
    assert fitting(renamed) is trained
    assert summary(renamed)["trained"]["fits_design"]
    changed = set_layer(network, 1, WindowLayer(2, 1, 3))
    assert fitting(Project(changed, trained)) is None
    assert fitting(Project(network)) is None


def test_that_a_placement_makes_no_other_design() -> None:
    network = small_network()
    trained = trained_at_random(network)
    spots = ((0, 1), (1, 0), (1, 2), (2, 1), (1, 1))
    moved = replace(network, placement=spots, name="moved")
    assert fitting(Project(moved, trained)) is trained
    placed = placed_as(trained, moved)
    assert placed.network == replace(network, placement=spots)
    assert placed.layers is trained.layers
    assert placed_as(trained, network) is trained
    other = replace(moved, seed=network.seed + 1)
    assert placed_as(trained, other) is trained

"""The plans train as the papers tell and ask for the rows that they print."""

import re

import pytest

from tnstudio.app.reproduction_plans import (
    AUG1,
    AUG2,
    E15_RECIPE,
    J17_EPOCHS,
    J17_RECIPE,
    PLANS,
    esser2015,
    jimeno2017,
)
from tnstudio.model.records import Augmentation, TrainingSettings
from tnstudio.model.rules import require_valid
from tnstudio.model.topology import lay_out
from tnstudio.training.settings import require_sound

ALL = [plan(quick) for plan in PLANS.values() for quick in (False, True)]


def test_that_esser_2015_is_trained_by_its_section_3():
    rates = [E15_RECIPE.rate_at(epoch) for epoch in (0, 249, 250, 499, 500, 749)]
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001])
    assert (E15_RECIPE.method, E15_RECIPE.gradient) == ("tea", "approximate")
    assert (E15_RECIPE.batch, E15_RECIPE.momentum) == (100, 0.9)
    assert E15_RECIPE.dropout == 0.5
    assert E15_RECIPE.augmentation == Augmentation(15, 5, 0.15)


def test_that_jimeno_2017_is_trained_by_its_section_3():
    iterations = J17_EPOCHS * 60_000 // J17_RECIPE.batch
    assert 2_000_000 - 600 < iterations <= 2_000_000
    half = J17_EPOCHS // 2
    rates = [J17_RECIPE.rate_at(epoch) for epoch in (0, half, half + 1)]
    assert rates == pytest.approx([0.1, 0.1, 0.01])
    assert (J17_RECIPE.method, J17_RECIPE.dropout) == ("binary", 0.0)
    assert (Augmentation(7.5, 2.5, 0.075), Augmentation(15, 5, 0.15)) == (AUG1, AUG2)


def test_that_the_full_plans_ask_for_the_published_tables():
    small, large = esser2015().measurements
    assert [lay_out(one.members[0].network).cores for one in (small, large)] == [5, 30]
    measurements = jimeno2017().measurements
    published = [row for one in measurements for row in one.published]
    assert len(published) == 2 * (6 + 1) * 3
    assert {row.ticks for row in published} == {1, 8, 16}
    assert len(jimeno2017().experiments) == 12
    settings = {member.settings for member in jimeno2017().experiments}
    assert {one.augmentation for one in settings} == {Augmentation(), AUG1, AUG2}


def test_that_ensembles_are_of_four_different_networks():
    ensembles = [one for one in jimeno2017().measurements if len(one.members) > 1]
    assert len(ensembles) == 2
    for ensemble in ensembles:
        assert len({member.name for member in ensemble.members}) == 4
        kinds = {
            (member.network.layers[0].strengths, member.settings.augmentation)
            for member in ensemble.members
        }
        assert len(kinds) == 4


def test_that_a_quick_plan_has_rows_of_the_full_one_and_fewer_epochs():
    for plan in PLANS.values():
        full, quick = plan(False), plan(True)
        assert (full.quick, quick.quick) == (False, True)
        rows = {one.what: one.published for one in full.measurements}
        for one in quick.measurements:
            assert rows[one.what] == one.published
            for member in one.members:
                assert member.settings.epochs <= 20
        assert quick.remarks[-1].startswith("Quick: ")


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: f"{plan.paper}-{plan.quick}")
def test_that_every_training_can_be_run_and_kept(plan):
    names = [experiment.name for experiment in plan.experiments]
    assert len(set(names)) == len(names)
    for experiment in plan.experiments:
        assert re.fullmatch(r"[a-z0-9-]+", experiment.name)
        require_valid(experiment.network)
        require_sound(experiment.settings)
        assert not uses_own_options(experiment.settings)


def uses_own_options(settings: TrainingSettings) -> bool:
    """Tell whether an option is used that no paper knows."""
    usual = TrainingSettings()
    ours = ("balanced", "continuity", "certainty", "rounded_biases")
    return any(getattr(settings, name) != getattr(usual, name) for name in ours)

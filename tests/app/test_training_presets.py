"""Presets are what the papers tell, and are found again."""

from dataclasses import replace

import pytest

from tnstudio.app.published import PLAIN
from tnstudio.app.reproduction_plans import esser2015, jimeno2017
from tnstudio.app.training_presets import (
    ESSER_2015,
    JIMENO_2017,
    PRESETS,
    USUAL,
    Preset,
    as_trained,
)
from tnstudio.model.records import Augmentation, RateDrop, TrainingSettings
from tnstudio.training.settings import require_sound


@pytest.mark.parametrize("preset", PRESETS)
def test_that_a_preset_is_found_again_whatever_the_seed(preset: Preset) -> None:
    require_sound(preset.settings)
    chosen = preset.chosen_for(TrainingSettings(epochs=9, seed=77))
    assert chosen.seed == 77
    assert [one for one in PRESETS if one.matches(chosen)] == [preset]
    assert not preset.matches(replace(chosen, momentum=0.123))


def test_that_the_first_preset_is_the_usual_settings() -> None:
    assert USUAL.settings == TrainingSettings()


def test_that_esser_2015_is_the_papers_recipe() -> None:
    """E15, section 3.2."""
    settings = ESSER_2015.settings
    assert (settings.method, settings.gradient) == ("tea", "approximate")
    assert (settings.rate, settings.momentum, settings.batch) == (0.1, 0.9, 100)
    assert settings.dropout == 0.5
    assert settings.augmentation == Augmentation(15, 5, 0.15)
    rates = [settings.rate_at(epoch) for epoch in (0, 249, 250, 499, 500)]
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001])
    assert settings in [one.settings for one in esser2015().experiments]


def test_that_jimeno_2017_is_the_papers_recipe() -> None:
    """J17, section 3: 2 million iterations, the rate × 0.1 after half of them."""
    settings = JIMENO_2017.settings
    assert settings.method == "binary"
    assert (settings.rate, settings.batch) == (0.1, 100)
    assert settings.epochs * 600 == pytest.approx(2e6, rel=1e-3)
    assert settings.drops == (RateDrop(0.5, 0.1),)
    plain = [
        one
        for one in jimeno2017().experiments
        if one.network.layers[0].strengths == PLAIN
    ]
    assert settings in [one.settings for one in plain]


def test_that_as_trained_takes_the_seed_too() -> None:
    before = TrainingSettings(epochs=3, seed=4)
    preset = as_trained(before)
    assert preset.chosen_for(TrainingSettings()) == before
    assert not preset.matches(replace(before, seed=5))

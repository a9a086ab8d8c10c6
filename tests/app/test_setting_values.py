"""Settings as a flat table."""

from hypothesis import given

from tests.strategies import training_settings
from tnstudio.app.setting_values import NAMES, settings_of, values_of
from tnstudio.model.records import TrainingSettings


@given(training_settings())
def test_that_settings_are_their_values(settings: TrainingSettings) -> None:
    values = values_of(settings)
    assert tuple(values) == NAMES
    assert settings_of(values) == settings


def test_that_what_is_left_out_is_as_usual() -> None:
    found = settings_of({"epochs": 3, "shift": 2.0})
    assert (found.epochs, found.augmentation.shift) == (3, 2.0)
    assert values_of(found) == values_of(TrainingSettings()) | {
        "epochs": 3,
        "shift": 2.0,
    }

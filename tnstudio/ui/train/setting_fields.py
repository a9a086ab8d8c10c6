"""The fields of all settings of a run."""

from collections.abc import Callable

from tnstudio.app.setting_values import values_of
from tnstudio.model.augmentation_rules import LARGEST_ROTATION, LARGEST_SHIFT
from tnstudio.model.records import RateDrop, TrainingSettings
from tnstudio.texts import tr
from tnstudio.training.settings import (
    LARGEST_BATCH,
    LARGEST_CERTAINTY,
    LARGEST_RATE,
    MOST_EPOCHS,
)
from tnstudio.ui.theme import Theme
from tnstudio.ui.train import abouts
from tnstudio.ui.train.schedule import DropsField
from tnstudio.ui.train.setting import (
    Input,
    Setting,
    choice,
    real,
    seed,
    switch,
    whole,
)
from tnstudio.ui.widgets.fields import About

METHODS = (
    ("tea", tr("tea (Esser 2015)")),
    ("binary", tr("binary (Jimeno Yepes 2017)")),
)
GRADIENTS = (("approximate", tr("approximate")), ("exact", tr("exact")))
SCHEDULES = (
    ("step", tr("in steps")),
    ("cosine", tr("cosine to 0")),
    ("constant", tr("constant")),
)

BELOW_1 = 0.9999
"""Largest of what must be below 1."""


def make_settings(theme: Theme) -> dict[str, Setting]:
    """Return a field for each setting, by the names of `setting_values`."""
    usual = values_of(TrainingSettings())
    inputs = {name: (about, make(about)) for name, (about, make) in _INPUTS.items()}
    inputs["drops"] = abouts.DROPS, _drops(theme)
    return {
        name: Setting(theme, about, field, usual[name])
        for name, (about, field) in inputs.items()
    }


def _drops(theme: Theme) -> Input:
    field = DropsField(theme, ())
    return Input(field, lambda: field.drops, field.set_drops, field.changed, drops_text)


def drops_text(drops: tuple[RateDrop, ...]) -> str:
    """Return the drops of a schedule in words."""
    parts = [
        tr(
            "× {factor:g} after {percent:.4g} %",
            factor=drop.factor,
            percent=100 * drop.after,
        )
        for drop in drops
    ]
    return ", ".join(parts) or tr("no drops")


_INPUTS: dict[str, tuple[About, Callable[[About], Input]]] = {
    "method": (abouts.METHOD, lambda a: choice(a, METHODS)),
    "epochs": (abouts.EPOCHS, lambda a: whole(a, 1, MOST_EPOCHS)),
    "rate": (abouts.RATE, lambda a: real(a, 1e-6, LARGEST_RATE, decimals=6)),
    "schedule": (abouts.SCHEDULE, lambda a: choice(a, SCHEDULES)),
    "gradient": (abouts.GRADIENT, lambda a: choice(a, GRADIENTS)),
    "momentum": (abouts.MOMENTUM, lambda a: real(a, 0.0, BELOW_1)),
    "batch": (abouts.BATCH, lambda a: whole(a, 1, LARGEST_BATCH)),
    "dropout": (abouts.DROPOUT, lambda a: real(a, 0.0, BELOW_1)),
    "seed": (abouts.SEED, seed),
    "rotation": (
        abouts.ROTATION,
        lambda a: real(a, 0.0, LARGEST_ROTATION, decimals=2, unit="°"),
    ),
    "shift": (
        abouts.SHIFT,
        lambda a: real(a, 0.0, LARGEST_SHIFT, decimals=2, unit=tr(" px")),
    ),
    "rescale": (
        abouts.RESCALE,
        lambda a: real(a, 0.0, BELOW_1, decimals=2, unit=" %", scale=100.0),
    ),
    "balanced": (abouts.BALANCED, lambda a: switch(a, tr("Balanced classes"))),
    "continuity": (abouts.CONTINUITY, lambda a: switch(a, tr("Continuity correction"))),
    "certainty": (
        abouts.CERTAINTY,
        lambda a: real(a, 0.0, LARGEST_CERTAINTY, decimals=6),
    ),
    "rounded_biases": (
        abouts.ROUNDED_BIASES,
        lambda a: switch(a, tr("Rounded biases")),
    ),
}
"""What each setting is about, and what makes its input; drops need the theme."""

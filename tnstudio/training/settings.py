"""Checks of what a training run is asked to do."""

import math
from collections.abc import Iterator
from itertools import accumulate
from operator import mul
from typing import get_args

from tnstudio.errors import TNStudioError
from tnstudio.model.augmentation_rules import augmentation_problems
from tnstudio.model.records import (
    SEED,
    Gradient,
    Method,
    RateDrop,
    Schedule,
    TrainingSettings,
)
from tnstudio.texts import marked, tr

CHOICES = {
    "method": get_args(Method),
    "gradient": get_args(Gradient),
    "schedule": get_args(Schedule),
}
_TITLES = {
    "method": marked("Method"),
    "gradient": marked("Gradient"),
    "schedule": marked("Schedule"),
    "momentum": marked("Momentum"),
    "dropout": marked("Dropout"),
}

MOST_EPOCHS = 100_000
LARGEST_BATCH = 100_000
LARGEST_RATE = 1000.0
"""Training diverges long before; c̃ has only the range 0 to 1."""

MOST_DROPS = 1000
"""What a project file holds."""

LARGEST_CERTAINTY = 1.0
"""More than any image can weigh against it."""


def require_sound(settings: TrainingSettings) -> None:
    """Check all settings.

    Raises
    ------
    TNStudioError
        That tells every setting out of range.
    """
    problems = tuple(_problems(settings))
    if len(problems) == 1:
        raise TNStudioError(problems[0], tr("training settings"))
    if problems:
        lines = "".join(f"\n  {problem}" for problem in problems)
        raise TNStudioError(
            tr(
                "{number} settings are out of range:{problems}",
                number=len(problems),
                problems=lines,
            ),
            tr("training settings"),
        )


def _problems(settings: TrainingSettings) -> Iterator[str]:
    yield from _unknown_choices(settings)
    yield from _numbers_out_of_range(settings)
    yield from _drops_out_of_range(settings)
    yield from augmentation_problems(settings.augmentation)


def _unknown_choices(settings: TrainingSettings) -> Iterator[str]:
    for name, choices in CHOICES.items():
        chosen = getattr(settings, name)
        if chosen not in choices:
            known = tr(" or ").join(choices)
            yield tr(
                "{setting} is '{chosen}', choose {known}",
                setting=tr(_TITLES[name]),
                chosen=chosen,
                known=known,
            )


def _numbers_out_of_range(settings: TrainingSettings) -> Iterator[str]:
    if not 1 <= settings.epochs <= MOST_EPOCHS:
        yield tr(
            "Epochs is {epochs}, choose 1 to {most}",
            epochs=settings.epochs,
            most=MOST_EPOCHS,
        )
    if not 0 < settings.rate <= LARGEST_RATE:
        yield tr(
            "Rate is {rate}, choose above 0 up to {most:g}",
            rate=settings.rate,
            most=LARGEST_RATE,
        )
    if not 1 <= settings.batch <= LARGEST_BATCH:
        yield tr(
            "Batch is {batch}, choose 1 to {most}",
            batch=settings.batch,
            most=LARGEST_BATCH,
        )
    if not SEED.holds(settings.seed):
        yield tr(
            "Seed is {seed}, choose {low} to {high}",
            seed=settings.seed,
            low=SEED.low,
            high=SEED.high,
        )
    for name in ("momentum", "dropout"):
        share = getattr(settings, name)
        if not 0 <= share < 1:
            yield tr(
                "{setting} is {share}, choose 0 up to below 1",
                setting=tr(_TITLES[name]),
                share=share,
            )
    if not 0 <= settings.certainty <= LARGEST_CERTAINTY:
        yield tr(
            "Certainty is {certainty}, choose 0 up to {most:g}",
            certainty=settings.certainty,
            most=LARGEST_CERTAINTY,
        )


def _drops_out_of_range(settings: TrainingSettings) -> Iterator[str]:
    if len(settings.drops) > MOST_DROPS:
        yield tr(
            "There are {drops} drops of the rate, at most {most}",
            drops=len(settings.drops),
            most=MOST_DROPS,
        )
    wrong = [drop for drop in settings.drops if not _is_drop(drop)]
    for drop in wrong:
        yield tr(
            "A drop of the rate is × {factor} after {share} of the epochs, choose a "
            "share of 0 to 1 and a factor above 0",
            factor=drop.factor,
            share=drop.after,
        )
    # The rate itself has its own message.
    usual = 0 < settings.rate <= LARGEST_RATE
    if usual and not wrong and _highest_rate(settings) > LARGEST_RATE:
        yield tr(
            "By its drops the rate rises to {rate:g}, choose factors that keep it up "
            "to {most:g}",
            rate=_highest_rate(settings),
            most=LARGEST_RATE,
        )


def _is_drop(drop: RateDrop) -> bool:
    return 0 <= drop.after <= 1 and math.isfinite(drop.factor) and drop.factor > 0


def _highest_rate(settings: TrainingSettings) -> float:
    """Return the highest rate that the drops lead to, one after the other."""
    if settings.schedule != "step":
        return settings.rate
    factors = (drop.factor for drop in sorted(settings.drops, key=_share))
    return max(accumulate(factors, mul, initial=settings.rate))


def _share(drop: RateDrop) -> float:
    return drop.after

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

CHOICES = {
    "method": get_args(Method),
    "gradient": get_args(Gradient),
    "schedule": get_args(Schedule),
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
        raise TNStudioError(problems[0], "training settings")
    if problems:
        lines = "".join(f"\n  {problem}" for problem in problems)
        raise TNStudioError(
            f"{len(problems)} settings are out of range:{lines}", "training settings"
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
            known = " or ".join(choices)
            yield f"{name.capitalize()} is '{chosen}', choose {known}"


def _numbers_out_of_range(settings: TrainingSettings) -> Iterator[str]:
    if not 1 <= settings.epochs <= MOST_EPOCHS:
        yield f"Epochs is {settings.epochs}, choose 1 to {MOST_EPOCHS}"
    if not 0 < settings.rate <= LARGEST_RATE:
        yield f"Rate is {settings.rate}, choose above 0 up to {LARGEST_RATE:g}"
    if not 1 <= settings.batch <= LARGEST_BATCH:
        yield f"Batch is {settings.batch}, choose 1 to {LARGEST_BATCH}"
    if not SEED.holds(settings.seed):
        yield f"Seed is {settings.seed}, choose {SEED.low} to {SEED.high}"
    for name in ("momentum", "dropout"):
        share = getattr(settings, name)
        if not 0 <= share < 1:
            yield f"{name.capitalize()} is {share}, choose 0 up to below 1"
    if not 0 <= settings.certainty <= LARGEST_CERTAINTY:
        yield (
            f"Certainty is {settings.certainty}, choose 0 up to {LARGEST_CERTAINTY:g}"
        )


def _drops_out_of_range(settings: TrainingSettings) -> Iterator[str]:
    if len(settings.drops) > MOST_DROPS:
        yield f"There are {len(settings.drops)} drops of the rate, at most {MOST_DROPS}"
    wrong = [drop for drop in settings.drops if not _is_drop(drop)]
    for drop in wrong:
        yield (
            f"A drop of the rate is × {drop.factor} after {drop.after} of the "
            "epochs, choose a share of 0 to 1 and a factor above 0"
        )
    # The rate itself has its own message.
    usual = 0 < settings.rate <= LARGEST_RATE
    if usual and not wrong and _highest_rate(settings) > LARGEST_RATE:
        yield (
            f"By its drops the rate rises to {_highest_rate(settings):g}, choose "
            f"factors that keep it up to {LARGEST_RATE:g}"
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

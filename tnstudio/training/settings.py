"""Checks of what a training run is asked to do."""

import math
from collections.abc import Iterator

from tnstudio.errors import TNStudioError
from tnstudio.model.records import SEED, TrainingSettings

METHODS = ("tea",)
MOST_EPOCHS = 100_000
LARGEST_BATCH = 100_000
LARGEST_RATE = 1000.0
"""Training diverges long before; c̃ has only the range 0 to 1."""


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
    if settings.method not in METHODS:
        known = ", ".join(METHODS)
        yield f"Method is '{settings.method}', known methods are: {known}"
    if not 1 <= settings.epochs <= MOST_EPOCHS:
        yield f"Epochs is {settings.epochs}, choose 1 to {MOST_EPOCHS}"
    if not 0 < settings.rate <= LARGEST_RATE:
        yield f"Rate is {settings.rate}, choose above 0 up to {LARGEST_RATE:g}"
    if not 0 <= settings.momentum < 1:
        yield f"Momentum is {settings.momentum}, choose 0 up to below 1"
    if not 1 <= settings.batch <= LARGEST_BATCH:
        yield f"Batch is {settings.batch}, choose 1 to {LARGEST_BATCH}"
    if settings.gradient not in ("approximate", "exact"):
        yield f"Gradient is '{settings.gradient}', choose approximate or exact"
    if not SEED.holds(settings.seed):
        yield f"Seed is {settings.seed}, choose {SEED.low} to {SEED.high}"
    for drop in settings.drops:
        if not (
            0 <= drop.after <= 1 and math.isfinite(drop.factor) and drop.factor > 0
        ):
            yield (
                f"A drop of the rate is × {drop.factor} after {drop.after} of the "
                "epochs, choose a share of 0 to 1 and a factor above 0"
            )

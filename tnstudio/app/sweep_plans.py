"""Plans of a sweep as users write them, and how long they take."""

import re
from collections.abc import Generator
from typing import Any

from tnstudio.app.data import loading
from tnstudio.app.sweep import sweep
from tnstudio.app.sweep_result import SweepPlan, SweepResult
from tnstudio.errors import TNStudioError
from tnstudio.model.topology import lay_out
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr

CORE_TICKS_PER_SECOND = 1.5e6
"""Cores × ticks that two threads of a laptop get through in a second (measured:
1.5 to 3 million); only the time told before the start depends on it."""

QUICK_COPIES, QUICK_TICKS = (1, 2, 4, 8, 16), (1, 4, 16)
QUICK_SEEDS, QUICK_IMAGES = 3, 2000
"""With 5 cores these take some 7 s."""

_LIST = r"\s*[1-9]\d{0,5}(\s*[,; ]\s*[1-9]\d{0,5})*\s*"


def counts_of(text: str, most_numbers: int) -> tuple[int, ...]:
    """Read numbers from 1 on, like ``1, 4, 16``; rising, each once.

    Raises
    ------
    TNStudioError
        If the text is something else, or there are more numbers than so many.
    """
    if not re.fullmatch(_LIST, text):
        raise TNStudioError(
            tr("{text!r} is no list of numbers", text=text.strip()[:40]),
            hint=tr("write it like 1, 4, 16"),
        )
    numbers = tuple(sorted({int(part) for part in re.findall(r"\d+", text)}))
    if len(numbers) > most_numbers:
        raise TNStudioError(
            tr("{count} numbers are too many", count=len(numbers)),
            hint=tr("at most {most}", most=most_numbers),
        )
    return numbers


def most_copies(trained: TrainedNetwork) -> int:
    """Return how many copies of a network its chip has room for, at least 1."""
    cores = lay_out(trained.network).cores
    return max(1, trained.network.hardware.cores // max(1, cores))


def quick_copies(trained: TrainedNetwork) -> tuple[int, ...]:
    """Return numbers of copies to begin with, as many as there is room for."""
    most = most_copies(trained)
    return tuple(copies for copies in QUICK_COPIES if copies <= most)


def seconds_of(plan: SweepPlan, trained: TrainedNetwork, images: int) -> float:
    """Return about how long a sweep takes on a usual computer."""
    cores = lay_out(trained.network).cores * plan.copies[-1]
    ticks = sum(ticks for _, ticks in plan.shows) * images * len(plan.seeds)
    return cores * ticks / CORE_TICKS_PER_SECOND


def sweeping(
    trained: TrainedNetwork, source: str, plan: SweepPlan, limit: int
) -> Generator[Any, None, SweepResult]:
    """Measure a network with the test images of a data set, as a job.

    Raises
    ------
    TNStudioError
        See `tnstudio.app.data.loading` and `tnstudio.app.sweep.sweep`.
    """
    images = (yield from loading(source)).test
    for event in sweep((trained,), images, plan, limit):
        if isinstance(event, SweepResult):
            return event
        yield event
    raise TNStudioError(tr("Nothing was measured"))

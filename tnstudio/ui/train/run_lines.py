"""The curves of kept runs as lines over the epochs, and how they are told apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.records import EpochRecord
from tnstudio.model.run import Run
from tnstudio.texts import tr
from tnstudio.ui.train.course import SMOOTHED_BATCHES

COLOURS = 7
"""Of lines, and as many marks."""

STROKES = 4
"""Ways to draw a line: through, dashed, dotted, both."""

MOST_LINES = COLOURS * STROKES
"""As many lines differ in colour or stroke; the two numbers share no divisor."""

LEAST_SPAN = 1e-3
"""Of the values on show, so that equal ones have a range."""

_MARGIN = 0.06
_BESIDE = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class RunLine:
    """One curve.

    Attributes
    ----------
    x : float64 array, shape (points,)
        In epochs, rising.
    y : float64 array, shape (points,)
        All finite.
    """

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]

    @property
    def last(self) -> float:
        """The last value; NaN without any."""
        return float(self.y[-1]) if self.y.size else float("nan")

    def at(self, epoch: float) -> float:
        """Return the value nearest to an epoch; NaN beside the line."""
        if not self.x.size:
            return float("nan")
        if not self.x[0] - _BESIDE <= epoch <= self.x[-1] + _BESIDE:
            return float("nan")
        return float(self.y[np.abs(self.x - epoch).argmin()])

    def within(self, low: float, high: float) -> npt.NDArray[np.float64]:
        """Return the values from one epoch to another, both included."""
        first, behind = self.x.searchsorted((low, np.nextafter(high, np.inf)))
        return self.y[first:behind]


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is drawn of every run.

    Attributes
    ----------
    name, title, tip : str
    unit : str
        ``%`` or nothing.
    marked : bool
        Whether there is a point per epoch, with a mark.
    of : callable
        Gives the line of a run.
    """

    name: str
    title: str
    tip: str
    unit: str
    marked: bool
    of: Callable[[Run], RunLine]

    def told(self, value: float) -> str:
        """Return a value in words; a dash for NaN."""
        if np.isnan(value):
            return "–"
        return f"{value:.2f} %" if self.unit else f"{value:.4f}"


def smoothed_loss(run: Run) -> RunLine:
    """Return the running mean of the loss over `SMOOTHED_BATCHES` batches."""
    count = run.losses.size
    # Of a long run each loss is a mean already.
    width = max(1, SMOOTHED_BATCHES // run.stretch)
    sums = np.concatenate([[0.0], np.cumsum(run.losses, dtype=np.float64)])
    ends = np.arange(1, count + 1)
    starts = np.maximum(ends - width, 0)
    means = (sums[ends] - sums[starts]) / (ends - starts)
    return _known(ends * run.stretch / max(1, run.batches), means)


def _shares(share: Callable[[EpochRecord], float]) -> Callable[[Run], RunLine]:
    def line(run: Run) -> RunLine:
        epochs = np.array([record.epoch for record in run.epochs], np.float64)
        shares = np.array([share(record) for record in run.epochs], np.float64)
        return _known(epochs, 100 * shares)

    return line


def _known(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> RunLine:
    finite = np.isfinite(y)
    return RunLine(x[finite], y[finite])


LOSS = Quantity(
    "loss",
    tr("Loss, smoothed"),
    tr(
        "Log loss E, the mean of {batches} batches",
        batches=SMOOTHED_BATCHES,
    ),
    "",
    False,
    smoothed_loss,
)

QUANTITIES = (
    LOSS,
    Quantity(
        "test",
        tr("Test accuracy"),
        tr("Of the training network on the test images, after each epoch"),
        "%",
        True,
        _shares(lambda record: record.test_accuracy),
    ),
    Quantity(
        "deployed",
        tr("Deployed accuracy"),
        tr("Of one freshly sampled chip, one tick per test image, after each epoch"),
        "%",
        True,
        _shares(lambda record: record.deployed_accuracy),
    ),
    Quantity(
        "train",
        tr("Training accuracy"),
        tr("Of the training network on the images of each epoch, as they were seen"),
        "%",
        True,
        _shares(lambda record: record.train_accuracy),
    ),
)


def shared_slots(before: Mapping[int, int], places: Sequence[int]) -> dict[int, int]:
    """Give each of some runs a slot: a look of its own.

    Who has one keeps it, so that lines do not change their looks when others
    come and go.

    Parameters
    ----------
    before : mapping
        Slots, 0 ≤ slot < MOST_LINES, by the places of runs.
    places : sequence of int
        Those on show now.

    Returns
    -------
    dict
        Of at most `MOST_LINES` of them.
    """
    kept = {place: before[place] for place in places if place in before}
    free = iter(sorted(set(range(MOST_LINES)) - set(kept.values())))
    for place in places:
        if place not in kept:
            slot = next(free, None)
            if slot is None:
                break
            kept[place] = slot
    return kept


def matched(before: Sequence[Run], after: Sequence[Run]) -> dict[int, int]:
    """Return where each run of a project is after an edit, by where it was.

    Runs that are renamed or annotated keep their losses; those that go on keep
    their name. Runs that are gone have no place.
    """
    by_losses = {id(run.losses): place for place, run in enumerate(after)}
    by_name = {run.name: place for place, run in enumerate(after)}
    found = {
        place: by_losses.get(id(run.losses), by_name.get(run.name))
        for place, run in enumerate(before)
    }
    return {place: now for place, now in found.items() if now is not None}


def range_of(
    lines: Iterable[RunLine], low: float, high: float
) -> tuple[float, float] | None:
    """Return the range of what lines show from one epoch to another, with room.

    None if they show nothing there.
    """
    shown = [values for line in lines if (values := line.within(low, high)).size]
    if not shown:
        return None
    least = min(float(values.min()) for values in shown)
    most = max(float(values.max()) for values in shown)
    room = _MARGIN * max(most - least, LEAST_SPAN)
    return least - room, most + room

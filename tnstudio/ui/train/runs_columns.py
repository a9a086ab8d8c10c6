"""What the table of runs says about each of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from tnstudio.app.designs import same_design
from tnstudio.app.wording import UNKNOWN
from tnstudio.model.network import Network
from tnstudio.model.records import EpochRecord
from tnstudio.model.run import Run
from tnstudio.texts import marked, tr
from tnstudio.ui.train.amounts import epochs_told

NEW = marked("new run")
"""What the run in progress is called while it has no name."""

_PARTS = re.compile(r"(\d+)")
_SEPARATORS = re.compile(r"[\\/]")

Key = tuple[Any, ...]


@dataclass(frozen=True, eq=False, slots=True)
class ShownRun:
    """A run, and how it stands to the project.

    Attributes
    ----------
    run : Run
    place : int
        In the project; that of the run in progress is behind all others.
    same : bool
        Whether its design is the present one, wherever its cores are.
    used : int or None
        The epoch after which its network is the trained one of the project.
    running : bool
    """

    run: Run
    place: int
    same: bool
    used: int | None = None
    running: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.run.name or tr(NEW)

    @property
    def state(self) -> str:
        """What there is to know about it beside its figures; mostly nothing."""
        if self.running:
            return tr("running")
        return "" if self.used is None else tr("✓ epoch {epoch}", epoch=self.used)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table.

    Attributes
    ----------
    heading : str
        In English, as in files; to be translated.
    tip : str
    text : callable
        What it says of a run.
    key : callable
        What runs are sorted by.
    widest : int
        In pixels.
    is_figure : bool
        Whether it stands at the right.
    whole : callable or None
        What its tooltip says, if not its text.
    filed : callable or None
        What files say, which are in English, if not what its tooltip says.
    """

    heading: str
    tip: str
    text: Callable[[ShownRun], str]
    key: Callable[[ShownRun], Key]
    widest: int = 130
    is_figure: bool = False
    whole: Callable[[ShownRun], str] | None = None
    filed: Callable[[ShownRun], str] | None = None

    def told(self, shown: ShownRun) -> str:
        """Return all that there is to say of a run."""
        return (self.whole or self.text)(shown)

    def in_file(self, shown: ShownRun) -> str:
        """Return what a file says of a run."""
        return (self.filed or self.told)(shown)


def shown_runs(
    runs: tuple[Run, ...],
    design: Network,
    used: tuple[int, int] | None,
    running: Run | None,
) -> tuple[ShownRun, ...]:
    """Return the runs of a project as the table shows them.

    Parameters
    ----------
    design : Network
        The present one.
    used : tuple of int or None
        Place and epoch of the trained network.
    running : Run or None
        What the run in progress has come to.
    """
    shown = [
        ShownRun(
            run,
            place,
            same_design(run.network, design),
            used[1] if used is not None and used[0] == place else None,
        )
        for place, run in enumerate(runs)
    ]
    if running is not None:
        same = same_design(running.network, design)
        shown.append(ShownRun(running, len(runs), same, running=True))
    return tuple(shown)


def natural(text: str) -> Key:
    """Return a key that puts ``Run 10`` after ``Run 9``."""
    parts = _PARTS.split(text.casefold())
    # Numbers before letters: a number and a text cannot be compared.
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p)


def when(started: str) -> str:
    """Return a time to the minute; one that cannot be read stays as it is."""
    if not started:
        return tr(UNKNOWN)
    try:
        return datetime.fromisoformat(started).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return started


def share_text(share: float) -> str:
    """Return an accuracy as a percentage; a dash if it was not measured."""
    return "–" if share != share else f"{100 * share:.2f}"


def duration(seconds: float) -> str:
    """Return a time, e.g. ``48 s``, ``12:05 min`` or ``3:20 h``."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, left = divmod(minutes, 60)
    return f"{hours}:{left:02} h" if hours else f"{minutes}:{rest:02} min"


def about(shown: ShownRun) -> str:
    """Return a run in a sentence or two."""
    run = shown.run
    best = run.best
    facts = [
        tr(
            "{method}, {done} of {epochs}, seed {seed}",
            method=run.settings.method,
            done=len(run.epochs),
            epochs=epochs_told(run.settings.epochs),
            seed=run.settings.seed,
        )
    ]
    facts.append(_origin(run))
    if best is not None:
        facts.append(
            tr(
                "best test accuracy {percent} % after epoch {epoch}",
                percent=share_text(best.test_accuracy),
                epoch=best.epoch,
            )
        )
    if not shown.same:
        facts.append(tr("of another design than the present one"))
    return "; ".join(facts)


def _origin(run: Run) -> str:
    """Return what it learned from, and when, as far as that is known."""
    images = source_name(run.source) if run.source else tr("on images not known")
    if not run.started:
        return images
    return tr("{images}, started {time}", images=images, time=when(run.started))


def source_name(source: str) -> str:
    """Return the last part of where images came from."""
    if not source:
        return tr(UNKNOWN)
    return PurePath(_SEPARATORS.sub("/", source)).name or source


def one_line(text: str) -> str:
    """Return a text with its lines one after the other."""
    return " · ".join(line.strip() for line in text.splitlines() if line.strip())


def _last(shown: ShownRun, value: Callable[[EpochRecord], float]) -> float:
    last = shown.run.last
    return float("nan") if last is None else value(last)


def _number(value: float) -> Key:
    """Return a key that puts NaN below all numbers."""
    return (0, 0.0) if value != value else (1, value)


def _accuracy(heading: str, tip: str, value: Callable[[EpochRecord], float]) -> Column:
    return Column(
        heading,
        tip,
        lambda shown: share_text(_last(shown, value)),
        lambda shown: _number(_last(shown, value)),
        is_figure=True,
    )


def _loss(shown: ShownRun) -> str:
    loss = _last(shown, lambda record: record.loss)
    return "–" if loss != loss else f"{loss:.4f}"


def _state_in_file(shown: ShownRun) -> str:
    if shown.running:
        return "running"
    return "" if shown.used is None else f"✓ epoch {shown.used}"


NAME = 0
"""The column of the names."""

COLUMNS = (
    Column(
        marked("Run"),
        tr("What the run is called; F2 or a double click renames it"),
        lambda s: s.name,
        lambda s: natural(s.name),
        widest=210,
        filed=lambda s: s.run.name or NEW,
    ),
    Column(
        marked("In use"),
        tr("Whose network is the trained one of the project, and after which epoch"),
        lambda s: s.state,
        lambda s: (s.running, s.used is not None),
        filed=_state_in_file,
    ),
    Column(
        marked("Method"),
        tr("tea (Esser 2015) or binary (Jimeno Yepes 2017)"),
        lambda s: s.run.settings.method,
        lambda s: (s.run.settings.method,),
    ),
    Column(
        marked("Epochs"),
        tr("Epochs that have ended, of those that were asked for"),
        lambda s: f"{len(s.run.epochs)}/{s.run.settings.epochs}",
        lambda s: (len(s.run.epochs), s.run.settings.epochs),
        is_figure=True,
    ),
    Column(
        marked("Loss"),
        tr("Mean log loss E of the last epoch"),
        _loss,
        lambda s: _number(_last(s, lambda record: record.loss)),
        is_figure=True,
    ),
    _accuracy(
        marked("Train %"),
        tr("Of the training network on the training images, last epoch"),
        lambda record: record.train_accuracy,
    ),
    _accuracy(
        marked("Test %"),
        tr("Of the training network on the test images, last epoch"),
        lambda record: record.test_accuracy,
    ),
    _accuracy(
        marked("Chip %"),
        tr("Of a freshly sampled chip, one tick per test image, last epoch"),
        lambda record: record.deployed_accuracy,
    ),
    Column(
        marked("Seed"),
        tr("Of all random numbers of the run"),
        lambda s: str(s.run.settings.seed),
        lambda s: (s.run.settings.seed,),
        is_figure=True,
    ),
    Column(
        marked("Started"),
        tr("When the run was started"),
        lambda s: when(s.run.started),
        lambda s: (s.place,),
        whole=lambda s: s.run.started or tr(UNKNOWN),
        filed=lambda s: s.run.started or UNKNOWN,
    ),
    Column(
        marked("Data"),
        tr("What the images were asked for by"),
        lambda s: source_name(s.run.source),
        lambda s: natural(s.run.source),
        whole=lambda s: s.run.source or tr(UNKNOWN),
        filed=lambda s: s.run.source or UNKNOWN,
    ),
    Column(
        marked("Design"),
        tr("Whether the run's design is the present one"),
        lambda s: tr("the same") if s.same else tr("another"),
        lambda s: (s.same,),
        filed=lambda s: "the same" if s.same else "another",
    ),
    Column(
        marked("Time"),
        tr("Wall time of all epochs"),
        lambda s: duration(s.run.seconds),
        lambda s: (s.run.seconds,),
        is_figure=True,
    ),
    Column(
        marked("Note"),
        tr("What was noted about the run"),
        lambda s: one_line(s.run.note),
        lambda s: natural(s.run.note),
        widest=300,
        whole=lambda s: s.run.note,
    ),
)

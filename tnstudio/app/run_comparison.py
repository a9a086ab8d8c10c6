"""Runs side by side: what they came to, and what they were asked differently."""

from dataclasses import dataclass, fields

from tnstudio.app.wording import UNKNOWN
from tnstudio.model.network import WindowLayer
from tnstudio.model.records import EpochRecord, TrainingSettings
from tnstudio.model.run import Run
from tnstudio.texts import tr


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a comparison.

    Attributes
    ----------
    name, note, started : str
        As those of the `Run`.
    done, asked : int
        Epochs that have ended, and those that were to be.
    last, best : EpochRecord or None
        The last epoch, and that of the highest test accuracy; None without one.
    seconds : float
        Wall time of all epochs.
    kept : tuple of int
        Epochs whose weights can be restored.
    choices : tuple of str
        What was chosen for each of the comparison's settings.
    """

    name: str
    note: str
    started: str
    done: int
    asked: int
    last: EpochRecord | None
    best: EpochRecord | None
    seconds: float
    kept: tuple[int, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs, and the names of the settings in which they differ."""

    settings: tuple[str, ...]
    rows: tuple[RunRow, ...]


def compare(runs: tuple[Run, ...]) -> Comparison:
    """Return the runs as rows; epochs, which each row has, are not told again."""
    chosen = [_choices(run) for run in runs]
    names = tuple(chosen[0]) if chosen else ()
    differing = tuple(n for n in names if len({one[n] for one in chosen}) > 1)
    rows = tuple(
        _row(run, tuple(one[name] for name in differing))
        for run, one in zip(runs, chosen, strict=True)
    )
    return Comparison(differing, rows)


def _row(run: Run, choices: tuple[str, ...]) -> RunRow:
    return RunRow(
        name=run.name,
        note=run.note,
        started=run.started,
        done=len(run.epochs),
        asked=run.settings.epochs,
        last=run.last,
        best=run.best,
        seconds=run.seconds,
        kept=tuple(kept.epoch for kept in run.weights),
        choices=choices,
    )


def _choices(run: Run) -> dict[str, str]:
    network = run.network
    return {
        "data": run.source or tr(UNKNOWN),
        "design": network.name,
        "layers": "; ".join(map(_layer, network.layers)),
        **_settings(run.settings),
    }


def _layer(layer: WindowLayer) -> str:
    numbers = (layer.window, layer.stride, layer.features)
    return ",".join(str(number) for number in numbers if number is not None)


def _settings(settings: TrainingSettings) -> dict[str, str]:
    """Return every setting as a text, but for the epochs."""
    texts = {
        field.name: _text(getattr(settings, field.name))
        for field in fields(settings)
        if field.name not in ("epochs", "drops", "augmentation")
    }
    moves = settings.augmentation
    texts |= {f.name: _text(getattr(moves, f.name)) for f in fields(moves)}
    texts["drops"] = " ".join(f"{d.after:g},{d.factor:g}" for d in settings.drops)
    return texts


def _text(value: object) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return f"{value:g}" if isinstance(value, float) else str(value)

"""The curves and histograms of a run as tables of comma-separated values."""

from collections.abc import Callable, Iterator
from dataclasses import astuple, fields

from tnstudio.app.csv_table import Row, csv_text
from tnstudio.app.histograms import histograms_after
from tnstudio.app.layer_tables import PARAMETERS, bars
from tnstudio.model.records import EpochRecord
from tnstudio.model.run import Run


def epochs_table(run: Run) -> str:
    """Return a row per epoch; without a value where none was measured."""
    layers = range(1, len(run.network.layers) + 1)
    header = [field.name for field in fields(EpochRecord)]
    for name in ("gradient_norm", "saturated"):
        header += [f"{name}_{layer}" for layer in layers]
    return csv_text(header, _epochs(run))


def _epochs(run: Run) -> Iterator[Row]:
    history = run.parameters
    figures = {
        epoch: (*norms, *shares)
        for epoch, norms, shares in zip(
            history.epochs.tolist(),
            history.gradient_norms.tolist(),
            history.saturated_shares().tolist(),
            strict=True,
        )
    }
    unknown = ("",) * (2 * len(run.network.layers))
    for record in run.epochs:
        yield (*astuple(record), *figures.get(record.epoch, unknown))


def losses_table(run: Run) -> str:
    """Return a row per loss that is kept, with the first batch that it is of."""
    losses = enumerate(run.losses.tolist())
    return csv_text(
        ("first_batch", "loss"), ((1 + k * run.stretch, loss) for k, loss in losses)
    )


def histograms_table(run: Run) -> str:
    """Return a row per bin that holds anything, of each epoch and layer."""
    header = ("epoch", "layer", "parameter", "low", "high", "count")
    return csv_text(header, _histograms(run))


def _histograms(run: Run) -> Iterator[Row]:
    for row, epoch in enumerate(run.parameters.epochs.tolist()):
        for k, layer in enumerate(histograms_after(run.parameters, row)):
            for name in PARAMETERS:
                for bar in bars(getattr(layer, name)):
                    yield (epoch, k + 1, name, *bar)


RUN_TABLES: dict[str, Callable[[Run], str]] = {
    "epochs": epochs_table,
    "losses": losses_table,
    "histograms": histograms_table,
}
"""The tables of a run by name."""

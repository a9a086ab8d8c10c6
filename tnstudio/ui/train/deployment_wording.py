"""What the deployment page says."""

import math
from collections.abc import Sequence

from tnstudio.app.agreement_report import AgreementReport, Flip, LayerAgreement
from tnstudio.app.code_names import code_name
from tnstudio.app.csv_table import Row
from tnstudio.app.published_points import PublishedPoint
from tnstudio.app.sweep_result import SweepCell
from tnstudio.app.wording import clock_text, counted
from tnstudio.simulation.energy import PROFILES, EnergyEstimate
from tnstudio.texts import tr
from tnstudio.ui.train.amounts import images_told
from tnstudio.ui.widgets.figures_table import Figure, Heading

_ENERGIES = tuple(
    Heading(
        f"µJ ({short})",
        tr(
            "Estimated energy per frame by {name}: {operating_point}. "
            "A star: the profile does not know frames of so many ticks.",
            name=profile.name,
            operating_point=tr(profile.operating_point),
        ),
    )
    for short, profile in zip(("e15", "fit"), PROFILES, strict=True)
)

CELL_HEADINGS = (
    Heading(tr("Encoding"), tr("How images become spikes")),
    Heading(tr("Ticks"), tr("Ticks that each image is shown")),
    Heading(tr("Copies"), tr("Copies of the network on the chip")),
    Heading(tr("Accuracy %"), tr("Mean over the seeds")),
    Heading(
        tr("± seeds"),
        tr(
            "95 % interval of the mean over seeds (Student): which synapses and spikes "
            "were drawn"
        ),
    ),
    Heading(
        tr("Test set %"), tr("95 % interval by the choice of images (binomial, Wilson)")
    ),
    *_ENERGIES,
    Heading(tr("Cores"), tr("Cores in use")),
    Heading(tr("Source"), tr("Measured here, or published")),
)
"""Columns of the table of accuracies."""

CELL_COLUMNS = (
    "encoding",
    "ticks",
    "copies",
    "images",
    "seeds",
    "cores",
    "accuracy",
    "accuracy_low",
    "accuracy_high",
    "seed_margin",
    "synaptic_events_per_frame",
)
"""Of the same figures as data; accuracies are shares, 0..1."""

LAYER_HEADINGS = (
    Heading(tr("Part"), tr("What is deployed last, from the input up")),
    Heading(tr("Accuracy %"), tr("With so much of the network deployed")),
    Heading(tr("Costs"), tr("Percentage points that this step costs")),
    Heading(tr("Predicted ñ"), tr("Mean firing probability of the training network")),
    Heading(tr("Observed"), tr("Mean firing rate on the chip")),
    Heading(tr("Correlation"), tr("Of both, over images and neurons")),
    Heading(tr("Difference"), tr("Root mean square of observed less predicted")),
    Heading(
        tr("Chance %"),
        tr(
            "Share of the squared difference that is chance, by the spread between "
            "copies: more copies make it smaller"
        ),
    ),
    Heading(
        tr("Own"),
        tr(
            "Difference from what the training network expects of the spikes that the "
            "layer really got"
        ),
    ),
)
"""Columns of the table of layers."""

FLIP_HEADINGS = (
    Heading(tr("Image"), tr("Number in the test set")),
    Heading(tr("Label"), tr("The true class")),
    Heading(tr("Training"), tr("Class that the training network finds")),
    Heading(tr("Chip"), tr("Class that the chip finds")),
    Heading(tr("Margin"), tr("How sure the training network was, 0 to 1")),
)
"""Columns of the table of images whose class flips."""


def cell_row(cell: SweepCell) -> Row:
    """Return a row of `CELL_COLUMNS`."""
    return (
        cell.encoding,
        cell.ticks,
        cell.copies,
        cell.images,
        len(cell.correct),
        cell.cores,
        cell.accuracy,
        *cell.test_interval,
        cell.seed_margin,
        cell.events_per_frame,
    )


def cell_told(cell: SweepCell) -> str:
    """Return all about a point in one sentence."""
    low, high = cell.test_interval
    seeds = "" if math.isnan(cell.seed_margin) else f" ± {_percent(cell.seed_margin)}"
    energies = ", ".join(
        f"{energy_text(one)} µJ ({one.profile.name})" for one in cell.energies
    )
    return tr(
        "{copies}, {ticks}, {encoding}: {accuracy}{seeds} %, test set {low} to "
        "{high} %; {cores}; per frame {energies}",
        copies=counted(cell.copies, "copy"),
        ticks=counted(cell.ticks, "tick"),
        encoding=code_name(cell.encoding),
        accuracy=_percent(cell.accuracy),
        seeds=seeds,
        low=_percent(low),
        high=_percent(high),
        cores=counted(cell.cores, "core"),
        energies=energies,
    )


def energy_text(energy: EnergyEstimate) -> str:
    """Write the energy of a frame in µJ; a star marks what has a remark."""
    joules = energy.per_frame
    if joules is None:
        return "–"
    low, high = f"{1e6 * joules.low:.3g}", f"{1e6 * joules.high:.3g}"
    return (low if low == high else f"{low}–{high}") + ("*" if energy.remark else "")


def cell_figures(cell: SweepCell) -> list[Figure]:
    """Return a row of `CELL_HEADINGS`."""
    low, high = cell.test_interval
    margin = cell.seed_margin
    texts = [
        code_name(cell.encoding),
        str(cell.ticks),
        str(cell.copies),
        _percent(cell.accuracy),
        "–" if math.isnan(margin) else _percent(margin),
        f"{_percent(low)}–{_percent(high)}",
        *(energy_text(energy) for energy in cell.energies),
        str(cell.cores),
        tr("measured"),
    ]
    return [Figure(text) for text in texts]


def published_figures(point: PublishedPoint) -> list[Figure]:
    """Return a row of `CELL_HEADINGS`."""
    one = point.published
    joules = "" if one.joules is None else f"{1e6 * one.joules:.3g}"
    texts = [
        f"☆ {code_name(one.encoding)}",
        str(one.ticks),
        str(one.copies),
        _percent(one.accuracy),
        "",
        "",
        joules,
        "",
        "",
        f"{point.label} ({tr(one.source)})",
    ]
    return [Figure(text) for text in texts]


def layer_figures(report: AgreementReport) -> list[list[Figure]]:
    """Return a row of `LAYER_HEADINGS` for each step, the costs as bars."""
    most = max((abs(stage.loss) for stage in report.stages), default=0.0) or 1.0
    before = len(report.stages) - len(report.layers)
    rows = []
    for number, stage in enumerate(report.stages):
        costs = Figure(f"{100 * stage.loss:+.2f}", stage.loss / most)
        row = [Figure(stage.name), Figure(_percent(stage.accuracy), stage.accuracy)]
        row.append(costs if number else Figure(""))
        layer = report.layers[number - before] if number >= before else None
        rows.append(row + (_of_layer(layer) if layer else [Figure("")] * 6))
    return rows


def _of_layer(layer: LayerAgreement) -> list[Figure]:
    whole = layer.whole
    chance = whole.sampling**2 / whole.rms**2 if whole.rms else math.nan
    return [
        Figure(f"{layer.predicted:.4f}", layer.predicted),
        Figure(f"{layer.observed:.4f}", layer.observed),
        Figure(_number(layer.correlation)),
        Figure(f"{whole.rms:.4f}", whole.rms),
        Figure("–")
        if math.isnan(chance)
        else Figure(f"{100 * min(1.0, chance):.0f}", min(1.0, chance)),
        Figure(f"{layer.own.rms:.4f}", layer.own.rms),
    ]


def flip_figures(flip: Flip, class_names: Sequence[str]) -> list[Figure]:
    """Return a row of `FLIP_HEADINGS`."""
    names = [class_names[k] for k in (flip.label, flip.predicted, flip.deployed)]
    texts = [str(flip.image), *names]
    return [*map(Figure, texts), Figure(f"{flip.margin:.3f}", flip.margin)]


def report_told(report: AgreementReport) -> str:
    """Return how a report was made and what it says, in two sentences."""
    worst = report.worst
    cost = (
        tr(
            "Most is lost at {step}: {points:.2f} points.",
            step=worst.name,
            points=100 * worst.loss,
        )
        if worst.loss > 0
        else tr("No step costs accuracy.")
    )
    return tr(
        "{images} of {data}, {copies} × {ticks}, {encoding}. {cost}",
        images=images_told(report.images),
        data=report.data,
        copies=counted(report.copies, "copy"),
        ticks=counted(report.ticks, "tick"),
        encoding=code_name(report.encoding),
        cost=cost,
    )


def clock(seconds: float) -> str:
    """Return the time left, e.g. ``0:09 left``; nothing while it is not known."""
    return (
        ""
        if math.isnan(seconds)
        else tr("{duration} left", duration=clock_text(seconds))
    )


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"

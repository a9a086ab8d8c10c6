"""What layers have learned as rows of tables: histograms and figures."""

from collections.abc import Iterator

from tnstudio.app.csv_table import Row
from tnstudio.app.evolution import LayerEvolution
from tnstudio.app.histograms import Histogram, LayerHistograms
from tnstudio.model.run import ParameterHistory

PARAMETERS = ("probabilities", "weights", "biases")
"""The fields of `LayerHistograms` and `LayerEvolution`."""


def bars(histogram: Histogram) -> Iterator[tuple[float, float, int]]:
    """Yield low edge, high edge and count of each bin that holds anything."""
    edges, counts = histogram.edges.tolist(), histogram.counts.tolist()
    for low, high, count in zip(edges, edges[1:], counts, strict=False):
        if count:
            yield low, high, count


def histogram_rows(
    layer: int, when: str | int, histograms: LayerHistograms
) -> Iterator[Row]:
    """Yield layer, when, parameter and bar of each bin that holds anything."""
    for name in PARAMETERS:
        for bar in bars(getattr(histograms, name)):
            yield (layer, when, name, *bar)


def evolution_rows(layer: int, evolution: LayerEvolution) -> Iterator[Row]:
    """Yield layer, epoch, parameter and bar of each bin that holds anything."""
    for name in PARAMETERS:
        found = getattr(evolution, name)
        for epoch, counts in zip(found.epochs.tolist(), found.counts, strict=True):
            for bar in bars(Histogram(found.edges, counts)):
                yield (layer, epoch, name, *bar)


def figure_rows(history: ParameterHistory) -> Iterator[Row]:
    """Yield epoch, layer, gradient norm, saturated synapses and their share."""
    columns = history.gradient_norms, history.saturated, history.saturated_shares()
    for epoch, *figures in zip(
        history.epochs.tolist(), *(column.tolist() for column in columns), strict=True
    ):
        for layer, row in enumerate(zip(*figures, strict=True)):
            yield (epoch, layer + 1, *row)

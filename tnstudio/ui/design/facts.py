"""What the inspector says: pure functions from network and selection to text."""

from dataclasses import dataclass

from tnstudio.app.selection import Selection
from tnstudio.app.wording import counted
from tnstudio.model.network import Network
from tnstudio.model.problems import Problem
from tnstudio.model.rules import check_network
from tnstudio.model.topology import Grid, grids, neurons_in_use
from tnstudio.texts import tr
from tnstudio.ui.design.drawing import windows_over


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """One layer as the inspector shows it.

    Attributes
    ----------
    features : int
        F, or the input's channels for the first layer.
    features_are_free : bool
        Whether F can be chosen.
    cores : int
    summary : str
        Its grid, e.g. ``2 × 2 = 4 cores``.
    problems : tuple of Problem
    """

    window: int
    stride: int
    features: int
    features_are_free: bool
    cores: int
    summary: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CoreFacts:
    """One core: pairs of what and how much, and one line for tooltips."""

    title: str
    rows: tuple[tuple[str, str], ...]

    @property
    def line(self) -> str:
        """All in one text."""
        facts = "\n".join(f"{what}: {value}" for what, value in self.rows)
        return f"{self.title}\n{facts}"


def layer_facts(network: Network) -> tuple[LayerFacts, ...]:
    """Return what there is to say about each layer."""
    problems = check_network(network)
    places = grids(network)[1:]
    return tuple(
        LayerFacts(
            window=layer.window,
            stride=layer.stride,
            features=(layer.features or 0) if index else network.input.channels,
            features_are_free=index > 0,
            cores=places[index].size,
            summary=_summary(places[index]),
            problems=tuple(p for p in problems if p.place == f"layer {index + 1}"),
        )
        for index, layer in enumerate(network.layers)
    )


def general_problems(network: Network) -> tuple[Problem, ...]:
    """Return the problems that belong to no layer."""
    return tuple(p for p in check_network(network) if not p.place.startswith("layer "))


def _summary(grid: Grid) -> str:
    if not grid.size:
        return tr("no cores")
    return f"{grid.rows} × {grid.columns} = {counted(grid.size, 'core')}"


def core_facts(network: Network, selection: Selection) -> CoreFacts | None:
    """Return what there is to say about the selected core; None without one."""
    index, core = selection.layer, selection.core
    if not 0 <= index < len(network.layers):
        return None
    grid = grids(network)[index + 1]
    if not 0 <= core < grid.size:
        return None
    row, column = divmod(core, grid.columns)
    layer, hardware = network.layers[index], network.hardware
    features = network.input.channels if index == 0 else layer.features or 0
    neurons = int(neurons_in_use(network, index)[row, column])
    return CoreFacts(
        tr("Layer {layer}, core {core}", layer=index + 1, core=core),
        (
            (tr("Place"), tr("row {row}, column {column}", row=row, column=column)),
            (tr("Window rows"), _span(row * layer.stride, layer.window)),
            (tr("Window columns"), _span(column * layer.stride, layer.window)),
            (tr("Axons"), _share(layer.window**2 * features, hardware.axons)),
            (tr("Neurons"), _share(neurons, hardware.neurons)),
            (tr("Reads"), _reads(network, index)),
            (tr("Feeds"), _feeds(network, index, row, column)),
        ),
    )


def _share(used: int, limit: int) -> str:
    return tr("{used} of {limit}", used=used, limit=limit)


def _span(start: int, length: int) -> str:
    return f"{start} – {start + length - 1}" if length > 1 else f"{start}"


def _reads(network: Network, index: int) -> str:
    layer = network.layers[index]
    covered = layer.window**2
    if index == 0:
        channels = network.input.channels
        if channels == 1:
            return tr("{window} × {window} inputs", window=layer.window)
        return tr(
            "{window} × {window} inputs × {channels} channels",
            window=layer.window,
            channels=channels,
        )
    return tr(
        "{features} neurons from each of {cores}",
        features=layer.features,
        cores=counted(covered, "core"),
    )


def _feeds(network: Network, index: int, row: int, column: int) -> str:
    if index + 1 == len(network.layers):
        return counted(network.readout.classes, "class")
    following = network.layers[index + 1]
    grid = grids(network)[index + 2]
    rows = windows_over(row, following.window, following.stride, grid.rows)
    columns = windows_over(column, following.window, following.stride, grid.columns)
    count = len(rows) * len(columns)
    if not count:
        return tr("no core: its spikes go nowhere")
    cores, features = counted(count, "core"), following.features
    if count == 1:
        return tr("{cores}, {features} neurons", cores=cores, features=features)
    return tr("{cores}, {features} neurons each", cores=cores, features=features)

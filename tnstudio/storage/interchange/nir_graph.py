"""A graph of NIR, as plain values.

NIR (Pedersen et al. 2024, "Neuromorphic intermediate representation: a unified
instruction set for interoperable brain-inspired computing", Nature Communications
15) has nodes with numbers and edges between them; what reaches a node over several
edges adds up. One unit of NIR's time is one tick here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

INPUT, OUTPUT = "Input", "Output"
LINEAR, AFFINE, SCALE = "Linear", "Affine", "Scale"
CONV_1D, CONV_2D = "Conv1d", "Conv2d"
SUM_POOL, AVERAGE_POOL = "SumPool2d", "AvgPool2d"
DELAY, FLATTEN = "Delay", "Flatten"
THRESHOLD, INTEGRATE = "Threshold", "IF"

_POOLING = ("kernel_size", "stride", "padding")
_CONVOLUTION = (
    "input_shape",
    "weight",
    "bias",
    "stride",
    "padding",
    "dilation",
    "groups",
)

ARRAYS: dict[str, tuple[str, ...]] = {
    INPUT: ("shape",),
    OUTPUT: ("shape",),
    LINEAR: ("weight",),
    AFFINE: ("weight", "bias"),
    SCALE: ("scale",),
    CONV_1D: _CONVOLUTION,
    CONV_2D: _CONVOLUTION,
    SUM_POOL: _POOLING,
    AVERAGE_POOL: _POOLING,
    DELAY: ("delay",),
    FLATTEN: (),
    THRESHOLD: ("threshold",),
    INTEGRATE: ("r", "v_threshold", "v_reset"),
}
"""The numbers of each kind of node that this program knows."""

MOST_WEIGHTS = 2**27
"""Of all matrices of a graph: 512 MB."""

MOST_ELEMENTS = 2**20
"""Of a node: the neurons of a full chip."""


@dataclass(frozen=True, eq=False, slots=True)
class NirNode:
    """A node: its kind and its numbers, by the names of NIR.

    A padding may be a text, ``same`` or ``valid``.
    """

    kind: str
    arrays: Mapping[str, Array]


@dataclass(frozen=True, eq=False, slots=True)
class NirGraph:
    """A graph.

    Attributes
    ----------
    notes : mapping of str to str or int
        What programs may tell beside it; NIR's metadata.
    """

    nodes: Mapping[str, NirNode]
    edges: tuple[tuple[str, str], ...]
    notes: Mapping[str, str | int] = field(default_factory=dict)


class GraphBuilder:
    """Makes a graph, node by node."""

    def __init__(self) -> None:
        self._nodes: dict[str, NirNode] = {}
        self._edges: list[tuple[str, str]] = []

    def add(self, name: str, kind: str, *sources: str, **arrays: Array) -> str:
        """Add a node behind others; return its name."""
        self._nodes[name] = NirNode(kind, arrays)
        self.join(name, *sources)
        return name

    def join(self, name: str, *sources: str) -> None:
        """Let nodes lead to a node, which may be added later."""
        self._edges.extend((source, name) for source in sources)

    def weights(
        self, name: str, source: str, matrix: Array, bias: Array | None = None
    ) -> str:
        """Add a matrix of shape (outputs, inputs), with a bias if there is any."""
        weight = np.asarray(matrix, np.float32)
        if bias is None or not bias.any():
            return self.add(name, LINEAR, source, weight=weight)
        return self.add(
            name, AFFINE, source, weight=weight, bias=np.asarray(bias, np.float32)
        )

    def graph(self, notes: Mapping[str, str | int]) -> NirGraph:
        """Return the graph."""
        return NirGraph(self._nodes, tuple(self._edges), notes)


def shape_of(size: int) -> Array:
    """Return the numbers of an `INPUT` or `OUTPUT` of so many elements."""
    return np.array([size], np.int64)

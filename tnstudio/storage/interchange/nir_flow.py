"""What reaches each node of a NIR graph that makes spikes.

Between spikes all nodes are linear: matrices, scales, delays. They are multiplied
out, so that what reaches a node is a sum over the nodes whose spikes come there,
each with one matrix and the delays of its spikes, and a bias.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.storage.interchange.nir_graph import (
    AFFINE,
    AVERAGE_POOL,
    CONV_1D,
    CONV_2D,
    DELAY,
    FLATTEN,
    INPUT,
    INTEGRATE,
    LINEAR,
    MOST_ELEMENTS,
    MOST_WEIGHTS,
    OUTPUT,
    SCALE,
    SUM_POOL,
    THRESHOLD,
    Array,
    NirGraph,
    NirNode,
)
from tnstudio.storage.interchange.nir_unrolled import unrolled
from tnstudio.texts import tr

_MOST_DEPTH = 100
_MOST_TERMS = 1000
_MOST_PRODUCT = 2**34
"""Multiplications of one product of two matrices: seconds."""

_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """What the spikes of one node add.

    Attributes
    ----------
    source : str
        A node that makes spikes, or an input.
    matrix : float64 array, shape (outputs, elements of the source), or None
        None where each element adds itself.
    delays : float64 array, shape (elements of the source,)
        In units of NIR's time; 0: no Delay is on the way.
    """

    source: str
    matrix: _Numbers | None
    delays: _Numbers


@dataclass(frozen=True, eq=False, slots=True)
class Flow:
    """What reaches or leaves a node: terms and a bias of shape (elements,).

    Attributes
    ----------
    shape : tuple of int
        Of the elements, as far as the nodes tell it, e.g. channels, rows, columns.
    """

    terms: tuple[Term, ...]
    bias: _Numbers
    shape: tuple[int, ...]


class Flows:
    """What reaches nodes of a graph, each worked out once.

    Parameters
    ----------
    graph : NirGraph
    file : str
        For messages.
    """

    def __init__(self, graph: NirGraph, file: str) -> None:
        self._nodes = graph.nodes
        self._file = file
        self._before: dict[str, list[str]] = {name: [] for name in graph.nodes}
        for source, target in graph.edges:
            self._before[target].append(source)
        self._done: dict[str, Flow] = {}
        self._under_way: list[str] = []
        self._weights = 0

    def refuse(self, name: str, message: str, hint: str = "") -> NoReturn:
        """Refuse the graph for one of its nodes.

        Raises
        ------
        TNStudioError
            Always.
        """
        node = self._nodes[name]
        where = f"{self._file}: node “{name[:60]}” ({node.kind})"
        raise TNStudioError(message, where, hint)

    def size(self, name: str) -> int:
        """Return the number of elements of a node that makes spikes, or of an end."""
        node = self._nodes[name]
        size = _size_of(node)
        if not 1 <= size <= MOST_ELEMENTS:
            self.refuse(
                name,
                tr("It has {size} elements", size=size),
                tr("1 to {high}", high=MOST_ELEMENTS),
            )
        return size

    def into(self, name: str, size: int) -> Flow:
        """Return what reaches a node of so many elements.

        Raises
        ------
        TNStudioError
            If the nodes before it do not fit together.
        """
        flows = [self._out_of(source) for source in self._before[name]]
        if not flows:
            self.refuse(name, tr("Nothing leads to it"))
        for source, flow in zip(self._before[name], flows, strict=True):
            if flow.bias.size != size:
                self.refuse(
                    name,
                    tr(
                        "It has {inputs} inputs, “{source}” has {outputs} outputs",
                        inputs=size,
                        source=source[:60],
                        outputs=flow.bias.size,
                    ),
                )
        terms = self._joined(name, [term for flow in flows for term in flow.terms])
        shape = max((flow.shape for flow in flows), key=len)
        found = Flow(terms, np.sum([flow.bias for flow in flows], axis=0), shape)
        self._require_finite(name, found)
        return found

    def _require_finite(self, name: str, flow: Flow) -> None:
        """Refuse what came to be too large: infinities take each other away."""
        matrices = [term.matrix for term in flow.terms if term.matrix is not None]
        if not all(np.isfinite(values).all() for values in (flow.bias, *matrices)):
            self.refuse(
                name,
                tr("Its numbers, multiplied out, are too large"),
                tr("give weights, scales and biases that the chip can hold"),
            )

    def _joined(self, name: str, terms: list[Term]) -> tuple[Term, ...]:
        """Add the matrices of spikes that come from the same nodes at once."""
        joined: dict[tuple[str, bytes], Term] = {}
        for term in terms:
            key = (term.source, term.delays.tobytes())
            if key in joined:
                both = [self.matrix(joined[key]), self.matrix(term)]
                joined[key] = Term(term.source, both[0] + both[1], term.delays)
            else:
                joined[key] = term
        if len(joined) > _MOST_TERMS:
            self.refuse(
                name, tr("Spikes reach it in {number} ways", number=len(joined))
            )
        return tuple(joined.values())

    def matrix(self, term: Term) -> _Numbers:
        """Return the matrix of a term, also where each element adds itself."""
        if term.matrix is not None:
            return term.matrix
        size = term.delays.size
        self._claim(term.source, size * size)
        return np.eye(size)

    def _claim(self, name: str, weights: int) -> None:
        self._weights += weights
        if self._weights > MOST_WEIGHTS:
            self.refuse(
                name,
                tr(
                    "The matrices have more than {most} weights",
                    most=MOST_WEIGHTS,
                ),
            )

    # -- What leaves a node

    def _out_of(self, name: str) -> Flow:
        if name not in self._done:
            if name in self._under_way:
                self.refuse(name, tr("It leads to itself without a spike in between"))
            if len(self._under_way) == _MOST_DEPTH:
                self.refuse(
                    name,
                    tr(
                        "More than {most} nodes without spikes",
                        most=_MOST_DEPTH,
                    ),
                )
            self._under_way.append(name)
            self._done[name] = self._made(name, self._nodes[name])
            self._under_way.pop()
        return self._done[name]

    def _made(self, name: str, node: NirNode) -> Flow:
        match node.kind:
            case kind if kind in (INPUT, THRESHOLD, INTEGRATE):
                size = self.size(name)
                term = Term(name, None, np.zeros(size))
                return Flow((term,), np.zeros(size), _shape_of(node))
            case kind if kind in (LINEAR, AFFINE):
                return self._product(name, node)
            case kind if kind in (CONV_1D, CONV_2D, SUM_POOL, AVERAGE_POOL):
                return self._unrolled(name, node)
            case kind if kind == SCALE:
                return self._scaled(name, node)
            case kind if kind == DELAY:
                return self._delayed(name, node)
            case kind if kind == FLATTEN:
                return self._passed(name, node)
        return self.refuse(name, tr("Something leads on from it"))

    def _passed(self, name: str, node: NirNode) -> Flow:
        size = self._first_before(name).bias.size
        # The end of a graph within the graph has a shape.
        shape = _shape_of(node) if node.arrays else (size,)
        return replace(self.into(name, size), shape=shape)

    def _first_before(self, name: str) -> Flow:
        sources = self._before[name]
        if not sources:
            self.refuse(name, tr("Nothing leads to it"))
        return self._out_of(sources[0])

    def _product(self, name: str, node: NirNode) -> Flow:
        weight = node.arrays["weight"].astype(np.float64)
        if weight.ndim != 2 or not weight.size or max(weight.shape) > MOST_ELEMENTS:
            self.refuse(name, tr("The weight is of shape {shape}", shape=weight.shape))
        self._claim(name, weight.size)
        flow = self._multiplied(name, weight)
        if node.kind == AFFINE:
            own = node.arrays["bias"].astype(np.float64).reshape(-1)
            if own.size != flow.bias.size:
                self.refuse(
                    name,
                    tr(
                        "It has {biases} biases for {outputs} outputs",
                        biases=own.size,
                        outputs=flow.bias.size,
                    ),
                )
            flow = replace(flow, bias=flow.bias + own)
        return flow

    def _unrolled(self, name: str, node: NirNode) -> Flow:
        before = self._shape_before(name)
        found = unrolled(node, before, partial(self.refuse, name))
        self._claim(name, found.weights)
        flow = self._multiplied(name, found.matrix())
        return replace(flow, bias=flow.bias + found.biases(), shape=found.shape)

    def _shape_before(self, name: str) -> tuple[int, ...]:
        self._first_before(name)
        shapes = [self._out_of(source).shape for source in self._before[name]]
        found = max(shapes, key=len)
        others = [one for one in shapes if len(one) == len(found) and one != found]
        if others:
            self.refuse(
                name, tr("Shapes {one} and {other} meet", one=found, other=others[0])
            )
        return found

    def _multiplied(self, name: str, weight: _Numbers) -> Flow:
        flow = self.into(name, weight.shape[1])
        terms = tuple(
            Term(term.source, self._times(name, weight, term), term.delays)
            for term in flow.terms
        )
        return Flow(terms, weight @ flow.bias, weight.shape[:1])

    def _times(self, name: str, weight: _Numbers, term: Term) -> _Numbers:
        if term.matrix is None:
            return weight
        rows, columns = weight.shape[0], term.matrix.shape[1]
        self._claim(name, rows * columns)
        if rows * columns * weight.shape[1] > _MOST_PRODUCT:
            self.refuse(name, tr("Its product with the matrix before is too large"))
        return np.asarray(weight @ term.matrix)

    def _scaled(self, name: str, node: NirNode) -> Flow:
        own = node.arrays["scale"].astype(np.float64)
        scale = own.reshape(-1)
        flow = self.into(name, scale.size)
        terms = []
        for term in flow.terms:
            matrix = self.matrix(term)
            self._claim(name, matrix.size)
            terms.append(Term(term.source, matrix * scale[:, None], term.delays))
        shape = max(own.shape, flow.shape, key=len)
        return Flow(tuple(terms), flow.bias * scale, shape)

    def _delayed(self, name: str, node: NirNode) -> Flow:
        own = node.arrays["delay"].astype(np.float64)
        delay = own.reshape(-1)
        flow = self.into(name, delay.size)
        same = bool((delay == delay[:1]).all())
        terms = []
        for term in flow.terms:
            if term.matrix is not None and not same:
                self.refuse(
                    name,
                    tr("It delays sums of spikes by different times"),
                    tr("put it right behind the node that makes the spikes"),
                )
            more = delay if term.matrix is None else delay[:1]
            terms.append(Term(term.source, term.matrix, term.delays + more))
        return Flow(tuple(terms), flow.bias, max(own.shape, flow.shape, key=len))


def _size_of(node: NirNode) -> int:
    """Return the elements of a node, without trusting its numbers."""
    if node.kind not in (INPUT, OUTPUT):
        return int(_numbers_of(node).size)
    size = 1
    for side in _shape_of(node):
        size *= side if 0 <= side <= MOST_ELEMENTS else 0
    return size


def _shape_of(node: NirNode) -> tuple[int, ...]:
    if node.kind in (INPUT, OUTPUT, FLATTEN):
        return tuple(map(int, node.arrays["shape"].reshape(-1)[:32].tolist()))
    return _numbers_of(node).shape


def _numbers_of(node: NirNode) -> Array:
    return node.arrays["threshold" if node.kind == THRESHOLD else "v_threshold"]

"""NIR's files: HDF5, a group for each node.

They are written by the package ``nir`` itself. Reading does without it: files may
come from anybody, and the package makes whatever a file asks for.
"""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.storage.atomic import replace_file
from tnstudio.storage.foreign_hdf5 import MOST_MEMBERS, ForeignGroup, foreign_hdf5
from tnstudio.storage.interchange.gathering import noted
from tnstudio.storage.interchange.nir_graph import (
    ARRAYS,
    CONV_1D,
    CONV_2D,
    FLATTEN,
    INPUT,
    INTEGRATE,
    OUTPUT,
    Array,
    NirGraph,
    NirNode,
)
from tnstudio.storage.report import Report
from tnstudio.texts import marked, tr

SUFFIX = ".nir"
"""How NIR's files are usually called."""

_GRAPH = "NIRGraph"
_REASONS = {
    "LIF": marked(
        "its potential leaks by a share of itself, the chip's by a number: use IF nodes"
    ),
    "LI": marked(
        "its potential leaks by a share of itself, and it has no spikes: use IF nodes"
    ),
    "CubaLIF": marked(
        "its currents and potentials leak by shares of themselves: use IF nodes"
    ),
    "CubaLI": marked(
        "its currents and potentials leak by shares of themselves: use IF nodes"
    ),
    "I": marked("it has no spikes: use IF nodes"),
}
_MOST_DEPTH = 20
"""Graphs within graphs, and slashes in names, which HDF5 takes for folders."""


def write_nir(path: Path, graph: NirGraph) -> None:
    """Write a graph; the file takes its place whole or not at all.

    Raises
    ------
    TNStudioError
        If the package ``nir`` is not installed, or the file cannot be written.
    """
    nir = _package()
    nodes = {name: _made(nir, node) for name, node in graph.nodes.items()}
    made = nir.NIRGraph(nodes, list(graph.edges), metadata=dict(graph.notes))
    # In memory first: HDF5 must not find the disk full.
    with io.BytesIO() as buffer:
        nir.write(buffer, made)
        replace_file(path, buffer.getvalue())


def require_nir() -> None:
    """Tell before the work that the package for writing is not there.

    Raises
    ------
    TNStudioError
        If it is not installed.
    """
    _package()


def _package() -> Any:
    try:
        import nir
    except ImportError as error:
        raise TNStudioError(
            tr("NIR files are written by the package “nir”, which is not installed"),
            hint=tr("pip install 'tnstudio[nir]'"),
        ) from error
    return nir


def _made(nir: Any, node: NirNode) -> Any:
    make = getattr(nir, node.kind)
    if node.kind in (INPUT, OUTPUT):
        # NIR calls what goes in or out its type.
        return make(node.arrays["shape"])
    return make(**node.arrays)


def read_nir(path: Path) -> NirGraph:
    """Read a graph.

    Raises
    ------
    TNStudioError
        If the file cannot be read, is no graph, or has nodes that the chip has no
        equal for: with all of them, and why.
    """
    report = Report()
    file = str(path)
    with foreign_hdf5(path) as root:
        top = root.group("node")
        if top.text("type") != _GRAPH:
            raise top.refuse(tr("This is no {graph}", graph=_GRAPH))
        reading = _Reading(report, file)
        with noted(report, file):
            reading.graph(top, "", 0)
    report.raise_if_any(file)
    edges = reading.joined_edges()
    _require_ends(edges, reading.nodes, file)
    return NirGraph(reading.nodes, tuple(dict.fromkeys(edges)))


class _Reading:
    """Collects nodes and edges, also those of graphs within the graph.

    A node ``a`` of a graph ``b`` is called ``b/a``. The ends of a graph within
    another one become a `FLATTEN`, which hands on what reaches it.
    """

    def __init__(self, report: Report, file: str) -> None:
        self.nodes: dict[str, NirNode] = {}
        self._report, self._file = report, file
        self._edges: list[tuple[str, str]] = []
        self._ends: dict[str, dict[str, list[str]]] = {}

    def graph(self, group: ForeignGroup, prefix: str, depth: int) -> None:
        """Read a graph whose nodes' names begin so."""
        if depth > _MOST_DEPTH:
            raise group.refuse(
                tr("There are more than {most} graphs within graphs", most=_MOST_DEPTH)
            )
        self._members(group.group("nodes"), prefix, depth)
        with noted(self._report, self._file):
            pairs = group.pairs("edges")
            self._edges += [(prefix + one, prefix + other) for one, other in pairs]

    def _members(self, group: ForeignGroup, prefix: str, depth: int) -> None:
        for name in group.names:
            with noted(self._report, self._file):
                self._member(group.group(name), prefix + name, depth)

    def _member(self, group: ForeignGroup, name: str, depth: int) -> None:
        if len(self.nodes) >= MOST_MEMBERS:
            raise group.refuse(
                tr("The graph has more than {most} nodes", most=MOST_MEMBERS)
            )
        if not group.has("type") and depth < _MOST_DEPTH and group.names:
            # HDF5 takes the slash in a node's name for a folder.
            self._members(group, f"{name}/", depth + 1)
            return
        kind = group.text("type")
        if kind == _GRAPH:
            self._ends[name] = {INPUT: [], OUTPUT: []}
            self.graph(group, f"{name}/", depth + 1)
            self._close(group, name)
            return
        self.nodes[name] = _read_node(group, kind)
        self._ends.get(name.rpartition("/")[0], {}).get(kind, []).append(name)

    def _close(self, group: ForeignGroup, graph: str) -> None:
        """Let what reaches or leaves a graph reach or leave its ends."""
        for kind, names in self._ends[graph].items():
            if len(names) != 1:
                raise group.refuse(
                    tr(
                        "The graph within the graph has {number} nodes “{kind}”",
                        number=len(names),
                        kind=kind,
                    ),
                    tr("write it with one, or without graphs within"),
                )
            # Its shape stays: it is handed on as it is.
            self.nodes[names[0]] = replace(self.nodes[names[0]], kind=FLATTEN)

    def joined_edges(self) -> list[tuple[str, str]]:
        """Return all edges, between nodes only."""
        found = []
        for source, target in self._edges:
            leaves, reaches = self._ends.get(source), self._ends.get(target)
            found.append(
                (
                    leaves[OUTPUT][0] if leaves else source,
                    reaches[INPUT][0] if reaches else target,
                )
            )
        return found


def _read_node(group: ForeignGroup, kind: str) -> NirNode:
    if kind not in ARRAYS:
        reason = _REASONS.get(kind, marked("it is not known here"))
        raise group.refuse(
            tr("The chip has no equal for a node “{kind}”", kind=kind), tr(reason)
        )
    arrays = {name: _array(group, kind, name) for name in ARRAYS[kind]}
    return NirNode(kind, arrays)


def _array(group: ForeignGroup, kind: str, name: str) -> Array:
    if kind == INTEGRATE and name == "v_reset" and not group.has(name):
        # Files of older versions: the reset is to 0.
        return np.zeros_like(group.numbers("v_threshold"))
    if name == "input_shape" and not group.has(name):
        # What reaches the node tells it.
        return np.zeros(0, np.int64)
    if name == "padding" and kind in (CONV_1D, CONV_2D) and group.is_text(name):
        return np.array(group.text(name))
    return group.numbers(name)


def _require_ends(
    edges: list[tuple[str, str]], nodes: dict[str, NirNode], file: str
) -> None:
    for edge in edges:
        for name in edge:
            if name not in nodes:
                raise TNStudioError(
                    tr(
                        "An edge names a node “{name}” that is not there",
                        name=name[:60],
                    ),
                    f"{file}:/node/edges",
                )

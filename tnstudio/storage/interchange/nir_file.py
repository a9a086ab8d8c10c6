"""NIR's files: HDF5, a group for each node.

They are written by the package ``nir`` itself. Reading does without it: files may
come from anybody, and the package makes whatever a file asks for.
"""

import io
from pathlib import Path
from typing import Any

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.storage.atomic import replace_file
from tnstudio.storage.foreign_hdf5 import ForeignGroup, foreign_hdf5
from tnstudio.storage.interchange.gathering import noted
from tnstudio.storage.interchange.nir_graph import (
    ARRAYS,
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
    "LIF": marked("its potential leaks by a share of itself, the chip's by a number"),
    "LI": marked("its potential leaks by a share of itself, and it has no spikes"),
    "CubaLIF": marked("its currents and potentials leak by shares of themselves"),
    "CubaLI": marked("its currents and potentials leak by shares of themselves"),
    "I": marked("it has no spikes"),
    "Conv1d": marked("write it as a Linear or Affine node"),
    "Conv2d": marked("write it as a Linear or Affine node"),
    "SumPool2d": marked("write it as a Linear node"),
    "AvgPool2d": marked("write it as a Linear node"),
    _GRAPH: marked("write a graph without graphs within"),
}


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
        group = top.group("nodes")
        nodes: dict[str, NirNode] = {}
        for name in group.names:
            with noted(report, file):
                nodes[name] = _read_node(group.group(name))
        edges: list[tuple[str, str]] = []
        with noted(report, file):
            edges = top.pairs("edges")
    report.raise_if_any(file)
    _require_ends(edges, nodes, file)
    return NirGraph(nodes, tuple(dict.fromkeys(edges)))


def _read_node(group: ForeignGroup) -> NirNode:
    kind = group.text("type")
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

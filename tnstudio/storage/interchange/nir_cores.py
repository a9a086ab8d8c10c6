"""Neurons of a NIR graph put on cores.

A neuron sends its spikes to one axon only: one that has to reach several, or an
output line too, is there several times. How often depends on what the neurons
behind it look like on their cores, which depends on how often those are there: so
all is laid out again until nothing changes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import Hardware
from tnstudio.storage.interchange.nir_fit import Fit, fit, most_values
from tnstudio.storage.interchange.nir_flow import Flows
from tnstudio.storage.interchange.nir_neuron_rows import NeuronRows
from tnstudio.texts import tr

_MOST_ROUNDS = 100

_Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Chunk:
    """Neurons of a node on one core.

    Attributes
    ----------
    rows : int64 array
        Which of the node's neurons.
    copies : int64 array, shape (rows,)
        How often each is there, >= 1.
    """

    node: str
    rows: _Counts
    copies: _Counts
    fit: Fit


class Layout:
    """Lays nodes out on cores.

    Parameters
    ----------
    outputs : mapping of str to int64 array
        How many output lines each neuron of a node drives.
    """

    def __init__(
        self,
        flows: Flows,
        nodes: Mapping[str, NeuronRows],
        outputs: Mapping[str, _Counts],
        hardware: Hardware,
    ) -> None:
        self._flows = flows
        self._nodes = nodes
        self._outputs = outputs
        self._hardware = hardware

    def chunks(self) -> list[Chunk]:
        """Return what each core holds.

        Raises
        ------
        TNStudioError
            If a node does not fit, or all together do not.
        """
        copies = {
            name: np.ones(len(rows.weights), np.int64)
            for name, rows in self._nodes.items()
        }
        done: dict[str, list[Chunk]] = {}
        for _ in range(_MOST_ROUNDS):
            for name in self._nodes:
                if name not in done:
                    done[name] = list(self._of_node(name, copies[name]))
            self._require_cores(done)
            needed = self._needed(done)
            grown = [name for name in needed if (needed[name] > copies[name]).any()]
            if not grown:
                break
            for name in grown:
                copies[name] = np.maximum(copies[name], needed[name])
                del done[name]
        else:
            self._flows.refuse(next(iter(done)), tr("Its copies would be ever more"))
        return [chunk for name in self._nodes for chunk in done[name]]

    def _require_cores(self, done: Mapping[str, list[Chunk]]) -> None:
        cores = sum(map(len, done.values()))
        if cores > self._hardware.cores:
            largest = max(done, key=lambda name: len(done[name]))
            self._flows.refuse(
                largest,
                tr("The graph takes {cores} cores", cores=cores),
                tr("the chip has {cores}", cores=self._hardware.cores),
            )

    def _needed(self, done: Mapping[str, list[Chunk]]) -> dict[str, _Counts]:
        """Count the axons and lines that each neuron has to reach."""
        needed = {
            name: self._outputs.get(name, np.zeros(len(rows.weights), np.int64)).copy()
            for name, rows in self._nodes.items()
        }
        for name, chunks in done.items():
            rows = self._nodes[name]
            for chunk in chunks:
                columns = chunk.fit.columns
                for k, source in enumerate(rows.sources):
                    if source in needed:
                        of_source = columns[rows.source[columns] == k]
                        np.add.at(needed[source], rows.element[of_source], 1)
        return needed

    def _of_node(self, name: str, copies: _Counts) -> Iterator[Chunk]:
        """Fill core after core with as many neurons as it takes, in their order."""
        first = 0
        while first < len(copies):
            chunk = self._longest(name, first, copies)
            yield chunk
            first += chunk.rows.size

    def _longest(self, name: str, first: int, copies: _Counts) -> Chunk:
        """Return the most neurons from one on that fit a core, by halving."""
        best: Chunk | None = None
        low, high = 1, min(self._hardware.neurons, len(copies) - first)
        # The most at first: mostly they fit.
        size = high
        while low <= high:
            rows = np.arange(first, first + size)
            found = self._fitted(name, rows, copies)
            if found is not None:
                best, low = Chunk(name, rows, copies[rows], found), size + 1
            else:
                high = size - 1
            size = (low + high) // 2
        return best or self._refuse_row(name, first, int(copies[first]))

    def _fitted(self, name: str, rows: _Counts, copies: _Counts) -> Fit | None:
        hardware = self._hardware
        weights = self._nodes[name].weights[rows]
        columns = np.count_nonzero(weights.any(axis=0))
        if copies[rows].sum() > hardware.neurons or columns > hardware.axons:
            return None
        found = fit(weights, hardware.axon_types)
        if found is None:
            row, count = most_values(weights)
            self._flows.refuse(
                name,
                tr(
                    "Neuron {rows} has {count} different weights",
                    rows=rows[row],
                    count=count,
                ),
                tr(
                    "a neuron of the chip has {axon_types} strengths",
                    axon_types=hardware.axon_types,
                ),
            )
        return found if found.columns.size <= hardware.axons else None

    def _refuse_row(self, name: str, row: int, copies: int) -> NoReturn:
        fan_in = int(np.count_nonzero(self._nodes[name].weights[row]))
        self._flows.refuse(
            name,
            tr(
                "Neuron {row} has {fan_in} inputs and reaches {copies} axons",
                row=row,
                fan_in=fan_in,
                copies=copies,
            ),
            tr(
                "a core has {axons} axons and {neurons} neurons",
                axons=self._hardware.axons,
                neurons=self._hardware.neurons,
            ),
        )

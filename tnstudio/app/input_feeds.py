"""Which axons each element of the input feeds."""

from dataclasses import dataclass

import numpy as np

from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr


@dataclass(frozen=True, order=True, slots=True)
class Feed:
    """An input line and an axon that it feeds."""

    line: int
    core: int
    axon: int

    def __str__(self) -> str:
        """Return it as users read it."""
        return tr(
            "line {line} → core {core}, axon {axon}",
            line=self.line,
            core=self.core,
            axon=self.axon,
        )


class InputFeeds:
    """Finds what an element feeds.

    Parameters
    ----------
    program : ChipProgram
    """

    def __init__(self, program: ChipProgram) -> None:
        inputs = program.inputs
        self._inputs = inputs
        # Connections in the order of their lines' elements: one search finds all.
        elements = inputs.element[inputs.line]
        self._order = np.lexsort((inputs.axon, inputs.core, inputs.line, elements))
        self._elements = elements[self._order]

    def of(self, element: int) -> tuple[Feed, ...]:
        """Return what an element of the flattened input feeds, by line and core."""
        low, high = np.searchsorted(self._elements, (element, element + 1))
        found = self._order[low:high]
        lines, cores, axons = (
            array[found].tolist()
            for array in (self._inputs.line, self._inputs.core, self._inputs.axon)
        )
        return tuple(map(Feed, lines, cores, axons))

"""Which outputs spiked when, of pooled spikes."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import NONE, ChipProgram

Words = npt.NDArray[np.uint64]


class OutputRows:
    """A row for each class; for each output line if there are no classes.

    Parameters
    ----------
    program : ChipProgram

    Attributes
    ----------
    cores : tuple of int
        Those with neurons on output lines.
    count : int
        Rows.
    """

    def __init__(self, program: ChipProgram) -> None:
        line = program.routes.line
        self._has_classes = bool(program.class_names)
        rows = program.outputs.label if self._has_classes else np.arange(line.max() + 1)
        row = np.append(rows, NONE)[line]
        core, neuron = np.nonzero(row != NONE)
        order = np.argsort(row[core, neuron], kind="stable")
        core, neuron = core[order], neuron[order]
        of_neuron = row[core, neuron]
        cores, slot = np.unique(core, return_inverse=True)
        self.cores = tuple(cores.tolist())
        self.count = len(program.class_names) if self._has_classes else len(rows)
        self._bit = slot * program.hardware.neurons + neuron
        self._neurons = program.hardware.neurons
        self._rows, self._starts = np.unique(of_neuron, return_index=True)
        self._sizes = np.diff(np.append(self._starts, len(of_neuron)))

    def shares(self, words: Words) -> npt.NDArray[np.float64]:
        """Return which part of each row's neurons spiked in each column.

        Parameters
        ----------
        words : uint64 array, shape (len(cores), columns, words per core)

        Returns
        -------
        float64 array, shape (rows, columns)
        """
        shares = np.zeros((self.count, words.shape[1]))
        if not self._bit.size or not words.shape[1]:
            return shares
        octets = np.ascontiguousarray(words, "<u8").view(np.uint8)
        bits = np.unpackbits(octets, axis=2, count=self._neurons, bitorder="little")
        by_neuron = bits.transpose(0, 2, 1).reshape(-1, words.shape[1])
        spikes = np.add.reduceat(
            by_neuron[self._bit], self._starts, axis=0, dtype=np.int32
        )
        shares[self._rows] = spikes / self._sizes[:, None]
        return shares

"""Turning tables of bits."""

import numpy as np

from tnstudio.jit import kernel
from tnstudio.simulation.arithmetic import transpose
from tnstudio.simulation.tables import WORD, Words


@kernel
def transpose_words(rows: Words, columns: Words) -> None:
    """Turn bit rows into columns, 64 × 64 bits at a time.

    Parameters
    ----------
    rows : uint64 array, shape (words * 64, neurons / 64)
    columns : uint64 array, shape (words, neurons)
        Receives, for each neuron, the bits of the 64 rows of each word.
    """
    block = np.empty(WORD, np.uint64)
    for word in range(columns.shape[0]):
        for w in range(rows.shape[1]):
            for k in range(WORD):
                block[k] = rows[word * WORD + k, w]
            transpose(block)
            for k in range(WORD):
                columns[word, w * WORD + k] = block[k]

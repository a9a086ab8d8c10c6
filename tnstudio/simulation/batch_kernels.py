"""Memoryless networks, 64 frames at a time.

A signal (an input line or a neuron) is a word with a bit for each frame. Axons
are gathered as such words and then transposed, so that the drive of a neuron
is the same sum of popcounts as in the tick (`tnstudio.simulation.kernels`).
"""

import numpy as np

from tnstudio.jit import kernel, parallel_kernel, prange
from tnstudio.simulation.kernels import popcount
from tnstudio.simulation.tables import (
    WORD,
    Bytes,
    Crossbars,
    Ints,
    Neurons,
    Wiring,
    Words,
)

_ZERO = np.uint64(0)
_ONE = np.uint64(1)
_HALF = np.uint64(0x00000000FFFFFFFF)


@kernel
def transpose(block: Words) -> None:
    """Swap rows and columns of 64 × 64 bits, in halves of halves."""
    width = 32
    mask = _HALF
    while width > 0:
        shift = np.uint64(width)
        for start in range(0, WORD, 2 * width):
            for k in range(start, start + width):
                swap = ((block[k] >> shift) ^ block[k + width]) & mask
                block[k] ^= swap << shift
                block[k + width] ^= swap
        width //= 2
        mask ^= mask << np.uint64(width)


@kernel
def pack_frames(lines: Bytes, signals: Words) -> None:
    """Set bit f of a line's signal if the line spikes in frame f."""
    for f in range(lines.shape[0]):
        bit = _ONE << np.uint64(f)
        for line in range(lines.shape[1]):
            signals[line] |= bit if lines[f, line] else _ZERO


@kernel
def gather_axons(
    wiring: Wiring, first: int, last: int, signals: Words, axons: Words
) -> None:
    """Collect the active slots of some words, shape (words, 64 frames)."""
    for word in range(first, last):
        active = axons[word - first]
        for k in range(WORD):
            active[k] = _ZERO
            slot = word * WORD + k
            for s in range(wiring.start[slot], wiring.start[slot + 1]):
                active[k] |= signals[wiring.source[s]]
        transpose(active)


@kernel
def evaluate_core(
    crossbars: Crossbars,
    neurons: Neurons,
    core: int,
    axons: Words,
    drive: Ints,
    signals: Words,
) -> None:
    """Fire the neurons of one core.

    Parameters
    ----------
    axons : uint64 array, shape (words, 64)
        The active slots of the core in each frame.
    drive : int32 array, shape (64,)
        Scratch: a neuron's input in each frame.
    signals : uint64 array, shape (neurons,)
        Receives the signal of each neuron.
    """
    first, last = crossbars.start[core], crossbars.start[core + 1]
    for j in range(neurons.live[core]):
        drive[:] = neurons.leak[core, j]
        for word in range(first, last):
            column = crossbars.columns[word, j]
            if column != _ZERO:
                strength = crossbars.strengths[core, crossbars.type[word], j]
                active = axons[word - first]
                for f in range(WORD):
                    drive[f] += strength * np.int32(popcount(active[f] & column))
        fires = _ZERO
        for f in range(WORD):
            fires |= np.uint64(drive[f] > 0) << np.uint64(f)
        signals[j] = fires


@kernel
def show(wiring: Wiring, signals: Words, shown: Bytes) -> None:
    """Show the spikes of the frames on the output lines; two of them merge."""
    for k in range(len(wiring.driver)):
        word, line = signals[wiring.driver[k]], wiring.line[k]
        for f in range(shown.shape[0]):
            shown[f, line] |= np.uint8((word >> np.uint64(f)) & _ONE)


@kernel
def evaluate_block(
    crossbars: Crossbars,
    neurons: Neurons,
    wiring: Wiring,
    lines: Bytes,
    shown: Bytes,
    spikes: Words,
) -> None:
    """Evaluate up to 64 frames; see `evaluate`."""
    cores, width = neurons.leak.shape
    neuron_signals = wiring.first_neuron
    signals = np.zeros(neuron_signals + cores * width, np.uint64)
    axons = np.empty((np.max(np.diff(crossbars.start)), WORD), np.uint64)
    drive = np.empty(WORD, np.int32)
    pack_frames(lines, signals)
    for core in wiring.order:
        first, last = crossbars.start[core], crossbars.start[core + 1]
        gather_axons(wiring, first, last, signals, axons)
        start = neuron_signals + core * width
        own = signals[start : start + width]
        evaluate_core(crossbars, neurons, core, axons, drive, own)
    show(wiring, signals, shown)
    for word in range(spikes.shape[1]):
        start = neuron_signals + word * WORD
        block = signals[start : start + WORD]
        transpose(block)
        spikes[:, word] = block[: spikes.shape[0]]


@kernel
def evaluate(
    crossbars: Crossbars,
    neurons: Neurons,
    wiring: Wiring,
    lines: Bytes,
    shown: Bytes,
    spikes: Words,
) -> None:
    """Evaluate frames on one thread.

    Parameters
    ----------
    lines : uint8 array, shape (frames, input lines)
    shown : uint8 array, shape (frames, output lines)
        Receives the outputs of each frame; must be zero before.
    spikes : uint64 array, shape (frames, cores * neuron words) or (frames, 0)
        Receives the spikes of each frame, if it has any columns.
    """
    for first in range(0, lines.shape[0], WORD):
        block = slice(first, first + WORD)
        evaluate_block(
            crossbars, neurons, wiring, lines[block], shown[block], spikes[block]
        )


@parallel_kernel
def evaluate_parallel(
    crossbars: Crossbars,
    neurons: Neurons,
    wiring: Wiring,
    lines: Bytes,
    shown: Bytes,
    spikes: Words,
) -> None:
    """Evaluate frames on all threads; see `evaluate`."""
    starts = np.arange(0, lines.shape[0], WORD)
    for b in prange(len(starts)):
        block = slice(starts[b], starts[b] + WORD)
        evaluate_block(
            crossbars, neurons, wiring, lines[block], shown[block], spikes[block]
        )

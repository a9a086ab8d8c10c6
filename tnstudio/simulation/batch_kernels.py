"""Memoryless networks, 64 frames at a time.

A signal (an input line or a neuron) is a word with a bit for each frame; those
of the lines come first, in whole words of 64, then those of the neurons. Axons
are collected as such words and then transposed, so that the drive of a neuron
is the same sum of popcounts as in the tick (`tnstudio.simulation.kernels`).
"""

import numpy as np

from tnstudio.jit import kernel, parallel_kernel, prange
from tnstudio.simulation.arithmetic import popcount, transpose
from tnstudio.simulation.tables import (
    WORD,
    Crossbars,
    Indices,
    Ints,
    Neurons,
    Wiring,
    Words,
)

_ZERO = np.uint64(0)


@kernel
def join(
    start: Indices, source: Indices, first: int, signals: Words, block: Words
) -> None:
    """Collect the signals that meet on up to 64 places; spikes merge."""
    block[:] = _ZERO
    for k in range(min(WORD, len(start) - 1 - first)):
        for s in range(start[first + k], start[first + k + 1]):
            block[k] |= signals[source[s]]


@kernel
def read_column(table: Words, column: int, block: Words) -> None:
    """Transpose a column of up to 64 words into a block, the rest being 0."""
    for k in range(WORD):
        block[k] = table[k, column] if k < table.shape[0] else _ZERO
    transpose(block)


@kernel
def write_column(block: Words, table: Words, column: int) -> None:
    """Transpose a block into a column of up to 64 words."""
    transpose(block)
    for k in range(table.shape[0]):
        table[k, column] = block[k]


@kernel
def count_events(signals: Words, closed: Indices, frames: int) -> np.int64:
    """Count the synaptic events of up to 64 axons in all frames of a block.

    The frames that only fill the block up are left out: neurons that fire by
    themselves do so in them, too.
    """
    unused = np.uint64(WORD - frames)
    events = np.int64(0)
    for k in range(len(closed)):
        active = np.int64(popcount(signals[k] << unused))
        events += active * closed[k]
    return events


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
    leak, strengths = neurons.leak[neurons.row[core, 0]], crossbars.strengths
    for j in range(neurons.live[core]):
        drive[:] = leak[j]
        for word in range(first, last):
            column = crossbars.columns[word, j]
            if column != _ZERO:
                strength = np.int32(strengths[crossbars.strength_row[word], j])
                active = axons[word - first]
                for f in range(WORD):
                    drive[f] += strength * np.int32(popcount(active[f] & column))
        fires = _ZERO
        for f in range(WORD):
            fires |= np.uint64(drive[f] > 0) << np.uint64(f)
        signals[j] = fires


@kernel
def evaluate_block(
    crossbars: Crossbars,
    neurons: Neurons,
    wiring: Wiring,
    inputs: Words,
    outputs: Words,
    spikes: Words,
    events: Indices,
) -> None:
    """Evaluate up to 64 frames; see `evaluate`."""
    line_words = inputs.shape[1]
    cores, width = len(neurons.live), neurons.leak.shape[1]
    first_neuron = line_words * WORD
    signals = np.zeros(first_neuron + cores * width, np.uint64)
    most = 0
    for core in range(cores):
        most = max(most, crossbars.start[core + 1] - crossbars.start[core])
    axons = np.empty((most, WORD), np.uint64)
    drive = np.empty(WORD, np.int32)
    block = np.empty(WORD, np.uint64)

    for word in range(line_words):
        read_column(inputs, word, signals[word * WORD : (word + 1) * WORD])
    for core in wiring.order:
        first, last = crossbars.start[core], crossbars.start[core + 1]
        for word in range(first, last):
            active = axons[word - first]
            join(wiring.into_slot, wiring.slot_source, word * WORD, signals, active)
            if len(events):
                closed = wiring.closed[word * WORD : (word + 1) * WORD]
                events[core] += count_events(active, closed, inputs.shape[0])
            transpose(active)
        start = first_neuron + core * width
        own = signals[start : start + width]
        evaluate_core(crossbars, neurons, core, axons, drive, own)
    for word in range(outputs.shape[1]):
        join(wiring.into_line, wiring.line_source, word * WORD, signals, block)
        write_column(block, outputs, word)
    for word in range(spikes.shape[1]):
        start = first_neuron + word * WORD
        write_column(signals[start : start + WORD], spikes, word)


@kernel
def evaluate(
    crossbars: Crossbars,
    neurons: Neurons,
    wiring: Wiring,
    inputs: Words,
    outputs: Words,
    spikes: Words,
    events: Indices,
) -> None:
    """Evaluate frames on one thread.

    Parameters
    ----------
    inputs : uint64 array, shape (frames, line words)
        Input spikes.
    outputs : uint64 array, shape (frames, output words)
        Receives the output spikes of each frame.
    spikes : uint64 array, shape (frames, cores * neuron words) or (frames, 0)
        Receives the spikes of each frame, if it has any columns.
    events : int64 array, shape (ceil(frames / 64), cores) or (.., 0)
        Receives the synaptic events of each core in 64 frames, if it has any
        columns; zeros before.
    """
    for b in range(len(events)):
        some = slice(b * WORD, (b + 1) * WORD)
        evaluate_block(
            crossbars,
            neurons,
            wiring,
            inputs[some],
            outputs[some],
            spikes[some],
            events[b],
        )


@parallel_kernel
def evaluate_parallel(
    crossbars: Crossbars,
    neurons: Neurons,
    wiring: Wiring,
    inputs: Words,
    outputs: Words,
    spikes: Words,
    events: Indices,
) -> None:
    """Evaluate frames on all threads; see `evaluate`."""
    for b in prange(len(events)):
        some = slice(b * WORD, (b + 1) * WORD)
        evaluate_block(
            crossbars,
            neurons,
            wiring,
            inputs[some],
            outputs[some],
            spikes[some],
            events[b],
        )

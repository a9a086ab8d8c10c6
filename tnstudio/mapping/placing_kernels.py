"""Kernels of automatic placement; on one thread."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.draws import draw
from tnstudio.jit import inner_kernel, kernel

_HALF = np.uint64(32)
_ONE, _TWO, _THREE = np.uint64(1), np.uint64(2), np.uint64(3)
_FOUR, _FIVE = np.uint64(4), np.uint64(5)
_DRAWS = np.uint64(6)
"""Draws of a move."""
_CERTAIN = 2.0**32

Integers = npt.NDArray[np.int32]
Reals = npt.NDArray[np.float64]


class Graph(NamedTuple):
    """Which cores send to each other, in either direction.

    Attributes
    ----------
    starts : int64 array, shape (cores + 1,)
        The neighbours of core k are ``others[starts[k]:starts[k + 1]]``.
    others : int32 array
    weights : int32 array
        Routes between the two; a neighbour may come twice, once for each way.
    """

    starts: npt.NDArray[np.int64]
    others: Integers
    weights: Integers


class Board(NamedTuple):
    """Who is where in a part of the chip; changed in place.

    Attributes
    ----------
    row, column : int32 arrays, shape (cores,)
    core : int32 array, shape (rows, columns)
        -1 where there is none.
    """

    row: Integers
    column: Integers
    core: Integers


@inner_kernel
def _change(
    graph: Graph, board: Board, core: int, row: int, column: int, without: int
) -> int:
    """Return what a core's hops change by if it goes to another place.

    The routes between it and `without`, which takes its place, stay as long.
    """
    old_row, old_column = board.row[core], board.column[core]
    change = 0
    for k in range(graph.starts[core], graph.starts[core + 1]):
        other = graph.others[k]
        if other != without:
            there, across = board.row[other], board.column[other]
            longer = abs(there - row) - abs(there - old_row)
            longer += abs(across - column) - abs(across - old_column)
            change += int(graph.weights[k] * longer)
    return change


@inner_kernel
def _between(number: np.uint64, low: int, high: int) -> int:
    """Turn a 32-bit draw into one of the numbers low..high."""
    return low + int((number * np.uint64(high - low + 1)) >> _HALF)


@inner_kernel
def _target(
    graph: Graph, board: Board, core: int, reach: int, key: np.uint64, count: np.uint64
) -> tuple[int, int]:
    """Draw where a core might go: near to where it is, or beside a neighbour."""
    row, column, far = board.row[core], board.column[core], reach
    links = graph.starts[core + 1] - graph.starts[core]
    if links and draw(key, count) & _ONE:
        k = graph.starts[core] + _between(draw(key, count + _ONE), 0, links - 1)
        row, column, far = board.row[graph.others[k]], board.column[graph.others[k]], 1
    rows, columns = board.core.shape
    return (
        _between(draw(key, count + _TWO), max(0, row - far), min(rows - 1, row + far)),
        _between(
            draw(key, count + _THREE),
            max(0, column - far),
            min(columns - 1, column + far),
        ),
    )


@inner_kernel
def _put(board: Board, core: int, row: int, column: int) -> None:
    """Put a core, or none (-1), in a place."""
    board.core[row, column] = core
    if core >= 0:
        board.row[core], board.column[core] = row, column


@kernel
def anneal(
    graph: Graph,
    board: Board,
    heat: float,
    reach: int,
    key: np.uint64,
    first: int,
    moves: int,
) -> int:
    """Let cores change places, or go to free ones, at random.

    A move that makes routes longer by d hops is made with probability
    ``exp(-d / heat)`` (Kirkpatrick, Gelatt and Vecchi 1983, "Optimization by
    simulated annealing", Science 220).

    Parameters
    ----------
    heat : float
        In hops; 0 for moves that lose nothing only.
    reach : int
        How many rows and columns a core goes, >= 1, unless it goes beside one
        that it shares routes with.
    key : uint64
        Of the stream of draws.
    first : int
        Number of the first move: where a search goes on, the moves so far.
    moves : int

    Returns
    -------
    int
        What the hops of all routes have changed by.
    """
    total = 0
    for move in range(first, first + moves):
        count = np.uint64(move) * _DRAWS
        core = _between(draw(key, count + _FOUR), 0, len(board.row) - 1)
        old_row, old_column = board.row[core], board.column[core]
        row, column = _target(graph, board, core, reach, key, count)
        other = board.core[row, column]
        if other == core:
            continue
        change = _change(graph, board, core, row, column, other)
        if other >= 0:
            change += _change(graph, board, other, old_row, old_column, core)
        if change > 0:
            chance = np.exp(-change / heat) if heat > 0.0 else 0.0
            if draw(key, count + _FIVE) >= _CERTAIN * chance:
                continue
        _put(board, core, row, column)
        _put(board, other, old_row, old_column)
        total += change
    return total


@kernel
def to_neighbours(graph: Graph, here: Reals, there: Reals) -> None:
    """Put each core half way to the mean place of its neighbours.

    Parameters
    ----------
    here : float64 array, shape (cores, axes)
        Coordinates of each core.
    there : float64 array, shape (cores, axes)
        Overwritten. Cores without neighbours stay where they are.
    """
    axes = here.shape[1]
    for core in range(len(here)):
        weight = 0.0
        for axis in range(axes):
            there[core, axis] = 0.0
        for k in range(graph.starts[core], graph.starts[core + 1]):
            other = graph.others[k]
            weight += graph.weights[k]
            for axis in range(axes):
                there[core, axis] += graph.weights[k] * here[other, axis]
        for axis in range(axes):
            if weight > 0.0:
                mean = there[core, axis] / weight
                there[core, axis] = 0.5 * (here[core, axis] + mean)
            else:
                there[core, axis] = here[core, axis]

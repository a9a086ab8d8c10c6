"""Automatic placement: cores are put where routes take fewer hops in all."""

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.mapping.placing_kernels import Board, Graph, anneal, to_neighbours
from tnstudio.model.topology import Grid
from tnstudio.model.traffic import Places, Traffic, total_hops
from tnstudio.randomness import generator, stream_key

STEPS = 120
"""Temperatures, one after another; the search can be stopped between them."""

MOVES_PER_CORE = 8_000
FEWEST_MOVES = 1_000_000
MOST_VISITS = 1_200_000_000
"""Neighbours looked at in all: they take the time, whatever the network."""

_QUIET_SHARE = 0.15
"""Of the steps: at the end, without moves that lose."""

_FIRST_HEAT = 1.0
"""In hops per core at the start of the search."""
_COOLING = 0.001
"""Of the first heat, where the quiet end begins."""

_DRAWING_VISITS = 250_000_000
_MOST_ROUNDS = 6_000
_ROUNDS_AT_ONCE = 20
_DRAWING_SHARE = 0.2
"""Of the time, about."""
_TURNS = 16
"""Angles at which a drawing is laid on the grid."""

Coordinates = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PlacingProgress:
    """How far an automatic placement is.

    Attributes
    ----------
    share : float
        How much is done, above 0 and up to 1.
    seconds_left : float
        Estimated time to the end.
    hops : int
        Of all routes, with the best placement so far.
    """

    share: float
    seconds_left: float
    hops: int


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """What an automatic placement has found.

    Attributes
    ----------
    places : int32 array, shape (cores, 2)
    before, after : int
        Hops of all routes; `after` is never more.
    """

    places: Places
    before: int
    after: int


def placing(
    traffic: Traffic, start: Places, grid: Grid, seed: int, effort: float = 1.0
) -> Generator[PlacingProgress, None, Placed]:
    """Search for places with fewer hops in all, within a compact square.

    The square has room for the cores and little more, so that copies fit beside
    each other; it begins where the cores begin at present. The best of three
    is improved by simulated annealing: the present places, the cores in rows,
    and a drawing of the network with each core between those that it sends to
    (K. M. Hall 1970, "An r-dimensional quadratic placement algorithm",
    Management Science 17). The same seed gives the same places.

    Parameters
    ----------
    start : int32 array, shape (cores, 2)
        The present places, each core its own.
    grid : Grid
        Of the chip.
    seed : int
        Of all that is drawn.
    effort : float
        Moves that are tried, as a multiple of the usual number, > 0.

    Yields
    ------
    PlacingProgress
        After each step of some tens of milliseconds; the search may be closed
        then.

    Returns
    -------
    Placed
        `start`, if nothing better was found.
    """
    began, before = perf_counter(), total_hops(traffic, start)
    if not before:
        return Placed(start, before, before)
    corner, square = _square(start, grid)
    graph = _graph(traffic)
    drawing = generator(seed, "drawing").standard_normal((traffic.cores, 2))
    for share in _smoothing(graph, drawing):
        yield _progress(began, _DRAWING_SHARE * share, before)
    candidates = [_in_rows(np.arange(traffic.cores), square)]
    candidates += [_on_grid(turned, square) for turned in _turns(drawing)]
    inside = start - corner
    if ((inside >= 0) & (inside < (square.rows, square.columns))).all():
        candidates.insert(0, inside)
    hops = [total_hops(traffic, places) for places in candidates]
    first = candidates[int(np.argmin(hops))]
    best = (before, start) if before <= min(hops) else (min(hops), first + corner)
    moves = _moves(graph, effort)
    search = _annealed(
        graph, first, square, min(hops), stream_key(seed, "moves"), moves
    )
    for step, found in enumerate(search, 1):
        if found[0] < best[0]:
            best = found[0], found[1] + corner
        share = _DRAWING_SHARE + (1 - _DRAWING_SHARE) * step / STEPS
        yield _progress(began, share, best[0])
    return Placed(best[1], before, best[0])


def _progress(began: float, share: float, hops: int) -> PlacingProgress:
    seconds = perf_counter() - began
    return PlacingProgress(share, seconds * (1 - share) / share, hops)


def _square(start: Places, grid: Grid) -> tuple[Places, Grid]:
    """Return the corner and the size of the square in which cores are placed."""
    side = math.isqrt(len(start) - 1) + 1
    rows = max(min(side, grid.rows), -(-len(start) // grid.columns))
    columns = max(min(side, grid.columns), -(-len(start) // grid.rows))
    room = np.array((grid.rows - rows, grid.columns - columns), np.int32)
    return np.minimum(start.min(axis=0), room), Grid(rows, columns)


def _graph(traffic: Traffic) -> Graph:
    """Return both ends of all routes between two cores."""
    apart = np.flatnonzero(traffic.source != traffic.target)
    source, target = traffic.source[apart], traffic.target[apart]
    ends = np.concatenate((source, target))
    order = np.argsort(ends, kind="stable")
    starts = np.zeros(traffic.cores + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=traffic.cores), out=starts[1:])
    others = np.concatenate((target, source))[order]
    weights = np.tile(traffic.routes[apart], 2)[order]
    return Graph(starts, others, weights.astype(np.int32))


# -- Where to start from


def _smoothing(graph: Graph, drawing: Coordinates) -> Iterator[float]:
    """Draw a network better and better; gives how much is done, up to 1.

    The drawing becomes the two smoothest functions on the network that are not
    constant: cores go to the middle of their neighbours again and again, and
    are kept from falling together.

    Parameters
    ----------
    drawing : float64 array, shape (cores, 2)
        Coordinates of each core, at first at random; changed in place. They
        are of no scale.
    """
    cores = len(drawing)
    ends = np.repeat(np.arange(cores), np.diff(graph.starts))
    degrees = np.bincount(ends, graph.weights, cores).astype(np.float64)
    there = np.empty_like(drawing)
    most = min(_MOST_ROUNDS, _DRAWING_VISITS // max(1, 2 * len(graph.others)))
    turns = max(1, most // _ROUNDS_AT_ONCE)
    for turn in range(1, turns + 1):
        for _ in range(_ROUNDS_AT_ONCE // 2):
            to_neighbours(graph, drawing, there)
            to_neighbours(graph, there, drawing)
        _keep_apart(drawing, degrees)
        yield turn / turns


def _keep_apart(here: Coordinates, degrees: Coordinates) -> None:
    """Take from each axis what is the same for all, or in an axis before it."""
    whole = degrees.sum()
    for axis in range(here.shape[1]):
        line = here[:, axis]
        line -= degrees @ line / whole
        for before in range(axis):
            line -= (degrees * here[:, before]) @ line * here[:, before]
        line /= math.sqrt(degrees @ line**2) or 1.0


def _turns(drawing: Coordinates) -> Iterator[Coordinates]:
    """Turn a drawing by angles below 90°."""
    for turn in range(_TURNS):
        angle = turn * math.pi / 2 / _TURNS
        sine, cosine = math.sin(angle), math.cos(angle)
        yield drawing @ np.array(((cosine, -sine), (sine, cosine)))


def _on_grid(drawing: Coordinates, square: Grid) -> Places:
    """Fill the rows of a square from top to bottom, each from left to right."""
    order = np.argsort(drawing[:, 0], kind="stable")
    row = np.arange(len(order)) // square.columns
    return _in_rows(order[np.lexsort((drawing[order, 1], row))], square)


def _in_rows(order: npt.NDArray[np.intp], square: Grid) -> Places:
    """Put the cores in this order into the rows of a square."""
    places = np.empty((len(order), 2), np.int32)
    spots = np.divmod(np.arange(len(order)), square.columns)
    places[order] = np.stack(spots, axis=1)
    return places


# -- Annealing


def _moves(graph: Graph, effort: float) -> int:
    """Return how many moves to try at each temperature."""
    cores = len(graph.starts) - 1
    visits = 1 + 2 * len(graph.others) // cores
    wanted = max(MOVES_PER_CORE * cores, FEWEST_MOVES)
    return 1 + int(effort * min(wanted, MOST_VISITS // visits)) // STEPS


def _annealed(
    graph: Graph, first: Places, square: Grid, hops: int, key: np.uint64, moves: int
) -> Iterator[tuple[int, Places]]:
    """Improve places step by step; gives those after each, with their hops."""
    row, column = np.ascontiguousarray(first.T)
    core = np.full((square.rows, square.columns), -1, np.int32)
    core[row, column] = np.arange(len(first))
    board, hottest = Board(row, column, core), _FIRST_HEAT * hops / len(first)
    for step in range(STEPS):
        done = step / STEPS / (1 - _QUIET_SHARE)
        heat = hottest * _COOLING**done if done < 1 else 0.0
        reach = max(1, round(max(square.rows, square.columns) * (1 - done)))
        with np.errstate(over="ignore"):
            hops += anneal(graph, board, heat, reach, key, step * moves, moves)
        yield hops, np.stack((row, column), axis=1)

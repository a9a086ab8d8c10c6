"""Hops, loads, automatic placement and painting at the size of a full chip."""

from collections.abc import Callable
from time import perf_counter, thread_time

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from tests.programs import random_recurrent_program
from tnstudio.mapping.placing import Placed, placing
from tnstudio.model.circuit_arrays import circuit_of
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.placement import figures_of, grid_of, places_of
from tnstudio.model.templates import mnist_30core
from tnstudio.model.traffic import (
    Places,
    Traffic,
    hops,
    link_loads,
    total_hops,
    traffic_of,
)
from tnstudio.ui.design.chip_drawing import chip_drawing
from tnstudio.ui.design.chip_view import ChipView
from tnstudio.ui.theme import Theme

pytestmark = pytest.mark.benchmark

GRID = grid_of(TRUENORTH)


def full_chip() -> Network:
    """Return 4096 cores whose neurons send to cores at random."""
    random = np.random.default_rng(0)
    program = random_recurrent_program(random, TRUENORTH, TRUENORTH.cores, 10)
    return free_network("full", circuit_of(program), TRUENORTH)


def local_traffic(side: int = 64, spread: float = 2.0) -> tuple[Traffic, Places]:
    """Return cores that send to near ones, and the places that made them near."""
    random = np.random.default_rng(0)
    cores = side**2
    source = np.repeat(np.arange(cores), 256)
    ends = np.stack(np.divmod(source, side)) + random.normal(
        0, spread, (2, len(source))
    )
    row, column = np.clip(np.rint(ends), 0, side - 1).astype(int)
    names = random.permutation(cores)
    pair, routes = np.unique(
        names[source] * cores + names[row * side + column], return_counts=True
    )
    first, second = np.divmod(pair, cores)
    places = np.empty((cores, 2), np.int32)
    places[names] = np.stack(np.divmod(np.arange(cores), side), axis=1)
    return Traffic(
        cores, first.astype(np.int32), second.astype(np.int32), routes
    ), places


def seconds_of(work: Callable[[], object], times: int = 5) -> float:
    """Return the least time of some runs, of this thread alone."""
    taken = []
    for _ in range(times):
        started = thread_time()
        work()
        taken.append(thread_time() - started)
    return min(taken)


def placed(traffic: Traffic, start: Places) -> tuple[Placed, float, float]:
    """Place cores; returns the result, seconds, and those of the longest step."""
    work, longest, started = placing(traffic, start, GRID, 0), 0.0, perf_counter()
    while True:
        before = perf_counter()
        try:
            next(work)
        except StopIteration as end:
            return end.value, perf_counter() - started, longest
        longest = max(longest, perf_counter() - before)


def greedy(traffic: Traffic, start: Places, seconds: float) -> int:
    """Swap pairs at random for so long, keeping what is better: the alternative."""
    random, places = np.random.default_rng(0), start.copy()
    both = [np.flatnonzero(ends == k) for ends in (traffic.source, traffic.target)
            for k in range(traffic.cores)]  # fmt: skip
    pairs = [np.union1d(*both[k :: traffic.cores]) for k in range(traffic.cores)]

    def cost(chosen: np.ndarray) -> int:
        apart = places[traffic.source[chosen]] - places[traffic.target[chosen]]
        return int(np.abs(apart).sum(axis=1) @ traffic.routes[chosen])

    started = perf_counter()
    while perf_counter() - started < seconds:
        one, two = random.integers(0, traffic.cores, 2)
        chosen = np.union1d(pairs[one], pairs[two])
        before = cost(chosen)
        places[[one, two]] = places[[two, one]]
        if cost(chosen) > before:
            places[[one, two]] = places[[two, one]]
    return total_hops(traffic, places)


def test_that_hops_and_loads_of_a_full_chip_are_found_in_time() -> None:
    network = full_chip()
    traffic, places = traffic_of(network), places_of(network)
    parts = {
        "routes grouped": lambda: traffic_of(network),
        "hops": lambda: hops(traffic, places),
        "loads": lambda: link_loads(traffic, places, GRID),
    }
    taken = {name: seconds_of(work) for name, work in parts.items()}
    print(f"\n4096 cores, {len(traffic.source)} pairs of cores:")
    print(", ".join(f"{name} {1e3 * s:.1f} ms" for name, s in taken.items()))
    assert sum(taken.values()) < 0.05


def test_that_automatic_placement_beats_random_and_greedy_places() -> None:
    thirty = mnist_30core()
    placed(traffic_of(thirty), places_of(thirty))  # compiles
    full, (local, made) = full_chip(), local_traffic()
    cases = {
        "30 cores": (traffic_of(thirty), places_of(thirty)),
        "4096 cores, near": (local, made[np.random.default_rng(1).permutation(4096)]),
        "4096 cores, random": (traffic_of(full), places_of(full)),
    }
    for name, (traffic, start) in cases.items():
        found, seconds, longest = placed(traffic, start)
        mixed = start[np.random.default_rng(2).permutation(len(start))]
        others = {
            "random": total_hops(traffic, mixed),
            "greedy in the same time": greedy(traffic, start, seconds),
        }
        told = [f"{word} {hops / found.after:.2f} ×" for word, hops in others.items()]
        print(f"\n{name}: {found.before} → {found.after} hops in {seconds:.2f} s")
        print(f"(longest step {1e3 * longest:.0f} ms); {', '.join(told)}")
        assert found.after < min(others.values())
    print(f"where the near cores come from: {total_hops(local, made)} hops")


@pytest.mark.parametrize(
    ("width", "height", "ratio"), [(1280, 800, 1), (1920, 1080, 2)]
)
def test_that_a_full_chip_is_painted_in_time(
    qtbot: QtBot, width: int, height: int, ratio: int
) -> None:
    network = full_chip()
    started = perf_counter()
    drawing = chip_drawing(network)
    made = perf_counter() - started
    view = ChipView(Theme("light"))
    view.resize(width, height)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    started = perf_counter()
    view.show_chip(drawing)
    shown = perf_counter() - started
    view.show_selection((2000,))
    image = QImage(width * ratio, height * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    frames = {}
    for pixels in (6, 12, 20, 24, 48):
        view.zoom_by(pixels / 24 / view.zoom)
        view.centre_on(QPointF(768, 768))

        def paint() -> None:
            painter = QPainter(image)
            view.render(painter)
            painter.end()

        frames[pixels] = seconds_of(paint)
    print(f"\n{width} × {height} at {ratio}: drawing made in {1e3 * made:.0f} ms,")
    print(f"shown in {1e3 * shown:.0f} ms; a frame at so many pixels a core:")
    print(", ".join(f"{p}: {1e3 * s:.1f} ms" for p, s in frames.items()))
    assert max(frames.values()) < 1 / 30
    assert figures_of(network, drawing.traffic, drawing.places) == drawing.figures

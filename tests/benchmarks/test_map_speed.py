"""Frames per second of the crossbar and of the map; run with ``-m benchmark -s``."""

from collections.abc import Callable
from time import perf_counter

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.programs import ProgramBuilder, copies_of
from tests.ui.conftest import show
from tnstudio.app.frame import Frame
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.app.stimulus_input import StimulusInput
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.neuron import NeuronParameters
from tnstudio.model.program import ChipProgram
from tnstudio.model.stimulus import PoissonSpikes
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.crossbar_view import CrossbarView
from tnstudio.ui.simulate.map_measures import MEASURES
from tnstudio.ui.simulate.map_page import MapPage
from tnstudio.ui.theme import Theme

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

FRAMES = 120
MOST_CROSSBAR = 0.004
"""Seconds for a frame of a core of 256 × 256, painting included."""

MOST_MAP = 0.03
"""Seconds for a frame of 4096 cores, painting included."""


def one_core() -> ChipProgram:
    """A core of 256 × 256, half of the synapses closed, driven on all axons."""
    random = np.random.default_rng(0)
    builder = ProgramBuilder(TRUENORTH, 1, lines=TRUENORTH.axons, outputs=256)
    builder.synapses[:] = random.random(builder.synapses.shape) < 0.5
    builder.types[:] = np.arange(TRUENORTH.axons) % 4
    for j in range(TRUENORTH.neurons):
        strengths = random.choice([-2, -1, 1, 2], TRUENORTH.axon_types).tolist()
        builder.neuron(0, j, NeuronParameters(threshold=12), strengths)
        builder.input(j, 0, j)
        builder.output((0, j), j)
    return builder.build()


def session_of(program: ChipProgram) -> SimulationSession:
    lines = len(program.inputs.element)
    stimuli = tuple(PoissonSpikes(line, 0.1) for line in range(lines))
    return SimulationSession(program, StimulusInput(program, stimuli, {}, 1))


def frames_of(session: SimulationSession, ticks: int = 1) -> list[Frame]:
    return [session.advance(ticks) for _ in range(FRAMES)]


def drawn(view: QWidget, show_one: Callable[[Frame], None], frames: list[Frame]):
    """Return the seconds of each frame until it is painted."""
    took = []
    for frame in frames:
        start = perf_counter()
        show_one(frame)
        view.repaint()
        took.append(perf_counter() - start)
    return np.array(took)


@pytest.mark.parametrize("since", [None, "run"])
@pytest.mark.parametrize("closer", [0, 8, 14])
def test_that_a_core_is_drawn_60_times_a_second(
    qtbot: QtBot, since: str | None, closer: int
) -> None:
    program = one_core()
    session = session_of(program)
    view = CrossbarView(Theme("light"))
    qtbot.addWidget(view)
    view.resize(420, 480)
    show(qtbot, view)
    view.show_core(ChipCores(program), 0)
    view._span.setCurrentIndex(2 if since else 0)
    session.watches.follow(0 if since else None, "run")
    for _ in range(closer):
        view._view().scaleBy((1 / 1.3, 1 / 1.3))
    plot = view._plot.viewport()
    took = drawn(plot, view.show_frame, frames_of(session))
    print(
        f"\n256 x 256, since {since}, {1.3**closer:.0f} times closer, "
        f"{view.cell_marks.numbers} numbers: {np.median(took) * 1e3:.2f} ms, "
        f"at most {took[5:].max() * 1e3:.1f} ms: {1 / np.mean(took):.0f} frames/s"
    )
    assert np.median(took) < MOST_CROSSBAR


@pytest.mark.parametrize("layout", ["layers", "chip"])
def test_that_a_full_chip_is_drawn_more_than_10_times_a_second(
    qtbot: QtBot, layout: str
) -> None:
    program = copies_of(one_core(), 4096)
    session = session_of(program)
    session.watches.count(True)
    cores = ChipCores(program)
    page = MapPage(Theme("light"))
    qtbot.addWidget(page)
    page.resize(440, 480)
    show(qtbot, page)
    page.show_chip(cores)
    page._layout.setCurrentIndex(page._layout.findData(layout))
    frames = [session.advance(1) for _ in range(20)]
    print(f"\n4096 cores, {layout}, a square of {page.map._side():.1f} pixels")
    for measure in MEASURES:
        page._measure.setCurrentIndex(MEASURES.index(measure))

        def show_one(frame: Frame) -> None:
            page.keep(frame)
            page.draw()

        took = drawn(page, show_one, frames)
        print(f"{measure.title}: {np.median(took) * 1e3:.1f} ms")
        assert np.median(took) < MOST_MAP


def test_that_what_nobody_sees_costs_nothing() -> None:
    program = one_core()
    times: dict[str, list[float]] = {}
    for _ in range(5):
        for what in ("nothing", "counts", "activity", "nothing after both"):
            session = session_of(program)
            session.watches.count(what != "nothing")
            session.watches.follow(None if what == "nothing" else 0, "run")
            session.advance(200)
            session.watches.count(what == "counts")
            session.watches.follow(0 if what == "activity" else None, "run")
            start = perf_counter()
            for _ in range(10):
                session.advance(200)
            times.setdefault(what, []).append((perf_counter() - start) / 2000)
    best = {what: min(found) for what, found in times.items()}
    for what, found in best.items():
        print(f"\n{what} counted: {1e6 * found:.1f} µs per tick of a core")
    assert best["nothing after both"] < 1.2 * best["nothing"]

"""Crossbars of free cores as pictures, and the canvas at every zoom."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model import circuit_edits as edits
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_templates import SMALL
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.ui.colours import DARK, LIGHT
from tnstudio.ui.design.circuit_drawing import draw_circuit
from tnstudio.ui.design.circuit_keys import CircuitCanvas
from tnstudio.ui.design.circuit_pictures import (
    COARSE,
    EXCITES,
    INHIBITS,
    OFF,
    SILENT,
    CrossbarPictures,
    most_frequent,
    share_of_synapses,
    synapse_signs,
)
from tnstudio.ui.theme import Theme


@pytest.fixture
def core() -> FreeCore:
    made = edits.set_axon_types(fresh_core(SMALL, "", (0, 0)), 1, 1)
    made = edits.set_neurons(made, 3, edits.MEMORYLESS_BINARY, (0, 0))
    return edits.set_synapses(made, (0, 1), (0, 3))


def test_that_signs_tell_what_synapses_do(core: FreeCore) -> None:
    signs = synapse_signs(core)
    assert signs[:2].tolist() == [
        [EXCITES, OFF, OFF, SILENT],
        [INHIBITS, OFF, OFF, SILENT],
    ]
    assert not signs[2:].any()
    assert share_of_synapses(core) == 4 / 16


def test_that_small_pictures_show_what_most_synapses_do() -> None:
    signs = np.zeros((256, 256), np.uint8)
    signs[:128] = EXCITES
    signs[:128, ::5] = INHIBITS
    small = most_frequent(signs, COARSE)
    assert small.shape == (64, 64)
    assert (small[:32] == EXCITES).all()
    assert (small[32:] == OFF).all()
    assert (most_frequent(signs[:64, :64], COARSE) == signs[:64, :64]).all()
    assert most_frequent(signs[:100, :70], COARSE).shape == (50, 35)


def test_that_pictures_are_kept_until_a_core_changes(
    core: FreeCore, qtbot: QtBot
) -> None:
    pictures = CrossbarPictures(lambda: None)
    pictures.recolour(LIGHT)
    first = pictures.picture(core, fine=True)
    assert first is not None
    assert pictures.picture(core, fine=True)[0] is first[0]
    image = first[0].toImage()
    assert image.pixelColor(0, 0) == QColor(LIGHT.positive)
    assert image.pixelColor(0, 1) == QColor(LIGHT.negative)
    assert image.pixelColor(1, 0).alpha() == 0
    changed = edits.set_synapses(core, 2, 2)
    assert pictures.picture(changed, fine=True)[0] is not first[0]
    pictures.recolour(DARK)
    assert pictures.picture(core, fine=True)[0] is not first[0]
    assert pictures.is_quiet


def test_that_a_turn_makes_a_few_pictures_only(qtbot: QtBot) -> None:
    asked = []
    pictures = CrossbarPictures(lambda: asked.append(1))
    pictures.recolour(LIGHT)
    cores = [fresh_core(SMALL, "", (0, k)) for k in range(60)]
    made = [pictures.picture(core, fine=False) for core in cores]
    assert None in made
    assert not pictures.is_quiet
    qtbot.waitUntil(lambda: bool(asked))
    assert pictures.picture(cores[-1], fine=False) is not None


def full_cores(count: int, wires: int) -> Network:
    rng = np.random.default_rng(3)
    circuit = Circuit()
    for k in range(count):
        core = fresh_core(TRUENORTH, f"core {k}", divmod(k, 4))
        on = rng.random((256, 256)) < 0.1
        core = edits.set_synapses(core, edits.ALL, edits.ALL, on)
        circuit = edits.add_core(circuit, core)
    for k in range(count):
        for neuron in range(wires):
            goal = (int(rng.integers(count)), int(rng.integers(256)))
            circuit = edits.connect(circuit, (k, neuron), goal)
    return free_network("full", circuit)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[CircuitCanvas]:
    made = CircuitCanvas(Theme("light"))
    made.resize(700, 500)
    show(qtbot, made)
    yield made
    made.close()
    made.deleteLater()


@pytest.mark.parametrize(("cores", "wires"), [(2, 8), (8, 200)])
def test_that_all_zooms_show_something(
    canvas: CircuitCanvas, cores: int, wires: int
) -> None:
    drawing = draw_circuit(full_cores(cores, wires))
    canvas.show_drawing(drawing, anew=True)
    canvas.show_selection(Selection((Item(Kind.CORE, 0, 0), Item(Kind.AXON, 0, 1, 7))))
    seen = set()
    for zoom in (0.02, 0.1, 0.3, 1.0, 3.0, 12.0, 40.0):
        canvas.zoom_by(zoom / canvas.zoom)
        canvas.centerOn(*drawing.port(Item(Kind.AXON, 0, 1, 7)))
        image = canvas.grab().toImage()
        colours = {
            image.pixel(x, y) for x in range(0, 700, 5) for y in range(0, 500, 5)
        }
        assert len(colours) > 2, zoom
        seen.add(tuple(sorted(colours)))
    assert len(seen) == 7


def test_that_other_colours_are_followed(canvas: CircuitCanvas) -> None:
    canvas.show_drawing(draw_circuit(full_cores(2, 4)), anew=True)
    before = canvas.grab().toImage()
    canvas._theme.set_mode("dark")
    after = canvas.grab().toImage()
    assert after.pixelColor(20, 20).lightness() < 80
    assert before.pixelColor(20, 20).lightness() > 200
    canvas._theme.set_mode("light")

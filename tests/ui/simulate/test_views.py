"""Crossbar, raster, map and picture show what the chip did."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from tests.ui.small_world import small_images, small_project
from tnstudio.app.frame import Frame
from tnstudio.app.simulation_session import image_session
from tnstudio.datasets.images import ImageSet
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.spike_record import SpikeRecord
from tnstudio.ui.simulate.chip_map import LEAST_SIDE, ChipMap
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.crossbar_cells import OFF, STEPS
from tnstudio.ui.simulate.crossbar_view import LIT, CrossbarView
from tnstudio.ui.simulate.picture import InputPicture
from tnstudio.ui.simulate.raster_view import RasterView
from tnstudio.ui.simulate.votes_view import VotesView, no_votes
from tnstudio.ui.studio import Studio


@pytest.fixture(scope="module")
def program() -> ChipProgram:
    found = small_project().program
    assert found is not None
    return found


@pytest.fixture(scope="module")
def cores(program: ChipProgram) -> ChipCores:
    return ChipCores(program)


@pytest.fixture
def frame(program: ChipProgram) -> Frame:
    pixels, labels = small_images(9, 2)
    images = ImageSet("some", pixels[..., None], labels, program.class_names)
    return image_session(program, images).advance(6)


@pytest.fixture
def crossbar(qtbot: QtBot, studio: Studio) -> CrossbarView:
    view = CrossbarView(studio.theme)
    qtbot.addWidget(view)
    view.resize(500, 600)
    return view


def test_that_the_crossbar_shows_synapses_times_strengths(
    crossbar: CrossbarView, program: ChipProgram, cores: ChipCores
) -> None:
    for core in range(program.cores):
        crossbar.show_core(cores, core)
        on = program.crossbar(core)
        strengths = program.neurons.strengths[core][program.axon_types[core]]
        assert np.array_equal(crossbar.strengths, on * strengths)
        axons, neurons = cores.fed[core], cores.used[core]
        shades = crossbar.shades
        assert shades.shape == (axons, neurons)
        used_on, used = on[:axons, :neurons], strengths[:axons, :neurons]
        assert np.array_equal(shades == OFF, ~used_on)
        strongest = np.abs(strengths).max()
        expected = STEPS + used[used_on] * STEPS / strongest
        assert np.array_equal(shades[used_on], expected.astype(np.uint8))


def test_that_the_rows_of_active_axons_are_lit(
    crossbar: CrossbarView, cores: ChipCores, frame: Frame
) -> None:
    crossbar.show_core(cores, 1)
    assert (crossbar.shades < LIT).all()
    crossbar.show_frame(frame)
    active = frame.active_axons[1][: cores.fed[1]]
    assert active.any()
    assert not active.all()
    assert (crossbar.shades[active] >= LIT).all()
    assert (crossbar.shades[~active] < LIT).all()


def test_that_pointing_at_a_synapse_tells_about_it(
    crossbar: CrossbarView, program: ChipProgram, cores: ChipCores, frame: Frame
) -> None:
    crossbar.show_core(cores, 4)
    crossbar.show_frame(frame)
    fired = frame.recording.of_core(4)[-1]
    for axon, neuron in ((0, 0), (3, 7), (15, 15)):
        crossbar.tell_about(axon, neuron)
        on = "on" if program.crossbar(4)[axon, neuron] else "off"
        kind = program.axon_types[4, axon]
        strength = program.neurons.strengths[4, kind, neuron]
        assert f"Axon {axon} (type {kind}" in crossbar.told
        assert f"neuron {neuron}, class" in crossbar.told
        assert f"synapse {on}, strength {strength:+d}" in crossbar.told
        assert ("did not fire" not in crossbar.told) == fired[neuron]
    crossbar.tell_about(-5, 3)
    assert f"{fired[:16].sum()} of 16 neurons fired" in crossbar.told
    crossbar.tell_about(17, 3)
    assert crossbar.told.startswith("Neuron 3, class")


def test_that_neurons_fire_where_the_potential_shown_reaches_the_threshold(
    crossbar: CrossbarView, program: ChipProgram, cores: ChipCores, frame: Frame
) -> None:
    for core in range(program.cores):
        crossbar.show_core(cores, core)
        crossbar.show_frame(frame)
        reached = crossbar.potentials >= program.neurons.threshold[core]
        assert np.array_equal(reached, frame.recording.of_core(core)[-1])


def raster_of(
    qtbot: QtBot, studio: Studio, cores: ChipCores, frame: Frame
) -> RasterView:
    view = RasterView(studio.theme)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    record = SpikeRecord(len(cores), cores.program.hardware.neurons)
    record.append(frame.recording)
    view.show_chip(cores, record)
    view.move_to(record.end, record.end)
    view.show_lanes(tuple(range(len(cores))))
    return view


def test_that_pointing_at_the_raster_tells_tick_core_neuron_and_class(
    qtbot: QtBot, studio: Studio, cores: ChipCores, frame: Frame
) -> None:
    view = raster_of(qtbot, studio, cores, frame)
    bits = frame.recording.of_core(4)
    for tick, neuron in ((0, 0), (5, 9), (3, 15)):
        view.tell_about(tick, 4, 0.9 * (neuron + 0.5) / 16)
        state = "spike" if bits[tick, neuron] else "silent"
        name = cores.program.class_names[neuron % 3]
        expected = f"tick {tick}, core 4, neuron {neuron}, class {name}: {state}"
        assert view.told == expected
    view.tell_about(40, 0, 0.5)
    assert view.told == cores.name(0)
    view.tell_about(0, 9, 0.5)
    assert view.told == ""


def test_that_lanes_which_do_not_fit_are_scrolled_to(
    qtbot: QtBot, studio: Studio, frame: Frame
) -> None:
    program = small_project(copies=3).program
    assert program is not None
    cores = ChipCores(program)
    view = RasterView(studio.theme)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.show_chip(cores, SpikeRecord(len(cores), 16))
    view.show_lanes(tuple(range(15)))
    bar = view._bar
    assert bar.isVisible()
    view.select(14)
    assert bar.value() == bar.maximum() > 0
    view.select(0)
    assert bar.value() == 0


def test_that_dragging_leaves_the_newest_tick_and_a_double_click_returns(
    qtbot: QtBot, studio: Studio, cores: ChipCores, frame: Frame
) -> None:
    view = raster_of(qtbot, studio, cores, frame)
    follow = view._follow
    assert follow.isChecked()
    view._plot.setXRange(2, 6, padding=0)
    assert not follow.isChecked()
    assert view.range_on_show == (2, 6)
    assert view.pictures()[4].shape[1] == 4
    view._plot.double_clicked.emit()
    assert follow.isChecked()
    assert view.pictures()[4].shape[1] == 6


def test_that_the_map_finds_each_core_where_it_draws_it(
    qtbot: QtBot, studio: Studio, cores: ChipCores
) -> None:
    view = ChipMap(studio.theme)
    qtbot.addWidget(view)
    view.resize(140, 140)
    view.show_chip(cores)
    view.show_activity(np.linspace(0, 0.5, len(cores)))
    side = view._side()
    places = cores.program.places
    for core in range(len(cores)):
        x = 2 + (places.chip_column[core] + 0.5) * side
        y = 2 + (places.chip_row[core] + 0.5) * side
        assert view.core_at(x, y) == core
    assert view.core_at(139, 139) == -1
    shot = view.grab().toImage()
    darkest = shot.pixelColor(*_centre(places, 4, side)).name()
    assert darkest == studio.theme.colours.accent
    assert "50.0 %" in view.text_of(4)


def _centre(places: object, core: int, side: float) -> tuple[int, int]:
    row, column = places.chip_row[core], places.chip_column[core]
    return int(2 + (column + 0.5) * side), int(2 + (row + 0.5) * side)


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_that_the_picture_shows_pixels_and_spikes(
    qtbot: QtBot, studio: Studio, channels: int
) -> None:
    view = InputPicture(studio.theme)
    qtbot.addWidget(view)
    view.resize(160, 160)
    pixels = np.full((4, 4, channels), 200, np.uint8)
    pixels[0, 0] = 0
    view.show_image(pixels)
    spikes = np.zeros((4, 4, channels), np.int32)
    spikes[2, 3] = 1
    view.show_spikes(spikes.ravel())
    shot = view.grab().toImage()
    assert shot.pixelColor(20, 20).getRgb()[:3] == (0, 0, 0)
    assert shot.pixelColor(60, 60).getRgb()[:3] == (200, 200, 200)
    assert shot.pixelColor(139, 99).name() == studio.theme.colours.series[1]
    count = f"{channels} spikes" if channels > 1 else "1 spike"
    assert view.text_at(QPointF(139, 99)).startswith("row 2, column 3: value 0.78")
    assert view.text_at(QPointF(139, 99)).endswith(count)
    assert view.text_at(QPointF(500, 10)) == ""


class Strip(SimpleNamespace):
    """Cores in a strip, 5 high."""

    def __init__(self, columns: int) -> None:
        places = SimpleNamespace(
            chip_row=np.tile(np.arange(5, dtype=np.int32), columns),
            chip_column=np.repeat(np.arange(columns, dtype=np.int32), 5),
        )
        super().__init__(program=SimpleNamespace(places=places))

    def __len__(self) -> int:
        return self.program.places.chip_row.size


@pytest.mark.parametrize("columns", [1, 7, 64, 400])
def test_that_a_long_strip_of_cores_is_cut_into_bands(
    qtbot: QtBot, studio: Studio, columns: int
) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.resize(140, 140)
    view = ChipMap(studio.theme)
    area.setWidget(view)
    area.show()
    strip = Strip(columns)
    view.show_chip(strip)
    view.select(3)
    qtbot.waitUntil(lambda: view._side() >= LEAST_SIDE)
    for core in range(len(strip)):
        x, y = view.centre_of(core)
        assert 0 < x < view.width()
        assert 0 < y < view.height()
        assert view.core_at(x, y) == core
    view.grab()


def test_that_ten_classes_are_seen_at_once_in_little_height(
    qtbot: QtBot, studio: Studio
) -> None:
    view = VotesView(studio.theme)
    qtbot.addWidget(view)
    view.resize(260, 186)
    view.show()
    view.show_votes(no_votes(3, tuple("0123456789")))
    scroll = view.findChild(QScrollArea)
    assert isinstance(scroll, QScrollArea)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() == 0)


def test_that_the_raster_tells_which_colour_is_the_readout(
    qtbot: QtBot, studio: Studio, cores: ChipCores, frame: Frame
) -> None:
    view = raster_of(qtbot, studio, cores, frame)
    key = view.findChild(QLabel, "raster-key")
    assert isinstance(key, QLabel)
    assert f'{studio.theme.colours.series[1]}">■</span> readout' in key.text()
    assert key.isVisible()
    view.tell_about(0, 4, 0.5)
    assert not key.isVisible()
    view.tell_about(0, 9, 0.5)
    assert key.isVisible()

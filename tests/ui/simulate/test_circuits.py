"""Free cores in the Simulate workspace: played, edited, told."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.small_world import small_project
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.setups import circuit_setup
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import add_input_line, remove_core
from tnstudio.model.circuit_lines import rename_input, rename_output
from tnstudio.model.circuit_templates import CIRCUITS, free_cores, oscillator
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.preset_circuits import circuit_of_preset
from tnstudio.model.presets import preset
from tnstudio.model.project import Project
from tnstudio.model.stimulus import PoissonSpikes, RegularSpikes, SingleSpike
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.simulator import Simulator
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton
BEATS = [2, 7, 12, 17]
"""Of the oscillator's output line, in the first 20 ticks."""

PRESETS = [name for name in CIRCUITS if name != "free-cores"]

Opener = Callable[[Project], SimulateWorkspace]


@pytest.fixture
def played(open_workspace: Opener) -> SimulateWorkspace:
    """The workspace on the oscillator."""
    return open_workspace(Project(oscillator()))


def button(workspace: QWidget, name: str) -> QAbstractButton:
    found = workspace.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def click(qtbot: QtBot, workspace: SimulateWorkspace, name: str) -> None:
    qtbot.mouseClick(button(workspace, name), LEFT)
    qtbot.waitUntil(workspace.is_quiet)


def key(qtbot: QtBot, workspace: SimulateWorkspace, key: Qt.Key) -> None:
    qtbot.keyClick(workspace, key)
    qtbot.waitUntil(workspace.is_quiet)


def step(qtbot: QtBot, workspace: SimulateWorkspace, ticks: int) -> None:
    workspace.findChild(QSpinBox, "step-count").setValue(ticks)
    click(qtbot, workspace, "step-many-button")


def plain(network: Network, ticks: int, seed: int = 0) -> Recording:
    """Run what the command line would, by the simulator alone."""
    setup = circuit_setup(network, seed)
    return Simulator(setup.program).run(setup.source.spikes(0, ticks))


def spikes_on_show(workspace: SimulateWorkspace, core: int, ticks: int) -> np.ndarray:
    return workspace.views.record.words(core, 0, ticks)


def looks(workspace: SimulateWorkspace) -> list[QImage]:
    views = (workspace.views, workspace.side.stimuli, workspace.side.outputs)
    return [view.grab().toImage() for view in (*views, workspace.transport.timeline)]


def lit(workspace: SimulateWorkspace) -> tuple[list[bool], list[bool]]:
    """Which lamps of the inputs and of the outputs are on."""
    panels = workspace.side.stimuli, workspace.side.outputs
    inputs, outputs = (panel.view.lines.lit.tolist() for panel in panels)
    return inputs, outputs


def edited(network: Network, **changes: object) -> Network:
    return replace(network, circuit=replace(network.circuit, **changes))


def slower(network: Network) -> Network:
    """The oscillator with another start."""
    return edited(network, stimuli=(SingleSpike(0, 4),))


# -- Playing


def test_that_a_circuit_is_ready_to_play_as_soon_as_it_is_seen(
    played: SimulateWorkspace,
) -> None:
    assert played.player.is_open
    assert played.views.isVisible()
    assert played.side.stimuli.texts == ("start: one spike, at tick 0",)
    assert played.side.outputs.texts == ("beat: no spike yet",)
    for panel in (played.input, played.votes, played.side.deploy_card):
        assert not panel.isVisible()
    assert played.banner.text == ""


def test_that_the_output_spikes_come_at_the_ticks_of_the_simulator(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    expected = plain(oscillator(), 20)
    assert np.flatnonzero(expected.outputs[:, 0]).tolist() == BEATS
    told, beats = [], []
    for tick in range(20):
        key(qtbot, played, Qt.Key.Key_Right)
        inputs, outputs = lit(played)
        assert inputs == [tick == 0]
        beats += [tick] if outputs[0] else []
        told.append(played.side.outputs.texts[0])
    assert beats == BEATS
    assert told[1] == "beat: no spike yet"
    assert told[2] == "beat: 1 spike, 0.333 per tick, spikes now"
    assert told[19] == "beat: 4 spikes, 0.2 per tick"
    for core in range(2):
        np.testing.assert_array_equal(
            spikes_on_show(played, core, 20), expected.spikes[:, core]
        )


def test_that_ten_back_and_ten_forward_show_the_same_pictures(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 19)
    key(qtbot, played, Qt.Key.Key_Right)
    twenty, texts = looks(played), played.side.outputs.texts
    for _ in range(10):
        key(qtbot, played, Qt.Key.Key_Left)
    assert played.transport.tick_text == "Tick 10"
    assert played.side.outputs.texts == ("beat: 2 spikes, 0.2 per tick",)
    assert looks(played) != twenty
    for _ in range(10):
        key(qtbot, played, Qt.Key.Key_Right)
    assert looks(played) == twenty
    assert played.side.outputs.texts == texts


def test_that_before_the_first_tick_all_is_dark(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 3)
    assert lit(played) == ([False], [True])
    assert played.side.outputs.sum_text == "1 of 1 spike now"
    step(qtbot, played, 1)
    click(qtbot, played, "back-many-button")
    played.findChild(QSpinBox, "step-count").setValue(9)
    click(qtbot, played, "back-many-button")
    assert played.transport.tick_text == "Tick 0"
    assert lit(played) == ([False], [False])
    assert played.side.outputs.texts == ("beat: no spike yet",)
    assert played.side.outputs.sum_text == "1 line"
    click(qtbot, played, "restart-button")
    assert played.transport.timeline.maximum() == 0


@pytest.mark.parametrize("name", PRESETS)
def test_that_every_preset_circuit_does_what_the_simulator_does(
    qtbot: QtBot, open_workspace: Opener, name: str
) -> None:
    network = CIRCUITS[name]()
    workspace = open_workspace(Project(network))
    step(qtbot, workspace, 60)
    expected = plain(network, 60)
    assert expected.outputs.any()
    for core in range(len(network.circuit.cores)):
        np.testing.assert_array_equal(
            spikes_on_show(workspace, core, 60), expected.spikes[:, core]
        )
    counts = expected.outputs.sum(axis=0).tolist()
    for count, text in zip(counts, workspace.side.outputs.texts, strict=True):
        assert (f": {count} spike" if count else ": no spike yet") in text


def test_that_a_new_seed_draws_other_spikes_and_the_same_one_the_same(
    qtbot: QtBot, open_workspace: Opener
) -> None:
    network = edited(oscillator(), stimuli=(PoissonSpikes(0, 0.3),))
    workspace = open_workspace(Project(network))
    step(qtbot, workspace, 40)
    first = spikes_on_show(workspace, 0, 40)
    np.testing.assert_array_equal(first, plain(network, 40).spikes[:, 0])
    click(qtbot, workspace, "restart-button")
    step(qtbot, workspace, 40)
    np.testing.assert_array_equal(spikes_on_show(workspace, 0, 40), first)
    click(qtbot, workspace, "reseed-button")
    step(qtbot, workspace, 40)
    again = spikes_on_show(workspace, 0, 40)
    expected = plain(network, 40, workspace._seed).spikes[:, 0]
    np.testing.assert_array_equal(again, expected)
    assert (again != first).any()


def test_that_rehearsing_runs_20_ticks(
    qtbot: QtBot, open_workspace: Opener, studio: Studio
) -> None:
    workspace = open_workspace(Project(oscillator()))
    for _ in range(2):
        workspace.rehearse()
        qtbot.waitUntil(workspace.is_quiet)
        assert workspace.transport.tick_text == "Tick 20"
    studio.document.replace_by(Project(free_cores()), None)
    workspace.rehearse()
    assert workspace.is_quiet()


# -- Edits


def test_that_an_edit_before_the_first_tick_is_loaded_at_once(
    qtbot: QtBot, studio: Studio, played: SimulateWorkspace
) -> None:
    studio.document.edit_network("Start later", slower(oscillator()))
    qtbot.waitUntil(played.is_quiet)
    assert played.banner.text == ""
    assert played.side.stimuli.texts == ("start: one spike, at tick 4",)
    step(qtbot, played, 7)
    assert lit(played) == ([False], [True])


def test_that_an_edit_of_a_circuit_that_has_run_is_told_and_loaded_when_wanted(
    qtbot: QtBot, studio: Studio, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 20)
    before = looks(played)
    studio.document.edit_network("Start later", slower(oscillator()))
    assert "20 ticks" in played.banner.text
    assert played.transport.tick_text == "Tick 20"
    assert played.side.stimuli.texts == ("start: one spike, at tick 0",)
    # What was run is still there, whatever the design says by now.
    studio.document.undo()
    assert played.banner.text == ""
    played.layout().activate()
    assert looks(played) == before
    studio.document.redo()
    click(qtbot, played, "simulate-banner-button")
    assert played.banner.text == ""
    assert played.transport.tick_text == "Tick 0"
    assert played.side.stimuli.texts == ("start: one spike, at tick 4",)


def test_that_a_restart_takes_the_edited_circuit(
    qtbot: QtBot, studio: Studio, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 5)
    studio.document.edit_network("Start later", slower(oscillator()))
    key(qtbot, played, Qt.Key.Key_Home)
    assert played.side.stimuli.texts == ("start: one spike, at tick 4",)
    assert (played.banner.text, played.transport.tick_text) == ("", "Tick 0")


def test_that_a_circuit_with_an_error_does_not_take_the_place_of_one_that_runs(
    qtbot: QtBot, studio: Studio, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 5)
    wrong = edited(oscillator(), stimuli=(RegularSpikes(0, period=0),))
    studio.document.edit_network("Spoil", wrong)
    assert "edited" in played.banner.text
    assert not button(played, "simulate-banner-button").isVisible()
    key(qtbot, played, Qt.Key.Key_Home)
    assert played.player.is_open
    key(qtbot, played, Qt.Key.Key_Right)
    assert played.transport.tick_text == "Tick 1"


def test_that_a_circuit_with_an_error_is_told_and_leads_to_the_design(
    qtbot: QtBot, studio: Studio, open_workspace: Opener
) -> None:
    wrong = edited(oscillator(), stimuli=(RegularSpikes(0, period=0),))
    workspace = open_workspace(Project(wrong))
    assert "period" in workspace.banner.text.lower()
    assert not workspace.player.is_open
    with qtbot.waitSignal(workspace.wants_workspace) as wanted:
        qtbot.mouseClick(button(workspace, "simulate-empty-button"), LEFT)
    assert wanted.args == ["design"]
    studio.document.edit_network("Mend", oscillator())
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.player.is_open
    assert workspace.banner.text == ""
    assert workspace.views.isVisible()


def test_that_no_cores_are_told_and_lead_to_the_design(
    qtbot: QtBot, studio: Studio, open_workspace: Opener
) -> None:
    workspace = open_workspace(Project(free_cores()))
    assert workspace.empty.isVisible()
    assert "No cores yet" in [one.text() for one in workspace.findChildren(QLabel)]
    assert workspace.banner.text == ""
    assert not button(workspace, "play-button").isEnabled()
    with qtbot.waitSignal(workspace.wants_workspace) as wanted:
        qtbot.mouseClick(button(workspace, "simulate-empty-button"), LEFT)
    assert wanted.args == ["design"]
    studio.document.edit_network("Draw", oscillator())
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.views.isVisible()


def test_that_another_name_is_taken_without_another_run(
    qtbot: QtBot, studio: Studio, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 3)
    circuit = rename_input(oscillator().circuit, 0, "begin")
    first, second = circuit.cores
    circuit = replace(circuit, cores=(replace(first, name="left"), second))
    studio.document.edit_circuit("Rename", rename_output(circuit, 0, "pulse"))
    assert played.banner.text == ""
    assert played.transport.tick_text == "Tick 3"
    assert played.side.stimuli.texts == ("begin: one spike, at tick 0",)
    assert played.side.outputs.texts == ("pulse: 1 spike, 0.333 per tick, spikes now",)
    cores = played.findChild(QListWidget, "core-list")
    assert [cores.item(k).text() for k in range(2)] == ["0 · left", "1 · tock"]
    heading = played.views.crossbar.findChildren(QLabel)[0]
    assert heading.text() == "Core 0: left, at row 0, column 0"


def test_that_images_and_circuits_take_turns(
    qtbot: QtBot, studio: Studio, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 3)
    studio.document.replace_by(small_project(), None)
    qtbot.waitUntil(played.is_quiet)
    assert played.input.isVisible()
    assert played.votes.isVisible()
    assert not played.side.stimuli.isVisible()
    step(qtbot, played, 3)
    assert played._frame.image == 0
    studio.document.replace_by(Project(oscillator()), None)
    qtbot.waitUntil(played.is_quiet)
    assert played.side.stimuli.isVisible()
    assert not played.input.isVisible()
    assert played.transport.tick_text == "Tick 0"


# -- What is on show


def test_that_silent_lines_and_lines_that_are_not_there_are_told(
    qtbot: QtBot, studio: Studio, open_workspace: Opener
) -> None:
    circuit = add_input_line(oscillator().circuit, "")
    workspace = open_workspace(Project(replace(oscillator(), circuit=circuit)))
    assert workspace.side.stimuli.texts[1] == "input 1: no stimulus"
    step(qtbot, workspace, 1)
    assert workspace.side.stimuli.sum_text == "1 of 2 spike now"
    core = replace(oscillator().circuit.cores[0], name="")
    core = remove_core(replace(oscillator().circuit, cores=(core,) * 2), 1).cores[0]
    alone = replace(oscillator(), circuit=Circuit(cores=(core,)))
    studio.document.replace_by(Project(alone), None)
    qtbot.waitUntil(workspace.is_quiet)
    nothing = [
        workspace.findChild(QLabel, f"{n}-nothing") for n in ("stimuli", "outputs")
    ]
    assert all(label.isVisible() for label in nothing)
    step(qtbot, workspace, 2)
    assert workspace.views.cores.short_name(0) == "0"
    assert workspace.views.cores.name(0) == "Core 0: at row 0, column 0"


def test_that_small_cores_are_shown_as_a_whole(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 3)
    assert played.views.crossbar.shades.shape == (4, 4)
    assert played.views.crossbar.strengths.tolist()[0][:2] == [1, 1]
    assert [cells.shape[0] for cells in played.views.raster.pictures().values()] == [
        4,
        4,
    ]
    cores = played.views.cores
    assert cores.neuron_text(1, 1) == "neuron 1, on beat"
    assert cores.layer_names == ()


def test_that_large_free_cores_are_shown_up_to_the_last_neuron_with_a_synapse(
    open_workspace: Opener,
) -> None:
    circuit = circuit_of_preset(preset("tonic spiking"))
    workspace = open_workspace(Project(free_network("one", circuit, TRUENORTH)))
    axons, neurons = workspace.views.crossbar.shades.shape
    assert axons < 16
    assert neurons < 16


def test_that_a_long_name_neither_widens_nor_breaks_anything(
    qtbot: QtBot, played: SimulateWorkspace, studio: Studio
) -> None:
    width = played.minimumSizeHint().width()
    name = "<b>a name & what it means\n" * 20
    circuit = rename_output(rename_input(oscillator().circuit, 0, name), 0, name)
    cores = tuple(replace(core, name=name) for core in circuit.cores)
    studio.document.edit_circuit("Rename", replace(circuit, cores=cores))
    step(qtbot, played, 3)
    assert played.minimumSizeHint().width() <= max(width, 900)
    assert played.side.stimuli.texts[0].startswith("<b>a name &")
    assert played.views.cores.short_name(0) == "0 · <b>a name &…"
    played.views.raster.tell_about(2, 0, 0.1)
    assert played.views.raster.told.startswith("tick 2, core 0")


def test_that_a_line_selected_anywhere_is_selected_everywhere(
    qtbot: QtBot, studio: Studio, open_workspace: Opener
) -> None:
    circuit = add_input_line(oscillator().circuit, "other")
    workspace = open_workspace(Project(replace(oscillator(), circuit=circuit)))
    view = workspace.side.stimuli.view
    place = view.visualRect(view.lines.index(1)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(place))
    assert studio.document.selection.current == Item(Kind.INPUT, index=1)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert studio.document.selection.current == Item(Kind.INPUT, index=0)
    # Keys that step and play are the workspace's, wherever the focus is.
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.transport.tick_text == "Tick 1"
    studio.document.select(Selection((Item(Kind.OUTPUT, index=0),)))
    assert workspace.side.outputs.view.currentIndex().row() == 0
    assert view.currentIndex().row() == -1
    assert workspace.views.core == 0


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_that_a_lamp_is_seen_in_both_themes(
    qtbot: QtBot, studio: Studio, played: SimulateWorkspace, mode: str
) -> None:
    studio.theme.set_mode(mode)
    step(qtbot, played, 1)
    view = played.side.stimuli.view
    shot = view.viewport().grab().toImage()
    rect = view.visualRect(view.lines.index(0))
    colours = {shot.pixelColor(x, rect.top() + 12).name() for x in range(40)}
    assert studio.theme.colours.series[1] in colours
    step(qtbot, played, 1)
    shot = view.viewport().grab().toImage()
    colours = {shot.pixelColor(x, rect.top() + 12).name() for x in range(40)}
    assert studio.theme.colours.series[1] not in colours
    studio.theme.set_mode("light")


# -- In the window


def test_that_a_circuit_is_edited_in_the_design_and_played_again(
    qtbot: QtBot, studio: Studio, window: MainWindow
) -> None:
    # Nobody is asked whether what goes on at the start may be stopped.
    qtbot.waitUntil(lambda: not studio.jobs.names, timeout=30_000)
    menu = window.actions_by_name.menus["new-from"]
    names = [action.objectName() for action in menu.actions()]
    menu.actions()[names.index("action-template-oscillator")].trigger()
    window.show_workspace("simulate")
    simulate = window.workspace("simulate")
    qtbot.waitUntil(lambda: simulate.is_quiet() and simulate.player.is_open)
    # No images are read for what shows none.
    assert simulate.input.data.dataset is None
    step(qtbot, simulate, 20)
    assert simulate.side.outputs.texts == ("beat: 4 spikes, 0.2 per tick",)
    window.show_workspace("design")
    design = window.workspace("design")
    design.page("circuit").canvas.synapse_clicked.emit(1, 0, 1)
    window.show_workspace("simulate")
    assert "20 ticks" in simulate.banner.text
    assert simulate.transport.tick_text == "Tick 20"
    click(qtbot, simulate, "simulate-banner-button")
    step(qtbot, simulate, 20)
    # The neuron that shows the beat has no synapse any more.
    assert simulate.side.outputs.texts == ("beat: no spike yet",)
    window.show_workspace("design")
    window.actions_by_name["undo"].trigger()
    window.show_workspace("simulate")
    key(qtbot, simulate, Qt.Key.Key_Home)
    step(qtbot, simulate, 20)
    assert simulate.side.outputs.texts == ("beat: 4 spikes, 0.2 per tick",)

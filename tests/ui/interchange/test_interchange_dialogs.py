import nir
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton

from tests.storage.nscs_files import core, model_text
from tests.storage.ranc_files import two_cores, write_files
from tests.trained_networks import tiny_network, trained_at_random
from tests.ui.conftest import show
from tests.ui.small_world import small_dataset, small_project
from tnstudio.app.outgoing import MOST_TICKS, ExportChoices
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit_templates import coincidence_detector
from tnstudio.model.project import Project
from tnstudio.model.stimulus import ImageSpikes
from tnstudio.storage.interchange.ranc_reading import read_ranc
from tnstudio.ui.interchange.export_choices import ENDLESS_TICKS
from tnstudio.ui.interchange.export_dialog import OutgoingDialog
from tnstudio.ui.interchange.import_dialog import ImportDialog


def _child(dialog, kind, name):
    found = dialog.findChild(kind, name)
    assert found is not None, name
    return found


def _losses(dialog) -> str:
    name = f"{dialog.objectName()}-losses"
    return _child(dialog, QPlainTextEdit, name).toPlainText()


@pytest.fixture
def look(qtbot, studio):
    """Opens the import dialog on a file; what it takes lands in a list."""
    taken = []

    def looking(path):
        dialog = ImportDialog(studio, taken.append, None, lambda _: path)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.is_quiet)
        return dialog

    looking.taken = taken
    return looking


def test_that_a_model_is_looked_into_and_then_taken(qtbot, look, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(model_text([core()], coreCount=9))
    dialog = look(path)
    assert _child(dialog, QLabel, "import-dialog-kind").text() == "NSCS model"
    assert "1 core" in _child(dialog, QLabel, "import-dialog-holds").text()
    assert "The model has 9 cores" in _losses(dialog)
    assert not look.taken
    qtbot.keyClick(dialog.take, Qt.Key.Key_Space)
    assert look.taken[0].network.name == "model"
    assert not dialog.isVisible()


def test_that_ranc_is_known_by_what_it_holds(look, tmp_path):
    model, config = write_files(tmp_path, two_cores())
    config.rename(model.with_suffix(".config.json"))
    dialog = look(model)
    assert _child(dialog, QLabel, "import-dialog-kind").text() == "RANC network"
    assert _losses(dialog) == "Nothing is lost."
    assert dialog.take.isEnabled()


def test_that_a_file_of_something_else_is_refused_in_the_dialog(look, tmp_path):
    path = tmp_path / "a.json"
    path.write_text("{}")
    dialog = look(path)
    assert "no file of a program that is known" in _losses(dialog)
    assert not dialog.take.isEnabled()


def test_that_spikes_are_added_to_the_open_circuit(qtbot, studio, look, tmp_path):
    studio.document.replace_by(Project(coincidence_detector()), None)
    path = tmp_path / "a.csv"
    path.write_text("tick,line\n3.5,every 3\n4,nobody\n")
    dialog = look(path)
    assert "1 spike is on a line" in _losses(dialog)
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert studio.document.circuit.stimuli[-1].ticks.tolist() == [3]
    assert studio.document.undo_label == "Import spikes"


def test_that_an_import_opens_as_an_unsaved_project(qtbot, studio, window, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(model_text([core()]))
    window.actions_by_name["import"].trigger()
    dialog = window.findChild(ImportDialog)
    dialog.look_into(path)
    qtbot.waitUntil(lambda: dialog.take.isEnabled())
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: studio.document.network.name == "model")
    assert studio.document.path is None


def test_that_the_card_of_an_input_line_leads_to_spikes(qtbot, studio, window):
    studio.document.replace_by(Project(coincidence_detector()), None)
    studio.document.select(Selection((Item(Kind.INPUT, index=0),)))
    button = window.findChild(QPushButton, "input-from-file")
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ImportDialog)
    assert dialog.isVisible()
    dialog.reject()


@pytest.fixture
def outgoing(qtbot, studio, tmp_path):
    def opened():
        path = tmp_path / "net.tn.h5"
        dialog = OutgoingDialog(studio, path, None, lambda suggestion: suggestion)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: dialog.is_quiet)
        return dialog

    return opened


def test_that_what_is_lost_is_told_before_a_graph_is_written(
    qtbot, studio, outgoing, tmp_path
):
    network = tiny_network()
    trained = trained_at_random(network)
    studio.document.replace_by(Project(network, trained), None)
    dialog = outgoing()
    kinds = _child(dialog, QComboBox, "export-to-kind")
    assert kinds.currentText() == "NIR: the trained network"
    assert kinds.itemText(0).endswith("deploy a trained network")
    assert not kinds.model().item(0).isEnabled()
    assert "expected weight" in _losses(dialog)
    assert not (tmp_path / "net.nir").exists()
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.is_quiet)
    assert "layer1" in nir.read(tmp_path / "net.nir").nodes
    assert _child(dialog, QLabel, "export-to-told").text() == "Saved net.nir"


def test_that_a_chip_is_written_for_ranc(qtbot, studio, outgoing, tmp_path):
    circuit = coincidence_detector()
    studio.document.replace_by(Project(circuit), None)
    dialog = outgoing()
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.is_quiet)
    assert (tmp_path / "net.config.json").exists()


def test_that_a_fresh_design_tells_why_there_is_nothing_to_export(studio, outgoing):
    dialog = outgoing()
    assert not dialog.save.isEnabled()
    assert "The network is not trained." in _losses(dialog)


def test_that_the_ticks_of_a_circuit_can_be_chosen(qtbot, studio, outgoing, tmp_path):
    studio.document.replace_by(Project(coincidence_detector()), None)
    dialog = outgoing()
    fields = dialog.choices
    assert fields.ticks.isVisible()
    assert not fields.input.isVisible()
    assert not fields.copy.isVisible()
    assert fields.chosen().ticks == ENDLESS_TICKS
    fields.ticks.setValue(20)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.is_quiet)
    found = read_ranc(tmp_path / "net.json", tmp_path / "net.config.json")
    assert 0 < found.stimulus.ticks.max() < 20


def test_that_images_can_be_shown_to_a_chip(qtbot, studio, outgoing, tmp_path):
    source = small_dataset(tmp_path / "data", train=3, test=6)
    studio.document.replace_by(small_project(), None)
    dialog = outgoing()
    fields = dialog.choices
    assert fields.chosen() == ExportChoices()
    fields.data.choose(source)
    qtbot.keyClick(fields.input, Qt.Key.Key_Down)
    assert fields.data.isVisible()
    fields.first.setValue(2)
    fields.images.setValue(3)
    fields.each.setValue(4)
    chosen = fields.chosen()
    assert chosen.ticks == 12
    assert chosen.images == ImageSpikes(source, "test", "stochastic", 4, 2)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.is_quiet)
    found = read_ranc(tmp_path / "net.json", tmp_path / "net.config.json")
    assert found.stimulus.ticks.max() == 11
    fields.each.setValue(MOST_TICKS)
    assert fields.chosen().ticks == MOST_TICKS


def test_that_one_of_several_copies_can_be_chosen(qtbot, studio, outgoing, tmp_path):
    studio.document.replace_by(small_project(copies=3), None)
    dialog = outgoing()
    kinds = _child(dialog, QComboBox, "export-to-kind")
    assert not dialog.choices.copy.isVisible()
    kinds.setCurrentIndex(kinds.findText("NIR: one copy on the chip"))
    qtbot.waitUntil(lambda: dialog.is_quiet)
    assert dialog.choices.copy.isVisible()
    assert dialog.choices.copy.maximum() == 3
    dialog.choices.copy.setValue(3)
    assert dialog.choices.chosen() == ExportChoices(copy=2)
    kinds.setCurrentIndex(kinds.findText("NIR: the trained network"))
    assert not dialog.choices.copy.isVisible()
    qtbot.waitUntil(lambda: dialog.is_quiet)


def test_that_importing_begins_with_the_choice_of_a_file(qtbot, studio, tmp_path):
    asked = []
    dialog = ImportDialog(studio, print, None, asked.append)
    qtbot.addWidget(dialog)
    show(qtbot, dialog)
    assert dialog.choose.hasFocus()
    assert not _child(dialog, QPlainTextEdit, "import-dialog-losses").isVisible()
    qtbot.keyClick(dialog.choose, Qt.Key.Key_Return)
    assert len(asked) == 1
    path = tmp_path / f"{'long_' * 30}.json"
    path.write_text(model_text([core()], coreCount=9))
    dialog.look_into(path)
    qtbot.waitUntil(lambda: dialog.take.isEnabled())
    assert dialog.width() < 800
    assert dialog.take.hasFocus()

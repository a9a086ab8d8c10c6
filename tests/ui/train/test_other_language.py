"""Train in another language: what is shown is translated, what files say is not."""

import gettext
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.conftest import show
from tests.ui.small_world import small_network
from tests.ui.train.some_runs import project_with_runs, some_run
from tnstudio.app.histograms import layer_histograms
from tnstudio.model.project import Project
from tnstudio.texts import use_catalogue
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.agreement_card import AgreementCard
from tnstudio.ui.train.layers_view import LayersView
from tnstudio.ui.train.moment import AFTER_BATCH, Moment
from tnstudio.ui.train.run_export_dialog import RunExportDialog
from tnstudio.ui.train.runs_columns import ShownRun, about, shown_runs
from tnstudio.ui.train.runs_table import RunsTable
from tnstudio.ui.widgets.draw_queue import DrawQueue


class Bracketed(gettext.NullTranslations):
    """Translates every text into itself in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture(autouse=True)
def _other_language() -> Iterator[None]:
    use_catalogue(Bracketed())
    yield
    use_catalogue(gettext.NullTranslations())


def runs_on_show() -> tuple[ShownRun, ...]:
    """Return three runs and one in progress, which has no name yet."""
    network = small_network()
    running = some_run(network, "", source="")
    return shown_runs(project_with_runs(network).runs, network, (0, 2), running)


def test_that_runs_are_copied_in_english_and_shown_in_the_language(
    qtbot: QtBot,
) -> None:
    table = RunsTable()
    qtbot.addWidget(table)
    table.show_runs(runs_on_show(), ())
    model = table.model()
    columns = [
        model.headerData(k, table.horizontalHeader().orientation())
        for k in range(model.columnCount())
    ]
    assert all(heading.startswith("⟦") for heading in columns)
    assert [model.index(0, k).data() for k in (0, 1, 10, 11)] == [
        "⟦new run⟧",
        "⟦running⟧",
        "⟦unknown⟧",
        "⟦the same⟧",
    ]
    text = table.csv()
    assert "⟦" not in text
    assert text.startswith("Run,In use,Method,Epochs,Loss")
    assert "new run,running,tea" in text
    assert "Run 1,✓ epoch 2,tea" in text


def test_that_a_run_is_told_about_in_whole_sentences_of_the_language() -> None:
    told = about(runs_on_show()[-1]).split("; ")
    assert all(part.startswith("⟦") and part.endswith("⟧") for part in told)


def test_that_the_code_of_a_comparison_does_not_depend_on_its_name(
    qtbot: QtBot,
) -> None:
    card = AgreementCard(Theme("light"))
    qtbot.addWidget(card)
    box = card.findChild(QComboBox, "agreement-encoding")
    assert isinstance(box, QComboBox)
    assert card.encoding == "stochastic"
    box.setCurrentIndex(1)
    assert (box.currentText(), card.encoding) == ("⟦rate⟧", "rate")


def test_that_files_of_a_run_are_named_in_english(qtbot: QtBot, studio: Studio) -> None:
    network = small_network()
    studio.document.replace_by(Project(network, trained_at_random(network)), None)
    suggested = []
    dialog = RunExportDialog(
        studio, runs_on_show()[0], choose_file=lambda path: suggested.append(path)
    )
    show(qtbot, dialog)
    kinds = dialog.findChild(QComboBox, "run-export-kind")
    assert isinstance(kinds, QComboBox)
    for kind in range(kinds.count()):
        kinds.setCurrentIndex(kind)
        qtbot.waitUntil(lambda: dialog.is_quiet)
        dialog.save.click()
    dialog.close()
    assert [path.name for path in suggested] == [
        "Run 1.sh",
        "Run 1.py",
        "Run 1 epochs.csv",
        "Run 1 losses.csv",
        "Run 1 histograms.csv",
    ]


def test_that_the_table_of_histograms_is_in_english(qtbot: QtBot) -> None:
    queue = DrawQueue()
    view = LayersView(Theme("light"), queue)
    queue.setParent(view)
    qtbot.addWidget(view)
    counted = layer_histograms(trained_at_random(small_network()))
    when = Moment(AFTER_BATCH, epoch=3, batch=2, is_live=True)
    view.show_course(None, counted, when)
    assert view.scrubber.told == "⟦live, ⟦after batch 2 of epoch 3⟧⟧"
    figure = view.figures()[0]
    assert figure.name == "histograms"
    columns = list(zip(*figure.rows(), strict=True))
    assert set(columns[1]) == {"live, after batch 2 of epoch 3"}
    assert "⟦" not in "".join(map(str, columns[2]))
    view.show_course(None, counted, Moment(is_live=True))
    assert view.scrubber.told == "⟦live⟧"

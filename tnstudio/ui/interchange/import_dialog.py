"""The dialog that looks into a file of another program and imports it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.incoming import LABELS, SPIKES, Incoming, kind_of, reading
from tnstudio.app.jobs import Work
from tnstudio.app.spikes_in import FoundSpikes, add_spikes, finding_spikes
from tnstudio.app.wording import counted
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.texts import plural, tr
from tnstudio.ui.interchange.frame import (
    ChooseFile,
    InterchangeDialog,
    bulleted,
    told,
)
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.long_text import breakable


class ImportDialog(InterchangeDialog):
    """Shows what a file holds and what is lost, and imports it.

    A network becomes an unsaved project, spikes a stimulus of the open circuit.

    Parameters
    ----------
    studio : Studio
    take : callable or None
        Puts a project in place of the open one; without it only spikes are taken.
    choose_file : callable, optional
        Asks for the file; by default the user is asked.
    """

    def __init__(
        self,
        studio: Studio,
        take: Callable[[Project], None] | None,
        parent: QWidget | None = None,
        choose_file: ChooseFile | None = None,
    ) -> None:
        super().__init__(studio, "import-dialog", parent)
        self.setWindowTitle(tr("Import"))
        self._take_project = take
        self._choose_file = choose_file or self._ask_for_file
        self._found: Incoming | FoundSpikes | None = None
        self._make_widgets()
        self._lay_out()
        self._show(
            tr("Choose a file of spikes.")
            if take is None
            else tr("Choose a file of RANC, NSCS or NIR, or one of spikes.")
        )
        self._holds.setText(
            tr("They become a stimulus of the open circuit.")
            if take is None
            else tr(
                "A network opens as a project that is not saved yet; spikes become a "
                "stimulus of the open circuit. What is lost is told before."
            )
        )

    # -- Construction

    def _make_widgets(self) -> None:
        self._file = self.label("file")
        self._kind = self.label("kind", "subheading")
        self._holds = self.label("holds")
        self._losses = self.list_of(
            "losses", tr("What is lost"), tr("What of the file will not be there")
        )
        self.choose = self.button(
            "choose", tr("C&hoose file…"), tr("Choose a file of another program")
        )
        self.choose.clicked.connect(self._choose)
        self.take = self.button(
            "take",
            tr("&Import"),
            tr("Open it as an unsaved project, or add the spikes"),
        )
        self.take.setProperty("role", "primary")
        self.take.clicked.connect(self._import)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self._file, 1)
        first.addWidget(self.choose)
        self._title = QLabel(self)
        self._title.setBuddy(self._losses)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addLayout(first)
        layout.addWidget(self._kind)
        layout.addWidget(self._holds)
        layout.addWidget(self._title)
        layout.addWidget(self._losses, 1)
        layout.addStretch()
        layout.addWidget(buttons)

    # -- Looking

    def look_into(self, path: Path) -> None:
        """Read a file and show what it holds."""
        self._file.setText(breakable(path.name))
        self._file.setToolTip(str(path))
        self._show(tr("Reading …"))
        self.run_job(
            tr("Reading {name}", name=path.name),
            lambda: _looked_into(self.studio, path),
            self._take_end,
        )

    def _choose(self) -> None:
        path = self._choose_file(self.studio.folder)
        if path is not None:
            self.look_into(path)

    def _ask_for_file(self, folder: Path) -> Path | None:
        kinds = tr(
            "RANC, NSCS, NIR, CSV, NumPy, SONATA (*.json *.nir *.h5 *.csv *.npz)"
            ";;All files (*)"
        )
        name, _ = QFileDialog.getOpenFileName(self, tr("Import"), str(folder), kinds)
        return Path(name) if name else None

    def _take_end(self, result: object) -> None:
        if isinstance(result, TNStudioError):
            self._show(tr("This file cannot be imported"), losses=told(result))
        elif isinstance(result, Incoming) and self._take_project is None:
            self._show(tr("This is a network: see File, Import"))
        elif isinstance(result, Incoming):
            self._found = result
            holds = " · ".join(counted(n, thing) for thing, n in result.found if n)
            self._show(tr(LABELS[result.kind]), holds, bulleted(result.losses))
        elif isinstance(result, FoundSpikes):
            self._found = result
            holds = plural(
                "{number:,} spike for the open circuit",
                "{number:,} spikes for the open circuit",
                result.pattern.ticks.size,
            )
            self._show(tr(LABELS[SPIKES]), holds, bulleted(result.losses))

    def _show(self, kind: str, holds: str = "", losses: str = "") -> None:
        if not holds:
            self._found = None
        self._kind.setText(kind)
        self._holds.setText(holds)
        refused = bool(losses) and self._found is None
        self._title.setText(tr("&Why") if refused else tr("What is &lost"))
        nothing = tr("Nothing is lost.") if self._found is not None else ""
        self._losses.setPlainText(losses or nothing)
        for widget in (self._title, self._losses):
            widget.setVisible(bool(losses or nothing))
        self.take.setEnabled(self._found is not None)
        likely = self.choose if self._found is None else self.take
        likely.setDefault(True)
        likely.setFocus()

    # -- Importing

    def _import(self) -> None:
        found = self._found
        if found is None:
            return
        self.accept()
        if isinstance(found, FoundSpikes):
            try:
                add_spikes(self.studio.document, found, self)
            except TNStudioError as error:
                self.studio.show_error(error)
        elif self._take_project is not None:
            self._take_project(found.project)


def _looked_into(studio: Studio, path: Path) -> Work:
    """Read a file as a network, or as spikes for the open circuit."""
    circuit = studio.document.network.circuit
    if circuit is not None and kind_of(path) == SPIKES:
        return (yield from finding_spikes(path, circuit))
    return (yield from reading(path))

"""The dialog that writes data and pictures of a run to files."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.chosen_neurons import GRAMMAR, Mask, chosen_neurons
from tnstudio.app.data_export import (
    FileKind,
    What,
    Wish,
    Written,
    kinds_for,
    require_wish,
)
from tnstudio.app.export_size import Foreseen
from tnstudio.app.files import SUFFIX
from tnstudio.app.jobs import Failed, Finished, Job, JobEvent
from tnstudio.app.wording import bytes_text, counted
from tnstudio.errors import TNStudioError
from tnstudio.texts import plural, tr, without_mnemonic
from tnstudio.ui.simulate.export_source import ExportSource, job_title
from tnstudio.ui.simulate.ticks_field import TicksField
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.long_text import cut
from tnstudio.ui.widgets.paper_figure import RESOLUTION, inch, png_of
from tnstudio.ui.widgets.picture_file import Format, writing
from tnstudio.ui.widgets.save_dialog import ChooseFile, ask_for_file

WHATS = {
    What.SPIKES: tr("Spikes"),
    What.POTENTIALS: tr("Membrane potential V"),
    What.VOTES: tr("Class votes of each tick"),
    What.INPUTS: tr("Input spikes"),
    What.OUTPUTS: tr("Spikes of output lines"),
    What.CORES: tr("Spikes per core (chip map)"),
}

KINDS = {
    FileKind.CSV: tr("CSV · a table as text"),
    FileKind.NPZ: tr("NumPy · arrays (.npz)"),
    FileKind.SONATA: tr("SONATA · HDF5 (.h5)"),
}
PICTURE_KINDS = {
    Format.PNG: tr("PNG · pixels"),
    Format.SVG: tr("SVG · lines and texts"),
}

LOST = {
    FileKind.CSV: tr(
        "Numbers only: without the names of chip and images, the seed and "
        "the number of ticks."
    ),
    FileKind.NPZ: tr(
        "Nothing is lost: first_tick, ticks, program_name and seed are "
        "arrays beside the data."
    ),
    FileKind.SONATA: tr(
        "Nothing is lost. One tick is 1 ms; node = core × neurons per "
        "core + neuron, as the nodes in the file tell. Tools for SONATA read it."
    ),
}
PICTURE_LOST = tr("What is on show now, on white; no numbers.")


TYPED = tr("These:")
PAUSE_MILLISECONDS = 150
"""From the last change of a field to telling how much it will be."""

_STEPS = 1000


class ExportDialog(QDialog):
    """Chooses what to export and how; tells how large it will be; writes it.

    Parameters
    ----------
    studio : Studio
    source : ExportSource
    choose_file : callable, optional
        Asks for the file; by default the user is asked.
    """

    def __init__(
        self,
        studio: Studio,
        source: ExportSource,
        parent: QWidget | None = None,
        choose_file: ChooseFile | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("run-data-export")
        self._offer = source.offer
        self.setWindowTitle(cut(self._offer.title, 60))
        self.choose_file = choose_file or (
            lambda suggestion, filters: ask_for_file(self, suggestion, filters)
        )
        self._studio, self._source = studio, source
        self._title = ""
        self._asked: Wish | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._foresee)
        self._make_fields()
        self._make_buttons()
        self._lay_out()
        studio.jobs.progressed.connect(self._show_progress)
        self._show_what()

    # -- For tests and for whoever waits

    @property
    def is_quiet(self) -> bool:
        """Whether the size is told and no file is being written."""
        return not self._timer.isActive() and not self._title and self._asked is None

    @property
    def told(self) -> str:
        """What is said about the file."""
        return self._told.text()

    def choose_picture(self) -> None:
        """Propose the first picture there is, if any."""
        name = next(iter(self._offer.pictures), None)
        if name is not None:
            self.what.setCurrentIndex(self.what.findData(name))

    # -- Construction

    def _make_fields(self) -> None:
        offer = self._offer
        self.what = self._choice("what", tr("What"), tr("Which data, or which view"))
        for what in offer.whats:
            self.what.addItem(WHATS[what], what)
        if offer.pictures:
            self.what.insertSeparator(self.what.count())
        for name, picture in offer.pictures.items():
            self.what.addItem(tr("Picture: {name}", name=picture.title), name)
        self.neurons = self._choice("neurons", tr("Neurons"), tr("Of which neurons"))
        self.neurons.addItems(list(offer.masks))
        self.neurons.addItem(TYPED)
        self.typed = QLineEdit(self)
        self.typed.setObjectName("run-data-typed")
        self.typed.setAccessibleName(tr("Cores and neurons"))
        self.typed.setPlaceholderText(tr("e.g. 0-3, 7/12"))
        self.typed.setToolTip(tr("Which neurons: {grammar}", grammar=tr(GRAMMAR)))
        self.ticks = TicksField("run-data", offer.spans, self)
        self.kind = self._choice("format", tr("Format"), tr("How the file is made"))
        self.what.currentIndexChanged.connect(self._show_what)
        self.neurons.currentIndexChanged.connect(self._show_neurons)
        self.typed.textChanged.connect(self._note_change)
        self.ticks.changed.connect(self._note_change)
        self.kind.currentIndexChanged.connect(self._note_change)

    def _choice(self, name: str, label: str, tip: str) -> QComboBox:
        made = QComboBox(self)
        made.setObjectName(f"run-data-{name}")
        made.setAccessibleName(label)
        made.setToolTip(tip)
        return made

    def _make_buttons(self) -> None:
        self._told = self._label("told", "")
        self._lost = self._label("lost", "muted")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("run-data-progress")
        self._bar.setAccessibleName(tr("Progress of the export"))
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self.save = self._button("save", tr("&Save…"), tr("Choose a file and write it"))
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.stop = self._button(
            "stop", tr("S&top"), tr("Stop; nothing is left of the file")
        )
        self.stop.clicked.connect(self._stop)

    def _label(self, name: str, role: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(f"run-data-{name}")
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"run-data-{name}")
        button.setAccessibleName(without_mnemonic(text))
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        for name, field in (
            (tr("&What"), self.what),
            (tr("&Neurons"), self.neurons),
            ("", self.typed),
            (tr("T&icks"), self.ticks),
            (tr("&Format"), self.kind),
        ):
            self._form.addRow(name, field)
        ticks = self._form.labelForField(self.ticks)
        if isinstance(ticks, QLabel):
            ticks.setBuddy(self.ticks.choice)
        buttons = QDialogButtonBox(self)
        leave = buttons.addButton(QDialogButtonBox.StandardButton.Close)
        leave.setObjectName("run-data-close")
        leave.setToolTip(tr("Close; a file that is being written is given up (Escape)"))
        for button in (self.save, self.stop):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addWidget(self._told)
        layout.addWidget(self._lost)
        layout.addStretch(1)
        layout.addWidget(self._bar)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        # So that nothing moves when a text gets longer.
        for label, lines in ((self._told, 2), (self._lost, 3)):
            label.setMinimumHeight(lines * self.fontMetrics().lineSpacing() + 2)

    # -- What is chosen

    @property
    def _picture(self) -> str:
        """The name of the picture that is chosen; empty for data."""
        chosen = self.what.currentData()
        return chosen if isinstance(chosen, str) else ""

    def _chosen_kind(self) -> FileKind | Format:
        found: FileKind | Format = self.kind.currentData()
        return found

    def _wish(self) -> Wish:
        """Return the data that are chosen.

        Raises
        ------
        TNStudioError
            If the text names no neurons.
        """
        what: What = self.what.currentData()
        kind = FileKind(self.kind.currentData())
        mask = self._mask() if self._takes_neurons else None
        return Wish(what, kind, *self.ticks.span, mask)

    @property
    def _takes_neurons(self) -> bool:
        """Whether some neurons can be chosen for these data."""
        of_neurons = self.what.currentData() in (What.SPIKES, What.POTENTIALS)
        return of_neurons and bool(self._offer.masks)

    def _mask(self) -> Mask | None:
        offer, name = self._offer, self.neurons.currentText()
        if name == TYPED:
            return chosen_neurons(self.typed.text(), offer.cores, offer.neurons)
        return offer.masks[name]

    def _show_what(self) -> None:
        """Offer what goes with the data, or with a picture."""
        what = self.what.currentData()
        self._form.setRowVisible(self.neurons, self._takes_neurons)
        self._form.setRowVisible(self.ticks, not self._picture)
        chosen = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        if self._picture:
            for picture_kind, text in PICTURE_KINDS.items():
                self.kind.addItem(text, picture_kind)
        else:
            for kind in kinds_for(what):
                self.kind.addItem(KINDS[kind], kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.blockSignals(False)
        if what is What.POTENTIALS and self.neurons.currentIndex() == 0:
            # V of all neurons is hardly ever meant, nor possible with many.
            self.neurons.setCurrentIndex(self.neurons.count() - 2)
        self._show_neurons()

    def _show_neurons(self) -> None:
        types = self.neurons.currentText() == TYPED
        shown = self._form.isRowVisible(self.neurons)
        self._form.setRowVisible(self.typed, types and shown)
        self._note_change()

    # -- How much it will be

    def _note_change(self) -> None:
        if not self._title:
            self._timer.start()
            self._enable()

    def _foresee(self) -> None:
        self._asked = None
        if self._picture:
            self._lost.setText(PICTURE_LOST)
            self._told.setText(tr("The view as it is now"))
            return
        try:
            wish = self._wish()
        except TNStudioError as error:
            self._told.setText(f"{error.message}: {error.hint}")
            self._lost.setText("")
            return
        self._lost.setText(LOST[wish.kind])
        try:
            self._require(wish)
        except TNStudioError as error:
            self._told.setText(f"{error.message}: {error.hint}")
            return
        self._asked = wish
        self._source.foresee(wish, lambda foreseen: self._take_foreseen(wish, foreseen))

    def _require(self, wish: Wish) -> None:
        require_wish(self._offer.cores * self._offer.neurons, wish)

    def _take_foreseen(self, wish: Wish, foreseen: Foreseen | None) -> None:
        if wish is self._asked:
            self._asked = None
            self._told.setText("" if foreseen is None else _told(wish, foreseen))

    # -- The file

    def _save(self) -> None:
        try:
            wish = None if self._picture else self._wish()
            if wish is not None:
                self._require(wish)
        except TNStudioError as error:
            self._told.setText(f"{error.message}: {error.hint}")
            return
        kind = self._chosen_kind()
        path = self.choose_file(
            self._suggestion(kind), {f"{self.kind.currentText()} (*.{kind})": str(kind)}
        )
        if path is None:
            return
        if path.suffix.lower() != f".{kind}":
            path = path.with_name(f"{path.name}.{kind}")
        self._timer.stop()
        self._asked = None
        self._title = job_title(path)
        self._told.setText(tr("Writing {name} …", name=path.name))
        self._bar.setValue(0)
        if wish is None:
            self._save_picture(path)
        else:
            self._source.write(wish, path, self._take_written, self._take_gone)
        self._enable()

    def _save_picture(self, path: Path) -> None:
        svg = self._offer.pictures[self._picture].make().svg()
        if path.suffix.lower() == f".{Format.SVG}":
            work = writing(path, lambda: svg)
        else:
            scale = RESOLUTION / inch()
            work = writing(path, lambda: png_of(svg, scale))

        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                self._take_written(Written(path, 0, path.stat().st_size))
            elif isinstance(event, Failed):
                self._take_written(event.error)

        self._studio.jobs.start(Job(self._title, lambda: work), ended)

    def _suggestion(self, kind: str) -> Path:
        path = self._studio.document.path
        stem = "" if path is None else path.name.removesuffix(SUFFIX) + "-"
        what = self._picture or self.what.currentData().value
        return self._studio.folder / f"{stem}{what.casefold().replace(' ', '-')}.{kind}"

    def _take_written(self, result: Written | TNStudioError) -> None:
        self._title = ""
        if isinstance(result, TNStudioError):
            self._told.setText(tr("Not saved. {error}", error=result))
            if not self.isVisible():
                self._studio.show_error(result)
        else:
            size = bytes_text(result.nbytes)
            self._told.setText(
                tr("Saved {name}: {size}", name=result.path.name, size=size)
            )
        self._enable()

    def _take_gone(self) -> None:
        self._title = ""
        self._told.setText(tr("Stopped; nothing is left of the file"))
        self._enable()

    def _stop(self) -> None:
        for run_id, name in self._studio.jobs.names.items():
            if name == self._title:
                self._studio.jobs.cancel(run_id)

    def _show_progress(self, run_id: int) -> None:
        jobs = self._studio.jobs
        if self._title and jobs.names.get(run_id) == self._title:
            self._bar.setValue(round(_STEPS * jobs.progress[run_id].share))

    def _enable(self) -> None:
        writes = bool(self._title)
        self.save.setEnabled(not writes)
        self.stop.setEnabled(writes)
        self._bar.setVisible(writes)
        for field in (self.what, self.neurons, self.typed, self.ticks, self.kind):
            field.setEnabled(not writes)

    def reject(self) -> None:
        """Close; a file that is being written is given up."""
        self._timer.stop()
        self._stop()
        super().reject()


def _told(wish: Wish, foreseen: Foreseen) -> str:
    """Say how much it will be."""
    size = bytes_text(foreseen.nbytes)
    rows = _rows_told(wish.what, foreseen.rows)
    told = (
        tr("{rows}, about {size}.", rows=rows, size=size)
        if foreseen.is_exact
        else tr("About {rows}, about {size}.", rows=rows, size=size)
    )
    if foreseen.again:
        told += plural(
            " {number:,} tick will be run again for it.",
            " {number:,} ticks will be run again for it.",
            foreseen.again,
        )
    return told


def _rows_told(what: What, rows: int) -> str:
    if what in (What.POTENTIALS, What.VOTES):
        return counted(rows, "tick")
    return counted(rows, "core") if what is What.CORES else counted(rows, "spike")

"""The dialog that writes the open project for another program."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.outgoing import (
    KINDS,
    ExportKind,
    exporting,
    telling_losses,
    why_not,
)
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.interchange.export_choices import ExportFields
from tnstudio.ui.interchange.frame import (
    ChooseFile,
    InterchangeDialog,
    bulleted,
    told,
)
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.long_text import breakable


class OutgoingDialog(InterchangeDialog):
    """Chooses a kind, tells what is lost, writes the file.

    Parameters
    ----------
    studio : Studio
    suggestion : Path
        A file, named after the project.
    choose_file : callable, optional
        Asks for the file; by default the user is asked.
    """

    def __init__(
        self,
        studio: Studio,
        suggestion: Path,
        parent: QWidget | None = None,
        choose_file: ChooseFile | None = None,
    ) -> None:
        super().__init__(studio, "export-to", parent)
        self.setWindowTitle(tr("Export to other programs"))
        self._suggestion = suggestion
        self._choose_file = choose_file or self._ask_for_file
        # What is on show stays what is written, whatever is edited meanwhile.
        self._project = studio.document.project
        self._make_widgets()
        self._lay_out()
        self._fill_kinds()
        self._show_kind()

    # -- Construction

    def _make_widgets(self) -> None:
        self._kinds = QComboBox(self)
        self._kinds.setObjectName("export-to-kind")
        self._kinds.setAccessibleName(tr("Kind of file"))
        self._kinds.setToolTip(tr("What is written, and for which program"))
        self._about = self.label("about", "muted")
        self.choices = ExportFields(self.studio, self._project, self)
        self._losses = self.list_of(
            "losses", tr("What is lost"), tr("What the file will not have")
        )
        self._told = self.label("told", "muted")
        self.save = self.button("save", tr("&Save…"), tr("Choose a file and write it"))
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)

    def _fill_kinds(self) -> None:
        """Offer all kinds; those that cannot be say why."""
        model: Any = self._kinds.model()
        first = None
        for row, kind in enumerate(KINDS):
            reason = why_not(self._project, kind)
            text = tr(kind.label)
            self._kinds.addItem(f"{text} – {reason}" if reason else text)
            if reason and isinstance(model, QStandardItemModel):
                model.item(row).setEnabled(False)
            elif first is None:
                first = row
        self._kinds.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._kinds.setMinimumContentsLength(30)
        self._kinds.setPlaceholderText(tr("None is possible yet"))
        self._kinds.setCurrentIndex(-1 if first is None else first)
        self._kinds.currentIndexChanged.connect(self._show_kind)

    def _lay_out(self) -> None:
        label = QLabel(tr("&Kind"), self)
        label.setBuddy(self._kinds)
        first = QHBoxLayout()
        first.addWidget(label)
        first.addWidget(self._kinds, 1)
        self._title = QLabel(tr("What is &lost"), self)
        self._title.setBuddy(self._losses)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addLayout(first)
        layout.addWidget(self._about)
        layout.addWidget(self.choices)
        layout.addWidget(self._title)
        layout.addWidget(self._losses, 1)
        layout.addWidget(self._told)
        layout.addWidget(buttons)

    # -- What is lost

    @property
    def _kind(self) -> ExportKind | None:
        row = self._kinds.currentIndex()
        return KINDS[row] if row >= 0 else None

    def _show_kind(self) -> None:
        kind = self._kind
        self.choices.show_kind(kind)
        self.save.setEnabled(False)
        self._told.setText("")
        if kind is None:
            reasons = [
                tr(
                    "{kind}: {reason}.",
                    kind=tr(kind.label),
                    reason=why_not(self._project, kind),
                )
                for kind in KINDS
            ]
            self._about.setText(tr("There is nothing to export yet."))
            self._title.setText(tr("&Why"))
            self._losses.setPlainText(bulleted(reasons))
            return
        self._about.setText(tr(kind.tip))
        self._losses.setPlainText(tr("Looking …"))
        project = self._project
        self.run_job(
            tr("Looking at the project"),
            lambda: telling_losses(project, kind),
            self._show_losses,
        )

    def _show_losses(self, result: object) -> None:
        if isinstance(result, TNStudioError):
            self._about.setText(tr("This cannot be exported so"))
            self._losses.setPlainText(told(result))
        elif isinstance(result, tuple):
            self._losses.setPlainText(bulleted(result) or tr("Nothing is lost."))
            self.save.setEnabled(True)

    # -- The file

    def _save(self) -> None:
        kind = self._kind
        if kind is None:
            return
        name = self._suggestion.name.removesuffix(".h5").removesuffix(".tn")
        path = self._choose_file(self._suggestion.with_name(name + kind.suffix))
        if path is None:
            return
        if not path.suffix:
            path = path.with_name(path.name + kind.suffix)
        target = path
        self.save.setEnabled(False)
        self._told.setText(tr("Writing {name} …", name=target.name))
        project, choices = self._project, self.choices.chosen()
        self.run_job(
            tr("Writing {name}", name=target.name),
            lambda: exporting(project, kind, target, choices),
            self._show_end,
        )

    def _show_end(self, result: object) -> None:
        self.save.setEnabled(True)
        if isinstance(result, TNStudioError):
            self._told.setText(tr("Not saved: {reason}", reason=result.message))
            self.studio.show_error(result)
        elif isinstance(result, tuple):
            names = breakable(", ".join(path.name for path in result))
            self._told.setText(tr("Saved {name}", name=names))

    def done(self, result: int) -> None:
        """Close; data that is being read is not needed any more."""
        self.choices.cancel()
        super().done(result)

    def _ask_for_file(self, suggestion: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.windowTitle(), str(suggestion), f"*{suggestion.suffix}"
        )
        return Path(name) if name else None

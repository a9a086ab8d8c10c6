"""Last step: what the project is called, and where it is kept."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.files import with_suffix
from tnstudio.app.new_project import file_name_for, free_name
from tnstudio.texts import marked, tr
from tnstudio.ui.widgets.long_text import breakable
from tnstudio.ui.wizard.step import Step, muted

MOST_NAME = 200
"""Characters of a name."""


class NameStep(Step):
    """A name, a file if one is wanted at once, and what all steps have come to.

    Parameters
    ----------
    folder : Path
        Where files are proposed to be.
    proposal : callable
        Returns a name for the project.
    told_so_far : callable
        Returns what was chosen in the steps before, a line for each.

    Attributes
    ----------
    ask_folder : callable
        Asks the user for a folder; returns ``""`` if there was no answer.
    """

    heading = marked("Name")
    told = marked("What the project is called. It can be saved now or later.")

    def __init__(
        self,
        folder: Path,
        proposal: Callable[[], str],
        told_so_far: Callable[[], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.ask_folder = self._ask_folder
        self._proposal, self._told_so_far = proposal, told_so_far
        self._folder = folder
        self.name = _line(
            "wizard-name", tr("Name"), tr("What the network is called"), self
        )
        self.name.setMaxLength(MOST_NAME)
        self.saves = QCheckBox(tr("&Save it to a file at once"), self)
        self.saves.setObjectName("wizard-saves")
        self.saves.setToolTip(tr("Otherwise it is open, and not saved yet"))
        self.file = _line("wizard-file", tr("File"), tr("Name of the file"), self)
        self._where = muted("wizard-folder", self)
        self._choose = QPushButton(tr("&Folder…"), self)
        self._choose.setObjectName("wizard-choose-folder")
        self._choose.setToolTip(tr("Choose the folder of the file"))
        self._summary = muted("wizard-summary", self)
        self._lay_out()
        self.name.textEdited.connect(self._take_name)
        self.file.textChanged.connect(lambda _: self.changed.emit())
        self.saves.toggled.connect(self._follow)
        self._choose.clicked.connect(self._take_folder)
        self._follow()

    @property
    def path(self) -> Path | None:
        """Where the project is to be saved; None if it is not."""
        if not self.saves.isChecked():
            return None
        return with_suffix(self._folder / self.file.text().strip())

    @property
    def obstacle(self) -> str:
        """Why the project cannot be made."""
        if not self.name.text().strip():
            return tr("Give it a name.")
        if self.saves.isChecked():
            return self._obstacle_of_file(self.file.text().strip())
        return ""

    def enter(self) -> None:
        """Propose a name, unless one was typed."""
        if not self.name.isModified():
            self.name.setText(self._proposal())
            self._take_name()
        self._summary.setText(breakable(self._told_so_far()))

    def _obstacle_of_file(self, name: str) -> str:
        if not name or Path(name).name != name:
            return tr("Give the file a name, without a folder.")
        if (with_suffix(self._folder / name)).is_dir():
            return tr("There is a folder of this name: give the file another one.")
        return ""

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self._choose)
        form = QFormLayout()
        form.addRow(tr("&Project"), self.name)
        form.addRow("", self.saves)
        label = QLabel(tr("F&ile"), self)
        label.setBuddy(self.file)
        form.addRow(label, row)
        form.addRow(tr("In the folder"), self._where)
        heading = QLabel(tr("What you have chosen"), self)
        heading.setProperty("role", "subheading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(self._summary)
        layout.addStretch(1)

    def _take_name(self) -> None:
        self._propose_file()
        self.changed.emit()

    def _propose_file(self) -> None:
        """Name the file after the project, unless somebody has named it."""
        if not self.file.isModified():
            name = file_name_for(self.name.text())
            self.file.setText(free_name(self._folder, name))

    def _follow(self) -> None:
        saves = self.saves.isChecked()
        self.file.setEnabled(saves)
        self._choose.setEnabled(saves)
        self._where.setText(breakable(str(self._folder)))
        self.changed.emit()

    def _take_folder(self) -> None:
        answer = self.ask_folder()
        if answer:
            self._folder = Path(answer)
            self._propose_file()
            self._follow()

    def _ask_folder(self) -> str:
        title = tr("Folder of the project")
        return QFileDialog.getExistingDirectory(self, title, str(self._folder))


def _line(name: str, label: str, tip: str, parent: QWidget) -> QLineEdit:
    line = QLineEdit(parent)
    line.setObjectName(name)
    line.setAccessibleName(label)
    line.setToolTip(tip)
    return line

"""The saves of a project that were kept beside it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from tnstudio.app.files import opening
from tnstudio.app.jobs import Failed, Finished, Job, JobEvent
from tnstudio.app.versions import MOST_VERSIONS, Version, finding_versions
from tnstudio.model.project import Project
from tnstudio.texts import tr
from tnstudio.ui.project_files import ProjectFiles
from tnstudio.ui.studio import Studio


class VersionsDialog(QDialog):
    """Lists the versions, opens one as a copy or goes back to one."""

    def __init__(
        self, studio: Studio, files: ProjectFiles, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("versions-dialog")
        self.setWindowTitle(tr("Versions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(460, 380)
        self._studio = studio
        self._files = files
        self._path = studio.document.path
        self.keeps = QCheckBox(
            tr("&Keep the last {number} saves of projects", number=MOST_VERSIONS), self
        )
        self.keeps.setObjectName("versions-keep")
        self.keeps.setToolTip(
            tr("Each save puts a copy into a folder beside the project's file")
        )
        self.keeps.setChecked(studio.settings.values.keeps_versions)
        self.keeps.toggled.connect(lambda on: studio.settings.change(keeps_versions=on))
        self.list = _version_list(self)
        self.empty = QLabel(tr("The project was not saved yet."), self)
        self.empty.setObjectName("versions-empty")
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.copy = self._button(
            "copy",
            tr("&Open as a copy"),
            tr("Open this version as a project that is not saved yet"),
            self._open_copy,
        )
        self.restore = self._button(
            "restore",
            tr("&Restore"),
            tr("Let the project be as it was then; Undo takes that back"),
            self._restore,
        )
        for button in (self.copy, self.restore):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            button.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.setSpacing(10)
        for widget in (self.keeps, self.list, self.empty, buttons):
            layout.addWidget(widget)
        if self._path is not None:
            self._look(self._path)

    @property
    def chosen(self) -> Version | None:
        """The version that is selected."""
        item = self.list.currentItem()
        return None if item is None else item.data(0, _VERSION)

    def _look(self, path: Path) -> None:
        """Look for versions on the worker: their drive may be slow."""
        self.empty.setText(tr("Looking for versions …"))

        def ended(event: JobEvent) -> None:
            # The dialog may have been closed meanwhile.
            if isinstance(event, Finished) and isValid(self):
                self._show(event.result)

        job = Job(
            tr("Looking for versions"),
            lambda: finding_versions(path),
            at_stake=False,
            needs_kernels=False,
            place=str(path),
        )
        self._studio.jobs.start(job, ended)

    def _show(self, versions: tuple[Version, ...]) -> None:
        self.empty.setText(
            tr("There are no versions yet: they are kept from the next save on.")
        )
        self.empty.setVisible(not versions)
        for button in (self.copy, self.restore):
            button.setEnabled(bool(versions))
        if versions:
            _fill(self.list, versions)
            self.list.setFocus()

    def _button(
        self, name: str, text: str, tip: str, do: Callable[[], None]
    ) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"versions-{name}")
        button.setToolTip(tip)
        button.clicked.connect(do)
        return button

    def _open_copy(self) -> None:
        path = self._path
        if path is not None:
            self._read(lambda project: self._files.open_copy(project, path))

    def _restore(self) -> None:
        document = self._studio.document
        self._read(lambda project: document.do(tr("Restore a version"), project))

    def _read(self, then: Callable[[Project], None]) -> None:
        version = self.chosen
        if version is None:
            return
        path = self._path

        def ended(event: JobEvent) -> None:
            if isinstance(event, Failed):
                self._studio.show_error(event.error)
            elif isinstance(event, Finished) and self._studio.document.path == path:
                then(event.result)

        place = version.path
        self._studio.jobs.start(
            Job(
                tr("Reading a version"),
                lambda: opening(place),
                at_stake=False,
                needs_kernels=False,
            ),
            ended,
        )
        self.accept()


_VERSION = 0x0100
"""Role of an item's data: the first that Qt leaves to programs."""


def _version_list(parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setObjectName("versions-list")
    tree.setAccessibleName(tr("Versions"))
    tree.setToolTip(tr("The saves that were kept, the newest first"))
    tree.setHeaderLabels([tr("Saved"), tr("Size")])
    tree.setRootIsDecorated(False)
    # Rows take the height that the style sheet gives them.
    tree.ensurePolished()
    tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    return tree


def _fill(tree: QTreeWidget, versions: tuple[Version, ...]) -> None:
    """List versions and choose the first."""
    locale = QLocale()
    items = []
    for version in versions:
        when = QDateTime.fromSecsSinceEpoch(int(version.when.timestamp()))
        texts = [
            locale.toString(when, "yyyy-MM-dd HH:mm:ss"),
            locale.formattedDataSize(version.size),
        ]
        items.append(QTreeWidgetItem(tree, texts))
        items[-1].setData(0, _VERSION, version)
    tree.resizeColumnToContents(0)
    tree.setCurrentItem(items[0])

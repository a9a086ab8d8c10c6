"""The name of a project, and what it tells people about itself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.description import MOST_BYTES, described
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio

MOST_NAME = 200
"""Characters of a name."""


class ProjectAboutDialog(QDialog):
    """Two fields; what has changed becomes an undo step of each."""

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about-project")
        self.setWindowTitle(tr("About this project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document = studio.document
        self._make_fields()
        self._problem = QLabel(self)
        self._problem.setObjectName("about-project-problem")
        self._problem.setProperty("role", "problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        hint = QLabel(
            tr("Home shows its first line, “tnstudio info” shows all of it."), self
        )
        hint.setProperty("role", "muted")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self._take)
        self._buttons.rejected.connect(self.reject)
        tall = self._text.sizePolicy()
        tall.setVerticalStretch(1)
        self._text.setSizePolicy(tall)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(tr("&Name"), self._name)
        form.addRow(tr("What it is and &shows"), self._text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(8)
        layout.addLayout(form, 1)
        layout.addWidget(hint)
        layout.addWidget(self._problem)
        layout.addWidget(self._buttons)
        self.resize(520, 400)

    def _make_fields(self) -> None:
        project = self._document.project
        self._name = QLineEdit(project.network.name, self)
        self._name.setObjectName("about-project-name")
        self._name.setAccessibleName(tr("Name"))
        self._name.setToolTip(tr("What the network is called"))
        self._name.setMaxLength(MOST_NAME)
        self._text = QPlainTextEdit(project.description, self)
        self._text.setObjectName("about-project-text")
        self._text.setAccessibleName(tr("What it is and shows"))
        self._text.setToolTip(tr("Plain text of up to {size:,} bytes", size=MOST_BYTES))
        self._text.setTabChangesFocus(True)
        self._text.textChanged.connect(self._check)

    def _check(self) -> None:
        """Tell at once if the text is too long to be kept."""
        problem = ""
        try:
            described(self._document.project, self._text.toPlainText())
        except TNStudioError as error:
            problem = tr("{error}: {hint}", error=error.message, hint=error.hint)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        fine = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        fine.setEnabled(not problem)

    def _take(self) -> None:
        document = self._document
        name = self._name.text().strip()
        if name:
            document.edit_network(tr("Rename"), rename(document.network, name))
        changed = described(document.project, self._text.toPlainText())
        document.do(tr("Change description"), changed)
        self.accept()

"""What the cards of the circuit inspector share."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QSizePolicy, QWidget

from tnstudio.app.selection import Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.ui.design.edit_session import EditSession
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.card import Card


class ChosenCard(Card):
    """A card about what is selected of one kind, hidden while nothing is.

    Its edits are steps of the document's history; those of one field in a row
    are one step. What is refused is told below the fields.
    """

    def __init__(
        self, studio: Studio, heading: str, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(heading, name, parent)
        self._studio = studio
        # A core may have any name: it must not widen the inspector.
        self._heading.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self._session = EditSession(self)
        self.form = inspector_form()
        self.body.addLayout(self.form)
        self._note = QLabel(self)
        self._note.setObjectName(f"{name}-note")
        self._note.setProperty("role", "problem")
        self._note.setWordWrap(True)
        self._note.hide()
        self.body.addWidget(self._note)

    @property
    def note(self) -> str:
        """Why what was typed last was not taken."""
        return self._note.text()

    def show_chosen(self, circuit: Circuit, selection: Selection) -> None:
        """Show what is selected; hide if nothing of this kind is.

        Raises
        ------
        NotImplementedError
            Unless a card says how.
        """
        raise NotImplementedError

    def set_heading(self, heading: str) -> None:
        """Change the heading; all of it is in its tooltip."""
        super().set_heading(heading)
        self._heading.setToolTip(heading)

    def end_session(self) -> None:
        """Let the next edit be a step of its own."""
        self._session.end()

    def tell(self, reason: str) -> None:
        """Say why something is refused; nothing clears it."""
        self._note.setText(f"⚠ {reason}" if reason else "")
        self._note.setVisible(bool(reason))

    def attempt(self, act: Callable[[], object]) -> None:
        """Make an edit, or tell why not."""
        try:
            act()
        except TNStudioError as error:
            self.tell(str(error))
        else:
            self.tell("")

    def add_row(self, text: str, field: QWidget) -> None:
        """Add a field with a label before it."""
        self.form.addRow(row_label(text, field), field)


def row_label(text: str, field: QWidget) -> QLabel:
    """Return a label in the middle of its row; forms put them at the top."""
    label = QLabel(text)
    label.setBuddy(field)
    label.setToolTip(field.toolTip())
    label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
    return label


def inspector_form() -> QFormLayout:
    """Return a form as narrow as the inspector."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(6)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form

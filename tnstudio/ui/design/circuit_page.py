"""The page of Design for free cores."""

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tnstudio.app.document import Part
from tnstudio.ui.design.facts import free_cores_told
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.empty_state import EmptyState


class CircuitPage(DocumentView):
    """Tells of free cores.

    Attributes
    ----------
    tools : QWidget
        Its buttons, for the bar above the page.
    """

    follows: ClassVar[Part] = Part.NETWORK

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self.tools = QWidget(self)
        self.free_cores = EmptyState(studio.theme, "design-free-cores", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.free_cores)

    def rehearse(self) -> None:
        """Show what there is."""

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        return self.is_fresh

    def refresh(self, parts: Part) -> None:  # noqa: ARG002
        """Tell of the cores."""
        circuit = self._studio.document.network.circuit
        if circuit is not None:
            self.free_cores.tell("mdi6.chip", *free_cores_told(circuit))

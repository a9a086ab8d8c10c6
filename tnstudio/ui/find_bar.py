"""The bar that finds layers, cores and lines by number or name."""

from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from tnstudio.app.document import Part
from tnstudio.app.find import find, following
from tnstudio.app.items import told
from tnstudio.app.selection import Item, Selection
from tnstudio.texts import tr
from tnstudio.ui.design.tools import tool
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.icon_label import IconLabel

_HELP = tr(
    "Number or name: core 12, layer 2, 2.3 (core 3 of layer 2, or neuron 3 of "
    "free core 2), input 0, clock"
)


class FindBar(DocumentView):
    """Selects what is typed, as it is typed.

    Attributes
    ----------
    closed : Signal
        The user has done with it.
    """

    follows: ClassVar[Part] = Part.NETWORK | Part.SELECTION

    closed = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self.setObjectName("find-bar")
        self._found: tuple[Item, ...] = ()
        panel = QFrame(self)
        panel.setProperty("role", "panel")
        layout = QHBoxLayout(panel)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.setSpacing(6)
        icon = IconLabel(16, panel)
        studio.theme.keep_icon(icon, "mdi6.magnify", "muted")
        self.text = _FindField(panel)
        self.text.stepped.connect(self.step)
        self.text.textChanged.connect(self._search)
        self._count = QLabel(panel)
        self._count.setObjectName("find-count")
        self._count.setMinimumWidth(150)
        layout.addWidget(icon)
        layout.addWidget(self.text, 1)
        layout.addWidget(self._count)
        for name, shape, tip, act in (
            ("find-back", "mdi6.chevron-up", tr("Previous (Shift+F3)"), self._back),
            ("find-on", "mdi6.chevron-down", tr("Next (F3)"), self.step),
            ("find-close", "mdi6.close", tr("Close (Escape)"), self.close_bar),
        ):
            layout.addWidget(tool(studio.theme, panel, name, shape, tip, act))
        self.setFocusProxy(self.text)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(8, 6, 8, 0)
        whole.addWidget(panel)
        self.hide()

    @property
    def count(self) -> str:
        """What is said of what was found, e.g. ``3 of 12``."""
        return self._count.text()

    def open_bar(self) -> None:
        """Show the bar, ready to type."""
        self.show()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()

    def close_bar(self) -> None:
        """Hide the bar; what was found stays selected."""
        self.hide()
        self.closed.emit()

    def step(self, by: int = 1) -> None:
        """Select the next thing that was found, or with -1 the one before."""
        if not self.text.text().strip():
            self.open_bar()
            return
        document = self._studio.document
        self._found = find(document.network, self.text.text())
        self._select(following(self._found, document.selection.current, by))

    def refresh(self, parts: Part) -> None:
        """Look again in another design; tell where the selection is in it."""
        if Part.NETWORK in parts:
            self._found = find(self._studio.document.network, self.text.text())
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _back(self) -> None:
        self.step(-1)

    def _search(self, text: str) -> None:
        document = self._studio.document
        self._found = find(document.network, text)
        current = document.selection.current
        if current not in self._found:
            self._select(following(self._found, current))
        self._tell()

    def _select(self, item: Item | None) -> None:
        if item is not None:
            self._studio.document.select(Selection((item,)), self)
        self._tell()

    def _tell(self) -> None:
        document = self._studio.document
        count, current = len(self._found), document.selection.current
        if not self.text.text().strip():
            said, tip = "", ""
        elif not count:
            said, tip = tr("nothing found"), _HELP
        elif current in self._found:
            place = self._found.index(current) + 1
            said = tr("{place} of {count}", place=place, count=count)
            tip = told(document.network, current)
        else:
            said, tip = tr("{count} found", count=count), ""
        self._count.setText(said)
        self._count.setToolTip(tip)
        self._count.setAccessibleName(f"{said} {tip}".strip())
        self._set_role("problem" if said and not count else "muted")

    def _set_role(self, role: str) -> None:
        if self._count.property("role") != role:
            self._count.setProperty("role", role)
            self._count.style().unpolish(self._count)
            self._count.style().polish(self._count)


class _FindField(QLineEdit):
    """Where the query is typed; Enter goes on, Shift+Enter back.

    Attributes
    ----------
    stepped : Signal
        1 or -1.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("find-text")
        self.setAccessibleName(tr("Find"))
        self.setPlaceholderText(tr("Find: core 12, layer 2, 2.3 or a name"))
        self.setToolTip(
            tr("{help}\nEnter: next, Shift+Enter: previous, Escape: close", help=_HELP)
        )
        self.setMaxLength(200)

    def event(self, event: QEvent) -> bool:
        """Take Enter for itself: nothing else is confirmed here."""
        if isinstance(event, QKeyEvent) and _is_enter(event):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if back else 1)
            return True
        return bool(super().event(event))


def _is_enter(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and event.type() == QEvent.Type.KeyPress

"""The list of design problems, with the fixes that are safe."""

from collections import deque
from time import perf_counter
from typing import ClassVar

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.document import Part
from tnstudio.model.fix import Fix
from tnstudio.model.fixes import fixes
from tnstudio.model.problems import Problem, place_told
from tnstudio.model.rules import check_network
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.edit_keys import EditKeys
from tnstudio.ui.widgets.text_scale import keep_icon_size, scaled

MOST_SHOWN = 100
"""Thousands of cores may have a problem each."""

_ICON = 16
_BUTTON = 64
"""Room for the button of a row, where texts have the usual size."""

_MARGIN = 6

_TURN_SECONDS = 0.02
"""For one turn of looking for fixes."""


class ProblemList(DocumentView):
    """Every problem of the design; a click or Enter goes to its place.

    Attributes
    ----------
    chosen : Signal
        The user wants to go to a problem (a `Problem`).
    """

    follows: ClassVar[Part] = Part.NETWORK

    chosen = Signal(object)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self.setObjectName("problem-list-panel")
        self._network = studio.document.network
        self._problems: tuple[Problem, ...] = ()
        self._rows_to_mend: deque[int] = deque()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._offer_fixes)
        self.list = _Rows(self)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self.list.fixes_wanted.connect(self.open_fixes)
        EditKeys(self.list).copy_wanted.connect(self.copy_text)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.setMinimumHeight(96)
        self._none = QLabel(tr("No problems: this design fits the chip."), self)
        self._none.setProperty("role", "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        layout.addWidget(self.list)
        layout.addWidget(self._none)
        self.setFocusProxy(self.list)
        studio.theme.changed.connect(lambda: self.refresh(Part.NETWORK))

    def sizeHint(self) -> QSize:
        """Return room for some problems; the canvas needs the rest."""
        return QSize(480, 128)

    def refresh(self, parts: Part) -> None:  # noqa: ARG002
        """Show the problems that there are now."""
        row = max(0, self.list.currentRow())
        self._network = self._studio.document.network
        self._problems = check_network(self._network)
        self.list.clear()
        for problem in self._problems[:MOST_SHOWN]:
            self.list.addItem(self._item(problem))
        if len(self._problems) > MOST_SHOWN:
            self.list.addItem(_rest(len(self._problems) - MOST_SHOWN))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.list.setVisible(bool(self._problems))
        self._none.setVisible(not self._problems)
        self._rows_to_mend = deque(range(min(MOST_SHOWN, len(self._problems))))
        self._offer_fixes()

    @property
    def is_quiet(self) -> bool:
        """Whether fixes were looked for in all rows."""
        return not self._rows_to_mend

    def _offer_fixes(self) -> None:
        """Give rows their buttons, as many as can be in one turn of the event loop.

        Fixes of layers are tried out, which takes long in a deep network.
        """
        end = perf_counter() + _TURN_SECONDS
        while self._rows_to_mend:
            row = self._rows_to_mend.popleft()
            if self.fixes_of(row):
                self.list.setItemWidget(self.list.item(row), self._fix_button(row))
            if perf_counter() >= end:
                break
        if self._rows_to_mend:
            self._turn.start(0)

    def fixes_of(self, row: int) -> tuple[Fix, ...]:
        """Return the fixes that are offered for a row."""
        if not 0 <= row < min(MOST_SHOWN, len(self._problems)):
            return ()
        # While nobody sees the list, the design may have become another one.
        return fixes(self._network, self._problems[row])

    def open_fixes(self, row: int) -> None:
        """Offer the fixes of a row in a menu; nothing happens without any."""
        menu = QMenu(self)
        self._add_fixes(menu, row)
        place = self.list.visualItemRect(self.list.item(row))
        self._popup(menu, place.bottomRight() - QPoint(_BUTTON, 0))

    def copy_text(self) -> None:
        """Put the text of the current row on the clipboard."""
        item = self.list.currentItem()
        if item is not None:
            QGuiApplication.clipboard().setText(item.text())

    # -- Rows

    def _item(self, problem: Problem) -> QListWidgetItem:
        is_error = problem.severity == "error"
        icon = "mdi6.alert-circle-outline" if is_error else "mdi6.lightbulb-on-outline"
        place = _capital(place_told(problem.place))
        item = QListWidgetItem(f"{place}: {problem.message} – {problem.hint}")
        item.setIcon(self._studio.theme.icon(icon, "error" if is_error else "warning"))
        kind = tr("Error") if is_error else tr("Advice")
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole,
            tr("{kind}. {text}", kind=kind, text=item.text()),
        )
        item.setToolTip(_capital(problem.hint))
        return item

    def _fix_button(self, row: int) -> QWidget:
        """Return what lies over a row: nothing but a button at its end."""
        over = QWidget()
        button = QToolButton(over)
        button.setObjectName(f"problem-{row}-fix")
        button.setText(tr("Fix"))
        button.setAccessibleName(tr("Fix problem {number}", number=row + 1))
        button.setToolTip(tr("Offer what mends this problem (Alt+Enter)"))
        button.clicked.connect(lambda: self._open_fixes_of(row))
        layout = QHBoxLayout(over)
        layout.setContentsMargins(0, 1, 4, 1)
        layout.addStretch(1)
        layout.addWidget(button)
        return over

    def _open_fixes_of(self, row: int) -> None:
        self.list.setCurrentRow(row)
        self.open_fixes(row)

    def _choose(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        if row < min(MOST_SHOWN, len(self._problems)):
            self.chosen.emit(self._problems[row])

    # -- Menus

    def _open_menu(self, place: QPoint) -> None:
        row = self.list.indexAt(place).row()
        row = row if row >= 0 else self.list.currentRow()
        if row < 0:
            return
        item = self.list.item(row)
        menu = QMenu(self)
        menu.addAction(tr("Go to the place")).triggered.connect(
            lambda: self._choose(item)
        )
        menu.addAction(tr("Copy text")).triggered.connect(lambda: self.copy_text())
        menu.addSeparator()
        self._add_fixes(menu, row)
        self._popup(menu, place)

    def _add_fixes(self, menu: QMenu, row: int) -> None:
        for index, fix in enumerate(self.fixes_of(row)):
            action = menu.addAction(fix.label.replace("&", "&&"))
            action.setObjectName(f"action-fix-{index}")
            action.triggered.connect(lambda _=False, fix=fix: self._apply(fix))

    def _popup(self, menu: QMenu, place: QPoint) -> None:
        if menu.isEmpty():
            menu.deleteLater()
            return
        menu.setObjectName("problem-menu")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(place))
        menu.setActiveAction(menu.actions()[0])

    def _apply(self, fix: Fix) -> None:
        self._studio.document.edit_network(fix.label, fix.network)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rest(count: int) -> QListWidgetItem:
    item = QListWidgetItem(tr("and {count} more", count=count))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return item


class _Rows(QListWidget):
    """The rows, each as high as its text, with room for a button at the end.

    Attributes
    ----------
    fixes_wanted : Signal
        The user has asked for the fixes of a row.
    """

    fixes_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("problem-list")
        self.setAccessibleName(tr("Design problems"))
        self.setToolTip(tr("Click, or Enter: go to the place. Alt+Enter: fixes"))
        self.setWordWrap(True)
        keep_icon_size(self, _ICON)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegate(_Row(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the fixes with Alt+Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.fixes_wanted.emit(self.currentRow())
        else:
            super().keyPressEvent(event)


class _Row(QStyledItemDelegate):
    """Draws a row's text beside the room for its button."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of the text in the width that there is."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListWidget) else 0
        room = max(80, width - scaled(_ICON + _BUTTON) - 4 * _MARGIN)
        text = str(index.data() or "")
        box = option.fontMetrics.boundingRect(
            0, 0, room, 10_000, Qt.TextFlag.TextWordWrap, text
        )
        least = option.fontMetrics.height() + 2 * _MARGIN
        return QSize(room, max(least, box.height()) + 2 * _MARGIN)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row short of the button."""
        short = QStyleOptionViewItem(option)
        short.rect = option.rect.adjusted(0, 0, -scaled(_BUTTON), 0)
        super().paint(painter, short, index)

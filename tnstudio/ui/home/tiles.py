"""Projects as a list of tiles, as high as its rows need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from tnstudio.texts import tr
from tnstudio.ui.home.glancing import Glanced
from tnstudio.ui.home.tile_painting import GAP, TilePainter
from tnstudio.ui.home.wording import (
    accuracy_text,
    facts_text,
    first_line,
    folder_text,
    title_of,
    when_text,
)
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.long_text import plain_tip

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TileText:
    """The lines below a tile's picture, the title first."""

    title: str
    facts: str
    rest: str
    warns: bool = False


class TileModel(QAbstractListModel):
    """The projects of one list.

    Parameters
    ----------
    samples : bool
        Whether they are samples: those are called by their networks and tell
        what they show. Others are called by their files and tell where these are.
    """

    def __init__(self, parent: QObject, *, samples: bool) -> None:
        super().__init__(parent)
        self._samples = samples
        self._paths: tuple[Path, ...] = ()
        self._found: dict[Path, Glanced] = {}

    @property
    def paths(self) -> tuple[Path, ...]:
        """The projects in their order."""
        return self._paths

    def show_paths(self, paths: Iterable[Path]) -> None:
        """Show these projects; what is known of them stays."""
        wanted = tuple(paths)
        if wanted != self._paths:
            self.beginResetModel()
            self._paths = wanted
            self._found = {p: f for p, f in self._found.items() if p in wanted}
            self.endResetModel()

    def take(self, found: Glanced) -> None:
        """Show what was found of a project; that of another list is ignored."""
        if found.path in self._paths:
            self._found[found.path] = found
            index = self.index(self._paths.index(found.path))
            self.dataChanged.emit(index, index)

    def glanced(self, index: _Index) -> Glanced | None:
        """Return what was found of a project; None if nobody has looked yet."""
        return self._found.get(self._paths[index.row()])

    def is_missing(self, index: _Index) -> bool:
        """Tell whether the file of a project is known to be gone."""
        found = self.glanced(index)
        return found is not None and found.is_missing

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of projects."""
        return 0 if parent.isValid() else len(self._paths)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a project, or all about it."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index).title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.long_text(index))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self.text(index)
            return ", ".join(t for t in (text.title, text.facts, text.rest) if t)
        return None

    def text(self, index: _Index) -> TileText:
        """Return what stands below a picture."""
        path, found = self._paths[index.row()], self.glanced(index)
        glance = None if found is None else found.glance
        title = title_of(path, glance, by_file=not self._samples)
        if found is None:
            return TileText(title, "…", "" if self._samples else folder_text(path))
        if found.is_missing:
            offer = tr("Remove from the list …")
            rest = f"{folder_text(path)}\n{offer}"
            return TileText(title, tr("Missing"), rest, warns=True)
        if glance is None:
            return TileText(title, tr("Cannot be read"), folder_text(path), warns=True)
        if self._samples:
            return TileText(title, facts_text(glance), first_line(glance))
        when = when_text(found.saved, datetime.now())
        return TileText(title, facts_text(glance), f"{when}\n{folder_text(path)}")

    def long_text(self, index: _Index) -> str:
        """Return all that is known of a project."""
        path, found = self._paths[index.row()], self.glanced(index)
        lines = [self.text(index).title]
        if found is not None and found.is_missing:
            lines.append(tr("It is not there now. Its drive may not be connected."))
        elif found is not None and found.glance is None:
            lines.append(found.problem)
        elif found is not None and found.glance is not None:
            glance = found.glance
            lines += [facts_text(glance), accuracy_text(glance), glance.description]
        lines.append(str(path))
        return "\n".join(line for line in lines if line)


class TileList(QListView):
    """A grid of tiles that is walked with the arrow keys.

    Attributes
    ----------
    opened : Signal of Path
        A project was clicked, or Enter or Space was pressed.
    menu_wanted : Signal of Path, QPoint
        The menu of a project is wanted, at this place of the screen.
    removed : Signal of Path
        Delete was pressed on a project.
    reached : Signal of QRect
        The keys have come to a tile, which is here.
    """

    opened = Signal(object)
    menu_wanted = Signal(object, object)
    removed = Signal(object)
    reached = Signal(object)

    def __init__(
        self, theme: Theme, name: str, label: str, parent: QWidget, *, samples: bool
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setToolTip(label)
        self.tiles = TileModel(self, samples=samples)
        self._painter = TilePainter(theme, self)
        self.setModel(self.tiles)
        self.setItemDelegate(self._painter)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setDragEnabled(False)
        self.setStyleSheet(
            "QListView, QListView:focus { border: none; background: transparent; }"
        )
        self.setGridSize(self._painter.size + QSize(GAP, GAP))
        theme.changed.connect(self.viewport().update)
        self.tiles.modelReset.connect(self._fit)
        self.clicked.connect(self._open)

    @property
    def current_path(self) -> Path | None:
        """The project that the keys are at."""
        index = self.currentIndex()
        return self.tiles.paths[index.row()] if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter or Space, remove with Delete."""
        path = self.current_path
        if path is not None and event.key() in _OPENING:
            self._open(self.currentIndex())
        elif path is not None and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(path)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a project."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            place = event.globalPos() if by_mouse else self._middle(index)
            self.menu_wanted.emit(self.tiles.paths[index.row()], place)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: Any
    ) -> None:
        """Tell where the keys have come to."""
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self.reached.emit(self.visualRect(current))

    def focusInEvent(self, event: Any) -> None:
        """Let the keys be at a tile from the first."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.tiles.rowCount():
            self.setCurrentIndex(self.tiles.index(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the rows are now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        grid, count = self.gridSize(), self.tiles.rowCount()
        columns = max(1, self.viewport().width() // grid.width())
        self.setFixedHeight(-(-count // columns) * grid.height() + 2)

    def _open(self, index: QModelIndex) -> None:
        path = self.tiles.paths[index.row()]
        if self.tiles.is_missing(index):
            # It opens nothing: what can be done instead is offered.
            self.menu_wanted.emit(path, self._middle(index))
        else:
            self.opened.emit(path)

    def _middle(self, index: QModelIndex) -> QPoint:
        place: QRect = self.visualRect(index)
        return self.viewport().mapToGlobal(place.center())


_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)

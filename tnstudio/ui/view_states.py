"""What users have made of the workspaces: kept between starts, and reset.

Splitters that were dragged, columns that were dragged, the column that a table is
sorted by and the page on show. They are found by walking the widgets, and known by
their object names. What the program sets itself is not kept.
"""

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QSplitter, QTabBar, QWidget

from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.tab_buttons import TabButtons

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = "1"
"""Of the states; those of another version are not restored."""

_VERSION_KEY = "version"


class ViewStates(QObject):
    """Follows the parts of workspaces that users arrange.

    Parameters
    ----------
    studio : Studio
        Its preferences keep the states.
    parent : QObject
    """

    def __init__(self, studio: Studio, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        kept = studio.settings.values.views
        self._kept = dict(kept) if kept.get(_VERSION_KEY) == VERSION else {}
        self._defaults: dict[str, Callable[[], None]] = {}
        self._known: set[str] = set()

    def follow(self, workspace: QWidget) -> None:
        """Restore the parts of a workspace, now or when they are first shown."""
        for splitter in workspace.findChildren(QSplitter):
            if self._is_new(splitter.objectName()):
                splitter.installEventFilter(self)
                keep = partial(self._keep_splitter, splitter)
                splitter.splitterMoved.connect(keep)
        for header in workspace.findChildren(QHeaderView):
            view = header.parentWidget()
            name = _header_name(header)
            if view is not None and name and self._is_new(name):
                header.installEventFilter(self)
                header.viewport().installEventFilter(self)
                header.sortIndicatorChanged.connect(partial(self._keep_sort, header))
                header.sectionCountChanged.connect(
                    partial(self._restore_header, header)
                )
        for tabs in (
            *workspace.findChildren(QTabBar),
            *workspace.findChildren(TabButtons),
        ):
            if self._is_new(tabs.objectName()):
                self._follow_tabs(tabs, workspace)

    def save(self) -> None:
        """Keep the states in the preferences."""
        kept = {_VERSION_KEY: VERSION, **self._kept} if self._kept else {}
        self._studio.settings.change(views=kept)

    def reset(self) -> None:
        """Put all back to where it was at first, and forget the rest."""
        for restore in list(self._defaults.values()):
            restore()
        self._kept.clear()
        self.save()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Restore a part when it is first shown; keep columns that were dragged."""
        if event.type() == QEvent.Type.Show:
            if isinstance(watched, QSplitter):
                # Once those in it are shown, too: only then they have their sizes.
                QTimer.singleShot(0, watched, partial(self._restore_splitter, watched))
            elif isinstance(watched, QHeaderView):
                self._restore_header(watched)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            header = watched.parent()
            if isinstance(header, QHeaderView):
                self._keep_header(header, widths=_widths(header))
        return bool(super().eventFilter(watched, event))

    def _is_new(self, name: str) -> bool:
        if not name or name in self._known:
            return False
        self._known.add(name)
        return True

    # -- Splitters

    def _keep_splitter(self, splitter: QSplitter, *_: int) -> None:
        state = {"way": _way(splitter), "sizes": splitter.sizes()}
        self._kept[splitter.objectName()] = json.dumps(state)

    def _restore_splitter(self, splitter: QSplitter) -> None:
        name = splitter.objectName()
        if name in self._defaults or not splitter.isVisible():
            return
        sizes = splitter.sizes()
        self._defaults[name] = partial(splitter.setSizes, sizes)
        kept = _state(self._kept.get(name))
        wanted = _numbers(kept.get("sizes"), len(sizes))
        if wanted and kept.get("way") == _way(splitter):
            splitter.setSizes(wanted)

    # -- Columns

    def _keep_sort(self, header: QHeaderView, column: int, order: Qt.SortOrder) -> None:
        if header.isVisible() and header.isSortIndicatorShown():
            self._keep_header(header, sort=[column, int(order.value)])

    def _keep_header(self, header: QHeaderView, **changes: list[int]) -> None:
        name = _header_name(header)
        state = _state(self._kept.get(name)) | {"count": header.count()} | changes
        self._kept[name] = json.dumps(state)

    def _restore_header(self, header: QHeaderView, *_: int) -> None:
        name, count = _header_name(header), header.count()
        if not count or name in self._defaults or not header.isVisible():
            return
        self._defaults[name] = partial(
            _show_header, header, _widths(header), _sorted_by(header)
        )
        kept = _state(self._kept.get(name))
        if kept.get("count") == count:
            _show_header(
                header,
                _numbers(kept.get("widths"), count),
                _numbers(kept.get("sort"), 2),
            )

    # -- Pages

    def _follow_tabs(self, tabs: Any, workspace: QWidget) -> None:
        name = tabs.objectName()
        self._defaults[name] = partial(tabs.setCurrentIndex, 0)
        kept = _state(self._kept.get(name)).get("page")
        is_page = isinstance(kept, int) and 0 <= kept < _pages(tabs)
        if is_page and _can_be_chosen(tabs, kept):
            tabs.setCurrentIndex(kept)
        # Another page may be made only now, with parts of its own.
        tabs.currentChanged.connect(lambda page: self._keep_page(name, page))
        tabs.currentChanged.connect(lambda _: self.follow(workspace))
        if is_page:
            self.follow(workspace)

    def _keep_page(self, name: str, page: int) -> None:
        self._kept[name] = json.dumps({"page": page})


def _header_name(header: QHeaderView) -> str:
    view = header.parentWidget()
    is_across = header.orientation() == Qt.Orientation.Horizontal
    name = "" if view is None or not is_across else view.objectName()
    return f"{name}-header" if name else ""


def _pages(tabs: Any) -> int:
    return int(tabs.count()) if isinstance(tabs, QTabBar) else len(tabs)


def _can_be_chosen(tabs: Any, page: Any) -> bool:
    return not isinstance(tabs, QTabBar) or tabs.isTabVisible(page)


def _way(splitter: QSplitter) -> int:
    return int(splitter.orientation().value)


def _widths(header: QHeaderView) -> list[int]:
    return [header.sectionSize(column) for column in range(header.count())]


def _sorted_by(header: QHeaderView) -> list[int]:
    if not header.isSortIndicatorShown():
        return []
    return [header.sortIndicatorSection(), int(header.sortIndicatorOrder().value)]


def _show_header(header: QHeaderView, widths: list[int], sort: list[int]) -> None:
    free = QHeaderView.ResizeMode.Interactive
    for column, width in enumerate(widths):
        if column < header.count() and header.sectionResizeMode(column) == free:
            header.resizeSection(column, width)
    if sort and header.isSortIndicatorShown() and sort[0] < header.count():
        header.setSortIndicator(sort[0], Qt.SortOrder(sort[1] % 2))


def _state(text: str | None) -> dict[str, Any]:
    """Return a state that was kept; an empty one for what is none."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _numbers(value: object, count: int) -> list[int]:
    """Return so many whole numbers that are not negative; else none."""
    found = value if isinstance(value, list) and len(value) == count else []
    is_fine = all(type(number) is int and 0 <= number < 2**20 for number in found)
    return found if is_fine else []

"""The column beside a page: a search, and the contents or what was found."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.documentation import PAGES, Hit, find, pages, sections
from tnstudio.texts import plural, tr

_PLACE = Qt.ItemDataRole.UserRole

_WAIT_MILLISECONDS = 120
"""After a letter, before the pages are searched."""


class Contents(QWidget):
    """Lists the pages with their headings; while words are typed, what has them.

    Attributes
    ----------
    chosen : Signal of str, tuple
        A place is wanted, as ``page#anchor``, and the words that led there.
    """

    chosen = Signal(str, tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentation-contents")
        self._items: dict[str, QTreeWidgetItem] = {}
        self._titles = {page.name: page.title for page in PAGES}
        self.search = QLineEdit(self)
        self.search.setObjectName("documentation-search")
        self.search.setAccessibleName(tr("Search the documentation"))
        self.search.setPlaceholderText(tr("Search"))
        self.search.setToolTip(tr("Words to find on all pages (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.tree = self._page_tree()
        self.hits = self._hit_list()
        self._count = QLabel(self)
        self._count.setObjectName("documentation-count")
        self._count.setProperty("role", "muted")
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self._stack = QStackedWidget(self)
        for widget in (self.tree, self.hits):
            self._stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self._count)
        layout.addWidget(self._stack, 1)
        self.look()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are looked for."""
        return tuple(self.search.text().split())

    def show_place(self, page: str, anchor: str) -> None:
        """Mark where the reader is; nobody is told."""
        self.tree.blockSignals(True)
        of_page = self._items.get(f"{page}#")
        if of_page is not None:
            of_page.setExpanded(True)
            exact = self._items.get(f"{page}#{anchor}", of_page)
            self.tree.setCurrentItem(exact)
            self._show_sections(of_page)
        self.tree.blockSignals(False)

    def _show_sections(self, of_page: QTreeWidgetItem) -> None:
        """Have the headings of a page in view, as far as there is room."""
        last = of_page.child(of_page.childCount() - 1)
        for item in (last, of_page, self.tree.currentItem()):
            if item is not None:
                self.tree.scrollToItem(item)

    def look(self) -> None:
        """Show what was found, or the contents if nothing is looked for."""
        self._timer.stop()
        found = find(self.search.text())
        self.hits.clear()
        for hit in found:
            self.hits.addItem(self._item(hit))
        self._count.setVisible(bool(self.words))
        self._count.setText(
            plural("{number} section", "{number} sections", len(found))
            if found
            else tr("Nothing has all these words")
        )
        self._stack.setCurrentWidget(self.hits if self.words else self.tree)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search to what was found with Enter and Down."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(Qt.Key(event.key()))
        return bool(super().eventFilter(watched, event))

    def _take_key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.look()
            if self.hits.count() and self.words:
                self.hits.setCurrentRow(0)
                self._choose_hit(self.hits.item(0))
            return True
        if key == Qt.Key.Key_Down:
            self.look()
            (self.hits if self.words else self.tree).setFocus()
            if self.words and self.hits.count():
                self.hits.setCurrentRow(0)
            return True
        return False

    def _page_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("documentation-tree")
        tree.setAccessibleName(tr("Contents"))
        tree.setHeaderHidden(True)
        tree.setIndentation(14)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for page in pages():
            item = QTreeWidgetItem(tree, [tr(page.title)])
            self._keep(item, f"{page.name}#")
            for section in sections(page.name):
                if section.level == 2:
                    inner = QTreeWidgetItem(item, [section.title])
                    inner.setToolTip(0, section.title)
                    self._keep(inner, section.place)
        tree.currentItemChanged.connect(self._choose_page)
        return tree

    def _keep(self, item: QTreeWidgetItem, place: str) -> None:
        item.setData(0, _PLACE, place)
        self._items[place] = item

    def _hit_list(self) -> QListWidget:
        hits = QListWidget(self)
        hits.setObjectName("documentation-hits")
        hits.setAccessibleName(tr("What was found"))
        hits.setWordWrap(True)
        hits.setSpacing(2)
        hits.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        hits.itemClicked.connect(self._choose_hit)
        hits.itemActivated.connect(self._choose_hit)
        hits.currentItemChanged.connect(self._choose_hit)
        return hits

    def _item(self, hit: Hit) -> QListWidgetItem:
        section = hit.section
        page = tr(self._titles[section.page])
        where = page if section.level == 1 else f"{page} – {section.title}"
        item = QListWidgetItem(f"{where}\n{hit.excerpt}")
        item.setData(_PLACE, section.place)
        return item

    def _choose_page(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(0, _PLACE), ())

    def _choose_hit(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_PLACE), self.words)

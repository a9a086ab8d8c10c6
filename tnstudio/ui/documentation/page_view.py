"""One page of the documentation, to be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from tnstudio.app.documentation import docs_folder
from tnstudio.texts import tr
from tnstudio.ui.documentation.page_document import figures_of, write_page
from tnstudio.ui.stylesheet import blended
from tnstudio.ui.theme import Theme

FIGURE_SCALE = 2
"""Pixels of a figure for one of the page, so that large screens are sharp too."""

LONGEST_LINE = 92
"""Of the text, in widths of the letter "n"."""

MARGIN = 24
"""Around the text, in pixels."""


class PageView(QTextBrowser):
    """Shows Markdown in the colours and the font of the program.

    Parameters
    ----------
    theme : Theme

    Attributes
    ----------
    turned : Signal of int
        The mouse's buttons for back (-1) and forward (1).
    """

    turned = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentation-page")
        self.setAccessibleName(tr("Page of the documentation"))
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._theme = theme
        self._markdown = ""
        self._places: tuple[str, ...] = ()
        self._words: tuple[str, ...] = ()
        self._anchors: dict[str, int] = {}
        self._scaled: dict[tuple[Path, int, float], QImage] = {}
        self._width = 0
        self._written: QTextDocument | None = None
        # All is fitted into the width; what rounding leaves over needs no bar.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Without a bar that comes and goes, a page is laid out once, not twice.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        theme.changed.connect(self._draw_again)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Of the headings on the page."""
        return tuple(self._anchors)

    @property
    def place(self) -> int:
        """How far the page is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def show_page(self, markdown: str, anchors: tuple[str, ...]) -> None:
        """Show a page from its top on; its headings are gone to by these anchors."""
        self._markdown, self._places = markdown, anchors
        self._words = ()
        self._scaled.clear()
        self._draw()
        self.go_to(0)

    def go_to(self, place: int | str) -> None:
        """Scroll to a number of pixels, or to the heading with this anchor."""
        block = self._anchors.get(place, 0) if isinstance(place, str) else 0
        # From here on, Tab goes to the next link.
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(block)))
        top = self._top_of(block) if isinstance(place, str) else place
        self.verticalScrollBar().setValue(top)

    def light_up(self, words: tuple[str, ...]) -> None:
        """Mark these words wherever they are on the page."""
        self._words = words
        colours = self._theme.colours
        letters = QTextCharFormat()
        letters.setBackground(QColor(blended(colours.surface, colours.warning, 0.45)))
        letters.setForeground(QColor(colours.text))
        marks = []
        for word in words:
            cursor = self.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, letters
                marks.append(mark)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(marks)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a figure at the size at which it is shown; nothing from elsewhere."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        return self._figure(QUrl(name).toString())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit lines and figures into the width."""
        with self._place_kept():
            super().resizeEvent(event)
            if self.viewport().width() != self._width:
                self._fit(self.document())
                self.document().size()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font of the program."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._markdown:
            self._draw_again()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go back and forward with the buttons that some mice have for it."""
        steps = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}
        if event.button() in steps:
            self.turned.emit(steps[event.button()])
        else:
            super().mousePressEvent(event)

    # -- Drawing

    def _draw(self) -> None:
        """Write the page anew, out of sight: only as a whole is it laid out."""
        before, document = self._written, QTextDocument(self)
        headings = write_page(
            document, self._markdown, self.font(), self._theme.colours
        )
        self._anchors = dict(zip(self._places, headings, strict=True))
        self._fit(document)
        self.setDocument(document)
        document.size()
        self._written = document
        if before is not None:
            before.deleteLater()

    def _draw_again(self) -> None:
        """Draw in other colours or another font; what was on top stays there."""
        with self._place_kept():
            self._draw()
        self.light_up(self._words)

    @contextmanager
    def _place_kept(self) -> Iterator[None]:
        """Have the block that was on top there again afterwards."""
        top = self.cursorForPosition(self.viewport().rect().topLeft()).block()
        number = top.blockNumber() if self.place else 0
        before = self.place - self._top_of(number)
        yield
        self.verticalScrollBar().setValue(self._top_of(number) + before)

    def _top_of(self, block: int) -> int:
        if block <= 0:
            return 0
        found = self.document().findBlockByNumber(block)
        layout = self.document().documentLayout()
        return int(layout.blockBoundingRect(found).top()) - MARGIN // 2

    def _fit(self, document: QTextDocument) -> None:
        """Give a page figures and margins for the width that there is.

        It is laid out anew then, when its size is asked for at the latest.
        """
        self._width = self.viewport().width()
        for name in figures_of(document):
            kind = QTextDocument.ResourceType.ImageResource
            document.addResource(kind, QUrl(name), self._figure(name))
        shape = document.rootFrame().frameFormat()
        room = self._width - 2 * MARGIN - self._text_width()
        shape.setMargin(MARGIN)
        shape.setRightMargin(MARGIN + max(0, room))
        document.rootFrame().setFrameFormat(shape)

    def _text_width(self) -> int:
        longest = self.fontMetrics().horizontalAdvance("n") * LONGEST_LINE
        # Borders of tables are drawn beside their width.
        return min(longest, max(1, self._width - 2 * MARGIN - 2))

    def _figure(self, name: str) -> QImage:
        """Return a figure, no wider than the text, for this screen."""
        look = (self._file(name), self._text_width(), self.devicePixelRatioF())
        if look not in self._scaled:
            self._scaled[look] = self._scale(*look)
        return self._scaled[look]

    def _scale(self, file: Path, longest: int, ratio: float) -> QImage:
        image = QImage(str(file))
        if image.isNull():
            return image
        width = min(image.width() / FIGURE_SCALE, longest)
        drawn = image.scaledToWidth(
            max(1, round(width * ratio)), Qt.TransformationMode.SmoothTransformation
        )
        drawn.setDevicePixelRatio(ratio)
        return drawn

    def _file(self, name: str) -> Path:
        # All languages have the same figures.
        file = docs_folder() / name.removeprefix("../")
        dark = file.parent / "dark" / file.name
        return dark if self._theme.is_dark and dark.is_file() else file

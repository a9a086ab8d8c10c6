"""A page of Markdown as a document that looks like the rest of the program."""

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from tnstudio.ui.colours import Colours
from tnstudio.ui.stylesheet import blended

HEADING_SIZES = {1: 1.65, 2: 1.3, 3: 1.1}
"""Of headings by level, as multiples of the text; deeper ones are as the text."""

LINE_HEIGHT = 125
"""Of paragraphs, in percent of what the font asks for."""

_DIALECT = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)

_CODE = int(QTextFormat.Property.BlockCodeLanguage)
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_MONOSPACE = int(QTextFormat.Property.FontFamilies)


def write_page(
    document: QTextDocument, markdown: str, font: QFont, colours: Colours
) -> list[int]:
    """Make a page the content of a document.

    Parameters
    ----------
    document : QTextDocument
        What it had before is gone.
    markdown : str
        In GitHub's dialect, without HTML.
    font : QFont
        Of the text; all sizes follow it.

    Returns
    -------
    list of int
        The numbers of the blocks that are headings.
    """
    document.setDefaultFont(font)
    document.setUndoRedoEnabled(False)
    document.setMarkdown(markdown, _DIALECT)
    # As one edit: else all is laid out anew after each cell of each table.
    whole = QTextCursor(document)
    whole.beginEditBlock()
    _dress_blocks(document, font, colours)
    _dress_tables(document, colours)
    whole.endEditBlock()
    return _headings(document)


def figures_of(document: QTextDocument) -> set[str]:
    """Return the names of the figures on a page."""
    return {
        piece.format.toImageFormat().name()
        for block in _blocks(document)
        for piece in block.textFormats()
        if piece.format.isImageFormat()
    }


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    return [document.findBlockByNumber(k) for k in range(document.blockCount())]


def _headings(document: QTextDocument) -> list[int]:
    return [
        block.blockNumber()
        for block in _blocks(document)
        if block.blockFormat().headingLevel()
    ]


def _dress_blocks(document: QTextDocument, font: QFont, colours: Colours) -> None:
    size = font.pointSizeF() if font.pointSizeF() > 0 else float(font.pixelSize())
    for block in _blocks(document):
        form = block.blockFormat()
        if form.headingLevel():
            _dress_heading(block, form.headingLevel(), size, font)
        elif form.hasProperty(_CODE):
            _dress_code(block, size, colours)
        else:
            _dress_paragraph(block, size)
        _dress_spans(block, colours)


def _dress_heading(block: QTextBlock, level: int, size: float, font: QFont) -> None:
    cursor = _over(block)
    letters = QTextCharFormat()
    points = size * HEADING_SIZES.get(level, 1.0)
    if font.pointSizeF() > 0:
        letters.setFontPointSize(points)
    else:
        letters.setProperty(QTextFormat.Property.FontPixelSize, round(points))
    letters.setFontWeight(QFont.Weight.Bold)
    # In place of Qt's own, whose relative size would win.
    cursor.setCharFormat(letters)
    form = QTextBlockFormat()
    form.setTopMargin(0 if level == 1 else size * (2.0 if level == 2 else 1.4))
    form.setBottomMargin(size * 0.5)
    cursor.mergeBlockFormat(form)


def _dress_paragraph(block: QTextBlock, size: float) -> None:
    cursor, form = QTextCursor(block), QTextBlockFormat()
    if not _has_figure(block):
        form.setLineHeight(LINE_HEIGHT, _PROPORTIONAL)
    form.setTopMargin(0)
    form.setBottomMargin(size * _gap_below(block, cursor))
    cursor.mergeBlockFormat(form)


def _gap_below(block: QTextBlock, cursor: QTextCursor) -> float:
    if cursor.currentTable() is not None:
        return 0
    goes_on = block.textList() is not None and block.next().textList() is not None
    return 0.25 if goes_on else 0.8


def _has_figure(block: QTextBlock) -> bool:
    return any(piece.format.isImageFormat() for piece in block.textFormats())


def _dress_code(block: QTextBlock, size: float, colours: Colours) -> None:
    """Give a line of code its ground; lines of one listing touch each other."""
    form = QTextBlockFormat()
    form.setBackground(QBrush(QColor(colours.raised)))
    form.setNonBreakableLines(False)
    form.setLeftMargin(size * 0.6)
    form.setRightMargin(size * 0.6)
    form.setTopMargin(0)
    form.setBottomMargin(0 if _goes_on(block) else size)
    cursor = _over(block)
    cursor.mergeBlockFormat(form)
    letters = QTextCharFormat()
    letters.setFontFamilies(_monospace())
    cursor.mergeCharFormat(letters)


def _goes_on(block: QTextBlock) -> bool:
    """Tell whether the next line is of the same listing, as its language tells."""
    following = block.next()
    return _is_code(following) and following.blockFormat().property(
        _CODE
    ) == block.blockFormat().property(_CODE)


def _is_code(block: QTextBlock) -> bool:
    return bool(block.isValid() and block.blockFormat().hasProperty(_CODE))


def _dress_spans(block: QTextBlock, colours: Colours) -> None:
    """Colour links, and set code within a text apart from it."""
    for piece in block.textFormats():
        letters = QTextCharFormat()
        if piece.format.isAnchor():
            letters.setForeground(QColor(colours.accent))
            letters.setFontUnderline(True)
        elif piece.format.hasProperty(_MONOSPACE) and not _is_code(block):
            letters.setBackground(QColor(blended(colours.surface, colours.raised, 0.8)))
            letters.setFontFamilies(_monospace())
        else:
            continue
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + piece.start)
        cursor.setPosition(
            block.position() + piece.start + piece.length,
            QTextCursor.MoveMode.KeepAnchor,
        )
        cursor.mergeCharFormat(letters)


def _monospace() -> list[str]:
    kind = QFontDatabase.SystemFont.FixedFont
    return [QFontDatabase.systemFont(kind).family(), "monospace"]


def _dress_tables(document: QTextDocument, colours: Colours) -> None:
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame, colours)


def _dress_table(table: QTextTable, colours: Colours) -> None:
    form = table.format()
    form.setBorder(1)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(QBrush(QColor(colours.grid)))
    form.setBorderCollapse(True)
    form.setCellSpacing(0)
    form.setCellPadding(6)
    form.setTopMargin(4)
    form.setBottomMargin(14)
    form.setWidth(QTextLength(QTextLength.Type.VariableLength, 0))
    table.setFormat(form)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            ground = colours.raised if row == 0 else colours.surface
            shape = cell.format()
            shape.setBackground(QColor(ground))
            cell.setFormat(shape)


def _over(block: QTextBlock) -> QTextCursor:
    cursor = QTextCursor(block)
    end = block.position() + block.length() - 1
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor

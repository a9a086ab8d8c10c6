"""The tools of the crossbar editor as buttons."""

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QToolButton, QWidget

from tnstudio.texts import tr
from tnstudio.ui.design.crossbar_editor import CrossbarEditor
from tnstudio.ui.design.crossbar_tools import Tool
from tnstudio.ui.design.tools import tool
from tnstudio.ui.theme import Theme

_TOOLS = (
    (Tool.PAINT, "mdi6.brush", tr("Paint: what the first cell is not (P)")),
    (Tool.LINE, "mdi6.vector-line", tr("Line (L)")),
    (Tool.OUTLINE, "mdi6.rectangle-outline", tr("Outline of a rectangle (O)")),
    (Tool.FILL, "mdi6.rectangle", tr("Filled rectangle (R)")),
    (Tool.ROW, "mdi6.table-row", tr("Whole axons: rows (A)")),
    (Tool.COLUMN, "mdi6.table-column", tr("Whole neurons: columns (N)")),
    (Tool.SELECT, "mdi6.select", tr("Select cells, to copy or change them (S)")),
)
_ERASES = tr("The right button erases; Escape takes it back.")

_COMMANDS = (
    ("paste", "mdi6.content-paste", tr("Paste synapses at the cursor (Ctrl+V)")),
    ("invert", "mdi6.invert-colors", tr("Invert the selected cells, or all (I)")),
    ("random", "mdi6.dice-multiple-outline", tr("Random synapses of some density (D)")),
    ("flip-neurons", "mdi6.flip-horizontal", tr("Flip along the neurons (H)")),
    ("flip-axons", "mdi6.flip-vertical", tr("Flip along the axons (V)")),
    (
        "transpose",
        "mdi6.table-pivot",
        tr("Transpose the selected square: axons become neurons (X)"),
    ),
    ("clear", "mdi6.eraser", tr("Switch the selected cells off, or all")),
)
_COLUMNS = 2


class CrossbarPalette(QWidget):
    """Chooses the editor's tool, and asks for its commands."""

    def __init__(
        self, theme: Theme, editor: CrossbarEditor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("crossbar-palette")
        self._editor = editor
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for k, (kind, icon, tip) in enumerate(_TOOLS):
            button = tool(theme, self, f"crossbar-{kind}", icon, tip)
            button.setCheckable(True)
            button.setToolTip(f"{tip}\n{_ERASES}" if kind is not Tool.SELECT else tip)
            button.clicked.connect(lambda _=False, kind=kind: editor.use_tool(kind))
            self._group.addButton(button)
            self._buttons[kind] = button
            layout.addWidget(button, k // _COLUMNS, k % _COLUMNS)
        first = -(-len(_TOOLS) // _COLUMNS) + 1
        layout.setRowMinimumHeight(first - 1, 8)
        for k, (name, icon, tip) in enumerate(_COMMANDS):
            button = tool(theme, self, f"crossbar-{name}", icon, tip)
            button.clicked.connect(lambda _=False, name=name: self._ask(name))
            self._buttons[name] = button
            layout.addWidget(button, first + k // _COLUMNS, k % _COLUMNS)
        layout.setRowStretch(first + len(_COMMANDS), 1)
        editor.tool_changed.connect(self._show_tool)
        self._show_tool(editor.tool)

    def button(self, name: str) -> QToolButton:
        """Return the button of a tool or command."""
        return self._buttons[name]

    def _show_tool(self, name: str) -> None:
        self._buttons[name].setChecked(True)

    def _ask(self, name: str) -> None:
        editor = self._editor
        commands = {
            "invert": editor.invert,
            "flip-neurons": lambda: editor.flip(1),
            "flip-axons": lambda: editor.flip(0),
            "clear": editor.clear,
        }
        if name in commands:
            commands[name]()
        else:
            editor.asked.emit(name)

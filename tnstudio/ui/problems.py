"""The list of design problems."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from tnstudio.app.document import Changes, Part
from tnstudio.model.problems import Problem
from tnstudio.model.rules import check_network
from tnstudio.ui.studio import Studio


class ProblemList(QWidget):
    """Every problem of the design; a click or Enter goes to its place.

    Attributes
    ----------
    chosen : Signal
        The user wants to go to a problem (a `Problem`).
    """

    chosen = Signal(object)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem-list-panel")
        self._studio = studio
        self._problems: tuple[Problem, ...] = ()
        self.list = QListWidget(self)
        self.list.setObjectName("problem-list")
        self.list.setAccessibleName("Design problems")
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(16, 16))
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self.setMinimumHeight(96)
        self._none = QLabel("No problems: this design fits the chip.", self)
        self._none.setProperty("role", "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        layout.addWidget(self.list)
        layout.addWidget(self._none)
        studio.document.listen(self._follow)
        studio.theme.changed.connect(self._fill)
        self._fill()

    def sizeHint(self) -> QSize:
        """Return room for some problems; the canvas needs the rest."""
        return QSize(480, 128)

    def _follow(self, changes: Changes) -> None:
        if Part.NETWORK in changes.parts:
            self._fill()

    def _fill(self) -> None:
        self._problems = check_network(self._studio.document.network)
        self.list.clear()
        for problem in self._problems:
            self.list.addItem(self._item(problem))
        self.list.setVisible(bool(self._problems))
        self._none.setVisible(not self._problems)

    def _item(self, problem: Problem) -> QListWidgetItem:
        is_error = problem.severity == "error"
        icon = "mdi6.alert-circle-outline" if is_error else "mdi6.lightbulb-on-outline"
        place = problem.place[:1].upper() + problem.place[1:]
        item = QListWidgetItem(f"{place}: {problem.message} – {problem.hint}")
        item.setIcon(self._studio.theme.icon(icon, "error" if is_error else "warning"))
        kind = "Error" if is_error else "Advice"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind}. {item.text()}")
        item.setToolTip(f"{problem.hint[:1].upper()}{problem.hint[1:]}")
        return item

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._problems[self.list.row(item)])


def layer_of(problem: Problem) -> int:
    """Return the index of the layer that a problem is about; -1 for none."""
    kind, _, number = problem.place.partition(" ")
    return int(number) - 1 if kind == "layer" and number.isdigit() else -1

"""The wizard: four steps to a new project."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.new_project import NewProject
from tnstudio.model.edits import rename
from tnstudio.model.network import Network
from tnstudio.model.prepared import PreparedTraining
from tnstudio.model.project import Project
from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.text_scale import keep_width, scaled
from tnstudio.ui.wizard.data_step import DataStep
from tnstudio.ui.wizard.method_step import MethodStep
from tnstudio.ui.wizard.name_step import NameStep
from tnstudio.ui.wizard.step import Step
from tnstudio.ui.wizard.template_step import TemplateStep

SIZE = 820, 560
"""In pixels for texts of the usual size, and at least."""

STEPS_WIDTH = 130


class NewProjectWizard(QDialog):
    """Data, template, method, name; nothing is changed before the end.

    Parameters
    ----------
    studio : Studio
    folder : Path
        Where the file of the project is proposed to be.
    source : str
        A data set to begin with; the usual one if none is given.

    Attributes
    ----------
    wanted : Signal of NewProject
        The user wants this project. The wizard stays until it is accepted.
    """

    wanted = Signal(object)

    def __init__(
        self, studio: Studio, folder: Path, parent: QWidget, *, source: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wizard")
        self.setWindowTitle(tr("New project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.data = DataStep(studio, source, self)
        self.template = TemplateStep(studio, lambda: self.data.dataset, self)
        self.method = MethodStep(studio, lambda: self.data.is_free, self)
        self.name = NameStep(folder, self._proposal, self._told_so_far, self)
        self._steps = _in_order(self.data, self.template, self.method, self.name)
        self._make_widgets()
        self._lay_out()
        for step in self._steps:
            step.changed.connect(self._follow)
        self.finished.connect(lambda _: self.data.cancel())
        self.resize(_fitting(parent.window()))
        self.show_step(0)

    @property
    def place(self) -> int:
        """Which step is on show, from 0."""
        return self._stack.currentIndex()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being read."""
        return self.data.is_quiet

    def show_step(self, place: int) -> None:
        """Bring a step to the front, if those before it are done."""
        if any(step.obstacle for step in self._steps[:place]):
            place = self.place
        step = self._steps[place]
        self._stack.setCurrentIndex(place)
        self._heading.setText(tr(step.heading))
        self._told.setText(tr(step.told))
        step.enter()
        self._follow()
        step.setFocus()
        step.focusNextChild()

    def go_on(self) -> None:
        """Go to the next step, or make the project after the last one."""
        if self._steps[self.place].obstacle:
            return
        if self.place + 1 < len(self._steps):
            self.show_step(self._beside(1))
        else:
            self.wanted.emit(self._made())

    def go_back(self) -> None:
        """Go to the step before."""
        if self.place:
            self.show_step(self._beside(-1))

    def _beside(self, by: int) -> int:
        """Return the next step to one side; free cores have no method."""
        place = self.place + by
        is_method = self._steps[place] is self.method
        return place + by if is_method and self.data.is_free else place

    # -- Construction

    def _make_widgets(self) -> None:
        self._list = QListWidget(self)
        self._list.setObjectName("wizard-steps")
        self._list.setAccessibleName(tr("Steps"))
        self._list.setToolTip(tr("Steps that are done can be gone back to"))
        keep_width(self._list, STEPS_WIDTH)
        for number, step in enumerate(self._steps, start=1):
            QListWidgetItem(f"{number}  {tr(step.heading)}", self._list)
        self._list.currentRowChanged.connect(self._take_row)
        self._heading = QLabel(self)
        self._heading.setProperty("role", "title")
        self._told = QLabel(self)
        self._told.setObjectName("wizard-explanation")
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self._stack = QStackedWidget(self)
        self._stack.setObjectName("wizard-pages")
        for step in self._steps:
            self._stack.addWidget(step)
        self._obstacle = QLabel(self)
        self._obstacle.setObjectName("wizard-obstacle")
        self._obstacle.setProperty("role", "advice")
        self._obstacle.setWordWrap(True)
        self._cancel = _button("wizard-cancel", tr("Cancel"), tr("Keep what is open"))
        self._back = _button("wizard-back", tr("&Back"), tr("To the step before"))
        self._next = _button("wizard-next", tr("&Next"), tr("To the next step"))
        self._next.setProperty("role", "primary")
        self._next.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self._back.clicked.connect(self.go_back)
        self._next.clicked.connect(self.go_on)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._heading)
        right.addWidget(self._told)
        right.addWidget(self._stack, 1)
        above = QHBoxLayout()
        above.setSpacing(18)
        above.addWidget(self._list)
        above.addLayout(right, 1)
        below = QHBoxLayout()
        below.addWidget(self._cancel)
        below.addWidget(self._obstacle, 1)
        below.addWidget(self._back)
        below.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addLayout(above, 1)
        layout.addLayout(below)

    # -- What is chosen

    def _take_row(self, row: int) -> None:
        if row >= 0 and row != self.place:
            self.show_step(row)

    def _follow(self) -> None:
        """Tell whether one can go on, and to where one can go."""
        obstacle = self._steps[self.place].obstacle
        self._obstacle.setText(obstacle)
        self._next.setEnabled(not obstacle)
        is_last = self.place + 1 == len(self._steps)
        self._next.setText(tr("&Create") if is_last else tr("&Next"))
        self._next.setAccessibleName(without_mnemonic(self._next.text()))
        self._back.setEnabled(self.place > 0)
        self._show_reach()

    def _show_reach(self) -> None:
        reachable = True
        for row, step in enumerate(self._steps):
            item = self._list.item(row)
            is_idle = step is self.method and self.data.is_free
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            can = reachable and not is_idle
            item.setFlags(flags if can else Qt.ItemFlag.NoItemFlags)
            reachable = reachable and not step.obstacle
        self._list.setCurrentRow(self.place)

    def _network(self) -> Network | None:
        """Return the design as the steps before have it."""
        if self.template.network is None:
            self.template.enter()
        return self.template.network

    def _proposal(self) -> str:
        network = self._network()
        return "" if network is None else network.name

    def _told_so_far(self) -> str:
        item = self.template.templates.currentItem()
        lines = [tr("Template: {name}", name="" if item is None else item.text())]
        settings = self.method.settings
        if settings is not None:
            preset = self.method.presets.currentItem()
            lines.insert(0, tr("Data: {name}", name=self.data.data.source))
            lines.append(tr("Method: {name}", name=preset.text()))
        return "\n".join(lines)

    def _made(self) -> NewProject:
        network = self._network()
        if network is None:
            raise LookupError("The last step is reached with a design only")
        named = rename(network, self.name.name.text().strip())
        settings = self.method.settings
        prepared = None
        if settings is not None:
            prepared = PreparedTraining(settings, self.data.data.source)
        return NewProject(Project(named, prepared=prepared), self.name.path)


def _fitting(window: QWidget) -> QSize:
    """Return a size for the dialog over a window: larger for larger texts."""
    wanted = QSize(*SIZE).expandedTo(QSize(*(scaled(length) for length in SIZE)))
    return wanted.boundedTo(window.size()).expandedTo(QSize(*SIZE))


def _in_order(*steps: Step) -> tuple[Step, ...]:
    return steps


def _button(name: str, label: str, tip: str) -> QPushButton:
    button = QPushButton(label)
    button.setObjectName(name)
    button.setAccessibleName(without_mnemonic(label))
    button.setToolTip(tip)
    return button

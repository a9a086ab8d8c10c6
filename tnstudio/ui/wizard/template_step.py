"""Second step: layers or a circuit to begin with."""

from collections.abc import Callable

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.new_project import (
    FREE,
    LAYERED,
    WINDOWS,
    free_design,
    layered_design,
    obstacles,
)
from tnstudio.datasets.images import Dataset
from tnstudio.model.network import Network
from tnstudio.model.placement import core_count
from tnstudio.model.project import Project
from tnstudio.texts import marked, plural, tr, without_mnemonic
from tnstudio.ui.studio import Studio
from tnstudio.ui.thumbnail import SCALE, thumbnail
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_width
from tnstudio.ui.wizard.step import ChoiceList, Step, muted

LIST_WIDTH = 240

_MOST_SIDE = 2048
"""Largest R and S that can be typed."""


class TemplateStep(Step):
    """Templates at the left, what they come to at the right.

    Parameters
    ----------
    dataset : callable
        Returns the images that were chosen; None for free cores.
    """

    heading = marked("Template")
    told = marked(
        "What the design begins with. All of it can be changed later, in Design."
    )

    def __init__(
        self, studio: Studio, dataset: Callable[[], Dataset | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._studio, self._dataset = studio, dataset
        self._network: Network | None = None
        self.templates = ChoiceList("wizard-templates", tr("Templates"), self)
        self.window_size = _number("wizard-window", tr("Window &R"), 16, self)
        self.window_size.setToolTip(tr("Rows and columns that each core looks at"))
        self.stride = _number("wizard-stride", tr("Stride &S"), 12, self)
        self.stride.setToolTip(tr("Pixels from one window to the next"))
        self._picture = QLabel(self)
        self._picture.setObjectName("wizard-picture")
        self._picture.setAccessibleName(tr("The design"))
        self._facts = QLabel(self)
        self._facts.setObjectName("wizard-facts")
        self._facts.setProperty("role", "subheading")
        self._told = muted("wizard-told", self)
        self._problems = muted("wizard-problems", self)
        self._problems.setProperty("role", "problem")
        self._lay_out()
        self.templates.currentRowChanged.connect(self._draw)
        self.window_size.valueChanged.connect(self._draw)
        self.stride.valueChanged.connect(self._draw)
        studio.theme.changed.connect(self._draw)

    @property
    def network(self) -> Network | None:
        """The design; None before there is one."""
        return self._network

    @property
    def obstacle(self) -> str:
        """Why one cannot go on."""
        found = () if self._network is None else obstacles(self._network)
        return tr("This template does not fit these images.") if found else ""

    def enter(self) -> None:
        """Offer what goes with the data."""
        self.templates.offer(dict(FREE if self._dataset() is None else LAYERED))
        self._draw()

    def _lay_out(self) -> None:
        self._own = QWidget(self)
        form = QFormLayout(self._own)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(tr("Window &R"), self.window_size)
        form.addRow(tr("Stride &S"), self.stride)
        left = QVBoxLayout()
        left.addWidget(self.templates, 1)
        left.addWidget(self._own)
        keep_width(self.templates, LIST_WIDTH)
        right = QVBoxLayout()
        for widget in (self._picture, self._facts, self._told, self._problems):
            right.addWidget(widget)
        right.addStretch(1)
        fixed = QSizePolicy.Policy.Fixed
        self._picture.setSizePolicy(fixed, fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        layout.addLayout(left)
        layout.addLayout(right, 1)

    def _draw(self) -> None:
        chosen, dataset = self.templates.chosen, self._dataset()
        known = FREE if dataset is None else LAYERED
        if chosen not in known:
            return
        if dataset is None:
            self._network = free_design(chosen)
        else:
            wide, stride = self.window_size.value(), self.stride.value()
            self._network = layered_design(dataset, chosen, int(wide), int(stride))
        self._own.setVisible(chosen == WINDOWS)
        self._told.setText(tr(known[chosen][1]))
        self._show(self._network)
        self.changed.emit()

    def _show(self, network: Network) -> None:
        image = thumbnail(Project(network), self._studio.theme.colours)
        image.setDevicePixelRatio(SCALE / _ENLARGED)
        self._picture.setPixmap(QPixmap.fromImage(image))
        cores = plural("{number} core", "{number} cores", core_count(network))
        if network.circuit is None:
            layers = plural("{number} layer", "{number} layers", len(network.layers))
            cores = f"{layers}, {cores}"
        self._facts.setText(cores)
        found = obstacles(network)
        self._problems.setText("\n".join(f"⚠ {p.message}" for p in found[:3]))
        self._problems.setVisible(bool(found))


_ENLARGED = 1.5
"""The picture here, to the one on Home."""


def _number(name: str, label: str, value: int, parent: QWidget) -> WholeNumber:
    about = About(name, without_mnemonic(label), "", f"1 … {_MOST_SIDE}")
    return WholeNumber(about, 1, _MOST_SIDE, value, parent)

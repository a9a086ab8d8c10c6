"""What a planned layer comes to: its grid, and what it uses of a core."""

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from tnstudio.app.layer_plans import plan_of
from tnstudio.model.network import Network
from tnstudio.model.rules import use_of
from tnstudio.texts import marked, tr
from tnstudio.ui.design.planner_scene import headline
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.meter import Meter

_METERS = {
    "cores": (marked("cores"), tr("Cores of the whole network, and of the chip")),
    "axons": (
        marked("axons per core"),
        tr(
            "Axons that each core of this layer uses: R × R × F, with the input's "
            "channels for F in the first layer"
        ),
    ),
    "neurons": (
        marked("neurons per core"),
        tr(
            "Neurons that the fullest core of this layer uses: F of the next layer for "
            "each core that it feeds; all of them in the last layer"
        ),
    ),
    "source": (
        marked("neurons per source core"),
        tr("Neurons that the fullest core below uses: F for each core that it feeds"),
    ),
}


class PlannerNumbers(QWidget):
    """The output grid and meters, live."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("planner-numbers")
        self._grid = QLabel(self)
        self._grid.setObjectName("planner-grid")
        self._grid.setProperty("role", "value")
        self._grid.setToolTip(
            tr(
                "Cores of this layer: ⌊(length − R) / S⌋ + 1 along each side of its "
                "source"
            )
        )
        self._meters = {
            key: Meter(theme, name, tip, self, label=tr(name))
            for key, (name, tip) in _METERS.items()
        }
        meters = QGridLayout()
        meters.setHorizontalSpacing(22)
        meters.setVerticalSpacing(6)
        for k, meter in enumerate(self._meters.values()):
            meters.addWidget(meter, k // 2, k % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(4)
        layout.addWidget(self._grid)
        layout.addLayout(meters)

    def show_plan(self, network: Network, index: int) -> None:
        """Show the numbers of a layer, as it is or as it is asked for."""
        plan, hardware = plan_of(network, index), network.hardware
        cores = use_of(network)[0]
        self._grid.setText(headline(plan))
        self._grid.setAccessibleName(tr("Output grid {plan}", plan=headline(plan)))
        self._meters["cores"].show_use(cores.used, cores.limit)
        self._meters["axons"].show_use(plan.axons, hardware.axons)
        self._meters["neurons"].show_use(plan.neurons, hardware.neurons)
        self._meters["source"].show_use(plan.source_neurons, hardware.neurons)
        self._meters["source"].setVisible(index > 0)

"""Put copies on a chip and go on in Simulate."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tnstudio.app.sweep_plans import most_copies
from tnstudio.app.wording import counted
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.deployment import COPIES, SEED
from tnstudio.ui.widgets.fields import SeedField, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_fit, scaled


class DeployRow(Card):
    """Copies, seed and a button.

    Attributes
    ----------
    wanted : Signal
        The button was pressed.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Chip"), "deploy-row", parent)
        self._copies = WholeNumber(COPIES, 1, 1, 1, self)
        self._seed = SeedField(SEED, 0, self)
        self._button = QPushButton(tr("Deplo&y to Simulate"), self)
        self._button.setObjectName("deploy-to-simulate")
        self._button.setAccessibleName(tr("Deploy to Simulate"))
        self._button.clicked.connect(self.wanted)
        self._told = QLabel(self)
        self._told.setObjectName("deploy-told")
        self._told.setProperty("role", "muted")
        for text, field in ((tr("Copies"), self._copies), (tr("Seed"), self._seed)):
            label = QLabel(text, self)
            label.setBuddy(field)
            self.header.addWidget(label)
            self.header.addWidget(field)
        self._copies.setMinimumWidth(76)
        keep_fit(self._seed, self._fit_seed)
        self.header.addWidget(self._told)
        self.header.addStretch(1)
        self.header.addWidget(self._button)
        self._cores = 1
        self._copies.valueChanged.connect(self._tell)
        self.show_busy(False)

    def _fit_seed(self) -> None:
        """Let the field do with less where texts are large and the row is short."""
        self._seed.setMinimumWidth(scaled(72))
        self._seed.setMaximumWidth(scaled(120))

    @property
    def copies(self) -> int:
        """The chosen number of copies."""
        return int(self._copies.value())

    @property
    def seed(self) -> int:
        """The chosen seed."""
        return self._seed.value

    def show_network(self, trained: TrainedNetwork) -> None:
        """Offer as many copies as the chip has room for."""
        most = most_copies(trained)
        self._cores = sum(len(layer) for layer in trained.layers)
        self._copies.setRange(1, most)
        self._copies.setToolTip(
            tr("{tooltip}<br>Range: 1 to {most:,}", tooltip=COPIES.tooltip, most=most)
        )
        self._tell()

    def choose(self, copies: int) -> None:
        """Propose a number of copies."""
        self._copies.setValue(copies)

    def show_busy(self, busy: bool) -> None:
        """Tell whether a chip is being sampled."""
        self._button.setEnabled(not busy)
        self._button.setToolTip(
            tr("Sampling the copies …")
            if busy
            else tr(
                "Sample the copies, load them onto the chip and show it in Simulate"
            )
        )

    def _tell(self) -> None:
        cores = self.copies * self._cores
        self._told.setText(counted(cores, "core"))

"""Put copies of the trained network on a chip."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.topology import lay_out
from tnstudio.texts import tr
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.deployment import COPIES, SEED
from tnstudio.ui.widgets.fields import SeedField, WholeNumber


class DeployCard(Card):
    """Copies, seed and a button.

    Attributes
    ----------
    wanted : Signal
        The button was pressed.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Chip"), "deploy-card", parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._told = QLabel(self)
        self._told.setObjectName("chip-told")
        self._told.setProperty("role", "muted")
        self._shown: Project | None = None
        self._copies = WholeNumber(COPIES, 1, 1, 1, self)
        self._seed = SeedField(SEED, 0, self)
        self._button = QPushButton(tr("Dep&loy"), self)
        self._button.setObjectName("deploy")
        self._button.setToolTip(tr("Sample the copies and load them onto the chip"))
        self._button.clicked.connect(self.wanted)
        self.header.addWidget(self._told, 1)
        self.header.addWidget(self._button)
        row = QHBoxLayout()
        row.setSpacing(6)
        for text, field, share in (
            (tr("&Copies"), self._copies, 3),
            (tr("&Seed"), self._seed, 2),
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, share)
        self.body.addLayout(row)

    @property
    def copies(self) -> int:
        """The chosen number of copies."""
        return int(self._copies.value())

    @property
    def seed(self) -> int:
        """The chosen seed."""
        return self._seed.value

    def show_project(self, project: Project) -> None:
        """Offer what the trained network and its chip allow."""
        program, trained = project.program, project.trained
        self._button.setEnabled(trained is not None)
        if program is not None:
            total = program.hardware.cores
            self._told.setText(
                tr("{cores:,} of {total:,} cores", cores=program.cores, total=total)
            )
        else:
            self._told.setText(tr("nothing deployed"))
        if trained is None:
            return
        try:
            needed = lay_out(trained.network).cores
        except TNStudioError as error:
            self._button.setEnabled(False)
            self._told.setText(str(error))
            return
        most = max(1, trained.network.hardware.cores // max(1, needed))
        self._copies.setRange(1, most)
        self._copies.setToolTip(
            tr(
                "{about}<br>Range: {low:,} to {high:,}",
                about=COPIES.tooltip,
                low=1,
                high=most,
            )
        )
        shown = self._shown.program if self._shown else None
        self._shown = project
        if program is not None and program is not shown:
            self._copies.setValue(min(program.copies, most))
            self._seed.set_value(program.seed)

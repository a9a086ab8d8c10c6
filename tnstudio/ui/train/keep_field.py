"""How many epochs' weights the next run keeps, and what that costs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from tnstudio.app.run_recorder import KEPT_EPOCHS, weight_bytes
from tnstudio.app.runs import MOST_WEIGHT_BYTES
from tnstudio.app.wording import bytes_text
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.run import MOST_KEPT_EPOCHS
from tnstudio.texts import plural, tr
from tnstudio.ui.widgets.fields import About, WholeNumber

KEEP = About(
    "keep-epochs",
    tr("Epochs whose weights the next run keeps"),
    tr(
        "The last one, the best by test accuracy, and others spread evenly. They "
        "can be restored; they are kept in memory and in the project file."
    ),
    tr("0 to {most:,}", most=MOST_KEPT_EPOCHS),
)


class KeepField(QWidget):
    """A number of epochs, and how much memory their weights take.

    Attributes
    ----------
    changed : Signal of int
        Another number.
    """

    changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keep-field")
        self._bytes = 0
        self._number = WholeNumber(KEEP, 0, MOST_KEPT_EPOCHS, KEPT_EPOCHS, self)
        self._number.valueChanged.connect(self._take)
        label = QLabel(tr("The next run &keeps the weights of"), self)
        label.setBuddy(self._number)
        label.setToolTip(KEEP.tooltip)
        self._told = QLabel(self)
        self._told.setObjectName("keep-told")
        self._told.setProperty("role", "muted")
        self._told.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(6)
        row.addWidget(label)
        row.addWidget(self._number)
        row.addWidget(self._told, 1)
        self._tell()

    @property
    def epochs(self) -> int:
        """How many."""
        return int(self._number.value())

    @property
    def told(self) -> str:
        """What is said about the memory."""
        return self._told.text()

    def show_network(self, network: Network) -> None:
        """Tell what is kept of this design."""
        try:
            self._bytes = weight_bytes(network) if network.layers else 0
        except TNStudioError:
            # Its errors are told elsewhere; it cannot be trained.
            self._bytes = 0
        self._tell()

    def _take(self, epochs: int) -> None:
        self._tell()
        self.changed.emit(epochs)

    def _tell(self) -> None:
        epochs, one = self.epochs, self._bytes
        text = plural("epoch", "epochs", epochs)
        if one and epochs:
            room = MOST_WEIGHT_BYTES // one
            size = bytes_text(min(epochs, room) * one)
            memory = (
                tr("{size} of memory", size=size)
                if epochs <= room
                else tr(
                    "{size} of memory, of this design {most} at most",
                    size=size,
                    most=room,
                )
            )
            text = f"{text}  ·  {memory}"
        self._told.setText(text)
        self._told.setToolTip(text)

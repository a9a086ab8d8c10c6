"""Ask for how many epochs a finished training shall go on."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import plural, tr
from tnstudio.training.extension import extended
from tnstudio.training.settings import MOST_EPOCHS
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_width

TEXT_WIDTH = 380
"""Of the explaining text, in pixels."""


class TrainOnDialog(QDialog):
    """A field for the number of epochs in all.

    Parameters
    ----------
    trained : TrainedNetwork
        One that can be trained further.
    train : callable
        Called with the number of epochs in all when the user wants it.
    """

    def __init__(
        self, trained: TrainedNetwork, train: Callable[[int], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train-on")
        self.setWindowTitle(tr("Train on"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        done = len(trained.history.epochs)
        about = About(
            "train-on-epochs",
            tr("Epochs in all"),
            tr("The epochs that are done and the further ones."),
            f"{done + 1} … {MOST_EPOCHS:,}",
        )
        twice = min(2 * done, MOST_EPOCHS)
        self._epochs = WholeNumber(about, done + 1, MOST_EPOCHS, twice, self)
        rate = extended(trained, done + 1).rate_at(done)
        text = QLabel(
            plural(
                "{number:,} epoch is done. Further ones have the last learning rate, "
                "{rate:g}, and the momentum begins anew: a training that is longer "
                "from the start is another one.",
                "{number:,} epochs are done. Further ones have the last learning "
                "rate, {rate:g}, and the momentum begins anew: a training that is "
                "longer from the start is another one.",
                done,
                rate=rate,
            ),
            self,
        )
        text.setWordWrap(True)
        keep_width(text, TEXT_WIDTH)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        accept = buttons.addButton(
            tr("&Train on"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        accept.setObjectName("train-on-accept")
        accept.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: train(int(self._epochs.value())))
        form = QFormLayout()
        form.addRow(tr("&Epochs in all"), self._epochs)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(text)
        layout.addLayout(form)
        layout.addWidget(buttons)

"""The bar above the plots: start, pause, step, stop, progress."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.training_session import TrainingProgress
from tnstudio.app.wording import clock_text
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.run import Phase
from tnstudio.ui.train.wording import Offer
from tnstudio.ui.widgets.action_button import ActionButton


class TrainBar(QFrame):
    """Buttons and progress of a run.

    Attributes
    ----------
    start, pause, step, stop : QAction
        Connect to their ``triggered``. While nothing runs ``pause`` goes on with
        what was trained.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("train-bar")
        self.setProperty("role", "panel")
        self.start = self._action("train-start", tr("Start"), "F5")
        self.pause = self._action("train-pause", tr("Pause"), "F6")
        self.step = self._action("train-step", tr("Step"), "F10")
        self.stop = self._action("train-stop", tr("Stop"), "Shift+F5")
        self._pause_button = ActionButton(theme, self.pause, "mdi6.pause", parent=self)
        self._buttons = (
            ActionButton(theme, self.start, "mdi6.play", primary=True, parent=self),
            self._pause_button,
            ActionButton(theme, self.step, "mdi6.step-forward", parent=self),
            ActionButton(theme, self.stop, "mdi6.stop", parent=self),
        )
        self.stop.setToolTip(
            tr(
                "End the run after the batch that it is in; all that it has learned is "
                "kept and can be resumed (Shift+F5)"
            )
        )
        self._progress = QProgressBar(self)
        self._progress.setObjectName("train-progress")
        self._progress.setAccessibleName(tr("Progress of the training"))
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._told = QLabel(self)
        self._told.setObjectName("train-status")
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._pace = QLabel(self)
        self._pace.setObjectName("train-pace")
        self._pace.setProperty("role", "muted")
        self._lay_out()

    @property
    def told(self) -> str:
        """The status on show."""
        return self._told.text()

    def show_phase(self, phase: Phase, offer: Offer) -> None:
        """Enable what can be done; ``offer`` is what there is while nothing runs."""
        idle = phase is Phase.IDLE
        stops = phase is Phase.STOPPING
        self.start.setEnabled(idle and not offer.no_start)
        self.start.setToolTip(_tip(offer.start_tip, "F5", offer.no_start))
        self.stop.setEnabled(not idle and not stops)
        can_step = phase is Phase.PAUSED or (idle and not offer.no_step)
        self.step.setEnabled(can_step)
        self.step.setToolTip(
            _tip(
                tr(
                    "Learn one batch, then pause; after the last batch of an epoch its "
                    "accuracy is measured too"
                ),
                "F10",
                offer.no_step if idle else "",
            )
        )
        if idle and offer.further:
            self._show_further(offer)
        else:
            self._show_pause(phase, can_be=not idle and not stops)

    def _show_further(self, offer: Offer) -> None:
        self.pause.setText(offer.further)
        self.pause.setToolTip(_tip(offer.further_tip, "F6", offer.no_further))
        self.pause.setEnabled(not offer.no_further)
        self._pause_button.show_icon("mdi6.play-pause")

    def _show_pause(self, phase: Phase, *, can_be: bool) -> None:
        rests = phase.can_go_on
        self.pause.setText(tr("Resume") if rests else tr("Pause"))
        self.pause.setToolTip(
            tr("Go on (F6)") if rests else tr("Let the run rest (F6)")
        )
        self.pause.setEnabled(can_be)
        self._pause_button.show_icon("mdi6.play-pause" if rests else "mdi6.pause")

    def tell(self, text: str) -> None:
        """Say what the run is doing or has done."""
        self._told.setText(text)
        self._told.setToolTip(text)

    def show_progress(self, progress: TrainingProgress) -> None:
        """Show how far a run is."""
        done = (progress.epoch - 1) * progress.batches + progress.batch
        self._progress.setMaximum(progress.epochs * progress.batches)
        self._progress.setValue(done)
        self._pace.setText(
            tr(
                "{images_per_second:,.0f} images/s  ·  {duration} left",
                images_per_second=progress.images_per_second,
                duration=clock_text(progress.seconds_left),
            )
        )

    def show_preparing(self) -> None:
        """Show that something goes on, but not how far it is."""
        self._progress.setRange(0, 0)

    @property
    def is_preparing(self) -> bool:
        """Whether the bar does not tell how far a run is."""
        return self._progress.maximum() == 0

    def clear_progress(self) -> None:
        """Show no pace and an empty bar."""
        self._progress.setMaximum(1)
        self._progress.setValue(0)
        self._pace.setText("")

    def _action(self, name: str, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._told, 1)
        line.addWidget(self._pace)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addLayout(line)
        middle.addWidget(self._progress)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 12, 6)
        layout.setSpacing(6)
        for button in self._buttons:
            layout.addWidget(button)
        layout.addSpacing(8)
        layout.addLayout(middle, 1)


def _tip(what: str, key: str, obstacle: str) -> str:
    return (
        tr("Not now: {obstacle}", obstacle=obstacle) if obstacle else f"{what} ({key})"
    )

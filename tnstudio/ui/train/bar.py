"""The bar above the plots: start, pause, stop, progress."""

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
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.run import Phase
from tnstudio.ui.widgets.action_button import ActionButton


class TrainBar(QFrame):
    """Buttons and progress of a run.

    Attributes
    ----------
    start, pause, stop : QAction
        Connect to their ``triggered``.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("train-bar")
        self.setProperty("role", "panel")
        self.start = self._action("train-start", "Start", "F5")
        self.pause = self._action("train-pause", "Pause", "F6")
        self.stop = self._action("train-stop", "Stop", "Shift+F5")
        self._buttons = (
            ActionButton(theme, self.start, "mdi6.play", primary=True, parent=self),
            ActionButton(theme, self.pause, "mdi6.pause", parent=self),
            ActionButton(theme, self.stop, "mdi6.stop", parent=self),
        )
        self.stop.setToolTip(
            "End the run; the network of its last finished epoch is kept (Shift+F5)"
        )
        self._progress = QProgressBar(self)
        self._progress.setObjectName("train-progress")
        self._progress.setAccessibleName("Progress of the training")
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

    def show_phase(self, phase: Phase, reason: str) -> None:
        """Enable what can be done; ``reason`` is why a run cannot start."""
        idle = phase is Phase.IDLE
        self.start.setEnabled(idle and not reason)
        self.start.setToolTip(
            f"Cannot start: {reason}" if reason else "Train this design (F5)"
        )
        self.pause.setEnabled(phase in (Phase.RUNNING, Phase.PAUSED))
        self.stop.setEnabled(phase in (Phase.RUNNING, Phase.PAUSED))
        paused = phase is Phase.PAUSED
        self.pause.setText("Resume" if paused else "Pause")
        self.pause.setToolTip("Go on (F6)" if paused else "Let the run rest (F6)")
        self._buttons[1].show_icon("mdi6.play-pause" if paused else "mdi6.pause")

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
            f"{progress.images_per_second:,.0f} images/s  ·  "
            f"{_clock(progress.seconds_left)} left"
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


def _clock(seconds: float) -> str:
    """Return a duration as ``m:ss`` or ``h:mm:ss``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

"""What the status bar holds: meters of the design and the running job."""

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from tnstudio.app.document import Part
from tnstudio.app.jobs import Progress
from tnstudio.app.wording import clock_text, counted
from tnstudio.model.rules import check_network, errors_of, use_of
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.meter import Meter

_STEPS = 1000

_METERS = {
    "cores": ("cores", tr("cores"), tr("Cores of the design, and of the chip")),
    "axons per core": ("axons", tr("axons"), tr("Axons in use on the fullest core")),
    "neurons per core": (
        "neurons",
        tr("neurons"),
        tr("Neurons in use on the fullest core"),
    ),
    "fan-out": (
        "fan-out",
        tr("fan-out"),
        tr("Neurons of one core that feed other cores, at most"),
    ),
}
"""What is used: its short name, what it is called, and what it means."""


class DesignMeters(QWidget):
    """How much of the chip the design uses, and a button with its problems.

    Attributes
    ----------
    clicked : Signal
        The user wants to see the problems behind a meter.
    """

    clicked = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("design-meters")
        self._studio = studio
        self.problems = QToolButton(self)
        self.problems.setObjectName("status-problems")
        self.problems.setProperty("role", "flat")
        self.problems.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._meters = {
            name: Meter(studio.theme, short, tip, self, label=label)
            for name, (short, label, tip) in _METERS.items()
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setSpacing(18)
        layout.addWidget(self.problems)
        for meter in self._meters.values():
            meter.setCursor(Qt.CursorShape.PointingHandCursor)
            meter.clicked.connect(self.clicked)
            layout.addWidget(meter)
        studio.document.listen(lambda changes: self._follow(changes.parts))
        self._follow(Part.NETWORK)

    def _follow(self, parts: Part) -> None:
        if Part.NETWORK in parts:
            network = self._studio.document.network
            uses = {use.name: use for use in use_of(network)}
            for name, meter in self._meters.items():
                meter.show_use(uses[name].used, uses[name].limit)
            problems = check_network(network)
            self._show_problems(len(errors_of(problems)), len(problems))

    def _show_problems(self, errors: int, problems: int) -> None:
        advice = problems - errors
        parts = [counted(errors, "problem")] if errors else []
        parts += [counted(advice, "hint")] if advice else []
        text = ", ".join(parts) or tr("No problems")
        self.problems.setText(f" {text}")
        self.problems.setAccessibleName(text)
        self.problems.setToolTip(tr("Show or hide the list of problems (Ctrl+Shift+M)"))
        icon, role = _look(errors, advice)
        self._studio.theme.keep_icon(self.problems, icon, role)


def _look(errors: int, advice: int) -> tuple[str, str]:
    """Return icon and colour; the shape tells as much as the colour."""
    if errors:
        return "mdi6.alert-circle-outline", "error"
    if advice:
        return "mdi6.lightbulb-on-outline", "warning"
    return "mdi6.check-circle-outline", "muted"


class JobPanel(QWidget):
    """The job that is furthest from its end: name, bar, time left, cancel."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job-panel")
        self._jobs = studio.jobs
        self._shown = -1
        self._told = ("", -1, "")
        self._name = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("job-progress")
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(120, 8)
        self._left = QLabel(self)
        self._left.setObjectName("job-left")
        self._left.setProperty("role", "muted")
        self._cancel = QToolButton(self)
        self._cancel.setObjectName("job-cancel")
        self._cancel.setProperty("role", "flat")
        self._cancel.clicked.connect(self._stop)
        studio.theme.keep_icon(self._cancel, "mdi6.close")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.setSpacing(8)
        for widget in (self._name, self._bar, self._left, self._cancel):
            layout.addWidget(widget)
        self._jobs.progressed.connect(self._refresh)
        self._jobs.changed.connect(self._refresh)
        self.hide()

    @Slot()
    def _refresh(self) -> None:
        progress = self._jobs.progress
        self.setVisible(bool(progress))
        if not progress:
            self._shown = -1
            return
        self._shown = max(progress, key=lambda run_id: _known(progress[run_id]))
        told, name = progress[self._shown], self._jobs.names[self._shown]
        left = time_left(told.seconds_left)
        step = round(_STEPS * told.share)
        # To lay out and paint all this anew costs more than to know it is the same.
        if (name, step, left) == self._told:
            return
        self._told = name, step, left
        self._name.setText(name)
        self._bar.setValue(step)
        self._bar.setAccessibleName(
            tr(
                "{name}: {share:.0%} done, {left}",
                name=name,
                share=told.share,
                left=left,
            )
        )
        self._left.setText(left)
        self._cancel.setToolTip(tr("Cancel: {name}", name=name))
        self._cancel.setAccessibleName(tr("Cancel {name}", name=name))

    @Slot()
    def _stop(self) -> None:
        if self._shown >= 0:
            self._jobs.cancel(self._shown)


def _known(progress: Progress) -> float:
    """Return the time left; a job that cannot tell it yet is taken for a long one."""
    left = progress.seconds_left
    return math.inf if math.isnan(left) else left


def time_left(seconds: float) -> str:
    """Return the time left, e.g. ``2:05 left``; NaN is a job that has just begun."""
    if math.isnan(seconds):
        return tr("just begun")
    return tr("{time} left", time=clock_text(seconds))

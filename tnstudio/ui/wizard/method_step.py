"""Third step: how the network shall be trained."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tnstudio.app.training_presets import PRESETS, Preset
from tnstudio.model.records import TrainingSettings
from tnstudio.texts import marked, plural, tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import keep_width
from tnstudio.ui.wizard.step import ChoiceList, Step, muted

LIST_WIDTH = 240
CURVE_HEIGHT = 120

_MOST_POINTS = 300

_METHODS = {
    "tea": marked("Probabilities of synapses (Esser et al. 2015)"),
    "binary": marked("Binary crossbars (Jimeno Yepes and Tang 2017)"),
}


class MethodStep(Step):
    """Presets at the left, what they are at the right."""

    heading = marked("Method")
    told = marked(
        "Settings to begin with. Train has them all, to be changed before each run."
    )

    def __init__(
        self, studio: Studio, is_free: Callable[[], bool], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._is_free = is_free
        self.presets = ChoiceList("wizard-presets", tr("Settings"), self)
        self.presets.offer({one.name: (tr(one.title), tr(one.told)) for one in PRESETS})
        self._facts = QLabel(self)
        self._facts.setObjectName("wizard-method")
        self._facts.setWordWrap(True)
        self._told = muted("wizard-method-told", self)
        self._curve = RateLine(studio.theme, self)
        self._curve_title = muted("wizard-rate-title", self)
        self._curve_title.setText(tr("Learning rate over the epochs"))
        self._lay_out()
        self.presets.currentRowChanged.connect(self._draw)
        self._draw()

    @property
    def settings(self) -> TrainingSettings | None:
        """What was chosen; None for free cores."""
        return None if self._is_free() else self._preset.settings

    def enter(self) -> None:
        """Tell if there is nothing to choose."""
        self.presets.setEnabled(not self._is_free())
        self._draw()

    @property
    def _preset(self) -> Preset:
        chosen = self.presets.chosen
        return next((one for one in PRESETS if one.name == chosen), PRESETS[0])

    def _lay_out(self) -> None:
        keep_width(self.presets, LIST_WIDTH)
        right = QVBoxLayout()
        for widget in (self._facts, self._told, self._curve_title, self._curve):
            right.addWidget(widget)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        layout.addWidget(self.presets)
        layout.addLayout(right, 1)

    def _draw(self) -> None:
        is_free = self._is_free()
        self._curve.setVisible(not is_free)
        self._curve_title.setVisible(not is_free)
        if is_free:
            self._facts.setText(tr("Free cores are not trained: go on."))
            self._told.setText("")
            return
        settings = self._preset.settings
        self._facts.setText(
            tr(_METHODS[settings.method])
            + "\n"
            + plural(
                "{number} epoch, batches of {size}, rate {rate:g}",
                "{number} epochs, batches of {size}, rate {rate:g}",
                settings.epochs,
                size=settings.batch,
                rate=settings.rate,
            )
        )
        self._told.setText(tr(self._preset.told))
        self._curve.show_settings(settings)


class RateLine(QWidget):
    """The learning rate of every epoch, from 0 at the bottom."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("wizard-rate")
        self.setAccessibleName(tr("Learning rate over the epochs"))
        self.setFixedHeight(CURVE_HEIGHT)
        self._theme = theme
        self._rates: list[float] = []
        theme.changed.connect(self.update)

    def show_settings(self, settings: TrainingSettings) -> None:
        """Draw the rate of these settings."""
        count = min(settings.epochs, _MOST_POINTS)
        epochs = [k * settings.epochs // count for k in range(count)]
        self._rates = [settings.rate_at(epoch) for epoch in epochs]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the line in its frame."""
        colours = self._theme.colours
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.grid), 1))
            painter.setBrush(QColor(colours.surface))
            painter.drawRoundedRect(room, 6, 6)
            inner = room.adjusted(10, 10, -10, -10)
            painter.setPen(QPen(QColor(colours.series[0]), 2))
            painter.drawPolyline(_steps(self._rates, inner))


def _steps(rates: list[float], room: QRectF) -> QPolygonF:
    """Return the line of rates that each hold for an epoch."""
    highest, wide = max(rates), room.width() / len(rates)
    points = []
    for place, rate in enumerate(rates):
        y = room.bottom() - rate / highest * room.height()
        left = room.left() + place * wide
        points += [QPointF(left, y), QPointF(left + wide, y)]
    return QPolygonF(points)

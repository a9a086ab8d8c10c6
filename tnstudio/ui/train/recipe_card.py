"""What every run needs to be told: method, epochs and learning rate."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from tnstudio.model.records import TrainingSettings
from tnstudio.texts import plural, tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.preset_field import PresetField
from tnstudio.ui.train.schedule import DropsField, RateCurve
from tnstudio.ui.train.setting import LABEL_WIDTH, Setting, row
from tnstudio.ui.train.setting_fields import drops_text
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fold import Fold
from tnstudio.ui.widgets.text_scale import keep_fit, keep_width, scaled

CURVE_HEIGHT = 76

_NOTES = {"cosine": tr("cosine to 0"), "constant": tr("constant")}


class RecipeCard(Card):
    """Preset, method, epochs, rate and how the rate goes down.

    Parameters
    ----------
    theme : Theme
    settings : dict
        All settings by their names; some of them are taken.

    Attributes
    ----------
    preset : PresetField
    """

    def __init__(
        self,
        theme: Theme,
        settings: dict[str, Setting],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Training"), "recipe-card", parent)
        self.preset = PresetField(self)
        self._settings = settings
        self._curve = RateCurve(theme, tr("Learning rate over the epochs"))
        self._curve.setObjectName("schedule-curve")
        keep_fit(self._curve, lambda: self._curve.setFixedHeight(scaled(CURVE_HEIGHT)))
        self.body.setSpacing(5)
        self.body.addLayout(self._preset_line())
        for name, label in (
            ("method", ""),
            ("epochs", tr("Epochs")),
            ("rate", tr("Rate α")),
        ):
            self.body.addWidget(row(settings[name], label))
        self._fold = Fold(
            theme,
            tr("Schedule"),
            "schedule-fold",
            tr("How the learning rate goes down over the epochs"),
            self,
        )
        self._fold.body.addWidget(row(settings["schedule"], tr("Goes do&wn")))
        self._drops = settings["drops"].widget
        if isinstance(self._drops, DropsField):
            self._drops.footer.addWidget(settings["drops"].reset)
        self._fold.body.addWidget(self._drops)
        self.body.addWidget(self._fold)
        self.body.addWidget(self._curve)

    def tell(self, settings: TrainingSettings) -> None:
        """Show what follows from the settings."""
        self.preset.follow(settings)
        in_steps = settings.schedule == "step"
        self._drops.setVisible(in_steps)
        drops = settings.drops
        steps = drops_text(drops)
        if len(drops) != 1:
            steps = plural("{number} drop", "{number} drops", len(drops))
        usual = [self._settings["schedule"].is_usual]
        if in_steps:
            usual.append(self._settings["drops"].is_usual)
        note = steps if in_steps else _NOTES[settings.schedule]
        self._fold.tell(note, marked=not all(usual))
        self._curve.show_schedule(settings)

    def _preset_line(self) -> QHBoxLayout:
        label = QLabel(tr("P&reset"), self)
        label.setBuddy(self.preset)
        keep_width(label, LABEL_WIDTH)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(label)
        line.addWidget(self.preset, 1)
        return line

"""The settings of the next run."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from tnstudio.app.document import Changes, Part
from tnstudio.app.setting_values import settings_of, values_of
from tnstudio.app.training_presets import Preset
from tnstudio.model.records import TrainingSettings
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.estimate_label import EstimateLabel
from tnstudio.ui.train.options_card import OptionsCard
from tnstudio.ui.train.recipe_card import RecipeCard
from tnstudio.ui.train.setting_fields import make_settings
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.dataset_field import DatasetField
from tnstudio.ui.widgets.fold import Fold

MARGIN = 8
"""Left around what is scrolled to, in pixels."""


class SettingsPanel(QWidget):
    """The fields of data, method, schedule and options, and an estimate below.

    Attributes
    ----------
    data : DatasetField
    estimate : EstimateLabel
        Of the next run's time and memory.
    changed : Signal
        A setting has changed.
    """

    changed = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training-settings")
        self._document = studio.document
        self.data = DatasetField(studio)
        self.estimate = EstimateLabel(studio, self)
        self._fields = make_settings(studio.theme)
        self._recipe = RecipeCard(studio.theme, self._fields)
        self._options = OptionsCard(studio.theme, self._fields)
        self._content = QWidget(self)
        self._lay_out()
        for field in self._fields.values():
            field.changed.connect(self._tell)
        self._recipe.preset.chosen.connect(self._take_preset)
        self.data.changed.connect(self._draw_estimate)
        studio.document.listen(self._take_changes)
        self._offer_trained()

    @property
    def settings(self) -> TrainingSettings:
        """The settings as the fields tell them."""
        return settings_of({name: one.value for name, one in self._fields.items()})

    def show_settings(self, settings: TrainingSettings) -> None:
        """Fill the fields, e.g. with what the open project was trained with."""
        if settings == self.settings:
            return
        for name, value in values_of(settings).items():
            self._fields[name].show_value(value)
        self._tell()

    def set_locked(self, locked: bool) -> None:
        """Keep the fields from being edited, as during a run."""
        self._content.setEnabled(not locked)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with how the design has changed while nobody looked."""
        super().showEvent(event)
        self._draw()

    def _lay_out(self) -> None:
        data = Card(tr("Data"), "data-card")
        data.body.addWidget(self.data)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        for card in (data, self._recipe, self._options):
            column.addWidget(card)
        column.addStretch(1)
        for fold in self._content.findChildren(Fold):
            fold.turned.connect(partial(self._show_soon, fold))
        self._scroll = scroll = QScrollArea(self)
        scroll.setObjectName("training-settings-scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.estimate)

    def _show_soon(self, fold: Fold, is_open: bool) -> None:
        """Scroll to what was opened, once it has its place."""
        if is_open:
            QTimer.singleShot(0, fold, lambda: self._scroll_to(fold))

    def _scroll_to(self, fold: Fold) -> None:
        self._scroll.ensureWidgetVisible(fold, 0, MARGIN)
        # Of one that is too high, the heading.
        top = fold.mapTo(self._content, QPoint(0, 0)).y()
        self._scroll.ensureVisible(0, top, 0, MARGIN)

    def _tell(self) -> None:
        self._draw()
        self.changed.emit()

    def _take_preset(self, preset: Preset) -> None:
        self.show_settings(preset.chosen_for(self.settings))

    def _take_changes(self, changes: Changes) -> None:
        if changes.parts & Part.TRAINED:
            self._offer_trained()
        elif changes.parts & Part.NETWORK and self.isVisible():
            self._draw()

    def _offer_trained(self) -> None:
        trained = self._document.project.trained
        self._recipe.preset.offer(None if trained is None else trained.settings)
        self._draw()

    def _draw(self) -> None:
        settings = self.settings
        self._recipe.tell(settings)
        self._options.tell()
        for name, reason in self._idle(settings).items():
            self._fields[name].disable(reason)
        self._draw_estimate()

    def _idle(self, settings: TrainingSettings) -> dict[str, str]:
        """Return why settings change nothing in this run; empty if they do."""
        hidden = len(self._document.network.layers) > 1
        certainty = ""
        if settings.method == "binary":
            certainty = tr("Binary crossbars are certain: all their copies are alike.")
        elif settings.epochs == 1:
            certainty = tr("In the first epoch, here the only one, it is 0.")
        return {
            "dropout": "" if hidden else tr("This network has no hidden layer."),
            "certainty": certainty,
        }

    def _draw_estimate(self) -> None:
        self.estimate.ask(self._document.network, self.data.dataset, self.settings)

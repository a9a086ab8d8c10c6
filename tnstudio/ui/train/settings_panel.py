"""The settings of the next run."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tnstudio.model.records import Gradient, Schedule, TrainingSettings
from tnstudio.training.settings import LARGEST_BATCH, MOST_EPOCHS
from tnstudio.ui.studio import Studio
from tnstudio.ui.train import abouts
from tnstudio.ui.train.schedule import DropsField, RateCurve
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.dataset_field import DatasetField
from tnstudio.ui.widgets.fields import RealNumber, SeedField, WholeNumber

METHODS = (
    ("tea", "tea (probabilistic, Esser 2015)"),
    ("binary", "binary crossbars (Jimeno Yepes 2017)"),
)
GRADIENTS = (("approximate", "approximate"), ("exact", "exact"))
SCHEDULES = (
    ("step", "in steps"),
    ("cosine", "cosine to 0"),
    ("constant", "constant"),
)

LARGEST_RATE = 100.0
LARGEST_MOMENTUM = 0.9999

LABEL_WIDTH = 104
"""Of the labels beside the fields, in pixels."""


class SettingsPanel(QScrollArea):
    """The fields of data, method and schedule.

    Attributes
    ----------
    data : DatasetField
    changed : Signal
        A setting has changed.
    """

    changed = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training-settings")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = studio.theme
        self.data = DatasetField(studio)
        # What there is no field for stays as it was in the project.
        self._shown = TrainingSettings()
        self._make_fields(self._shown)
        self._content = QWidget(self)
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(8)
        for card in (self._data_card(), self._schedule_card(), self._method_card()):
            layout.addWidget(card)
        layout.addStretch(1)
        self.setWidget(self._content)
        self._connect()
        self._draw()

    @property
    def settings(self) -> TrainingSettings:
        """The settings as the fields tell them."""
        return replace(
            self._shown,
            method=self._method.currentData(),
            epochs=self._epochs.value(),
            rate=self._rate.value(),
            schedule=cast("Schedule", self._schedule.currentData()),
            drops=self._drops.drops,
            momentum=self._momentum.value(),
            batch=self._batch.value(),
            gradient=cast("Gradient", self._gradient.currentData()),
            seed=self._seed.value,
        )

    def show_settings(self, settings: TrainingSettings) -> None:
        """Fill the fields, e.g. with what the open project was trained with."""
        self._shown = settings
        with QSignalBlocker(self):
            self._method.setCurrentIndex(self._method.findData(settings.method))
            self._gradient.setCurrentIndex(self._gradient.findData(settings.gradient))
            self._epochs.setValue(settings.epochs)
            self._rate.setValue(settings.rate)
            self._schedule.setCurrentIndex(self._schedule.findData(settings.schedule))
            self._drops.set_drops(settings.drops)
            self._momentum.setValue(settings.momentum)
            self._batch.setValue(settings.batch)
            self._seed.set_value(settings.seed)
        self._draw()

    def set_locked(self, locked: bool) -> None:
        """Keep the fields from being edited, as during a run."""
        self._content.setEnabled(not locked)

    def _make_fields(self, start: TrainingSettings) -> None:
        self._method = _choice(METHODS)
        abouts.METHOD.name(self._method)
        self._gradient = _choice(GRADIENTS)
        abouts.GRADIENT.name(self._gradient)
        self._epochs = WholeNumber(abouts.EPOCHS, 1, MOST_EPOCHS, start.epochs)
        self._rate = RealNumber(abouts.RATE, 1e-6, LARGEST_RATE, start.rate, decimals=6)
        self._schedule = _choice(SCHEDULES)
        abouts.SCHEDULE.name(self._schedule)
        self._drops = DropsField(self._theme, start.drops)
        self._momentum = RealNumber(
            abouts.MOMENTUM, 0.0, LARGEST_MOMENTUM, start.momentum
        )
        self._batch = WholeNumber(abouts.BATCH, 1, LARGEST_BATCH, start.batch)
        self._seed = SeedField(abouts.SEED, start.seed)
        self._curve = RateCurve(self._theme, "Learning rate over the epochs")
        self._curve.setObjectName("schedule-curve")
        self._curve.setFixedHeight(84)

    def _data_card(self) -> Card:
        card = Card("Data", "data-card")
        card.body.addWidget(self.data)
        return card

    def _schedule_card(self) -> Card:
        card = Card("Schedule", "schedule-card")
        card.body.addLayout(
            _form(
                ("&Epochs", self._epochs),
                ("Learning &rate α", self._rate),
                ("Goes do&wn", self._schedule),
            )
        )
        card.body.addWidget(self._drops)
        card.body.addWidget(self._curve)
        return card

    def _method_card(self) -> Card:
        card = Card("Method", "method-card")
        card.body.addWidget(self._method)
        card.body.addLayout(
            _form(
                ("&Gradient", self._gradient),
                ("&Momentum m", self._momentum),
                ("&Batch B", self._batch),
                ("See&d", self._seed),
            )
        )
        return card

    def _connect(self) -> None:
        for signal in (
            self._method.currentIndexChanged,
            self._gradient.currentIndexChanged,
            self._epochs.valueChanged,
            self._rate.valueChanged,
            self._schedule.currentIndexChanged,
            self._drops.changed,
            self._momentum.valueChanged,
            self._batch.valueChanged,
            self._seed.changed,
        ):
            signal.connect(self._tell)

    def _tell(self) -> None:
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        settings = self.settings
        self._drops.setVisible(settings.schedule == "step")
        self._curve.show_schedule(settings)


def _choice(entries: tuple[tuple[str, str], ...]) -> QComboBox:
    box = QComboBox()
    for value, label in entries:
        box.addItem(label, value)
    box.setSizeAdjustPolicy(
        QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
    )
    box.setMinimumContentsLength(8)
    return box


def _form(*rows: tuple[str, QWidget]) -> QGridLayout:
    form = QGridLayout()
    form.setSpacing(6)
    form.setColumnMinimumWidth(0, LABEL_WIDTH)
    form.setColumnStretch(1, 1)
    for row, (text, field) in enumerate(rows):
        label = QLabel(text)
        label.setBuddy(field)
        label.setToolTip(field.toolTip())
        form.addWidget(label, row, 0)
        form.addWidget(field, row, 1)
    return form

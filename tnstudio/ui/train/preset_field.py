"""Settings by their name."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QWidget

from tnstudio.app.training_presets import PRESETS, Preset, as_trained
from tnstudio.model.records import TrainingSettings
from tnstudio.texts import tr
from tnstudio.ui.train import abouts
from tnstudio.ui.widgets.choice import Choice

CUSTOM = tr("Custom")
"""What is shown while the settings are those of no preset."""


class PresetField(Choice):
    """Offers the presets and shows which one the settings equal.

    Attributes
    ----------
    chosen : Signal of Preset
        The user wants these settings.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        abouts.PRESET.name(self)
        self.setPlaceholderText(CUSTOM)
        self._presets = PRESETS
        self._fill()
        self.activated.connect(lambda index: self.chosen.emit(self._presets[index]))

    @property
    def shown(self) -> str:
        """The title on show."""
        return self.currentText() or CUSTOM

    def offer(self, trained: TrainingSettings | None) -> None:
        """Offer what a network was trained with, if there is one."""
        own = () if trained is None else (as_trained(trained),)
        if self._presets != (*PRESETS, *own):
            self._presets = (*PRESETS, *own)
            self._fill()

    def follow(self, settings: TrainingSettings) -> None:
        """Show the preset that settings equal; that on show stays if it does."""
        places = [k for k, one in enumerate(self._presets) if one.matches(settings)]
        if self.currentIndex() not in places:
            self.setCurrentIndex(places[0] if places else -1)
        one = self._preset
        told = abouts.PRESET.tooltip
        if one is not None:
            told = f"{told}<br><b>{tr(one.title)}</b>: {tr(one.told)}"
        self.setToolTip(told)

    @property
    def _preset(self) -> Preset | None:
        index = self.currentIndex()
        return self._presets[index] if index >= 0 else None

    def _fill(self) -> None:
        with QSignalBlocker(self):
            self.clear()
            for place, preset in enumerate(self._presets):
                self.addItem(tr(preset.title), preset.name)
                told = tr(preset.told)
                self.setItemData(place, told, Qt.ItemDataRole.ToolTipRole)
            self.setCurrentIndex(-1)

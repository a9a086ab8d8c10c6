"""A choice of ticks: all that were run, those on show, or typed ones."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About, WholeNumber

TYPED = tr("From … to")

Spans = dict[str, tuple[int, int]]
"""The first tick and the one after the last, by what users call them."""


class TicksField(QWidget):
    """Chooses a span of ticks.

    Parameters
    ----------
    name : str
        Start of the object names.
    spans : Spans
        The first one is chosen at first; the widest must be among them.

    Attributes
    ----------
    changed : Signal
        Another span is chosen.
    """

    changed = Signal()

    def __init__(self, name: str, spans: Spans, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}-ticks-field")
        self._spans = {text: span for text, span in spans.items() if span[0] < span[1]}
        low = min((first for first, _ in self._spans.values()), default=0)
        high = max((end for _, end in self._spans.values()), default=1) - 1
        self.choice = QComboBox(self)
        self.choice.setObjectName(f"{name}-ticks")
        self.choice.setAccessibleName(tr("Ticks"))
        self.choice.setToolTip(tr("Which of the ticks that were run"))
        self.choice.addItems([*self._spans, TYPED])
        about = tr("{low:,} to {high:,}", low=low, high=high)
        self.first = WholeNumber(
            About(
                f"{name}-first", tr("First tick"), tr("The first of the ticks."), about
            ),
            low,
            high,
            low,
            self,
        )
        self.last = WholeNumber(
            About(f"{name}-last", tr("Last tick"), tr("The last of the ticks."), about),
            low,
            high,
            high,
            self,
        )
        self._dash = QLabel("–", self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.choice, 1)
        for widget in (self.first, self._dash, self.last):
            layout.addWidget(widget)
        self.choice.currentIndexChanged.connect(self._take_choice)
        for field in (self.first, self.last):
            field.valueChanged.connect(self._take_typed)
        self._take_choice()

    @property
    def span(self) -> tuple[int, int]:
        """The first tick and the one after the last; none if they are the same."""
        first, last = self.first.value(), self.last.value()
        return (first, max(first, last + 1)) if self._spans else (0, 0)

    def _take_choice(self) -> None:
        span = self._spans.get(self.choice.currentText())
        if span is not None:
            for field, value in ((self.first, span[0]), (self.last, span[1] - 1)):
                field.blockSignals(True)
                field.setValue(value)
                field.blockSignals(False)
        self.changed.emit()

    def _take_typed(self) -> None:
        span = self._spans.get(self.choice.currentText())
        if span is not None and span != self.span:
            self.choice.blockSignals(True)
            self.choice.setCurrentText(TYPED)
            self.choice.blockSignals(False)
        self.changed.emit()

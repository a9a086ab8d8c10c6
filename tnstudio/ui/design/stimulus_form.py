"""Asks what drives an input line: kinds as pictures, defaults that work at once."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.model.stimulus import (
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.model.stimulus_edits import pattern_on, ticks_on
from tnstudio.texts import tr
from tnstudio.ui.design.popover import field_label
from tnstudio.ui.design.stimulus_glyph import paint_stimulus
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.fields import About, RealNumber, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_size

STRIP_TICKS = 16
"""Ticks of a pattern that are shown as buttons."""
_MOST = 10**9
_ICON = QSize(30, 18)

_FIRST: dict[type, Callable[[int], Stimulus]] = {
    SingleSpike: SingleSpike,
    RegularSpikes: lambda line: RegularSpikes(line, period=5),
    PoissonSpikes: lambda line: PoissonSpikes(line, probability=0.1),
    PatternSpikes: lambda line: pattern_on(line, (0, 2, 3), STRIP_TICKS),
}
"""What each kind starts with."""

KINDS: tuple[tuple[type, str, str, str], ...] = (
    (type(None), "none", tr("None"), tr("Nothing drives the line")),
    (SingleSpike, "single", tr("Single"), tr("One spike")),
    (RegularSpikes, "regular", tr("Regular"), tr("A spike every so many ticks")),
    (
        PoissonSpikes,
        "poisson",
        tr("Poisson"),
        tr("Spikes at random, of one probability"),
    ),
    (PatternSpikes, "pattern", tr("Pattern"), tr("Spikes in ticks that you choose")),
)
"""Type, name, label and meaning of each kind."""

_TICK = About("stimulus-tick", tr("Tick"), tr("When the spike comes."), "≥ 0")
_PERIOD = About(
    "stimulus-period", tr("Period"), tr("Ticks from one spike to the next."), "≥ 1"
)
_START = About(
    "stimulus-first", tr("First tick"), tr("When the first spike comes."), "≥ 0"
)
_PROBABILITY = About(
    "stimulus-probability",
    tr("Probability p"),
    tr("Of a spike, in every tick anew."),
    "0 ≤ p ≤ 1",
    tr("rate in Hz at ticks of 1 ms: 1000 p"),
)
_REPEAT = About(
    "stimulus-repeat",
    tr("Repeat after"),
    tr("After so many ticks the pattern starts over; 0: it comes once."),
    "≥ 0",
)


class StimulusForm(QWidget):
    """Kinds of generators, and the numbers of the chosen one.

    Attributes
    ----------
    changed : Signal
        Another generator (a `Stimulus`), or None.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = 0
        self._stimulus: Stimulus | None = None
        self._buttons: dict[type, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        for kind, name, label, meaning in KINDS:
            row.addWidget(self._button(kind, name, label, meaning))
        self._pages = QStackedWidget(self)
        self._of_kind = {
            type(None): QWidget(self),
            SingleSpike: self._single_page(),
            RegularSpikes: self._regular_page(),
            PoissonSpikes: self._poisson_page(),
            PatternSpikes: self._pattern_page(),
        }
        for page in self._of_kind.values():
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(row)
        layout.addWidget(self._pages)
        self._theme = theme
        theme.changed.connect(self._recolour)
        self._recolour()

    # -- Construction

    def _button(self, kind: type, name: str, label: str, meaning: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"stimulus-{name}")
        button.setText(label)
        button.setToolTip(meaning)
        button.setAccessibleName(label)
        button.setCheckable(True)
        button.setIconSize(_ICON)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setMinimumWidth(62)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked=False, kind=kind: self._choose(kind))
        self._group.addButton(button)
        self._buttons[kind] = button
        return button

    def _recolour(self) -> None:
        for kind, button in self._buttons.items():
            button.setIcon(_icon(kind, QColor(self._theme.colours.text)))

    def _number(self, about: About, low: int, field: str) -> WholeNumber:
        number = WholeNumber(about, low, _MOST, low, self)
        number.valueChanged.connect(lambda value: self._set(**{field: value}))
        return number

    def _single_page(self) -> QWidget:
        self._tick = self._number(_TICK, 0, "tick")
        return _page((_TICK, self._tick))

    def _regular_page(self) -> QWidget:
        self._period = self._number(_PERIOD, 1, "period")
        self._start = self._number(_START, 0, "first")
        return _page((_PERIOD, self._period), (_START, self._start))

    def _poisson_page(self) -> QWidget:
        self._probability = RealNumber(_PROBABILITY, 0.0, 1.0, 0.0, parent=self)
        self._probability.valueChanged.connect(
            lambda value: self._set(probability=value)
        )
        return _page((_PROBABILITY, self._probability))

    def _pattern_page(self) -> QWidget:
        self._strip = TickStrip(self)
        self._strip.changed.connect(self._set_ticks)
        self._repeat = WholeNumber(_REPEAT, 0, _MOST, 0, self)
        self._repeat.setSpecialValueText(tr("never"))
        self._repeat.valueChanged.connect(self._set_repeat)
        page = _page((_REPEAT, self._repeat))
        form = page.layout()
        if isinstance(form, QFormLayout):
            form.insertRow(0, self._strip)
        return page

    # -- Showing

    def show_stimulus(self, line: int, stimulus: Stimulus | None) -> None:
        """Show what drives a line."""
        self._line, self._stimulus = line, stimulus
        kind = type(stimulus)
        # Images have no button: they are of many lines.
        self._group.setExclusive(False)
        for other, button in self._buttons.items():
            button.setChecked(other is kind)
        self._group.setExclusive(True)
        self._pages.setCurrentWidget(self._of_kind.get(kind, self._of_kind[type(None)]))
        if isinstance(stimulus, SingleSpike):
            _put(self._tick, stimulus.tick)
        elif isinstance(stimulus, RegularSpikes):
            _put(self._period, stimulus.period)
            _put(self._start, stimulus.first)
        elif isinstance(stimulus, PoissonSpikes):
            _put(self._probability, stimulus.probability)
        elif isinstance(stimulus, PatternSpikes):
            _put(self._repeat, stimulus.period)
            self._strip.show_ticks(ticks_on(stimulus, line), stimulus.period)

    # -- Editing

    def _choose(self, kind: type) -> None:
        if kind is type(self._stimulus):
            return
        first = _FIRST.get(kind)
        self._change(first(self._line) if first else None)

    def _set(self, **values: float) -> None:
        if self._stimulus is not None and type(self._stimulus) in _FIRST:
            self._change(replace(self._stimulus, **values))  # type: ignore[arg-type]

    def _set_ticks(self, ticks: tuple[int, ...]) -> None:
        if isinstance(self._stimulus, PatternSpikes):
            self._change(pattern_on(self._line, ticks, self._stimulus.period))

    def _set_repeat(self, period: int) -> None:
        if isinstance(self._stimulus, PatternSpikes):
            ticks = ticks_on(self._stimulus, self._line)
            self._change(pattern_on(self._line, ticks, period))

    def _change(self, stimulus: Stimulus | None) -> None:
        self.show_stimulus(self._line, stimulus)
        self.changed.emit(stimulus)


class TickStrip(QWidget):
    """A row of buttons, one for each tick: pressed in ticks with a spike.

    Attributes
    ----------
    changed : Signal
        Other ticks (a tuple of int).
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._later: tuple[int, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._ticks = [self._button(tick) for tick in range(STRIP_TICKS)]
        for button in self._ticks:
            row.addWidget(button)

    def _button(self, tick: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"stimulus-tick-{tick}")
        button.setText(str(tick))
        button.setAccessibleName(tr("Spike at tick {tick}", tick=tick))
        button.setToolTip(tr("A spike at tick {tick}", tick=tick))
        button.setCheckable(True)
        keep_size(button, 25, 28, shrinks=False)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setProperty("role", "tick")
        button.clicked.connect(self._tell)
        return button

    def show_ticks(self, ticks: tuple[int, ...], period: int) -> None:
        """Show where spikes are; ticks that the pattern does not have are off."""
        self._later = tuple(tick for tick in ticks if tick >= STRIP_TICKS)
        for tick, button in enumerate(self._ticks):
            button.setChecked(tick in ticks)
            button.setEnabled(not period or tick < period)

    def _tell(self) -> None:
        pressed = [tick for tick, one in enumerate(self._ticks) if one.isChecked()]
        self.changed.emit((*pressed, *self._later))


def _page(*rows: tuple[About, QWidget]) -> QWidget:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(12)
    for about, field in rows:
        form.addRow(field_label(about.label, field), field)
    return page


def _put(field: WholeNumber | RealNumber, value: float) -> None:
    """Show a value without telling of it."""
    field.blockSignals(True)
    if isinstance(field, WholeNumber):
        field.setValue(int(min(value, _MOST)))
    else:
        field.setValue(value)
    field.blockSignals(False)


def _icon(kind: type, ink: QColor) -> QIcon:
    first = _FIRST.get(kind)
    pixmap = QPixmap(_ICON * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(2.0)
    painter = QPainter(pixmap)
    box = QRectF(3, 3, _ICON.width() - 6, _ICON.height() - 6)
    paint_stimulus(painter, box, first(0) if first else None, ink)
    painter.end()
    return QIcon(pixmap)

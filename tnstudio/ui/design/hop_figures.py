"""How far routes go, before and after the last move of cores."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tnstudio.model.traffic import HopFigures
from tnstudio.texts import tr

_FIGURES = {
    "total": (
        tr("Total hops"),
        tr("Links that the routes of all neurons cross, in all"),
    ),
    "mean": (tr("Mean"), tr("Hops of a route: |Δrow| + |Δcolumn| from core to core")),
    "worst": (tr("Longest"), tr("Hops of the longest route")),
    "largest_load": (
        tr("Fullest link"),
        tr("Routes over the link that most of them cross"),
    ),
}
"""What is told: its name and what it means."""


class HopFiguresBar(QFrame):
    """Total hops, their mean, the longest route and the fullest link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hop-figures")
        self.setProperty("role", "panel")
        self._values: dict[str, QLabel] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 5, 12, 6)
        layout.setSpacing(22)
        for name, (title, tip) in _FIGURES.items():
            layout.addLayout(self._figure(name, title, tip))
        layout.addStretch(1)

    def _figure(self, name: str, title: str, tip: str) -> QVBoxLayout:
        heading, value = QLabel(title, self), QLabel(self)
        heading.setProperty("role", "muted")
        value.setProperty("role", "subheading")
        value.setObjectName(f"hops-{name.replace('_', '-')}")
        for label in (heading, value):
            label.setToolTip(tip)
        self._values[name] = value
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(value)
        return column

    def text(self, name: str) -> str:
        """Return what is told of one figure."""
        return self._values[name].text()

    def show_figures(self, now: HopFigures, before: HopFigures | None = None) -> None:
        """Show figures, and what they were before."""
        for name, (title, _) in _FIGURES.items():
            text = compared(getattr(now, name), getattr(before or now, name))
            self._values[name].setText(text)
            self._values[name].setAccessibleName(f"{title}: {text}")


def compared(now: float, before: float) -> str:
    """Write a figure; if it was another before, both and the change."""
    if now == before:
        return _written(now)
    change = f" ({(now - before) / before:+.0%})" if before else ""
    return f"{_written(before)} → {_written(now)}{change.replace('-', '−')}"


def _written(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"

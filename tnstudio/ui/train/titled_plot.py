"""A plot with its title, and beside it what is told about it."""

from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.plots import Plot


class TitledPlot(QWidget):
    """Title and told text above a plot.

    Parameters
    ----------
    name : str
        Object name of the plot.
    title : str
    about : str
        Tooltip: what is drawn, with its symbol and equation.
    **options
        Further ones of `Plot`.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        about: str,
        parent: QWidget | None = None,
        **options: Any,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.plot = Plot(theme, title, parent=self, **options)
        self.plot.setObjectName(name)
        self._heading = QLabel(title, self)
        self._heading.setToolTip(about)
        self._told_text = ""
        self._told = QLabel(self)
        self._told.setObjectName(f"{name}-told")
        self._told.setProperty("role", "muted")
        self._told.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._heading)
        top.addWidget(self._told, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.plot, 1)

    @property
    def told(self) -> str:
        """What is said beside the title."""
        return self._told_text

    def tell(self, text: str) -> None:
        """Say something beside the title, as far as there is room."""
        if text == self._told_text:
            return
        self._told_text = text
        self._told.setToolTip(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of what is told as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # The label has its new width only once the layout was done.
        room = self.width() - self._heading.sizeHint().width() - 8
        end = Qt.TextElideMode.ElideRight
        self._told.setText(
            self._told.fontMetrics().elidedText(self._told_text, end, max(0, room))
        )

    def place_at(self, scene: QPointF) -> QPointF:
        """Return a place of the scene in the coordinates of the plot."""
        box: Any = self.plot.getPlotItem().getViewBox()
        return QPointF(box.mapSceneToView(scene))

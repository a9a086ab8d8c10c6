"""Room for what large texts need, in a window that has none."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import text_scale

LEAST_WIDTH, LEAST_HEIGHT = 710, 430
"""Of what is in the area, in pixels where texts have the usual size."""


class RoomyArea(QScrollArea):
    """Holds a workspace; scrolls it where texts are too large for the window.

    Texts of the usual size fit into every window, by what the pages themselves do
    about it; larger ones get room in proportion, and what the window does not show
    is scrolled to.

    Parameters
    ----------
    theme : Theme
        Tells of other sizes of texts.
    make : callable
        Makes the content under the parent that it gets: to move a large widget there
        later would style all that is in it a second time.

    Attributes
    ----------
    content : QWidget
    """

    def __init__(
        self,
        theme: Theme,
        make: Callable[[QWidget], QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self._holder = _Holder()
        self.setWidget(self._holder)
        self._holder.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.content = self._holder.content = make(self._holder)
        theme.changed.connect(self._make_room)
        self._make_room()

    def _make_room(self) -> None:
        scale = text_scale()
        if scale > 1:
            width, height = round(LEAST_WIDTH * scale), round(LEAST_HEIGHT * scale)
            self._holder.setMinimumSize(width, height)
        else:
            # The window's own least size is enough.
            self._holder.setMinimumSize(1, 1)


class _Holder(QWidget):
    """Gives all of its room to a widget.

    Without a layout, which would ask for the height that texts need in a width:
    pages make do with less.
    """

    content: QWidget | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Resize the widget, too."""
        super().resizeEvent(event)
        if self.content is not None:
            self.content.setGeometry(self.rect())

"""The Design workspace: outline, canvas and inspector over one document."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.designs import fitting
from tnstudio.app.document import Changes, Part, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.ui.design.canvas import Canvas
from tnstudio.ui.design.drawing import draw
from tnstudio.ui.design.facts import free_cores_told
from tnstudio.ui.design.inspector import Inspector
from tnstudio.ui.design.outline import Outline
from tnstudio.ui.design.samples import SampleImages, checker
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.empty_state import EmptyState

WIDTH_FOR_OUTLINE = 1120
"""Below this width the outline is shown on demand only."""

_SHOWN = Part.NETWORK | Part.TRAINED | Part.SELECTION


class DesignWorkspace(QWidget):
    """Layers as grids of cores, drawn, listed and edited."""

    title = "Design"

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace-design")
        self._studio = studio
        self._stale = _SHOWN
        self._outline_was_chosen = False
        self._samples = SampleImages(studio, self)
        self._samples.changed.connect(self._show_sample)
        self.outline = Outline(self)
        self.canvas = Canvas(studio.theme, self)
        self.free_cores = EmptyState(studio.theme, "design-free-cores", self)
        self.inspector = Inspector(studio, self)
        for view in (self.outline, self.canvas):
            view.selected.connect(self._select)
            view.removal_wanted.connect(self._remove_selected)
        self.canvas.sample_wanted.connect(self._samples.step)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setObjectName("design-splitter")
        splitter.setHandleWidth(4)
        for widget in (self._left_side(), self._middle(), self.inspector):
            splitter.addWidget(widget)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([196, 700, 316])
        splitter.setCollapsible(1, False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.setFocusProxy(self.canvas)
        studio.document.listen(self._follow)

    # -- What every workspace does

    def rehearse(self) -> None:
        """Select a core, so that its window and links can be seen."""
        self.canvas.fit()
        self._studio.document.select(Selection(0, 0), None)

    def is_quiet(self) -> bool:
        """Tell whether samples are loaded and crossbars are drawn."""
        drawn = self.canvas.pictures.is_quiet and not self._stale
        return self._samples.is_quiet and drawn

    # -- Construction

    def _left_side(self) -> QWidget:
        self._side = QWidget(self)
        self._side.setMinimumWidth(150)
        layout = QVBoxLayout(self._side)
        layout.setContentsMargins(10, 10, 0, 10)
        layout.addWidget(self.outline)
        return self._side

    def _middle(self) -> QWidget:
        middle = QWidget(self)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(6, 10, 2, 10)
        layout.setSpacing(0)
        layout.addLayout(self._tools(middle))
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.free_cores, 1)
        return middle

    def _tools(self, parent: QWidget) -> QHBoxLayout:
        tools = QHBoxLayout()
        tools.setSpacing(2)
        self._outline_button = self._tool(
            parent, "outline-toggle", "mdi6.file-tree-outline", "Show the outline"
        )
        self._outline_button.setCheckable(True)
        self._outline_button.setChecked(True)
        self._outline_button.clicked.connect(self._toggle_outline)
        self._sample_buttons = (
            self._tool(
                parent,
                "sample-previous",
                "mdi6.chevron-left",
                "Previous sample image (Page Up)",
            ),
            self._tool(
                parent,
                "sample-next",
                "mdi6.chevron-right",
                "Next sample image (Page Down)",
            ),
        )
        for button, by in zip(self._sample_buttons, (-1, 1), strict=True):
            button.clicked.connect(lambda _=False, by=by: self._samples.step(by))
        self._sample_label = QLabel("Sample", parent)
        self._sample_label.setProperty("role", "muted")
        previous, following = self._sample_buttons
        tools.addWidget(self._outline_button)
        tools.addSpacing(12)
        for widget in (previous, self._sample_label, following):
            tools.addWidget(widget)
        tools.addStretch(1)
        canvas = self.canvas
        for name, icon, tip, act in (
            ("zoom-out", "mdi6.minus", "Zoom out (−)", canvas.zoom_out),
            ("zoom-in", "mdi6.plus", "Zoom in (+)", canvas.zoom_in),
            ("zoom-fit", "mdi6.fit-to-page-outline", "Fit the network (F)", canvas.fit),
        ):
            button = self._tool(parent, name, icon, tip)
            button.clicked.connect(act)
            tools.addWidget(button)
        return tools

    def _tool(self, parent: QWidget, name: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton(parent)
        button.setObjectName(name)
        button.setProperty("role", "flat")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setIconSize(QSize(18, 18))
        self._studio.theme.keep_icon(button, icon)
        return button

    # -- Room for the outline

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a small window's room to the canvas, unless the user chose."""
        super().resizeEvent(event)
        if not self._outline_was_chosen:
            self._show_outline(shown=event.size().width() >= WIDTH_FOR_OUTLINE)

    def _toggle_outline(self, shown: bool) -> None:
        self._outline_was_chosen = True
        self._show_outline(shown=shown)

    def _show_outline(self, *, shown: bool) -> None:
        self._side.setVisible(shown)
        self._outline_button.setChecked(shown)

    # -- Following the document

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed while nobody looked."""
        super().showEvent(event)
        self._refresh()

    def _follow(self, changes: Changes) -> None:
        if Part.NETWORK in changes.parts:
            self._drop_lost_selection()
        self._stale |= changes.parts & _SHOWN
        if self.isVisible():
            self._refresh()

    def _drop_lost_selection(self) -> None:
        """Select nothing in a layer that is not there any more.

        A core may come back with the next digit that is typed: it stays
        selected, and the views show it when it is there.
        """
        document = self._studio.document
        if document.selection.layer >= len(document.network.layers):
            document.select(Selection(), self)

    def _refresh(self) -> None:
        parts, self._stale = self._stale, Part(0)
        document = self._studio.document
        network, selection = document.network, document.selection
        if parts & (Part.NETWORK | Part.TRAINED):
            self.canvas.show_trained(fitting(document.project))
        if Part.NETWORK in parts:
            self.canvas.show_drawing(draw(network), self._picture())
            self.outline.show_network(network)
            self.inspector.show_network(network, selection)
            self._show_sample()
            self._show_free_cores(network.circuit)
        if parts & (Part.SELECTION | Part.NETWORK):
            self.canvas.show_selection(selection)
            self.outline.show_selection(selection)
            self.inspector.show_selection(network, selection)

    def _show_free_cores(self, circuit: Circuit | None) -> None:
        """Tell of cores that no layer draws, in place of the canvas."""
        self.canvas.setVisible(circuit is None)
        self.free_cores.setVisible(circuit is not None)
        if circuit is not None:
            self.free_cores.tell("mdi6.chip", *free_cores_told(circuit))

    def _select(self, selection: Selection) -> None:
        self._studio.document.select(selection, self)

    def _remove_selected(self) -> None:
        """Remove a selected layer; a core cannot be removed, nor its layer for it."""
        selection = self._studio.document.selection
        if selection.layer >= 0 > selection.core:
            self.inspector.remove_layer(selection.layer)

    # -- The input's image

    def _picture(self) -> QImage:
        shape = self._studio.document.network.input
        return self._samples.picture() if self._samples.want(shape) else checker(shape)

    def _show_sample(self) -> None:
        has_samples = self._samples.want(self._studio.document.network.input)
        caption = self._samples.caption() if has_samples else ""
        for widget in (self._sample_label, *self._sample_buttons):
            widget.setVisible(has_samples)
        self.canvas.show_picture(self._picture(), caption)

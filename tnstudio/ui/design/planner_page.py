"""The page of Design that plans windows: R, S and F by hand, and what they cover."""

from typing import ClassVar

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.document import Part
from tnstudio.app.layer_actions import (
    NAMES,
    LayerNumber,
    append_layer,
    start_from,
    with_number,
)
from tnstudio.app.layer_drag import LayerDrag
from tnstudio.app.layer_plans import consequences, plan_of, refusal
from tnstudio.app.selection import Selection
from tnstudio.model.edits import add_layer
from tnstudio.model.network import Network
from tnstudio.model.problems import Problem, place_told
from tnstudio.model.proposals import first_layer
from tnstudio.model.templates import TEMPLATES
from tnstudio.texts import tr
from tnstudio.ui.design.coverage_legend import CoverageLegend
from tnstudio.ui.design.coverage_picture import legend_of
from tnstudio.ui.design.export import Source, Wish
from tnstudio.ui.design.export_screen import ScreenSource
from tnstudio.ui.design.layer_strip import LayerStrip
from tnstudio.ui.design.planner_geometry import Handle, sampled_coverage
from tnstudio.ui.design.planner_numbers import PlannerNumbers
from tnstudio.ui.design.planner_scene import obstacle, scene_of, told
from tnstudio.ui.design.planner_view import PlannerView
from tnstudio.ui.design.samples import SampleImages, checker
from tnstudio.ui.design.tools import SpareLabel, tool
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.document_view import DocumentView

_NUMBERS: dict[Handle, LayerNumber] = {
    Handle.CORNER: "window",
    Handle.RIGHT: "window",
    Handle.BOTTOM: "window",
    Handle.STRIDE: "stride",
    Handle.FEATURES: "features",
}


class PlannerPage(DocumentView):
    """One layer's windows over its source, dragged; the strip chooses the layer.

    Attributes
    ----------
    tools : QWidget
        Its buttons, for the bar above the page.
    """

    follows: ClassVar[Part] = Part.NETWORK | Part.SELECTION

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self._index = 0
        self._drag: LayerDrag | None = None
        self._keys = object()
        self._samples = SampleImages(studio, self)
        self._samples.changed.connect(self._show_picture)
        self.view = PlannerView(studio.theme, self)
        self.view.grabbed.connect(self._begin)
        self.view.wanted.connect(self._want)
        self.view.released.connect(self._end)
        self.view.called_off.connect(self._call_off)
        self.view.nudged.connect(self._nudge)
        self.view.left.connect(self._end_keys)
        self.strip = LayerStrip(studio, self)
        self.strip.chosen.connect(self._choose)
        self.numbers = PlannerNumbers(studio.theme, self)
        self.legend = CoverageLegend(studio.theme, self)
        self.tools = self._make_tools()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.strip)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._make_foot())
        self.setFocusProxy(self.view.knobs[Handle.CORNER])

    # -- What every page does

    def export_source(self, wish: Wish) -> Source:
        """Return the page as it is on show, for a picture."""
        return ScreenSource(self, self._studio.theme, wish)

    def rehearse(self) -> None:
        """Show the first layer's windows."""
        self._choose(0)

    def is_quiet(self) -> bool:
        """Tell whether samples are loaded and all is drawn."""
        return self.is_fresh and self._samples.is_quiet

    def refresh(self, parts: Part) -> None:  # noqa: ARG002
        """Show the selected layer as it is now."""
        network = self._studio.document.network
        if network.circuit is not None:
            return
        if self._drag is not None and self._drag.is_disturbed:
            self._drag = None
            self.view.let_go()
        if self._drag is None:
            # A reason to refuse was for what there was before.
            self.view.clear_note()
        self._index = self._followed(network)
        self.strip.show_layers(network, self._index)
        self._show_layer()

    def _followed(self, network: Network) -> int:
        """Return the selected layer; without one, that which is shown."""
        selected = self._studio.document.selection.layer
        wanted = selected if selected >= 0 else self._index
        return max(0, min(wanted, len(network.layers) - 1))

    # -- Showing

    def _show_layer(self) -> None:
        network = self._studio.document.network
        reason = obstacle(network, self._index)
        core = self._studio.document.selection.core
        scene = None if reason else scene_of(network, self._index, core)
        has_layers = bool(network.layers)
        self._foot.setCurrentIndex(int(has_layers))
        if not has_layers and any(k.hasFocus() for k in self.view.knobs.values()):
            # What has the focus goes away.
            self._first.setFocus()
        self.view.show_scene(scene, reason)
        if scene is not None:
            for handle, one in self.view.knobs.items():
                one.setAccessibleDescription(told(scene, network, handle))
        first = self.view.knobs[Handle.CORNER] if has_layers else self._first
        self.setFocusProxy(first)
        self._show_picture()
        self._show_numbers(network)

    def _show_numbers(self, network: Network) -> None:
        """Show what a network comes to, as it is or as it is asked for."""
        if self._index >= len(network.layers):
            return
        self.numbers.show_plan(network, self._index)
        plan = plan_of(network, self._index)
        counts = sampled_coverage(plan.source, network.layers[self._index])
        legend = legend_of(counts, plan.orphans)
        self.legend.show_legend(legend, on_picture=self._index == 0)

    def _show_picture(self) -> None:
        shape = self._studio.document.network.input
        on_input = self._index == 0
        has_samples = on_input and self._samples.want(shape)
        for widget in self._sample_tools:
            widget.setVisible(has_samples)
        if not on_input:
            self.view.show_picture(None, "")
        elif has_samples:
            self.view.show_picture(self._samples.picture(), self._samples.caption())
        else:
            self.view.show_picture(checker(shape), "")

    # -- Dragging

    def _begin(self, handle: Handle) -> None:
        self._end_keys()
        self.view.clear_note()
        document, index = self._studio.document, self._index
        if handle is Handle.DRAWN:
            self._drag = LayerDrag(
                document, tr("Add layer"), 0, _with_first_layer, self
            )
            return
        self._choose(index)
        number = _NUMBERS[handle]
        self._drag = LayerDrag(
            document,
            _label(number, index),
            index,
            lambda network, value: with_number(network, {index}, number, value),
            self,
        )

    def _want(self, value: int) -> None:
        drag = self._drag
        if drag is None:
            return
        drag.want(max(0, value))
        if drag.problem is not None:
            layer = drag.wanted.layers[drag.index]
            self.view.show_refusal(layer, _reason(drag.problem))
            self.numbers.show_plan(drag.wanted, drag.index)
            self._foot.setCurrentIndex(1)
            self.legend.show_legend(None, on_picture=True)
            return
        self._show_numbers(drag.wanted)
        follows = consequences(drag.start, drag.wanted, drag.index)
        self.view.show_advice("\n".join(_consequence(p) for p in follows[:2]))

    def _end(self) -> None:
        drag, self._drag = self._drag, None
        if drag is None:
            return
        self.view.clear_note()
        if drag.problem is not None:
            self.view.show_reason(_reason(drag.problem))
        elif drag.wanted.layers and not drag.start.layers:
            self._choose(0)
            self.view.knobs[Handle.CORNER].setFocus()
        self._show_layer()

    def _call_off(self) -> None:
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.call_off()
        self.view.clear_note()
        self._show_layer()

    # -- Keys

    def _nudge(self, handle: Handle, by: int) -> None:
        document, index = self._studio.document, self._index
        network, number = document.network, _NUMBERS[handle]
        value = (getattr(network.layers[index], number) or 0) + by
        wanted = with_number(network, {index}, number, max(0, value))
        problem = refusal(network, wanted, index)
        if problem is not None:
            self.view.show_reason(_reason(problem))
            return
        self.view.clear_note()
        key = (number, index, self._keys)
        document.edit_network(_label(number, index), wanted, self, key)

    def _end_keys(self) -> None:
        """Let the next key be another step of the history."""
        self._keys = object()
        self.view.clear_note()

    # -- Layers

    def _choose(self, index: int) -> None:
        document = self._studio.document
        if document.selection.layer != index:
            document.select(Selection.of(index), self)

    def _add_first(self) -> None:
        append_layer(self._studio.document, self)
        self.view.knobs[Handle.CORNER].setFocus()

    # -- Construction

    def _make_foot(self) -> QWidget:
        """Return what is below the picture: numbers, or how to begin.

        Both take the same room: the picture stays while the first layer is drawn.
        """
        told = QWidget(self)
        layout = QVBoxLayout(told)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.legend)
        layout.addWidget(self.numbers)
        self._foot = QStackedWidget(self)
        self._foot.setObjectName("planner-foot")
        self._foot.addWidget(self._make_beginning())
        self._foot.addWidget(told)
        return self._foot

    def _make_beginning(self) -> QWidget:
        """Return what is offered while there is no layer."""
        beginning = QWidget(self)
        text = QLabel(
            tr("Or begin with the largest window that a core can read:"), self
        )
        text.setProperty("role", "muted")
        self._first = QPushButton(tr("Add the &first layer"), beginning)
        self._first.setObjectName("planner-first")
        self._first.setProperty("role", "primary")
        self._first.setAccessibleName(tr("Add the first layer"))
        self._first.setToolTip(tr("Add a layer with the largest window that fits"))
        self._first.clicked.connect(self._add_first)
        layout = QHBoxLayout(beginning)
        layout.setContentsMargins(2, 0, 2, 4)
        layout.addStretch(1)
        layout.addWidget(text)
        layout.addWidget(self._first)
        layout.addStretch(1)
        return beginning

    def _make_tools(self) -> QWidget:
        bar = QWidget(self)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        theme = self._studio.theme
        self._sample_tools = (
            tool(
                theme,
                bar,
                "planner-sample-previous",
                "mdi6.chevron-left",
                tr("Previous sample image"),
                lambda: self._samples.step(-1),
            ),
            SpareLabel(tr("Sample"), bar),
            tool(
                theme,
                bar,
                "planner-sample-next",
                "mdi6.chevron-right",
                tr("Next sample image"),
                lambda: self._samples.step(1),
            ),
        )
        for widget in self._sample_tools:
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self._make_coverage_tool(bar))
        layout.addWidget(self._make_templates(bar))
        return bar

    def _make_coverage_tool(self, bar: QWidget) -> QToolButton:
        button = tool(
            self._studio.theme,
            bar,
            "planner-coverage",
            "mdi6.layers-outline",
            tr("Colour each place by the number of cores that see it"),
        )
        button.setCheckable(True)
        button.setChecked(True)
        button.toggled.connect(self.view.show_coverage)
        return button

    def _make_templates(self, bar: QWidget) -> QToolButton:
        button = tool(
            self._studio.theme,
            bar,
            "planner-templates",
            "mdi6.shape-outline",
            tr("Start from a template: its layers take the place of these"),
        )
        menu = QMenu(button)
        menu.setObjectName("planner-template-menu")
        for name, make in TEMPLATES.items():
            action = menu.addAction(make().name)
            action.setObjectName(f"planner-template-{name}")
            action.triggered.connect(
                lambda _=False, make=make: self._start_from(make())
            )
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _start_from(self, template: Network) -> None:
        start_from(self._studio.document, template, self)


def _with_first_layer(network: Network, window: int) -> Network:
    return add_layer(network, first_layer(network, window))


def _label(number: LayerNumber, index: int) -> str:
    return tr(
        "Change {name} of layer {number}", name=tr(NAMES[number]), number=index + 1
    )


def _reason(problem: Problem) -> str:
    return "⚠ " + tr("{problem}: {hint}", problem=problem.message, hint=problem.hint)


def _consequence(problem: Problem) -> str:
    told = place_told(problem.place)
    place = told[:1].upper() + told[1:]
    return tr("{place} will not fit: {message}", place=place, message=problem.message)

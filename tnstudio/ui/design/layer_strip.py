"""The layers in a row: choose, add, duplicate, move, remove."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from tnstudio.app.design_actions import remove_layers
from tnstudio.app.layer_actions import (
    append_layer,
    duplicate_layer_at,
    move_layer_to,
)
from tnstudio.app.selection import Selection
from tnstudio.model.network import Network
from tnstudio.texts import tr
from tnstudio.ui.design.facts import LayerFacts, layer_facts
from tnstudio.ui.design.layer_card import LayerCard, card_height
from tnstudio.ui.design.tools import tool
from tnstudio.ui.studio import Studio

_GAP = 8
_SCROLL_BAR = 13
"""Room below the cards."""


def place_after_drop(middles: list[int], dragged: int, x: int) -> int:
    """Return the place of a card that is dropped at x.

    Parameters
    ----------
    middles : list of int
        Of all cards as they lie, from left to right.
    dragged : int
        Which of them is dragged.
    """
    return sum(middle < x for k, middle in enumerate(middles) if k != dragged)


class _Row(QWidget):
    """Holds the cards, and shows where a dragged one would go; tells if it is empty."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.setObjectName("strip-row")
        self._theme = studio.theme
        self._mark = -1

    def mark(self, x: int) -> None:
        """Show the mark at x; -1 for none."""
        self._mark = x
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the mark, or say that there is nothing."""
        painter = QPainter(self)
        if self._mark >= 0:
            bar = QRect(self._mark - 2, 0, 4, self.height())
            painter.fillRect(bar, QColor(self._theme.colours.accent))
        if self.findChild(LayerCard) is None:
            painter.setPen(QColor(self._theme.colours.muted))
            room = self.rect().adjusted(_GAP, 0, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, tr("No layers yet"))


class LayerStrip(QWidget):
    """A card for each layer and buttons for what is done with the chosen one.

    Attributes
    ----------
    chosen : Signal
        The user has chosen a layer (int, from 0).
    """

    chosen = Signal(int)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer-strip")
        self.setAccessibleName(tr("Layers in a row"))
        self._studio = studio
        self._index = 0
        self._target = -1
        self._facts: tuple[LayerFacts, ...] = ()
        self.cards: list[LayerCard] = []
        self._row = _Row(studio)
        self._cards = QHBoxLayout(self._row)
        self._cards.setContentsMargins(_GAP // 2, 0, _GAP // 2, 0)
        self._cards.setSpacing(_GAP)
        self._cards.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("strip-scroll")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._row)
        self._row.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(2)
        layout.addWidget(self._scroll, 1)
        self._buttons = self._make_buttons(layout)
        self._scroll.setFixedHeight(card_height(self.fontMetrics()) + _SCROLL_BAR)

    def _make_buttons(self, layout: QHBoxLayout) -> dict[str, QWidget]:
        rows = (
            ("add", "mdi6.plus", tr("Add a layer behind the last one"), self._add),
            (
                "duplicate",
                "mdi6.content-copy",
                tr("Duplicate this layer"),
                self._duplicate,
            ),
            (
                "left",
                "mdi6.arrow-left",
                tr("Move this layer towards the input (Alt+Left)"),
                lambda: self._move(-1),
            ),
            (
                "right",
                "mdi6.arrow-right",
                tr("Move this layer towards the readout (Alt+Right)"),
                lambda: self._move(1),
            ),
            (
                "remove",
                "mdi6.trash-can-outline",
                tr("Remove this layer (Delete)"),
                self._remove,
            ),
        )
        made: dict[str, QWidget] = {}
        for name, icon, tip, act in rows:
            button = tool(self._studio.theme, self, f"strip-{name}", icon, tip, act)
            made[name] = button
            layout.addWidget(button)
        return made

    def show_layers(self, network: Network, index: int) -> None:
        """Show the layers; that of the index is the chosen one."""
        facts = layer_facts(network)
        if facts != self._facts:
            # A card that is dragged may be another layer's by now.
            for card in self.cards:
                card.call_off()
        self._facts = facts
        self._index = index
        while len(self.cards) > len(facts):
            card = self.cards.pop()
            card.setParent(None)
            card.deleteLater()
        while len(self.cards) < len(facts):
            self.cards.append(self._card(len(self.cards)))
        for k, card in enumerate(self.cards):
            card.show_facts(facts[k], is_chosen=k == index)
        self._buttons["duplicate"].setEnabled(bool(facts))
        self._buttons["remove"].setEnabled(bool(facts))
        self._buttons["left"].setEnabled(0 < index < len(facts))
        self._buttons["right"].setEnabled(index + 1 < len(facts))

    def _card(self, index: int) -> LayerCard:
        card = LayerCard(self._studio.theme, index, self._row)
        card.clicked.connect(lambda: self._choose(index))
        card.stepped.connect(lambda by: self._step_to(index + by))
        card.moved.connect(lambda by: self._move_card(index, by))
        card.dragged.connect(lambda at: self._show_target(index, at))
        card.dropped.connect(lambda counts: self._drop(index, counts=counts))
        self._cards.insertWidget(index, card)
        return card

    # -- What the user does

    def _choose(self, index: int) -> None:
        # A click on the chosen card unchecks it; it stays chosen.
        self.cards[index].setChecked(True)
        self.chosen.emit(index)

    def _step_to(self, index: int) -> None:
        if 0 <= index < len(self.cards):
            self._focus_on(index)
            self.chosen.emit(index)

    def _focus_on(self, index: int) -> None:
        self.cards[index].setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(self.cards[index])

    def _add(self) -> None:
        append_layer(self._studio.document, self)

    def _duplicate(self) -> None:
        duplicate_layer_at(self._studio.document, self._index, self)

    def _move(self, by: int) -> None:
        move_layer_to(self._studio.document, self._index, self._index + by, self)

    def _move_card(self, index: int, by: int) -> None:
        if 0 <= index + by < len(self.cards):
            move_layer_to(self._studio.document, index, index + by, self)
            self._focus_on(index + by)

    def _remove(self) -> None:
        document = self._studio.document
        remove_layers(document, {self._index}, self)
        layers = len(document.network.layers)
        document.select(Selection.of(min(self._index, layers - 1)), self)

    def _show_target(self, index: int, at: QPoint) -> None:
        x = self._row.mapFromGlobal(at).x()
        middles = [card.geometry().center().x() for card in self.cards]
        self._target = place_after_drop(middles, index, x)
        self._row.mark(self._edge(self._target, index))

    def _edge(self, place: int, dragged: int) -> int:
        """Return x of the gap where the dragged card would come to lie."""
        others = [card for k, card in enumerate(self.cards) if k != dragged]
        if not others:
            return self.cards[dragged].geometry().left() - _GAP // 2
        if place < len(others):
            return others[place].geometry().left() - _GAP // 2
        return others[-1].geometry().right() + 1 + _GAP // 2

    def _drop(self, index: int, *, counts: bool) -> None:
        self._row.mark(-1)
        if counts and self._target >= 0:
            move_layer_to(self._studio.document, index, self._target, self)
        self._target = -1

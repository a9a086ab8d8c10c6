"""What ended programs have left unsaved, each with a way to open and to discard it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.recovery import FoundWork
from tnstudio.texts import tr
from tnstudio.ui.recovery_words import work_detail, work_title
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.icon_label import IconLabel
from tnstudio.ui.widgets.long_text import breakable

MOST_SHOWN = 4
"""More are told as a number; they come up when these are dealt with."""


class RecoveryCard(Card):
    """The list; hidden while it is empty.

    Parameters
    ----------
    theme : Theme
    can_wait : bool
        Whether there is a button that hides it until there is other work.

    Attributes
    ----------
    opened : Signal of FoundWork
        The user wants to open it.
    discarded : Signal of FoundWork
        The user wants it to be removed; nobody was asked yet.
    set_aside : Signal of FoundWork
        The user wants one that cannot be read to be kept out of sight.
    """

    opened = Signal(object)
    discarded = Signal(object)
    set_aside = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, can_wait: bool = False
    ) -> None:
        super().__init__(tr("Unsaved work was found"), "recovery-card", parent)
        self._theme = theme
        self._works: tuple[FoundWork, ...] = ()
        self._rows = QWidget(self)
        self.body.addWidget(self._rows)
        if can_wait:
            self.header.addStretch(1)
            self.header.addWidget(self._later_button())
        self.hide()

    @property
    def works(self) -> tuple[FoundWork, ...]:
        """What is offered."""
        return self._works

    def show_work(self, works: Sequence[FoundWork]) -> None:
        """Offer this; nothing hides the card."""
        self._works = tuple(works)
        rows = QWidget(self)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, work in enumerate(self._works[:MOST_SHOWN]):
            self._add_row(grid, row, work)
        more = len(self._works) - MOST_SHOWN
        if more > 0:
            told = QLabel(tr("and {number} more", number=more), rows)
            told.setProperty("role", "muted")
            grid.addWidget(told, MOST_SHOWN, 1)
        self.body.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = rows
        self.setVisible(bool(works))

    def _add_row(self, grid: QGridLayout, row: int, work: FoundWork) -> None:
        icon = IconLabel(18, grid.parentWidget())
        name = "mdi6.alert-circle-outline" if work.problem else "mdi6.restore"
        self._theme.keep_icon(icon, name, "error" if work.problem else "accent")
        grid.addWidget(icon, row, 0)
        grid.addLayout(self._words(work, grid.parentWidget()), row, 1)
        title = work_title(work)
        if work.problem:
            button = self._button(
                f"aside-{row}",
                tr("Keep aside"),
                tr("Do not offer it again; its files stay where they are"),
                title,
            )
            button.clicked.connect(lambda: self.set_aside.emit(work))
        else:
            button = self._button(
                f"open-{row}",
                tr("Open"),
                tr("Open it, to look at it and to save it"),
                title,
            )
            button.clicked.connect(lambda: self.opened.emit(work))
        discard = self._button(
            f"discard-{row}", tr("Discard…"), tr("Remove it for good"), title
        )
        discard.clicked.connect(lambda: self.discarded.emit(work))
        grid.addWidget(button, row, 2)
        grid.addWidget(discard, row, 3)

    def _words(self, work: FoundWork, parent: QWidget | None) -> QVBoxLayout:
        title, detail = QLabel(parent), QLabel(parent)
        title.setText(breakable(work_title(work)))
        detail.setText(breakable(work_detail(work)))
        detail.setProperty("role", "muted")
        words = QVBoxLayout()
        words.setSpacing(1)
        for label in (title, detail):
            # Names of files are no mark-up.
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            words.addWidget(label)
        title.setToolTip(str(work.path or work.journal))
        return words

    def _later_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("recovery-later")
        button.setProperty("role", "flat")
        button.setToolTip(tr("Not now: it is offered again at the next start"))
        button.setAccessibleName(tr("Not now"))
        button.clicked.connect(self.hide)
        self._theme.keep_icon(button, "mdi6.close")
        return button

    def _button(self, name: str, text: str, tip: str, title: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"recovery-{name}")
        button.setToolTip(tip)
        button.setAccessibleName(f"{text.removesuffix('…')}: {title}")
        return button

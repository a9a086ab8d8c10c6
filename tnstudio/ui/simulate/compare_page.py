"""A fork of the run, what is different in it, and what comes of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.fork import Fork
from tnstudio.app.fork_run import Comparison
from tnstudio.datasets.images import ImageSet
from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.simulate.fork_editor import ForkEditor
from tnstudio.ui.simulate.fork_result import ForkResult
from tnstudio.ui.simulate.fork_words import NO_FORK, told_change
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_width

FIRST_TICKS = 100
MOST_TICKS = 1_000_000

TICKS = About(
    "fork-ticks",
    tr("Ticks"),
    tr("How many ticks to run A and B on."),
    f"1 … {MOST_TICKS:,}",
)

NO_CHANGES = tr("B is like A so far. Choose below what is to be different.")
NOTHING_RUN = tr("Nothing is compared yet: run A and B some ticks.")

_CHANGES, _DIFFERENCES, _VOTES = range(3)


class ComparePage(Card):
    """Forks a run, edits the fork, shows how the two differ.

    Attributes
    ----------
    editor : ForkEditor
    result : ForkResult
    fork_wanted, discard_wanted, undo_wanted : Signal
    remove_wanted : Signal of int
        The user wants a change of the fork removed: its number.
    run_wanted : Signal of int
        The user wants so many ticks more compared.
    end_wanted : Signal
        The user wants all that is recorded of A compared.
    """

    fork_wanted = Signal()
    discard_wanted = Signal()
    undo_wanted = Signal()
    remove_wanted = Signal(int)
    run_wanted = Signal(int)
    end_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Fork"), "compare-card", parent)
        self.editor = ForkEditor(self)
        self.result = ForkResult(theme, self)
        self._fork_here = self._button("fork-here", tr("Fork here"))
        self._discard = self._button(
            "fork-discard", tr("Discard fork"), tr("Forget B; A stays as it is")
        )
        self._note = QLabel(self)
        self._note.setObjectName("fork-note")
        self._note.setWordWrap(True)
        self._note.setProperty("role", "problem")
        self._about = QLabel(NO_FORK, self)
        self._about.setObjectName("fork-about")
        self._about.setWordWrap(True)
        self._about.setProperty("role", "muted")
        self._tabs = QTabBar(self)
        self._tabs.setObjectName("fork-tabs")
        self._tabs.setAccessibleName(tr("Parts of the comparison"))
        self._tabs.setToolTip(tr("What is different in B, and what comes of it"))
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.addTab(tr("Changes of B"))
        self._tabs.addTab(tr("Differences"))
        self._tabs.addTab(tr("Votes"))
        self._list = _Changes(self)
        self._undo = self._button(
            "fork-undo", tr("&Undo"), tr("Take the last edit of B back")
        )
        self._remove = self._button(
            "fork-remove", tr("Remove"), tr("Remove the selected change (Delete)")
        )
        self._hint = QLabel(NO_CHANGES, self)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self._idle = QLabel(NOTHING_RUN, self)
        self._idle.setObjectName("fork-idle")
        self._idle.setProperty("role", "muted")
        self._idle.setWordWrap(True)
        self._idle.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._ticks = WholeNumber(TICKS, 1, MOST_TICKS, FIRST_TICKS, self)
        self._run = self._button(
            "fork-run",
            tr("Run on"),
            tr("Run A and B so many ticks on. The chip on show stays where it is"),
        )
        self._to_end = self._button(
            "fork-to-end",
            tr("To the end of A"),
            tr("Compare all that is recorded of A"),
        )
        self._state = 0, False, False
        self._lay_out()
        self._connect()
        self.show_fork(None)

    # -- What is on show

    @property
    def note(self) -> str:
        """What is said that went wrong, or is no more."""
        return self._note.text()

    @property
    def changes(self) -> list[str]:
        """The changes of B, as they are listed."""
        return [self._list.item(k).text() for k in range(self._list.count())]

    def tell(self, text: str) -> None:
        """Say what went wrong, or is no more; nothing to say that all is well."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def show_chip(self, program: ChipProgram, images: ImageSet | None) -> None:
        """Offer what there is on a chip."""
        self.editor.show_chip(program, images)

    def show_state(self, *, position: int, can_fork: bool, is_busy: bool) -> None:
        """Tell what can be done.

        Parameters
        ----------
        position : int
            Ticks run up to what is on show: the fork's first tick.
        """
        self._state = position, can_fork, is_busy
        if self.isVisible():
            self._draw_state()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell what can be done by now."""
        super().showEvent(event)
        self._draw_state()

    def _draw_state(self) -> None:
        position, can_fork, is_busy = self._state
        self._fork_here.setToolTip(
            tr(
                "Let B be different from tick {tick:,} on, the next one (F). A fork "
                "that there is moves there, with its changes",
                tick=position,
            )
        )
        self._fork_here.setEnabled(can_fork)
        for widget in (self._run, self._to_end, self._ticks):
            widget.setEnabled(can_fork and not is_busy)

    def show_fork(
        self,
        fork: Fork | None,
        program: ChipProgram | None = None,
        *,
        can_undo: bool = False,
    ) -> None:
        """Show a fork and its changes, or that there is none."""
        has_fork = fork is not None
        for widget in (self._discard, self._tabs, self._stack, self._foot):
            widget.setVisible(has_fork)
        self._about.setVisible(not has_fork)
        self._fork_here.setText(tr("Move here") if has_fork else tr("Fork here"))
        self.set_heading(
            tr("Fork at tick {tick:,}", tick=fork.tick) if fork else tr("Fork")
        )
        if fork is None or program is None:
            return
        row = self._list.currentRow()
        self._list.clear()
        self._list.addItems([told_change(program, each) for each in fork.changes])
        self._list.setCurrentRow(min(row, self._list.count() - 1))
        for k in range(self._list.count()):
            self._list.item(k).setToolTip(self._list.item(k).text())
        self._hint.setVisible(not fork.changes)
        self._list.setVisible(bool(fork.changes))
        self._undo.setEnabled(can_undo)
        self._enable_remove()
        self.editor.show_fork(fork)

    def show_comparison(
        self,
        found: Comparison | None,
        program: ChipProgram | None = None,
        why: str = "",
    ) -> None:
        """Show what came of a fork; None if nothing is known, and why."""
        self._idle.setText(why or NOTHING_RUN)
        self._idle.setVisible(found is None)
        self.result.setVisible(found is not None)
        if found is not None and program is not None:
            self.result.show_comparison(found, program)
            if self._tabs.currentIndex() == _CHANGES:
                self._tabs.setCurrentIndex(_DIFFERENCES)
        elif self._tabs.currentIndex() == _VOTES:
            self._tabs.setCurrentIndex(_DIFFERENCES)
        has_votes = program is not None and bool(program.class_names)
        self._tabs.setTabVisible(_VOTES, found is not None and has_votes)
        if found is not None:
            a, b = found.decisions
            self._tabs.setTabText(_VOTES, tr("Votes") if a == b else tr("Votes ≠"))

    def show_changes(self) -> None:
        """Bring the changes of B to the front."""
        self._tabs.setCurrentIndex(_CHANGES)

    # -- Construction

    def _button(self, name: str, text: str, tip: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(without_mnemonic(text))
        button.setToolTip(tip)
        # A click leaves the focus where it is: Space and arrows stay what they are.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        self.header.addStretch(1)
        self.header.addWidget(self._fork_here)
        self.header.addWidget(self._discard)
        first, second = QWidget(self), QWidget(self)
        left = QVBoxLayout(first)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._undo)
        buttons.addWidget(self._remove)
        left.addWidget(self._hint)
        left.addWidget(self._list, 1)
        left.addLayout(buttons)
        left.addWidget(self.editor)
        right = QVBoxLayout(second)
        right.addWidget(self._idle)
        right.addWidget(self.result, 1)
        self._stack = QStackedWidget(self)
        for page, column in ((first, left), (second, right)):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
            self._stack.addWidget(page)
        self._stack.addWidget(self.result.votes_page)
        left.addStretch(0)
        self._foot = QWidget(self)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(6)
        keep_width(self._ticks, 84)
        foot.addWidget(self._run)
        foot.addWidget(self._ticks)
        foot.addWidget(QLabel(tr("ticks"), self._foot))
        foot.addStretch(1)
        foot.addWidget(self._to_end)
        for label in (self._note, self._about, self._hint, self._idle):
            policy = QSizePolicy.Policy
            label.setSizePolicy(policy.Ignored, policy.Preferred)
        self.body.addWidget(self._note)
        self.body.addWidget(self._about)
        self.body.addWidget(self._tabs)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self._foot)
        self.body.addStretch(0)

    def _connect(self) -> None:
        self._fork_here.clicked.connect(self.fork_wanted)
        self._discard.clicked.connect(self.discard_wanted)
        self._undo.clicked.connect(self.undo_wanted)
        self._remove.clicked.connect(self._want_removed)
        self._list.delete_wanted.connect(self._want_removed)
        self._list.currentRowChanged.connect(lambda _: self._enable_remove())
        self._tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._run.clicked.connect(lambda: self.run_wanted.emit(self._ticks.value()))
        self._to_end.clicked.connect(self.end_wanted)

    def _enable_remove(self) -> None:
        self._remove.setEnabled(self._list.currentRow() >= 0)

    def _want_removed(self) -> None:
        if self._list.currentRow() >= 0:
            self.remove_wanted.emit(self._list.currentRow())


class _Changes(QListWidget):
    """The changes of a fork; Delete removes the selected one."""

    delete_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("fork-changes")
        self.setAccessibleName(tr("Changes of B"))
        self.setToolTip(
            tr("What B does differently (Delete removes the selected change)")
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove by key."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

"""How the decision came about: scores over time, and the votes of each copy."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from tnstudio.app.frame import Frame
from tnstudio.app.vote_course import VoteCourse
from tnstudio.app.wording import counted
from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr
from tnstudio.ui.simulate.copies_view import CopiesView, CopyVotes
from tnstudio.ui.simulate.course_view import CourseView
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card

POINTS = 100
"""Ticks of the course that are drawn at most."""

DRAWING_MILLISECONDS = 50
"""Between two drawings."""

ONE_COPY = tr("One copy of the network: it decides alone")
NO_CLASSES = tr("The outputs of this chip vote for no classes")
FORGOTTEN = tr(
    "The votes of single copies are kept for the newest ticks only; those since "
    "this input appeared are no longer known"
)


class VotesPage(Card):
    """Draws votes of the frame on show while it is seen, and asks for their course.

    Parameters
    ----------
    theme : Theme
    player : Player
        Its frames are shown.
    """

    def __init__(
        self, theme: Theme, player: Player, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Votes"), "votes-page", parent)
        self._player = player
        self._frame: Frame | None = None
        self._asks = False
        self.course = CourseView(theme, self)
        self.copies = CopiesView(theme)
        self._about = QLabel(self)
        self._about.setObjectName("copies-told")
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("copies-scroll")
        self._scroll.setAccessibleName(tr("Votes of each copy"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.copies)
        self._scroll.viewport().setAutoFillBackground(False)
        self.copies.setAutoFillBackground(False)
        self.body.addWidget(self.course, 1)
        self.body.addWidget(self._about)
        self.body.addWidget(self._scroll, 1)
        self.body.addStretch(0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAWING_MILLISECONDS)
        self._timer.timeout.connect(self._draw)
        player.frame_came.connect(self._take_frame)
        for signal in (player.opened, player.rewound, player.restarted):
            signal.connect(self._clear)
        self._clear()

    @property
    def is_quiet(self) -> bool:
        """Whether what is on show is drawn."""
        return not self._timer.isActive() and not self._asks

    @property
    def told(self) -> str:
        """What is said of the copies."""
        return self._about.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while this was hidden."""
        super().showEvent(event)
        self._draw()

    def _take_frame(self, frame: Frame) -> None:
        self._frame = frame
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _clear(self) -> None:
        self._frame = None
        self.course.clear()
        self._draw_copies()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        self._draw_copies()
        if self._frame is not None and not self._asks and self._has_classes():
            self._asks = True
            self._player.read(
                lambda session: session.vote_course(POINTS),
                self._take_course,
                self._give_up,
            )

    def _has_classes(self) -> bool:
        program = self._player.program
        return program is not None and bool(program.class_names)

    def _give_up(self) -> None:
        self._asks = False

    def _take_course(self, course: VoteCourse | None) -> None:
        self._asks = False
        frame, program = self._frame, self._player.program
        if course is None or frame is None or program is None:
            return
        self.course.show_course(course, frame.label, program.class_names)
        if course.stop != frame.tick + 1:
            # Meanwhile other ticks are on show.
            self._timer.start()

    def _draw_copies(self) -> None:
        frame, program = self._frame, self._player.program
        shown = None
        several = program is not None and program.copies > 1
        if frame is not None and program is not None and several:
            votes = frame.copy_votes
            if votes is not None:
                shown = CopyVotes.of(program, votes, frame.decision)
        names = program.class_names if program is not None else ()
        self.copies.show_votes(shown, names)
        # Without classes there are no scores.
        self.course.setVisible(program is None or bool(names))
        self._scroll.setVisible(shown is not None)
        self._about.setText(self._words(shown))

    def _words(self, shown: CopyVotes | None) -> str:
        program = self._player.program
        if program is None:
            return ""
        if not program.class_names:
            return NO_CLASSES
        if program.copies == 1:
            return ONE_COPY
        if shown is not None:
            return _agreement(shown, program)
        if self._frame is not None:
            return FORGOTTEN
        return counted(program.copies, "copy")


def _agreement(shown: CopyVotes, program: ChipProgram) -> str:
    """Say how many copies decide as all do together."""
    if shown.whole < 0:
        return tr(
            "{agreeing} of {copies} copies decide as all do",
            agreeing=shown.agreeing,
            copies=program.copies,
        )
    return tr(
        "{agreeing} of {copies} copies decide for {name} as all do",
        agreeing=shown.agreeing,
        copies=program.copies,
        name=program.class_names[shown.whole],
    )

"""Problems told beside the fields that they are about."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from tnstudio.model.problems import Problem, place_told
from tnstudio.texts import tr

MOST_SHOWN = 20
"""Thousands of cores may have a problem each."""


class ProblemNotes(QLabel):
    """Problems, one below the other; hidden while there is none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.hide()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show these problems."""
        shown, more = problems[:MOST_SHOWN], len(problems) - MOST_SHOWN
        lines = [_html(problem) for problem in shown]
        if more > 0:
            lines.append(tr("and {more} more", more=more))
        self.setText("<br>".join(lines))
        self.setAccessibleName(". ".join(map(_told, problems[:MOST_SHOWN])))
        is_error = any(p.severity == "error" for p in problems)
        self._set_role("problem" if is_error else "advice")
        self.setVisible(bool(problems))

    def _set_role(self, role: str) -> None:
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)


def _html(problem: Problem) -> str:
    mark = "⚠" if problem.severity == "error" else "•"
    return f"{mark} {escape(_told(problem))}"


def _told(problem: Problem) -> str:
    return tr("{problem}: {hint}", problem=_sentence(problem), hint=problem.hint)


def _sentence(problem: Problem) -> str:
    """Name a core or stimulus, which no field beside the note stands for."""
    numbered = problem.place.startswith(("core ", "stimulus "))
    if not numbered:
        return problem.message
    return f"{place_told(problem.place)}: {problem.message}"

"""Problems told beside the fields that they are about."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from tnstudio.model.problems import Problem


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
        self.setText("<br>".join(_html(p) for p in problems))
        self.setAccessibleName(". ".join(f"{p.message}: {p.hint}" for p in problems))
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
    return f"{mark} {escape(problem.message)}: {escape(problem.hint)}"

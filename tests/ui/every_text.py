"""Opens the window in a language and tells all its texts, in a process of its own.

The language is chosen before the window's modules are imported, so that no test of
the same process would have seen it:

    python -m tests.ui.every_text CODE PROJECT

CODE is a language, or ``marks``: then every text that came from a catalogue stands
between ⟦ and ⟧, without the values that were put in, and what is left outside has
not been translated. Prints rows of place, widget and text as JSON.
"""

import json
import sys
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from string import Formatter
from tempfile import TemporaryDirectory
from typing import Any

from tnstudio.app.languages import speak
from tnstudio.texts import use_catalogue

MARKS = "marks"

Row = tuple[str, str, str]
"""Place in the window, class and name of the widget, text."""


class Marking(NullTranslations):
    """Puts marks around each piece of a text between its values."""

    def gettext(self, message: str) -> str:
        """Return the text with marks."""
        return "".join(
            (f"⟦{_with_braces(piece)}⟧" if piece else "") + _field(*value)
            for piece, *value in Formatter().parse(message)
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the text for so many things with marks."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def _with_braces(piece: str) -> str:
    return piece.replace("{", "{{").replace("}", "}}")


def _field(name: str | None, spec: str | None, how: str | None) -> str:
    if name is None:
        return ""
    return f"{{{name}{f'!{how}' if how else ''}{f':{spec}' if spec else ''}}}"


def texts_of(widget: Any) -> Iterator[str]:
    """Return what a widget and all that is in it says; not what users have typed."""
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    for part in (widget, *widget.findChildren(QWidget)):
        for text in _own_texts(part):
            yield f"{type(part).__name__} {part.objectName()}", text
    for action in widget.findChildren(QAction):
        for text in (action.text(), action.toolTip(), action.statusTip()):
            yield f"QAction {action.objectName()}", text


def _own_texts(widget: Any) -> Iterator[str]:
    from PySide6 import QtWidgets as qt

    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    yield widget.windowTitle()
    if isinstance(widget, qt.QLabel | qt.QAbstractButton):
        yield widget.text()
    if isinstance(widget, qt.QLineEdit | qt.QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, qt.QMenu | qt.QGroupBox):
        yield widget.title()
    if isinstance(widget, qt.QAbstractSpinBox):
        yield widget.specialValueText()
    if isinstance(widget, qt.QSpinBox | qt.QDoubleSpinBox):
        yield from (widget.prefix(), widget.suffix())
    if isinstance(widget, qt.QTabBar):
        for index in range(widget.count()):
            yield from (widget.tabText(index), widget.tabToolTip(index))
    if isinstance(widget, qt.QComboBox | qt.QAbstractItemView):
        yield from _texts_of_model(widget.model())


MOST_ROWS = 30
"""Of a table; the others are like these."""


def _texts_of_model(model: Any) -> Iterator[str]:
    from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt

    if model is None:
        return
    role = Qt.ItemDataRole
    roles = (role.DisplayRole, role.ToolTipRole, role.AccessibleTextRole)
    root = QModelIndex()
    # A list has one column, and its function is private.
    is_list = isinstance(model, QAbstractListModel)
    columns = range(1 if is_list else model.columnCount(root))
    for column in columns:
        for kind in roles:
            yield model.headerData(column, Qt.Orientation.Horizontal, kind)
    tops = [model.index(row, 0, root) for row in range(model.rowCount(root))]
    for parent in (root, *tops[:MOST_ROWS]):
        for row in range(min(MOST_ROWS, model.rowCount(parent))):
            for column in columns:
                for kind in roles:
                    yield model.index(row, column, parent).data(kind)


DIALOGS = (
    "new",
    "about-project",
    "import",
    "export-to",
    "preferences",
    "palette",
    "shortcuts",
    "show-log",
    "report",
    "about",
)
"""Actions that open one."""


def rows(projects: list[Path]) -> Iterator[Row]:
    """Open projects in a window and return all that it says, place by place."""
    from tnstudio.app.settings import Settings
    from tnstudio.storage.project_file import load_project
    from tnstudio.ui.application import make_application, make_studio
    from tnstudio.ui.main_window import MainWindow

    app = make_application()
    with TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.json")
        # Otherwise a training would be timed.
        settings.change(training_pace=1e6)
        studio = make_studio(settings)
        window = MainWindow(studio, Nobody())
        window.show()
        try:
            for path in projects:
                studio.document.replace_by(load_project(path), path)
                yield from _of_workspaces(app, window)
            yield from (("window", *found) for found in _texts_of_frame(window))
            for name in DIALOGS:
                for found in _texts_of_dialog(app, window, name):
                    yield name, *found
        finally:
            studio.document.replace_by(studio.document.project, None)
            window.close()
            studio.jobs.close()


class Nobody:
    """Answers no questions: there are none."""

    def choose(self, question: Any) -> str:
        raise AssertionError(question)

    def file_to_open(self, folder: Path) -> Path | None:
        raise AssertionError(folder)

    def file_to_save(self, suggestion: Path) -> Path | None:
        raise AssertionError(suggestion)


def _of_workspaces(app: Any, window: Any) -> Iterator[Row]:
    from tnstudio.ui.workspaces import WORKSPACES

    for row in WORKSPACES:
        window.show_workspace(row.name)
        workspace = window.workspace(row.name)
        for page in getattr(workspace, "page_names", ()) or ("",):
            if page:
                workspace.show_page(page)
            app.processEvents()
            workspace.rehearse()
            app.processEvents()
        yield from ((row.name, *found) for found in texts_of(workspace))


def _texts_of_frame(window: Any) -> Iterator[tuple[str, str]]:
    """Return what is said around the workspaces: menus, docks, status."""
    inside = {found for w in window.built_workspaces.values() for found in texts_of(w)}
    return (found for found in texts_of(window) if found not in inside)


def _texts_of_dialog(app: Any, window: Any, name: str) -> Iterator[tuple[str, str]]:
    from PySide6.QtWidgets import QDialog

    window.actions_by_name[name].trigger()
    app.processEvents()
    for dialog in app.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            yield from texts_of(dialog)
            dialog.close()


def main(code: str, *projects: str) -> None:
    """Print what is said in a language."""
    if code == MARKS:
        use_catalogue(Marking())
    else:
        speak(code)
    found = rows([Path(project) for project in projects])
    told = sorted({row for row in found if isinstance(row[2], str) and row[2]})
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])

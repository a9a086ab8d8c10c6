"""The dialog of the preferences; what is changed applies at once."""

from itertools import groupby
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.preference_rows import PREFERENCES, PreferenceRow
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.text_scale import keep_width, scaled

SIZE = 620, 620
"""Of the dialog, in pixels for texts of the usual size."""

LABEL_WIDTH = 170
"""In pixels for texts of the usual size."""


class PreferencesDialog(QDialog):
    """All preferences, by section, with a field to search them.

    Parameters
    ----------
    studio : Studio
    parent : QWidget
    """

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle(tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._studio = studio
        self.search = self._search_field()
        self._sections = [
            _Section(studio, section, tuple(rows), self)
            for section, rows in groupby(PREFERENCES, lambda row: row.section)
        ]
        self._nothing = QLabel(tr("No preference has such a name."), self)
        self._nothing.setProperty("role", "muted")
        self._nothing.hide()
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        room = parent.size()
        wide, high = (scaled(length) for length in SIZE)
        self.resize(min(wide, room.width()), min(high, room.height()))

    def go_to(self, name: str) -> None:
        """Bring a preference into view, with the keys going to it."""
        for section in self._sections:
            if name in section.fields:
                self._scroll.ensureWidgetVisible(section.lines[name])
                section.fields[name].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        """Show the preferences as they are now."""
        for section in self._sections:
            section.refresh()

    def _search_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName("preferences-search")
        field.setAccessibleName(tr("Search the preferences"))
        field.setPlaceholderText(tr("Search"))
        field.setToolTip(tr("Show only preferences with these words"))
        field.setClearButtonEnabled(True)
        return field

    def _lay_out(self) -> None:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        for section in self._sections:
            column.addWidget(section)
        column.addWidget(self._nothing)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("preferences-scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(content)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.setSpacing(10)
        layout.addWidget(self.search)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        close = box.addButton(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("preferences-close")
        close.setToolTip(tr("Close; all changes are in effect (Escape)"))
        reset = QPushButton(tr("&Restore all defaults"), self)
        reset.setObjectName("preferences-restore-all")
        reset.setToolTip(tr("Set all preferences back to what they are at first"))
        reset.setAutoDefault(False)
        box.addButton(reset, QDialogButtonBox.ButtonRole.ResetRole)
        reset.clicked.connect(self._restore_all)
        box.rejected.connect(self.reject)
        return box

    def _restore_all(self) -> None:
        self._studio.settings.restore(*(row.name for row in PREFERENCES))
        self.refresh()

    def _filter(self, text: str) -> None:
        shown = [section.filter(text.casefold().split()) for section in self._sections]
        self._nothing.setHidden(any(shown))


class _Section(QFrame):
    """The preferences under one heading."""

    def __init__(
        self,
        studio: Studio,
        section: str,
        rows: tuple[PreferenceRow, ...],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setObjectName(f"preferences-{section.casefold()}")
        self._studio, self._rows, self._title = studio, rows, section
        self.fields: dict[str, Any] = {}
        self.lines: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(12)
        title = QLabel(tr(section), self)
        title.setProperty("role", "subheading")
        column.addWidget(title)
        for row in rows:
            column.addWidget(self._line(row))
        column.addWidget(self._restorer(), 0, Qt.AlignmentFlag.AlignRight)
        self.refresh()

    def refresh(self) -> None:
        """Show the values as they are now."""
        for row in self._rows:
            value = getattr(self._studio.settings.values, row.name)
            self.fields[row.name].show_value(value)

    def filter(self, words: list[str]) -> bool:
        """Show only rows with these words; tells whether there are any."""
        found = False
        for row in self._rows:
            text = f"{tr(self._title)} {row.title} {tr(row.tip)}".casefold()
            is_meant = all(word in text for word in words)
            self.lines[row.name].setVisible(is_meant)
            found = found or is_meant
        self.setVisible(found)
        return found

    def _line(self, row: PreferenceRow) -> QWidget:
        line = QWidget(self)
        field = row.make(row, line)
        self.fields[row.name], self.lines[row.name] = field, line
        field.chosen.connect(lambda value: self._change(row.name, value))
        tip = QLabel(tr(row.tip), line)
        tip.setProperty("role", "muted")
        tip.setWordWrap(True)
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        if row.labelled:
            label = QLabel(tr(row.label), line)
            label.setBuddy(field)
            keep_width(label, LABEL_WIDTH)
            beside = QHBoxLayout()
            beside.addWidget(label)
            beside.addWidget(field, 1)
            column.addLayout(beside)
        else:
            column.addWidget(field)
        column.addWidget(tip)
        return line

    def _restorer(self) -> QPushButton:
        button = QPushButton(tr("Restore defaults"), self)
        button.setObjectName(f"{self.objectName()}-restore")
        what = tr(self._title)
        button.setAccessibleName(tr("Restore the defaults of {section}", section=what))
        button.setToolTip(tr("Set these preferences back to what they are at first"))
        button.setProperty("role", "flat")
        button.setAutoDefault(False)
        button.clicked.connect(self._restore)
        return button

    def _restore(self) -> None:
        self._studio.settings.restore(*(row.name for row in self._rows))
        self.refresh()

    def _change(self, name: str, value: object) -> None:
        self._studio.settings.change(**{name: value})

"""What can be preferred: one row for each value, in the order of the dialog."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QWidget

from tnstudio.app.languages import LANGUAGES
from tnstudio.app.settings import (
    LARGEST_TEXT,
    LEAST_RECORDING,
    MOST_RECORDING,
    SMALLEST_TEXT,
)
from tnstudio.texts import marked, plural, tr, without_mnemonic
from tnstudio.ui.preference_fields import (
    ChoiceField,
    FolderField,
    NumberField,
    SwitchField,
)
from tnstudio.ui.widgets.fields import About

MIB = 2**20

TEXT_STEP = 5
"""Of the size of texts, in percent."""


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """One preference.

    Attributes
    ----------
    name : str
        An attribute of `tnstudio.app.settings.Preferences`.
    section : str
        Heading above it; rows of a section follow each other.
    label : str
        With its mnemonic, unique among all rows.
    tip : str
        What it means, in one or two sentences.
    make : callable
        Builds the field; see `PreferenceField`.
    labelled : bool
        Whether the label stands beside the field; else the field has it.
    """

    name: str
    section: str
    label: str
    tip: str
    make: Callable[["PreferenceRow", QWidget], Any]
    labelled: bool = True

    @property
    def title(self) -> str:
        """The label as it is read, without its mnemonic."""
        return without_mnemonic(tr(self.label))

    @property
    def about(self) -> About:
        """Names and tooltip of the field."""
        return About(f"preference-{self.name}", self.title, tr(self.tip))


def _theme(row: PreferenceRow, parent: QWidget) -> QWidget:
    choices = (
        ("system", tr("As the system")),
        ("light", tr("Light")),
        ("dark", tr("Dark")),
    )
    return ChoiceField(row.about, choices, parent)


def _language(row: PreferenceRow, parent: QWidget) -> QWidget:
    choices = (("", tr("As the system")), *LANGUAGES.items())
    return ChoiceField(row.about, choices, parent)


def _font(row: PreferenceRow, parent: QWidget) -> QWidget:
    shown = ((name, name) for name in QFontDatabase.families() if _can_write(name))
    choices = (("", tr("As the system")), *shown)
    return ChoiceField(row.about, choices, parent)


def _can_write(family: str) -> bool:
    """Say whether texts can be read in a font: symbols say that they are Latin, too."""
    scripts, kinds = QFontDatabase.writingSystems(family), QFontDatabase.WritingSystem
    if kinds.Latin not in scripts or kinds.Symbol in scripts:
        return False
    is_hidden = QFontDatabase.isPrivateFamily(family)
    return QFontDatabase.isSmoothlyScalable(family) and not is_hidden


def _text_size(row: PreferenceRow, parent: QWidget) -> QWidget:
    field = NumberField(row.about, SMALLEST_TEXT, LARGEST_TEXT, parent)
    field.setSingleStep(TEXT_STEP)
    field.setSuffix(" %")
    return field


def _threads(row: PreferenceRow, parent: QWidget) -> QWidget:
    cores = os.cpu_count() or 1
    field = NumberField(row.about, 0, cores, parent)
    all_of_them = plural("All: {number} core", "All: {number} cores", cores)
    field.setSpecialValueText(all_of_them)
    return field


def _memory(row: PreferenceRow, parent: QWidget) -> QWidget:
    low, high = LEAST_RECORDING // MIB, MOST_RECORDING // MIB
    field = NumberField(row.about, low, high, parent, unit=MIB)
    field.setSuffix(tr(" MiB"))
    return field


def _switch(row: PreferenceRow, parent: QWidget) -> QWidget:
    return SwitchField(row.about, tr(row.label), parent)


def _folder(row: PreferenceRow, parent: QWidget) -> QWidget:
    return FolderField(row.about, tr("&Browse…"), parent)


_LOOK, _WORK, _FILES = marked("Appearance"), marked("Computing"), marked("Files")

PREFERENCES = (
    PreferenceRow(
        "theme",
        _LOOK,
        marked("&Theme"),
        marked("Light or dark colours."),
        _theme,
    ),
    PreferenceRow(
        "language",
        _LOOK,
        marked("&Language"),
        marked("Of the texts in the window, from the next start on."),
        _language,
    ),
    PreferenceRow(
        "font",
        _LOOK,
        marked("F&ont"),
        marked("Of all texts."),
        _font,
    ),
    PreferenceRow(
        "text_size",
        _LOOK,
        marked("Te&xt size"),
        marked("Of all texts, as a share of what the system asks for."),
        _text_size,
    ),
    PreferenceRow(
        "threads",
        _WORK,
        marked("T&hreads"),
        marked(
            "How many cores of this computer simulation and training may keep busy. "
            "It takes effect after the step that is being computed, without a "
            "restart. Results do not depend on it."
        ),
        _threads,
    ),
    PreferenceRow(
        "recording_bytes",
        _WORK,
        marked("&Memory for recordings"),
        marked(
            "How much the spikes of what is simulated may take. At the bound the "
            "oldest spikes go, and are computed again when they are looked at."
        ),
        _memory,
    ),
    PreferenceRow(
        "autosave",
        _FILES,
        marked("Keep &unsaved work for the case of a crash"),
        marked(
            "Edits are written beside the project, never into it, and offered at "
            "the next start."
        ),
        _switch,
        labelled=False,
    ),
    PreferenceRow(
        "keeps_versions",
        _FILES,
        marked("&Keep the last saves of a project"),
        marked("Older versions stay beside the project and can be opened again."),
        _switch,
        labelled=False,
    ),
    PreferenceRow(
        "data_folder",
        _FILES,
        marked("Default &folder"),
        marked(
            "Where dialogs begin that look for data sets, and for projects while the "
            "one that is open has no file."
        ),
        _folder,
    ),
)

"""Asking for the name of a file that is to be written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from tnstudio.texts import tr

Filters = dict[str, str]
"""Kinds of files as a dialog names them, and their endings."""

ChooseFile = Callable[[Path, Filters], Path | None]
"""Asks for a file, with a suggestion; None for none."""


def ask_for_file(parent: QWidget, suggestion: Path, filters: Filters) -> Path | None:
    """Ask the user for a file, with a suggestion; None for none."""
    dialog = QFileDialog(parent, tr("Export"), str(suggestion.parent))
    dialog.setObjectName("export-file")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(filters))
    # With the ending the dialog knows whether it would overwrite a file.
    dialog.setDefaultSuffix(suggestion.suffix.removeprefix("."))
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix(filters[chosen])
    )
    dialog.selectFile(suggestion.stem)
    found = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(found[0]) if found else None

"""What File > Import and File > Export to other programs do.

The dialogs, and the readers and writers behind them, are imported when they are
asked for: the window shall not wait for them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tnstudio.ui.project_files import ProjectFiles
from tnstudio.ui.studio import Studio

if TYPE_CHECKING:
    from tnstudio.ui.interchange.export_dialog import OutgoingDialog
    from tnstudio.ui.interchange.import_dialog import ImportDialog


def import_dialog(
    studio: Studio, files: ProjectFiles, parent: QWidget, path: Path | None = None
) -> "ImportDialog":
    """Open the dialog, on a file if there is one, as after a drop."""
    from tnstudio.ui.interchange.import_dialog import ImportDialog

    dialog = ImportDialog(studio, files.take, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if path is not None:
        dialog.look_into(path)
    dialog.open()
    return dialog


def spikes_dialog(studio: Studio, parent: QWidget) -> "ImportDialog":
    """Open the dialog for spikes alone."""
    from tnstudio.ui.interchange.import_dialog import ImportDialog

    dialog = ImportDialog(studio, None, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def export_to_dialog(
    studio: Studio, files: ProjectFiles, parent: QWidget
) -> "OutgoingDialog":
    """Open the dialog for the open project."""
    from tnstudio.ui.interchange.export_dialog import OutgoingDialog

    dialog = OutgoingDialog(studio, files.suggestion, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def handlers(
    studio: Studio, files: ProjectFiles, parent: QWidget
) -> dict[str, Callable[[], object]]:
    """Return what each action does, by its name."""
    return {
        "import": lambda: import_dialog(studio, files, parent),
        "export-to": lambda: export_to_dialog(studio, files, parent),
    }

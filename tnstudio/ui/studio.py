"""What every part of the window shares."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tnstudio.app.document import Document
from tnstudio.app.files import is_sample
from tnstudio.app.settings import Settings
from tnstudio.errors import TNStudioError
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.theme import Theme


@dataclass(frozen=True, eq=False, slots=True)
class Studio:
    """The open document and the services around it.

    Attributes
    ----------
    show_error : callable
        Tells the user about an error: what, where, what to do.
    """

    document: Document
    jobs: Jobs
    settings: Settings
    theme: Theme
    show_error: Callable[[TNStudioError], None]

    @property
    def folder(self) -> Path:
        """Where dialogs begin: beside the project, never among the samples.

        Without a file of one's own it is the folder that was chosen in the
        preferences, that of the last project, or the home folder.
        """
        path = self.document.path
        if path is not None and not is_sample(path):
            return path.parent
        recent = self.settings.values.recent
        if self.settings.chosen_folder is not None or not recent:
            return self.settings.folder
        return Path(recent[0]).parent

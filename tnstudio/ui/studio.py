"""What every part of the window shares."""

from collections.abc import Callable
from dataclasses import dataclass

from tnstudio.app.document import Document
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

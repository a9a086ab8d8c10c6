"""The pages of the Train workspace beside the course of the run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from tnstudio.ui.page_titles import TRAIN
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.data_page import DataPage
from tnstudio.ui.train.deployment_page import DeploymentPage
from tnstudio.ui.train.examining import Examining
from tnstudio.ui.train.learned_page import LearnedPage
from tnstudio.ui.train.mistakes_page import MistakesPage
from tnstudio.ui.train.runs_page import RunsPage
from tnstudio.ui.train.settings_panel import SettingsPanel


class Page(Protocol):
    """What every page is, beside being a `DocumentView`."""

    def rehearse(self) -> None:
        """Bring the page into a state worth a picture."""

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page.

    Attributes
    ----------
    name : str
        Of the page, for tests and pictures.
    title : str
        As its tab says, with its mnemonic.
    tip : str
        What it shows, in one sentence.
    make : callable
        Builds the page.
    """

    name: str
    title: str
    tip: str
    make: Callable[[Studio, Examining, QWidget], QWidget]


PAGES = (
    PageRow(*TRAIN["learned"], LearnedPage),
    PageRow(*TRAIN["mistakes"], MistakesPage),
    PageRow(
        *TRAIN["deployment"],
        lambda studio, examining, parent: DeploymentPage(
            studio, examining.data, parent
        ),
    ),
    PageRow(*TRAIN["runs"], lambda studio, _, parent: RunsPage(studio, parent)),
)


def page_rows(panel: SettingsPanel) -> tuple[PageRow, ...]:
    """Return all pages; the one of the data follows the settings."""
    data = PageRow(
        *TRAIN["data"], lambda studio, _, parent: DataPage(studio, panel, parent)
    )
    return (data, *PAGES)

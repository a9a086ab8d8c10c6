"""The pages of the Design workspace, each made when it is first shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from tnstudio.model.network import Network
from tnstudio.ui.page_titles import DESIGN, has_free_cores, has_layers
from tnstudio.ui.studio import Studio


class Page(Protocol):
    """What every page is, beside being a `DocumentView`.

    It may have a signal ``wants_page`` with the name of another page.
    """

    tools: QWidget

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
        Of the page, for ``wants_page`` and tests.
    title : str
        As its tab says, with its mnemonic.
    tip : str
        What it shows, in one sentence.
    make : callable
        Builds the page.
    suits : callable
        Tells whether there is such a page for a network.
    """

    name: str
    title: str
    tip: str
    make: Callable[[Studio, QWidget], QWidget]
    suits: Callable[[Network], bool]


def _has_cores(network: Network) -> bool:  # noqa: ARG001
    return True


# The imports are inside the factories: a start with layers needs no editor of
# crossbars, and none of the plots.


def _layers(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.design.layers_page import LayersPage

    return LayersPage(studio, parent)


def _windows(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.design.planner_page import PlannerPage

    return PlannerPage(studio, parent)


def _circuit(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.design.circuit_page import CircuitPage

    return CircuitPage(studio, parent)


def _core(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.design.core_page import CorePage

    return CorePage(studio, parent)


def _placement(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.design.placement_page import PlacementPage

    return PlacementPage(studio, parent)


PAGES = (
    PageRow(*DESIGN["layers"], _layers, has_layers),
    PageRow(*DESIGN["windows"], _windows, has_layers),
    PageRow(*DESIGN["circuit"], _circuit, has_free_cores),
    PageRow(*DESIGN["core"], _core, has_free_cores),
    PageRow(*DESIGN["placement"], _placement, _has_cores),
)

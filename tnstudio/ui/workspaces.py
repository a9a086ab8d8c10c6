"""The workspaces of the window, each imported when it is first needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from tnstudio.ui.studio import Studio

# The imports are inside the factories so that the window starts without what
# only training and simulation need.


class Workspace(Protocol):
    """What every workspace is, beside being a widget."""

    title: str

    def rehearse(self) -> None:
        """Bring the views into a state worth a picture."""

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""


def _home(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.home.workspace import HomeWorkspace

    return HomeWorkspace(studio, parent)


def _design(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.design.workspace import DesignWorkspace

    return DesignWorkspace(studio, parent, at_once=False)


def _train(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.train.workspace import TrainWorkspace

    return TrainWorkspace(studio, parent, at_once=False)


def _simulate(studio: Studio, parent: QWidget) -> QWidget:
    from tnstudio.ui.simulate.workspace import SimulateWorkspace

    return SimulateWorkspace(studio, parent, at_once=False)


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    """One workspace.

    Attributes
    ----------
    name : str
        As its action is called, and its picture.
    make : callable
        Builds the widget, at once under its parent: to move it there later would
        style all that is in it a second time. It may be `MadeInTurns`.
    modules : tuple of str
        What is worth importing ahead, on the worker.
    """

    name: str
    make: Callable[[Studio, QWidget], QWidget]
    modules: tuple[str, ...] = ()


WORKSPACES = (
    WorkspaceRow("home", _home),
    WorkspaceRow("design", _design),
    WorkspaceRow("train", _train, ("pyqtgraph", "tnstudio.ui.train.workspace")),
    WorkspaceRow("simulate", _simulate, ("tnstudio.ui.simulate.workspace",)),
)

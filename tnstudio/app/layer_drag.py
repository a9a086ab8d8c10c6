"""A drag that changes a layer: the document follows, what does not fit is refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tnstudio.app.document import Document
from tnstudio.app.layer_plans import refusal
from tnstudio.model.network import Network

if TYPE_CHECKING:
    from tnstudio.model.problems import Problem


class LayerDrag:
    """One drag of a window, a stride or a number of features.

    The document holds every value that fits, as one step of its history; while
    the value does not fit, it is as before the drag, and stays so if the drag
    ends there.

    Parameters
    ----------
    label : str
        Of the step in the history.
    index : int
        The layer, from 0.
    make : callable
        Returns the network for a value, from that before the drag.
    origin : object
        Who drags, for the document's listeners.

    Attributes
    ----------
    start : Network
        As it was before the drag.
    wanted : Network
        As the pointer asks for it, whether it fits or not.
    problem : Problem or None
        Why it does not fit.
    """

    def __init__(
        self,
        document: Document,
        label: str,
        index: int,
        make: Callable[[Network, int], Network],
        origin: object = None,
    ) -> None:
        self.index = index
        self.start = self.wanted = document.network
        self.problem: Problem | None = None
        self._document = document
        self._label = label
        self._make = make
        self._origin = origin
        self._key = object()
        self._left = document.network

    @property
    def is_disturbed(self) -> bool:
        """Whether somebody else has edited the design meanwhile."""
        return self._document.network is not self._left

    def want(self, value: int) -> None:
        """Ask for a value."""
        self.wanted = self._make(self.start, value)
        self.problem = refusal(self.start, self.wanted, self.index)
        if self.problem is not None or self.wanted == self.start:
            self._take_back()
            return
        # Who listens asks whether the drag was disturbed, in the midst of the edit.
        self._left = self.wanted
        self._document.edit_network(self._label, self.wanted, self._origin, self._key)
        self._left = self._document.network

    def call_off(self) -> None:
        """Leave the document as it was before the drag."""
        self.wanted, self.problem = self.start, None
        self._take_back()

    def _take_back(self) -> None:
        self._left = self.start
        self._document.call_off(self._key, self._origin)

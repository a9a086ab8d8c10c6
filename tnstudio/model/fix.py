"""A change that mends a problem."""

from collections.abc import Callable
from dataclasses import dataclass

from tnstudio.model.network import Network


@dataclass(frozen=True, eq=False, slots=True)
class Fix:
    """One way to mend a problem.

    Attributes
    ----------
    label : str
        What users read, e.g. ``Reduce F to 64``; also in the history.
    make : callable
        Returns the mended network. Thousands of cores take their time, so
        that it is done when it is wanted.
    """

    label: str
    make: Callable[[], Network]

    @property
    def network(self) -> Network:
        """The mended network."""
        return self.make()


def fix_to(label: str, network: Network) -> Fix:
    """Return a fix whose network is known."""
    return Fix(label, lambda: network)

"""Which published accuracies a network's own may be set beside."""

from dataclasses import dataclass, replace

from tnstudio.app.code_names import code_name
from tnstudio.app.designs import same_design
from tnstudio.app.published import (
    AUGMENTATIONS,
    DOUBLED,
    E15_64_COPIES,
    E15_ONE_COPY,
    J17_TICKS,
    PLAIN,
    Published,
    Size,
    j17_single,
)
from tnstudio.app.wording import counted
from tnstudio.model.network import Network
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.texts import tr

_DESIGNS: tuple[tuple[Size, Network, Published], ...] = (
    ("5 cores", mnist_5core(), E15_ONE_COPY),
    ("30 cores", mnist_30core(), E15_64_COPIES),
)
"""What the papers call the networks, what they are, and what E15 tells of them."""


@dataclass(frozen=True, slots=True)
class PublishedPoint:
    """A published accuracy that belongs beside a network's own.

    Attributes
    ----------
    published : Published
    label : str
        Paper and training, e.g. ``J17, Aug1``.
    """

    published: Published
    label: str

    @property
    def told(self) -> str:
        """The whole of it in one sentence."""
        one = self.published
        code = code_name(one.encoding)
        if one.joules is not None:
            energy = f"{1e6 * one.joules:.4g} µJ"
            code = tr("{code}, {energy} per frame", code=code, energy=energy)
        return tr(
            "{label}: {percent:.2f} % with {copies} and {ticks}, {code}; {source}, "
            "10,000 images of MNIST",
            label=self.label,
            percent=100 * one.accuracy,
            copies=counted(one.copies, "copy"),
            ticks=counted(one.ticks, "tick"),
            code=code,
            source=tr(one.source),
        )


def published_points(network: Network) -> tuple[PublishedPoint, ...]:
    """Return what the papers report of this very design; often nothing.

    Its strengths may be either of J17's: of J17 only the rows with the same ones
    are told, and of them the best of three augmentations.
    """
    for size, design, of_e15 in _DESIGNS:
        strengths = _same_but_for_strengths(network, design)
        if strengths is not None:
            best = (_best_of_j17(size, strengths, ticks) for ticks in J17_TICKS)
            return (PublishedPoint(of_e15, "E15"), *best)
    return ()


def _same_but_for_strengths(
    network: Network, design: Network
) -> tuple[int, ...] | None:
    """Return a network's strengths if it is a design in all else."""
    if len(network.layers) != len(design.layers) or network.circuit is not None:
        return None
    strengths = network.layers[0].strengths
    layers = tuple(replace(layer, strengths=strengths) for layer in design.layers)
    alike = replace(design, layers=layers, seed=network.seed)
    known = strengths in (PLAIN, DOUBLED)
    return strengths if known and same_design(network, alike) else None


def _best_of_j17(size: Size, strengths: tuple[int, ...], ticks: int) -> PublishedPoint:
    found = [(j17_single(size, strengths, name, ticks), name) for name in AUGMENTATIONS]
    published, name = max(found, key=lambda one: one[0].accuracy)
    return PublishedPoint(published, f"J17, {name}")

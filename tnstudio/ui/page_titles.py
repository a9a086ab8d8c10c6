"""How the pages of the workspaces are called, known before any of them is built."""

from collections.abc import Callable
from typing import NamedTuple

from tnstudio.model.network import Network
from tnstudio.texts import tr


class PageTitle(NamedTuple):
    """What one page is called.

    Attributes
    ----------
    name : str
        Of the page, for the program.
    title : str
        As its tab says, with its mnemonic.
    tip : str
        What it shows, in one sentence.
    """

    name: str
    title: str
    tip: str


def has_layers(network: Network) -> bool:
    """Tell whether a network has layers and no free cores."""
    return network.circuit is None


def has_free_cores(network: Network) -> bool:
    """Tell whether a network has free cores and no layers."""
    return network.circuit is not None


DESIGN = {
    title.name: title
    for title in (
        PageTitle("layers", tr("&Layers"), tr("Input, layers of cores and readout")),
        PageTitle(
            "windows",
            tr("&Windows"),
            tr("Windows of one layer, dragged over what they look at"),
        ),
        PageTitle("circuit", tr("&Circuit"), tr("Free cores, lines and wires")),
        PageTitle(
            "core",
            tr("C&ore"),
            tr("The crossbar, axon types and neurons of one free core"),
        ),
        PageTitle(
            "placement",
            tr("&Placement"),
            tr("Where cores are on the chip, and how far their spikes go"),
        ),
    )
}

TRAIN = {
    title.name: title
    for title in (
        PageTitle(
            "course",
            tr("&Course"),
            tr("Loss, accuracy and parameters while it learns"),
        ),
        PageTitle(
            "data",
            tr("Da&ta"),
            tr("The images by class, and how augmentation moves them"),
        ),
        PageTitle(
            "learned", tr("&Learned"), tr("The weights of every neuron as pictures")
        ),
        PageTitle(
            "mistakes",
            tr("M&istakes"),
            tr("Which classes are taken for which, and the images behind it"),
        ),
        PageTitle(
            "deployment",
            tr("&Deployment"),
            tr(
                "Accuracy on the chip by copies and ticks, its energy, and what costs "
                "it"
            ),
        ),
        PageTitle(
            "runs",
            tr("R&uns"),
            tr("The trainings that the project keeps: compare, restore, export"),
        ),
    )
}

SIMULATE = {
    title.name: title
    for title in (
        PageTitle(
            "crossbar",
            tr("Cross&bar"),
            tr("The synapses of the selected core, and what acts on them in this tick"),
        ),
        PageTitle(
            "neuron",
            tr("&Why?"),
            tr(
                "Why the selected neuron did or did not fire in this tick, and its V "
                "over time"
            ),
        ),
        PageTitle(
            "trace",
            tr("T&race"),
            tr("The causes of a spike, back to the input, and its consequences"),
        ),
        PageTitle(
            "pinned", tr("P&inned"), tr("V of several neurons over the same ticks")
        ),
        PageTitle(
            "map",
            tr("&Map"),
            tr("All cores, coloured by spikes, synaptic events, mean V or energy"),
        ),
        # In this order they fill two rows of a small window.
        PageTitle(
            "compare",
            tr("For&k"),
            tr(
                "Fork the run at a tick, change something, and see what comes of it (F)"
            ),
        ),
        PageTitle(
            "counts",
            tr("Cou&nts"),
            tr(
                "Spikes, synaptic events, axon events, hops and energy of this tick, "
                "this image and the whole run"
            ),
        ),
        PageTitle(
            "breakpoints",
            tr("Break&points"),
            tr("What the chip stops at: spikes, V, cores, wrong classes"),
        ),
        PageTitle(
            "recordings",
            tr("Recor&dings"),
            tr("Runs that are kept in the project, to be seen again and exported"),
        ),
        PageTitle(
            "votes",
            tr("V&otes"),
            tr("Scores of the classes over time, and what each copy votes for"),
        ),
    )
}

TITLES = {"design": DESIGN, "train": TRAIN, "simulate": SIMULATE}
"""The pages of each workspace by their names, in the order of their tabs."""

SUITS: dict[str, Callable[[Network], bool]] = {
    "layers": has_layers,
    "windows": has_layers,
    "circuit": has_free_cores,
    "core": has_free_cores,
}
"""Pages that only some networks have."""

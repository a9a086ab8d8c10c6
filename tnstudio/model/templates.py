"""Networks to start from: those of E15 (figure 3A), one without layers, circuits."""

from tnstudio.model.circuit_guides import GUIDES
from tnstudio.model.circuit_templates import CIRCUITS
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.project import Project
from tnstudio.texts import marked

DIGITS = Readout(tuple("0123456789"))


def mnist_5core(seed: int = 0) -> Network:
    """Return the smallest network of E15: 5 cores, 512 neurons."""
    return Network(
        name="MNIST, 5 cores",
        input=InputShape(28, 28, 1),
        layers=(WindowLayer(16, 12), WindowLayer(2, 1, 64)),
        readout=DIGITS,
        seed=seed,
    )


def mnist_30core(seed: int = 0) -> Network:
    """Return the most accurate network of E15: 30 cores, 3840 neurons."""
    return Network(
        name="MNIST, 30 cores",
        input=InputShape(28, 28, 1),
        layers=(WindowLayer(16, 4), *(WindowLayer(2, 1, 64) for _ in range(3))),
        readout=DIGITS,
        seed=seed,
    )


def empty(seed: int = 0) -> Network:
    """Return an input for MNIST's digits and a readout, without layers."""
    return Network(
        name="Empty network",
        input=InputShape(28, 28, 1),
        layers=(),
        readout=DIGITS,
        seed=seed,
    )


PUBLISHED = {"mnist-5core": mnist_5core, "mnist-30core": mnist_30core}
"""Those that can be trained as they are."""

TEMPLATES = {**PUBLISHED, "empty": empty, **CIRCUITS}

TOLD = {
    "mnist-5core": marked(
        "The smallest published network for digits: two layers, to train"
    ),
    "mnist-30core": marked("The most accurate published one: four layers, to train"),
    "empty": marked("An image of 28 × 28 and ten classes; add layers of your own"),
    "free-cores": marked("No core yet: build one by one, with any synapses and wires"),
    "classroom-core": marked(
        "Eight axons, eight neurons: strengths, leak and threshold"
    ),
    "logic-gates": marked("AND, OR, XOR, NAND, NOR and NOT on all of their inputs"),
    "oscillator": marked("Two cores wake each other; the output spikes every 5 ticks"),
    "delay-line": marked("A rhythm at once, 5 ticks later and 20 ticks later"),
    "coincidence": marked("A neuron that spikes only when both of its inputs do"),
    "bursting": marked("A neuron that answers every pulse with six spikes"),
    "poisson-encoder": marked("A constant becomes random spikes of a known rate"),
    "winner-take-all": marked("Four inputs compete; only the strongest comes through"),
}
"""What each template shows, in one line."""


def project_from(template: str, seed: int = 0) -> Project:
    """Return a new project from a template, with its guide as description.

    Raises
    ------
    KeyError
        If there is no such template.
    """
    return Project(TEMPLATES[template](seed), description=GUIDES.get(template, ""))

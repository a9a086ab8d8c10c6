"""Networks to start from: those of E15 (figure 3A), and one without layers."""

from tnstudio.model.network import InputShape, Network, Readout, WindowLayer

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

TEMPLATES = {**PUBLISHED, "empty": empty}

"""New designs: from a template, or from layers."""

from tnstudio.errors import TNStudioError
from tnstudio.model.network import InputShape, Layer, Network, Readout
from tnstudio.model.project import Project
from tnstudio.model.rules import require_valid
from tnstudio.model.templates import TEMPLATES, project_from

DIGITS = tuple("0123456789")
"""The classes of a design that does not name its own."""


def project_from_template(name: str, seed: int = 0) -> Project:
    """Return a project to start from, with its guide as description.

    Raises
    ------
    TNStudioError
        If there is no such template.
    """
    if name not in TEMPLATES:
        raise TNStudioError(
            f"There is no template '{name}'",
            "template",
            f"choose from: {', '.join(TEMPLATES)}",
        )
    return project_from(name, seed)


def network_from_layers(
    shape: InputShape,
    layers: tuple[Layer, ...],
    class_names: tuple[str, ...] = DIGITS,
    name: str = "Own network",
    seed: int = 0,
) -> Network:
    """Return a design of layers.

    Raises
    ------
    TNStudioError
        If it breaks a rule.
    """
    network = Network(name, shape, layers, Readout(class_names), seed=seed)
    require_valid(network)
    return network

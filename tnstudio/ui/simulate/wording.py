"""What the Simulate workspace says while it has no chip to show."""

from tnstudio.model.circuit import Circuit
from tnstudio.model.project import Project

OUTDATED = (
    "The network was trained again after this chip was deployed. "
    "Deploy again to see the new one."
)

Texts = tuple[str, str, str, str]
"""Icon, title, explanation and label of the button; no button if empty."""


def missing(project: Project, sampled: int, *, is_loading: bool) -> Texts:
    """Return what is said in place of the views.

    Parameters
    ----------
    sampled : int
        Copies that are being sampled; 0 if none are.
    is_loading : bool
        Whether the project's chip is on its way.
    """
    if sampled:
        what = "a copy" if sampled == 1 else f"{sampled:,} copies"
        text = "Every synapse is drawn by its probability."
        return "mdi6.chip", f"Sampling {what} …", text, ""
    if project.program is not None:
        return _not_yet() if is_loading else _unsuitable()
    if project.network.circuit is not None:
        return _free_cores(project.network.circuit)
    if project.trained is not None:
        return (
            "mdi6.chip",
            "No chip yet",
            "Deploying samples every synapse by its probability and loads the "
            "bits onto a chip. Then it can be stepped, tick by tick.",
            "Deploy",
        )
    return (
        "mdi6.pulse",
        "Nothing to simulate yet",
        "A chip is sampled from a trained network. Train first; the trained "
        "network can then be deployed here.",
        "Train first",
    )


def _free_cores(circuit: Circuit) -> Texts:
    return (
        "mdi6.console-line",
        "Free cores run from the command line",
        f"Cores of this network: {len(circuit.cores):,}, built one by one, with their "
        "own stimuli instead of images. Save the project, then: "
        "tnstudio run PROJECT --ticks 1000 --output-lines OUT.txt",
        "",
    )


def _not_yet() -> Texts:
    text = "It appears as soon as other work, such as a training, leaves room for it."
    return "mdi6.chip", "Loading the chip …", text, ""


def _unsuitable() -> Texts:
    text = "What is in the way is told above. Choose other images, or deploy again."
    return "mdi6.chip", "The chip cannot be stepped", text, ""

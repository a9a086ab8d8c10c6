"""What the Simulate workspace says while it has no chip to show."""

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


def _not_yet() -> Texts:
    text = "It appears as soon as other work, such as a training, leaves room for it."
    return "mdi6.chip", "Loading the chip …", text, ""


def _unsuitable() -> Texts:
    text = "What is in the way is told above. Choose other images, or deploy again."
    return "mdi6.chip", "The chip cannot be stepped", text, ""

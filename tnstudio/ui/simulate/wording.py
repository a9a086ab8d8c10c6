"""What the Simulate workspace says while it has no chip to show."""

from tnstudio.app.wording import counted
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of
from tnstudio.texts import plural, tr

OUTDATED = tr(
    "The network was trained again after this chip was deployed. "
    "Deploy again to see the new one."
)

LOAD = tr("&Load it")
NOT_DRAWN = tr(
    "The chip runs without being drawn, as fast as it goes. "
    "Pause (Space) to see where it is; Draw (D) to see it run"
)

LOAD_TIP = tr(
    "Begin at tick 0 with the circuit as it is now; the ticks that were run with "
    "the old one are forgotten (Home)"
)

Texts = tuple[str, str, str, str]
"""Icon, title, explanation and label of the button; no button if empty."""


def circuit_outdated(ticks: int) -> str:
    """Return what is said while an older state of the circuit is played.

    Parameters
    ----------
    ticks : int
        How many were run with it.
    """
    return tr(
        "The circuit was edited. This is the old one with the "
        "{ticks} that it has run; undo the edit to stay with it.",
        ticks=counted(ticks, "tick"),
    )


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
        title = plural("Sampling a copy …", "Sampling {number:,} copies …", sampled)
        text = tr("Every synapse is drawn by its probability.")
        return "mdi6.chip", title, text, ""
    if project.network.circuit is not None:
        return _of_circuit(project, is_loading=is_loading)
    if project.program is not None:
        return _not_yet() if is_loading else _unsuitable()
    if project.trained is not None:
        return (
            "mdi6.chip",
            tr("No chip yet"),
            tr(
                "Deploying samples every synapse by its probability and loads the "
                "bits onto a chip. Then it can be stepped, tick by tick."
            ),
            tr("Deploy"),
        )
    return (
        "mdi6.pulse",
        tr("Nothing to simulate yet"),
        tr(
            "A chip is sampled from a trained network. Train first; the trained "
            "network can then be deployed here."
        ),
        tr("Train first"),
    )


def is_loadable(project: Project) -> bool:
    """Tell whether the design of free cores keeps all rules."""
    return not errors_of(check_network(project.network))


def _of_circuit(project: Project, *, is_loading: bool) -> Texts:
    circuit = project.network.circuit
    if circuit is None or not circuit.cores:
        text = tr("Add one, and something that makes it spike. Then it can be stepped.")
        return "mdi6.chip", tr("No cores yet"), text, tr("Go to Design")
    if is_loading:
        return _not_yet()
    text = tr("What is in the way is told above. It can be mended in the design.")
    return "mdi6.chip", tr("The circuit cannot be stepped"), text, tr("Go to Design")


def _not_yet() -> Texts:
    text = tr(
        "It appears as soon as other work, such as a training, leaves room for it."
    )
    return "mdi6.chip", tr("Loading the chip …"), text, ""


def _unsuitable() -> Texts:
    text = tr("What is in the way is told above. Choose other images, or deploy again.")
    return "mdi6.chip", tr("The chip cannot be stepped"), text, ""

"""What commands take from a project and its data, or make of it."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tnstudio.cli.arguments import EncodingName, SplitName, first_given
from tnstudio.cli.output import note, progress_bar
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project

if TYPE_CHECKING:
    from tnstudio.app.setups import Setup
    from tnstudio.datasets.images import Dataset, ImageSet
    from tnstudio.model.program import ChipProgram
    from tnstudio.model.trained import TrainedNetwork

_OF_IMAGES = ("data", "split", "image", "encoding")


def read_dataset(source: str, *, remarks: bool = True) -> "Dataset":
    """Read a data set, showing a bar if it takes long.

    Parameters
    ----------
    source : str
    remarks : bool
        Whether to print what the user should know of it.

    Raises
    ------
    TNStudioError
        If it cannot be read.
    """
    from tnstudio.app.data import loading

    work = loading(source)
    with progress_bar() as bar:
        task = None
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                found: Dataset = end.value
                break
            if event is not None:
                task = bar.add_task("Reading images") if task is None else task
                bar.update(task, completed=event.done, total=event.total)
    for remark in found.remarks if remarks else ():
        note(f"{found.name}: {remark}")
    return found


def read_images(data: str, split: SplitName) -> "ImageSet":
    """Read one half of a data set.

    Raises
    ------
    TNStudioError
        If it cannot be read.
    """
    found = read_dataset(data)
    return found.test if split is SplitName.TEST else found.train


def deploy_copies(trained: "TrainedNetwork", copies: int, seed: int) -> "ChipProgram":
    """Sample copies of a trained network."""
    from tnstudio.mapping.deploy import deploy

    return deploy(trained, copies, seed)


def require_trained(project: Project, path: Path) -> "TrainedNetwork":
    """Return a project's training, its cores placed as the design has them.

    Raises
    ------
    TNStudioError
        If the network has no layers or is not trained.
    """
    from tnstudio.app.deployment import trained_of

    return trained_of(project, *_untrained(path))


def _untrained(path: Path) -> tuple[str, str]:
    """Return where a training is missing, and what to do about it."""
    return str(path), f"run: tnstudio train {path}"


def refuse_image_options(context: typer.Context, *others: str) -> None:
    """Refuse options about images: a circuit has stimuli of its own.

    Parameters
    ----------
    others : str
        More options of this command that are about images.

    Raises
    ------
    TNStudioError
        If one was given.
    """
    option = first_given(context, (*_OF_IMAGES, *others))
    if option is not None:
        raise TNStudioError(
            "The network's cores were built one by one, with their own stimuli",
            option,
            "leave this option out",
        )


def setup_of_circuit(project: Project, seed: int) -> "Setup":
    """Return a project's free cores with their own stimuli.

    Raises
    ------
    TNStudioError
        If they are not valid, or the data set of a stimulus cannot be read.
    """
    from tnstudio.app.setups import circuit_setup

    return circuit_setup(project.network, seed)


def setup_of_image(
    project: Project,
    path: Path,
    images: "ImageSet",
    image: int,
    encoding: EncodingName,
    seed: int,
    frame_ticks: int,
) -> "Setup":
    """Return a project's chip, or one copy made for now, with an image on it.

    Raises
    ------
    TNStudioError
        If there is neither a chip nor a training, no such image, or images that
        do not fit.
    """
    from tnstudio.app.deployment import chip_to_run
    from tnstudio.app.setups import image_setup

    program = chip_to_run(project, seed, *_untrained(path))
    return image_setup(program, images, image, encoding.value, seed, frame_ticks)


def note_other_design(project: Project, trained: "TrainedNetwork") -> None:
    """Tell if the design is no longer the one that was trained."""
    if trained.network != project.network:
        note("The design has changed since it was trained; the older one is used.")

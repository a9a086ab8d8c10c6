"""Chips: sampled from what a project has learned, and measured."""

from collections.abc import Sequence
from operator import index
from os import PathLike

from tnstudio.api.projects import File, dataset
from tnstudio.api.work import Progress, last_of, require_kind
from tnstudio.app import evaluation
from tnstudio.app import sweep as sweeps
from tnstudio.app.deployment import chip_to_run, trained_of
from tnstudio.app.sweep_result import SweepPlan, SweepResult
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.mapping.deploy import deploy as sample_copies
from tnstudio.model.program import ChipProgram
from tnstudio.model.project import Project
from tnstudio.model.rules import require_layers

Images = File | Dataset | ImageSet
"""Of a data set, its test images."""


def images_of(data: Images) -> ImageSet:
    """Return the images that are meant."""
    require_kind(data, (ImageSet, Dataset, str, PathLike), "data")
    if isinstance(data, ImageSet):
        return data
    return (data if isinstance(data, Dataset) else dataset(data)).test


def deploy(project: Project, copies: int = 1, seed: int = 0) -> ChipProgram:
    """Sample copies of a trained network onto one chip.

    Parameters
    ----------
    copies : int
        Each with synapses of its own.
    seed : int
        Of the sampled synapses; copy k is the same among any number of copies.

    Raises
    ------
    TNStudioError
        If the network is not trained, the chip has no room, or the seed is out of
        range.
    """
    require_kind(project, (Project,), "deploy")
    return sample_copies(trained_of(project), copies, seed)


def evaluate(
    chip: ChipProgram | Project,
    data: Images = "mnist",
    *,
    ticks: int = 1,
    encoding: Encoding = "stochastic",
    seed: int = 0,
    limit: int | None = None,
    progress: Progress | None = None,
) -> evaluation.EvaluationResult:
    """Classify images with a chip.

    ``tnstudio evaluate`` with a seed samples the chip with that same one.

    Parameters
    ----------
    chip : ChipProgram or Project
        Of a project: the chip that is kept in it, or else one copy sampled for
        now, with the seed.
    data : str, path, Dataset or ImageSet
    ticks : int
        Ticks that each image is shown.
    encoding : str
        ``stochastic`` or ``rate``.
    seed : int
        Of the input spikes.
    limit : int, optional
        Only so many images from the start.
    progress : callable, optional
        Is told how much is done, 0..1.

    Raises
    ------
    TNStudioError
        If the images do not fit the chip, or a number is out of range.
    """
    require_kind(chip, (ChipProgram, Project), "evaluate")
    if isinstance(chip, Project):
        require_layers(chip.network)
        chip = chip_to_run(chip, seed)
    images = images_of(data)
    events = evaluation.evaluate(chip, images, ticks, encoding, seed, limit)
    return last_of(events, evaluation.EvaluationResult, progress)


def sweep(  # noqa: PLR0913 - by name, but for two
    project: Project,
    data: Images = "mnist",
    *,
    copies: Sequence[int] = (1, 4, 16),
    ticks: Sequence[int] = (1, 4, 16),
    encodings: Encoding | Sequence[Encoding] = ("stochastic", "rate"),
    seeds: Sequence[int] = (0, 1, 2),
    limit: int | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Measure a trained network: copies × ticks × encoding, over several seeds.

    Parameters
    ----------
    data : str, path, Dataset or ImageSet
    copies, ticks : sequence of int
        Rising.
    encodings : str or sequence of str
    seeds : sequence of int
        Of the chips and of their input spikes.
    limit : int, optional
        Only so many images from the start.
    progress : callable, optional
        Is told how much is done, 0..1.

    Returns
    -------
    SweepResult
        Printed, it is a table; ``cells`` has its rows.

    Raises
    ------
    TNStudioError
        If the network is not trained, the images do not fit, or a number is out of
        range.
    """
    require_kind(project, (Project,), "sweep")
    codes = (encodings,) if isinstance(encodings, str) else tuple(encodings)
    counts, times, drawn = (tuple(map(index, part)) for part in (copies, ticks, seeds))
    plan = SweepPlan(counts, times, codes, drawn)
    work = sweeps.sweep((trained_of(project),), images_of(data), plan, limit)
    return last_of(work, SweepResult, progress)

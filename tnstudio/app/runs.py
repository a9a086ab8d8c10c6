"""Edits of the runs that a project keeps: pure, from a project to another."""

import re
from dataclasses import replace

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.project import Project
from tnstudio.model.records import History
from tnstudio.model.run import EpochWeights, Run, no_parameters, thinned
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.storage.schema import RUNS
from tnstudio.texts import tr

MOST_NAME = 200
"""Longest name of a run."""

MOST_NOTE = 1000
"""Longest note, in characters."""

MOST_WEIGHT_BYTES = 2**28
"""Of the probabilities of all kept epochs of a run; of large networks fewer epochs
are kept, the last one before all others, then the best."""

ADOPTED_NOTE = (
    "The trained network that the project had; when it was trained, and on what "
    "images, is not known."
)
"""On a run that nobody has recorded."""

_NUMBERED = re.compile(r"Run (\d{1,9})")


def run_of(project: Project, start: TrainedNetwork | None) -> int | None:
    """Return the place of the run that goes on if a network is trained further.

    That is the newest one with its losses; none if the network is one that was
    restored from an earlier epoch, or its run was deleted.
    """
    if start is None:
        return None
    losses, stretch = thinned(start.history.batch_losses)
    for index in reversed(range(len(project.runs))):
        run = project.runs[index]
        if run.stretch == stretch and np.array_equal(run.losses, losses):
            return index
    return None


def in_use(project: Project) -> tuple[int, int] | None:
    """Return the place of the run that led to the trained network, and its epoch.

    Unlike `run_of`, this finds the run of a network that was restored from an
    earlier epoch: the one that kept these very weights, or else the newest whose
    epochs came to the same losses. None if the network is not trained, of no epoch
    or of no run.
    """
    trained = project.trained
    if trained is None or not trained.history.epochs:
        return None
    losses = [record.loss for record in trained.history.epochs]
    found = [
        place
        for place, run in enumerate(project.runs)
        if [record.loss for record in run.epochs[: len(losses)]] == losses
    ]
    for place in reversed(found):
        if any(kept.layers is trained.layers for kept in project.runs[place].weights):
            return place, len(losses)
    whole = [place for place in found if len(project.runs[place].epochs) == len(losses)]
    return ((whole or found)[-1], len(losses)) if found else None


def with_run(
    project: Project, run: Run, start: TrainedNetwork | None = None
) -> Project:
    """Return the project with a run, in place of the one that it goes on with.

    Parameters
    ----------
    run : Run
        A new one gets a name; one that goes on keeps what users wrote about it.
        If the project is full the oldest run gives way.
    start : TrainedNetwork, optional
        What the run went on from. Without it the run began anew: a trained network
        of no run, whose place it takes, is kept as one too, as `adopted` does.
    """
    index = run_of(project, start)
    if index is None:
        return _with_new(adopted(project) if start is None else project, run)
    old = project.runs[index]
    return _with(project, index, replace(run, name=old.name, note=old.note))


def with_training(
    project: Project,
    trained: TrainedNetwork,
    run: Run | None = None,
    start: TrainedNetwork | None = None,
) -> Project:
    """Return the project with a training result and the run that led to it.

    A run that went on from ``start`` takes the place of the one that had led there;
    see `with_run`.
    """
    # What is replaced is looked at: it may have to be kept as a run.
    kept = project if run is None else with_run(project, run, start)
    return replace(kept, trained=trained)


def adopted(project: Project) -> Project:
    """Return the project with its trained network as a run, if it is of none.

    So networks are kept that were trained elsewhere, or before projects had runs.
    What nobody has recorded stays unknown: when, on what images, histograms. One
    that was stopped amid an epoch has no weights of an epoch, one of no epoch is no
    run.
    """
    trained = project.trained
    if trained is None or not trained.history.epochs or in_use(project) is not None:
        return project
    epochs = trained.history.epochs
    losses, stretch = thinned(trained.history.batch_losses)
    state = trained.state
    is_whole = state is None or state.batch == 0
    has_room = weight_room(trained.layers) > 0
    kept = (EpochWeights(len(epochs), trained.layers),) if is_whole and has_room else ()
    run = Run(
        name="",
        started="",
        source="",
        network=trained.network,
        settings=trained.settings,
        epochs=epochs,
        batches=batches_of(trained),
        losses=losses,
        stretch=stretch,
        parameters=no_parameters(len(trained.layers)),
        weights=kept,
        note=ADOPTED_NOTE,
    )
    return _with_new(project, run)


def weight_room(layers: tuple[tuple[TrainedCore, ...], ...]) -> int:
    """Return of how many epochs a run may keep the weights."""
    one = sum(core.probabilities.nbytes for cores in layers for core in cores)
    return MOST_WEIGHT_BYTES // max(1, one)


def batches_of(trained: TrainedNetwork) -> int:
    """Return the batches of an epoch of its training."""
    if trained.state is not None:
        return trained.state.batches
    return len(trained.history.batch_losses) // max(1, len(trained.history.epochs))


def renamed_run(project: Project, index: int, name: str) -> Project:
    """Return the project with another name for a run.

    Raises
    ------
    TNStudioError
        If the name is empty, too long, cannot be shown or is taken.
    """
    run = project.runs[index]
    if name == run.name:
        return project
    if not name.strip() or len(name) > MOST_NAME or not name.isprintable():
        raise TNStudioError(
            tr("{name!r} is no name for a run", name=name)[: MOST_NAME + 40],
            run.name,
            tr("choose 1 to {most} characters", most=MOST_NAME),
        )
    if any(other.name == name for other in project.runs):
        raise TNStudioError(
            tr("There is a run '{name}'", name=name),
            run.name,
            tr("choose another name"),
        )
    return _with(project, index, replace(run, name=name))


def annotated_run(project: Project, index: int, note: str) -> Project:
    """Return the project with another note on a run; it may have several lines.

    Raises
    ------
    TNStudioError
        If the note is too long or cannot be shown.
    """
    run = project.runs[index]
    if note == run.note:
        return project
    if len(note) > MOST_NOTE or not note.replace("\n", "").isprintable():
        raise TNStudioError(
            tr("This is no note that can be kept"),
            run.name,
            tr("write up to {most} characters that can be shown", most=MOST_NOTE),
        )
    return _with(project, index, replace(run, note=note))


def without_runs(project: Project, indices: frozenset[int]) -> Project:
    """Return the project without some of its runs."""
    if not indices:
        return project
    runs = tuple(run for k, run in enumerate(project.runs) if k not in indices)
    return replace(project, runs=runs)


def restored(project: Project, index: int, epoch: int) -> Project:
    """Return the project with what a run had learned after an epoch.

    It takes the place of the trained network, as a new training does; the chip,
    which is of another one, is left out. Of a long run the losses are the means
    that it kept.

    Raises
    ------
    TNStudioError
        If the run did not keep the weights of this epoch.
    """
    run = project.runs[index]
    kept = {weights.epoch: weights for weights in run.weights}
    if epoch not in kept:
        known = ", ".join(map(str, kept))
        raise TNStudioError(
            tr("The weights of epoch {epoch} were not kept", epoch=epoch),
            run.name,
            tr("there are those of {epochs}", epochs=known)
            if kept
            else tr("there are none"),
        )
    losses = np.repeat(run.losses, run.stretch)[: epoch * run.batches]
    history = History(run.epochs[:epoch], frozen(losses, np.float32))
    trained = TrainedNetwork(run.network, run.settings, kept[epoch].layers, history)
    return replace(project, trained=trained, program=None)


def _with_new(project: Project, run: Run) -> Project:
    kept = project.runs[-(RUNS.high - 1) :]
    named = replace(run, name=_next_name(project))
    return replace(project, runs=(*kept, named))


def _with(project: Project, index: int, run: Run) -> Project:
    runs = (*project.runs[:index], run, *project.runs[index + 1 :])
    return replace(project, runs=runs)


def _next_name(project: Project) -> str:
    """Return ``Run N``, one more than any run was called by itself."""
    found = (_NUMBERED.fullmatch(run.name) for run in project.runs)
    return f"Run {1 + max((int(m[1]) for m in found if m), default=0)}"

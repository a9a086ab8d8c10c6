"""More epochs for a training that has finished.

A file keeps what was found, not how it last moved. So further epochs start from
the probabilities and biases with the momentum at 0, and are not those of a
training that was longer from the start; the same file, images and number of
epochs always give the same numbers.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.records import RateDrop, TrainingSettings
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.model.training_state import CoreState, DataMark, TrainingState
from tnstudio.texts import tr


def extended(start: TrainedNetwork, epochs: int) -> TrainingSettings:
    """Return the settings of a finished training that goes on to so many epochs.

    The epochs that were done keep their rates, further ones have the last:
    the drops of a ``step`` schedule come after smaller shares of more epochs.

    Raises
    ------
    TNStudioError
        If these are no more epochs than there were, or what was found does not
        tell how to go on.
    """
    settings, done = start.settings, len(start.history.epochs)
    place, anew = start.network.name, tr("train anew with so many epochs")
    if epochs <= done:
        raise TNStudioError(
            tr(
                "The training has finished its {done} epochs, {epochs} are asked for",
                done=done,
                epochs=epochs,
            ),
            place,
            tr("choose more than {done}", done=done),
        )
    for reason in _obstacles(settings):
        raise TNStudioError(reason, place, anew)
    longer = replace(settings, epochs=epochs)
    if settings.schedule != "step":
        return longer
    # One that was to come behind the last epoch's begin never came; of a network
    # restored from an epoch amid a run there may be more of them.
    planned = settings.epochs
    come = [drop for drop in settings.drops if drop.begin(planned) <= done - 1]
    shares = (round(drop.after * planned / epochs, 12) for drop in come)
    drops = tuple(map(RateDrop, shares, (drop.factor for drop in come)))
    return replace(longer, drops=drops)


def _obstacles(settings: TrainingSettings) -> Iterator[str]:
    if settings.method == "binary":
        yield tr(
            "The training has finished: of binary crossbars only the synapses are "
            "kept, not how near each was to being another"
        )
    if settings.schedule == "cosine":
        yield tr(
            "The training has finished: the rate of its cosine is all but 0 in the end"
        )
    if settings.certainty:
        yield tr(
            "The training has finished: its certainty has grown over all epochs that "
            "there were to be"
        )


def state_to_extend(
    start: TrainedNetwork, data: DataMark, batches: int
) -> TrainingState:
    """Return the state that further epochs start from.

    Parameters
    ----------
    data : DataMark
        The images to go on with; which there were, nothing tells any more.
    batches : int
        Of an epoch.

    Raises
    ------
    TNStudioError
        If its epochs had another number of batches.
    """
    epochs, losses = len(start.history.epochs), len(start.history.batch_losses)
    if losses != epochs * batches:
        raise TNStudioError(
            tr(
                "The training had {losses} batches in {epochs} epochs, with these "
                "images it would have {batches}",
                losses=losses,
                epochs=epochs,
                batches=epochs * batches,
            ),
            start.network.name,
            tr("go on with the same data set"),
        )
    layers = tuple(tuple(map(_at_rest, cores)) for cores in start.layers)
    return TrainingState(epochs + 1, 0, batches, 0, 0.0, data, layers)


def _at_rest(core: TrainedCore) -> CoreState:
    return CoreState(
        levels=core.probabilities,
        velocities=frozen(np.zeros_like(core.probabilities), np.float32),
        biases=core.biases,
        bias_velocities=frozen(np.zeros_like(core.biases), np.float32),
    )

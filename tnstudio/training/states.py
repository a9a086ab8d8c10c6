"""The state of a training: taken from the stack, and put back into it."""

from dataclasses import replace

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.records import TrainingSettings
from tnstudio.model.topology import CorePlan, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.model.training_state import CoreState, TrainingState
from tnstudio.training.groups import CoreGroup, flat
from tnstudio.training.stack import Stack


def core_states(stack: Stack) -> tuple[tuple[CoreState, ...], ...]:
    """Return a copy of what updates go on from, beside the parameters."""
    layers = []
    plans = lay_out(stack.network).layers
    for plan, groups in zip(plans, stack.layers, strict=True):
        states = [_unused(core) for core in plan.cores]
        for group in groups:
            for place, index in enumerate(group.indices):
                states[index] = _state_of(group, place)
        layers.append(tuple(states))
    return tuple(layers)


def _state_of(group: CoreGroup, place: int) -> CoreState:
    return CoreState(
        frozen(flat(group.velocity)[place, group.slots[place]], np.float32),
        frozen(group.bias_velocity[place].copy(), np.float32),
    )


def _unused(plan: CorePlan) -> CoreState:
    return CoreState(
        frozen(np.zeros((len(plan.sources), 0)), np.float32),
        frozen(np.zeros(0), np.float32),
    )


def restore(stack: Stack, start: TrainedNetwork, state: TrainingState) -> None:
    """Put parameters and state back; the stack is as it was at that batch.

    Raises
    ------
    TNStudioError
        If the network has other axon types or strengths than its seed gives.
    """
    for cores, states, groups in zip(
        start.layers, state.layers, stack.layers, strict=True
    ):
        for group in groups:
            for place, index in enumerate(group.indices):
                _require_same_core(group, place, cores[index], start)
                _restore_core(group, place, cores[index], states[index])
            group.refresh()


def _require_same_core(
    group: CoreGroup, place: int, core: TrainedCore, start: TrainedNetwork
) -> None:
    if not (
        np.array_equal(group.axon_types[place], core.axon_types)
        and np.array_equal(group.strengths[place], core.strengths)
    ):
        raise TNStudioError(
            "The training cannot go on: its axon types and strengths are not those "
            f"of seed {start.settings.seed}",
            start.network.name,
            "train anew",
        )


def _restore_core(
    group: CoreGroup, place: int, core: TrainedCore, state: CoreState
) -> None:
    slots = group.slots[place]
    flat(group.probabilities)[place, slots] = core.probabilities
    flat(group.velocity)[place, slots] = state.velocities
    group.biases[place] = core.biases
    group.bias_velocity[place] = state.bias_velocities


def is_finite(checkpoint: TrainedNetwork, state: TrainingState) -> bool:
    """Tell whether all numbers that training goes on from are numbers."""
    parameters = [
        (core.probabilities, core.biases)
        for cores in checkpoint.layers
        for core in cores
    ]
    velocities = [
        (core.velocities, core.bias_velocities)
        for cores in state.layers
        for core in cores
    ]
    return all(
        bool(np.isfinite(part).all())
        for parts in (*parameters, *velocities)
        for part in parts
    )


def require_continuable(
    start: TrainedNetwork, settings: TrainingSettings
) -> TrainingState:
    """Return the state of a training that these settings may go on with.

    The number of epochs may be another if that would have changed nothing so
    far: then the result is that of an uninterrupted run of so many epochs.

    Raises
    ------
    TNStudioError
        If the training has finished, or with these settings it would have gone
        another way.
    """
    place, state = start.network.name, start.state
    if state is None:
        raise TNStudioError(
            "The training has finished, there is nothing to resume", place, "train anew"
        )
    before = start.settings
    if replace(settings, epochs=before.epochs) != before:
        raise TNStudioError(
            "A resumed training keeps its settings", place, "train anew to change them"
        )
    begun = state.epoch if state.batch else state.epoch - 1
    if settings.epochs < max(1, begun):
        raise TNStudioError(
            f"{begun} epochs have begun, {settings.epochs} are asked for",
            place,
            f"choose at least {begun}",
        )
    for epoch in range(begun):
        if _course_at(settings, epoch) != _course_at(before, epoch):
            raise TNStudioError(
                f"With {settings.epochs} epochs instead of {before.epochs}, epoch "
                f"{epoch + 1} would have gone another way: rate and certainty "
                "depend on the number of epochs",
                place,
                f"keep {before.epochs} epochs or train anew",
            )
    return state


def _course_at(settings: TrainingSettings, epoch: int) -> tuple[float, float]:
    return settings.rate_at(epoch), settings.certainty_at(epoch)

"""The state of a training: taken from the stack, and put back into it."""

from dataclasses import replace

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.records import TrainingSettings
from tnstudio.model.topology import CorePlan, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.model.training_state import CoreState, TrainingState
from tnstudio.texts import tr
from tnstudio.training.groups import CoreGroup, flat
from tnstudio.training.stack import Stack


def core_states(stack: Stack) -> tuple[tuple[CoreState, ...], ...]:
    """Return a copy of all that updates move, core by core."""
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
    slots = group.slots[place]
    return CoreState(
        frozen(flat(group.probabilities)[place, slots], np.float32),
        frozen(flat(group.velocity)[place, slots], np.float32),
        frozen(group.biases[place].copy(), np.float32),
        frozen(group.bias_velocity[place].copy(), np.float32),
    )


def _unused(plan: CorePlan) -> CoreState:
    synapses = frozen(np.zeros((len(plan.sources), 0)), np.float32)
    neurons = frozen(np.zeros(0), np.float32)
    return CoreState(synapses, synapses, neurons, neurons)


def restore(stack: Stack, start: TrainedNetwork, state: TrainingState) -> None:
    """Put a state back; the stack is as it was when the state was taken.

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
                _restore_core(group, place, states[index])
            group.refresh()


def _require_same_core(
    group: CoreGroup, place: int, core: TrainedCore, start: TrainedNetwork
) -> None:
    if not (
        np.array_equal(group.axon_types[place], core.axon_types)
        and np.array_equal(group.strengths[place], core.strengths)
    ):
        raise TNStudioError(
            tr(
                "The training cannot go on: its axon types and strengths are not those "
                "of seed {seed}",
                seed=start.settings.seed,
            ),
            start.network.name,
            tr("train anew"),
        )


def _restore_core(group: CoreGroup, place: int, state: CoreState) -> None:
    slots = group.slots[place]
    flat(group.probabilities)[place, slots] = state.levels
    flat(group.velocity)[place, slots] = state.velocities
    group.biases[place] = state.biases
    group.bias_velocity[place] = state.bias_velocities


def is_finite(layers: tuple[tuple[CoreState, ...], ...]) -> bool:
    """Tell whether all numbers of a state's cores are numbers."""
    return all(
        bool(np.isfinite(part).all())
        for cores in layers
        for core in cores
        for part in (core.levels, core.velocities, core.biases, core.bias_velocities)
    )


def require_continuable(
    start: TrainedNetwork, state: TrainingState, settings: TrainingSettings
) -> TrainingState:
    """Return the state of a training that these settings may go on with.

    The number of epochs may be another if that would have changed nothing so
    far: then the result is that of an uninterrupted run of so many epochs.

    Raises
    ------
    TNStudioError
        If with these settings it would have gone another way.
    """
    place, before = start.network.name, start.settings
    require_same_settings(replace(settings, epochs=before.epochs), before)
    begun = state.epoch if state.batch else state.epoch - 1
    if settings.epochs < max(1, begun):
        raise TNStudioError(
            tr(
                "{begun} epochs have begun, {epochs} are asked for",
                begun=begun,
                epochs=settings.epochs,
            ),
            place,
            tr("choose at least {least}", least=begun),
        )
    for epoch in range(begun):
        if _course_at(settings, epoch) != _course_at(before, epoch):
            raise TNStudioError(
                tr(
                    "With {epochs} epochs instead of {before}, epoch {epoch} would "
                    "have gone another way: rate and certainty depend on the number "
                    "of epochs",
                    epochs=settings.epochs,
                    before=before.epochs,
                    epoch=epoch + 1,
                ),
                place,
                tr("keep {epochs} epochs or train anew", epochs=before.epochs),
            )
    return state


def require_same_settings(settings: TrainingSettings, before: TrainingSettings) -> None:
    """Refuse settings of a resumed training that are not its own.

    Raises
    ------
    TNStudioError
        If they differ.
    """
    if settings != before:
        raise TNStudioError(
            tr("A resumed training keeps its settings"),
            tr("training settings"),
            tr("train anew to change them"),
        )


def _course_at(settings: TrainingSettings, epoch: int) -> tuple[float, float]:
    return settings.rate_at(epoch), settings.certainty_at(epoch)

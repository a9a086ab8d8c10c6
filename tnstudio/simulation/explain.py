"""Why a neuron did what it did in one tick: its update, term by term."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import POTENTIAL
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import ChipProgram
from tnstudio.simulation import noise
from tnstudio.simulation.explanation import (
    Branch,
    Contribution,
    Explanation,
    LeakTerm,
    Resets,
    Thresholds,
)
from tnstudio.simulation.probes import RunningChip
from tnstudio.texts import marked, tr


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """One tick of a chip, as far as its updates are not in the program.

    Attributes
    ----------
    tick : int
    before, after : int32 arrays, shape (cores, neurons)
        V before and after the tick.
    active : bool array, shape (cores, axons)
        The axons active in the tick.
    spikes : bool array, shape (cores, neurons)
    """

    tick: int
    before: npt.NDArray[np.int32]
    after: npt.NDArray[np.int32]
    active: npt.NDArray[np.bool_]
    spikes: npt.NDArray[np.bool_]


def moment_of(chip: RunningChip, lines: npt.NDArray[np.uint8 | np.bool_]) -> Moment:
    """Run one tick and return all of it.

    Parameters
    ----------
    chip : RunningChip
        To explain a tick of the past, one that went back to before it.
    lines : uint8 or bool array, shape (input lines,)
        The input spikes of the tick.

    Raises
    ------
    TNStudioError
        If the array has another number of lines than the program.
    """
    tick, before = chip.tick, chip.potentials
    recording = chip.run(lines[None])
    spikes = np.zeros(before.shape, np.bool_)
    events = recording.events()
    spikes[events.core, events.neuron] = True
    return Moment(
        tick=tick,
        before=frozen(before, np.int32),
        after=frozen(chip.potentials, np.int32),
        active=frozen(chip.active_axons, np.bool_),
        spikes=frozen(spikes, np.bool_),
    )


def explain(
    program: ChipProgram, moment: Moment, core: int, neuron: int
) -> Explanation:
    """Return the arithmetic of one update of a neuron.

    Parameters
    ----------
    moment : Moment
        Of a simulator of this program.

    Raises
    ------
    TNStudioError
        If there is no such neuron.
    """
    require_neuron(program, core, neuron)
    before = int(moment.before[core, neuron])
    return explain_update(
        program, moment.tick, core, neuron, before, moment.active[core]
    )


def explain_update(
    program: ChipProgram,
    tick: int,
    core: int,
    neuron: int,
    before: int,
    active: npt.NDArray[np.bool_],
) -> Explanation:
    """Return the arithmetic of one update of a neuron (C13).

    Parameters
    ----------
    tick : int
        What stochastic neurons draw depends on it.
    before : int
        V before the tick.
    active : bool array, shape (axons,)
        The axons of the core active in the tick.

    Raises
    ------
    TNStudioError
        If there is no such neuron.
    """
    require_neuron(program, core, neuron)
    contributions = tuple(
        contribution_of(program, tick, core, neuron, axon)
        for axon in np.flatnonzero(active & axons_of(program, core, neuron)).tolist()
    )
    total = sum(part.value for part in contributions)
    after_synapses = _saturated(before + total)
    leak = _leak(program, tick, core, neuron, after_synapses)
    after_leak = _saturated(after_synapses + leak.value)
    limits = _thresholds(program, tick, core, neuron)
    resets = _resets(program, core, neuron)
    branch = _branch(after_leak, limits)
    reset_sum = _after(branch, after_leak, limits, resets)
    return Explanation(
        tick=tick,
        core=core,
        neuron=neuron,
        before=before,
        contributions=contributions,
        synaptic_sum=total,
        after_synapses=after_synapses,
        leak=leak,
        after_leak=after_leak,
        thresholds=limits,
        resets=resets,
        branch=branch,
        reset_sum=reset_sum,
        after=_saturated(reset_sum),
    )


def axons_of(program: ChipProgram, core: int, neuron: int) -> npt.NDArray[np.bool_]:
    """Return which axons have a closed synapse to a neuron, shape (axons,)."""
    column = program.synapses[core, :, neuron // 8] >> (neuron % 8) & 1
    return column.astype(np.bool_)


def contribution_of(
    program: ChipProgram, tick: int, core: int, neuron: int, axon: int
) -> Contribution:
    """Return what an axon, active in the tick, adds to V by a closed synapse."""
    kind = int(program.axon_types[core, axon])
    strength = int(program.neurons.strengths[core, kind, neuron])
    if not program.neurons.stochastic_synapses[core, kind, neuron]:
        return Contribution(axon, kind, strength, None, strength)
    rho = int(noise.synapse_rho(program.seed, core, tick, axon, neuron + 1)[neuron])
    return Contribution(axon, kind, strength, rho, _by_chance(strength, rho))


def require_neuron(program: ChipProgram, core: int, neuron: int) -> None:
    """Refuse a core or a neuron that is not there.

    Raises
    ------
    TNStudioError
    """
    for thing, index, count in (
        (marked("core"), core, program.cores),
        (marked("neuron"), neuron, program.hardware.neurons),
    ):
        if not 0 <= index < count:
            raise TNStudioError(
                tr("There is no {thing} {number}", thing=tr(thing), number=index),
                program.name,
                tr("choose one from 0 to {last}", last=count - 1),
            )


def _leak(program: ChipProgram, tick: int, core: int, neuron: int, v: int) -> LeakTerm:
    n = program.neurons
    leak, reversal = int(n.leak[core, neuron]), bool(n.leak_reversal[core, neuron])
    direction = _sign(v) if reversal else 1
    if not n.stochastic_leak[core, neuron]:
        return LeakTerm(leak, reversal, direction, None, direction * leak)
    rho = int(noise.leak_rho(program.seed, core, tick, neuron + 1)[neuron])
    return LeakTerm(leak, reversal, direction, rho, direction * _by_chance(leak, rho))


def _thresholds(program: ChipProgram, tick: int, core: int, neuron: int) -> Thresholds:
    n = program.neurons
    alpha, beta = (
        int(n.threshold[core, neuron]),
        int(n.negative_threshold[core, neuron]),
    )
    mask, rho, eta = int(n.threshold_mask[core, neuron]), None, 0
    if mask:
        rho = int(noise.threshold_rho(program.seed, core, tick, neuron + 1)[neuron])
        eta = rho & mask
    stops = bool(n.negative_saturates[core, neuron])
    floor = -beta if stops else -(beta + eta)
    return Thresholds(alpha, beta, mask, rho, eta, alpha + eta, floor)


def _resets(program: ChipProgram, core: int, neuron: int) -> Resets:
    n = program.neurons
    return Resets(
        mode=ResetMode(int(n.reset_mode[core, neuron])),
        value=int(n.reset_value[core, neuron]),
        floor_stops=bool(n.negative_saturates[core, neuron]),
    )


def _branch(v: int, limits: Thresholds) -> Branch:
    if v >= limits.threshold:
        return Branch.SPIKE
    return Branch.BELOW_FLOOR if v < limits.floor else Branch.NONE


def _after(branch: Branch, v: int, limits: Thresholds, resets: Resets) -> int:
    if branch is Branch.NONE:
        return v
    if branch is Branch.BELOW_FLOOR and resets.floor_stops:
        return -limits.beta
    spike = branch is Branch.SPIKE
    if resets.mode == ResetMode.TO_VALUE:
        return resets.value if spike else -resets.value
    if resets.mode == ResetMode.SUBTRACT_THRESHOLD:
        return v - (limits.threshold if spike else limits.floor)
    return v


def _by_chance(x: int, rho: int) -> int:
    """Return F(x, ρ) sgn(x)."""
    return _sign(x) if abs(x) >= rho else 0


def _sign(x: int) -> int:
    return (x > 0) - (x < 0)


def _saturated(v: int) -> int:
    return min(max(v, POTENTIAL.low), POTENTIAL.high)

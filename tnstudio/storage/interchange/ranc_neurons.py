"""The neuron of RANC beside the chip's: where the two do the same.

Both add the strengths of the active synapses and the leak and spike when
V >= α; reset mode 0 sets V to R, reset mode 1 subtracts α. They differ in what
happens to a V that is too low. With n, RANC's negative threshold, a signed
number:

    RANC      V < n (neuron reset type 0) or V <= n (type 1):
              V = -R (reset mode 0) or V - n (reset mode 1)
    the chip  V < -β:
              V = -R (γ = 0) or V + β (γ = 1), and V = -β with κ

So β = -n for type 0, and -(n + 1) for type 1 in reset mode 0. RANC's V has more
than 20 bits: the two are the same as long as V stays within the chip's range.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import NEGATIVE_THRESHOLD
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import ChipProgram
from tnstudio.texts import marked

_Bits = npt.NDArray[np.bool_]
_Integers = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False, slots=True)
class RancNeurons:
    """What decides about the negative branch, arrays of shape (cores, neurons).

    Attributes
    ----------
    positive_threshold, negative_threshold : int64
        α and n.
    reset_mode : int64
        0 or 1.
    reset_potential, current_potential : int64
        R and V before the first tick.
    falls : bool
        Whether anything but a spike may lower V: see `may_fall`.
    """

    positive_threshold: npt.NDArray[np.int64]
    negative_threshold: npt.NDArray[np.int64]
    reset_mode: npt.NDArray[np.int64]
    reset_potential: npt.NDArray[np.int64]
    current_potential: npt.NDArray[np.int64]
    falls: _Bits


def may_fall(strengths: _Integers, connected: _Bits, leak: _Integers) -> _Bits:
    """Tell which neurons have an inhibitory synapse or a negative leak.

    Parameters
    ----------
    strengths, connected : arrays, shape (cores, types, neurons)
        Strengths, and whether the neuron has a synapse of that type.
    leak : integer array, shape (cores, neurons)
    """
    falls: _Bits = (connected & (strengths < 0)).any(axis=1) | (leak < 0)
    return falls


def connected_types(
    axon_types: npt.NDArray[np.uint8], crossbar: _Bits, types: int
) -> _Bits:
    """Return which types of axons reach each neuron of a core.

    Parameters
    ----------
    axon_types : uint8 array, shape (axons,)
    crossbar : bool array, shape (axons, neurons)

    Returns
    -------
    bool array, shape (types, neurons)
    """
    return np.stack([crossbar[axon_types == kind].any(axis=0) for kind in range(types)])


def negative_thresholds(
    neurons: RancNeurons, reset_type: int
) -> tuple[npt.NDArray[np.int32], _Bits]:
    """Return the β that does what a RANC neuron does, and where there is one.

    The negative branch is taken where V < e with e = n, or n + 1 for type 1. A
    spike goes first, so only V < α comes to it, and e may be lowered to α. Then
    there is a β

    - in reset mode 0 if e <= 0, or if e = 1 and R = 0: to set 0 to 0 is nothing;
    - in reset mode 1 if n <= 0 for type 0, and if n = 0 for type 1. For n < 0
      type 1 sets V = n to 0, and the chip never does: it resets below -β only,
      by β;
    - if V never comes so low, because nothing but a spike lowers it.

    Parameters
    ----------
    reset_type : int
        RANC's neuron reset type, 0 or 1.

    Returns
    -------
    beta : int32 array, shape (cores, neurons)
    exact : bool array, shape (cores, neurons)
        Where false, no β does.
    """
    n, reset = neurons.negative_threshold, neurons.reset_potential
    to_value = neurons.reset_mode == ResetMode.TO_VALUE
    end = np.minimum(n + reset_type, neurons.positive_threshold)
    absolute = (end <= 0) | ((end == 1) & (reset == 0))
    linear = (n <= 0) if reset_type == 0 else (n == 0)
    beta = np.where(to_value, -end, -n).clip(min=0)
    exact = np.where(to_value, absolute, linear) & (beta <= NEGATIVE_THRESHOLD.high)
    beta = beta.clip(max=NEGATIVE_THRESHOLD.high)
    exact |= _stays_above(neurons, np.maximum(end, -beta))
    return beta.astype(np.int32), exact


def _stays_above(neurons: RancNeurons, end: _Integers) -> _Bits:
    """Tell where it is sure that V is never below this end.

    Nothing but a spike lowers it, and a linear reset leaves V >= 0.
    """
    after_spike = np.where(
        neurons.reset_mode == ResetMode.TO_VALUE, neurons.reset_potential, 0
    )
    above: _Bits = ~neurons.falls & (end <= 0)
    above &= (neurons.current_potential >= end) & (after_spike >= end)
    return above


@dataclass(frozen=True, slots=True)
class Offender:
    """The first neuron of a program that RANC has no equal for."""

    core: int
    neuron: int
    feature: str


def first_offender(program: ChipProgram) -> Offender | None:
    """Find the first neuron that does what RANC's cannot; None if all can go.

    A feature that has no effect is none: a stochastic synapse type without a
    synapse, noise or reversal of a leak of 0, κ where -β is what the reset
    would set (R = β, γ = 0: so the memoryless neuron) or where V never comes
    below -β. Nor has an inert neuron any: one without a synapse of a strength but
    0 and without leak, whose V starts from -β to α - 1 and stays there.
    """
    n = program.neurons
    connected = _connected(program)
    inert = _inert(program, connected)
    leaks = n.leak != 0
    noisy = (n.stochastic_synapses & connected & (n.strengths != 0)).any(axis=1)
    features = {
        marked("stochastic synapses (b)"): noisy,
        marked("leak reversal (ε)"): n.leak_reversal & leaks,
        marked("stochastic leak (c)"): n.stochastic_leak & leaks,
        marked("threshold mask (M)"): n.threshold_mask != 0,
        marked("spikes without reset (γ = 2)"): n.reset_mode == ResetMode.NONE,
        marked("negative threshold that saturates (κ)"): _saturates(program, connected),
    }
    found = np.stack([bits & ~inert for bits in features.values()])
    if not found.any():
        return None
    core, neuron = np.unravel_index(int(np.argmax(found.any(axis=0))), inert.shape)
    feature = list(features)[int(np.argmax(found[:, core, neuron]))]
    return Offender(int(core), int(neuron), feature)


def _inert(program: ChipProgram, connected: _Bits) -> _Bits:
    n, start = program.neurons, program.neurons.initial_potential
    reached = (connected & (n.strengths != 0)).any(axis=1)
    inert: _Bits = ~reached & (n.leak == 0)
    inert &= (-n.negative_threshold <= start) & (start < n.threshold)
    return inert


def _connected(program: ChipProgram) -> _Bits:
    types = program.hardware.axon_types
    return np.stack(
        [
            connected_types(program.axon_types[core], program.crossbar(core), types)
            for core in range(program.cores)
        ]
    )


def _saturates(program: ChipProgram, connected: _Bits) -> _Bits:
    """Tell where κ does what no reset does."""
    n = program.neurons
    to_value = n.reset_mode == ResetMode.TO_VALUE
    same = to_value & (n.reset_value == n.negative_threshold)
    neurons = RancNeurons(
        positive_threshold=n.threshold.astype(np.int64),
        negative_threshold=-n.negative_threshold.astype(np.int64),
        reset_mode=n.reset_mode.astype(np.int64),
        reset_potential=n.reset_value.astype(np.int64),
        current_potential=n.initial_potential.astype(np.int64),
        falls=may_fall(n.strengths, connected, n.leak),
    )
    above = _stays_above(neurons, neurons.negative_threshold)
    saturates: _Bits = n.negative_saturates & ~same & ~above
    return saturates

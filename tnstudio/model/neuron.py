"""The digital neuron of C13 (Cassidy et al. 2013)."""

from dataclasses import dataclass
from enum import IntEnum


class ResetMode(IntEnum):
    """What a spike does to the membrane potential (C13, γ)."""

    TO_VALUE = 0
    SUBTRACT_THRESHOLD = 1
    NONE = 2


@dataclass(frozen=True, slots=True)
class NeuronParameters:
    """All parameters of one neuron but its strengths, axon types and target.

    With ρ, drawn afresh from 0..255 for each use, and F(x) = 1 if |x| >= ρ,
    else 0, whatever is stochastic adds F(x) sgn(x) in place of x: it counts
    by ±1, with probability (|x| + 1) / 256.

    Attributes
    ----------
    stochastic_synapses : tuple of bool
        b, for each axon type from the first on; types beyond its end are not.
        ρ is drawn for each active synapse.
    leak : int
        λ, added every tick, -255..255.
    leak_reversal : bool
        ε: the leak is multiplied by the sign of V.
    stochastic_leak : bool
        c; ρ is drawn every tick.
    threshold : int
        α: the neuron spikes when V >= α, 0..2^18 - 1.
    negative_threshold : int
        β, 0..2^18 - 1.
    negative_saturates : bool
        κ: V stops at -β instead of being reset below it.
    threshold_mask : int
        M, 2^k - 1 with k = 0..18: every tick a number η of k random bits is
        added to α, and to β unless V stops at -β. 0: no noise.
    reset_mode : ResetMode
        γ.
    reset_value : int
        R, -2^19..2^19 - 1.
    initial_potential : int
        V before the first tick, -2^19..2^19 - 1.
    """

    leak: int = 0
    leak_reversal: bool = False
    threshold: int = 1
    negative_threshold: int = 0
    negative_saturates: bool = True
    reset_mode: ResetMode = ResetMode.TO_VALUE
    reset_value: int = 0
    initial_potential: int = 0
    stochastic_synapses: tuple[bool, ...] = ()
    stochastic_leak: bool = False
    threshold_mask: int = 0


MEMORYLESS_BINARY = NeuronParameters()
"""The history-free binary neuron of E15 §3.1: it spikes when I > 0.

I is an integer, so "I > 0" is "V >= 1": α = 1, β = 0, κ = 1, γ = 0, R = 0, and
the leak is the bias.
"""

"""What a chip does, in plain, slow Python: the reference for the kernels.

Cassidy et al. 2013, "Cognitive computing building block: a versatile and
efficient digital neuron model for neurosynaptic cores" (IJCNN), one neuron and
one synapse at a time with Python's own integers. What is random is drawn here
too, from the same numbered draws (`tnstudio.simulation.noise` documents them).

What the paper leaves open, and this program settles so:

- at tick t the axons active at t are integrated, then every neuron leaks and
  then compares: the spike belongs to tick t;
- V is saturated to 20 bits after the sum over all synapses, so that the order
  of the axons does not matter, again after the leak and again after the reset;
- sgn(0) = 0: leak reversal leaves V = 0 alone;
- a spike at tick t with delay d activates its axon at tick t + d, an output
  line shows it at tick t, an input spike at tick t activates its axons at t;
- spikes that meet on one axon, or on one output line, in one tick merge.
"""

from dataclasses import dataclass

import numpy as np

from tnstudio.randomness import stream_key

LOWEST = -(2**19)
HIGHEST = 2**19 - 1


def saturate(v):
    return max(LOWEST, min(HIGHEST, v))


def sign(v):
    if v > 0:
        return 1
    return -1 if v < 0 else 0


MASK_64 = 2**64 - 1


def squares(counter, key):
    """Four rounds of middle squares (Widynski 2020, arXiv:2004.06278)."""
    x = y = counter * key & MASK_64
    z = y + key & MASK_64
    for added in (y, z, y):
        x = x * x + added & MASK_64
        x = (x >> 32 | x << 32) & MASK_64
    return (x * x + z & MASK_64) >> 32


def core_key(seed, core):
    chip = int(stream_key(seed, "neurons"))
    return squares(2 * core, chip) << 32 | squares(2 * core + 1, chip) | 1


def draw(key, tick, source, lane):
    """The 32 bits of one draw; sources are axons, and 1024 for the neurons."""
    return squares(tick * 2**21 + source * 2**10 + lane, key)


def synapse_rho(key, tick, axon, j):
    return draw(key, tick, axon, j // 4) >> 8 * (j % 4) & 255


def leak_rho(key, tick, j):
    return draw(key, tick, 1024, j) >> 24


def threshold_rho(key, tick, j):
    return draw(key, tick, 1024, j) & 2**18 - 1


def by_chance(x, rho):
    """F(x, ρ) sgn(x)."""
    return sign(x) if abs(x) >= rho else 0


@dataclass(frozen=True)
class Neuron:
    """One neuron, named as in the paper; j, its place, is for the draws."""

    j: int
    s: tuple[int, ...]
    b: tuple[bool, ...]
    leak: int
    c: bool
    epsilon: bool
    alpha: int
    beta: int
    m: int
    kappa: bool
    gamma: int
    r: int


def synaptic_input(neuron, synapses, axon_types, active, key, tick):
    """Sum over the active axons."""
    total = 0
    for axon, is_active in enumerate(active):
        if is_active and synapses[axon]:
            s = neuron.s[axon_types[axon]]
            if neuron.b[axon_types[axon]]:
                s = by_chance(s, synapse_rho(key, tick, axon, neuron.j))
            total += s
    return total


def leak(neuron, v, key, tick):
    """The leak of a tick; V is what the synapses have left."""
    omega = sign(v) if neuron.epsilon else 1
    if neuron.c:
        return omega * by_chance(neuron.leak, leak_rho(key, tick, neuron.j))
    return omega * neuron.leak


def reset_by_spike(neuron, v, eta):
    if neuron.gamma == 0:
        return neuron.r
    if neuron.gamma == 1:
        return v - (neuron.alpha + eta)
    return v


def reset_below_floor(neuron, v, eta):
    if neuron.kappa:
        return -neuron.beta
    if neuron.gamma == 0:
        return -neuron.r
    if neuron.gamma == 1:
        return v + neuron.beta + eta
    return v


def neuron_tick(neuron, v, synaptic, key, tick):
    """Return V after the tick and whether the neuron spikes."""
    v = saturate(v + synaptic)
    v = saturate(v + leak(neuron, v, key, tick))
    eta = threshold_rho(key, tick, neuron.j) & neuron.m if neuron.m else 0
    floor = neuron.beta if neuron.kappa else neuron.beta + eta
    if v >= neuron.alpha + eta:
        return saturate(reset_by_spike(neuron, v, eta)), True
    if v < -floor:
        return saturate(reset_below_floor(neuron, v, eta)), False
    return v, False


@dataclass(frozen=True)
class ChipHistory:
    """All that happens, a row for each tick.

    spikes (ticks, cores, neurons), potentials the same, active (ticks, cores,
    axons), outputs (ticks, lines).
    """

    spikes: np.ndarray
    potentials: np.ndarray
    active: np.ndarray
    outputs: np.ndarray


class OracleChip:
    """A chip with the state that it has between two ticks."""

    def __init__(self, program):
        self.program = program
        self.cores = range(program.cores)
        self.neurons = [
            [_neuron(program, core, j) for j in range(program.hardware.neurons)]
            for core in self.cores
        ]
        self.v = program.neurons.initial_potential.tolist()
        self.synapses = [program.crossbar(core).T.tolist() for core in self.cores]
        self.types = program.axon_types.tolist()
        self.keys = [core_key(program.seed, core) for core in self.cores]
        self.tick = 0
        self.scheduled = set()

    def step(self, line_spikes):
        """Run a tick; return spikes, V, active axons and output spikes."""
        active = self._active_axons(line_spikes)
        outputs = [0] * len(self.program.outputs.label)
        spikes = [[False] * len(neurons) for neurons in self.neurons]
        for core in self.cores:
            now = self.keys[core], self.tick
            for j, neuron in enumerate(self.neurons[core]):
                synapses, types = self.synapses[core][j], self.types[core]
                synaptic = synaptic_input(neuron, synapses, types, active[core], *now)
                self.v[core][j], spikes[core][j] = neuron_tick(
                    neuron, self.v[core][j], synaptic, *now
                )
                if spikes[core][j]:
                    self._send(core, j, outputs)
        self.tick += 1
        return spikes, [list(v) for v in self.v], active, outputs

    def _active_axons(self, line_spikes):
        inputs = self.program.inputs
        axons = self.program.hardware.axons
        active = [[False] * axons for _ in self.cores]
        for line, core, axon in zip(
            inputs.line.tolist(),
            inputs.core.tolist(),
            inputs.axon.tolist(),
            strict=True,
        ):
            if line_spikes[line]:
                active[core][axon] = True
        for when, core, axon in list(self.scheduled):
            if when == self.tick:
                active[core][axon] = True
                self.scheduled.remove((when, core, axon))
        return active

    def _send(self, core, j, outputs):
        routes = self.program.routes
        if routes.core[core, j] >= 0:
            when = self.tick + int(routes.delay[core, j])
            self.scheduled.add(
                (when, int(routes.core[core, j]), int(routes.axon[core, j]))
            )
        if routes.line[core, j] >= 0:
            outputs[routes.line[core, j]] = 1


def run_chip(program, lines):
    """Run a tick for each row of input spikes, (ticks, input lines)."""
    chip = OracleChip(program)
    rows = [chip.step(row) for row in np.asarray(lines).tolist()]
    size, ticks = program.hardware, len(rows)
    shapes = (
        (ticks, program.cores, size.neurons),
        (ticks, program.cores, size.neurons),
        (ticks, program.cores, size.axons),
        (ticks, len(program.outputs.label)),
    )
    types = (np.bool_, np.int32, np.bool_, np.uint8)
    parts = zip(*rows, strict=True) if rows else ([], [], [], [])
    return ChipHistory(
        *(
            np.array(part, dtype).reshape(shape)
            for part, dtype, shape in zip(parts, types, shapes, strict=True)
        )
    )


def _neuron(program, core, j):
    n = program.neurons
    return Neuron(
        j=j,
        s=tuple(n.strengths[core, :, j].tolist()),
        b=tuple(n.stochastic_synapses[core, :, j].tolist()),
        leak=int(n.leak[core, j]),
        c=bool(n.stochastic_leak[core, j]),
        epsilon=bool(n.leak_reversal[core, j]),
        alpha=int(n.threshold[core, j]),
        beta=int(n.negative_threshold[core, j]),
        m=int(n.threshold_mask[core, j]),
        kappa=bool(n.negative_saturates[core, j]),
        gamma=int(n.reset_mode[core, j]),
        r=int(n.reset_value[core, j]),
    )

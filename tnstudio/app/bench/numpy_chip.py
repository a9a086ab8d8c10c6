"""The chip in plain NumPy: what the simulator's speed is compared with.

Every step works on all cores at once; there is no loop over cores or neurons.
The random numbers of stochastic neurons are those of
`tnstudio.simulation.noise`, so that both chips must spike alike.
"""

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import DELAY, POTENTIAL
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.noise import (
    LEAK_SHIFT,
    NEURON,
    SYNAPSES_PER_DRAW,
    THRESHOLD_BITS,
    core_keys,
)

RING = DELAY.high + 1
"""Ticks for which active axons are held: the current one and all delays."""

BLOCK = 1024
"""Active axons handled at once, so that their rows stay in the cache."""

_Bits = npt.NDArray[np.bool_]
_Indices = npt.NDArray[np.intp]


class NumpyChip:
    """Runs a chip program like `tnstudio.simulation.simulator.Simulator`.

    All neuron modes are supported. Neurons and axons are numbered through the
    whole chip.

    Parameters
    ----------
    program : ChipProgram
        Must be sound: nothing is checked here.
    """

    def __init__(self, program: ChipProgram) -> None:
        size, neurons, routes = program.hardware, program.neurons, program.routes
        self._axons, self._types, self._width = (
            size.axons,
            size.axon_types,
            size.neurons,
        )
        self._rows = program.synapses.reshape(-1, program.synapses.shape[2])
        self._axon_types = program.axon_types.ravel()
        self._strengths = neurons.strengths.reshape(-1, size.neurons)
        self._by_chance = neurons.stochastic_synapses.reshape(-1, size.neurons)
        self._leak = neurons.leak.astype(np.int32).ravel()
        self._leak_reversal = neurons.leak_reversal.ravel()
        self._leak_by_chance = neurons.stochastic_leak.ravel()
        self._threshold = neurons.threshold.ravel()
        self._floor = neurons.negative_threshold.ravel()
        self._stops = neurons.negative_saturates.ravel()
        self._mask = neurons.threshold_mask.ravel()
        self._mode = neurons.reset_mode.ravel()
        self._reset = neurons.reset_value.ravel()
        self._goes = (routes.core != NONE).ravel()
        self._target = (routes.core * np.int32(size.axons) + routes.axon).ravel()
        self._delay = routes.delay.ravel()
        self._line = program.inputs.line
        self._fed = program.inputs.core * np.int32(size.axons) + program.inputs.axon
        self._keys = core_keys(program.seed, program.cores)
        self._is_noisy = bool(self._leak_by_chance.any() or self._mask.any())
        self._tick = 0
        self._ring = np.zeros((RING, self._axon_types.size), np.bool_)
        self._v = neurons.initial_potential.astype(np.int32)

    @property
    def potentials(self) -> npt.NDArray[np.int32]:
        """V of every neuron after the last tick, shape (cores, neurons)."""
        return self._v.copy()

    def step(self, lines: npt.NDArray[np.uint8]) -> _Bits:
        """Run one tick.

        Parameters
        ----------
        lines : uint8 array, shape (input lines,)

        Returns
        -------
        bool array, shape (cores, neurons)
            The spikes.
        """
        self._integrate(self._active_axons(lines))
        v = self._v.reshape(-1)
        rho = self._neuron_draws() if self._is_noisy else None
        self._add_leak(v, rho)
        spikes = self._fire(v, rho)
        self._send(np.flatnonzero(spikes & self._goes))
        self._tick += 1
        return spikes.reshape(self._v.shape)

    def _active_axons(self, lines: npt.NDArray[np.uint8]) -> _Indices:
        active = self._ring[self._tick % RING]
        active[self._fed[lines[self._line] != 0]] = True
        axons = np.flatnonzero(active)
        active[:] = False
        return axons

    def _integrate(self, axons: _Indices) -> None:
        """Add the synapses of the active axons, then saturate.

        Either one axon of every core at a time, or sums over the axons of a
        core: whichever takes fewer steps.
        """
        if axons.size:
            core = axons // self._axons
            starts = np.flatnonzero(np.diff(core, prepend=-1))
            counts = np.diff(starts, append=axons.size)
            if counts.max() < starts.size:
                self._integrate_in_turn(axons, starts, counts)
            else:
                self._integrate_by_core(axons)
        _saturate(self._v)

    def _integrate_in_turn(
        self, axons: _Indices, starts: _Indices, counts: _Indices
    ) -> None:
        turn = np.arange(axons.size) - np.repeat(starts, counts)
        ends = np.cumsum(np.bincount(turn))
        for chosen in np.split(axons[np.argsort(turn, kind="stable")], ends[:-1]):
            self._v[chosen // self._axons] += self._contributions(chosen)

    def _integrate_by_core(self, axons: _Indices) -> None:
        for first in range(0, axons.size, BLOCK):
            block = axons[first : first + BLOCK]
            core = block // self._axons
            starts = np.flatnonzero(np.diff(core, prepend=-1))
            self._v[core[starts]] += np.add.reduceat(
                self._contributions(block), starts, axis=0, dtype=np.int32
            )

    def _contributions(self, axons: _Indices) -> npt.NDArray[np.int16]:
        """Return what each axon adds to V, shape (axons, neurons)."""
        synapses = np.unpackbits(
            self._rows[axons], axis=1, count=self._width, bitorder="little"
        )
        which = axons // self._axons * self._types + self._axon_types[axons]
        strengths = self._strengths[which]
        by_chance = self._by_chance[which]
        if by_chance.any():
            drawn = _by_chance(strengths, self._synapse_draws(axons))
            strengths = np.where(by_chance, drawn, strengths)
        added: npt.NDArray[np.int16] = synapses * strengths
        return added

    def _add_leak(
        self, v: npt.NDArray[np.int32], rho: npt.NDArray[np.uint32] | None
    ) -> None:
        leak = self._leak
        if rho is not None:
            drawn = _by_chance(leak, rho >> LEAK_SHIFT)
            leak = np.where(self._leak_by_chance, drawn, leak)
        if self._leak_reversal.any():
            leak = np.where(self._leak_reversal, np.sign(v) * leak, leak)
        v += leak
        _saturate(v)

    def _fire(
        self, v: npt.NDArray[np.int32], rho: npt.NDArray[np.uint32] | None
    ) -> _Bits:
        """Compare with both thresholds and reset; returns the spikes."""
        ceiling, floor = self._threshold, self._floor
        if rho is not None:
            noise = (rho & THRESHOLD_BITS).astype(np.int32) & self._mask
            ceiling = ceiling + noise
            floor = floor + np.where(self._stops, 0, noise)
        spikes: _Bits = v >= ceiling
        above, below = np.flatnonzero(spikes), np.flatnonzero(v < -floor)
        up, down = v[above], v[below]
        v[above] = np.choose(
            self._mode[above], (self._reset[above], up - ceiling[above], up)
        )
        kept = np.choose(
            self._mode[below], (-self._reset[below], down + floor[below], down)
        )
        v[below] = np.where(self._stops[below], -floor[below], kept)
        _saturate(v)
        return spikes

    def _send(self, spiking: _Indices) -> None:
        when = (self._tick + self._delay[spiking].astype(np.intp)) % RING
        self._ring[when, self._target[spiking]] = True

    def _synapse_draws(self, axons: _Indices) -> npt.NDArray[np.uint8]:
        lanes = np.arange(-(-self._width // SYNAPSES_PER_DRAW), dtype=np.uint64)
        source = (axons % self._axons)[:, None].astype(np.uint64)
        numbers = self._draws(axons // self._axons, source, lanes)
        return numbers.astype("<u4").view(np.uint8)[:, : self._width]

    def _neuron_draws(self) -> npt.NDArray[np.uint32]:
        cores, lanes = np.arange(len(self._keys)), np.arange(self._width)
        numbers = self._draws(cores, np.uint64(NEURON), lanes.astype(np.uint64))
        return numbers.astype(np.uint32).ravel()

    def _draws(
        self,
        core: _Indices,
        source: np.uint64 | npt.NDArray[np.uint64],
        lanes: npt.NDArray[np.uint64],
    ) -> npt.NDArray[np.uint64]:
        tick = np.uint64(self._tick)
        counters = tick << np.uint64(21) | source << np.uint64(10) | lanes
        return _squares(self._keys[core][:, None], counters)


def _saturate(v: npt.NDArray[np.int32]) -> None:
    np.clip(v, POTENTIAL.low, POTENTIAL.high, out=v)


def _by_chance(
    values: npt.NDArray[np.signedinteger], rho: npt.NDArray[np.unsignedinteger]
) -> npt.NDArray[np.signedinteger]:
    """Return F(x, ρ) sgn(x), see `tnstudio.model.neuron.NeuronParameters`."""
    drawn: npt.NDArray[np.signedinteger] = np.sign(values) * (np.abs(values) >= rho)
    return drawn


def _squares(
    keys: npt.NDArray[np.uint64], counters: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint64]:
    """Return the numbers of `tnstudio.draws.draw` for whole arrays."""
    half = np.uint64(32)
    y = counters * keys
    z = y + keys
    x = y
    for added in (y, z, y):
        x = x * x + added
        x = x >> half | x << half
    last: npt.NDArray[np.uint64] = (x * x + z) >> half
    return last

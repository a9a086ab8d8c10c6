"""One update of one neuron, term by term, as a value and in words (C13).

Symbols are those of the equations: V, s, b, ρ, λ, ε, c, Ω, α, β, M, η, κ, γ, R.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from tnstudio.model.neuron import ResetMode
from tnstudio.texts import plural, tr

MOST_NAMED = 8
"""Axons that a line names one by one; of more it gives the number."""


class Branch(Enum):
    """What the comparison with threshold and floor led to."""

    SPIKE = "spike"
    BELOW_FLOOR = "below floor"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one active axon with a closed synapse adds to V.

    Attributes
    ----------
    axon, axon_type : int
    strength : int
        s of the neuron for that type.
    rho : int or None
        ρ, 0..255, if the synapse is stochastic.
    value : int
        s, or F(s, ρ) sgn(s).
    """

    axon: int
    axon_type: int
    strength: int
    rho: int | None
    value: int

    @property
    def stochastic(self) -> bool:
        """Whether b is set for this type."""
        return self.rho is not None


@dataclass(frozen=True, slots=True)
class LeakTerm:
    """What the leak adds to V.

    Attributes
    ----------
    leak : int
        λ.
    reversal : bool
        ε.
    direction : int
        Ω: 1, or with leak reversal sgn V after the synapses.
    rho : int or None
        ρ, 0..255, if the leak is stochastic.
    value : int
        Ω λ, or Ω F(λ, ρ) sgn(λ).
    """

    leak: int
    reversal: bool
    direction: int
    rho: int | None
    value: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What V is compared with.

    Attributes
    ----------
    alpha, beta, mask : int
        α, β and M.
    rho : int or None
        ρ, 0..2^18 - 1, if M is not 0.
    eta : int
        η = ρ & M.
    threshold : int
        α + η: V spikes from here on.
    floor : int
        -β if V stops there (κ), else -(β + η): V is reset below it.
    """

    alpha: int
    beta: int
    mask: int
    rho: int | None
    eta: int
    threshold: int
    floor: int


@dataclass(frozen=True, slots=True)
class Resets:
    """What happens to V beyond threshold and floor.

    Attributes
    ----------
    mode : ResetMode
        γ.
    value : int
        R.
    floor_stops : bool
        κ.
    """

    mode: ResetMode
    value: int
    floor_stops: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The full arithmetic of one update of one neuron.

    Attributes
    ----------
    tick, core, neuron : int
    before : int
        V before the tick.
    contributions : tuple of Contribution
        Of the active axons with a closed synapse, by axon.
    synaptic_sum : int
        The sum of the contributions.
    after_synapses : int
        V with the sum, saturated to 20 bits.
    leak : LeakTerm
    after_leak : int
        V with the leak, saturated; this is compared.
    thresholds : Thresholds
    resets : Resets
    branch : Branch
    reset_sum : int
        V as the branch leaves it, before it is saturated.
    after : int
        V after the tick, saturated.
    """

    tick: int
    core: int
    neuron: int
    before: int
    contributions: tuple[Contribution, ...]
    synaptic_sum: int
    after_synapses: int
    leak: LeakTerm
    after_leak: int
    thresholds: Thresholds
    resets: Resets
    branch: Branch
    reset_sum: int
    after: int

    @property
    def spike(self) -> bool:
        """Whether the neuron fired."""
        return self.branch is Branch.SPIKE

    @property
    def missing(self) -> int:
        """How much V was short of its threshold; 0 if the neuron fired."""
        return max(0, self.thresholds.threshold - self.after_leak)

    @property
    def verdict(self) -> str:
        """Whether the neuron fired and, if not, how far it was from it."""
        v, threshold = self.after_leak, self.thresholds.threshold
        if self.spike:
            return tr(
                "Fired: V = {v} reached the threshold {threshold}",
                v=v,
                threshold=threshold,
            )
        return tr(
            "Did not fire: V = {v}, {missing} short of the threshold {threshold}",
            v=v,
            missing=self.missing,
            threshold=threshold,
        )

    @property
    def unnamed(self) -> int:
        """How many of the active axons `lines` does not name."""
        named = [part for group in _by_type(self) for part in _split(group)]
        return sum(max(0, len(part) - MOST_NAMED) for part in named)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, most: int | None = MOST_NAMED) -> tuple[str, ...]:
        """Return the equations with their numbers, step by step.

        Parameters
        ----------
        most : int or None
            Axons of one kind that are named one by one; None: all.
        """
        return (
            tr(
                "tick {tick}, core {core}, neuron {neuron}: V = {v}",
                tick=self.tick,
                core=self.core,
                neuron=self.neuron,
                v=self.before,
            ),
            *_synapse_lines(self, most),
            _leak_line(self),
            *_threshold_lines(self.thresholds),
            _comparison(self),
            _outcome(self),
        )


def _synapse_lines(told: Explanation, most: int | None) -> Iterator[str]:
    if not told.contributions:
        yield tr("synapses: no active axon reaches the neuron, V = {v}", v=told.before)
        return
    for group in _by_type(told):
        yield _type_line(group, most)
    exact, held = told.before + told.synaptic_sum, told.after_synapses
    yield f"V = {told.before} {_added(told.synaptic_sum)} = {_held(exact, held)}"


def _by_type(told: Explanation) -> Iterator[tuple[Contribution, ...]]:
    by_type = sorted(told.contributions, key=lambda c: c.axon_type)
    for _, group in groupby(by_type, key=lambda c: c.axon_type):
        yield tuple(group)


def _split(
    group: tuple[Contribution, ...],
) -> tuple[list[Contribution], list[Contribution]]:
    """Divide the axons of a type by whether chance let them count."""
    counted = [c for c in group if c.rho is None or c.rho <= abs(c.strength)]
    return counted, [c for c in group if c.rho is not None and c.rho > abs(c.strength)]


def _type_line(group: tuple[Contribution, ...], most: int | None) -> str:
    first, count = group[0], len(group)
    total = sum(c.value for c in group)
    kind, strength = first.axon_type, first.strength
    if not first.stochastic:
        return tr(
            "type {type}, s = {strength}: {count} × {strength} = {total} ({axons})",
            type=kind,
            strength=strength,
            count=count,
            total=total,
            axons=_axons(group, most),
        )
    size = abs(strength)
    acting, others = _split(group)
    told = tr(
        "type {type}, s = {strength}, stochastic: {acting} of {count} × {sign} = "
        "{total}",
        type=kind,
        strength=strength,
        acting=len(acting),
        count=count,
        sign=_sign(strength),
        total=total,
    )
    parts = [told]
    if acting:
        named = _axons(acting, most)
        parts.append(tr("ρ <= {size} on {axons}", size=size, axons=named))
    if others:
        named = _axons(others, most)
        parts.append(tr("ρ > {size} on {axons}", size=size, axons=named))
    return "; ".join(parts)


def _axons(group: Sequence[Contribution], most: int | None) -> str:
    """Name axons, with what they drew."""
    named = [str(c.axon) if c.rho is None else f"{c.axon} (ρ = {c.rho})" for c in group]
    if most is not None and len(named) > most:
        named = [*named[:most], tr("and {number} more", number=len(named) - most)]
    axons = ", ".join(named)
    return plural("axon {axons}", "axons {axons}", len(group), axons=axons)


def _leak_line(told: Explanation) -> str:
    leak = told.leak
    rule = f"λ = {leak.leak}"
    if leak.rho is not None:
        size = abs(leak.leak)
        relation = "<=" if leak.rho <= size else ">"
        drawn = f"ρ = {leak.rho} {relation} {size}"
        rule = tr("{rule}, stochastic: {drawn}", rule=rule, drawn=drawn)
    if leak.reversal:
        rule += f", Ω = sgn V = {leak.direction}"
    exact = told.after_synapses + leak.value
    return tr(
        "leak: {rule}; V = {v} {added} = {sum}",
        rule=rule,
        v=told.after_synapses,
        added=_added(leak.value),
        sum=_held(exact, told.after_leak),
    )


def _threshold_lines(limits: Thresholds) -> Iterator[str]:
    if limits.rho is None:
        yield tr("threshold: {formula}", formula=f"α = {limits.alpha}")
        return
    yield f"η = ρ & M = {limits.rho} & {limits.mask} = {limits.eta}"
    formula = f"α + η = {limits.alpha} + {limits.eta} = {limits.threshold}"
    yield tr("threshold: {formula}", formula=formula)


def _comparison(told: Explanation) -> str:
    v, limits = told.after_leak, told.thresholds
    if told.spike:
        return tr("V = {v} >= {threshold}: spike", v=v, threshold=limits.threshold)
    relation = "<" if told.branch is Branch.BELOW_FLOOR else ">="
    name = "-β" if told.resets.floor_stops or limits.rho is None else "-(β + η)"
    return tr(
        "V = {v} < {threshold}: no spike, {missing} missing; {floor}",
        v=v,
        threshold=limits.threshold,
        missing=told.missing,
        floor=f"V {relation} {name} = {limits.floor}",
    )


def _outcome(told: Explanation) -> str:
    if told.branch is Branch.NONE:
        return tr("V stays {v}", v=told.after)
    rule = _spike_rule(told) if told.spike else _floor_rule(told)
    return f"{rule} = {_held(told.reset_sum, told.after)}"


def _spike_rule(told: Explanation) -> str:
    if told.resets.mode == ResetMode.TO_VALUE:
        return _reset("γ = 0", "V = R")
    if told.resets.mode == ResetMode.SUBTRACT_THRESHOLD:
        taken = _added(-told.thresholds.threshold)
        return _reset("γ = 1", f"V = {told.after_leak} {taken}")
    return tr("no reset ({mode}): V", mode="γ = 2")


def _floor_rule(told: Explanation) -> str:
    if told.resets.floor_stops:
        return tr("V stops ({mode}): V = -β", mode="κ = 1")
    if told.resets.mode == ResetMode.TO_VALUE:
        return _reset("κ = 0, γ = 0", "V = -R")
    if told.resets.mode == ResetMode.SUBTRACT_THRESHOLD:
        added = _added(-told.thresholds.floor)
        return _reset("κ = 0, γ = 1", f"V = {told.after_leak} {added}")
    return tr("no reset ({mode}): V", mode="κ = 0, γ = 2")


def _reset(mode: str, formula: str) -> str:
    return tr("reset ({mode}): {formula}", mode=mode, formula=formula)


def _added(value: int) -> str:
    return f"- {-value}" if value < 0 else f"+ {value}"


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _held(exact: int, held: int) -> str:
    """Return the sum, and what the 20 bits of V keep of it."""
    if exact == held:
        return str(exact)
    return tr("{sum}, saturated to {held}", sum=exact, held=held)

"""What each number of a neuron means: symbol, range, unit and equation."""

from tnstudio.model.neuron_fields import NeuronField
from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About

_SUM = "V ← V + Σ Aᵢ wᵢⱼ sⱼ[Gᵢ]"
_CHANCE = tr("F(s, ρ) = 1 if |s| ≥ ρ, else 0, with ρ drawn from 0 … 255")
_LEAK = tr("V ← V + Ω λ, with Ω = 1, or sgn V if ε")
_FIRE = tr("spike if V ≥ α + η, with η = ρ & M")
_RESET = tr("after a spike: V ← R (γ = 0), V − (α + η) (γ = 1), V (γ = 2)")
_FLOOR = tr(
    "if V < −(β + η): V ← −β if κ (without η), else as after a spike, with −R and +β"
)
_FLAG = tr("yes or no")

_TEXTS: dict[str, tuple[str, str, str, str, str]] = {
    "strengths": (
        "s{type}",
        tr("Strength of type {type}"),
        tr(
            "Added to V (membrane units) for each active axon of type {type} with a "
            "synapse."
        ),
        "",
        _SUM,
    ),
    "stochastic_synapses": (
        "b{type}",
        tr("Stochastic synapse of type {type}"),
        tr("Synapses of type {type} count by ±1, with probability (|s| + 1) / 256."),
        _FLAG,
        _CHANCE,
    ),
    "leak": (
        "λ",
        tr("Leak"),
        tr("Added to V in every tick (membrane units)."),
        "",
        _LEAK,
    ),
    "leak_reversal": (
        "ε",
        tr("Leak reversal"),
        tr("The leak is multiplied by the sign of V: it leads away from 0, or back."),
        _FLAG,
        _LEAK,
    ),
    "stochastic_leak": (
        "c",
        tr("Stochastic leak"),
        tr("The leak counts by ±1, with probability (|λ| + 1) / 256."),
        _FLAG,
        tr("V ← V + Ω F(λ, ρ) sgn λ"),
    ),
    "threshold": (
        "α",
        tr("Threshold"),
        tr("The neuron spikes when V reaches it (membrane units)."),
        "",
        _FIRE,
    ),
    "threshold_mask": (
        "M",
        tr("Threshold mask"),
        tr(
            "2ᵏ − 1: a random number of k bits is added to the threshold in every "
            "tick; 0: none is."
        ),
        "0, 1, 3, 7 … 262,143",
        _FIRE,
    ),
    "negative_threshold": (
        "β",
        tr("Negative threshold"),
        tr("How far V may fall below 0 (membrane units)."),
        "",
        _FLOOR,
    ),
    "negative_saturates": (
        "κ",
        tr("Saturates"),
        tr("V stops at −β; else it is reset when it falls below."),
        _FLAG,
        _FLOOR,
    ),
    "reset_mode": (
        "γ",
        tr("Reset mode"),
        tr("What a spike does to V: 0 sets it to R, 1 takes α away, 2 leaves it."),
        "0, 1, 2",
        _RESET,
    ),
    "reset_value": (
        "R",
        tr("Reset value"),
        tr("V after a spike if γ = 0 (membrane units)."),
        "",
        _RESET,
    ),
    "initial_potential": (
        "V₀",
        tr("Initial potential"),
        tr("V before the first tick (membrane units)."),
        "",
        "",
    ),
}
"""Symbol, label, meaning, range if it is not the limit's, equation."""


def symbol_of(field: NeuronField) -> str:
    """Return the symbol of a field, e.g. ``λ`` or ``s1``."""
    return _TEXTS[field.name][0].format(type=field.axon_type)


def about(field: NeuronField, prefix: str) -> About:
    """Return what a field is about.

    Parameters
    ----------
    prefix : str
        Of the object name.
    """
    texts = (text.format(type=field.axon_type) for text in _TEXTS[field.name])
    symbol, label, meaning, values, equation = texts
    if field.kind == "number" and not values:
        values = f"{field.limit.low:,} … {field.limit.high:,}".replace("-", "−")
    suffix = f"-{field.axon_type}" if field.axon_type >= 0 else ""
    name = f"{prefix}-{field.name.replace('_', '-')}{suffix}"
    return About(name, f"{label} {symbol}", meaning, values, equation)


TARGET = About(
    "target",
    tr("Target →"),
    tr("Where its spikes go: core:axon, or out and the number of an output line."),
    tr("2:17, out 0, or nothing"),
)
DELAY_OF_TARGET = About(
    "delay",
    tr("Delay d"),
    tr("Ticks from a spike until its target axon is active."),
    tr("1 … 15 ticks"),
    tr("A(t + d) = 1 for a spike at t"),
)

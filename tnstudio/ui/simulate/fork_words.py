"""What is said about forks."""

from tnstudio.app.fork import (
    Change,
    EncodingChange,
    Fork,
    ImageChange,
    LineFlip,
)
from tnstudio.app.fork_run import Comparison
from tnstudio.app.wording import counted
from tnstudio.model.neuron_fields import MODE_WORDS, NeuronField, text_of
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.program_edits import (
    AxonTypeChange,
    NeuronChange,
    SynapseFlip,
    is_on,
    neuron_value,
)
from tnstudio.ui.widgets.neuron_abouts import about

NO_FORK = (
    "Go to any tick, and fork there. What is run from this tick on is A. B goes on "
    "from the same tick with something else: a synapse, a number of a neuron, an axon "
    "type, an input spike, the image. Both are run and compared; A stays as it is."
)

OPENED_ANEW = "another chip was opened"
BEGUN_ANEW = "the run was begun anew"


def gone(fork: Fork, why: str) -> str:
    """Say that a fork is no more."""
    return f"The fork at tick {fork.tick:,} is gone: {why}."


def forgotten(end: int) -> str:
    """Say why a fork is gone whose past is no more."""
    return f"what was run from tick {end:,} on was forgotten for another input"


def stale(fork: Fork) -> str:
    """Say why nothing is known of a fork any more."""
    return f"A has another input since. Run the fork at tick {fork.tick:,} again."


def told_value(field: NeuronField, value: int) -> str:
    """Return a neuron's number as it is read."""
    if field.kind == "mode":
        return next(words for mode, words in MODE_WORDS.items() if mode == value)
    return text_of(field, value).replace("-", "−")


def name_of(field: NeuronField) -> str:
    """Return what a neuron's number is called, with its symbol."""
    return about(field, "fork").label


def told_change(program: ChipProgram, change: Change) -> str:
    """Return a change in a line."""
    if isinstance(change, SynapseFlip):
        was_on = is_on(program, change.core, change.axon, change.neuron)
        return (
            f"Core {change.core}: synapse of axon {change.axon} on neuron "
            f"{change.neuron} {'cut' if was_on else 'added'}"
        )
    if isinstance(change, NeuronChange):
        field = change.field
        was = neuron_value(program, change.core, change.neuron, field)
        return (
            f"Core {change.core}, neuron {change.neuron}: {name_of(field)} "
            f"{told_value(field, was)} → {told_value(field, change.value)}"
        )
    if isinstance(change, AxonTypeChange):
        was = int(program.axon_types[change.core, change.axon])
        return (
            f"Core {change.core}, axon {change.axon}: type {was} → {change.axon_type}"
        )
    return f"Input: {_told_input(change)}"


def _told_input(change: Change) -> str:
    if isinstance(change, LineFlip):
        return f"line {change.line} at tick {change.tick:,}, a spike or none, flipped"
    if isinstance(change, ImageChange):
        return f"image {change.image:,}"
    if isinstance(change, EncodingChange):
        return f"encoding {change.encoding}"
    return f"seed {getattr(change, 'seed', 0)}"


def told_divergence(found: Comparison) -> str:
    """Say where two runs part, or that they do not."""
    differences = found.differences
    span = f"ticks {differences.first_tick:,} to {differences.end - 1:,}"
    first = differences.first
    if first is None:
        return f"A and B are the same in {span}."
    only_a, only_b, both = differences.counts
    total = counted(only_a, "spike")
    return (
        f"They part at tick {first.tick:,}: core {first.core}, neuron {first.neuron} "
        f"fires only in {first.only_in.upper()}. In {span}: {total} only in A, "
        f"{only_b:,} only in B, {both:,} in both."
    )


def told_decisions(program: ChipProgram, found: Comparison) -> str:
    """Say what A and B vote for; nothing if the chip has no classes."""
    names = program.class_names
    if not names:
        return ""
    a, b = ("none" if each == NONE else names[each] for each in found.decisions)
    if a == b:
        return f"Both decide for class {a}."
    return f"A decides for class {a}, B for class {b}."

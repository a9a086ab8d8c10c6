"""What is said about forks."""

from tnstudio.app.code_names import code_name
from tnstudio.app.fork import (
    Change,
    EncodingChange,
    Fork,
    ImageChange,
    LineFlip,
)
from tnstudio.app.fork_run import Comparison
from tnstudio.app.wording import counted
from tnstudio.model.neuron import ResetMode
from tnstudio.model.neuron_fields import NeuronField, text_of
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.program_edits import (
    AxonTypeChange,
    NeuronChange,
    SynapseFlip,
    is_on,
    neuron_value,
)
from tnstudio.texts import marked, tr
from tnstudio.ui.widgets.neuron_abouts import about

NO_FORK = tr(
    "Go to any tick, and fork there. What is run from this tick on is A. B goes on "
    "from the same tick with something else: a synapse, a number of a neuron, an axon "
    "type, an input spike, the image. Both are run and compared; A stays as it is."
)

OPENED_ANEW = tr("another chip was opened")
BEGUN_ANEW = tr("the run was begun anew")

_MODES = {
    ResetMode.TO_VALUE: tr("to R"),
    ResetMode.SUBTRACT_THRESHOLD: tr("minus α"),
    ResetMode.NONE: tr("none"),
}


def gone(fork: Fork, why: str) -> str:
    """Say that a fork is no more."""
    return tr("The fork at tick {tick:,} is gone: {why}.", tick=fork.tick, why=why)


def forgotten(end: int) -> str:
    """Say why a fork is gone whose past is no more."""
    return tr(
        "what was run from tick {end:,} on was forgotten for another input", end=end
    )


def stale(fork: Fork) -> str:
    """Say why nothing is known of a fork any more."""
    return tr(
        "A has another input since. Run the fork at tick {tick:,} again.",
        tick=fork.tick,
    )


def told_value(field: NeuronField, value: int) -> str:
    """Return a neuron's number as it is read."""
    if field.kind == "mode":
        return _MODES[ResetMode(value)]
    if field.kind == "flag":
        return tr("yes") if value else tr("no")
    return text_of(field, value).replace("-", "−")


def name_of(field: NeuronField) -> str:
    """Return what a neuron's number is called, with its symbol."""
    return about(field, "fork").label


def told_change(program: ChipProgram, change: Change) -> str:
    """Return a change in a line."""
    if isinstance(change, SynapseFlip):
        was_on = is_on(program, change.core, change.axon, change.neuron)
        text = (
            marked("Core {core}: synapse of axon {axon} on neuron {neuron} cut")
            if was_on
            else marked("Core {core}: synapse of axon {axon} on neuron {neuron} added")
        )
        return tr(text, core=change.core, axon=change.axon, neuron=change.neuron)
    if isinstance(change, NeuronChange):
        field = change.field
        was = neuron_value(program, change.core, change.neuron, field)
        return tr(
            "Core {core}, neuron {neuron}: {parameter} {old} → {new}",
            core=change.core,
            neuron=change.neuron,
            parameter=name_of(field),
            old=told_value(field, was),
            new=told_value(field, change.value),
        )
    if isinstance(change, AxonTypeChange):
        was = int(program.axon_types[change.core, change.axon])
        return tr(
            "Core {core}, axon {axon}: type {old} → {new}",
            core=change.core,
            axon=change.axon,
            old=was,
            new=change.axon_type,
        )
    return _told_input(change)


def _told_input(change: Change) -> str:
    if isinstance(change, LineFlip):
        return tr(
            "Input: line {line} at tick {tick:,}, a spike or none, flipped",
            line=change.line,
            tick=change.tick,
        )
    if isinstance(change, ImageChange):
        return tr("Input: image {image:,}", image=change.image)
    if isinstance(change, EncodingChange):
        return tr("Input: encoding {encoding}", encoding=code_name(change.encoding))
    return tr("Input: seed {seed}", seed=getattr(change, "seed", 0))


def told_divergence(found: Comparison) -> str:
    """Say where two runs part, or that they do not."""
    differences = found.differences
    begin, last = differences.first_tick, differences.end - 1
    first = differences.first
    if first is None:
        return tr(
            "A and B are the same in ticks {first:,} to {last:,}.",
            first=begin,
            last=last,
        )
    only_a, only_b, both = differences.counts
    return tr(
        "They part at tick {tick:,}: core {core}, neuron {neuron} fires only in {run}. "
        "In ticks {first:,} to {last:,}: {spikes} only in A, {only_b:,} only in B, "
        "{both:,} in both.",
        tick=first.tick,
        core=first.core,
        neuron=first.neuron,
        run=first.only_in.upper(),
        first=begin,
        last=last,
        spikes=counted(only_a, "spike"),
        only_b=only_b,
        both=both,
    )


def told_decisions(program: ChipProgram, found: Comparison) -> str:
    """Say what A and B vote for; nothing if the chip has no classes."""
    names = program.class_names
    if not names:
        return ""
    a, b = (tr("none") if each == NONE else names[each] for each in found.decisions)
    if a == b:
        return tr("Both decide for class {a}.", a=a)
    return tr("A decides for class {a}, B for class {b}.", a=a, b=b)

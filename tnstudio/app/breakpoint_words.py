"""Breakpoints and their hits in words, and the place on the chip they are about."""

import numpy as np

from tnstudio.app.breakpoint_run import Watched, WrongOnImage
from tnstudio.app.frame import Frame
from tnstudio.app.wording import counted
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_lines import name_of_output
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.breakpoints import (
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    NeuronSpikes,
    PotentialCrosses,
    WrongClass,
)
from tnstudio.texts import marked, tr


def condition_text(
    program: ChipProgram, condition: Watched, circuit: Circuit | None = None
) -> str:
    """Return what a breakpoint waits for, e.g. ``core 3, neuron 7 spikes``.

    Parameters
    ----------
    program : ChipProgram
        May lack what the condition is about.
    circuit : Circuit, optional
        The free cores that the program was made of: its lines have names.
    """
    match condition:
        case NeuronSpikes(core, neuron):
            return tr("core {core}, neuron {neuron} spikes", core=core, neuron=neuron)
        case LineSpikes(line):
            return tr("{line} spikes", line=line_text(program, line, circuit))
        case PotentialCrosses(core, neuron, value, direction):
            text = (
                marked("V of core {core}, neuron {neuron} rises to {value:,}")
                if direction == "up"
                else marked("V of core {core}, neuron {neuron} falls to {value:,}")
            )
            return tr(text, core=core, neuron=neuron, value=value)
        case CoreSilent(core, ticks):
            span = counted(ticks, "tick")
            return tr("core {core} is silent for {ticks}", core=core, ticks=span)
        case CoreSaturated(core, ticks):
            span = counted(ticks, "tick")
            return tr("core {core} is saturated for {ticks}", core=core, ticks=span)
        case WrongClass(label, _, after):
            return tr(
                "wrong class, not {name}, after {ticks}",
                name=_class_name(program, label),
                ticks=counted(after, "tick"),
            )
        case WrongOnImage(after):
            return tr("wrong class after {ticks}", ticks=counted(after, "tick"))


def hit_text(
    program: ChipProgram,
    condition: Watched,
    frame: Frame,
    circuit: Circuit | None = None,
) -> str:
    """Return what has happened, e.g. ``core 3, neuron 7 spiked``.

    Parameters
    ----------
    frame : Frame
        The tick in which the condition was met is its last one.
    """
    match condition:
        case NeuronSpikes(core, neuron):
            return tr("core {core}, neuron {neuron} spiked", core=core, neuron=neuron)
        case LineSpikes(line):
            return tr("{line} spiked", line=line_text(program, line, circuit))
        case PotentialCrosses():
            return _crossing(condition, frame)
        case CoreSilent(core, ticks):
            span = counted(ticks, "tick")
            return tr("core {core} was silent for {ticks}", core=core, ticks=span)
        case CoreSaturated(core, ticks):
            span = counted(ticks, "tick")
            return tr("core {core} was saturated for {ticks}", core=core, ticks=span)
        case WrongClass(label):
            return tr("the votes are not for {name}", name=_class_name(program, label))
        case WrongOnImage():
            return tr(
                "image {image}: the votes are for {voted}, not {right}",
                image=frame.image,
                voted=_class_name(program, frame.decision),
                right=_class_name(program, frame.label),
            )


def _crossing(condition: PotentialCrosses, frame: Frame) -> str:
    """Return to where V of a neuron rose or fell."""
    core, neuron, value = condition.core, condition.neuron, condition.value
    v = int(frame.potentials[core, neuron])
    told = (
        tr(
            "V of core {core}, neuron {neuron} rose to {v:,}",
            core=core,
            neuron=neuron,
            v=v,
        )
        if condition.direction == "up"
        else tr(
            "V of core {core}, neuron {neuron} fell to {v:,}",
            core=core,
            neuron=neuron,
            v=v,
        )
    )
    if v == value:
        return told
    return tr("{crossing}, past {value:,}", crossing=told, value=value)


def line_text(program: ChipProgram, line: int, circuit: Circuit | None = None) -> str:
    """Return what an output line is called, e.g. ``output line 3 (left)``."""
    if circuit is not None and line < circuit.output_lines:
        name = name_of_output(circuit, line)
        if name != tr("output {number}", number=line):
            return tr("output {name}", name=name)
        return tr("output line {line}", line=line)
    labels = program.outputs.label
    label = int(labels[line]) if line < len(labels) else NONE
    if label == NONE:
        return tr("output line {line}", line=line)
    name = _class_name(program, label)
    return tr("output line {line} ({name})", line=line, name=name)


def place(program: ChipProgram, condition: Watched) -> tuple[int, int] | None:
    """Return the core and the neuron that a breakpoint is about; `NONE` for none.

    Of an output line it is the first neuron that spikes on it. None if the
    breakpoint is about no place, or about one that the program does not have.
    """
    found: tuple[int, int] | None = None
    match condition:
        case NeuronSpikes(core, neuron) | PotentialCrosses(core, neuron):
            found = core, neuron
        case CoreSilent(core) | CoreSaturated(core):
            found = core, NONE
        case LineSpikes(line):
            sources = np.argwhere(program.routes.line == line)
            found = (int(sources[0, 0]), int(sources[0, 1])) if len(sources) else None
    if found is None or found[0] >= program.cores:
        return None
    return found if found[1] < program.hardware.neurons else None


def _class_name(program: ChipProgram, label: int) -> str:
    names = program.class_names
    name = names[label] if 0 <= label < len(names) else f"{label}"
    return tr("class {name}", name=name)

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
            return f"core {core}, neuron {neuron} spikes"
        case LineSpikes(line):
            return f"{line_text(program, line, circuit)} spikes"
        case PotentialCrosses(core, neuron, value, direction):
            way = "rises to" if direction == "up" else "falls to"
            return f"V of core {core}, neuron {neuron} {way} {value:,}"
        case CoreSilent(core, ticks):
            return f"core {core} is silent for {counted(ticks, 'tick')}"
        case CoreSaturated(core, ticks):
            return f"core {core} is saturated for {counted(ticks, 'tick')}"
        case WrongClass(label, _, after):
            name = _class_name(program, label)
            return f"wrong class, not {name}, after {counted(after, 'tick')}"
        case WrongOnImage(after):
            return f"wrong class after {counted(after, 'tick')}"


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
            return f"core {core}, neuron {neuron} spiked"
        case LineSpikes(line):
            return f"{line_text(program, line, circuit)} spiked"
        case PotentialCrosses(core, neuron, value, direction):
            v = frame.potentials[core, neuron]
            way = "rose to" if direction == "up" else "fell to"
            past = "" if v == value else f", past {value:,}"
            return f"V of core {core}, neuron {neuron} {way} {v:,}{past}"
        case CoreSilent(core, ticks):
            return f"core {core} was silent for {counted(ticks, 'tick')}"
        case CoreSaturated(core, ticks):
            return f"core {core} was saturated for {counted(ticks, 'tick')}"
        case WrongClass(label):
            return f"the votes are not for {_class_name(program, label)}"
        case WrongOnImage():
            voted = _class_name(program, frame.decision)
            right = _class_name(program, frame.label)
            return f"image {frame.image}: the votes are for {voted}, not {right}"


def line_text(program: ChipProgram, line: int, circuit: Circuit | None = None) -> str:
    """Return what an output line is called, e.g. ``output line 3 (left)``."""
    if circuit is not None and line < circuit.output_lines:
        name = name_of_output(circuit, line)
        return f"output line {line}" if name == f"output {line}" else f"output {name}"
    labels = program.outputs.label
    label = int(labels[line]) if line < len(labels) else NONE
    about = "" if label == NONE else f" ({_class_name(program, label)})"
    return f"output line {line}{about}"


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
    return f"class {names[label]}" if 0 <= label < len(names) else f"class {label}"

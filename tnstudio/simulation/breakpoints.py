"""Stop conditions: what a chip may be run until.

Conditions that look back (silent for n ticks) carry a `Memory` from tick to
tick, so that it makes no difference where a run is cut. They are met in single
ticks, when they *become* true: the next run does not stop at once again.
`tnstudio.simulation.run_until` runs a chip with them.
"""

from dataclasses import dataclass
from typing import Literal

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import POTENTIAL
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.probes import require_index
from tnstudio.texts import marked, tr


@dataclass(frozen=True, slots=True)
class NeuronSpikes:
    """A neuron spikes."""

    core: int
    neuron: int


@dataclass(frozen=True, slots=True)
class LineSpikes:
    """An output line shows a spike."""

    line: int


@dataclass(frozen=True, slots=True)
class PotentialCrosses:
    """V of a neuron, as it is after each tick, reaches or passes a value.

    Attributes
    ----------
    value : int
        -2^19..2^19 - 1.
    direction : str
        ``up``: V was below the value and is not any more; ``down``: V was
        above the value and is not any more.
    """

    core: int
    neuron: int
    value: int
    direction: Literal["up", "down"] = "up"


@dataclass(frozen=True, slots=True)
class CoreSilent:
    """No neuron of a core has spiked for so many ticks.

    Met in the last of these ticks, and again only after a spike.

    Attributes
    ----------
    ticks : int
        At least 1.
    """

    core: int
    ticks: int


@dataclass(frozen=True, slots=True)
class CoreSaturated:
    """Every neuron of a core in use has spiked in each of so many ticks.

    In use are neurons that have a synapse, a target axon or an output line;
    if there are none, the core is never saturated. Met in the last of these
    ticks, and again only after a tick in which one of them does not spike.

    Attributes
    ----------
    ticks : int
        At least 1.
    """

    core: int
    ticks: int


@dataclass(frozen=True, slots=True)
class WrongClass:
    """The votes so far are for another class.

    The decision is that of `tnstudio.simulation.readout`: the class with the
    highest mean over its lines, the first of several; without any vote, the
    first class. Met in a tick whose decision is wrong when that of the tick
    before was not, or was not yet judged.

    Attributes
    ----------
    label : int
        The right class.
    first_tick : int
        The votes of this tick are the first to count.
    after_ticks : int
        Votes are counted in at least so many ticks before they are judged,
        at least 1.
    """

    label: int
    first_tick: int = 0
    after_ticks: int = 1


SpikeBreakpoint = NeuronSpikes | LineSpikes | CoreSilent | CoreSaturated | WrongClass
"""A condition that spikes alone decide."""

Breakpoint = SpikeBreakpoint | PotentialCrosses


@dataclass(frozen=True, slots=True)
class Memory:
    """What one condition carries from tick to tick.

    Attributes
    ----------
    hits : int
        Ticks in which the condition was met.
    streak : int
        Ticks in a row, up to the last, in which the core was silent, or
        saturated.
    votes : tuple of int
        For each class; () before the first.
    wrong : bool
        Whether the last decision was wrong.
    """

    hits: int = 0
    streak: int = 0
    votes: tuple[int, ...] = ()
    wrong: bool = False


def place_of(program: ChipProgram, condition: Breakpoint) -> str:
    """Tell in words what a condition is about."""
    match condition:
        case NeuronSpikes(core, neuron) | PotentialCrosses(core, neuron):
            return f"core {core}, neuron {neuron}"
        case LineSpikes(line):
            return f"output line {line}"
        case CoreSilent(core) | CoreSaturated(core):
            return f"core {core}"
        case WrongClass(label):
            return f"class {program.class_names[label]}"


def require_condition(program: ChipProgram, condition: Breakpoint) -> None:
    """Refuse a condition that cannot be judged on this program.

    Raises
    ------
    TNStudioError
        Naming what does not exist or is out of range.
    """
    match condition:
        case NeuronSpikes(core, neuron) | PotentialCrosses(core, neuron):
            require_index(program, "core", core, program.cores)
            require_index(program, "neuron", neuron, program.hardware.neurons)
        case CoreSilent(core, ticks) | CoreSaturated(core, ticks):
            require_index(program, "core", core, program.cores)
            _require_positive(program, ticks)
        case LineSpikes(line):
            lines = len(program.outputs.label)
            require_index(program, marked("output line"), line, lines)
        case WrongClass(label, _, after_ticks):
            require_index(program, marked("class"), label, len(program.class_names))
            _require_positive(program, after_ticks)
    if isinstance(condition, PotentialCrosses):
        if condition.direction not in ("up", "down"):
            raise TNStudioError(
                f"There is no direction '{condition.direction}'",
                program.name,
                "choose up or down",
            )
        value, low, high = condition.value, POTENTIAL.low, POTENTIAL.high
        if not POTENTIAL.holds(value):
            raise TNStudioError(
                tr("V is never {value}", value=value),
                program.name,
                tr("choose {low} to {high}", low=low, high=high),
            )


def _require_positive(program: ChipProgram, ticks: int) -> None:
    if ticks < 1:
        raise TNStudioError(
            tr("A condition over {ticks} ticks is never met", ticks=ticks),
            program.name,
            tr("choose 1 or more"),
        )

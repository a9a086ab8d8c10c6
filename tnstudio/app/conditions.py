"""Stop conditions as text.

    spike:CORE/NEURON          the neuron spikes
    line:LINE                  the output line shows a spike
    v:CORE/NEURON>=VALUE       V, below the value before, reaches it; <= from above
    silent:CORE/TICKS          the core has not spiked for so many ticks
    saturated:CORE/TICKS       all its neurons in use spiked in each of so many
    wrong:LABEL[/TICKS]        the votes so far are for another class than LABEL,
                               judged once outputs were counted for so many ticks (1)

Cores, neurons, lines and labels count from 0. A condition is met in the tick in
which it becomes true.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.breakpoints import (
    Breakpoint,
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    NeuronSpikes,
    PotentialCrosses,
    WrongClass,
    require_condition,
)


@dataclass(frozen=True, slots=True)
class _Form:
    """How one kind of condition is written.

    Attributes
    ----------
    shape, example : str
        What follows the colon, for people.
    pattern : str
        The same as a regular expression.
    read : callable
        Makes the condition from the program and the pattern's groups.
    """

    shape: str
    example: str
    pattern: str
    read: Callable[[ChipProgram, tuple[str, ...]], Breakpoint]


def condition_of(program: ChipProgram, text: str) -> Breakpoint:
    """Read a stop condition for a program.

    Raises
    ------
    TNStudioError
        If the text is no condition, or is about what the program does not
        have; the location is the text.
    """
    kind, _, rest = text.partition(":")
    form = _FORMS.get(kind)
    if form is None:
        raise TNStudioError(
            f"There is no condition '{kind}'", text, f"choose of {', '.join(_FORMS)}"
        )
    found = re.fullmatch(form.pattern, rest)
    if found is None:
        raise TNStudioError(
            f"'{rest}' is not {form.shape}",
            text,
            f"write it like '{kind}:{form.example}'",
        )
    condition = form.read(program, found.groups())
    try:
        require_condition(program, condition)
    except TNStudioError as error:
        raise TNStudioError(error.message, text, error.hint) from error
    return condition


def text_of(condition: Breakpoint) -> str:
    """Return a stop condition as text, as `condition_of` reads it."""
    match condition:
        case NeuronSpikes(core, neuron):
            return f"spike:{core}/{neuron}"
        case LineSpikes(line):
            return f"line:{line}"
        case PotentialCrosses(core, neuron, value, direction):
            return f"v:{core}/{neuron}{'>=' if direction == 'up' else '<='}{value}"
        case CoreSilent(core, ticks):
            return f"silent:{core}/{ticks}"
        case CoreSaturated(core, ticks):
            return f"saturated:{core}/{ticks}"
        case WrongClass(label, _, after_ticks):
            return f"wrong:{label}/{after_ticks}"


def _spike(_: ChipProgram, parts: tuple[str, ...]) -> Breakpoint:
    return NeuronSpikes(int(parts[0]), int(parts[1]))


def _line(_: ChipProgram, parts: tuple[str, ...]) -> Breakpoint:
    return LineSpikes(int(parts[0]))


def _potential(_: ChipProgram, parts: tuple[str, ...]) -> Breakpoint:
    core, neuron, relation, value = parts
    direction: Literal["up", "down"] = "up" if relation == ">=" else "down"
    return PotentialCrosses(int(core), int(neuron), int(value), direction)


def _silent(_: ChipProgram, parts: tuple[str, ...]) -> Breakpoint:
    return CoreSilent(int(parts[0]), int(parts[1]))


def _saturated(_: ChipProgram, parts: tuple[str, ...]) -> Breakpoint:
    return CoreSaturated(int(parts[0]), int(parts[1]))


def _wrong(program: ChipProgram, parts: tuple[str, ...]) -> Breakpoint:
    # What comes out before the image has got through is about no image.
    return WrongClass(int(parts[0]), program.latency, int(parts[1] or 1))


_NUMBER = "([0-9]{1,10})"
_PAIR = f"{_NUMBER}/{_NUMBER}"
_FORMS = {
    "spike": _Form("CORE/NEURON", "0/12", _PAIR, _spike),
    "line": _Form("LINE", "3", _NUMBER, _line),
    "v": _Form(
        "CORE/NEURON>=VALUE or CORE/NEURON<=VALUE",
        "0/12>=100",
        f"{_PAIR}(>=|<=)(-?[0-9]{{1,10}})",
        _potential,
    ),
    "silent": _Form("CORE/TICKS", "0/50", _PAIR, _silent),
    "saturated": _Form("CORE/TICKS", "0/5", _PAIR, _saturated),
    "wrong": _Form("LABEL or LABEL/TICKS", "7", f"{_NUMBER}(?:/{_NUMBER})?", _wrong),
}

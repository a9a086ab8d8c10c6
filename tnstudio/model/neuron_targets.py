"""Where neurons send their spikes, as texts that users read and type."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import replace_core
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import NONE, Routes
from tnstudio.texts import marked, tr

HOW = marked("type core:axon, such as 2:17, or out 0 for an output line, or nothing")

_AXON = re.compile(r"(\d{1,6})\s*[:/ ]\s*(\d{1,6})")
_LINE = re.compile(r"(?:out|output|line)\s*(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a spike goes: an axon of a core, or an output line, or nowhere."""

    core: int = NONE
    axon: int = NONE
    line: int = NONE

    @property
    def text(self) -> str:
        """As users type it."""
        if self.core != NONE:
            return f"{self.core}:{self.axon}"
        return f"out {self.line}" if self.line != NONE else ""


def target_of(core: FreeCore, neuron: int) -> Target:
    """Return where a neuron sends its spikes."""
    routes = core.routes
    arrays = (routes.core, routes.axon, routes.line)
    return Target(*(int(values[0, neuron]) for values in arrays))


def target_from(text: str) -> Target:
    """Read a target as users type it.

    Raises
    ------
    TNStudioError
        If the text is none.
    """
    plain = text.strip().lower()
    if not plain:
        return Target()
    if found := _AXON.fullmatch(plain):
        return Target(int(found[1]), int(found[2]))
    if found := _LINE.fullmatch(plain):
        return Target(line=int(found[1]))
    raise TNStudioError(tr("“{typed}” is no target", typed=text.strip()), hint=tr(HOW))


def with_target(
    circuit: Circuit, core: int, neurons: Iterable[int], target: Target
) -> Circuit:
    """Send the spikes of some neurons of a core there; delays are kept.

    Raises
    ------
    TNStudioError
        If there is no such axon or line.
    """
    _require(circuit, target)
    chosen = np.fromiter(neurons, np.intp)
    routes = circuit.cores[core].routes
    delay = routes.delay.copy()
    delay[0, chosen] = np.where(
        (routes.core[0, chosen] != NONE) & (target.core != NONE),
        routes.delay[0, chosen],
        DELAY.low,
    )
    changed = {name: getattr(routes, name).copy() for name in ("core", "axon", "line")}
    for name, values in changed.items():
        values[0, chosen] = getattr(target, name)
    frozen_values = {name: frozen(v, np.int32) for name, v in changed.items()}
    new = Routes(**frozen_values, delay=frozen(delay, np.uint8))
    if _same(new, routes):
        return circuit
    return replace_core(circuit, core, replace(circuit.cores[core], routes=new))


def with_delay(
    circuit: Circuit, core: int, neurons: Iterable[int], delay: int
) -> Circuit:
    """Let the spikes of some neurons take so many ticks, where they have a way.

    Raises
    ------
    TNStudioError
        If the delay is out of range, or none of them reaches an axon.
    """
    if not DELAY.holds(delay):
        raise TNStudioError(
            tr("The delay is {delay}", delay=delay),
            hint=tr("choose {low} to {high} ticks", low=DELAY.low, high=DELAY.high),
        )
    chosen = np.fromiter(neurons, np.intp)
    routes = circuit.cores[core].routes
    reaching = chosen[routes.core[0, chosen] != NONE]
    if not reaching.size:
        raise TNStudioError(
            tr("Only spikes to an axon have a delay"),
            hint=tr("give the neuron a target first"),
        )
    changed = routes.delay.copy()
    changed[0, reaching] = delay
    new = replace(routes, delay=frozen(changed, np.uint8))
    if _same(new, routes):
        return circuit
    return replace_core(circuit, core, replace(circuit.cores[core], routes=new))


def _same(one: Routes, other: Routes) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in Routes.__slots__
    )


def _require(circuit: Circuit, target: Target) -> None:
    if target.core != NONE:
        _require_index("core", target.core, len(circuit.cores))
        axons = circuit.cores[target.core].axon_types.shape[1]
        _require_index("axon", target.axon, axons)
    elif target.line != NONE:
        _require_index("output line", target.line, circuit.output_lines)


def _require_index(thing: str, index: int, count: int) -> None:
    if not 0 <= index < count:
        hint = (
            tr("choose 0 to {high}", high=count - 1)
            if count
            else tr("there is none yet")
        )
        raise TNStudioError(
            tr("There is no {thing} {index}", thing=tr(thing), index=index), hint=hint
        )

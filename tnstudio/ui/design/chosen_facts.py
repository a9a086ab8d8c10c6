"""What selected neurons, axons and cores have in common: values to texts."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

from tnstudio.app.core_design import ByCore
from tnstudio.app.selection import Kind
from tnstudio.app.wording import counted
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_use import use_of_core
from tnstudio.model.neuron_fields import NeuronField, values_of
from tnstudio.model.neuron_targets import target_of
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_facts import name_of_core

_Value = TypeVar("_Value", bound=Hashable)


def common(values: Iterable[_Value]) -> _Value | None:
    """Return the value that all have; None if there are several, or none."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def common_value(circuit: Circuit, neurons: ByCore, field: NeuronField) -> int | None:
    """Return the value of a field that all neurons have."""
    return common(
        int(value)
        for core, chosen in neurons.items()
        for value in set(values_of(circuit.cores[core], field)[chosen].tolist())
    )


def common_target(circuit: Circuit, neurons: ByCore) -> str | None:
    """Return the target that all neurons have, as users type it."""
    return common(
        target_of(circuit.cores[core], neuron).text
        for core, chosen in neurons.items()
        for neuron in chosen
    )


def common_delay(circuit: Circuit, neurons: ByCore) -> str | None:
    """Return the delay of all neurons that reach an axon; nothing if none does."""
    delays = {
        str(routes.delay[0, neuron])
        for core, chosen in neurons.items()
        for routes in (circuit.cores[core].routes,)
        for neuron in chosen
        if routes.core[0, neuron] != NONE
    }
    return common(delays) if delays else ""


def common_type(circuit: Circuit, axons: ByCore) -> int | None:
    """Return the type that all axons have."""
    return common(
        int(value)
        for core, chosen in axons.items()
        for value in set(circuit.cores[core].axon_types[0, chosen].tolist())
    )


_ONE = {
    Kind.NEURON: tr("Neuron {number} of {core}"),
    Kind.AXON: tr("Axon {number} of {core}"),
}


def ports_told(circuit: Circuit, ports: ByCore, kind: Kind) -> str:
    """Return which neurons or axons these are, e.g. ``Neuron 3 of core 0``."""
    count = sum(map(len, ports.values()))
    if len(ports) > 1:
        cores = counted(len(ports), "core")
        return tr("{things} of {core}", things=counted(count, kind), core=cores)
    ((core, chosen),) = ports.items()
    where = name_of_core(circuit, core)
    if count == 1:
        return _ONE[kind].format(number=chosen[0], core=where)
    return tr("{things} of {core}", things=counted(count, kind), core=where)


def use_told(circuit: Circuit, cores: Iterable[int]) -> tuple[str, str]:
    """Return how many axons and neurons of some cores are in use, of how many."""
    used = [(use_of_core(circuit.cores[core]), circuit.cores[core]) for core in cores]
    axons = sum(use.axons for use, _ in used)
    neurons = sum(use.neurons for use, _ in used)
    all_axons = sum(core.axon_types.shape[1] for _, core in used)
    all_neurons = sum(core.neurons.leak.shape[1] for _, core in used)
    return (
        tr("{used:,} of {limit:,} in use", used=axons, limit=all_axons),
        tr("{used:,} of {limit:,} in use", used=neurons, limit=all_neurons),
    )

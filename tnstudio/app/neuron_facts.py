"""What a neuron of a chip is wired to: what it reads and where its spikes go."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.wording import counted
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.explain import axons_of, require_neuron
from tnstudio.texts import tr

MOST_SOURCES = 6
"""Cores that a line names one by one."""


@dataclass(frozen=True, slots=True)
class Target:
    """The axon that a neuron's spikes activate.

    Attributes
    ----------
    core, axon : int
    delay : int
        Ticks until it is active, 1..15.
    axon_type : int
    neurons : int
        Neurons of the core with a closed synapse on it.
    """

    core: int
    axon: int
    delay: int
    axon_type: int
    neurons: int


@dataclass(frozen=True, slots=True)
class NeuronFacts:
    """How a neuron is wired.

    Attributes
    ----------
    strengths : tuple of int
        s for each axon type.
    synapses : tuple of int
        Closed synapses to axons of each type.
    from_input : int
        Closed synapses to axons that input lines feed.
    from_cores : tuple of (int, int)
        Cores whose neurons it reads, with the closed synapses to their axons.
    target : Target or None
    line : int
        The output line that shows its spikes; `NONE` without one.
    class_name : str
        The class that this line votes for; empty if it does not vote.
    """

    strengths: tuple[int, ...]
    synapses: tuple[int, ...]
    from_input: int
    from_cores: tuple[tuple[int, int], ...]
    target: Target | None
    line: int
    class_name: str

    def lines(self) -> tuple[str, ...]:
        """Return the facts in words: strengths, what is read, where spikes go."""
        return self._strength_line(), self._source_line(), self._target_line()

    def _strength_line(self) -> str:
        kinds = enumerate(zip(self.strengths, self.synapses, strict=True))
        told = [
            tr("type {type}: s = {s:+d} on {number}", type=k, s=s, number=number)
            for k, (s, number) in kinds
        ]
        return tr(
            "Synapses: {number} closed ({types})",
            number=sum(self.synapses),
            types=", ".join(told),
        )

    def _source_line(self) -> str:
        told = []
        if self.from_input:
            told.append(tr("the input ({number})", number=self.from_input))
        told += [
            tr("core {core} ({number})", core=core, number=n)
            for core, n in self.from_cores[:MOST_SOURCES]
        ]
        if len(self.from_cores) > MOST_SOURCES:
            more = len(self.from_cores) - MOST_SOURCES
            told.append(tr("{number} more cores", number=more))
        if not told:
            return tr("Reads: nothing that ever spikes")
        return tr("Reads: {sources}", sources=", ".join(told))

    def _target_line(self) -> str:
        if self.target is not None:
            to = self.target
            return tr(
                "Spikes go to: core {core}, axon {axon} (type {type}, "
                "{neurons}), delay {delay}",
                core=to.core,
                axon=to.axon,
                type=to.axon_type,
                neurons=counted(to.neurons, "neuron"),
                delay=to.delay,
            )
        if self.line == NONE:
            return tr("Spikes go nowhere")
        if not self.class_name:
            return tr("Spikes go to: output line {line}", line=self.line)
        return tr(
            "Spikes go to: output line {line}, a vote for class {name}",
            line=self.line,
            name=self.class_name,
        )


def neuron_facts(program: ChipProgram, core: int, neuron: int) -> NeuronFacts:
    """Return how a neuron is wired.

    Raises
    ------
    TNStudioError
        If there is no such neuron.
    """
    require_neuron(program, core, neuron)
    on = axons_of(program, core, neuron)
    strengths = program.neurons.strengths[core, :, neuron]
    kinds = np.bincount(program.axon_types[core][on], minlength=len(strengths))
    inputs, routes = program.inputs, program.routes
    fed = np.zeros(len(on), np.bool_)
    fed[inputs.axon[inputs.core == core]] = True
    source, sender = np.nonzero(routes.core == core)
    read = np.unique(source[on[routes.axon[source, sender]]], return_counts=True)
    line = int(routes.line[core, neuron])
    label = NONE if line == NONE else int(program.outputs.label[line])
    return NeuronFacts(
        strengths=tuple(strengths.tolist()),
        synapses=tuple(kinds.tolist()),
        from_input=int((on & fed).sum()),
        from_cores=tuple(zip(*(part.tolist() for part in read), strict=True)),
        target=_target(program, core, neuron),
        line=line,
        class_name="" if label == NONE else program.class_names[label],
    )


def _target(program: ChipProgram, core: int, neuron: int) -> Target | None:
    routes = program.routes
    to, axon = int(routes.core[core, neuron]), int(routes.axon[core, neuron])
    if to == NONE:
        return None
    return Target(
        core=to,
        axon=axon,
        delay=int(routes.delay[core, neuron]),
        axon_type=int(program.axon_types[to, axon]),
        neurons=int(np.bitwise_count(program.synapses[to, axon]).sum()),
    )


@dataclass(frozen=True, eq=False, slots=True)
class FanIn:
    """What a neuron reads of the input, element by element.

    Attributes
    ----------
    axons : int32 array, shape (rows, columns, channels)
        The axon of the neuron's core that each element feeds, the last one if
        there are several; `NONE` where the core does not see the input.
    strengths : int16 array, shape (rows, columns, channels)
        s of the synapse there, 0 where it is open.
    closed : bool array, shape (rows, columns, channels)
    """

    axons: npt.NDArray[np.int32]
    strengths: npt.NDArray[np.int16]
    closed: npt.NDArray[np.bool_]


def fan_in(program: ChipProgram, core: int, neuron: int) -> FanIn | None:
    """Return what a neuron reads of the input; None if its core sees none of it.

    Raises
    ------
    TNStudioError
        If there is no such neuron.
    """
    require_neuron(program, core, neuron)
    inputs = program.inputs
    element = inputs.element[inputs.line]
    here = (inputs.core == core) & (element != NONE)
    if not here.any():
        return None
    axons = np.full(int(np.prod(program.input_shape)), NONE, np.int32)
    axons[element[here]] = inputs.axon[here]
    on = axons_of(program, core, neuron)
    full = program.neurons.strengths[core, program.axon_types[core], neuron]
    closed = (axons != NONE) & on[axons]
    return FanIn(
        axons.reshape(program.input_shape),
        np.where(closed, full[axons], np.int16(0)).reshape(program.input_shape),
        closed.reshape(program.input_shape),
    )

"""Free cores as Python: the edits that make them."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby

import numpy as np
import numpy.typing as npt

from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import empty_core
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.network import Network
from tnstudio.model.neuron import MEMORYLESS_BINARY, NeuronParameters, ResetMode
from tnstudio.model.program import NONE
from tnstudio.model.stimulus import PatternSpikes, Stimulus

MOST_CORES = 64
MOST_LINES = 3000
"""Of a script that is still one to read: larger circuits are opened from a file."""

_Cell = tuple[NeuronParameters, tuple[int, ...]]


def circuit_script(network: Network) -> str | None:
    """Return Python that makes a design of free cores as ``project``.

    Returns
    -------
    str or None
        None if that would be too long for people.
    """
    circuit = network.circuit
    if circuit is None or len(circuit.cores) > MOST_CORES:
        return None
    lines = []
    for line in _lines(network, circuit):
        lines.append(line)
        if len(lines) > MOST_LINES:
            return None
    return "\n".join(lines) + "\n"


def _lines(network: Network, circuit: Circuit) -> Iterator[str]:
    yield from (
        "from dataclasses import replace",
        "",
        "import tnstudio as tn",
        "from tnstudio import edits",
        "",
    )
    hardware = "" if network.hardware == TRUENORTH else repr(network.hardware)
    yield f"hardware = tn.{hardware or 'Hardware()'}"
    yield (
        f"circuit = tn.Circuit(input_shape={circuit.input_shape!r}, "
        f"class_names={circuit.class_names!r})"
    )
    for number, core in enumerate(circuit.cores):
        yield from ("", f"# core {number}")
        yield from _core(core, network.hardware)
    yield ""
    yield from _input_and_outputs(circuit)
    yield from _wires(circuit)
    yield f"stimuli = ({''.join(f'{_stimulus(one)}, ' for one in circuit.stimuli)})"
    yield "circuit = replace(circuit, stimuli=stimuli)"
    yield (
        f"network = tn.free_network({network.name!r}, circuit, hardware, "
        f"{network.seed})"
    )
    yield "project = tn.Project(network)"


# -- Cores


def _core(core: FreeCore, hardware: Hardware) -> Iterator[str]:
    place = core.chip_row, core.chip_column
    yield f"core = edits.empty_core(hardware, {core.name!r}, {place!r})"
    types = core.axon_types[0]
    if types.any():
        axons = np.flatnonzero(types)
        yield (
            f"core = edits.set_axon_types(core, {axons.tolist()}, "
            f"{types[axons].tolist()})"
        )
    usual = _cell(empty_core(hardware, "", (0, 0)), 0)
    for cell, neurons in _alike(core):
        if cell != usual:
            yield (
                f"core = edits.set_neurons(core, {neurons}, {_parameters(cell[0])}, "
                f"{cell[1]!r})"
            )
    rows = [tuple(np.flatnonzero(row).tolist()) for row in core.crossbar()]
    ordered = sorted((row, axon) for axon, row in enumerate(rows) if row)
    for row, same in groupby(ordered, key=lambda pair: pair[0]):
        axons_of_row = [axon for _, axon in same]
        yield f"core = edits.set_synapses(core, {axons_of_row}, {list(row)})"
    yield "circuit = edits.add_core(circuit, core)"


def _alike(core: FreeCore) -> list[tuple[_Cell, list[int]]]:
    """Return the neurons of each kind, in the order of their first ones."""
    found: dict[_Cell, list[int]] = {}
    for neuron in range(core.neurons.leak.shape[1]):
        found.setdefault(_cell(core, neuron), []).append(neuron)
    return list(found.items())


def _cell(core: FreeCore, neuron: int) -> _Cell:
    values = {
        field.name: getattr(core.neurons, field.name)[0, neuron].item()
        for field in fields(NeuronParameters)
        if field.name != "stochastic_synapses"
    }
    values["reset_mode"] = ResetMode(values["reset_mode"])
    flags = tuple(core.neurons.stochastic_synapses[0, :, neuron].astype(bool).tolist())
    values["stochastic_synapses"] = flags if any(flags) else ()
    strengths = tuple(core.neurons.strengths[0, :, neuron].tolist())
    return NeuronParameters(**values), strengths


def _parameters(parameters: NeuronParameters) -> str:
    """Write what is not as in a memoryless binary neuron."""
    told = []
    for field in fields(NeuronParameters):
        value = getattr(parameters, field.name)
        if value != getattr(MEMORYLESS_BINARY, field.name):
            mode = isinstance(value, ResetMode)
            text = f"tn.ResetMode.{value.name}" if mode else repr(value)
            told.append(f"{field.name}={text}")
    return f"tn.NeuronParameters({', '.join(told)})"


# -- Lines, wires and stimuli


def _input_and_outputs(circuit: Circuit) -> Iterator[str]:
    for line in range(circuit.input_lines):
        element = int(circuit.inputs.element[line])
        yield (
            "circuit = edits.add_input_line(circuit, "
            f"{_name(circuit.line_names, line)!r}, {element})"
        )
    for line in range(circuit.output_lines):
        label = int(circuit.outputs.label[line])
        yield (
            "circuit = edits.add_output_line(circuit, "
            f"{_name(circuit.output_names, line)!r}, {label})"
        )


def _name(names: tuple[str, ...], line: int) -> str:
    return names[line] if names else ""


def _wires(circuit: Circuit) -> Iterator[str]:
    inputs = circuit.inputs
    for line, end, axon in _rows(inputs.line, inputs.core, inputs.axon):
        yield f"circuit = edits.feed(circuit, {line}, ({end}, {axon}))"
    for number, core in enumerate(circuit.cores):
        routes = core.routes
        targets = _rows(routes.core[0], routes.axon[0], routes.delay[0], routes.line[0])
        for neuron, (target, axon, delay, line) in enumerate(targets):
            source = f"({number}, {neuron})"
            if target != NONE:
                where = f"({target}, {axon}), delay={delay}"
                yield f"circuit = edits.connect(circuit, {source}, {where})"
            elif line != NONE:
                yield f"circuit = edits.to_line(circuit, {source}, {line})"


def _rows(*columns: npt.NDArray[np.integer]) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)


def _stimulus(stimulus: Stimulus) -> str:
    if isinstance(stimulus, PatternSpikes):
        spikes = list(_rows(stimulus.ticks, stimulus.lines))
        return f"tn.pattern({spikes}, {stimulus.period})"
    return f"tn.{stimulus!r}"

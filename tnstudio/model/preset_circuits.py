"""Presets as circuits, to run, to look at and to build on."""

from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import (
    ALL,
    Place,
    add_core,
    add_input_line,
    add_output_line,
    connect,
    empty_core,
    feed,
    set_axon_types,
    set_neurons,
    set_synapses,
    to_line,
)
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.presets import Preset, preset


def circuit_of_preset(preset: Preset, hardware: Hardware = TRUENORTH) -> Circuit:
    """Build a preset on one core.

    Cell j is neuron j. Input k of the preset is input line k, which feeds axon
    k; each link has an axon after those. A cell without a link has an output
    line, named after the cell.

    Raises
    ------
    TNStudioError
        If a core has too few axons, neurons or axon types for it.
    """
    core = empty_core(hardware, preset.name, (0, 0))
    for j, cell in enumerate(preset.cells):
        core = set_neurons(core, j, cell.parameters, cell.strengths)
    axons = [(k, targets) for k, targets in enumerate(preset.inputs)]
    axons += [(link.axon_type, (link.target,)) for link in preset.links]
    for axon, (axon_type, targets) in enumerate(axons):
        core = set_axon_types(core, axon, axon_type)
        core = set_synapses(core, axon, targets)
    circuit = add_core(Circuit(), core)
    for k in range(len(preset.inputs)):
        circuit = feed(add_input_line(circuit, f"input {k}"), k, (0, k))
    for axon, link in enumerate(preset.links, start=len(preset.inputs)):
        circuit = connect(circuit, (0, link.source), (0, axon), link.delay)
    linked = {link.source for link in preset.links}
    for j in (j for j in range(len(preset.cells)) if j not in linked):
        circuit = add_output_line(circuit, f"cell {j}")
        circuit = to_line(circuit, (0, j), circuit.output_lines - 1)
    return circuit


def fresh_core(hardware: Hardware, name: str, place: Place) -> FreeCore:
    """Return a core to build on: no synapses yet, neurons that are ready to spike.

    All are memoryless binary neurons, with the strengths of that preset for the
    chip's axon types: one spike on an axon of type 0 is enough for a spike.

    Parameters
    ----------
    place : (int, int)
        Row and column on the chip.
    """
    cell = preset("memoryless binary").cells[0]
    core = empty_core(hardware, name, place)
    strengths = cell.strengths[: hardware.axon_types]
    return set_neurons(core, ALL, cell.parameters, strengths)

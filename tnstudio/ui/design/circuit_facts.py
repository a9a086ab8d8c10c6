"""What is said of free cores: pure functions from a circuit to text."""

from tnstudio.app.circuit_design import ordered
from tnstudio.app.items import numbered
from tnstudio.app.selection import Item, Kind
from tnstudio.app.stimulus_words import stimulus_told
from tnstudio.app.wording import counted
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_lines import name_of_input, name_of_output
from tnstudio.model.circuit_use import use_of_core
from tnstudio.model.stimulus_edits import stimulus_of
from tnstudio.texts import plural, tr
from tnstudio.ui.design.circuit_wires import Wires


def name_of_core(circuit: Circuit, core: int) -> str:
    """Return what a core is called; its number if it has no name."""
    return circuit.cores[core].name or numbered(Kind.CORE, core)


def name_of(circuit: Circuit, item: Item) -> str:
    """Return what anything in a circuit is called."""
    if item.kind is Kind.INPUT:
        return name_of_input(circuit, item.index)
    if item.kind is Kind.OUTPUT:
        return name_of_output(circuit, item.index)
    if item.kind is Kind.STIMULUS:
        return numbered(item.kind, item.index)
    core = name_of_core(circuit, item.core)
    if item.kind in (Kind.NEURON, Kind.AXON):
        return f"{core}, {numbered(item.kind, item.index)}"
    return core


def is_there(circuit: Circuit, item: Item) -> bool:
    """Tell whether a circuit has what is selected."""
    counts = {
        Kind.INPUT: circuit.input_lines,
        Kind.OUTPUT: circuit.output_lines,
        Kind.STIMULUS: len(circuit.stimuli),
    }
    if item.kind in counts:
        return 0 <= item.index < counts[item.kind]
    if not 0 <= item.core < len(circuit.cores):
        return False
    core = circuit.cores[item.core]
    if item.kind is Kind.NEURON:
        return 0 <= item.index < core.neurons.leak.shape[1]
    if item.kind is Kind.AXON:
        return 0 <= item.index < core.axon_types.shape[1]
    return item.kind is Kind.CORE


def told(circuit: Circuit, wires: Wires, item: Item) -> str:
    """Return what there is to say about anything, for tooltips and readers."""
    if not is_there(circuit, item):
        return ""
    if item.kind is Kind.CORE:
        return core_told(circuit, item.core)
    title = name_of(circuit, item)
    if item.kind is Kind.AXON:
        axon_type = int(circuit.cores[item.core].axon_types[0, item.index])
        title = tr("{axon}, type {type}", axon=title, type=axon_type)
    elif item.kind is Kind.INPUT:
        title += f": {stimulus_told(stimulus_of(circuit, item.index))}"
    chosen = wires_of_item(wires, item)
    lines = [wire_told(circuit, wires, wire) for wire in chosen[:_MOST_TOLD]]
    if len(chosen) > _MOST_TOLD:
        lines.append(
            plural(
                "and {number:,} wire more",
                "and {number:,} wires more",
                len(chosen) - _MOST_TOLD,
            )
        )
    return "\n".join([title, *(lines or [tr("Not wired")])])


_MOST_TOLD = 6
"""Wires that are told one by one."""


def core_told(circuit: Circuit, core: int) -> str:
    """Return what there is to say about a core."""
    used = use_of_core(circuit.cores[core])
    chosen = circuit.cores[core]
    return tr(
        "{core}\n{axons} and {neurons} in use\n"
        "At row {row}, column {column} of the chip",
        core=name_of_core(circuit, core),
        axons=counted(used.axons, "axon"),
        neurons=counted(used.neurons, "neuron"),
        row=chosen.chip_row,
        column=chosen.chip_column,
    )


def wires_of_item(wires: Wires, item: Item) -> list[int]:
    """Return the wires from and to anything."""
    if item.kind is Kind.CORE:
        found = wires.of_core(item.core)
    elif item.kind is Kind.NEURON:
        found = wires.of_neuron(item.core, item.index)
    elif item.kind is Kind.AXON:
        found = wires.of_axon(item.core, item.index)
    elif item.kind is Kind.INPUT:
        found = wires.of_input(item.index)
    elif item.kind is Kind.OUTPUT:
        found = wires.of_output(item.index)
    else:
        return []
    chosen: list[int] = found.tolist()
    return chosen


def ends_of(wires: Wires, wire: int) -> tuple[Item, Item]:
    """Return where a wire starts and ends."""
    core, port = int(wires.source_core[wire]), int(wires.source[wire])
    start = Item(Kind.NEURON, 0, core, port) if core >= 0 else _line(Kind.INPUT, port)
    core, port = int(wires.target_core[wire]), int(wires.target[wire])
    end = Item(Kind.AXON, 0, core, port) if core >= 0 else _line(Kind.OUTPUT, port)
    return start, end


def _line(kind: Kind, index: int) -> Item:
    return Item(kind, index=index)


def wire_told(circuit: Circuit, wires: Wires, wire: int) -> str:
    """Return where a wire goes, e.g. ``a, neuron 0 → b, axon 3, delay 2``."""
    text, delay = ends_told(circuit, wires, wire), int(wires.delay[wire])
    return tr("{wire}, delay {delay}", wire=text, delay=delay) if delay else text


def ends_told(circuit: Circuit, wires: Wires, wire: int) -> str:
    """Return where a wire goes, without its delay."""
    start, end = ends_of(wires, wire)
    return f"{name_of(circuit, start)} → {name_of(circuit, end)}"


def plan_told(circuit: Circuit, wires: Wires, one: Item, other: Item) -> str:
    """Return what a wire between two things would do."""
    start, end = ordered(one, other)
    new = not is_there(circuit, end)
    goal = tr("a new output line") if new else name_of(circuit, end)
    origin = (
        name_of(circuit, start) if is_there(circuit, start) else tr("a new input line")
    )
    old = wires_of_item(wires, start) if start.kind is Kind.NEURON else []
    if old:
        was = name_of(circuit, ends_of(wires, old[0])[1])
        return tr(
            "{origin} → {goal}, in place of {was}", origin=origin, goal=goal, was=was
        )
    if start.kind is Kind.INPUT:
        fed = [ends_of(wires, wire)[1] for wire in wires_of_item(wires, start)]
        if end in fed:
            return tr(
                "{origin} feeds {goal} already: this cuts the wire",
                origin=origin,
                goal=goal,
            )
    return f"{origin} → {goal}"

"""Fixes of free cores: what is out of range is brought back, what points nowhere cut.

All cores are mended together: a problem tells of the first one only.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.chip_places import Spot, free_places, places_of
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_arrays import CORE_ARRAYS, array_of_core, extent_of_circuit
from tnstudio.model.circuit_edits import add_core, add_input_line, empty_core
from tnstudio.model.circuit_rules import VALUE_WORDS
from tnstudio.model.circuit_wires import reached_axons
from tnstudio.model.core_sizes import resized
from tnstudio.model.fix import Fix
from tnstudio.model.hardware import THRESHOLD_MASK, Hardware, Limit
from tnstudio.model.network import Network
from tnstudio.model.problems import Problem, check_hardware
from tnstudio.model.program import NONE, InputLines
from tnstudio.model.program_arrays import ARRAYS, ArrayRule, counts_of
from tnstudio.model.records import SEED
from tnstudio.model.stimulus import ImageSpikes, PatternSpikes, Stimulus
from tnstudio.model.stimulus_rules import LIMITS, limit_of_pattern
from tnstudio.texts import tr

Edit = Callable[[Circuit], Circuit]


def _fix(network: Network, label: str, edit: Edit) -> Fix:
    def make() -> Network:
        if network.circuit is None:
            raise TNStudioError(tr("There are no free cores"), network.name)
        return replace(network, circuit=edit(network.circuit))

    return Fix(label, make)


def _circuit(network: Network) -> Circuit:
    return network.circuit or Circuit()


# -- The network


def _seed(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem
    seed = min(max(network.seed, SEED.low), SEED.high)
    yield Fix(
        tr("Set the seed to {seed}", seed=seed), lambda: replace(network, seed=seed)
    )


def _layers(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem
    yield Fix(tr("Remove the layers"), lambda: replace(network, layers=()))


def _no_cores(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem
    if not any(check_hardware(network.hardware)):
        core = empty_core(network.hardware, "core 0", (0, 0))
        yield _fix(network, tr("Add a core"), lambda circuit: add_core(circuit, core))


def _line_names(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem
    yield _fix(network, tr("Give each line one name or none"), _with_a_name_each)


def _with_a_name_each(circuit: Circuit) -> Circuit:
    return replace(
        circuit,
        line_names=_as_many(circuit.line_names, circuit.input_lines),
        output_names=_as_many(circuit.output_names, circuit.output_lines),
    )


def _as_many(names: tuple[str, ...], lines: int) -> tuple[str, ...]:
    missing = lines - len(names)
    return (*names[:lines], *("",) * missing) if names else ()


# -- Places and sizes of cores


def _number(problem: Problem) -> int:
    """Return which core or stimulus a problem is about."""
    return int(problem.place.split(" ")[1])


def _places(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem
    hardware = network.hardware
    enough = len(_circuit(network).cores) <= hardware.cores
    if enough and not any(check_hardware(hardware)):
        label = tr("Move cores without a place of their own to free ones")
        yield _fix(network, label, partial(_placed, hardware))


def _placed(hardware: Hardware, circuit: Circuit) -> Circuit:
    """Move cores that are off the chip, or where another core is, to free places."""
    taken: set[Spot] = set()
    homeless: dict[int, Spot] = {}
    for index, spot in enumerate(places_of(circuit)):
        on_chip = 0 <= spot[0] < hardware.grid_rows
        on_chip &= 0 <= spot[1] < hardware.grid_columns
        if on_chip and spot not in taken:
            taken.add(spot)
        else:
            homeless[index] = spot
    found = free_places(taken, list(homeless.values()), hardware)
    cores = list(circuit.cores)
    for index, (row, column) in zip(homeless, found, strict=True):
        cores[index] = replace(cores[index], chip_row=row, chip_column=column)
    return replace(circuit, cores=tuple(cores))


def _size(network: Network, problem: Problem) -> Iterator[Fix]:
    index, circuit = _number(problem), _circuit(network)
    core = circuit.cores[index]
    if not _is_whole(core):
        return
    try:
        made = resized(core, network.hardware, reached_axons(circuit)[index])
    except TNStudioError:
        return

    def put(circuit: Circuit) -> Circuit:
        cores = list(circuit.cores)
        cores[index] = made
        return replace(circuit, cores=tuple(cores))

    yield _fix(network, tr("Give it the sizes of this chip"), put)


def _is_whole(core: FreeCore) -> bool:
    """Tell whether the arrays of a core are those of one, if of another chip."""
    arrays = [(rule, array_of_core(core, rule)) for rule in CORE_ARRAYS]
    if any(
        values.ndim != len(rule.axes) or values.dtype != rule.dtype or not values.size
        for rule, values in arrays
    ):
        return False
    sides: dict[str, set[int]] = {}
    for rule, values in arrays:
        for axis, side in zip(rule.axes, values.shape, strict=True):
            sides.setdefault(axis, set()).add(side)
    sides["byte"].add(-(-min(sides["neuron"]) // 8))
    return all(len(found) == 1 for found in sides.values()) and sides["core"] == {1}


# -- Values


def _values(network: Network, problem: Problem) -> Iterator[Fix]:
    rule = _rule_of(problem)
    if rule is None:
        return
    counts = counts_of(network.hardware, extent_of_circuit(_circuit(network)))
    ends = rule.range(counts)
    if ends is None:
        return
    nowhere = tr("Cut what points nowhere")
    if rule.group == "inputs" and rule.name != "element":
        yield _fix(network, nowhere, partial(_without_connections, rule, ends))
    elif rule.group == "routes" and isinstance(rule.values, str):
        yield _fix(network, nowhere, partial(_without_targets, rule, ends))
    elif rule.group in ("inputs", "outputs"):
        yield _fix(network, nowhere, partial(_with_lines, rule, ends))
    elif ends[0] <= ends[1]:
        label = tr("Bring the values into {low} to {high}", low=ends[0], high=ends[1])
        clip = partial(np.clip, a_min=ends[0], a_max=ends[1])
        yield _fix(network, label, partial(_mapped, rule=rule, change=clip))


def _rule_of(problem: Problem) -> ArrayRule | None:
    """Return the array that a problem is about."""
    for rule in ARRAYS:
        word = tr(VALUE_WORDS.get(rule.place, ""))
        if problem.place == rule.place or problem.message.startswith(f"{word}: "):
            return rule
    return None


_Ends = tuple[int, int]


def _outside(values: npt.NDArray[Any], ends: _Ends) -> npt.NDArray[np.bool_]:
    wrong: npt.NDArray[np.bool_] = (values < ends[0]) | (values > ends[1])
    return wrong


def _without_connections(rule: ArrayRule, ends: _Ends, circuit: Circuit) -> Circuit:
    old = circuit.inputs
    kept = ~_outside(getattr(old, rule.name), ends)
    inputs = InputLines(
        element=old.element,
        line=frozen(old.line[kept], np.int32),
        core=frozen(old.core[kept], np.int32),
        axon=frozen(old.axon[kept], np.int32),
    )
    return replace(circuit, inputs=inputs)


def _with_lines(rule: ArrayRule, ends: _Ends, circuit: Circuit) -> Circuit:
    """Let lines carry and vote for nothing in place of what there is not."""
    owner = getattr(circuit, rule.group)
    values = getattr(owner, rule.name)
    mended = np.where(_outside(values, ends), ends[0], values)
    changed = replace(owner, **{rule.name: frozen(mended, np.int32)})
    return replace(circuit, **{rule.group: changed})


def _without_targets(rule: ArrayRule, ends: _Ends, circuit: Circuit) -> Circuit:
    names = ("line",) if rule.name == "line" else ("core", "axon")
    return _cut(circuit, lambda core: _outside(array_of_core(core, rule), ends), names)


def _cut(
    circuit: Circuit,
    where: Callable[[FreeCore], npt.NDArray[np.bool_]],
    names: tuple[str, ...],
) -> Circuit:
    """Let marked neurons have no target, or no line."""
    cores = []
    for core in circuit.cores:
        wrong = where(core)
        if wrong.any():
            arrays = {
                name: frozen(
                    np.where(wrong, np.int32(NONE), getattr(core.routes, name)),
                    np.int32,
                )
                for name in names
            }
            core = replace(core, routes=replace(core.routes, **arrays))
        cores.append(core)
    return replace(circuit, cores=tuple(cores))


def _mapped(
    circuit: Circuit,
    rule: ArrayRule,
    change: Callable[[npt.NDArray[Any]], npt.NDArray[Any]],
) -> Circuit:
    """Change one array of all cores; cores where it stays the same stay too."""
    cores = []
    for core in circuit.cores:
        old = array_of_core(core, rule)
        new = change(old)
        if (new != old).any():
            core = _with_array(core, rule, frozen(new, rule.dtype))
        cores.append(core)
    return replace(circuit, cores=tuple(cores))


def _with_array(core: FreeCore, rule: ArrayRule, values: npt.NDArray[Any]) -> FreeCore:
    if not rule.group:
        changes: dict[str, Any] = {rule.name: values}
        return replace(core, **changes)
    group = replace(getattr(core, rule.group), **{rule.name: values})
    return replace(core, **{rule.group: group})


def _named(name: str) -> ArrayRule:
    return next(rule for rule in CORE_ARRAYS if rule.name == name)


def _padding(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem
    used = network.hardware.neurons % 8

    def clear(synapses: npt.NDArray[Any]) -> npt.NDArray[Any]:
        cleared = synapses.copy()
        cleared[..., -1] &= (1 << used) - 1
        return cleared

    label = tr("Clear the synapses beyond the last neuron")
    yield _fix(network, label, partial(_mapped, rule=_named("synapses"), change=clear))


def _masks(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem
    whole = np.array([2**k - 1 for k in range(THRESHOLD_MASK.high.bit_length() + 1)])

    def lower(masks: npt.NDArray[Any]) -> npt.NDArray[Any]:
        below = np.searchsorted(whole, np.maximum(masks, 0), side="right") - 1
        lowered: npt.NDArray[Any] = whole[below]
        return lowered

    rule = _named("threshold_mask")
    label = tr("Use the next lower mask")
    yield _fix(network, label, partial(_mapped, rule=rule, change=lower))


def _half(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem

    def halves(core: FreeCore) -> npt.NDArray[np.bool_]:
        wrong: npt.NDArray[np.bool_] = (core.routes.core == NONE) != (
            core.routes.axon == NONE
        )
        return wrong

    names = ("core", "axon")
    label = tr("Cut targets that are not whole")
    yield _fix(network, label, lambda circuit: _cut(circuit, halves, names))


def _both(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem

    def twice(core: FreeCore) -> npt.NDArray[np.bool_]:
        wrong: npt.NDArray[np.bool_] = (core.routes.core != NONE) & (
            core.routes.line != NONE
        )
        return wrong

    yield _fix(
        network,
        tr("Keep the target axons"),
        partial(_cut, where=twice, names=("line",)),
    )
    yield _fix(
        network,
        tr("Keep the output lines"),
        partial(_cut, where=twice, names=("core", "axon")),
    )


# -- Stimuli


def _restimulated(
    network: Network, problem: Problem, label: str, change: Callable[[Any], Stimulus]
) -> Fix:
    index = _number(problem)

    def edit(circuit: Circuit) -> Circuit:
        stimuli = list(circuit.stimuli)
        stimuli[index] = change(stimuli[index])
        return replace(circuit, stimuli=tuple(stimuli))

    return _fix(network, label, edit)


def _stimulus_line(network: Network, problem: Problem) -> Iterator[Fix]:
    lines = _circuit(network).input_lines
    last = max(0, lines - 1)

    def moved(stimulus: Any) -> Stimulus:
        if isinstance(stimulus, PatternSpikes):
            inside = frozen(np.clip(stimulus.lines, 0, last), np.int32)
            return replace(stimulus, lines=inside)
        changed: Stimulus = replace(stimulus, line=min(max(stimulus.line, 0), last))
        return changed

    label = (
        tr("Use input lines 0 to {last}", last=last) if last else tr("Use input line 0")
    )
    if lines:
        yield _restimulated(network, problem, label, moved)
        return
    with_line = replace(network, circuit=add_input_line(_circuit(network)))
    yield _restimulated(with_line, problem, tr("Add an input line"), moved)


def _stimulus_number(network: Network, problem: Problem) -> Iterator[Fix]:
    label = tr("Bring the numbers into their ranges")
    yield _restimulated(network, problem, label, _within)


def _within(stimulus: Any) -> Stimulus:
    limits = LIMITS[type(stimulus)]
    changes: dict[str, Any] = {
        name: _clipped(limit, getattr(stimulus, name)) for name, limit in limits.items()
    }
    if isinstance(stimulus, PatternSpikes):
        last = limit_of_pattern(changes["period"]).high
        changes["ticks"] = frozen(np.clip(stimulus.ticks, 0, last), np.int64)
    if hasattr(stimulus, "probability"):
        # Written so that NaN becomes 0.
        share = stimulus.probability if stimulus.probability > 0 else 0.0
        changes["probability"] = min(share, 1.0)
    changed: Stimulus = replace(stimulus, **changes)
    return changed


def _clipped(limit: Limit, value: int) -> int:
    return min(max(value, limit.low), limit.high)


def _stimulus_word(network: Network, problem: Problem) -> Iterator[Fix]:
    def spelled(stimulus: Any) -> Stimulus:
        known = stimulus.split in ("test", "train")
        changed: Stimulus = replace(
            stimulus,
            split=stimulus.split if known else "test",
            encoding=(
                stimulus.encoding
                if stimulus.encoding in ("stochastic", "rate")
                else "stochastic"
            ),
        )
        return changed

    yield _restimulated(network, problem, tr("Use the usual words"), spelled)


def _order(network: Network, problem: Problem) -> Iterator[Fix]:
    def sorted_by_tick(pattern: PatternSpikes) -> Stimulus:
        order = np.argsort(pattern.ticks, kind="stable")
        return replace(
            pattern,
            ticks=frozen(pattern.ticks[order], np.int64),
            lines=frozen(pattern.lines[order], np.int32),
        )

    yield _restimulated(
        network, problem, tr("Sort the spikes by their ticks"), sorted_by_tick
    )


def _unseen(network: Network, problem: Problem) -> Iterator[Fix]:
    del problem

    def remove(circuit: Circuit) -> Circuit:
        kept = (one for one in circuit.stimuli if not isinstance(one, ImageSpikes))
        return replace(circuit, stimuli=tuple(kept))

    yield _fix(network, tr("Remove the images"), remove)


CIRCUIT_FIXES: dict[str, Callable[[Network, Problem], Iterator[Fix]]] = {
    "seed-range": _seed,
    "layers-and-cores": _layers,
    "no-cores": _no_cores,
    "core-off-chip": _places,
    "core-size": _size,
    "place-shared": _places,
    "value-range": _values,
    "synapse-padding": _padding,
    "mask-gap": _masks,
    "target-half": _half,
    "target-and-line": _both,
    "line-names": _line_names,
    "stimulus-line": _stimulus_line,
    "stimulus-number": _stimulus_number,
    "stimulus-word": _stimulus_word,
    "pattern-order": _order,
    "images-unseen": _unseen,
}
"""The problems that have a fix, by their code."""

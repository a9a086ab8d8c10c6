"""Parts of circuits: taken out, left out, put beside others.

Whatever keeps its targets stays the same object: an edit of a circuit makes
those cores anew that it changes.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import NONE, InputLines, OutputLines
from tnstudio.model.stimulus import ImageSpikes, PatternSpikes, Stimulus

Table = npt.NDArray[np.int32]
"""The new index of each old one; `NONE` for what is left out."""


def part_of(
    circuit: Circuit,
    cores: Collection[int],
    inputs: Collection[int],
    outputs: Collection[int],
) -> Circuit:
    """Return the part of a circuit that has these cores and lines only.

    They keep their order. What points at anything else, or nowhere, is cut:
    routes, connections and the spikes of stimuli; a stimulus without spikes is
    left out. Images stay while a line carries an element of them.
    """
    core_at = _table(cores, len(circuit.cores))
    line_at = _table(inputs, circuit.input_lines)
    output_at = _table(outputs, circuit.output_lines)
    kept = tuple(core for core, k in zip(circuit.cores, core_at, strict=True) if k >= 0)
    lines = _inputs_of(circuit.inputs, core_at, line_at)
    stimuli = stimuli_on(circuit.stimuli, line_at)
    if not (lines.element >= 0).any() and (circuit.inputs.element >= 0).any():
        stimuli = tuple(one for one in stimuli if not isinstance(one, ImageSpikes))
    return replace(
        circuit,
        cores=_rerouted(kept, core_at, output_at),
        inputs=lines,
        outputs=OutputLines(
            _taken(circuit.outputs.label, output_at),
            _taken(circuit.outputs.copy, output_at),
        ),
        line_names=_names_of(circuit.line_names, line_at),
        output_names=_names_of(circuit.output_names, output_at),
        stimuli=stimuli,
    )


def without(
    circuit: Circuit,
    cores: Collection[int] = (),
    inputs: Collection[int] = (),
    outputs: Collection[int] = (),
) -> Circuit:
    """Remove cores and lines; what points at them is cut, see `part_of`.

    What comes after them moves up, and what points at it follows.
    """
    return part_of(
        circuit,
        _others(cores, len(circuit.cores)),
        _others(inputs, circuit.input_lines),
        _others(outputs, circuit.output_lines),
    )


def without_stimuli(circuit: Circuit, stimuli: Collection[int]) -> Circuit:
    """Remove stimulus generators."""
    kept = _others(stimuli, len(circuit.stimuli))
    return replace(circuit, stimuli=tuple(circuit.stimuli[k] for k in kept))


def own_lines(
    circuit: Circuit, cores: Collection[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the lines that belong to these cores: they have to do with no other.

    Returns
    -------
    tuple of int
        The input lines that feed some of these cores, and no other core.
    tuple of int
        The output lines that show some of their neurons, and none of others.
    """
    table = _table(cores, len(circuit.cores))
    ours, feeds_us = table >= 0, _looked_up(table, circuit.inputs.core) >= 0
    inputs = _only_in(circuit.inputs.line, feeds_us, circuit.input_lines)
    shown = [core.routes.line.ravel() for core in circuit.cores]
    lines = np.concatenate([*shown, np.zeros(0, np.int32)])
    shown_by_us = np.repeat(ours, [line.size for line in shown])
    return inputs, _only_in(lines, shown_by_us, circuit.output_lines)


def with_part(
    circuit: Circuit, part: Circuit, places: Sequence[tuple[int, int]]
) -> Circuit:
    """Append a part's cores, lines and stimuli; nothing is wired to the others.

    Names that are there already get a number of their own. Lines keep the
    elements that they carry and the classes that they vote for if both
    circuits have the same images and classes, or this one had none; they carry
    and vote for nothing otherwise. Images that are shown already are not shown
    twice.

    Parameters
    ----------
    places : sequence of (int, int)
        Row and column on the chip of each new core.
    """
    cores, lines, outputs = (
        len(circuit.cores),
        circuit.input_lines,
        circuit.output_lines,
    )
    core_at = _shifted(len(part.cores), cores)
    line_at = _shifted(part.input_lines, lines)
    new = _rerouted(part.cores, core_at, _shifted(part.output_lines, outputs))
    names = own_names([c.name for c in new], [c.name for c in circuit.cores])
    placed = tuple(
        replace(core, name=name, chip_row=row, chip_column=column)
        for core, name, (row, column) in zip(new, names, places, strict=True)
    )
    joined = replace(
        circuit,
        cores=circuit.cores + placed,
        inputs=_with_inputs(circuit, part, core_at, line_at),
        line_names=_with_names(circuit.line_names, lines, part.line_names, line_at),
        output_names=_with_names(
            circuit.output_names, outputs, part.output_names, part.outputs.label
        ),
        stimuli=circuit.stimuli
        + tuple(
            one
            for one in stimuli_on(part.stimuli, line_at)
            if not (isinstance(one, ImageSpikes) and one in circuit.stimuli)
        ),
    )
    return _with_outputs(_with_images(joined, circuit, part), circuit, part)


# -- Images and classes


def _carries(circuit: Circuit) -> bool:
    return bool((circuit.inputs.element >= 0).any())


def _with_images(joined: Circuit, circuit: Circuit, part: Circuit) -> Circuit:
    """Let new lines carry elements if those mean the same here."""
    if not _carries(part) or part.input_shape == circuit.input_shape:
        return joined
    if not _carries(circuit):
        return replace(joined, input_shape=part.input_shape)
    element = joined.inputs.element.copy()
    element[circuit.input_lines :] = NONE
    return replace(
        joined, inputs=replace(joined.inputs, element=frozen(element, np.int32))
    )


def _with_outputs(joined: Circuit, circuit: Circuit, part: Circuit) -> Circuit:
    """Append output lines, which vote if the classes mean the same here."""
    label = part.outputs.label
    classes = circuit.class_names
    if (label >= 0).any() and part.class_names != classes:
        if (circuit.outputs.label >= 0).any():
            label = np.full_like(label, NONE)
        else:
            classes = part.class_names
    outputs = OutputLines(
        label=_chained(circuit.outputs.label, label),
        copy=_chained(circuit.outputs.copy, np.zeros_like(label)),
    )
    return replace(joined, outputs=outputs, class_names=classes)


# -- Lines


def _inputs_of(inputs: InputLines, core_at: Table, line_at: Table) -> InputLines:
    line, core = _looked_up(line_at, inputs.line), _looked_up(core_at, inputs.core)
    kept = (line >= 0) & (core >= 0)
    return InputLines(
        element=_taken(inputs.element, line_at),
        line=frozen(line[kept], np.int32),
        core=frozen(core[kept], np.int32),
        axon=frozen(inputs.axon[kept], np.int32),
    )


def _with_inputs(
    circuit: Circuit, part: Circuit, core_at: Table, line_at: Table
) -> InputLines:
    old, new = circuit.inputs, part.inputs
    return InputLines(
        element=_chained(old.element, new.element),
        line=_chained(old.line, _looked_up(line_at, new.line)),
        core=_chained(old.core, _looked_up(core_at, new.core)),
        axon=_chained(old.axon, new.axon),
    )


def _only_in(lines: Any, ours: npt.NDArray[np.bool_], count: int) -> tuple[int, ...]:
    """Return the lines that are met among ours and not among the others."""
    met = np.zeros((2, count), np.bool_)
    for mine in (False, True):
        here = lines[ours == mine]
        met[int(mine), here[(here >= 0) & (here < count)]] = True
    return tuple(np.flatnonzero(met[1] & ~met[0]).tolist())


def stimuli_on(stimuli: Iterable[Stimulus], line_at: Table) -> tuple[Stimulus, ...]:
    """Move generators to the new indices of their lines.

    Those whose lines are left out go too; images are of no line.
    """
    moved = (_moved(one, line_at) for one in stimuli)
    return tuple(one for one in moved if one is not None)


def _moved(stimulus: Stimulus, line_at: Table) -> Stimulus | None:
    if isinstance(stimulus, ImageSpikes):
        return stimulus
    if isinstance(stimulus, PatternSpikes):
        return _moved_pattern(stimulus, line_at)
    line = int(line_at[stimulus.line]) if 0 <= stimulus.line < len(line_at) else NONE
    return None if line == NONE else replace(stimulus, line=line)


def _moved_pattern(pattern: PatternSpikes, line_at: Table) -> PatternSpikes | None:
    lines = _looked_up(line_at, pattern.lines)
    kept = lines >= 0
    if not kept.any():
        return None
    return replace(
        pattern,
        ticks=frozen(pattern.ticks[kept], np.int64),
        lines=frozen(lines[kept], np.int32),
    )


# -- Routes


def _rerouted(
    cores: tuple[FreeCore, ...], core_at: Table, output_at: Table
) -> tuple[FreeCore, ...]:
    """Let routes follow their targets; those without are cut.

    All cores at once: a full chip has a million neurons.
    """
    if not cores:
        return ()
    ends = np.cumsum([core.routes.core.size for core in cores])
    old = [np.concatenate([_flat(core, name) for core in cores]) for name in _TARGETS]
    new = [
        frozen(_looked_up(table, values), np.int32)
        for table, values in zip((core_at, output_at), old, strict=True)
    ]
    changed = (new[0] != old[0]) | (new[1] != old[1])
    touched = np.unique(np.searchsorted(ends, np.flatnonzero(changed), side="right"))
    found = list(cores)
    for k in touched.tolist():
        here = slice(int(ends[k - 1]) if k else 0, int(ends[k]))
        found[k] = _with_targets(cores[k], new[0][here], new[1][here])
    return tuple(found)


_TARGETS = ("core", "line")


def _flat(core: FreeCore, name: str) -> npt.NDArray[Any]:
    values: npt.NDArray[Any] = getattr(core.routes, name).ravel()
    return values


def _with_targets(core: FreeCore, targets: Table, lines: Table) -> FreeCore:
    routes = core.routes
    shape = routes.core.shape
    targets = targets.reshape(shape)
    cut = (targets == NONE) & (routes.core != NONE)
    return replace(
        core,
        routes=replace(
            routes,
            core=frozen(targets, np.int32),
            axon=frozen(np.where(cut, np.int32(NONE), routes.axon), np.int32),
            delay=frozen(np.where(cut, DELAY.low, routes.delay), np.uint8),
            line=frozen(lines.reshape(shape), np.int32),
        ),
    )


# -- Names


def own_names(names: Sequence[str], taken: Iterable[str]) -> tuple[str, ...]:
    """Return the names with those that are taken replaced by the next numbered one.

    No name needs no number.
    """
    used = set(taken)
    last: dict[str, int] = {}
    for name in used.union(names):
        stem, number = _numbered(name)
        last[stem] = max(last.get(stem, 1), number)
    found = []
    for name in names:
        own = name
        if name and name in used:
            stem, _ = _numbered(name)
            last[stem] += 1
            own = f"{stem} {last[stem]}"
        found.append(own)
    return tuple(found)


def _numbered(name: str) -> tuple[str, int]:
    """Cut a name's number off, as in ``half 2``; 1 without one."""
    match = re.fullmatch(r"(.*) ([0-9]{1,9})", name, re.DOTALL)
    return (match[1], int(match[2])) if match else (name, 1)


def _names_of(names: tuple[str, ...], table: Table) -> tuple[str, ...]:
    if len(names) != len(table):
        return names
    return tuple(name for name, k in zip(names, table, strict=True) if k >= 0)


def _with_names(
    names: tuple[str, ...], lines: int, new: tuple[str, ...], of_new: npt.NDArray[Any]
) -> tuple[str, ...]:
    """Name the lines of both; none are named until one has a name."""
    if not names and not new:
        return ()
    before = names or ("",) * lines
    return before + own_names(new or ("",) * len(of_new), before)


# -- Indices


def _table(kept: Collection[int], count: int) -> Table:
    table = np.full(count, NONE, np.int32)
    order = sorted(set(kept))
    table[order] = np.arange(len(order))
    return table


def _shifted(count: int, by: int) -> Table:
    return np.arange(by, by + count, dtype=np.int32)


def _others(indices: Collection[int], count: int) -> tuple[int, ...]:
    gone = set(indices)
    return tuple(k for k in range(count) if k not in gone)


def _looked_up(table: Table, indices: npt.NDArray[Any]) -> Table:
    """Return the new indices; `NONE` for those that there never were."""
    known = (indices >= 0) & (indices < len(table))
    found: Table = np.append(table, np.int32(NONE))[np.where(known, indices, -1)]
    return found


def _taken(array: npt.NDArray[np.int32], table: Table) -> npt.NDArray[np.int32]:
    kept: npt.NDArray[np.int32] = (
        array if (table >= 0).all() else frozen(array[table >= 0], np.int32)
    )
    return kept


def _chained(*arrays: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    chain: npt.NDArray[np.int32] = frozen(np.concatenate(arrays), np.int32)
    return chain

"""One circuit put beside another, and what reaches a core."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import Place
from tnstudio.model.circuit_places import free_place
from tnstudio.model.hardware import Hardware
from tnstudio.model.program import NONE, InputLines, OutputLines, Routes


def fed_axons(circuit: Circuit, core: int) -> npt.NDArray[np.bool_]:
    """Return which axons of a core a line or a neuron reaches, shape (axons,)."""
    fed = np.zeros(circuit.cores[core].axon_types.shape[1], np.bool_)
    inputs = circuit.inputs
    fed[inputs.axon[inputs.core == core]] = True
    for source in circuit.cores:
        fed[source.routes.axon[source.routes.core == core]] = True
    return fed


def routed_neurons(core: FreeCore) -> npt.NDArray[np.bool_]:
    """Return which neurons of a core have a target or an output line."""
    routes = core.routes
    routed: npt.NDArray[np.bool_] = (routes.core[0] != NONE) | (routes.line[0] != NONE)
    return routed


def with_circuit(
    circuit: Circuit, added: Circuit, hardware: Hardware, near: Place = (0, 0)
) -> Circuit:
    """Put all cores and lines of another circuit behind those of this one.

    Its stimuli and classes are left out: only what it is made of is added.

    Parameters
    ----------
    added : Circuit
        Of cores of the same hardware.
    near : (int, int)
        Row and column of the chip that its cores are put close to.

    Raises
    ------
    TNStudioError
        If the chip has no place left.
    """
    first_core, first_line = len(circuit.cores), circuit.output_lines
    joined = replace(
        circuit,
        inputs=_with_inputs(circuit, added),
        outputs=_with_outputs(circuit, added),
        line_names=_names(
            (circuit.line_names, circuit.input_lines),
            (added.line_names, added.input_lines),
        ),
        output_names=_names(
            (circuit.output_names, first_line),
            (added.output_names, added.output_lines),
        ),
    )
    for core in added.cores:
        row, column = free_place(joined, hardware, near)
        moved = replace(
            core,
            chip_row=row,
            chip_column=column,
            routes=_moved(core.routes, first_core, first_line),
        )
        joined = replace(joined, cores=(*joined.cores, moved))
    return joined


def _moved(routes: Routes, first_core: int, first_line: int) -> Routes:
    return replace(
        routes,
        core=_counted_from(routes.core, first_core),
        line=_counted_from(routes.line, first_line),
    )


def _counted_from(indices: npt.NDArray[np.int32], first: int) -> npt.NDArray[np.int32]:
    counted: npt.NDArray[np.int32] = frozen(
        np.where(indices == NONE, NONE, indices + first), np.int32
    )
    return counted


def _with_inputs(circuit: Circuit, added: Circuit) -> InputLines:
    old, new = circuit.inputs, added.inputs
    # Elements are of the images of the other circuit.
    silent = np.full(added.input_lines, NONE)
    return InputLines(
        element=_joined(old.element, silent),
        line=_joined(old.line, new.line + circuit.input_lines),
        core=_joined(old.core, new.core + len(circuit.cores)),
        axon=_joined(old.axon, new.axon),
    )


def _with_outputs(circuit: Circuit, added: Circuit) -> OutputLines:
    old = circuit.outputs
    return OutputLines(
        label=_joined(old.label, np.full(added.output_lines, NONE)),
        copy=_joined(old.copy, np.zeros(added.output_lines)),
    )


def _joined(
    one: npt.NDArray[np.int32], other: npt.NDArray[np.generic]
) -> npt.NDArray[np.int32]:
    joined: npt.NDArray[np.int32] = frozen(
        np.concatenate([one, other.astype(np.int32)]), np.int32
    )
    return joined


def _names(*parts: tuple[tuple[str, ...], int]) -> tuple[str, ...]:
    """Join names; lines without one have an empty one, unless none has a name."""
    if not any(names for names, _ in parts):
        return ()
    return tuple(
        names[k] if k < len(names) else ""
        for names, count in parts
        for k in range(count)
    )

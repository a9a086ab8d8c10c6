"""What must hold before kernels run: they do not check their indices."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.model.program_rules import check_program


def require_sound(program: ChipProgram) -> None:
    """Check all arrays of a program.

    Raises
    ------
    TNStudioError
        Naming the first problem of `check_program` and how many there are.
    """
    problems = check_program(program)
    if problems:
        first, more = problems[0], len(problems) - 1
        rest = f", and {more} more problems" if more else ""
        raise TNStudioError(f"{first.message}{rest}", first.place, first.hint)


def require_lines(
    program: ChipProgram, lines: npt.NDArray[Any]
) -> npt.NDArray[np.uint8]:
    """Return an array of input spikes as kernels take it; 0 is no spike.

    Raises
    ------
    TNStudioError
        If its shape is not (ticks or frames, input lines of the program).
    """
    count = len(program.inputs.element)
    if lines.ndim != 2 or lines.shape[1] != count:
        raise TNStudioError(
            f"The input spikes have shape {lines.shape}, not (ticks, {count})",
            program.name,
            "encode the images for this program's input lines",
        )
    if lines.dtype.itemsize != 1:
        lines = lines != 0
    return writeable(lines).view(np.uint8)


def writeable(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the array, or a copy if it is read-only or not contiguous.

    Kernels would be compiled once more for such arrays.
    """
    return np.require(array, requirements=["C", "W"])

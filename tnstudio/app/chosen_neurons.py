"""Neurons chosen by a short text, e.g. ``0-3, 7/12``."""

import re

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.texts import marked, tr

GRAMMAR = marked(
    "cores like 2 or 0-3, neurons of them like 2/17 or 2/0-9, with commas between"
)

_PART = re.compile(r"(\d+)(?:-(\d+))?(?:/(\d+)(?:-(\d+))?)?")

Mask = npt.NDArray[np.bool_]


def chosen_neurons(text: str, cores: int, neurons: int) -> Mask:
    """Return which neurons a text names.

    Parameters
    ----------
    text : str
        As `GRAMMAR` says, all numbers from 0; a core alone means all its neurons.
    cores, neurons : int
        Of the chip: cores, and neurons per core.

    Returns
    -------
    bool array, shape (cores, neurons)

    Raises
    ------
    TNStudioError
        If the text is no such list, or names what the chip does not have.
    """
    chosen = np.zeros((cores, neurons), np.bool_)
    for part in text.split(","):
        match = _PART.fullmatch("".join(part.split()))
        if match is None:
            raise TNStudioError(
                tr("{text!r} names no neurons", text=part.strip()), "", tr(GRAMMAR)
            )
        rows = _span(match[1], match[2], cores, marked("There is no core {wrong}"))
        columns = _span(
            match[3] or "0", match[4], neurons, marked("There is no neuron {wrong}")
        )
        if match[3] is None:
            columns = slice(0, neurons)
        chosen[rows, columns] = True
    return chosen


def _span(first: str, last: str | None, count: int, refusal: str) -> slice:
    low, high = int(first), int(last or first)
    if not low <= high < count:
        wrong = f"{low}-{high}" if last else str(low)
        raise TNStudioError(
            tr(refusal, wrong=wrong),
            "",
            tr("choose 0 to {last}, rising", last=count - 1),
        )
    return slice(low, high + 1)

"""Synapses as text, for the clipboard: any program can read and write it."""

import json
from typing import Any

import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.crossbar_edits import Crossbar
from tnstudio.model.hardware import SIZES
from tnstudio.texts import marked, tr

MIME_TYPE = "application/x-tnstudio-synapses"

_TYPE, _VERSION = "tnstudio-synapses", 1
_LIMITS = {limit.symbol: limit for limit in SIZES}
_PLACE = marked("clipboard")


def synapses_to_text(block: Crossbar) -> str:
    """Return a block of a crossbar as JSON: for each axon its neurons as 0 and 1."""
    rows = ["".join("01"[on] for on in row) for row in block.tolist()]
    return json.dumps({"type": _TYPE, "version": _VERSION, "axons": rows})


def synapses_from_text(text: str) -> Crossbar:
    """Read what `synapses_to_text` wrote.

    Returns
    -------
    bool array, shape (axons, neurons)

    Raises
    ------
    TNStudioError
        If the text is nothing of the kind, or larger than any crossbar.
    """
    rows = _rows_of(text)
    axons, neurons = _LIMITS["axons"].high, _LIMITS["neurons"].high
    if not 1 <= len(rows) <= axons or not 1 <= len(rows[0]) <= neurons:
        raise TNStudioError(
            tr("The synapses fit no crossbar"),
            tr(_PLACE),
            tr("at most {axons} × {neurons}", axons=axons, neurons=neurons),
        )
    if any(len(row) != len(rows[0]) or set(row) - {"0", "1"} for row in rows):
        raise TNStudioError(
            tr("The synapses are not rows of 0 and 1 of one length"),
            tr(_PLACE),
            tr("copy again"),
        )
    return np.array([[mark == "1" for mark in row] for row in rows], np.bool_)


def _rows_of(text: str) -> list[str]:
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("type") != _TYPE:
        raise TNStudioError(
            tr("There are no synapses"), tr(_PLACE), tr("copy some first")
        )
    if told.get("version") != _VERSION:
        raise TNStudioError(
            tr("The synapses are of another version of TN Studio"),
            tr(_PLACE),
            tr("copy them from this one"),
        )
    rows = told.get("axons")
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise TNStudioError(
            tr("The synapses are no rows"), tr(_PLACE), tr("copy again")
        )
    return rows

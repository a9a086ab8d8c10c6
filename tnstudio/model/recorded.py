"""Spikes of a run that a project keeps."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import Limit
from tnstudio.model.problems import Problem
from tnstudio.texts import tr

TICK = Limit("tick", "t", 0, 2**43 - 1, "this program: what is drawn has its tick")


@dataclass(frozen=True, eq=False, slots=True)
class RecordedSpikes:
    """All spikes of some ticks of a chip, sorted by tick, core and neuron.

    Attributes
    ----------
    name : str
        The user's.
    first_tick : int
        The first tick recorded, 0..2^43 - 1.
    ticks : int
        Number of ticks recorded; the last ones may be without spikes.
    cores, neurons : int
        The chip's cores, and neurons per core.
    tick : int64 array, shape (spikes,)
    core, neuron : int32 arrays, shape (spikes,)
        No spike comes twice.
    program_name : str
    seed : int
        Name and seed of the chip program that ran.
    """

    name: str
    first_tick: int
    ticks: int
    cores: int
    neurons: int
    tick: npt.NDArray[np.int64]
    core: npt.NDArray[np.int32]
    neuron: npt.NDArray[np.int32]
    program_name: str
    seed: int


def check_recorded(recorded: RecordedSpikes) -> tuple[Problem, ...]:
    """Return what is wrong with the spikes; () if nothing is.

    Parameters
    ----------
    recorded : RecordedSpikes
        With arrays of the right types and of one length; `place` of a problem
        is the name of an array.
    """
    return tuple(_problems(recorded))


def _problems(recorded: RecordedSpikes) -> Iterator[Problem]:
    end = recorded.first_tick + recorded.ticks
    ranges = (
        ("tick", recorded.tick, recorded.first_tick, end),
        ("core", recorded.core, 0, recorded.cores),
        ("neuron", recorded.neuron, 0, recorded.neurons),
    )
    for name, values, low, stop in ranges:
        wrong = np.flatnonzero((values < low) | (values >= stop))
        if len(wrong):
            message = tr(
                "{number} values are out of range, the first (spike {place}) "
                "is {value}",
                number=len(wrong),
                place=wrong[0],
                value=values[wrong[0]],
            )
            hint = f"{low} to {stop - 1}" if stop > low else tr("nothing was recorded")
            yield Problem("spike-out-of-range", name, message, hint)
    late = np.flatnonzero(~_ascending(recorded))
    if len(late):
        yield Problem(
            "spikes-not-sorted",
            "tick",
            tr(
                "Spike {spike} does not come after the one before it", spike=late[0] + 1
            ),
            tr("sort by tick, core and neuron; no spike comes twice"),
        )


def _ascending(recorded: RecordedSpikes) -> npt.NDArray[np.bool_]:
    """Tell for all spikes but the first whether they come after the one before."""
    after = np.zeros(max(0, len(recorded.tick) - 1), np.bool_)
    for values in (recorded.neuron, recorded.core, recorded.tick):
        earlier, later = values[:-1], values[1:]
        after = (later > earlier) | ((later == earlier) & after)
    return after

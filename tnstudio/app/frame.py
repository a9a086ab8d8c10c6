"""What is to be seen of a chip after some ticks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.breakpoint_run import Watched
from tnstudio.app.watches import NOTHING, Seen
from tnstudio.datasets.encoders import Encoding
from tnstudio.simulation.recording import Recording


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """The chip after some ticks: all that views draw.

    Attributes
    ----------
    tick : int
        The last tick that was run, from 0.
    end : int
        The tick after the last one that is recorded.
    image, label : int
        The image on the input and its class; `NONE` if generators are. With a
        picture on the input, the image that was on last, and the picture's class
        or `NONE`.
    pixels : uint8 array, shape (rows, columns, channels), or None
        The picture on the input, if it is none of the set.
    encoding : str or None
        How its spikes are made; None without an image.
    ticks_on_image : int
        Ticks since the image appeared; `NONE` without one.
    recording : Recording
        The spikes of the ticks run since the last frame, or of the last tick
        alone if it was gone to.
    active_axons : bool array, shape (cores, axons)
        Axons active in the last tick.
    potentials_before, potentials : int32 arrays, shape (cores, neurons)
        V before and after the last tick.
    input_spikes : int32 array, shape (elements,)
        Input spikes drawn from each element in the last tick, over all lines.
    line_spikes : uint8 array, shape (input lines,)
        0 and 1: the lines that spiked in the last tick.
    output_counts : int64 array, shape (output lines,), or None
        Spikes on each output line since tick 0; None with an image on the input:
        then they count as votes.
    votes : int32 array, shape (classes,)
        Output spikes for each class since the image reached the outputs, since
        tick 0 without an image. Empty if the chip has no classes, like the two
        that follow.
    votes_now : int32 array, shape (classes,)
        Output spikes for each class in the last tick.
    copy_votes : int32 array, shape (copies, classes), or None
        `votes` of each copy. None if they are no longer known of that many ticks
        (`tnstudio.app.vote_counts`).
    scores : float64 array, shape (classes,)
        Mean over a class's output lines and ticks, 0..1.
    decision : int
        The class with the highest score; `NONE` before the first output and
        without classes.
    seen : Seen
        What `SimulationSession.watches` were to count.
    """

    tick: int
    end: int
    image: int
    label: int
    pixels: npt.NDArray[np.uint8] | None
    encoding: Encoding | None
    ticks_on_image: int
    recording: Recording
    active_axons: npt.NDArray[np.bool_]
    potentials_before: npt.NDArray[np.int32]
    potentials: npt.NDArray[np.int32]
    input_spikes: npt.NDArray[np.int32]
    line_spikes: npt.NDArray[np.uint8]
    output_counts: npt.NDArray[np.int64] | None
    votes: npt.NDArray[np.int32]
    votes_now: npt.NDArray[np.int32]
    copy_votes: npt.NDArray[np.int32] | None
    scores: npt.NDArray[np.float64]
    decision: int
    seen: Seen = NOTHING

    @property
    def is_past(self) -> bool:
        """Whether later ticks are recorded."""
        return self.tick + 1 < self.end


@dataclass(frozen=True, eq=False, slots=True)
class Passage:
    """Some ticks that were run.

    Attributes
    ----------
    frame : Frame
        After them.
    hits : tuple of Watched
        The conditions met in the last of them; if there are any, the run has
        ended here.
    """

    frame: Frame
    hits: tuple[Watched, ...]

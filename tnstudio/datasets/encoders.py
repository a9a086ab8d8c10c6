"""Input values as spikes on lines.

Frame f of a stream of images occupies the ticks f T .. f T + T - 1. What a
line does in a tick depends on the key, the tick, the line and the value only:
a stream may be cut anywhere, and any tick can be made again.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.kernels import rate_spikes, stochastic_spikes
from tnstudio.errors import TNStudioError
from tnstudio.randomness import stream_key
from tnstudio.texts import tr

Encoding = Literal["stochastic", "rate"]
"""``stochastic``: every line draws in every tick, P(spike) = x (E15 §3.1).
``rate``: round(x T) spikes evenly spaced over the T ticks of a frame (J17)."""

ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

MOST_TICKS = 2**20
"""Most ticks per frame."""

_DRAWS = 2.0**32


def input_key(seed: int) -> np.uint64:
    """Return the key of the draws of all input lines for a seed.

    Everything that encodes images uses this one, so that the same input line
    has the same draws at the same tick wherever it is asked.
    """
    return stream_key(seed, "input")


def require_frame_ticks(ticks: int) -> None:
    """Refuse frames of so many ticks if there are none such.

    Raises
    ------
    TNStudioError
    """
    if not 1 <= ticks <= MOST_TICKS:
        raise TNStudioError(
            tr("{ticks} ticks per frame", ticks=ticks),
            hint=tr("choose 1 to {high}", high=MOST_TICKS),
        )


def require_encoding(encoding: str) -> None:
    """Refuse what is no way to make spikes.

    Raises
    ------
    TNStudioError
    """
    if encoding not in ENCODINGS:
        raise TNStudioError(
            tr("There is no encoding '{encoding}'", encoding=encoding),
            hint=tr("choose {names}", names=tr(" or ").join(ENCODINGS)),
        )


@dataclass(frozen=True, eq=False, slots=True)
class Encoder:
    """How a stream of frames becomes spikes.

    Attributes
    ----------
    elements : int32 array, shape (lines,)
        The element that each line carries; -1 for a silent line.
    ticks : int
        T, ticks per frame, 1..2^20.
    encoding : str
        One of `ENCODINGS`.
    key : uint64
        From `input_key`; the rate code draws nothing.

    Raises
    ------
    TNStudioError
        If the ticks are out of range or the encoding is unknown.
    """

    elements: npt.NDArray[np.int32]
    ticks: int
    encoding: Encoding
    key: np.uint64

    def __post_init__(self) -> None:
        require_frame_ticks(self.ticks)
        require_encoding(self.encoding)

    def spikes(
        self, values: npt.NDArray[np.float32], first_tick: int, rows: int
    ) -> npt.NDArray[np.uint8]:
        """Return some ticks of the stream.

        Parameters
        ----------
        values : float32 array, shape (frames, elements)
            Values 0..1 of the frames that the ticks lie in; the first is the
            one that holds `first_tick`.
        first_tick : int
            Counted from the first frame of the stream, >= 0.
        rows : int
            Number of ticks.

        Returns
        -------
        uint8 array, shape (rows, lines)

        Raises
        ------
        TNStudioError
            If a value is not within 0..1, a line carries an element that the
            frames do not have, or frames are missing.
        """
        self._require_values(values)
        needed = -(-(first_tick + rows) // self.ticks) - first_tick // self.ticks
        if rows and len(values) < needed:
            raise TNStudioError(
                tr(
                    "{frames} frames for {rows} ticks from tick "
                    "{tick}, which lie in {needed}",
                    frames=len(values),
                    rows=rows,
                    tick=first_tick,
                    needed=needed,
                )
            )
        spikes = np.empty((rows, len(self.elements)), np.uint8)
        exact = values.astype(np.float64)
        if self.encoding == "rate":
            counts = np.floor(exact * self.ticks + 0.5).astype(np.int64)
            rate_spikes(counts, self.elements, self.ticks, first_tick, spikes)
            return spikes
        thresholds = np.floor(exact * _DRAWS).astype(np.uint64)
        # Draws overflow by design; without compilation NumPy would warn.
        with np.errstate(over="ignore"):
            stochastic_spikes(
                thresholds, self.elements, self.ticks, self.key, first_tick, spikes
            )
        return spikes

    def _require_values(self, values: npt.NDArray[np.float32]) -> None:
        # Written so that NaN, which compares as false, is refused too.
        if values.size and not (values.min() >= 0 and values.max() <= 1):
            raise TNStudioError(
                tr("Input values are not all within 0..1"), hint=tr("scale the input")
            )
        highest = self.elements.max(initial=-1)
        if highest >= values.shape[1] or self.elements.min(initial=-1) < -1:
            raise TNStudioError(
                tr(
                    "Lines carry elements up to {highest}, "
                    "the input has {elements} elements",
                    highest=highest,
                    elements=values.shape[1],
                )
            )


def encode(
    values: npt.NDArray[np.float32],
    elements: npt.NDArray[np.int32],
    ticks: int,
    encoding: Encoding,
    key: np.uint64,
    first_frame: int = 0,
) -> npt.NDArray[np.uint8]:
    """Return all ticks of some frames of a stream.

    Parameters
    ----------
    values : float32 array, shape (frames, elements)
        Values 0..1.
    elements, ticks, encoding, key
        As in `Encoder`.
    first_frame : int
        Which frame of the stream comes first, >= 0.

    Returns
    -------
    uint8 array, shape (frames * ticks, lines)

    Raises
    ------
    TNStudioError
        As `Encoder` and its `spikes` do.
    """
    encoder = Encoder(elements, ticks, encoding, key)
    return encoder.spikes(values, first_frame * ticks, len(values) * ticks)

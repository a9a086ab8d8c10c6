"""Stimulus generators at work: spikes on input lines.

What a line does in a tick depends on the generators, the seed and the tick
only: a run may be cut anywhere, and any tick can be made again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.encoders import Encoder, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.stimulus_kernels import (
    Integers,
    Spikes,
    Words,
    generator_keys,
    pattern_spikes,
    poisson_spikes,
    regular_spikes,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.records import SEED
from tnstudio.model.stimulus import (
    FOREVER,
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.model.stimulus_rules import check_stimuli
from tnstudio.randomness import stream_key
from tnstudio.texts import tr

_DRAWS = 2.0**32
_MOST_PER_LINE = 2**20


class StimulusSource:
    """The input lines of a chip and what makes spikes on them.

    In tick t the k-th Poisson generator of a line (k counts those of this line
    only) spikes if draw t of its own stream, which belongs to seed, line and k,
    is below its probability; so a generator that is added or removed changes
    the spikes of no other line. Images are encoded as `Encoder` does, with the
    draws of `input_key`.

    Parameters
    ----------
    stimuli : sequence of Stimulus
    elements : int32 array, shape (lines,)
        The element of images that each line carries; -1 for none.
    seed : int
    images : mapping of ImageSpikes to ImageSet
        The images of every such generator.

    Raises
    ------
    TNStudioError
        If a generator breaks a rule, the seed is out of range, or lines carry
        elements that the images do not have.
    """

    def __init__(
        self,
        stimuli: Sequence[Stimulus],
        elements: npt.NDArray[np.int32],
        seed: int,
        images: Mapping[ImageSpikes, ImageSet] | None = None,
    ) -> None:
        _require_sound(tuple(stimuli), elements)
        if not SEED.holds(seed):
            raise TNStudioError(
                tr("The seed is {seed}", seed=seed),
                hint=tr("choose {low} to {high}", low=SEED.low, high=SEED.high),
            )
        self._lines = len(elements)
        self._regular = _regular_table(stimuli)
        self._poisson = _poisson_table(stimuli, seed)
        self._patterns = [
            (np.array(one.ticks), one.lines.astype(np.int64), one.period)
            for one in stimuli
            if isinstance(one, PatternSpikes)
        ]
        self._films = [
            _Film(one, (images or {})[one], elements, seed)
            for one in stimuli
            if isinstance(one, ImageSpikes)
        ]

    @property
    def lines(self) -> int:
        """Number of input lines."""
        return self._lines

    def spikes(self, first_tick: int, rows: int) -> Spikes:
        """Return the spikes of some ticks.

        Parameters
        ----------
        first_tick : int
            >= 0, and below 2^62 with the rows.
        rows : int
            Number of ticks.

        Returns
        -------
        uint8 array, shape (rows, lines)
            0 and 1.

        Raises
        ------
        TNStudioError
            If the ticks are out of range.
        """
        if first_tick < 0 or rows < 0 or first_tick + rows > FOREVER:
            raise TNStudioError(
                tr(
                    "There are no ticks {first} to {last}",
                    first=first_tick,
                    last=first_tick + rows - 1,
                ),
                hint=tr("choose ticks from 0 to {high}", high=FOREVER - 1),
            )
        spikes = np.zeros((rows, self._lines), np.uint8)
        regular_spikes(*self._regular, first_tick, spikes)
        # Draws overflow by design; without compilation NumPy would warn.
        with np.errstate(over="ignore"):
            poisson_spikes(*self._poisson, first_tick, spikes)
        for ticks, lines, period in self._patterns:
            pattern_spikes(ticks, lines, period, first_tick, spikes)
        for film in self._films:
            spikes |= film.spikes(first_tick, rows)
        return spikes


class _Film:
    """The images of a data set, one after the other, over and over."""

    def __init__(
        self,
        stimulus: ImageSpikes,
        images: ImageSet,
        elements: npt.NDArray[np.int32],
        seed: int,
    ) -> None:
        self._first = stimulus.first_image
        self._images = images
        self._encoder = Encoder(
            elements, stimulus.ticks, stimulus.encoding, input_key(seed)
        )
        # Lines that carry what the images lack are told now, not at some tick.
        self.spikes(0, 1)

    def spikes(self, first_tick: int, rows: int) -> Spikes:
        ticks = self._encoder.ticks
        turns = np.arange(first_tick // ticks, -(-(first_tick + rows) // ticks))
        values = self._images.values((self._first + turns) % len(self._images))
        return self._encoder.spikes(values, first_tick, rows)


def _require_sound(
    stimuli: tuple[Stimulus, ...], elements: npt.NDArray[np.int32]
) -> None:
    for problem in check_stimuli(stimuli, len(elements), carries=True):
        raise TNStudioError(problem.message, problem.place, problem.hint)


def _regular_table(
    stimuli: Sequence[Stimulus],
) -> tuple[Integers, Integers, Integers, Integers]:
    """Return line, period, first and end; a single spike is over at once."""
    line, period, first, end = _columns(_regular_rows(stimuli), 4)
    return line, period, first, end


def _regular_rows(stimuli: Sequence[Stimulus]) -> Iterator[tuple[int, ...]]:
    for one in stimuli:
        if isinstance(one, SingleSpike):
            yield one.line, 1, one.tick, one.tick + 1
        elif isinstance(one, RegularSpikes):
            yield one.line, one.period, one.first, one.end


def _poisson_table(
    stimuli: Sequence[Stimulus], seed: int
) -> tuple[Integers, Words, Words, Integers, Integers]:
    """Return line, threshold, key, first and end."""
    found = [one for one in stimuli if isinstance(one, PoissonSpikes)]
    line, first, end = _columns(((one.line, one.first, one.end) for one in found), 3)
    shares = np.array([one.probability for one in found], np.float64)
    numbers = np.array(list(_numbers_of_generators(found)), np.uint64)
    keys = np.zeros(len(found), np.uint64)
    with np.errstate(over="ignore"):
        generator_keys(stream_key(seed, "stimulus"), numbers, keys)
    return line, np.floor(shares * _DRAWS).astype(np.uint64), keys, first, end


def _numbers_of_generators(found: Sequence[PoissonSpikes]) -> Iterator[int]:
    """Yield a number for each: its line, and its place among those of the line."""
    seen: Counter[int] = Counter()
    for one in found:
        yield one.line * _MOST_PER_LINE + seen[one.line]
        seen[one.line] += 1


def _columns(rows: Iterator[tuple[int, ...]], count: int) -> tuple[Integers, ...]:
    table = np.array(list(rows), np.int64).reshape(-1, count)
    return tuple(np.ascontiguousarray(column) for column in table.T)

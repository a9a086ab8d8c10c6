"""Rules of stimulus generators."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from tnstudio.model.hardware import Limit
from tnstudio.model.problems import Problem
from tnstudio.model.stimulus import (
    FOREVER,
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.texts import marked, tr

TICK = Limit(marked("tick"), "", 0, FOREVER - 1, "this program")
END = Limit(marked("end"), "", 0, FOREVER, "this program")
PERIOD = Limit(marked("period"), "", 1, FOREVER - 1, "this program")
IMAGE_TICKS = Limit(marked("number of ticks per image"), "T", 1, 2**20, "this program")
FIRST_IMAGE = Limit(marked("first image"), "", 0, 2**31 - 1, "this program")

LIMITS: dict[type, dict[str, Limit]] = {
    SingleSpike: {"tick": TICK},
    RegularSpikes: {"period": PERIOD, "first": TICK, "end": END},
    PoissonSpikes: {"first": TICK, "end": END},
    PatternSpikes: {"period": replace(PERIOD, low=0)},
    ImageSpikes: {"ticks": IMAGE_TICKS, "first_image": FIRST_IMAGE},
}
"""The range of each whole number of a generator, its line aside."""

_Wrong = Iterator[tuple[str, str, str]]
"""Code, message and hint of each thing that is wrong."""


def check_stimuli(
    stimuli: tuple[Stimulus, ...], lines: int, *, carries: bool
) -> Iterator[Problem]:
    """Check the generators of a circuit with so many input lines.

    Parameters
    ----------
    carries : bool
        Whether any line carries an element of images.

    Yields
    ------
    Problem
        With place ``stimulus k``, counted from 0.
    """
    for index, stimulus in enumerate(stimuli):
        place = f"stimulus {index}"
        for code, message, hint in _RULES[type(stimulus)](stimulus, lines):
            yield Problem(code, place, message, hint)
        if isinstance(stimulus, ImageSpikes) and not carries:
            yield Problem(
                "images-unseen",
                place,
                tr("No input line carries an element of the images"),
                tr("give lines elements, or remove the images"),
                "advice",
            )


def _number(limit: Limit, value: int) -> _Wrong:
    if not limit.holds(value):
        yield (
            "stimulus-number",
            tr("The {name} is {value}", name=tr(limit.name), value=value),
            tr("choose {low} to {high}", low=limit.low, high=limit.high),
        )


def _line(line: int, lines: int) -> _Wrong:
    if not 0 <= line < lines:
        hint = (
            tr("choose 0 to {high}", high=lines - 1)
            if lines
            else tr("add an input line")
        )
        yield "stimulus-line", tr("There is no input line {line}", line=line), hint


def _single(stimulus: SingleSpike, lines: int) -> _Wrong:
    yield from _line(stimulus.line, lines)
    yield from _number(TICK, stimulus.tick)


def _regular(stimulus: RegularSpikes, lines: int) -> _Wrong:
    yield from _line(stimulus.line, lines)
    yield from _number(PERIOD, stimulus.period)
    yield from _span(stimulus)


def _poisson(stimulus: PoissonSpikes, lines: int) -> _Wrong:
    yield from _line(stimulus.line, lines)
    # Written so that NaN is out of range.
    if not 0 <= stimulus.probability <= 1:
        message = tr(
            "The probability is {probability}", probability=stimulus.probability
        )
        yield "stimulus-number", message, tr("choose 0 to 1")
    yield from _span(stimulus)


def _span(stimulus: RegularSpikes | PoissonSpikes) -> _Wrong:
    yield from _number(TICK, stimulus.first)
    yield from _number(END, stimulus.end)


def _pattern(stimulus: PatternSpikes, lines: int) -> _Wrong:
    ticks, of_lines = stimulus.ticks, stimulus.lines
    shapes = ticks.ndim == 1 and ticks.shape == of_lines.shape
    if not shapes or ticks.dtype != np.int64 or of_lines.dtype != np.int32:
        yield (
            "pattern-arrays",
            tr(
                "Ticks are {ticks_type} of shape {ticks_shape}, "
                "lines {lines_type} of shape {lines_shape}",
                ticks_type=ticks.dtype,
                ticks_shape=ticks.shape,
                lines_type=of_lines.dtype,
                lines_shape=of_lines.shape,
            ),
            tr("give int64 and int32 of one length"),
        )
        return
    if stimulus.period:
        yield from _number(PERIOD, stimulus.period)
    if not ticks.size:
        return
    if (np.diff(ticks) < 0).any():
        yield "pattern-order", tr("The ticks of the pattern fall"), tr("sort them")
    for end in {int(ticks.min()), int(ticks.max())}:
        yield from _number(limit_of_pattern(stimulus.period), end)
    for end in {int(of_lines.min()), int(of_lines.max())}:
        yield from _line(end, lines)


def limit_of_pattern(period: int) -> Limit:
    """Return the range of the ticks of a pattern with this period."""
    last = period - 1 if period > 0 else TICK.high
    return Limit(marked("tick of a spike"), "", 0, last, "this program")


def _images(stimulus: ImageSpikes, lines: int) -> _Wrong:
    del lines
    yield from _number(IMAGE_TICKS, stimulus.ticks)
    yield from _number(FIRST_IMAGE, stimulus.first_image)
    if stimulus.split not in ("test", "train"):
        yield (
            "stimulus-word",
            tr("There is no split '{split}'", split=stimulus.split),
            tr("test or train"),
        )
    if stimulus.encoding not in ("stochastic", "rate"):
        message = tr("There is no encoding '{encoding}'", encoding=stimulus.encoding)
        yield "stimulus-word", message, tr("stochastic or rate")


_RULES: dict[type, Callable[[Any, int], _Wrong]] = {
    SingleSpike: _single,
    RegularSpikes: _regular,
    PoissonSpikes: _poisson,
    PatternSpikes: _pattern,
    ImageSpikes: _images,
}

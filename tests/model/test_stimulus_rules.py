"""Every rule of stimuli is broken once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tnstudio.datasets.encoders import ENCODINGS, MOST_TICKS
from tnstudio.model.rules import errors_of
from tnstudio.model.stimulus import (
    FOREVER,
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.model.stimulus_rules import IMAGE_TICKS, check_stimuli

LINES = 3


def pattern(ticks: list, lines: list, period: int = 0) -> PatternSpikes:
    return PatternSpikes(np.array(ticks, np.int64), np.array(lines, np.int32), period)


def problems(stimulus: Stimulus, lines: int = LINES, carries: bool = True) -> list:
    return list(check_stimuli((stimulus,), lines, carries=carries))


WRONG = {
    "There is no input line 3": SingleSpike(3),
    "There is no input line -1": RegularSpikes(-1, 2),
    "The tick is -1": SingleSpike(0, -1),
    f"The tick is {FOREVER}": SingleSpike(0, FOREVER),
    "The period is 0": RegularSpikes(0, 0),
    "The tick is -2": RegularSpikes(0, 1, -2),
    f"The end is {FOREVER + 1}": PoissonSpikes(0, 0.5, 0, FOREVER + 1),
    "The probability is 1.1": PoissonSpikes(0, 1.1),
    "The probability is nan": PoissonSpikes(0, float("nan")),
    "The ticks of the pattern fall": pattern([3, 2], [0, 0]),
    "The tick of a spike is -3": pattern([-3, 2], [0, 0]),
    "The tick of a spike is 4": pattern([3, 4], [0, 0], 4),
    "The period is -1": pattern([], [], -1),
    "There is no input line 9": pattern([1, 2], [0, 9]),
    "Ticks are int32": replace(pattern([1], [1]), ticks=np.array([1], np.int32)),
    "Ticks are int64 of shape (2,)": pattern([1, 2], [1]),
    "The number of ticks per image is 0": ImageSpikes("x", ticks=0),
    "The first image is -1": ImageSpikes("x", first_image=-1),
    "There is no split 'all'": ImageSpikes("x", split="all"),
    "There is no encoding 'morse'": ImageSpikes("x", encoding="morse"),
}


@pytest.mark.parametrize("message", WRONG)
def test_that_a_broken_rule_is_told(message: str) -> None:
    (problem,) = problems(WRONG[message])
    assert message in problem.message
    assert problem.place == "stimulus 0"
    assert problem.severity == "error"
    assert problem.hint


def test_that_a_circuit_without_lines_asks_for_one() -> None:
    (problem,) = problems(SingleSpike(0), lines=0)
    assert problem.hint == "add an input line"


def test_that_images_that_no_line_carries_are_advised_against() -> None:
    (problem,) = problems(ImageSpikes("mnist"), carries=False)
    assert (problem.code, problem.severity) == ("images-unseen", "advice")
    assert problems(ImageSpikes("mnist")) == []


def test_that_the_rules_of_images_are_those_of_the_encoders() -> None:
    assert IMAGE_TICKS.high == MOST_TICKS
    for encoding in ENCODINGS:
        assert problems(ImageSpikes("x", encoding=encoding, ticks=MOST_TICKS)) == []


@given(data=st.data(), lines=st.integers(0, 4))
@settings(max_examples=60)
def test_that_drawn_stimuli_have_no_errors(data: st.DataObject, lines: int) -> None:
    drawn = data.draw(strategies.stimuli(lines, images=True))
    assert errors_of(tuple(check_stimuli(drawn, lines, carries=True))) == ()

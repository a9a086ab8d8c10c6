"""Stop conditions are written in one way only."""

from dataclasses import replace

import numpy as np
import pytest

from tests.programs import random_recurrent_program
from tnstudio.app.conditions import condition_of
from tnstudio.errors import TNStudioError
from tnstudio.simulation.breakpoints import (
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    NeuronSpikes,
    PotentialCrosses,
    WrongClass,
)

# 3 cores of 7 neurons, 4 output lines, 2 classes.
PROGRAM = replace(random_recurrent_program(np.random.default_rng(1)), latency=2)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("spike:2/6", NeuronSpikes(2, 6)),
        ("line:3", LineSpikes(3)),
        ("v:0/1>=100", PotentialCrosses(0, 1, 100, "up")),
        ("v:0/1<=-100", PotentialCrosses(0, 1, -100, "down")),
        ("silent:1/500", CoreSilent(1, 500)),
        ("saturated:1/1", CoreSaturated(1, 1)),
        ("wrong:1", WrongClass(1, first_tick=2, after_ticks=1)),
        ("wrong:0/16", WrongClass(0, first_tick=2, after_ticks=16)),
    ],
)
def test_that_conditions_are_read(text, condition):
    assert condition_of(PROGRAM, text) == condition


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no condition ''"),
        ("spikes:0/0", "no condition 'spikes'"),
        ("Spike:0/0", "no condition 'Spike'"),
        ("spike", "'' is not CORE/NEURON"),
        ("spike:0", "'0' is not CORE/NEURON"),
        ("spike:0/0/0", "'0/0/0' is not CORE/NEURON"),
        ("spike:-1/0", "'-1/0' is not CORE/NEURON"),
        ("spike: 0/0", "' 0/0' is not CORE/NEURON"),
        ("spike:0/0\n", "is not CORE/NEURON"),
        ("spike:0/٣", "is not CORE/NEURON"),
        ("spike:0/" + "9" * 5000, "is not CORE/NEURON"),
        ("line:1.5", "'1.5' is not LINE"),
        ("v:0/0=3", "'0/0=3' is not CORE/NEURON>=VALUE"),
        ("v:0/0>3", "'0/0>3' is not CORE/NEURON>=VALUE"),
        ("v:0/0>=", "is not CORE/NEURON>=VALUE"),
        ("silent:0", "'0' is not CORE/TICKS"),
        ("wrong:", "'' is not LABEL"),
        ("wrong:1/", "'1/' is not LABEL"),
        ("spike:3/0", "There is no core 3"),
        ("spike:0/7", "There is no neuron 7"),
        ("line:4", "There is no output line 4"),
        ("v:0/0>=524288", "V is never 524288"),
        ("v:0/0<=-524289", "V is never -524289"),
        ("silent:0/0", "over 0 ticks is never met"),
        ("wrong:2", "There is no class 2"),
        ("wrong:0/0", "over 0 ticks is never met"),
    ],
)
def test_that_anything_else_is_refused_with_its_place(text, message):
    with pytest.raises(TNStudioError) as refused:
        condition_of(PROGRAM, text)
    assert message in refused.value.message
    assert refused.value.location == text
    assert refused.value.hint

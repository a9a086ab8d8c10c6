"""Generators in words."""

from dataclasses import replace

import pytest

from tnstudio.app.stimulus_words import line_told, stimulus_told
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import add_input_line
from tnstudio.model.stimulus import (
    ImageSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.model.stimulus_edits import pattern

TOLD = {
    "no stimulus": None,
    "one spike, at tick 4": SingleSpike(0, 4),
    "a spike every 5 ticks": RegularSpikes(0, 5),
    "a spike every 1 tick, from tick 2, before tick 9": RegularSpikes(0, 1, 2, 9),
    "random spikes, 0.125 per tick": PoissonSpikes(0, 0.125),
    "random spikes, 0.5 per tick, before tick 7": PoissonSpikes(0, 0.5, 0, 7),
    "images of mnist": ImageSpikes("mnist"),
    "a pattern of 2 spikes": pattern([(1, 0), (4, 1)]),
    "a pattern of 1 spike, every 8 ticks": pattern([(1, 0)], 8),
}


@pytest.mark.parametrize("told", TOLD)
def test_that_a_generator_is_told_in_words(told: str) -> None:
    assert stimulus_told(TOLD[told]) == told


def test_that_a_line_tells_all_that_drives_it_and_its_own_part_of_a_pattern() -> None:
    circuit = Circuit()
    for _ in range(4):
        circuit = add_input_line(circuit, "")
    spikes = [(tick, 2) for tick in range(9)] + [(3, 0), (5, 0), (7, 1)]
    stimuli = (SingleSpike(0, 1), pattern(spikes, 20), PoissonSpikes(1, 0.5))
    circuit = replace(circuit, stimuli=stimuli)
    assert [line_told(circuit, line) for line in range(4)] == [
        "one spike, at tick 1; a pattern: ticks 3 and 5, every 20 ticks",
        "a pattern: tick 7, every 20 ticks; random spikes, 0.5 per tick",
        "a pattern of 9 spikes, every 20 ticks",
        "no stimulus",
    ]

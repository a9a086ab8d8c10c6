"""Generators are changed, and never into what no circuit may have."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.circuits import oscillator
from tnstudio.errors import TNStudioError
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.model.stimulus_edits import (
    KINDS,
    of_kind,
    on_line,
    pattern,
    pattern_from,
    pattern_text,
    require_stimulus,
    with_stimulus,
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("before", KINDS)
def test_that_any_kind_becomes_any_other(kind, before) -> None:
    old = of_kind(before, 1)
    new = of_kind(kind, 2, old)
    assert type(new) is kind
    require_stimulus(new, 3)
    if not isinstance(new, PatternSpikes | ImageSpikes):
        assert new.line == 2
        assert on_line(new, 0).line == 0


def test_that_what_both_kinds_have_is_kept() -> None:
    old = RegularSpikes(0, 5, first=7, end=90)
    assert of_kind(PoissonSpikes, 1, old) == PoissonSpikes(1, 0.1, 7, 90)
    assert of_kind(SingleSpike, 1, old) == SingleSpike(1, 7)
    assert of_kind(RegularSpikes, 1, SingleSpike(0, 3)).first == 3


def test_that_a_generator_is_replaced_unless_it_breaks_a_rule() -> None:
    circuit = oscillator().circuit
    changed = with_stimulus(circuit, 0, SingleSpike(0, 9))
    assert changed.stimuli == (SingleSpike(0, 9),)
    assert changed.cores is circuit.cores
    with pytest.raises(TNStudioError, match="no input line 1"):
        with_stimulus(circuit, 0, SingleSpike(1))
    with pytest.raises(TNStudioError, match="no stimulus 1"):
        with_stimulus(circuit, 1, SingleSpike(0))
    with pytest.raises(TNStudioError, match="there is none yet"):
        with_stimulus(replace(circuit, stimuli=()), 0, SingleSpike(0))
    with pytest.raises(TNStudioError, match="number of ticks per image"):
        require_stimulus(ImageSpikes("mnist", ticks=0), 1)


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9)), max_size=20),
    st.integers(100, 200),
)
def test_that_a_pattern_is_read_as_it_is_written(spikes, period) -> None:
    made = pattern(spikes, period)
    require_stimulus(made, 10)
    again = pattern_from(pattern_text(made), period)
    assert again.ticks.tolist() == made.ticks.tolist()
    assert again.lines.tolist() == made.lines.tolist()
    assert again.period == period
    pairs = zip(made.ticks.tolist(), made.lines.tolist(), strict=True)
    assert list(pairs) == sorted(set(spikes))


@pytest.mark.parametrize("text", ["5", "5:", ":0", "a:0", "5:-1", "5:0:1", "٣:0"])
def test_that_other_texts_are_refused(text: str) -> None:
    with pytest.raises(TNStudioError, match="is no spike"):
        pattern_from(text, 0)


def test_that_commas_are_read_too() -> None:
    assert pattern_from("5:0, 3:1", 0).ticks.tolist() == [3, 5]

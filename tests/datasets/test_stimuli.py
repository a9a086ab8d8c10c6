"""Stimulus generators against plain Python, at any cut, at any tick."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_stimuli, strategies
from tnstudio.datasets.encoders import encode, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.stimuli import StimulusSource
from tnstudio.errors import TNStudioError
from tnstudio.model.stimulus import (
    FOREVER,
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)


def source(*stimuli, lines=4, seed=0) -> StimulusSource:
    return StimulusSource(stimuli, np.full(lines, -1, np.int32), seed)


STARTS = st.one_of(
    st.integers(0, 60), st.integers(2**32 - 9, 2**40), st.just(FOREVER - 40)
)


@given(
    stimuli=strategies.stimuli(4),
    seed=strategies.SEEDS,
    first=STARTS,
    rows=st.integers(0, 40),
)
@settings(max_examples=150)
def test_that_spikes_are_those_of_the_oracle(stimuli, seed, first, rows):
    spikes = source(*stimuli, seed=seed).spikes(first, rows)
    assert spikes.dtype == np.uint8
    assert spikes.shape == (rows, 4)
    assert spikes.tolist() == oracle_stimuli.spikes(stimuli, 4, seed, first, rows)


@given(stimuli=strategies.stimuli(4), first=STARTS, cuts=st.sets(st.integers(1, 39)))
@settings(max_examples=60)
def test_that_a_run_may_be_cut_anywhere(stimuli, first, cuts):
    made = source(*stimuli)
    whole = made.spikes(first, 40)
    ends = [0, *sorted(cuts), 40]
    # Backwards: no piece knows of another.
    pieces = [
        made.spikes(first + start, end - start)
        for start, end in reversed(list(pairwise(ends)))
    ]
    np.testing.assert_array_equal(np.concatenate(pieces[::-1]), whole)


def test_that_each_generator_does_what_it_says():
    spikes = source(
        SingleSpike(0, 2),
        RegularSpikes(1, 3, first=1, end=7),
        PatternSpikes(np.array([0, 1]), np.array([2, 3], np.int32), period=4),
        PatternSpikes(np.array([5]), np.array([0], np.int32)),
    ).spikes(0, 8)
    assert spikes.T.tolist() == [
        [0, 0, 1, 0, 0, 1, 0, 0],
        [0, 1, 0, 0, 1, 0, 0, 0],
        [1, 0, 0, 0, 1, 0, 0, 0],
        [0, 1, 0, 0, 0, 1, 0, 0],
    ]


@pytest.mark.parametrize("first", [0, 2**40])
@pytest.mark.parametrize("probability", [0.0, 0.01, 0.25, 0.9, 1.0])
def test_that_poisson_spikes_are_as_frequent_as_they_should(first, probability):
    generators = [PoissonSpikes(line, probability) for line in range(50)]
    spikes = source(*generators, lines=50, seed=3).spikes(first, 1000)
    # Five standard deviations of 50,000 draws; 0 and 1 must be exact.
    allowed = 5 * np.sqrt(probability * (1 - probability) / 50_000)
    assert abs(spikes.mean() - probability) <= allowed


def test_that_the_intervals_of_poisson_spikes_are_geometric():
    spikes = source(PoissonSpikes(0, 0.1), lines=1, seed=5).spikes(0, 100_000)
    intervals = np.diff(np.flatnonzero(spikes[:, 0]))
    for length in range(1, 12):
        share = (intervals == length).mean()
        expected = 0.1 * 0.9 ** (length - 1)
        deviation = np.sqrt(expected * (1 - expected) / len(intervals))
        assert abs(share - expected) < 5 * deviation, length


def test_that_lines_ticks_and_seeds_draw_independently():
    generators = [PoissonSpikes(line, 0.5) for line in range(200)]
    spikes = source(*generators, lines=200).spikes(0, 200)
    other = source(*generators, lines=200, seed=1).spikes(0, 200)
    centred = spikes - spikes.mean()
    pairs = {
        "lines": (centred[:, 1:], centred[:, :-1]),
        "ticks": (centred[1:], centred[:-1]),
        "seeds": (centred, other - other.mean()),
    }
    for name, (one, two) in pairs.items():
        # The correlation of 40,000 independent pairs has a deviation of 0.005.
        assert abs((one * two).mean() / centred.var()) < 0.025, name


def test_that_two_poisson_generators_of_a_line_are_independent():
    both = source(PoissonSpikes(0, 0.5), PoissonSpikes(0, 0.5), lines=1)
    assert abs(both.spikes(0, 20_000).mean() - 0.75) < 5 * np.sqrt(0.75 * 0.25 / 2e4)


def test_that_a_generator_changes_no_other_line():
    alone = source(PoissonSpikes(2, 0.3), seed=7).spikes(0, 300)
    among = source(
        PoissonSpikes(1, 0.5), PoissonSpikes(2, 0.3), RegularSpikes(0, 2), seed=7
    ).spikes(0, 300)
    np.testing.assert_array_equal(among[:, 2], alone[:, 2])


# -- Images


def images(count=5, size=3) -> ImageSet:
    pixels = np.random.default_rng(2).integers(0, 256, (count, size, 1, 1))
    labels = np.zeros(count, np.int32)
    return ImageSet("few", pixels.astype(np.uint8), labels, ("any",))


@pytest.mark.parametrize("encoding", ["stochastic", "rate"])
@pytest.mark.parametrize("ticks", [1, 7])
def test_that_images_follow_each_other_and_start_over(encoding, ticks):
    few, elements = images(), np.array([2, -1, 0, 1, 2], np.int32)
    film = ImageSpikes("few", encoding=encoding, ticks=ticks, first_image=3)
    made = StimulusSource((film,), elements, 9, {film: few})
    shown = few.values((3 + np.arange(13)) % 5)
    expected = encode(shown, elements, ticks, encoding, input_key(9))
    np.testing.assert_array_equal(made.spikes(0, 13 * ticks), expected)
    for first, rows in ((0, 1), (ticks - 1, 3), (5 * ticks, ticks), (4, 0)):
        piece = made.spikes(first, rows)
        np.testing.assert_array_equal(piece, expected[first : first + rows])


def test_that_images_and_other_generators_merge():
    film = ImageSpikes("few", encoding="rate", ticks=2)
    dark = ImageSet(
        "dark", np.zeros((1, 2, 1, 1), np.uint8), np.zeros(1, np.int32), ("any",)
    )
    made = StimulusSource(
        (film, SingleSpike(1, 1)), np.array([0, 1], np.int32), 0, {film: dark}
    )
    assert made.spikes(0, 3).tolist() == [[0, 0], [0, 1], [0, 0]]


def test_that_lines_that_carry_what_images_lack_are_told_at_once():
    film = ImageSpikes("few")
    with pytest.raises(TNStudioError, match="the input has 3 elements"):
        StimulusSource((film,), np.array([3], np.int32), 0, {film: images()})


# -- What is refused


def test_that_a_broken_generator_is_told_with_its_place():
    with pytest.raises(TNStudioError, match="There is no input line 4") as caught:
        source(SingleSpike(0), SingleSpike(4))
    assert caught.value.location == "stimulus 1"


def test_that_a_seed_out_of_range_is_refused():
    with pytest.raises(TNStudioError, match="The seed is -1"):
        source(seed=-1)


@pytest.mark.parametrize(("first", "rows"), [(-1, 1), (0, -1), (FOREVER, 1)])
def test_that_ticks_out_of_range_are_refused(first, rows):
    with pytest.raises(TNStudioError, match="There are no ticks"):
        source().spikes(first, rows)


def test_that_nothing_gives_silence():
    assert not source().spikes(0, 5).any()
    assert source(lines=0).spikes(0, 5).shape == (5, 0)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_encoders
from tnstudio.datasets.encoders import MOST_TICKS, Encoder, encode, input_key
from tnstudio.draws import draw
from tnstudio.errors import TNStudioError

KEY = input_key(7)


@st.composite
def streams(draw_from):
    """Draw values of a few frames, lines and ticks."""
    frames = draw_from(st.integers(1, 3))
    size = draw_from(st.integers(1, 5))
    x = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1, width=32))
    values = draw_from(
        st.lists(
            st.lists(x, min_size=size, max_size=size),
            min_size=frames,
            max_size=frames,
        )
    )
    elements = draw_from(st.lists(st.integers(-1, size - 1), max_size=8))
    ticks = draw_from(st.integers(1, 9))
    return values, elements, ticks


def as_arrays(values, elements):
    return np.array(values, np.float32), np.array(elements, np.int32)


@given(stream=streams(), seed=st.integers(0, 2**63 - 1), first=st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_that_stochastic_spikes_are_those_of_the_oracle(stream, seed, first):
    values, elements, ticks = stream
    key = input_key(seed)
    spikes = encode(*as_arrays(values, elements), ticks, "stochastic", key, first)
    expected = oracle_encoders.stochastic(values, elements, ticks, int(key), first)
    assert spikes.tolist() == expected
    assert spikes.dtype == np.uint8


@given(stream=streams(), first=st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_that_rate_spikes_are_those_of_the_oracle(stream, first):
    values, elements, ticks = stream
    spikes = encode(*as_arrays(values, elements), ticks, "rate", KEY, first)
    assert spikes.tolist() == oracle_encoders.rate(values, elements, ticks)


@given(key=st.integers(0, 2**64 - 1), counter=st.integers(0, 2**64 - 1))
@settings(deadline=None)
def test_that_a_draw_is_the_published_algorithm(key, counter):
    with np.errstate(over="ignore"):
        drawn = draw(np.uint64(key), np.uint64(counter))
    assert int(drawn) == oracle_encoders.squares(key, counter)


@pytest.mark.parametrize("encoding", ["stochastic", "rate"])
def test_that_a_stream_may_be_cut_anywhere(encoding):
    random = np.random.default_rng(0)
    values = random.random((5, 12), np.float32)
    elements = random.integers(-1, 12, 40).astype(np.int32)
    encoder = Encoder(elements, 7, encoding, KEY)
    whole = encode(values, elements, 7, encoding, KEY)
    for first, rows in [(0, 1), (3, 9), (6, 1), (7, 7), (13, 22), (34, 1), (20, 0)]:
        part = encoder.spikes(values[first // 7 :], first, rows)
        np.testing.assert_array_equal(part, whole[first : first + rows])


def test_that_stochastic_spikes_are_as_frequent_as_the_values():
    shares = np.array([[0, 0.01, 0.25, 0.5, 0.9, 1]], np.float32)
    elements = np.repeat(np.arange(6), 500).astype(np.int32)
    spikes = encode(shares, elements, 40, "stochastic", KEY)
    means = spikes.reshape(40, 6, 500).mean(axis=(0, 2))
    # Five standard deviations of 20,000 draws; 0 and 1 must be exact.
    allowed = 5 * np.sqrt(shares[0] * (1 - shares[0]) / 20_000)
    assert (np.abs(means - shares[0]) <= allowed).all()


def test_that_lines_and_ticks_draw_independently():
    values = np.full((1, 1), 0.5, np.float32)
    spikes = encode(values, np.zeros(200, np.int32), 200, "stochastic", KEY)
    centred = spikes - spikes.mean()
    between_lines = (centred[:, 1:] * centred[:, :-1]).mean() / centred.var()
    between_ticks = (centred[1:] * centred[:-1]).mean() / centred.var()
    # The correlation of 40,000 independent pairs has a deviation of 0.005.
    assert abs(between_lines) < 0.025
    assert abs(between_ticks) < 0.025


def test_that_one_tick_of_rate_code_asks_whether_a_value_is_at_least_one_half():
    values = np.array([[0, 0.499, 0.5, 0.501, 1]], np.float32)
    spikes = encode(values, np.arange(5, dtype=np.int32), 1, "rate", KEY)
    assert spikes.tolist() == [[0, 0, 1, 1, 1]]


def test_that_rate_spikes_are_evenly_spaced():
    values = np.array([[0.25, 0.5, 0.75]], np.float32)
    spikes = encode(values, np.arange(3, dtype=np.int32), 8, "rate", KEY)
    assert spikes.T.tolist() == [
        [0, 0, 0, 1, 0, 0, 0, 1],
        [0, 1, 0, 1, 0, 1, 0, 1],
        [0, 1, 1, 1, 0, 1, 1, 1],
    ]


@pytest.mark.parametrize("wrong", [np.nan, -0.001, 1.001, np.inf])
def test_that_values_outside_the_range_are_refused(wrong):
    values = np.array([[0.5, wrong]], np.float32)
    with pytest.raises(TNStudioError, match="not all within"):
        encode(values, np.zeros(1, np.int32), 1, "stochastic", KEY)


@pytest.mark.parametrize("element", [2, -2])
def test_that_lines_of_elements_that_do_not_exist_are_refused(element):
    values = np.zeros((1, 2), np.float32)
    with pytest.raises(TNStudioError, match="the input has 2 elements"):
        encode(values, np.array([element], np.int32), 1, "rate", KEY)


@pytest.mark.parametrize("ticks", [0, -1, MOST_TICKS + 1])
def test_that_impossible_numbers_of_ticks_are_refused(ticks):
    with pytest.raises(TNStudioError, match="ticks per frame"):
        Encoder(np.zeros(1, np.int32), ticks, "rate", KEY)


def test_that_an_unknown_encoding_is_refused():
    with pytest.raises(TNStudioError, match="no encoding 'morse'"):
        Encoder(np.zeros(1, np.int32), 1, "morse", KEY)


def test_that_ticks_beyond_the_given_frames_are_refused():
    encoder = Encoder(np.zeros(1, np.int32), 4, "rate", KEY)
    values = np.zeros((2, 1), np.float32)
    assert encoder.spikes(values, 5, 7).shape == (7, 1)
    with pytest.raises(TNStudioError, match="which lie in 3"):
        encoder.spikes(values, 5, 8)


def test_that_a_stream_without_frames_or_lines_has_no_spikes():
    nothing = np.zeros((0, 3), np.float32)
    assert encode(nothing, np.zeros(2, np.int32), 4, "rate", KEY).shape == (0, 2)
    values = np.zeros((1, 3), np.float32)
    no_lines = np.zeros(0, np.int32)
    assert encode(values, no_lines, 4, "stochastic", KEY).shape == (4, 0)

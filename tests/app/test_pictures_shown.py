"""What pictures and images on the input make, over any ticks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_sessions import DATA
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app.image_input import ImageInput
from tnstudio.app.input_feeds import Feed, InputFeeds
from tnstudio.app.show_log import Picture
from tnstudio.app.simulation_session import image_session
from tnstudio.datasets.encoders import encode, input_key
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.program import NONE

PROGRAM = deploy(trained_at_random(tiny_network(3), 3), copies=1, seed=8)
T, MOST = 6, 40
SHAPE = DATA.test.shape

CHANGES = st.lists(
    st.tuples(
        st.integers(0, MOST),
        st.sampled_from(["show", "paint", "encode"]),
        st.integers(0, 9),
    ),
    max_size=6,
)


def pixels_of(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, SHAPE).astype(np.uint8)


def spikes_of_tick(show: dict, tick: int) -> np.ndarray:
    """One tick by itself, as a stream of whole frames from tick 0 or the onset on."""
    values = np.asarray(show["pixels"].reshape(1, -1) / np.float32(255), np.float32)
    lines, key = PROGRAM.inputs.element, input_key(4)
    if show["encoding"] == "rate":
        k = (tick - show["onset"]) % T
        return encode(values, lines, T, "rate", key)[k]
    return encode(values, lines, 1, "stochastic", key, first_frame=tick)[0]


@given(CHANGES, st.integers(0, MOST), st.integers(0, MOST))
@settings(max_examples=80, deadline=None)
def test_that_spikes_of_any_ticks_are_of_what_was_on_then(changes, first, rows):
    source = ImageInput(PROGRAM, DATA.test, "stochastic", 4, T)
    shown = [{"onset": 0, "pixels": DATA.test.pixels[0], "encoding": "stochastic"}]
    for tick, kind, value in changes:
        shown = [show for show in shown if show["onset"] <= tick]
        new = dict(shown[-1], onset=tick)
        if shown[-1]["onset"] == tick and tick:
            shown.pop()
        if kind == "show":
            source.show(value, tick)
            new["pixels"] = DATA.test.pixels[value]
        elif kind == "paint":
            source.show_picture(Picture(pixels_of(value)), tick)
            new["pixels"] = pixels_of(value)
        else:
            new["encoding"] = ("stochastic", "rate")[value % 2]
            source.encode_as(new["encoding"], tick)
        shown.append(new)
    found = source.spikes(first, rows)
    assert found.shape == (rows, len(PROGRAM.inputs.element))
    for row in range(rows):
        on = [show for show in shown if show["onset"] <= first + row][-1]
        np.testing.assert_array_equal(found[row], spikes_of_tick(on, first + row))


def test_that_a_frame_tells_the_picture_and_its_class():
    session = image_session(PROGRAM, DATA.test)
    session.show(5)
    pixels = pixels_of(1)
    assert session.advance(2).pixels is None
    session.show_picture(pixels, 2)
    kept = pixels.copy()
    pixels[:] = 0
    frame = session.advance(3)
    np.testing.assert_array_equal(frame.pixels, kept)
    assert (frame.label, frame.image, frame.ticks_on_image) == (2, 5, 3)
    session.show_picture(kept)
    assert session.advance(1).label == NONE
    assert session.onsets == (0, 2, 5)
    session.show(5)
    assert session.advance(1).pixels is None


@pytest.mark.parametrize(
    ("shape", "label", "told"),
    [
        (SHAPE[::-1], NONE, "The picture is 2 × 5 × 4, the input 4 × 5 × 2"),
        (SHAPE, 3, "There is no class 3"),
        (SHAPE, -2, "There is no class -2"),
    ],
)
def test_that_a_picture_that_does_not_fit_is_refused(shape, label, told):
    session = image_session(PROGRAM, DATA.test)
    with pytest.raises(TNStudioError, match=told):
        session.show_picture(np.zeros(shape, np.uint8), label)


@pytest.mark.parametrize("copies", [1, 3])
def test_that_the_axons_of_an_element_are_those_its_lines_feed(copies):
    program = deploy(trained_at_random(tiny_network(3), 3), copies=copies, seed=8)
    feeds, inputs = InputFeeds(program), program.inputs
    for element in range(int(np.prod(program.input_shape))):
        expected = sorted(
            Feed(line, core, axon)
            for line, core, axon in zip(
                inputs.line.tolist(),
                inputs.core.tolist(),
                inputs.axon.tolist(),
                strict=True,
            )
            if inputs.element[line] == element
        )
        assert list(feeds.of(element)) == expected
    assert str(Feed(3, 1, 7)) == "line 3 → core 1, axon 7"


def test_that_a_painted_pixel_is_active_on_the_axons_it_feeds():
    session = image_session(PROGRAM, DATA.test)
    feeds = InputFeeds(PROGRAM)
    for element in (0, 13, 39):
        pixels = np.zeros(SHAPE, np.uint8)
        pixels.reshape(-1)[element] = 255
        session.show_picture(pixels)
        active = session.advance(1).active_axons
        expected = {(feed.core, feed.axon) for feed in feeds.of(element)}
        fed = {*zip(*(PROGRAM.inputs.core, PROGRAM.inputs.axon), strict=True)}
        assert {place for place in fed if active[place]} == expected
